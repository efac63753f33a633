"""Positions of documents: what their passages come to, with quotations and without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa

from hermeneut import schema
from hermeneut.passes import Result, Row, Tables, result_id

from .evidence import from_rows, shaped, strongest

FOR, AGAINST, TORN, REPORTS = "for", "against", "torn", "reports both"
UNCLEAR, NOT_TAKEN_UP = "unclear", "not taken up"
# The smaller side must be at least this part of the larger for a document to be torn.
SMALLER = 1 / 3
# Where no passage takes a side plainly: how surely, and how far, all of them together must lean.
# Chosen on the first half of the sample study's documents.
SURELY, LEANING = 1.65, 0.4


@dataclass(frozen=True)
class DocumentPositions:
    """The position of each document on each proposition that any of its passages takes up.

    A document is *for* or *against* by the side that more of its passages take, *torn* where
    the smaller side has at least a third as many (a torn passage counts on both), *reports both*
    where only others take sides. Where no passage takes a side plainly, all together may: by how
    surely they take it up and how far they lean, each by the root of its odds; else it is
    *unclear*. What is not here is *not taken up*. A side with something on the other is
    *conceding*.

    References:
        Somasundaran and Wiebe (2009), Recognizing stances in online debates, ACL, for documents
        that concede before they conclude.
    """

    name: ClassVar[str] = "document_positions"
    version: ClassVar[int] = 3
    reads: ClassVar[tuple[str, ...]] = ("corpus", "positions")
    writes: ClassVar[tuple[pa.Schema, ...]] = (schema.DOCUMENT_POSITIONS,)

    def __call__(self, tables: Tables) -> Result:
        """Sum up each document, and name the sentences that carry its position."""
        rows = [
            row
            for counted in tables.sql(_COUNTS).to_pylist()
            if (row := _row(counted))["position"] != NOT_TAKEN_UP or row["own"] != NOT_TAKEN_UP
        ]
        known = {row["result_id"] for row in rows}
        evidence = tables.sql(_EVIDENCE)
        shown = pa.array([one in known for one in evidence["result_id"].to_pylist()], pa.bool_())
        return Result(
            {"document_positions": from_rows(rows, schema.DOCUMENT_POSITIONS)},
            shaped(evidence.filter(shown)),
        )


def summed(counts: Mapping[str, int]) -> tuple[str, bool]:
    """Bring the positions of a document's passages down to one.

    Args:
        counts: How many passages take each position; what isn't there counts none.

    Returns:
        The position, and whether it concedes something to the other side.

    Example:
        >>> summed({"for": 4, "against": 1}), summed({"for": 2, "against": 1})
        (('for', True), ('torn', False))
        >>> summed({"reports both": 1, "unclear": 2}), summed({})
        (('reports both', False), ('not taken up', False))
    """
    torn = counts.get(TORN, 0)
    favour, against = counts.get(FOR, 0) + torn, counts.get(AGAINST, 0) + torn
    smaller, larger = sorted((favour, against))
    if larger:
        if smaller >= SMALLER * larger:
            return TORN, False
        return (FOR if favour > against else AGAINST), smaller > 0
    rest = next((one for one in (REPORTS, UNCLEAR) if counts.get(one)), NOT_TAKEN_UP)
    return rest, False


def together(taken: float | None, lean: float | None) -> str:
    """Say what passages none of which takes a side plainly come to.

    Args:
        taken: The odds that they take a proposition up, summed.
        lean: How far they lean, each counting by the root of its odds.

    Example:
        >>> together(2.0, 0.5), together(2.0, -0.1), together(1.2, 0.5), together(0.4, 0.5)
        ('for', 'unclear', 'unclear', 'not taken up')
    """
    if taken is None or lean is None or taken < 1:
        return NOT_TAKEN_UP
    if taken < SURELY or abs(lean) < LEANING:
        return UNCLEAR
    return FOR if lean > 0 else AGAINST


def _row(counted: Row) -> Row:
    said, own = (dict(counted[name] or ()) for name in ("said", "by_self"))
    position, granting = summed(said)
    if position in (UNCLEAR, NOT_TAKEN_UP):
        position = together(counted["taken"], counted["lean"])
    alone = summed(own)[0]
    if alone in (UNCLEAR, NOT_TAKEN_UP):
        alone = together(counted["own_taken"], counted["own_lean"])
    return {
        "result_id": result_id("document_positions", counted["doc_id"], counted["proposition"]),
        "doc_id": counted["doc_id"],
        "proposition": counted["proposition"],
        "position": position,
        "own": alone,
        "conceding": position in (FOR, AGAINST) and (granting or counted["conceding"]),
        "favour": said.get(FOR, 0),
        "against": said.get(AGAINST, 0),
        "torn": said.get(TORN, 0),
        "passages": sum(n for one, n in said.items() if one != NOT_TAKEN_UP),
    }


_COUNTS = """
with held as (
  select c.doc_id, p.proposition, p.position, p.own, p.conceding, p.taken, p.lean,
    p.own_lean
  from positions p join corpus c using (text_id) where c.measured
), said as (
  select doc_id, proposition, position as what, count(*) as n from held group by all
), alone as (
  select doc_id, proposition, own as what, count(*) as n from held group by all
)
select doc_id, proposition, bool_or(conceding) as conceding,
  sum(taken) filter (lean is not null) as taken,
  sum(taken) filter (own_lean is not null) as own_taken,
  sum(sqrt(taken) * lean) / sum(sqrt(taken)) filter (lean is not null) as lean,
  sum(sqrt(taken) * own_lean) / sum(sqrt(taken)) filter (own_lean is not null) as own_lean,
  (select map(list(what order by what), list(n order by what)) from said s
    where s.doc_id = h.doc_id and s.proposition = h.proposition) as said,
  (select map(list(what order by what), list(n order by what)) from alone a
    where a.doc_id = h.doc_id and a.proposition = h.proposition) as by_self
from held h group by doc_id, proposition order by doc_id, proposition
"""
_RESULT = "left(sha256(concat_ws(chr(31), 'document_positions', doc_id, proposition)), 12)"
_SPANS = f"""
  select {_RESULT} as result_id, doc_id, text_id, unnest(carries, recursive := true),
    greatest(favour, against)::double as score, proposition
  from positions join corpus using (text_id) where measured and position <> 'not taken up'
"""  # noqa: S608 - fixed text
_EVIDENCE = f"""
with spans as ({_SPANS})
{strongest("spans", "'sentences that carry its position on ' || any_value(proposition) over (partition by result_id)")}
"""  # noqa: E501 - fixed text
