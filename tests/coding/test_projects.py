"""What went to another program comes back; what was coded there comes in."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest

from hermeneut.coding.projects import codebook_toml, take_in_project
from hermeneut.design import parse
from hermeneut.errors import UserError
from hermeneut.export import refi
from hermeneut.export.qualitative import Qdc, Qdpx
from hermeneut.testing import make_study
from hermeneut.views.codebook import variables

SPEC = importlib.util.spec_from_file_location(
    "exported", Path(__file__).parents[1] / "export" / "conftest.py"
)
exported = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(exported)
KNOWN = [row for row in exported.codings() if row["variable"] != "mood"]


@pytest.fixture
def theirs(tmp_path):
    """A project written from a study that has codings."""
    study = make_study(tmp_path / "a", exported.rows(), design=exported.DESIGN, codings=KNOWN)
    unit = exported.codings()[0]["unit"]
    study.judgements.append("memos", [
        {"unit": unit, "doc_id": f"{0:016x}", "coder": "ana", "variable": "grief",
         "memo": "it's the tie", "noted_at": exported.AT}])  # fmt: skip
    return Qdpx()(study, tmp_path / "a.qdpx")


@pytest.fixture
def ours(tmp_path):
    """The same study, in which nothing is coded yet."""
    return make_study(tmp_path / "b", exported.rows(), design=exported.DESIGN)


def decisions(rows):
    names = ("unit", "doc_id", "coder", "kind", "variable", "value", "coded_at")
    return {tuple(row[name] for name in names) for row in rows}


def edited(path, change):
    project = refi.read_project(path.read_bytes())
    path.write_bytes(refi.project_bytes(change(project)))
    return path


def test_the_round_trip_loses_nothing_of_what_people_decided(theirs, ours, clock):
    taken = take_in_project(ours, theirs, now=clock)

    assert (5, 0, 1, []) == (taken.decisions, taken.already, taken.memos, taken.mistakes)
    people = [row for row in KNOWN if row["kind"] == "person"]
    assert decisions(people) == decisions(ours.judgements.rows("codings").to_pylist())
    assert ["it's the tie"] == ours.judgements.rows("memos")["memo"].to_pylist()

    again = take_in_project(ours, theirs, now=clock)
    assert (0, 5, 0) == (again.decisions, again.already, again.memos)
    assert 5 == ours.judgements.rows("codings").num_rows


def renamed(project):
    """Hand the project on as a program does that makes identities of its own."""
    every = [one for code in project.codes for one in (code, *code.codes)]
    new = {one.guid: f"{n:08x}-0000-0000-0000-000000000000" for n, one in enumerate(every, 1)}
    codes = [replace(code, guid=new[code.guid],
                     codes=tuple(replace(c, guid=new[c.guid]) for c in code.codes))
             for code in project.codes]  # fmt: skip
    sources = [
        replace(source, guid=f"{n:08x}-1111-0000-0000-000000000000", name=f"{source.name}.txt",
                text=source.text.replace("\n", "\r\n"),
                selections=tuple(
                    replace(s, guid="", start=s.start + source.text.count("\n", 0, s.start),
                            end=s.end + source.text.count("\n", 0, s.end),
                            codings=tuple(replace(c, code=new[c.code]) for c in s.codings))
                    for s in source.selections))
        for n, source in enumerate(project.sources)
    ]  # fmt: skip
    return replace(project, codes=tuple(codes), sources=tuple(sources))


def test_names_and_texts_are_enough_where_identities_and_line_ends_are_others(theirs, ours, clock):
    taken = take_in_project(ours, edited(theirs, renamed), now=clock)

    assert (5, []) == (taken.decisions, taken.mistakes)
    people = [row for row in KNOWN if row["kind"] == "person"]
    assert decisions(people) == decisions(ours.judgements.rows("codings").to_pylist())


def test_a_text_changed_there_is_found_by_its_words(theirs, ours, clock):
    def change(project):
        first, *rest = project.sources
        put = "A line put before.\n\n"
        moved = [replace(s, start=s.start + len(put), end=s.end + len(put))
                 for s in first.selections]  # fmt: skip
        first = replace(first, text=put + first.text, selections=tuple(moved))
        return replace(project, sources=(first, *rest))

    assert 5 == take_in_project(ours, edited(theirs, change), now=clock).decisions
    assert exported.codings()[0]["unit"] in ours.judgements.rows("codings")["unit"].to_pylist()


def test_what_the_study_does_not_know_is_told_and_nothing_is_taken(theirs, ours, clock):
    def change(project):
        first, second, *rest = project.sources
        other = replace(first, guid="", name="Another page", text="Quite another text.")
        odd = refi.Code("11111111-1111-1111-1111-111111111111", "Odd")
        selection = replace(second.selections[0], codings=(
            replace(second.selections[0].codings[0], code=odd.guid),))  # fmt: skip
        second = replace(second, selections=(selection,))
        return replace(project, codes=(*project.codes, odd), sources=(other, second, *rest))

    path = edited(theirs, change)
    taken = take_in_project(ours, path, now=clock)

    told = " / ".join(f"{m.what} {m.do}" for m in taken.mistakes)
    assert "no document like 'Another page'" in told
    assert "code 'Odd' is none of the codebook's" in told
    assert not taken.kept
    assert 0 == ours.judgements.rows("codings").num_rows
    assert take_in_project(ours, path, partial=True, now=clock).kept


def test_a_code_named_as_a_theme_says_that_it_holds(theirs, ours, clock):
    def change(project):
        free = refi.Code("11111111-1111-1111-1111-111111111111", "Grief")
        first = project.sources[0]
        coding = replace(first.selections[0].codings[0], code=free.guid)
        selection = replace(first.selections[0], codings=(coding,))
        source = replace(first, selections=(selection,))
        return replace(project, codes=(free,), sources=(source,))

    take_in_project(ours, edited(theirs, change), now=clock)

    assert ["yes"] == ours.judgements.rows("codings")["value"].to_pylist()


def test_a_codebook_comes_in_as_sections_to_paste(theirs, tmp_path):
    blank = parse('[study]\nname = "x"\n[work]\ntitle = "Up"\nyear = 2009')
    toml = codebook_toml(theirs, variables(blank))
    assert "balloons" in variables(parse(blank_text() + toml))

    free = refi.Code("1", "Old Wives", "speaks of her", codes=(refi.Code("2", "Ellie"),))
    (tmp_path / "b.qdc").write_bytes(refi.codebook_bytes([free]))
    design = parse(blank_text() + codebook_toml(tmp_path / "b.qdc", variables(blank)))
    assert [("old-wives", "speaks of her"), ("ellie", "Ellie")] == [
        (code.id, code.definition) for code in design.codes
    ]


def blank_text():
    return '[study]\nname = "x"\n[work]\ntitle = "Up"\nyear = 2009\n'


def test_our_own_codebook_has_nothing_new(ours, tmp_path):
    path = Qdc()(ours, tmp_path / "a.qdc")
    assert "nothing that" in codebook_toml(path, variables(ours.design))


def test_a_file_that_is_none_is_told(ours, tmp_path):
    (tmp_path / "a.qdpx").write_bytes(b"PK no")
    with pytest.raises(UserError, match="can't be read"):
        take_in_project(ours, tmp_path / "a.qdpx")
    with pytest.raises(UserError, match="is it there"):
        take_in_project(ours, tmp_path / "b.qdpx")
