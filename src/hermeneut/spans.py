"""Half-open spans in Unicode code points: overlap, windows, ready-cut segments.

A span is ``(start, end)`` with ``0 <= start < end <= len(text)``; ``text[start:end]`` is
what it covers. The same numbers serve DuckDB's ``substr(text, start + 1, end - start)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


def writable(text: str) -> str:
    r"""Replace what Arrow, SQLite and tokenizers refuse, one for one, so that offsets hold.

    Example:
        >>> writable("a\x00b") == "a\ufffdb"
        True
    """
    return _UNWRITABLE.sub("\ufffd", text)


class Span(NamedTuple):
    """A half-open range of code points.

    Example:
        >>> Span(2, 5).of("abcdefg")
        'cde'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return what the span covers."""
        return text[self.start : self.end]

    def overlap(self, other: tuple[int, int]) -> int:
        """Count the code points that two spans share.

        Example:
            >>> Span(0, 4).overlap((2, 9))
            2
        """
        return max(0, min(self.end, other[1]) - max(self.start, other[0]))

    def holds(self, other: tuple[int, int]) -> bool:
        """Say whether the other span lies wholly inside this one."""
        return self.start <= other[0] and other[1] <= self.end


class Segment(NamedTuple):
    """A piece of text ready to print, and whether a span marks it."""

    text: str
    marked: bool


def strip(text: str, start: int, end: int) -> Span | None:
    """Shrink a span to what isn't white space; ``None`` if nothing is left.

    Example:
        >>> strip("  a b ", 0, 6)
        Span(start=2, end=5)
    """
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def window(text: str, start: int, end: int, *, chars: int) -> Span:
    """Widen a span by about ``chars`` code points a side, to whole words.

    Example:
        >>> window("one two three four", 8, 13, chars=5).of("one two three four")
        'two three four'
    """
    left, right = max(0, start - chars), min(len(text), end + chars)
    while 0 < left < start and not text[left - 1].isspace():
        left += 1
    while end < right < len(text) and not text[right].isspace():
        right -= 1
    return strip(text, left, right) or Span(start, end)


def segments(text: str, marks: Iterable[tuple[int, int]], within: Span) -> list[Segment]:
    """Cut the text within a span into marked and plain pieces, in order.

    Overlapping marks merge. Joined again, the pieces are ``within.of(text)``.

    Example:
        >>> segments("a good film", [(2, 6)], Span(0, 11))
        [Segment(text='a ', marked=False), Segment(text='good', marked=True), \
Segment(text=' film', marked=False)]
    """
    pieces: list[Segment] = []
    at = within.start
    for start, end in merge(marks):
        start, end = max(start, at), min(end, within.end)
        if start >= end:
            continue
        if start > at:
            pieces.append(Segment(text[at:start], False))
        pieces.append(Segment(text[start:end], True))
        at = end
    if at < within.end:
        pieces.append(Segment(text[at : within.end], False))
    return pieces


def merge(spans: Iterable[tuple[int, int]]) -> Iterator[Span]:
    """Join spans that overlap or touch; sorted.

    Example:
        >>> list(merge([(4, 6), (0, 2), (1, 3)]))
        [Span(start=0, end=3), Span(start=4, end=6)]
    """
    open_span: Span | None = None
    for start, end in sorted(spans):
        if open_span is None:
            open_span = Span(start, end)
        elif start <= open_span.end:
            open_span = Span(open_span.start, max(open_span.end, end))
        else:
            yield open_span
            open_span = Span(start, end)
    if open_span is not None:
        yield open_span


def covering(spans: Sequence[tuple[int, int]], point: int) -> int | None:
    """Find which of some sorted, disjoint spans holds a point; its index, or ``None``.

    Example:
        >>> covering([(0, 5), (6, 9)], 7)
        1
    """
    from bisect import bisect_right

    index = bisect_right(spans, (point, float("inf"))) - 1
    return index if index >= 0 and spans[index][0] <= point < spans[index][1] else None
