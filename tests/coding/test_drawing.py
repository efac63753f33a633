import json

import pytest

from hermeneut.coding import drawing
from hermeneut.coding.drawing import Wishes, draw
from hermeneut.errors import UserError
from hermeneut.testing import make_study
from hermeneut.validate.alignment import GAP
from hermeneut.validate.sampling import Design
from hermeneut.views import units
from hermeneut.views.codebook import variable

from .conftest import CODEBOOK, DESIGN, tables


def latest(study, ident=""):
    with study.reader() as reader:
        return drawing.latest(reader, study.design, ident)


def samples(study, ident=""):
    with study.reader() as reader:
        return drawing.samples(reader, study.design, ident)


def wishes(n=10, *, of="", by=(), rejected=False, **more):
    return Wishes(Design(n=n, **more), of=of, by=by, rejected=rejected)


def test_a_drawn_unit_has_its_words_its_place_and_its_probability(study, clock):
    sample = draw(study, "loneliness", wishes(), now=clock)

    row = sample.rows[0]
    text = study.sql("select text from texts where text_id = $t", {"t": row["text_id"]})
    before, gap, after = row["context"].partition(GAP)
    assert row["quote"] == text["text"][0].as_py()[row["start"] : row["end"]]
    assert before + row["quote"] + after in text["text"][0].as_py()
    assert (f"{row['text_id']}:{row['start']}-{row['end']}", GAP) == (row["unit"], gap)
    assert 10 / 96 == row["probability"], (
        "32 of 40 documents are about it, of three paragraphs each"
    )
    assert list(range(1, 11)) == [row["rank"] for row in sample.rows]


def test_the_same_wishes_give_the_same_sample_once(study, clock):
    first = draw(study, "loneliness", wishes(), now=clock)
    second = draw(study, "loneliness", wishes(), now=clock)
    other = draw(study, "loneliness", wishes(seed=2), now=clock)

    assert (False, True, False) == (first.known, second.known, other.known)
    assert [r["unit"] for r in first.rows] == [r["unit"] for r in second.rows]
    assert first.rows[0]["drawn_at"] == second.rows[0]["drawn_at"]
    assert 20 == study.judgements.rows("samples").num_rows
    assert [other.id, first.id] == [s.id for s in samples(study, "loneliness")]
    assert other.id == latest(study).id


def test_what_is_kept_comes_back_to_the_last_digit(study, clock):
    sample = draw(study, "sentiment", wishes(n=7, way="uncertain"), now=clock)

    kept = latest(study).rows
    for name in ("probability", "held", "start", "rank", "seed"):
        assert [r[name] for r in sample.rows] == [r[name] for r in kept]


def test_a_sample_does_not_depend_on_the_order_of_the_tables(tmp_path, clock):
    rows = tables()
    turned = {name: list(reversed(given)) for name, given in rows.items()}
    drawn = [
        draw(make_study(tmp_path / name, given, design=DESIGN + CODEBOOK), "loneliness",
             wishes(way="uncertain"), now=clock).id
        for name, given in {"a": rows, "b": turned}.items()
    ]  # fmt: skip

    assert drawn[0] == drawn[1]


def test_strata_by_form_and_the_machines_label(study, clock):
    by = ("form", "label")
    sample = draw(study, "loneliness", wishes(n=16, by=by, way="stratified", allocation="equal"),
                  now=clock)  # fmt: skip

    told = sample.design["strata"]
    assert {"form=essay, label=no", "form=essay, label=yes", "form=review, label=no",
            "form=review, label=yes"} == set(told)  # fmt: skip
    for row in sample.rows:
        part = told[row["stratum"]]
        assert part["drawn"] / part["units"] == row["probability"]
    assert "label=yes: " in sample.sentence()


