"""Verdicts: evaluation, rating and consensus side by side; people's word comes first."""

import pytest

from hermeneut import testing
from hermeneut.views import codebook, units

AT = "2026-01-02T03:04:05Z"


@pytest.fixture
def study(tmp_path):
    def document(name):
        return {"doc_id": name, "capture_id": name, "text_id": f"t-{name}", "language": "en",
                "completeness": "whole", "fetched_at": AT, "url": f"https://x.example/{name}",
                "rating": "4/5", "rating_value": 0.8}  # fmt: skip

    def evaluation(name, said, score, consensus=None):
        return {"text_id": f"t-{name}", "evaluation": said, "score": score, "judging": 3.0,
                "evidence": [], "consensus": consensus, "consensus_evidence": []}  # fmt: skip

    def about(name):
        return {"doc_id": name, "capture_id": name, "subject": "work", "verdict": "about",
                "score": 1.0}  # fmt: skip

    coding = {"unit": "b", "doc_id": "b", "coder": "ana", "kind": "person", "coded_at": AT,
              "variable": "evaluation", "value": "mixed"}  # fmt: skip
    return testing.make_study(
        tmp_path / "s",
        {
            "documents": [document(name) for name in "abc"],
            "subjects": [about(name) for name in "abc"],
            "texts": [{"text_id": f"t-{name}", "text": name, "language": "en"} for name in "abc"],
            "evaluations": [
                evaluation("a", "positive", 0.5, "negative"),
                evaluation("b", "negative", -0.4),
            ],
        },
        codings=[coding],
    )


def test_peoples_word_comes_before_the_machines(study):
    rows = study.sql("select * from verdicts order by doc_id").to_pylist()
    told = [(row["evaluation"], row["machine"], row["checked"]) for row in rows]
    assert told == [
        ("positive", "positive", False),
        ("mixed", "negative", True),
        (None, None, False),
    ]


def test_rating_and_consensus_stand_beside(study):
    row = study.sql("select * from verdicts where doc_id = 'a'").to_pylist()[0]
    assert (row["rating"], row["consensus"], row["evaluation"]) == ("4/5", "negative", "positive")


def test_people_can_check_the_machines_evaluation(study):
    with study.reader() as reader:
        frame = units.frame(reader, codebook.variable(study.design, "evaluation")).to_pylist()
    assert [(row["unit"], row["label"]) for row in frame] == [
        ("a", "positive"),
        ("b", "negative"),
        ("c", None),
    ]
    assert [row["uncertainty"] for row in frame] == [
        pytest.approx(0.5),
        pytest.approx(0.6),
        None,
    ]
