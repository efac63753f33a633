"""How a text, a marked target, or a passage beside a proposition is laid before a reader.

Texts come as word pieces (numbers). What is longer than a reader's window is cut into parts by
sentences, so nothing is dropped; only a target's window leaves out what is furthest from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

Cut = Callable[[str], list[int]]

# Tuned on texts of up to this many pieces, some 90 words; longer ones are read in parts.
WINDOW = 128
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]{0,3}\s+")


@dataclass(frozen=True)
class Frame:
    """Which pieces frame a text for a kind of encoder; BERT's unless said otherwise.

    Attributes:
        start: Before all.
        end: After a text.
        marks: Before and after a target; no text holds them.
        between: How many end pieces part two texts.
        shift: What is added to a piece of BERT's vocabulary.
    """

    start: int = 101
    end: int = 102
    marks: tuple[int, int] = (1, 2)
    between: int = 1
    shift: int = 0


BERT = Frame()


class Framed(NamedTuple):
    """Pieces with their segment (0 or 1) and the half-open run that is in focus."""

    pieces: tuple[int, ...]
    segments: tuple[int, ...]
    focus: tuple[int, int]


def sentence(ids: Sequence[int], frame: Frame = BERT) -> Framed:
    """Frame one text, all of it in focus.

    >>> sentence([7, 8]).pieces
    (101, 7, 8, 102)
    """
    pieces = (frame.start, *ids, frame.end)
    return Framed(pieces, (0,) * len(pieces), (0, len(pieces)))


def target(
    before: Sequence[int],
    named: Sequence[int],
    after: Sequence[int],
    *,
    frame: Frame = BERT,
    most: int = WINDOW,
) -> Framed:
    """Frame a text with marks around a target, which is in focus with its marks.

    >>> target([7], [8], [9]).pieces
    (101, 7, 1, 8, 2, 9, 102)
    """
    before, named, after = around(before, named, after, most - 4)
    opened, closed = frame.marks
    pieces = (frame.start, *before, opened, *named, closed, *after, frame.end)
    first = 1 + len(before)
    return Framed(pieces, (0,) * len(pieces), (first, first + len(named) + 2))


def around(
    before: Sequence[int], named: Sequence[int], after: Sequence[int], room: int
) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
    """Keep of both sides of a target as much as there is room for.

    >>> around([1, 2, 3, 4], [5], [6, 7], 4)
    ([3, 4], [5], [6])
    """
    named = named[:room]
    left = room - len(named)
    behind = min(len(after), max(left - len(before), left // 2))
    return before[max(0, len(before) - (left - behind)) :], named, after[:behind]


def pair(claim: Sequence[int], passage: Sequence[int], frame: Frame = BERT) -> Framed:
    """Frame a proposition, in focus, and a passage behind it.

    >>> pair([7], [8, 9])
    Framed(pieces=(101, 7, 102, 8, 9, 102), segments=(0, 0, 0, 1, 1, 1), focus=(0, 3))
    """
    opening = (frame.start, *claim, *(frame.end,) * frame.between)
    pieces = (*opening, *passage, frame.end)
    segments = (0,) * len(opening) + (1,) * (len(passage) + 1)
    return Framed(pieces, segments, (0, len(opening)))


def parts(text: str, cut: Cut, room: int) -> Iterator[list[int]]:
    """Cut a text into runs of whole sentences that fit; a sentence too long is cut by pieces.

    >>> words = {"a": 1, "b": 2, "c": 3}
    >>> [*parts("a b. c", lambda t: [words[w] for w in t.replace(".", "").split()], 2)]
    [[1, 2], [3]]
    """
    whole = cut(text)
    if len(whole) <= room:
        yield whole
        return
    run: list[int] = []
    for ids in map(cut, _SENTENCE_END.split(text)):
        if run and len(run) + len(ids) > room:
            yield run
            run = []
        run = [*run, *ids]
        while len(run) > room:
            yield run[:room]
            run = run[room:]
    if run:
        yield run