def test_of_rejected_documents_too_and_always_for_about(study, clock):
    kept = draw(study, "balloons", wishes(n=99), now=clock)
    both = draw(study, "balloons", wishes(n=99, by=("stands",), rejected=True), now=clock)
    about = draw(study, "about", wishes(n=99, by=("label",)), now=clock)

    assert (32, 40, 40) == (len(kept.rows), len(both.rows), len(about.rows))
    assert {"stands=measured", "stands=not about"} == set(both.design["strata"])
    assert {"label=about", "label=mentions"} == set(about.design["strata"])


def test_clustered_by_document_takes_some_units_of_each(study, clock):
    sample = draw(study, "loneliness", wishes(n=12, way="clustered", each=2), now=clock)

    documents = [row["doc_id"] for row in sample.rows]
    assert {2} == {documents.count(doc) for doc in documents}
    assert {6 / 32 * 2 / 3} == {row["probability"] for row in sample.rows}


def test_documents_are_held_whole_whatever_the_sample(study, clock):
    first = draw(study, "loneliness", wishes(n=60), now=clock)
    second = draw(study, "sentiment", wishes(n=90, seed=9), now=clock)

    held = {row["doc_id"]: row["held"] for row in (*first.rows, *second.rows)}
    assert all(row["held"] == held[row["doc_id"]] for row in (*first.rows, *second.rows))
    assert {True, False} == set(held.values())


WRONG = {
    "variable": (("lonelyness", wishes()), "did you mean loneliness"),
    "unit": (("loneliness", wishes(of="paragrafs")), "did you mean paragraphs"),
    "stratum": (("loneliness", wishes(by=("yaer",))), "did you mean year"),
    "label of clusters": (("loneliness", wishes(by=("label",), way="clustered")), "leave it out"),
    "strata of doubt": (("loneliness", wishes(by=("form",), way="uncertain")), "leave out --by"),
    "no doubt": (("balloons", wishes(way="uncertain")), "says nothing"),
}


@pytest.mark.parametrize(("asked", "words"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_drawn_is_told(study, asked, words):
    with pytest.raises(UserError, match=words):
        draw(study, asked[0], asked[1])
    assert 0 == study.judgements.rows("samples").num_rows


def test_a_study_without_texts_says_what_to_do(tmp_path):
    with pytest.raises(UserError, match=r"there are no paragraphs to code\n.*hermeneut run"):
        draw(make_study(tmp_path), "loneliness")
    with pytest.raises(UserError, match="no sample was drawn"):
        latest(make_study(tmp_path))


def labels(study, ident, of=""):
    with study.reader() as reader:
        return units.frame(reader, variable(study.design, ident, reader), of, rejected=True)


def test_the_machines_label_stands_beside_each_unit(study):
    themes = labels(study, "loneliness")
    assert {"yes", "no"} == set(themes["label"].to_pylist())
    assert 0 == themes["label"].null_count
    assert {"loneliness", "none"} == set(labels(study, "themes")["label"].to_pylist())
    assert {"positive", "neutral"} == set(labels(study, "sentiment")["label"].to_pylist())
    assert {"about", "mentions"} == set(labels(study, "about")["label"].to_pylist())
    assert {"yes", "no"} == set(labels(study, "loneliness", "documents")["label"].to_pylist())
    assert [None] == list(set(labels(study, "tone")["label"].to_pylist()))


def test_a_program_that_coded_is_a_machine(study):
    study.judgements.append("codings", [
        {"unit": f"{1:016x}", "coder": "model", "kind": "machine", "variable": "balloons",
         "value": value, "coded_at": "2026"} for value in ("for", "torn")
    ])  # fmt: skip

    got = dict(zip(*(labels(study, "balloons")[c].to_pylist() for c in ("unit", "label")),
                   strict=True))  # fmt: skip
    assert "for; torn" == got[f"{1:016x}"]
    assert got[f"{2:016x}"] is None


def test_the_design_is_kept_with_each_unit(study, clock):
    row = draw(study, "loneliness", wishes(), now=clock).rows[0]
    told = json.loads(row["design"])

    assert (10, "simple", 96, "paragraphs") == tuple(told[k] for k in ("n", "way", "frame", "of"))
