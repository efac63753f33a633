"""Carrying codings over when a page is read anew and its text is another.

A coded unit is named by the text it was coded in, so a better reading leaves it behind. `follow`
looks for its words in the text that the document has now, and keeps a row for each unit: where it
stands, or why it can't be placed. The codings themselves stay as they are; the views lay the moves
over them, and the unit's words and context are those that the coder saw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from ..passes import Row, Tables
from ..spans import Span
from ..study import Study
from ..validate.alignment import GAP, Placed, place
from .drawing import texts_of

SAME = 0.8  # overlap of two units, of what both cover, above which they are one

# Units that people coded, settled or drew, as they were named then; where each was sent last; and
# which text its document has now.
_LEFT = """
with units as (
  select unit, doc_id, quote, context from codings_all where kind = 'person'
  union all select unit, doc_id, quote, context from samples_all
  union all select unit, doc_id, null, null from adjudications_all
), named as (
  select unit, regexp_extract(unit, '^(.*):([0-9]+)-([0-9]+)$', 1) as text_id,
    min(doc_id) as doc_id, max(quote) as quote, max(context) as context
  from units where regexp_matches(unit, ':[0-9]+-[0-9]+$') group by unit
)
select n.*, d.text_id as now_in, coalesce(m.to_unit, if(m.unit is null, n.unit, '')) as last_at,
  m.unit is not null and m.to_unit is null as lost
from named n left join documents d using (doc_id) left join moves m using (unit)
order by n.unit
"""
_PARTS = """
select "start", "end" from paragraphs where text_id = $text_id
union all select "start", "end" from sentences where text_id = $text_id
"""


def follow(study: Study, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> list[Row]:
    """Place the coded units whose document has another text now; what was placed stays placed.

    Returns:
        The rows of ``moves`` that were added.
    """
    if not _any(study):
        return []
    with study.reader() as tables:
        left = [row for row in tables.sql(_LEFT).to_pylist() if _is_left(row)]
        if not left:
            return []
        texts = texts_of(tables, {row["now_in"] for row in left} | {row["text_id"] for row in left})
        at = now().astimezone(UTC).isoformat(timespec="microseconds")
        moved = [_moved(tables, row, texts, at) for row in left]
    moved = [row for row, old in zip(moved, left, strict=True) if row["to_unit"] or not old["lost"]]
    if moved:
        study.judgements.append("moves", moved)
    return moved


def unplaced(study: Study) -> list[Row]:
    """List the coded units that can't be placed in the text their document has now.

    Returns:
        Rows of unit, title, text (the words that were coded), how (why they can't be placed).
    """
    rows: list[Row] = study.sql(
        """select m.unit, c.title, m.how, max(coalesce(k.quote, s.quote)) as text
        from moves m left join corpus c on c.doc_id = m.doc_id
          left join codings_all k on k.unit = m.unit left join samples_all s on s.unit = m.unit
        where m.to_unit is null group by all order by m.unit"""
    ).to_pylist()
    return rows


def _any(study: Study) -> bool:
    tables = ("codings", "samples")
    return any(study.judgements.rows(name).num_rows for name in tables)


def _is_left(row: Mapping[str, str]) -> bool:
    """Say whether a unit stands in a text that its document hasn't any more."""
    return row["last_at"].rpartition(":")[0] != (row["now_in"] or "")


def _moved(tables: Tables, row: Row, texts: Mapping[str, str], at: str) -> Row:
    placed = _placed(row, texts)
    unit = ""
    if placed.span:
        span = _snapped(tables, row["now_in"], placed.span)
        unit = f"{row['now_in']}:{span.start}-{span.end}"
    return {
        "unit": row["unit"], "doc_id": row["doc_id"], "to_unit": unit, "how": placed.how,
        "similarity": placed.similarity, "moved_at": at,
    }  # fmt: skip


def _placed(row: Row, texts: Mapping[str, str]) -> Placed:
    if not row["now_in"]:
        return Placed(None, "the document has no text now", 0.0)
    start, _, end = row["unit"].rpartition(":")[2].partition("-")
    if row["now_in"] == row["text_id"]:
        return Placed(Span(int(start), int(end)), "exact", 1.0)
    quote, context = row["quote"], row["context"]
    if not quote and (old := texts.get(row["text_id"])):
        quote = old[int(start) : int(end)]
        context = f"{old[max(0, int(start) - 400) : int(start)]}{GAP}{old[int(end) :][:400]}"
    if not quote:
        return Placed(None, "its words weren't kept", 0.0)
    return place(quote, context or "", texts.get(row["now_in"], ""))


def _snapped(tables: Tables, text_id: str, span: Span) -> Span:
    """Take the paragraph or sentence that the place is nearly all of, so that both meet again."""
    parts = tables.sql(_PARTS, {"text_id": text_id}).to_pylist()
    near = [(_shared(span, part), Span(part["start"], part["end"])) for part in parts]
    likest = max(near, default=(0.0, span))
    return likest[1] if likest[0] >= SAME else span


def _shared(span: Span, part: Mapping[str, int]) -> float:
    other = Span(part["start"], part["end"])
    shared = span.overlap(other)
    return shared / (span.end - span.start + other.end - other.start - shared)


def sentence(moved: list[Row]) -> str:
    """Say to a person what became of the units that were left behind.

    Example:
        >>> sentence([{"to_unit": "a:0-5"}, {"to_unit": ""}]).splitlines()[0]
        "1 coded unit carried over to texts read anew, 1 can't be placed"
    """
    placed = sum(bool(row["to_unit"]) for row in moved)
    lost = len(moved) - placed
    said = f"{placed} coded unit{'s' * (placed != 1)} carried over to texts read anew"
    return f"{said}, {lost} can't be placed\n  → hermeneut code status" if lost else said
