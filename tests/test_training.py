"""Training: heads from what people coded, never from what was held back; they name the run."""

import pytest

from hermeneut import training
from hermeneut.annotate.embeddings import Embeddings
from hermeneut.annotate.themes import CODINGS, HEADS, Themes
from hermeneut.design import read
from hermeneut.errors import UserError
from hermeneut.passes import definition, run_id
from hermeneut.testing import DESIGN, make_study, text_row

WET = "Rain fell on the harbour and the boats of {} lay under grey water all day."
DRY = "The shop of {} sells keys, ladders, paint and many kinds of nails."
NAMES = [f"Mr {a}{b}" for a in "BCDFGHK" for b in ("ell", "orn", "ates", "ick")]


@pytest.fixture(scope="module")
def texts():
    rows = [text_row(shape.format(name)) for name in NAMES for shape in (WET, DRY)]
    spans = [[{"start": 0, "end": len(row["text"])}] for row in rows]
    embedded = [
        {"text_id": row["text_id"], **one}
        for row, span in zip(rows, spans, strict=True)
        for one in Embeddings().find(row["text"], span)
    ]
    return rows, embedded


def coded(rows):
    return [
        {"unit": f"{row['text_id']}:0-{len(row['text'])}", "doc_id": row["text_id"],
         "coder": "ann", "kind": "person", "variable": "loneliness", "coded_at": "2026-01-01",
         "value": "yes" if row["text"].startswith("Rain") else "no"}
        for row in rows
    ]  # fmt: skip


def study_of(folder, texts, codings):
    rows, embedded = texts
    sentences = [{"text_id": r["text_id"], "start": 0, "end": len(r["text"])} for r in rows]
    tables = {"texts": rows, "embeddings": embedded, "sentences": sentences}
    return make_study(folder, tables, design=DESIGN, codings=codings)


def test_a_head_that_beats_likeness_decides(tmp_path, texts):
    study = study_of(tmp_path / "s", texts, coded(texts[0]))
    before = Themes.from_design(read(study.root))
    (one,) = training.themes(study)
    assert (one.code, one.yes, one.coded, one.kept) == ("loneliness", 28, 56, "kept")
    assert one.head > 0.9 > one.likeness

    after = Themes.from_design(read(study.root))
    assert run_id(definition(before, {})) != run_id(definition(after, {}))
    row, embedded = texts[0][0], texts[1][0]
    (found,) = after.find(row["text"], None, [embedded])
    assert (found["by"], found["holds"]) == (CODINGS, True)


def test_what_is_held_back_is_never_trained_on(tmp_path, texts):
    study = study_of(tmp_path / "s", texts, coded(texts[0]))
    study.judgements.append("samples", [
        {"sample": "s", "variable": "loneliness", "unit_kind": "paragraph", "unit": one["unit"],
         "doc_id": one["doc_id"], "stratum": "", "probability": 0.5, "held": True, "rank": n,
         "seed": 1, "drawn_at": "2026", "design": "{}"}
        for n, one in enumerate(coded(texts[0])[:40])
    ])  # fmt: skip
    (one,) = training.themes(study)
    assert (one.coded, one.kept) == (16, "fewer than 25 of a kind")
    assert not list((study.root / HEADS).glob("*"))


def test_a_head_goes_when_it_is_no_longer_earned(tmp_path, texts):
    study = study_of(tmp_path / "s", texts, coded(texts[0])[:20])
    path = study.root / HEADS / "loneliness.safetensors"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"of an earlier training")
    training.themes(study)
    assert not path.exists()


def test_sets_of_codes_count_too(tmp_path, texts):
    sets = [{**one, "variable": "themes", "value": {"yes": "loneliness"}.get(one["value"], "none")}
            for one in coded(texts[0])]  # fmt: skip
    (one,) = training.themes(study_of(tmp_path / "s", texts, sets))
    assert (one.yes, one.coded) == (28, 56)


def test_without_codings_says_what_to_do(tmp_path, texts):
    with pytest.raises(UserError, match="nobody has coded themes"):
        training.themes(study_of(tmp_path / "s", texts, []))
