"""What the machine says and what people say of the same units, with how likely each was drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..design import Design
from ..errors import UserError
from ..passes import Row, Tables
from . import units
from .codebook import ALONE, UNCLEAR, Variable, variable

_NEWEST = """
select arg_max(sample, drawn_at) as sample, arg_max(design, drawn_at) as design
from samples where variable = $v
"""
_OF_UNIT = ("doc_id", "form", "venue", "outlet", "year", "period", "stands")


def checked(tables: Tables, design: Design, ident: str) -> list[Row]:
    """Lay people's codings of the newest sample of a variable beside the machine's labels.

    Args:
        tables: The study's tables.
        design: Its design.
        ident: The variable.

    Where several values may hold at once, as of ``themes``, each value is a variable of its own,
    named ``VARIABLE: VALUE``, that is *yes* or *no* of every unit: what estimators read.

    Returns:
        A row for each unit of the sample's frame as it is today: variable, unit, doc_id, form,
        venue, outlet, year, period, stands, label (what people's codings of a drawn unit come to;
        None where nobody coded, where coders differ, or where they call it unclear), predicted,
        drawn, held, stratum, probability (of a unit that wasn't drawn, what its stratum tells;
        None where chance went by doubt or by document). Empty if no sample was drawn.

    Raises:
        UserError: No such variable.
    """
    (newest,) = tables.sql(_NEWEST, {"v": ident}).to_pylist()
    if newest["sample"] is None:
        return []
    how = json.loads(newest["design"])
    asked = variable(design, ident, tables)
    try:
        found = units.frame(tables, asked, how["of"], rejected=how["rejected"]).to_pylist()
    except UserError:  # what it was drawn from isn't there now; what was drawn is
        found = []
    drawn = _by_unit(tables, "select * from samples where sample = $s", {"s": newest["sample"]})
    labels = _by_unit(tables, "select * from settled where variable = $v", {"v": ident})
    known = {row["unit"] for row in found}
    found += [{**row, "label": None} for unit, row in drawn.items() if unit not in known]
    several = asked.several
    rows = [
        {"variable": ident, **_row(row, drawn.get(row["unit"]), labels, how, several=several)}
        for row in found
    ]
    return [part for row in rows for part in _parted(row, asked)] if several else rows


def _parted(row: Row, asked: Variable) -> Iterator[Row]:
    """Say of each value of a set whether it holds."""
    for value in asked.values:
        if value.id not in ALONE:
            told = {name: _holds(row[name], value.id) for name in ("label", "predicted")}
            yield {**row, **told, "variable": f"{asked.id}: {value.id}"}


def _holds(said: str | None, value: str) -> str | None:
    return None if said in (None, UNCLEAR) else "yes" if value in said.split("; ") else "no"


def _by_unit(tables: Tables, query: str, params: Mapping[str, Any]) -> dict[str, Row]:
    return {row["unit"]: row for row in tables.sql(query, params).to_pylist()}


def _row(
    row: Row,
    drawn: Row | None,
    labels: Mapping[str, Row],
    how: Mapping[str, Any],
    *,
    several: bool,
) -> Row:
    said = labels.get(row["unit"], {}).get("value") if drawn else None
    stratum = drawn["stratum"] if drawn else units.stratum(row, tuple(how["by"]), several=several)
    return {
        "unit": row["unit"],
        **{name: row.get(name) for name in _OF_UNIT},
        "label": None if said == UNCLEAR else said,
        "predicted": row["label"],
        "drawn": drawn is not None,
        "held": bool(drawn and drawn["held"]),
        "stratum": stratum,
        "probability": drawn["probability"] if drawn else _probability(stratum, how),
    }


def _probability(stratum: str, how: Mapping[str, Any]) -> float | None:
    """Say how likely a unit was to be drawn that wasn't, where its stratum alone tells."""
    part = how["strata"].get(stratum)
    if part is None or how["way"] not in ("simple", "stratified"):
        return None
    return float(part["drawn"] / part["units"])
