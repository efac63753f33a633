"""From what marks show and what the network finds to quotations: content, parts, source, cue.

Marks say exactly where quoted words stand. The network (`hermeneut.models.attributions`) finds what
is reported without marks, how far a report reaches around them, and who is its source.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from ..models.attributions import Tagged
from ..passes import Row
from ..spans import Span, strip
from .quoteplaces import ABBREVIATED, SENTENCE_END
from .saying import manner, words

_MARKS = "\"“”„«»'‘’`"
_PARAGRAPH = re.compile(r"\n\s*")
_SENTENCE = re.compile(r"[.!?…][\"'”’)\]»]*\s+(?=[\"'“‘(\[«„]?[A-ZÀ-ÖØ-Þ\d])|\n\s*")
_RELATIVE = re.compile(r"(?:who|whose|which)\s\S")
_OWN = frozenset(  # whose mind is the writer's, or anybody's
    ("i", "we", "me", "us", "my", "our", "mine", "ours", "myself", "ourselves", "you", "one")
)
_THINGS = frozenset(("it", "which", "that", "this", "there", "what"))  # say, but think nothing
_SEEMING = frozenset(  # the writer's own guess, or no report at all
    words(
        """
        is are was were be been being ’s 's has have had seem seems seemed seeming appear appears
        appeared appearing feel feels felt like about might may would to not also still much more
        """
    )
)
_FAR = 300  # code points between a content and its cue or source
_LONGEST = 300  # code points of a cue or a source
_NEXT_SENTENCE = 300  # that a sentence's end counts for: sources rise from .83 to .84
_LEAST_WORDS = 2  # of a report without marks: "praises it" reports nothing
LEAST_SURE = 0.5


class Content(NamedTuple):
    """Reported words, which a tag may interrupt.

    Attributes:
        parts: One for most.
        sure: The network's mean probability.
    """

    parts: tuple[Span, ...]
    sure: float

    @property
    def span(self) -> Span:
        """From the first part's start to the last one's end."""
        return Span(self.parts[0].start, self.parts[-1].end)


def contents(text: str, tagged: Sequence[Tagged]) -> list[Content]:
    """Join contents that a tag interrupts, in order.

    Example:
        >>> text = "The film, she said, is cold."
        >>> tagged = [Tagged(0, 8, False, 1), Tagged(20, 27, True, 1)]
        >>> [c.span.of(text) for c in contents(text, tagged)]
        ['The film, she said, is cold']
    """
    found: list[Content] = []
    for one in tagged:
        part = Span(one.start, one.end)
        near = found and one.start - found[-1].span.end <= _FAR
        if one.joins and near and text.count("\n", found[-1].span.end, one.start) == 0:
            before = found.pop()
            found.append(Content((*before.parts, part), min(before.sure, one.sure)))
        else:
            found.append(Content((part,), one.sure))
    return found


def combined(
    text: str, quoted: Sequence[Row], tags: dict[str, list[Tagged]], least: float = LEAST_SURE
) -> Iterator[Row]:
    """Lay what the network found over what stands in marks.

    Direct speech stays as its marks show it; words quoted inside a report are joined to the report.

    Args:
        text: The text.
        quoted: Quotations in marks, of any kind, in order of start.
        tags: What the network found.
        least: Reports without marks need so much of its mean probability.

    Yields:
        Quotations, in no order.
    """
    taken: set[int] = set()
    starts = [row["start"] for row in quoted]
    longest = max((row["end"] - row["start"] for row in quoted), default=0)
    for content in contents(text, tags["content"]):
        near = range(
            bisect_left(starts, content.span.start - longest), bisect_left(starts, content.span.end)
        )
        inside = [n for n in near if _shares(quoted[n], content)]
        source, cue = said_by(text, content, tags)
        if not inside:
            span = _bounded(text, content.span, cue or source)
            if content.sure >= least and source and _reports(text, span, source, cue):
                yield _row(text, span, "indirect", source, cue)
            continue
        fresh = [quoted[n] for n in inside if n not in taken]
        taken.update(inside)
        if any(quoted[n]["kind"] == "direct" for n in inside):
            yield from (_said(text, row, source, cue) for row in fresh)
        elif fresh:
            yield _around(text, fresh, content, (source, cue))
    yield from (row for n, row in enumerate(quoted) if n not in taken)


def _shares(row: Row, content: Content) -> bool:
    """Say whether words in marks belong to a content: most of them, or most of it."""
    first, last = content.span
    apart = row["end"] <= first or row["start"] >= last
    if apart or row["kind"] not in ("direct", "mixed") or row["depth"]:
        return False
    shared = sum(
        Span(part["start"], part["end"]).overlap(one)
        for part in row["parts"]
        for one in content.parts
    )
    size = sum(part["end"] - part["start"] for part in row["parts"])
    return bool(2 * shared >= min(size, sum(one.end - one.start for one in content.parts)))


def _bounded(text: str, span: Span, said: Span | None) -> Span:
    """Keep a report to one sentence: the one beside what says whose it is.

    What follows is as often the writer's own, and nothing tells them apart.
    """
    edges = [span.start, *_ends(text, span.start, span.end), span.end]
    if len(edges) == 2 or said is None:
        return Span(span.start, edges[1])
    pieces = [strip(text, start, end) for start, end in pairwise(edges)]
    return min((one for one in pieces if one), key=lambda one: _gap(one, said), default=span)


def _ends(text: str, start: int, end: int) -> list[int]:
    """Find where sentences end inside a stretch."""
    return [
        found.end() for found in SENTENCE_END.finditer(text, start, end)
        if found.end() < end
        and not ABBREVIATED.search(text, max(0, found.start() - 8), found.start() + 2)
    ]  # fmt: skip


def _around(
    text: str, rows: list[Row], content: Content, said: tuple[Span | None, Span | None]
) -> Row:
    """Make one mixed quotation of a report and of what stands in marks within it."""
    first, last = rows[0], rows[-1]
    start = [content.span.start, *_ends(text, content.span.start, first["start"])][-1]
    ends = _ends(text, last["end"], content.span.end)
    end = content.span.end
    if ends:
        end = last["end"] + len(text[last["end"] : ends[0]].rstrip())
    return _said(text, first, *said) | {
        "start": start if _words(text[start : first["start"]]) else first["start"],
        "end": end if _words(text[last["end"] : end]) else last["end"],
        "parts": [part for row in rows for part in row["parts"]],
    }


def _words(text: str) -> int:
    return sum(word.strip(_MARKS + ".,;:—–-") != "" for word in text.split())


def _said(text: str, row: Row, source: Span | None, cue: Span | None) -> Row:
    """Give a quotation the network's source and cue where the marks' tags gave none."""
    if row["source_start"] is not None or source is None:
        return row
    return row | spoken(text, source, cue)


def _row(text: str, span: Span, kind: str, source: Span | None, cue: Span | None) -> Row:
    place = {"start": span.start, "end": span.end, "kind": kind, "parts": []}
    return place | spoken(text, source, cue)


def spoken(text: str, source: Span | None, cue: Span | None) -> Row:
    """Lay out source and cue as the columns of a quotation."""
    return {
        "speaker": source and source.of(text),
        "source_start": source and source.start,
        "source_end": source and source.end,
        "cue": cue and cue.of(text),
        "cue_start": cue and cue.start,
        "cue_end": cue and cue.end,
    }


def _reports(text: str, content: Span, source: Span, cue: Span | None) -> bool:
    """Say whether a content without marks is another's, and more than how a thing seems."""
    who, how = re.split(r"[’']", source.of(text).lower())[0], cue.of(text) if cue else ""
    if who in _OWN or _words(content.of(text)) < _LEAST_WORDS:
        return False
    if how and all(word.lower() in _SEEMING for word in how.split()):
        return False
    return who not in _THINGS or manner(how) == "speech"


