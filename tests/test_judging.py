"""Judging as a filter: one row in, one row out, failures as rows."""

import pytest

from hermeneut.judging import judged

FILM = "She is wonderful, but the script is a mess."


def one(kind, **row):
    (found,) = judged(kind, [{"id": 1, **row}])
    return found


def test_a_sentence_gets_one_answer():
    found = one("sentiment", text="A dull, lifeless film. It bores.")
    assert (found["id"], found["start"], found["end"], found["label"]) == (1, 0, 32, "negative")
    assert list(found["scores"]) == ["negative", "neutral", "positive"]
    assert sum(found["scores"].values()) == pytest.approx(1)


def test_a_long_text_is_judged_by_sentences():
    text = "A dull, lifeless film.\n\nA tender and beautiful performance."
    found = list(judged("sentiment", [{"id": "x", "text": text}]))
    assert [text[row["start"] : row["end"]] for row in found] == text.split("\n\n")
    assert [row["label"] for row in found] == ["negative", "positive"]


def test_a_span_is_judged_alone():
    found = one("sentiment", text="Dull. Superb acting.", start=6, end=20)
    assert (found["start"], found["end"], found["label"]) == (6, 20, "positive")


@pytest.mark.parametrize(("span", "label"), [((0, 3), "positive"), ((22, 32), "negative")])
def test_targets(span, label):
    found = one("target-sentiment", text=FILM, start=span[0], end=span[1])
    assert (found["start"], found["end"], found["label"]) == (*span, label)


def test_stance():
    found = one("stance", text="A dull, lifeless film.", proposition="The film is good.")
    assert (found["label"], set(found["scores"])) == ("against", {"favour", "against", "neither"})


@pytest.mark.parametrize(
    ("kind", "row", "said"),
    [
        ("sentiment", {}, "a row needs a text"),
        ("sentiment", {"error": "not JSON"}, "not JSON"),
        ("stance", {"text": "A film."}, "a row needs a proposition, as text"),
        ("target-sentiment", {"text": "A film."}, "a row needs start and end, as whole numbers"),
        ("target-sentiment", {"text": "A film.", "start": 3, "end": 30}, "no span from 3 to 30"),
        ("target-sentiment", {"text": "A film.", "start": True, "end": 3}, "whole numbers"),
    ],
)
def test_what_cannot_be_judged_is_a_row_with_a_reason(kind, row, said):
    found = one(kind, **row)
    assert found["id"] == 1
    assert said in found["error"]


def test_what_no_tokenizer_takes_is_replaced_one_for_one():
    found = one("sentiment", text="A dull\ud800, lifeless\x00 film.")
    assert (found["start"], found["end"], found["label"]) == (0, 24, "negative")
    claimed = one("stance", text="A dull film.", proposition="The film\ud800 is good.")
    assert claimed["label"] == "against"


def test_a_bad_row_does_not_stop_the_next():
    found = list(judged("stance", [{"id": 1}, {"id": 2, "text": "Fine.", "proposition": "So."}]))
    assert ["error" in row for row in found] == [True, False]
