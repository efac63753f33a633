"""Clauses: what a sentence grants, supposes or asks, and what it holds in the end.

"It may comfort him, but it isn't love" grants one thing and holds another. Only what is held
counts as a position; what is granted makes it a conceding one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..spans import Span, strip

HELD, GRANTED, ASKED, SUPPOSED = "held", "granted", "asked", "supposed"

# Fewer words say nothing by themselves; they stay with their neighbour.
_LEAST_WORDS = 4
_OPENS = re.compile(
    r"(?:[\"“‘(*_—–-]{0,3})(?:while|whereas|although|though|even (?:if|though)|for all|despite"
    r"|granted|admittedly|to be sure|true|(?:it is|it[’']s) true(?: that)?|sure|of course|yes"
    r"|no doubt|in spite of|much as)\b",
    re.IGNORECASE,
)
_SUPPOSES = re.compile(
    r"[\"“‘(*_—–-]{0,3}(?:(?:and|but|or|so|even)\s+)?(?:if|unless|suppose|imagine|whether)\b",
    re.IGNORECASE,
)
_TURNS = re.compile(
    r"(?:[,;:—–]\s*|\s+-\s+|\.\s+|^)(?:and\s+)?(?:but|yet|however|still|nevertheless|nonetheless"
    r"|ultimately|in the end|all the same|even so|then again|that said|only)\b",
    re.IGNORECASE,
)
_TRAILS = re.compile(r"[,;—–]\s*(?=(?:although|though|even (?:if|though))\b)", re.IGNORECASE)
_MODAL = re.compile(
    r"\b(?:may|might|can|could|perhaps|maybe|seems?|some(?:times)?|certainly|indeed)\b", re.I
)
_ASKS = re.compile(r"\?[\"”’')\]]{0,3}$")


class Clause(NamedTuple):
    """A part of a sentence, and what becomes of it there: held, granted, supposed or asked."""

    span: Span
    role: str


def clauses(text: str, sentence: Span) -> list[Clause]:
    """Part a sentence where it turns from what it grants to what it holds.

    Args:
        text: The text that the sentence stands in.
        sentence: Where.

    Returns:
        One clause, or what is granted and what is held, in the order in which they stand.

    Example:
        >>> said = "While the app may be kind, it leaves its users lonelier."
        >>> [(part.span.of(said), part.role) for part in clauses(said, Span(0, len(said)))]
        [('While the app may be kind', 'granted'), ('it leaves its users lonelier.', 'held')]
        >>> said = "She says that she loves him, but she was built to say so."
        >>> [part.role for part in clauses(said, Span(0, len(said)))]
        ['granted', 'held']
    """
    body = sentence.of(text)
    role = ASKED if _ASKS.search(body) else HELD
    cut = _cut(body)
    if cut is None:
        return [Clause(sentence, role)]
    first = strip(text, sentence.start, sentence.start + cut.start)
    second = strip(text, sentence.start + cut.end, sentence.end)
    if not first or not second or min(_words(first, text), _words(second, text)) < _LEAST_WORDS:
        return [Clause(sentence, role)]
    if cut.held_first:
        return [Clause(first, HELD), Clause(second, GRANTED)]
    return [Clause(first, cut.first), Clause(second, role)]


def turns(sentence: str) -> bool:
    """Say whether a sentence opens by turning against what went before.

    >>> turns("But it is no love."), turns("Ultimately it falls short."), turns("It is love.")
    (True, True, False)
    """
    return bool(_TURNS.match(sentence.lstrip("\"“‘'(*_ ")))


def grants(sentence: str) -> bool:
    """Say whether a sentence sounds as if something will be held against it.

    >>> grants("It may train him for life with others."), grants("It is love.")
    (True, False)
    """
    return bool(_OPENS.match(sentence) or _MODAL.search(sentence))


class _Cut(NamedTuple):
    start: int
    end: int
    first: str = GRANTED
    held_first: bool = False


def _cut(body: str) -> _Cut | None:
    """Find where what is granted and what is held part."""
    supposes = _SUPPOSES.match(body)
    opening = supposes or _OPENS.match(body)
    comma = body.find(",", opening.end() + 1) if opening else -1
    if comma > 0:
        return _Cut(comma, comma + 1, SUPPOSED if supposes else GRANTED)
    for turn in _TURNS.finditer(body):
        if body[: turn.start()].strip():
            return _Cut(turn.start(), turn.end())
    trails = _TRAILS.search(body)
    return _Cut(trails.start(), trails.end(), held_first=True) if trails else None


def _words(span: Span, text: str) -> int:
    return len(span.of(text).split())
