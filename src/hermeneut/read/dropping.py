r"""Taking passages out of a text, so that what was taken stays on record.

What is dropped is a row with the place where it stood, as an offset into the text that is kept, its
words and the reason: someone will ask.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from ..spans import Span
from .prose import Dropped, Prose

MOST = 200  # rows for one text; of what is dropped beyond, the last row says how much it was
LONGEST = 600  # characters of one row that are kept


class Cut(NamedTuple):
    """A span to take out, and why."""

    start: int
    end: int
    reason: str


def without(text: Prose, cuts: Iterable[Cut]) -> Prose:
    r"""Take spans out of a text, with the gap before each; emphasis and earlier rows move along.

    Args:
        text: The text.
        cuts: Disjoint, in order, each made of whole lines or standing inside one.

    Example:
        >>> page = Prose("Share this\n\nI liked Her.\n\n12 comments", (Span(20, 23),))
        >>> kept = without(page, [Cut(0, 10, "share"), Cut(26, 37, "comments")])
        >>> kept.text, kept.emphasis[0].of(kept.text)
        ('I liked Her.', 'Her')
        >>> kept.dropped[1]
        Dropped(at=12, text='12 comments', reason='comments')
    """
    given = list(cuts)
    if not given:
        return text
    move = _Moves([_with_gap(text.text, cut) for cut in given])
    kept = move.kept(text.text)
    lead, length = len(kept) - len(kept.lstrip()), len(kept.strip())

    def to(offset: int) -> int:
        return min(max(0, move(offset) - lead), length)

    emphasis = [Span(to(s.start), to(s.end)) for s in text.emphasis]
    rows = [Dropped(to(d.at), d.text, d.reason) for d in text.dropped]
    rows += [Dropped(to(c.start), text.text[c.start : c.end], c.reason) for c in given]
    return replace(
        text,
        text=kept.strip(),
        emphasis=tuple(s for s in emphasis if s.start < s.end),
        dropped=bounded(rows),
    )


class Before(NamedTuple):
    """What was left out before a text was written, and the letters and digits that come before."""

    letters: int
    text: str
    reason: str


def placed(text: Prose, rows: Sequence[Before]) -> Prose:
    """Record what was left out while a text was put together.

    Letters and digits are what stays the same however spaces are set.

    Example:
        >>> placed(Prose("I liked it. Twice."), [Before(8, "Share this", "share")]).dropped
        (Dropped(at=11, text='Share this', reason='share'),)
    """
    if not rows:
        return text
    spans = [(m.end(1), m.end()) for m in re.finditer(r"(\w+)[^\w\s]*", text.text)]
    runs = list(accumulate(len(m) for m in re.findall(r"\w+", text.text)))
    made = []
    for row in rows:
        nth = bisect_left(runs, row.letters)
        if not row.letters or nth == len(runs):
            at = len(text.text) if row.letters else 0
        else:  # behind the stops after a word, or inside it
            over = runs[nth] - row.letters
            at = spans[nth][0] - over if over else spans[nth][1]
        made.append(Dropped(at, row.text, row.reason))
    return replace(text, dropped=bounded([*text.dropped, *made]))


def letters(text: str) -> int:
    """Count letters and digits.

    Example:
        >>> letters("On Her, 2013")
        9
    """
    return sum(map(len, re.findall(r"\w+", text)))


def bounded(rows: Iterable[Dropped]) -> tuple[Dropped, ...]:
    """Sort what was dropped by place, and keep no more of it than is bearable.

    Example:
        >>> bounded([Dropped(9, "b", "x"), Dropped(0, "a", "x")])[0].text
        'a'
    """
    ordered = sorted(rows, key=lambda d: d.at)
    short = [
        d if len(d.text) <= LONGEST else d._replace(text=f"{d.text[:LONGEST]}…") for d in ordered
    ]
    if len(short) <= MOST:
        return tuple(short)
    left = len(short) - MOST + 1
    return (*short[: MOST - 1], Dropped(short[-1].at, f"{left} more", "too-many"))


def lines_of(text: str) -> list[Span]:
    r"""List the lines of a text that hold anything.

    Example:
        >>> lines_of("a\n\nbc")
        [Span(start=0, end=1), Span(start=3, end=5)]
    """
    return [Span(*m.span()) for m in re.finditer(r"[^\n]+", text)]


def _with_gap(text: str, cut: Cut) -> Span:
    """A whole line goes with the line break before it; what stands inside a line, with a space."""
    start, end = cut.start, cut.end
    if (start == 0 or text[start - 1] == "\n") and (end == len(text) or text[end] == "\n"):
        while start and text[start - 1] == "\n":
            start -= 1
    elif end < len(text) and text[end] == " ":
        end += 1
    return Span(start, end)


class _Moves:
    """Where an offset comes to lie when some spans are gone."""

    def __init__(self, gone: Sequence[Span]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.before = [0]  # code points gone before each span
        for start, end in gone:
            start = max(start, self.ends[-1]) if self.ends else start
            self.starts.append(start)
            self.ends.append(max(start, end))
            self.before.append(self.before[-1] + self.ends[-1] - start)

    def __call__(self, offset: int) -> int:
        nth = bisect_right(self.starts, offset)
        inside = max(0, self.ends[nth - 1] - offset) if nth else 0
        return offset - self.before[nth] + inside

    def kept(self, text: str) -> str:
        edges = zip([0, *self.ends], [*self.starts, len(text)], strict=True)
        return "".join(text[start:end] for start, end in edges)
