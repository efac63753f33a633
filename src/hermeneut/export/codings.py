"""Codings as tables that spreadsheets and statistics read: a row a decision, or a row a unit."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from ..console import cell
from ..disk import write_whole
from ..errors import UserError
from ..study import Study
from . import QUOTATION

MOST_WORDS = 60  # of a quotation, as in reports
_LONG = """
select k.unit, coalesce(k.doc_id, k.unit) as doc_id, c.title, c.url, c.outlet, c.published, c.form,
  k.variable, k.coder, k.kind, k.value, k.coded_at, k.codebook, n.memo, k.quote
from codings k left join corpus c on c.doc_id = coalesce(k.doc_id, k.unit)
  left join memos n on n.unit = k.unit and n.coder = k.coder and n.variable = k.variable
order by k.variable, k.unit, k.coder, k.value
"""
_WIDE = """
select k.unit, any_value(coalesce(k.doc_id, k.unit)) as doc_id, any_value(c.title) as title,
  any_value(c.form) as form, any_value(c.published) as published, k.variable, k.coder,
  string_agg(k.value, '; ' order by k.value) as value, any_value(k.quote) as quote
from codings k left join corpus c on c.doc_id = coalesce(k.doc_id, k.unit)
group by k.unit, k.variable, k.coder order by k.unit, k.variable, k.coder
"""
_RULED = "select unit, variable, value from settled where how = 'adjudicated' order by all"
_OF_UNIT = ("unit", "doc_id", "title", "form", "published", "quote")


@dataclass(frozen=True)
class Long:
    """Codings, a row for each decision: who, when, by which codebook, with a short quotation."""

    suffix: ClassVar[str] = ".csv"
    passes_on: ClassVar[str] = QUOTATION

    def __call__(self, study: Study, to: Path) -> Path:
        """Write the file; see `hermeneut.export.Exporter`."""
        rows = study.sql(_LONG).to_pylist()
        return write_csv(to, [{**row, "quote": quotation(row["quote"])} for row in rows])


@dataclass(frozen=True)
class Wide:
    """Codings, a row for each unit: a column for each variable and coder, and what was settled."""

    suffix: ClassVar[str] = ".csv"
    passes_on: ClassVar[str] = QUOTATION

    def __call__(self, study: Study, to: Path) -> Path:
        """Write the file; see `hermeneut.export.Exporter`."""
        made: dict[str, dict[str, Any]] = {}
        with study.reader() as tables:
            said, ruled = tables.sql(_WIDE).to_pylist(), tables.sql(_RULED).to_pylist()
        for row in said:
            line = made.setdefault(row["unit"], {name: row[name] for name in _OF_UNIT})
            line["quote"] = quotation(line["quote"] or row["quote"])
            line[f"{row['variable']} ({row['coder']})"] = row["value"]
        for row in ruled:
            if row["unit"] in made:
                made[row["unit"]][f"{row['variable']} (settled)"] = row["value"]
        columns = sorted({name for line in made.values() for name in line} - set(_OF_UNIT))
        ordered = (*_OF_UNIT, *columns)
        return write_csv(to, [{name: line.get(name) for name in ordered} for line in made.values()])


def quotation(text: str | None) -> str:
    """Shorten a quotation to `MOST_WORDS` words.

    Example:
        >>> quotation("one two"), len(quotation("word " * 100).split())
        ('one two', 61)
    """
    words = (text or "").split()
    return " ".join(words[:MOST_WORDS]) + " […]" * (len(words) > MOST_WORDS)


def write_csv(to: Path, rows: Sequence[Mapping[str, Any]], *, nothing: str = "") -> Path:
    """Write rows as CSV that no spreadsheet runs, and every one reads as UTF-8.

    Raises:
        UserError: There are no rows.
    """
    if not rows:
        what = nothing or "nothing is coded yet"
        raise UserError(what, hint="hermeneut sample VARIABLE, then hermeneut code")
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([cell(name) for name in rows[0]])
    writer.writerows(_cells(row.values()) for row in rows)
    write_whole(to, out.getvalue().encode("utf-8-sig"))
    return to


def _cells(values: Iterable[Any]) -> list[str]:
    return [cell(value) for value in values]
