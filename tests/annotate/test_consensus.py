"""Consensus: what many are said to have made of a work."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.annotate.consensus import Consensus, clauses
from hermeneut.testing import check_pass


def found(text):
    rows = Consensus().find(text, [{"start": 0, "end": len(text)}])
    return [(row["polarity"], text[row["cue_start"] : row["cue_end"]]) for row in rows]


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("The widely acclaimed drama opens today.", "positive"),
        ("Critics loved it.", "positive"),
        ("Most reviewers have praised the score.", "positive"),
        ("It was a critical darling that autumn.", "positive"),
        ("The film got rave reviews in Venice.", "positive"),
        ("It is regarded by many as a modern classic.", "positive"),
        ("It sits at 94% on Rotten Tomatoes.", "positive"),
        ("Critics agree that the film is a masterpiece.", "positive"),
        ("Most people think it’s one of the very best.", "positive"),
        ("Audiences hated it.", "negative"),
        ("Reviewers have called it a terrible mess.", "negative"),
        ("His much-maligned second film is back.", "negative"),
        ("It was poorly received at the time.", "negative"),
        ("On Metacritic it has a mere 31/100.", "negative"),
        ("It opened to mixed reviews.", "mixed"),
        ("The ending divided audiences.", "mixed"),
    ],
)
def test_finds_what_many_are_said_to_think(text, polarity):
    assert [said for said, _ in found(text)] == [polarity]


@pytest.mark.parametrize(
    "text",
    [
        "I loved it.",
        "Ferris loved it.",
        "A critic would have hated it.",
        "It deserves any critical praise it gets.",
        "The critics in the film are all cowards.",
        "She reviews the case with care.",
        "A character everyone loves to hate.",
        "Critics agree that the film is no masterpiece.",
        "Everyone says that the house is beautiful.",
        "Ferris calls it a masterpiece.",
    ],
)
def test_leaves_one_persons_view_and_what_isnt_said(text):
    assert found(text) == []


def test_not_loved_is_blamed():
    assert [said for said, _ in found("It wasn't widely praised.")] == ["negative"]


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("Critics loved it, but I was bored.", "Critics loved it"),
        ("Despite rave reviews, I was bored.", "Despite rave reviews"),
        ("I was moved, and the negative reviews surprised me.",
         ", and the negative reviews surprised me."),
    ],
)  # fmt: skip
def test_the_writers_own_clause_stays_the_writers(text, clause):
    (row,) = Consensus().find(text, [{"start": 0, "end": len(text)}])
    assert text[row["start"] : row["end"]] == clause


def test_both_ways_in_one_clause_is_mixed():
    assert [said for said, _ in found("Critics loved it and audiences hated it.")] == ["mixed"]


@given(st.text(max_size=80))
def test_clauses_lie_in_the_sentence_in_order_and_apart(text):
    reached = 0
    for start, end in clauses(text):
        assert reached <= start < end <= len(text)
        reached = end


def test_keeps_the_promises_of_a_pass():
    text = "Critics loved it, but I was bored. It got mixed reviews."
    spans = [{"start": 0, "end": 34}, {"start": 35, "end": 56}]
    columns = {"text_id": ["a", "b"], "text": [text] * 2, "language": ["en", "fr"]}
    rows = pa.RecordBatch.from_pydict({**columns, "sentences": [spans] * 2}).to_pylist()
    out = check_pass(Consensus(), rows)
    assert out.column("polarity").to_pylist() == ["positive", "mixed"]
