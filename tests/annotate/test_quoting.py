"""Whose words a quotation is, and what becomes of it, as the models say."""

import numpy as np
import pytest

from hermeneut.annotate.quotations import Quotations
from hermeneut.annotate.quoting import adoption_of
from hermeneut.design import Target


def rows(text, **settings):
    return list(Quotations(**settings).find(text))


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("“It is warm,” said the philosopher Ada Quill.", "expert"),
        ("“It is warm,” one user wrote on a forum.", "user"),
        ("“It is warm,” my mother said.", "other"),
        ("“Every voice is a promise” (Quill 1998, 44).", "scholar"),
        ("“It is warm.”", "unknown"),
    ],
)
def test_voices(text, voice):
    assert rows(text)[0]["voice"] == voice


@pytest.mark.parametrize(
    ("text", "adopted"),
    [
        ("“Love is whatever answers,” Lund writes. This is nonsense. A cliff answers.",
         "rejected"),
        ("“The film is warm,” says Lund. It is nothing of the kind: nobody in it is loved.",
         "rejected"),
        ("As Lund rightly says, “the film is warm”. So it is.", "adopted"),
        ("“The show will run in May,” said a spokesman.", "neutral"),
    ],
)  # fmt: skip
def test_adopted(text, adopted):
    assert rows(text)[0]["adopted"] == adopted


def test_the_design_tells_the_voice_of_its_people():
    juno = Target("juno", "Juno", "character", ("Juno",))
    found = rows("“It is warm,” Juno says. “Nobody knew,” said Ilse Varga.",
                 targets=(juno,), makers=("Ilse Varga",))  # fmt: skip
    assert [row["voice"] for row in found] == ["character", "maker"]


def test_somebody_has_one_voice_in_a_document():
    text = "“It is warm,” said the philosopher Ada Quill. Night fell.\n\n“And long,” Quill said."
    assert len({row["voice"] for row in rows(text)}) == 1


def test_the_words_that_decided_are_named():
    (row,) = rows("“Love is whatever answers,” Lund writes. This is nonsense. A cliff answers.")
    assert row["adopted_cue"] == "This is nonsense"


def test_nobodys_words():
    title, scare = rows("I saw ‘Her’ twice. Its “kindness” is sold.", titles=("Her",))
    assert (title["voice"], title["adopted"]) == (None, None)
    assert (scare["voice"], scare["adopted"], scare["adopted_cue"]) == (None, "rejected", None)


def test_words_that_show_it_decide_unless_the_model_thinks_otherwise():
    shown = (("next", -3.0, "Nonsense"),)
    assert adoption_of(np.array([0.2, 0.2, 0.6]), shown) == "rejected"
    assert adoption_of(np.array([0.7, 0.25, 0.05]), shown) == "unclear"


def test_words_decide_nothing_of_what_is_nobodys():
    shown = (("next", -3.0, "Nonsense"),)
    assert adoption_of(np.array([0.2, 0.2, 0.6]), shown, can=False) == "unclear"


def test_faint_words_decide_nothing():
    faint = (("cue", -1.0, "insists"), ("next", -1.5, "But"))
    assert adoption_of(np.array([0.1, 0.1, 0.8]), faint) == "unclear"


def test_without_words_the_model_gives_no_side():
    least = (0.7, 0.5, 0.6)
    assert adoption_of(np.array([0.9, 0.05, 0.05]), (), least) == "unclear"
    assert adoption_of(np.array([0.2, 0.6, 0.2]), (), least) == "neutral"
    assert adoption_of(np.array([0.3, 0.4, 0.3]), (), least) == "unclear"


@pytest.mark.parametrize(
    "text",
    [
        "A film to show how lonely people are.",
        "You know what the director wants.",
        "I insist that the film is cold.",
        "Falk has not shown that the film is cold.",
        "“The film is cold,” Lund said. “That is wrong,” Quill replied.",
    ],
)
def test_no_side_is_taken_of_what_nobody_says_or_another_answers(text):
    assert not {row["adopted"] for row in rows(text)} & {"adopted", "rejected"}


def test_nobody_is_asked_whose_words_they_are_where_nothing_says_it():
    (row,) = rows("He smiled.\n\n“I never meant to leave this house at all.”\n\nNight fell.")
    assert (row["voice"], row["adopted"]) == ("unknown", "neutral")
