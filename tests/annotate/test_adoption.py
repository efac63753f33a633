"""Adoption: the signs of what a writer does with what is quoted."""

import pytest

from hermeneut.annotate.adoption import deciding, heard
from hermeneut.annotate.quotations import Quotations


def signals(text):
    rows, _ = Quotations().seen(text)
    return [heard(text, rows, nth) for nth in range(len(rows))]


@pytest.mark.parametrize(
    ("text", "value", "cue"),
    [
        ("As Quill puts it, “love is patient work”.", "adopted", "As Quill puts"),
        ("Quill rightly insists that the film is about work.", "adopted", "rightly"),
        ("Falk shows that the heaviest users are bereaved.", "adopted", "shows"),
        ("“Love is whatever answers,” Lund writes. This is nonsense.", "rejected",
         "This is nonsense"),
        ("Lund would have us believe that kettles can love.", "rejected", "would have us believe"),
        ("Quill argues that the film is cold. Not so.", "rejected", "Not so"),
        ("Lund supposedly says that kettles can love.", "rejected", "supposedly"),
    ],
)  # fmt: skip
def test_what_tells(text, value, cue):
    said = signals(text)[0]
    assert said.total * (1 if value == "adopted" else -1) >= 2
    assert deciding(said.signals, value) == cue


def test_where_nothing_tells_no_words_decide():
    (said,) = signals("“It is warm,” my mother said.")
    assert (said.signals, deciding(said.signals, "adopted")) == ((), None)


def test_words_against_a_value_do_not_decide_it():
    (said,) = signals("Lund would have us believe that kettles can love.")
    assert deciding(said.signals, "adopted") is None


def test_a_verdict_speaks_of_the_whole_run():
    text = "“It is cold,” said Ada Quill. “It is long,” Quill said. She is quite wrong."
    assert all(("next", -2.5) in [s[:2] for s in said.signals] for said in signals(text)[:2])


def test_an_adverb_far_from_the_verb_says_nothing_of_the_report():
    (said,) = signals("In a truly long piece, and a rash one, Quill says that the film is cold.")
    assert all(where != "adverb" for where, *_ in said.signals)


def test_what_another_says_next_is_no_verdict_of_the_writers():
    said, _ = signals("“The film is cold,” Lund said. “I don’t believe it,” Quill replied.")
    assert all(where != "next" for where, *_ in said.signals)
