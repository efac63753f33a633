"""What coders bring back is taken in once, all or nothing, and nothing is overruled by it."""

import csv
import io

import pytest

from hermeneut.coding.drawing import Wishes, draw
from hermeneut.coding.sheets import write
from hermeneut.coding.taking_in import take_in
from hermeneut.errors import UserError
from hermeneut.validate.sampling import Design

from .conftest import UNITS


def save(path, rows, *, separator=",", encoding="utf-8-sig", first="", newline="\r\n"):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=newline).writerows(rows)
    path.write_bytes((first + out.getvalue()).encode(encoding, "replace"))
    return path


def take(study, *paths, **more):
    return take_in(study, paths, **{"coders": ["ana"], **more})


def coded(study):
    rows = study.judgements.rows("codings").to_pylist()
    return [(row["unit"], row["coder"], row["value"]) for row in rows]


def test_a_sheet_becomes_codings_with_who_when_codebook_quote_and_context(
    drawn_study, sample, sheet, tmp_path, clock
):
    taken = take(drawn_study, save(tmp_path / "a.csv", sheet), now=clock)

    assert (UNITS, 0, 1, []) == (taken.decisions, taken.already, taken.memos, taken.mistakes)
    row = drawn_study.judgements.rows("codings").to_pylist()[0]
    drawn = next(r for r in sample.rows if r["unit"] == row["unit"])
    assert ("ana", "person", "tone", "earnest") == tuple(
        row[name] for name in ("coder", "kind", "variable", "value")
    )
    assert (drawn["quote"], drawn["context"], drawn["doc_id"]) == (
        row["quote"], row["context"], row["doc_id"],
    )  # fmt: skip
    assert drawn_study.design.codebook_digest() == row["codebook"]
    assert ["hard to say"] == drawn_study.judgements.rows("memos")["memo"].to_pylist()
    assert ["a.csv"] == drawn_study.judgements.rows("imports")["file"].to_pylist()


def test_twice_adds_nothing(drawn_study, sheet, tmp_path, clock):
    path = save(tmp_path / "a.csv", sheet)
    take(drawn_study, path, now=clock)
    before = drawn_study.judgements.digest("codings")

    taken = take(drawn_study, path, now=clock)

    assert (0, UNITS, 0) == (taken.decisions, taken.already, taken.memos)
    assert before == drawn_study.judgements.digest("codings")
    assert 1 == drawn_study.judgements.rows("imports").num_rows


def test_a_change_of_mind_is_a_new_row_and_an_old_file_does_not_undo_it(
    drawn_study, sheet, tmp_path, clock
):
    old = save(tmp_path / "old.csv", sheet)
    take(drawn_study, old, now=clock)
    sheet[1][5] = "mocking"
    assert 1 == take(drawn_study, save(tmp_path / "new.csv", sheet), now=clock).decisions

    assert 0 == take(drawn_study, old, now=clock).decisions

    now = drawn_study.sql("select value from codings where unit = $u", {"u": sheet[1][0]})
    assert ["mocking"] == now["value"].to_pylist()
    assert UNITS + 1 == len(coded(drawn_study))


def test_the_right_ones_are_taken_if_that_is_wished_and_the_rest_later(
    drawn_study, sheet, tmp_path
):
    sheet[1][5], sheet[2][5] = "ernest", ""
    taken = take(drawn_study, save(tmp_path / "a.csv", sheet[:-1]), partial=True)
    assert (UNITS - 3, 2, True) == (taken.decisions, len(taken.mistakes), taken.kept)

    sheet[1][5] = sheet[2][5] = "earnest"
    taken = take(drawn_study, save(tmp_path / "b.csv", sheet))
    assert (3, UNITS - 3, []) == (taken.decisions, taken.already, taken.mistakes)


def test_files_of_several_coders_are_merged(drawn_study, sheet, tmp_path):
    first = save(tmp_path / "a.csv", sheet)
    sheet[1][5] = "mocking"
    second = save(tmp_path / "b.csv", sheet)

    taken = take(drawn_study, first, second, coders=["ana", "ben"])

    assert (2 * UNITS, []) == (taken.decisions, taken.mistakes)
    with pytest.raises(UserError, match="2 files and 3 coders"):
        take(drawn_study, first, second, coders=["a", "b", "c"])


def test_who_coded_stands_in_the_sheet_or_is_asked_for(drawn_study, sheet, tmp_path):
    taken = take(drawn_study, save(tmp_path / "a.csv", sheet), coders=[])
    assert ["nobody is named who coded this"] == [m.what for m in taken.mistakes]

    for row in sheet[1:]:
        row[7] = "cy"
    take(drawn_study, save(tmp_path / "b.csv", sheet), coders=[])
    assert {"cy"} == {coder for _, coder, _ in coded(drawn_study)}


def test_marks_in_columns_are_a_set_of_values(study, clock, tmp_path):
    sample = draw(study, "themes", Wishes(Design(n=3)), now=clock)
    write(study, sample, tmp_path / "a.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"), newline="")))
    rows[1][5], rows[1][6], rows[2][7], rows[3][5] = "x", "X", "1", "✓"
    taken = take(study, save(tmp_path / "b.csv", rows))

    assert (3, []) == (taken.decisions, taken.mistakes)
    got = {(unit, value) for unit, _, value in coded(study)}
    assert {(rows[1][0], "loneliness"), (rows[1][0], "grief"), (rows[2][0], "none"),
            (rows[3][0], "loneliness")} == got  # fmt: skip

    rows[1][7], rows[2][7], rows[3][5] = "x", "", "perhaps"
    told = take(study, save(tmp_path / "c.csv", rows)).mistakes
    assert ["themes can't be 'loneliness; grief; none'", "not coded",
            "loneliness is marked 'perhaps'"] == [m.what for m in told]  # fmt: skip
