"""Quotations as pages show them: short, marked, ready cut.

A page quotes at most `MOST_WORDS` words at a time and at most `MOST_OF_ONE` passages of one
document: enough to judge a number by, too little to stand in for the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..passes import Tables
from ..spans import Segment, Span, segments
from .asking import Row, ask

MOST_WORDS = 60
MOST_OF_ONE = 5
CONTEXT_WORDS = 16  # a side: about a line and a half in print
CONTEXT_CHARS = 400  # what is fetched a side; also what a script without spaces may show
MOST_CHARS = 480  # of one quotation: sixty words of eight letters, for scripts without spaces
SPANS_KEPT = 20  # of each result, spans; documents come whole, up to the fifty there are


@dataclass(frozen=True)
class Passage:
    """A quotation with its place.

    Attributes:
        doc_id: The document quoted.
        place: Text and offsets, which tell one passage from another; empty for a whole document.
        segments: What to print, cut and marked; empty for a whole document.
        before: Whether text was left out before it within its paragraph.
        after: Whether text was left out after it within its paragraph.
    """

    doc_id: str
    place: str = ""
    segments: tuple[Segment, ...] = ()
    before: bool = False
    after: bool = False


@dataclass(frozen=True)
class Claim:
    """A number and what it stands on.

    Attributes:
        anchor: Where it is on its page of evidence.
        words: What the number is of.
        figure: The number, written out.
        selection: What was selected, in words.
        total: How many there are in all.
        passages: The strongest of them.
        checked: Whether people have checked it; ``None`` where nothing is to check.
    """

    anchor: str
    words: str
    figure: str
    selection: str = ""
    total: int = 0
    passages: tuple[Passage, ...] = ()
    checked: bool | None = None


@dataclass
class Shown:
    """What one page has quoted so far, to keep to the cap.

    Example:
        >>> page = Shown()
        >>> [page.take(Passage("d", place)) for place in "abcdefa"]
        ['whole', 'whole', 'whole', 'whole', 'whole', 'cap', 'again']
    """

    places: dict[str, int] = field(default_factory=dict)
    of_one: dict[str, int] = field(default_factory=dict)

    def take(self, passage: Passage) -> str:
        """Say how to show a passage: whole, again (it stands above), cap, or document."""
        if not passage.place:
            return "document"
        if passage.place in self.places:
            return "again"
        if self.of_one.get(passage.doc_id, 0) >= MOST_OF_ONE:
            return "cap"
        self.of_one[passage.doc_id] = self.of_one.get(passage.doc_id, 0) + 1
        self.places[passage.place] = len(self.places) + 1
        return "whole"

    def number(self, passage: Passage) -> int:
        """Return the number that a shown passage has on its page."""
        return self.places[passage.place]


def quote(text: str, start: int, end: int, *, doc_id: str = "", place: str = "") -> Passage:
    r"""Cut a quotation of at most `MOST_WORDS` words around a span, within its paragraph.

    Example:
        >>> [piece.text for piece in quote("Before.\n\nIt is a lonely film.", 17, 23).segments]
        ['It is a ', 'lonely', ' film.']
    """
    inside = _paragraph(text, start, end)
    words = [Span(*m.span()) for m in re.finditer(r"\S+", text) if inside.overlap(m.span())]
    held = [i for i, word in enumerate(words) if word.overlap((start, end))]
    if not held:
        return Passage(doc_id, place)
    first, last = held[0], held[-1]
    if last - first >= MOST_WORDS:
        last = first + MOST_WORDS - 1
    spare = min(CONTEXT_WORDS, (MOST_WORDS - (last - first + 1)) // 2)
    low, high = max(0, first - spare), min(len(words) - 1, last + spare)
    shown = _at_most(Span(words[low].start, words[high].end), start)
    return Passage(
        doc_id,
        place,
        tuple(segments(text, [(start, end)], shown)),
        before=shown.start > words[0].start,
        after=shown.end < words[-1].end,
    )


def evidence(tables: Tables) -> dict[str, list[Row]]:
    """Load what results stand on: rows of ``evidence`` with the text around each span."""
    rows = ask(
        tables,
        """
        select e.result_id, e.selection, e.total, e.doc_id, e.text_id, e.start, e."end",
          substr(t.text, greatest(e.start - $around, 0) + 1, e."end" - e.start + 2 * $around)
            as around
        from evidence e left join texts t on t.text_id = e.text_id and e.start is not null
        where e.start is null or e.rank <= $kept
        order by e.result_id, e.rank
        """,
        {"around": CONTEXT_CHARS, "kept": SPANS_KEPT},
    )
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["result_id"], []).append(row)
    return found


def passages(rows: Iterable[Mapping[str, Any]]) -> tuple[Passage, ...]:
    """Turn rows with ``doc_id, text_id, start, end, around`` into passages."""
    return tuple(_passage(row) for row in rows)


def _passage(row: Mapping[str, Any]) -> Passage:
    if row["start"] is None or row["around"] is None:
        return Passage(row["doc_id"])
    start = min(row["start"], CONTEXT_CHARS)
    place = f"{row['text_id']}:{row['start']}-{row['end']}"
    length = row["end"] - row["start"]
    return quote(row["around"], start, start + length, doc_id=row["doc_id"], place=place)


def _paragraph(text: str, start: int, end: int) -> Span:
    low = text.rfind("\n\n", 0, start)
    high = text.find("\n\n", end)
    return Span(low + 2 if low >= 0 else 0, high if high >= 0 else len(text))


def _at_most(shown: Span, start: int) -> Span:
    if shown.end - shown.start <= MOST_CHARS:
        return shown
    low = max(shown.start, start - MOST_CHARS // 4)
    return Span(low, min(shown.end, low + MOST_CHARS))
