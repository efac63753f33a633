import json
import re
from importlib.resources import files

import pytest

from hermeneut.design import FORMS
from hermeneut.read.formcues import cues_of
from hermeneut.read.formmodel import FLOOR, judge, shown

_REVIEW = """A clerk (Ann Marie Doe) falls for a lighthouse in this slow and beautiful film, the third from its director.

The plot is thin, but the performances are superb: Doe plays the clerk as a woman who hums. The scenes on
the stairs are the best of the year, and the ending, in which she puts out the lamp, is moving and funny.

The script fails now and then, and the score is a mess. It is a wonderful movie all the same, and I loved it;
I recommend it to anyone who enjoyed the first film. The cast, and Bo Roe above all, is brilliant.
"""  # noqa: E501
_NEWS = """The council said on Monday that the police had closed the market after a fire, and that the government will pay.

“We are shocked,” a spokeswoman said on Tuesday. The court told the company to pay $3 million, officials said,
according to a statement. The minister announced that an election was due next year.

The president confirmed on Friday that 12 per cent of the firm was sold, officials reported.
"""  # noqa: E501
REVIEW, NEWS = _REVIEW.split("\n\n"), _NEWS.split("\n\n")
TURNS = (
    "What is it that the film wants of us?",
    "It wants to be left alone, and that is the whole of it.",
)
PAPER = (
    "Abstract",
    "The film is read as a letter to the dead (Doe 2014; Roe 2015) and of the living (Poe, 2016).",
    "References",
    *("It is the voice of the other that is in question (Doe 2014, 12).",) * 6,
)
STAMPED = tuple(
    f"[00:{i:02}:10] and so the thing about the film is that it was for the lonely"
    for i in range(20)
)


@pytest.mark.parametrize(("text", "form"), [(REVIEW, "review"), (NEWS, "news")])
def test_what_is_plain_is_said(text, form):
    (found,) = shown([p for p in text for _ in range(2)])
    assert found.form == form
    assert found.confidence >= FLOOR
    assert found.why


def test_a_short_review_is_a_capsule():
    assert [one.form for one in shown(REVIEW)] == ["capsule"]


def test_news_that_does_not_begin_like_news_is_not_said_to_be():
    plain = re.compile("(?:Mon|Tues|Fri)day")
    later = [plain.sub("the third", p) for p in NEWS]
    assert not [one for one in shown(later * 2) if one.form == "news"]


THOUGHT = (
    "Perhaps intimacy is merely attention, and attention is the scarcity of our age. What does it "
    "mean to be heard by a device? Our solitude suggests an answer: we mistake recognition for "
    "possession, and possession, rather than affection, has become the condition of our modernity. "
    "Indeed the fantasy of companionship is itself a kind of loneliness."
)
ESSAY = [THOUGHT] * 6


def test_an_essay_has_room():
    assert [one.form for one in shown(ESSAY)] == ["essay"]
    assert list(shown(ESSAY[:3])) == []


def test_what_speaks_of_a_book_throughout_may_be_a_review_of_it():
    assert list(shown([f"In this book, readers learn it. {p}" for p in ESSAY])) == []


@pytest.mark.parametrize(
    ("text", "form"),
    [(TURNS * 6, "interview"), (STAMPED, "transcript"), (PAPER, "scholarly article")],
    ids=["interview", "transcript", "paper"],
)
def test_forms_with_a_shape_of_their_own(text, form):
    assert [one.form for one in shown(text)] == [form]


def test_nothing_is_said_of_what_shows_nothing():
    assert list(shown([])) == []
    assert list(shown(["Ein Film über die Liebe und den Tod und das Meer. " * 20])) == []


def test_weights_are_readable_and_whole():
    model = json.loads((files("hermeneut.read") / "formweights.json").read_text("utf-8"))
    assert set(model["forms"]) <= set(FORMS)
    assert set(model["weights"]) <= set(cues_of(REVIEW))
    assert all(len(row) == len(model["forms"]) for row in model["weights"].values())
    for steps in model["counted"].values():
        assert steps == sorted(steps)
        assert [s[1] for s in steps] == sorted(s[1] for s in steps)


def test_shares_add_up():
    form, share, why = judge(cues_of(REVIEW))
    assert form == "review"
    assert 0 < share <= 1
    assert len(why.split(", ")) >= 3
