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
    assert adoption_of(np.array([0.2, 0.4, 0.4]), shown) == "rejected"
    assert adoption_of(np.array([0.7, 0.2, 0.1]), shown) == "unclear"


def test_without_them_the_model_decides_where_it_is_sure():
    least = (0.7, 0.5, 0.6)
    assert adoption_of(np.array([0.8, 0.1, 0.1]), (), least) == "adopted"
    assert adoption_of(np.array([0.6, 0.2, 0.2]), (), least) == "unclear"


def test_nobody_is_asked_whose_words_they_are_where_nothing_says_it():
    (row,) = rows("He smiled.\n\n“I never meant to leave this house at all.”\n\nNight fell.")
    assert (row["voice"], row["adopted"]) == ("unknown", "neutral")
