"""Stances: near passages alone, in the writer's own words, with a threshold for being sure."""

import numpy as np
import pyarrow as pa
import pytest

from hermeneut.annotate.embeddings import Embeddings
from hermeneut.annotate.stances import Stances
from hermeneut.design import Proposition
from hermeneut.models import judgement
from hermeneut.testing import check_pass

LOVE = Proposition("love", "A machine can love.")
WAR = Proposition("war", "The war was just.")
TEXT = (
    "A machine can never love, and no app is a friend, old or young.\n\n"
    "“A machine can love,” the founder told us at the fair."
)
PASSAGES = [{"start": 0, "end": 63}, {"start": 65, "end": len(TEXT)}]
QUOTED = [{"start": 66, "end": 84, "kind": "direct"}]
VECTORS = list(Embeddings().find(TEXT, PASSAGES))


def rows(step, quotations=None):
    return list(step.find(TEXT, VECTORS, quotations))


@pytest.fixture
def seen(monkeypatch):
    read = []

    def stance(pairs):
        read.extend(pairs)
        return np.array([[0.2, 0.3, 0.5]] * len(pairs), np.float32)

    monkeypatch.setattr(judgement, "stance", stance)
    return read


def test_the_writer_is_against():
    first = rows(Stances((LOVE,)), QUOTED)[0]
    assert (first["proposition"], first["position"]) == ("love", "against")


def test_what_is_not_near_is_not_read(seen):
    found = rows(Stances((LOVE, WAR)))
    assert {row["proposition"] for row in found} == {"love"}
    assert all(row["near"] >= Stances().near for row in found)


def test_others_words_are_left_out(seen):
    rows(Stances((LOVE,)), QUOTED)
    assert seen[1] == ("“…,” the founder told us at the fair.", LOVE.text)


def test_titles_and_scare_quotes_stay(seen):
    rows(Stances((LOVE,)), [{**QUOTED[0], "kind": "scare"}])
    assert "A machine can love" in seen[1][0]


def test_quoted_words_can_count_as_the_writers(seen):
    rows(Stances((LOVE,), quoted=True), QUOTED)
    assert "A machine can love" in seen[1][0]


def test_a_passage_that_only_quotes_takes_no_side(seen):
    whole = [{"start": 0, "end": len(TEXT), "kind": "direct"}]
    assert {row["position"] for row in rows(Stances((LOVE,)), whole)} == {"neither"}
    assert seen == []


@pytest.mark.parametrize(("threshold", "sure"), [(0.5, True), (0.6, False)])
def test_is_sure_from_the_threshold(seen, threshold, sure):
    found = rows(Stances((LOVE,), threshold=threshold))
    assert {(row["position"], row["sure"]) for row in found} == {("favour", sure)}


def test_no_propositions_no_rows():
    assert rows(Stances()) == []


def test_keeps_the_promises_of_a_pass():
    batch = pa.RecordBatch.from_pydict(
        {
            "text_id": ["t0", "t1"],
            "text": [TEXT] * 2,
            "language": ["en", "de"],
            "embeddings": [VECTORS] * 2,
            "quotations": [QUOTED, None],
        }
    )
    check_pass(Stances((LOVE, WAR)), batch.to_pylist())
