"""Sides: clauses held, granted, asked and in others' mouths; and the passage beside them."""

import pytest

from hermeneut.annotate.claims import Uptake
from hermeneut.annotate.clauses import ASKED, GRANTED, HELD
from hermeneut.annotate.sides import OTHERS, OWN, REJECTED, Said, leaning, placed, settled
from hermeneut.spans import Span


def said(lean, role=HELD, voice=OWN):
    return Said(Span(0, 1), lean, role, voice)


def test_placed():
    assert placed([], others=[], body="") == ("not taken up", False)
    assert placed([said(1, GRANTED)], others=[], body="") == ("not taken up", False)
    assert placed([said(1)], others=[said(-1, voice=OTHERS)], body="") == ("for", False)
    assert placed([said(1)], others=[], body="I am torn.") == ("torn", False)
    assert placed([], others=[said(1, voice=REJECTED)], body="") == ("not taken up", False)


def test_both_sides_of_others_and_none_of_the_writers():
    others = [said(1, voice=OTHERS), said(-1, voice=OTHERS)]
    assert placed([], others=others, body="") == ("reports both", False)
    assert placed([said(-2)], others=others, body="") == ("against", False)


def test_a_question_alone_is_unclear():
    assert placed([said(3, ASKED)], others=[], body="") == ("unclear", False)


@pytest.mark.parametrize(
    ("position", "odds", "lean", "settled_as"),
    [
        ("for", 0.9, 2.0, "not taken up"),
        ("for", 3.0, 0.9, "for"),
        ("for", 3.0, 0.1, "unclear"),
        ("for", 3.0, -2.0, "unclear"),
        ("torn", 3.0, 2.0, "torn"),
        ("not taken up", 3.0, 0.9, "unclear"),
        ("not taken up", 3.0, -1.8, "against"),
        ("unclear", 3.0, 1.8, "for"),
        ("for", 3.0, None, "for"),
    ],
)
def test_a_side_stands_where_the_whole_passage_leans_so(position, odds, lean, settled_as):
    found = Uptake(0.5, odds, lean)
    assert settled(position, found, [said(lean or 1)], lean) == settled_as


def test_a_question_takes_no_side_however_it_leans():
    assert settled("unclear", Uptake(0.5, 3, 1.8), [said(1.8, ASKED)], 1.8) == "unclear"


def test_a_passage_leans_the_other_way_where_it_only_rejects():
    found = Uptake(0.5, 2, 1.5)
    assert leaning(found, []) is None
    assert leaning(found, [said(1.5)]) == 1.5
    assert leaning(found, [said(1.5, voice=REJECTED)]) == -1.5
    assert leaning(Uptake(0.5, 2), [said(1.0), said(2.0)]) == 0  # untaught
