import pytest

from hermeneut.errors import UserError
from hermeneut.testing import DESIGN, make_study, text_row
from hermeneut.views.checked import checked

TEXTS = [text_row(f"Text number {n} is on Up.") for n in range(3)]
TABLES = {
    "texts": TEXTS,
    "documents": [
        {"doc_id": f"d{n}", "capture_id": "c", "url": f"https://a.example/{n}", "language": "en",
         "text_id": text["text_id"], "completeness": "whole", "form": "essay" if n else "news"}
        for n, text in enumerate(TEXTS)
    ],
    "subjects": [{"doc_id": f"d{n}", "capture_id": "c", "subject": "work", "verdict": "about"}
                 for n in range(3)],
}  # fmt: skip
HOW = """{"way": "stratified", "of": "documents", "by": ["form"], "rejected": false,
  "strata": {"form=essay": {"units": 2, "drawn": 1}, "form=news": {"units": 1, "drawn": 1}}}"""
SAMPLE = {"sample": "s", "variable": "evaluation", "unit_kind": "document", "rank": 1, "seed": 1,
          "drawn_at": "2026", "design": HOW}  # fmt: skip


def say(unit, coder, value, kind="person"):
    return {"unit": unit, "doc_id": unit, "coder": coder, "kind": kind, "variable": "evaluation",
            "value": value, "coded_at": "2026"}  # fmt: skip


@pytest.fixture
def study(tmp_path):
    codings = [say("d0", "ana", "mixed"), say("d1", "ana", "positive"), say("d2", "ana", "none"),
               say("d1", "ben", "positive"), *(say(f"d{n}", "m", "none", "machine")
                                               for n in range(2))]  # fmt: skip
    made = make_study(tmp_path, TABLES, design=DESIGN, codings=codings)
    made.judgements.append("samples", [
        {**SAMPLE, "unit": "d0", "doc_id": "d0", "stratum": "form=news", "probability": 1.0,
         "held": True},
        {**SAMPLE, "unit": "d1", "doc_id": "d1", "stratum": "form=essay", "probability": 0.5,
         "held": False}])  # fmt: skip
    return made


def rows(study, name="evaluation"):
    with study.reader() as tables:
        return checked(tables, study.design, name)


def test_every_unit_has_the_machines_label_its_probability_and_peoples_word_where_drawn(study):
    got = [
        tuple(row[k] for k in ("unit", "label", "predicted", "drawn", "held", "probability"))
        for row in rows(study)
    ]

    assert [
        ("d0", "mixed", "none", True, True, 1.0),
        ("d1", "positive", "none", True, False, 0.5),
        ("d2", None, None, False, False, 0.5),
    ] == got


@pytest.mark.parametrize("value", ["unclear", "mixed"])
def test_where_coders_differ_or_cannot_tell_there_is_no_label(study, value):
    both = [say("d1", who, value) for who in ("ben", "ana")][: 2 if value == "unclear" else 1]
    study.judgements.append("codings", [{**row, "coded_at": "2027"} for row in both])

    assert [None] == [row["label"] for row in rows(study) if row["unit"] == "d1"]


def test_without_a_sample_there_is_nothing(study):
    assert [] == rows(study, "loneliness")
    study.judgements.append("samples", [
        {**SAMPLE, "variable": "gone", "unit": "d0", "doc_id": "d0", "stratum": "",
         "probability": 1.0, "held": True}])  # fmt: skip
    with pytest.raises(UserError, match="no variable 'gone'"):
        rows(study, "gone")
