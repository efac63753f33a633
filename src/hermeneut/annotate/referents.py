"""Referents: which of the things that a design tells apart a passage speaks of, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import pyarrow as pa

from .. import schema
from ..design import Referent
from ..passes import Row, for_each_text
from .dictionary import places
from .pronouns import CUE as PRONOUN

if TYPE_CHECKING:
    from ..design import Design

Span = tuple[int, int]


@dataclass(frozen=True)
class Referents:
    """What a passage speaks of, by the words and the mentions that speak of it.

    A voice in a film, an app on a phone and machines in general are three things, and a claim
    about one says little of the others. The referent with most cues counts; of equals, the one
    that the design names first; ``shares`` has all that have any. A passage without a cue has no
    row.

    Attributes:
        referents: What is told apart; ``from_design`` takes it from the design.

    Example:
        >>> film = Referent("film", words=("Samantha|the film",))
        >>> find = Referents((film, Referent("ai", words=("robot*|machine*",)))).find
        >>> text = "In the film, Samantha is a machine. Robots build cars."
        >>> rows = find(text, [{"start": 0, "end": 35}, {"start": 36, "end": 54}], None)
        >>> [(row["referent"], row["cues"]) for row in rows]
        [('film', 2), ('ai', 1)]
    """

    name: ClassVar[str] = "referents"
    version: ClassVar[int] = 2
    reads: ClassVar[dict[str, tuple[str, ...]]] = {
        "texts": ("text_id", "text", "language"),
        "paragraphs": ("start", "end"),
        "mentions": ("start", "end", "target", "cue"),
    }
    writes: ClassVar[pa.Schema] = schema.REFERENTS

    referents: tuple[Referent, ...] = ()

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Referents:
        """Take the referents of a design."""
        return cls(**{"referents": design.referents, **settings})

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts with their passages and mentions."""
        return for_each_text(batch, self.find, self.writes)

    def find(
        self,
        text: str,
        paragraphs: Sequence[Mapping[str, int]] | None,
        mentions: Sequence[Mapping[str, Any]] | None,
    ) -> Iterator[Row]:
        """Say what the passages of one text speak of, in order."""
        for passage in paragraphs or ():
            start, end = passage["start"], passage["end"]
            inside = [
                (m["target"], (m["start"] - start, m["end"] - start))
                for m in mentions or ()
                if start <= m["start"] and m["end"] <= end and m.get("cue") != PRONOUN
            ]
            row = self._row(text[start:end], inside)
            if row:
                yield {"start": start, "end": end, **row}

    def _row(self, passage: str, mentions: Sequence[tuple[str, Span]]) -> Row | None:
        spans = self._spans(passage, mentions)
        cues = [len(own) for own in spans]
        most = max(cues, default=0)
        if not most:
            return None
        at = cues.index(most)
        chosen = self._framed(at, passage, set().union(*spans))
        counts = {one.id: n for one, n in zip(self.referents, cues, strict=True) if n}
        if chosen != self.referents[at]:  # it has the cues of the one that it frames
            counts[chosen.id] = counts.get(chosen.id, 0) + counts.pop(self.referents[at].id)
        shares = [
            {"value": name, "share": n / sum(cues)}
            for name, n in sorted(counts.items(), key=lambda one: -one[1])
        ]
        share = counts[chosen.id] / sum(cues)
        return {"referent": chosen.id, "cues": counts[chosen.id], "share": share, "shares": shares}

    def _spans(self, passage: str, mentions: Sequence[tuple[str, Span]]) -> list[set[Span]]:
        """Find the cues of each referent; one that lies in another's longer cue is that one's."""
        spans = [
            {*places(passage, one.words), *(at for named, at in mentions if named in one.targets)}
            for one in self.referents
        ]
        every = set().union(*spans)
        return [{at for at in own if not any(_within(at, o) for o in every)} for own in spans]

    def _framed(self, chosen: int, passage: str, every: set[Span]) -> Referent:
        """Give a general referent's cues to a more special one that frames them."""
        for one in self.referents[:chosen]:
            around = (at for at in places(passage, one.within) if not _inside(at, every))
            if next(around, None):
                return one
        return self.referents[chosen]


def _inside(span: Span, others: set[Span]) -> bool:
    return any(other[0] <= span[0] and span[1] <= other[1] for other in others)


def _within(span: Span, other: Span) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]
