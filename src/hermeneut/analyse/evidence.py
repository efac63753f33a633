"""Evidence: for each result the selection that made it, its size and its strongest spans.

A document has at most three spans before every other has had its turn; within a turn the
strongest come first. `strongest` says so in SQL, for what DuckDB reduces; `Strongest` does the
same for what is read in a stream.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pyarrow as pa

from hermeneut import schema

KEPT = 50  # spans a result
TURN = 3  # spans of one document before the others have had their turn
_SLACK = 4  # documents kept while streaming, in multiples of what can be shown


class Span(NamedTuple):
    """One span that a result stands on."""

    text_id: str | None
    start: int | None
    end: int | None
    score: float


def strongest(
    spans: str, selection: str, *, by: str = "result_id", result: str = "result_id"
) -> str:
    """Write the SQL that ranks spans and keeps the strongest of each result.

    Args:
        spans: The name of a query with ``doc_id, text_id, start, end, score`` and the columns
            of the other arguments.
        selection: An expression that says what was selected.
        by: The columns that tell results apart.
        result: An expression for the ``result_id``.

    Returns:
        A query that gives ``schema.EVIDENCE``, in order of result and rank.
    """
    return f"""
    select {result} as result_id, rank::integer as rank, {selection} as selection, total, doc_id,
      text_id, "start", "end", score::double as score
    from (
      select *, count(*) over (partition by {by}) as total, row_number() over (
        partition by {by} order by turn, score desc, doc_id, text_id, "start", "end") as rank
      from (
        select *, (row_number() over (
          partition by {by}, doc_id order by score desc, text_id, "start", "end") - 1) // {TURN}
          as turn
        from {spans}
      )
    ) where rank <= {KEPT} order by 1, 2
    """  # noqa: S608 - fixed text and our own column names


def shaped(rows: pa.Table, shape: pa.Schema = schema.EVIDENCE) -> pa.Table:
    """Give a table the exact shape of a schema, its documentation and nullability too."""
    return pa.table([rows.column(f.name).cast(f.type) for f in shape], schema=shape)


def from_rows(rows: Iterable[Mapping[str, object]], shape: pa.Schema) -> pa.Table:
    """Make a table from rows; all its columns must be there."""
    return pa.Table.from_pylist([dict(row) for row in rows], schema=shape)


@dataclass
class Strongest:
    """The strongest spans of each result, gathered document by document in any order.

    A document is handed over once for each result. Memory is bounded by the number of results,
    not of documents.

    Example:
        >>> kept = Strongest()
        >>> kept.add("r", "doc-1", [Span("t", 0, 4, 0.5), Span("t", 9, 12, 0.8)])
        >>> [(row["rank"], row["start"]) for row in kept.rows({"r": "love"})]
        [(1, 9), (2, 0)]
    """

    _held: dict[str, list[tuple[float, str, list[Span]]]] = field(default_factory=dict)
    _total: dict[str, int] = field(default_factory=dict)

    def add(self, result: str, doc_id: str, spans: Sequence[Span]) -> None:
        """Take the spans of one document that a result stands on."""
        if not spans:
            return
        best = sorted(spans, key=_by_strength)[:KEPT]
        held = self._held.setdefault(result, [])
        held.append((best[0].score, doc_id, best))
        self._total[result] = self._total.get(result, 0) + len(spans)
        if len(held) > _SLACK * KEPT:
            held.sort(key=_by_document)
            del held[KEPT:]

    def rows(self, selections: Mapping[str, str]) -> list[dict[str, object]]:
        """Rank what was gathered; rows of ``schema.EVIDENCE``, in order of result and rank.

        Args:
            selections: What was selected, in words, by result; others are left out.
        """
        return [
            {"result_id": result, "rank": rank, "selection": selections[result],
             "total": self._total[result], "doc_id": doc_id, **span._asdict()}
            for result in sorted(selections)
            for rank, (doc_id, span) in enumerate(self._ranked(result), 1)
        ]  # fmt: skip

    def _ranked(self, result: str) -> list[tuple[str, Span]]:
        spans = [
            (nth // TURN, -span.score, doc_id, span.text_id or "", span.start or 0, span)
            for _, doc_id, best in self._held.get(result, [])
            for nth, span in enumerate(best)
        ]
        spans.sort(key=lambda s: s[:5])
        return [(s[2], s[5]) for s in spans[:KEPT]]


def _by_strength(span: Span) -> tuple[float, str, int]:
    return (-span.score, span.text_id or "", span.start or 0)


def _by_document(held: tuple[float, str, list[Span]]) -> tuple[float, str]:
    return (-held[0], held[1])
