"""Sides: what the clauses of a passage come to, and whether the passage as a whole agrees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..spans import Span
from .claims import Uptake
from .clauses import ASKED, GRANTED, HELD, grants, turns

OWN, ADOPTED, REJECTED, OTHERS = "own", "adopted", "rejected", "others"
# How far a passage must lean, by the machine that was taught its sides, for a side that its clauses
# take to stand; and for one that none of them takes. Chosen on the first half of the sample.
_LEAST_LEAN, _SURE_LEAN = 0.4, 1.4

_TORN = re.compile(
    r"\b(?:I (?:half agree|am torn|go back and forth|can(?:[’']t|not) decide|don[’']t know)"
    r"|I[’']m (?:torn|not sure|of two minds)|hard to say|no easy answer|cuts both ways"
    r"|both are true|neither of (?:them|these) (?:is|are) (?:wrong|right))\b",
    re.IGNORECASE,
)


class Said(NamedTuple):
    """A clause that takes a side, or asks: where, how strongly, how, and whose it is."""

    span: Span
    lean: float
    role: str
    voice: str


def placed(said: Sequence[Said], *, others: Sequence[Said], body: str) -> tuple[str, bool]:
    """Bring the sides that a passage's clauses take down to one position.

    Args:
        said: Clauses that count as the writer's, in order.
        others: Clauses in others' mouths.
        body: The passage.

    Returns:
        The position, and whether it concedes something to the other side.

    Example:
        >>> grant = Said(Span(0, 4), 1.2, GRANTED, OWN)
        >>> hold = Said(Span(5, 9), -2.0, HELD, OWN)
        >>> placed([grant, hold], others=[], body="")
        ('against', True)
        >>> placed([grant._replace(role=HELD), hold], others=[], body="Both are true.")
        ('torn', False)
    """
    held = [one for one in said if one.role == HELD]
    granted = {one.lean > 0 for one in said if one.role == GRANTED}
    sides = {one.lean > 0 for one in held}
    if _TORN.search(body) and (sides | granted):
        return "torn", False
    if len(sides) == 1:
        side = sides.pop()
        return _named(side), (not side) in granted
    if len(sides) == 2:
        return _turned(held, body)
    if len({one.lean > 0 for one in others if one.role != ASKED}) == 2:
        return "reports both", False
    asked = any(one.role == ASKED for one in said)
    return ("unclear", False) if asked else ("not taken up", False)


def settled(position: str, found: Uptake, near: Sequence[Said], lean: float | None) -> str:
    """Leave the side open where the whole passage doesn't lean as its clauses do.

    Where no clause takes a side, one that a machine finds all but certain is the passage's.
    """
    if found.odds < 1:
        return "not taken up"
    if position == "not taken up" and near:
        position = "unclear"
    if found.lean is None or lean is None:
        return position
    side = "unclear" if abs(lean) < _LEAST_LEAN else _named(lean > 0)
    if position in ("for", "against"):
        return position if position == side else "unclear"
    told = any(one.role != ASKED for one in near)
    return side if position == "unclear" and told and abs(lean) >= _SURE_LEAN else position


def _turned(held: Sequence[Said], body: str) -> tuple[str, bool]:
    """Tell a concession over several sentences from being torn: it turns once, and stays."""
    last = held[-1].lean > 0
    first = next(i for i, one in enumerate(held) if (one.lean > 0) == last)
    stays = all((one.lean > 0) == last for one in held[first:])
    between = [part for part in re.split(r"(?<=[.!?])\s+", body) if turns(part)]
    return (_named(last), True) if stays and between and grants(body) else ("torn", False)


def leaning(found: Uptake, ours: Sequence[Said]) -> float | None:
    """Say how far a passage leans: the other way where all that counts of it is rejected."""
    if not ours:
        return None
    whole = found.lean
    if whole is None:
        return 0.0  # untaught: its clauses alone may take a side
    return -whole if all(one.voice == REJECTED for one in ours) else whole


def _named(favour: bool) -> str:
    return "for" if favour else "against"


def counted(one: Said) -> Said:
    """Count an adopted quotation as the writer's, a rejected one as the other side."""
    return one._replace(lean=-one.lean) if one.voice == REJECTED else one