def said_by(
    text: str, content: Content, tags: dict[str, list[Tagged]]
) -> tuple[Span | None, Span | None]:
    """Choose the cue nearest to a content, and the source nearest to both.

    Example:
        >>> text = "Ada said it was late."
        >>> tags = {"source": [Tagged(0, 3, False, 1)], "cue": [Tagged(4, 8, False, 1)]}
        >>> [one.of(text) for one in said_by(text, Content((Span(9, 20),), 1), tags)]
        ['Ada', 'said']
    """
    cue = _nearest(text, content.parts, tags["cue"], content.parts)
    known = content.parts if cue is None else (cue,)
    source = _nearest(text, known, tags["source"], content.parts)
    return _whole(text, source, tags["source"]), cue


def _whole(text: str, source: Span | None, sources: Sequence[Tagged]) -> Span | None:
    """Join a relative clause to the noun before it: my mother, who had no opinion."""
    if source is None or not _RELATIVE.match(text, source.start):
        return source
    before = [one for one in sources if 0 <= source.start - one.end <= 2]
    return Span(before[-1].start, source.end) if before else source


def _nearest(
    text: str, to: Sequence[Span], among: Sequence[Tagged], outside: Sequence[Span]
) -> Span | None:
    best, least = None, float(_FAR)
    low, high = min(s.start for s in to) - _FAR, max(s.end for s in to) + _FAR
    for one in islice(among, bisect_left(among, low - _LONGEST, key=_start), None):
        if one.start > high:
            break
        if one.end < low or any(s.start < one.end and one.start < s.end for s in outside):
            continue
        if min(_gap(one, span) for span in to) >= least:
            continue
        away = min(_between(text, one, span) for span in to)
        if away < least:
            best, least = Span(one.start, one.end), away
    return best


def _start(one: Tagged) -> int:
    return one.start


def _between(text: str, one: Tagged, span: Span) -> float:
    """Measure how far two stretches are apart, with sentences and what follows counting more."""
    low, high = min(one.end, span.end), max(one.start, span.start)
    ends = sum(1 for _ in _SENTENCE.finditer(text, max(0, low - 1), high))
    return _gap(one, span) + _NEXT_SENTENCE * ends


def _gap(one: Tagged | Span, span: Span) -> int:
    return max(0, max(one.start, span.start) - min(one.end, span.end))
