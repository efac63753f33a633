"""Adoption: what a writer does with what is quoted."""

import pytest

from hermeneut.annotate.quotations import Quotations


def adopted(text):
    return [(row["adopted"], row["adopted_cue"]) for row in Quotations().find(text)]


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
        ("The question is not “who is there?”", "rejected", "not"),
        ("“It is warm,” my mother said.", "neutral", None),
        ("The so-called “companions” hum.", "rejected", None),
    ],
)  # fmt: skip
def test_what_tells(text, value, cue):
    assert adopted(text)[0] == (value, cue)


def test_a_critic_quoted_without_a_sign_is_unclear():
    assert adopted("“It is warm,” wrote the critic Ada Quill.") == [("unclear", None)]


def test_what_contradicts_itself_is_unclear():
    text = "Quill rightly says that the film is cold. Nonsense."
    assert adopted(text)[0][0] == "unclear"


def test_a_verdict_speaks_of_the_whole_run():
    text = "“It is cold,” said Ada Quill. “It is long,” Quill said. She is quite wrong."
    assert [value for value, _ in adopted(text)][:2] == ["rejected"] * 2


def test_a_title_is_nobodys_words():
    (row,) = Quotations(titles=("Her",)).find("I saw ‘Her’ twice.")
    assert row["adopted"] is None
