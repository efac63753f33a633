"""The pass that writes `documents`: a reading with its chosen facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from .. import schema

_AS_READ = (
    "doc_id", "capture_id", "url", "text_id", "words", "completeness", "reason", "fetched_at",
)  # fmt: skip
_CHOSEN = ("title", "outlet", "published", "form", "venue", "rating", "copy_of")


@dataclass(frozen=True)
class Documents:
    """One row a document: what was read, and the facts that won.

    Example:
        >>> row = {"doc_id": "d", "capture_id": "c", "language": "en", "fields": [
        ...     {"field": "authors", "value": "Jane Doe; John Roe", "chosen": True}]}
        >>> document(row)["authors"]
        ['Jane Doe', 'John Roe']
    """

    name: ClassVar[str] = "documents"
    version: ClassVar[int] = 1
    reads: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "readings": (*_AS_READ, "language"),
        "fields": ("field", "value", "chosen"),
    }
    writes: ClassVar[pa.Schema] = schema.DOCUMENTS

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Join a batch of readings with their chosen facts."""
        rows = [document(row) for row in batch.to_pylist()]
        return pa.RecordBatch.from_pylist(rows, schema=self.writes)


def document(reading: Mapping[str, Any]) -> dict[str, Any]:
    """Join one reading with its chosen facts.

    Args:
        reading: A row of `readings` with its ``fields``.
    """
    chosen = {f["field"]: f["value"] for f in reading.get("fields") or () if f["chosen"]}
    row = {name: reading.get(name) for name in _AS_READ}
    row |= {name: chosen.get(name) for name in _CHOSEN}
    row["language"] = reading.get("language") or chosen.get("language")
    row["authors"] = [a for a in (chosen.get("authors") or "").split("; ") if a]
    return row
