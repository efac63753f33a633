"""The pass that writes `documents`: a reading with its chosen facts.

Two facts follow from others: a rating's value from the rating as printed, and where no date was
found, an interval from what the text says (`dating`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

import pyarrow as pa

from .. import schema
from .dating import NO_TIMES, Times, date_of
from .scales import value_of

if TYPE_CHECKING:
    from ..design import Design

_AS_READ = (
    "doc_id", "capture_id", "url", "text_id", "words", "completeness", "reason", "fetched_at",
)  # fmt: skip
_CHOSEN = ("title", "outlet", "published", "form", "venue", "rating", "copy_of")


@dataclass(frozen=True)
class Documents:
    """One row a document: what was read, and the facts that won.

    Settings:
        year: Of the work; for dating texts by what they say of it.
        names: Its makers and people.
        events: Date and label of the design's events.

    Example:
        >>> row = {"doc_id": "d", "capture_id": "c", "language": "en", "fields": [
        ...     {"field": "authors", "value": "Jane Doe; John Roe", "chosen": True}]}
        >>> document(row)["authors"]
        ['Jane Doe', 'John Roe']
    """

    year: int = 0
    names: tuple[str, ...] = ()
    events: tuple[tuple[str, str], ...] = ()

    name: ClassVar[str] = "documents"
    version: ClassVar[int] = 2
    reads: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "readings": (*_AS_READ, "language", "text"),
        "fields": ("field", "value", "chosen"),
    }
    writes: ClassVar[pa.Schema] = schema.DOCUMENTS

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Documents:
        """Take the work and the events from the design."""
        given: dict[str, Any] = {
            "year": design.work.year,
            "names": (*design.work.makers, *design.work.cues),
            "events": tuple((event.date, event.label) for event in design.events),
        }
        return cls(**{**given, **settings})

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Join a batch of readings with their chosen facts."""
        times = Times(self.year, self.names, self.events)
        rows = [document(row, times) for row in batch.to_pylist()]
        return pa.RecordBatch.from_pylist(rows, schema=self.writes)


def document(reading: Mapping[str, Any], times: Times = NO_TIMES) -> dict[str, Any]:
    """Join one reading with its chosen facts.

    Args:
        reading: A row of `readings` with its ``fields``.
        times: What the design tells of the work, for dating what has no date.
    """
    chosen = {f["field"]: f["value"] for f in reading.get("fields") or () if f["chosen"]}
    row = {name: reading.get(name) for name in _AS_READ}
    row |= {name: chosen.get(name) for name in _CHOSEN}
    row["language"] = reading.get("language") or chosen.get("language")
    row["authors"] = [a for a in (chosen.get("authors") or "").split("; ") if a]
    row["rating_value"] = value_of(
        row["rating"] or "", host=_host(row["url"]), day=row["published"] or ""
    )
    dated = None
    if not row["published"]:
        dated = date_of(reading.get("text") or "", times, latest=(row["fetched_at"] or "")[:10])
    row["dated"] = dated.interval if dated else None
    row["dated_why"] = dated.why if dated else None
    return row


def _host(url: str | None) -> str:
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
