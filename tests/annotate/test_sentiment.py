"""Sentiment: the likeliest polarity, or none where none is likely enough."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest

from hermeneut.annotate.sentiment import Sentiment
from hermeneut.models import judgement as model
from hermeneut.testing import check_pass

TEXT = "A dull, lifeless film. A tender, beautiful performance. It opens on Friday."
SPANS = [{"start": 0, "end": 22}, {"start": 23, "end": 55}, {"start": 56, "end": 75}]


def batch(*languages: str) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict(
        {
            "text_id": [f"t{i}" for i in range(len(languages))],
            "text": [TEXT] * len(languages),
            "language": list(languages),
            "sentences": [SPANS] * len(languages),
        }
    )


def test_reads_plain_praise_and_plain_blame() -> None:
    rows = list(Sentiment().find(TEXT, SPANS))
    assert [row["polarity"] for row in rows] == ["negative", "positive", "neutral"]


def test_what_the_gate_shuts_out_is_neutral_and_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def polarity_of(sentences: Sequence[str]) -> np.ndarray:
        read.extend(sentences)
        return np.array([[0.8, 0.1, 0.1, 0.9]] * len(sentences)).reshape(-1, 4)

    monkeypatch.setattr(model, "polarity", polarity_of)
    dull, friday = TEXT[0:22], TEXT[56:75]
    gated = [row["polarity"] for row in Sentiment(gate=0.5).find(TEXT, [SPANS[0], SPANS[2]])]
    assert (gated, read) == (["negative", "neutral"], [dull])
    ungated = [row["polarity"] for row in Sentiment(gate=0.0).find(TEXT, [SPANS[0], SPANS[2]])]
    assert (ungated, read) == (["negative", "negative"], [dull, dull, friday])


@pytest.mark.parametrize(
    ("shares", "threshold", "polarity"),
    [
        ((0.5, 0.2, 0.3), 0.5, "negative"),
        ((0.4, 0.2, 0.4), 0.5, "neutral"),
        ((0.4, 0.2, 0.4), 0.3, "negative"),
        ((0.1, 0.8, 0.1), 0.9, "neutral"),
        ((0.2, 0.2, 0.6), 0.6, "positive"),
    ],
)
def test_abstains_below_the_threshold(
    monkeypatch: pytest.MonkeyPatch,
    shares: tuple[float, float, float],
    threshold: float,
    polarity: str,
) -> None:
    def polarity_of(sentences: Sequence[str]) -> np.ndarray:
        return np.array([[*shares, 0.7]] * len(sentences))

    monkeypatch.setattr(model, "polarity", polarity_of)
    (row,) = Sentiment(threshold=threshold).find("So.", [{"start": 0, "end": 3}])
    assert row["judges"] == 0.7
    assert row["polarity"] == polarity
    assert (row["negative"], row["neutral"], row["positive"]) == pytest.approx(shares)


def test_weighs_by_how_common_a_class_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "polarity", lambda _: np.array([[0.4, 0.2, 0.4, 1.0]]))
    step = Sentiment(usual=(0.25, 0.25, 0.5))
    (row,) = step.find("So.", [{"start": 0, "end": 3}])
    assert row["positive"] == pytest.approx(0.4 * 0.5 / (0.4 * 0.25 + 0.2 * 0.25 + 0.4 * 0.5))
    assert row["polarity"] == "positive"


def test_judges_english_alone() -> None:
    rows = Sentiment()(batch("en", "de")).to_pylist()
    assert [row["text_id"] for row in rows] == ["t0"] * 3


def test_keeps_the_promises_of_a_pass() -> None:
    check_pass(Sentiment(), batch("en", "de", "en").to_pylist())
    assert list(Sentiment().find(TEXT, None)) == []
