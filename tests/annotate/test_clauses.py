"""Clauses: what is granted, supposed, asked and held."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.annotate.clauses import ASKED, GRANTED, HELD, SUPPOSED, clauses, grants, turns
from hermeneut.spans import Span


def roles(text):
    return [(c.span.of(text), c.role) for c in clauses(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It is a love story of our time.", [HELD]),
        ("Is it a love story at all?", [ASKED]),
        ("While the voice comforts him, it also cuts him off.", [GRANTED, HELD]),
        ("It may comfort him for a while, but it never holds him.", [GRANTED, HELD]),
        ("The comfort may be very real; ultimately it falls short of love.", [GRANTED, HELD]),
        ("It is love of some kind, though nobody would envy him.", [HELD, GRANTED]),
        ("If she suffers as we do, she is one of us.", [SUPPOSED, HELD]),
        ("But if we all marry our phones, who will be left to call?", [SUPPOSED, ASKED]),
        ("Sad, but true.", [HELD]),  # too short to be parted
    ],
)
def test_roles(text, found):
    assert [role for _, role in roles(text)] == found


def test_clauses_are_cut_clean():
    text = "For all its warmth, the app leaves its users lonelier. "
    assert roles(text.strip()) == [
        ("For all its warmth", GRANTED), ("the app leaves its users lonelier.", HELD)
    ]  # fmt: skip


def test_turning_and_granting():
    assert turns("However, it is a warning.")
    assert turns("“But she leaves.")
    assert not turns("Nobody but her knows.")
    assert grants("Of course it soothes.")
    assert not grants("It soothes.")


@given(st.text(alphabet="ab ,;.but—if\n?“”", max_size=80))
def test_clauses_stay_inside_in_order(text):
    found = clauses(text, Span(0, len(text)))
    assert 1 <= len(found) <= 2
    at = 0
    for clause in found:
        assert at <= clause.span.start <= clause.span.end <= len(text)
        at = clause.span.end
