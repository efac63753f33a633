"""Any pass over texts, and the pass over readings, as a filter on rows, without a study.

What a pass reads is made on the way: to find the sentiment of a text, its sentences are found
first. Offsets refer to the string that came in. A pass that marks spans gives a row for each span,
so that every row has its offsets; a text in which it finds nothing gives none. ``subject`` gives
every document a row for each subject, whatever the verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

import pyarrow as pa

from . import registry, schema
from .design import Design
from .errors import HermeneutError, UserError
from .joins import joined_key, nest
from .passes import Pass, Row, drives
from .rows import NAMES
from .spans import writable

ALIASES = {"subject": "subjects"}  # one document has one
ABOUT = tuple(name for name in NAMES["about"] if name != "title")
ROWS = 64  # texts worked on at a time: enough to amortise, few enough to answer soon


def chain(name: str, design: Design) -> list[Pass]:
    """List a pass and those it stands on, in order, from texts upwards.

    ``themes.keywords`` is the pass ``themes`` with ``keywords`` in its seat.

    Raises:
        UserError: It isn't a pass over texts.
    """
    name, _, by = ALIASES.get(name, name).partition(".")
    if by:
        design = replace(design, steps={**design.steps, name: {"by": by}})
    made = registry.passes(design)
    if name not in made:
        registry.load("passes", name)  # says what there is
    writer = {schema.table_of(step.writes): step for step in made.values()}
    ordered: list[Pass] = []

    def need(step: Pass) -> None:
        if drives(step) != "texts":
            raise UserError(
                f"{name} doesn't work on texts alone", hint="for pages: hermeneut apply article"
            )
        for table in step.reads:
            if table in writer and writer[table] not in ordered:
                need(writer[table])
        ordered.append(step)

    if schema.table_of(made[name].writes) == "subjects":
        return [made[name]]
    need(made[name])
    return ordered


def apply(name: str, rows: Iterable[Mapping[str, Any]], design: Design) -> Iterator[Row]:
    """Run a pass over rows with ``id`` and ``text``.

    Args:
        name: Which pass.
        rows: Each has ``text``, and may have ``id`` (given back as it came) and ``language``
            (English unless it says otherwise); for ``subject`` also ``title`` and ``url``, which
            do without a text, and ``about``, ``film`` or ``movie``: what it is said to be about.
        design: Where targets, codes and settings come from.

    Yields:
        One row for each span found, or for each subject, in the order of the texts;
        ``{"id", "error"}`` for a row that fails.
    """
    steps = chain(name, design)
    source = iter(rows)
    while some := list(islice(source, ROWS)):
        yield from _answer(steps, some)


def _answer(steps: list[Pass], rows: list[Mapping[str, Any]]) -> Iterator[Row]:
    try:
        whole = drives(steps[0]) == "readings"
        found = _judged(steps[0], rows) if whole else _found(steps, _texts(rows))
    except Exception as error:
        if len(rows) > 1:
            for row in rows:
                yield from _answer(steps, [row])
        else:
            said = str(error) if isinstance(error, HermeneutError) else repr(error)
            yield {"id": rows[0].get("id"), "error": said}
        return
    for i, row in enumerate(rows):
        for span in found.get(str(i), []):
            yield {"id": row.get("id"), **span}


def _judged(step: Pass, rows: list[Mapping[str, Any]]) -> dict[str, list[Row]]:
    """Judge documents: readings made of rows, with their headlines as fields."""
    readings, fields = [], []
    for number, row in enumerate(rows):
        headline, url = row.get("title") or "", row.get("url") or ""
        if not (isinstance(headline, str) and isinstance(url, str)):
            raise UserError("title and url are text")
        given = row if isinstance(row.get("text"), str) or not (headline or url) else {"text": ""}
        text = _text(number, {**row, "text": given.get("text")})
        ids = {"doc_id": str(number), "capture_id": "", "completeness": "whole"}
        readings.append({**text, **ids, "url": writable(url) or None})
        title = {"field": "title", "value": writable(headline), "source": "row"}
        fields.append({**ids, **title, "confidence": 1.0, "chosen": True})
        if isinstance(about := next((row[k] for k in ABOUT if row.get(k)), None), str):
            said = {"field": "about", "value": writable(about), "source": "row"}
            fields.append({**ids, **said, "confidence": 1.0, "chosen": True})
    tables = {
        "readings": pa.Table.from_pylist(readings, schema.READINGS),
        "fields": pa.Table.from_pylist(fields, schema.FIELDS),
    }
    found: dict[str, list[Row]] = {}
    for row in step(batch_of(step, tables)).to_pylist():
        kept = {("label" if k == "verdict" else k): v for k, v in row.items() if k != "capture_id"}
        found.setdefault(kept.pop("doc_id"), []).append(kept)
    return found


def _texts(rows: list[Mapping[str, Any]]) -> list[Row]:
    return [_text(number, row) for number, row in enumerate(rows)]


def _text(number: int, row: Mapping[str, Any]) -> Row:
    text = row.get("text")
    if not isinstance(text, str):
        raise UserError(str(row.get("error", "a row needs a text")))
    return {
        "text_id": str(number),
        "text": writable(text),
        "emphasis": [],
        "language": row.get("language") or "en",
        "words": len(text.split()),
    }


def _found(steps: list[Pass], texts: list[Row]) -> dict[str, list[Row]]:
    tables = {"texts": pa.Table.from_pylist(texts, schema.TEXTS)}
    for step in steps:
        made = step(batch_of(step, tables))
        tables[schema.table_of(step.writes)] = pa.Table.from_batches([made])
    found: dict[str, list[Row]] = {}
    for row in tables[schema.table_of(steps[-1].writes)].to_pylist():
        found.setdefault(row.pop("text_id"), []).append(row)
    return found


def batch_of(step: Pass, tables: Mapping[str, pa.Table]) -> pa.RecordBatch:
    """Lay what a pass reads beside the rows that it works on, joined by key."""
    (drive, columns), *others = step.reads.items()
    key = schema.key_of(registry.table(drive))
    rows = tables[drive]
    batch = rows.select(list(columns))
    for table, names in others:
        part = tables[table]
        nested = nest(joined_key(rows, key), joined_key(part, key), part.select(list(names)))
        batch = batch.append_column(table, nested)
    return batch.combine_chunks().to_batches()[0]
