"""Checking: how well the machine does by people's coding, and what that makes of its shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..views import charts
from ..views.asking import Row
from ..views.codebook import variables
from ..views.corrected import line
from ..views.figures import count, interval, plain, share, slug
from ..views.pieces import Line
from ..views.results import Series
from ..views.validity import ABOUT, DIFFERENCES, UNITS, WAYS, Three, figure
from .desk import Desk
from .evidence import Family, Group, claim
from .site import Drawn, root_of

PATH = "checking.html"
TITLE = "Checking"
WAY_NAMES = {"raw": "machine alone", "coded": "coded sample alone", "corrected": "corrected"}
MEASURES = ("precision", "recall", "f1")
OF_ALL = ("accuracy", "macro_f1", "coverage", "calibration")
MEASURE_NAMES = {
    "f1": "F1", "macro_f1": "macro-F1", "calibration": "calibration error",
}  # fmt: skip
SLICE_NAMES = {"stands": "kept, or left at", "length": "length"}
MOST_SHARES = 12  # estimands of a chart


def missing(desk: Desk) -> str:
    """Say why there is nothing to show; empty if there is."""
    return "" if desk.validity.variables else "nobody has coded a sample yet"


def write(desk: Desk) -> None:
    """Write the page."""
    desk.site.page(
        PATH, "checking.html", title=TITLE, links=desk.link, ways=WAY_NAMES,
        variables=[_variable(desk, name) for name in desk.validity.variables],
    )  # fmt: skip


def of_series(desk: Desk, found: Series, page: str) -> Row | None:
    """Lay out, for the page of a share, what people's coding says of it."""
    variable, value = desk.validity.of_series(found)
    if variable not in desk.validity.variables:
        return None
    return {
        "sentence": desk.validity.sentence(variable, desk.validity.label_of(variable, value)),
        "href": f"{root_of(page)}{PATH}#{slug(variable)}",
        "lines": list(_shares(desk, variable, value)),
        "of": _of(desk, variable),
    }


def families(desk: Desk) -> list[Family]:
    """List the pages of evidence of what was checked."""
    of_estimates = (_of_estimates(desk, name) for name in desk.validity.variables)
    of_quality = (_of_quality(desk, name) for name in desk.validity.variables)
    return [one for one in (*of_estimates, *of_quality) if one.results]


def _variable(desk: Desk, name: str) -> Row:
    measures = desk.validity.measures(name)
    labels = [label for measure, label in measures if measure == "f1"]
    parts = dict.fromkeys(
        (r["facet"], r["slice"]) for r in desk.validity.quality if r["variable"] == name
    )
    values = desk.validity.values(name)
    return {
        "name": _name(desk, name), "about": name.partition(":")[0] == ABOUT,
        "anchor": slug(name), "of": _of(desk, name),
        "sentence": desk.validity.sentence(name, desk.validity.label_of(name)),
        "measures": [MEASURE_NAMES.get(one, one) for one in MEASURES],
        "labels": [_row(desk, measures, label) for label in labels],
        "whole": [(MEASURE_NAMES.get(m, m), measures[m, ""])
                  for m in OF_ALL if (m, "") in measures],
        "slices": list(_slices(desk, name, list(parts))),
        "values": [(plain(v), list(_shares(desk, name, v))) for v in values],
        "chart": _chart(desk, name, values),
    }  # fmt: skip


def _name(desk: Desk, variable: str) -> str:
    known = variables(desk.design).get(variable)
    named = desk.name(variable)
    return known.label if known and named == plain(variable) else named


def _of(desk: Desk, variable: str) -> str:
    unit = next(
        (r["unit"] for r in (*desk.validity.estimates, *desk.validity.quality)
         if r["variable"] == variable), "units",
    )  # fmt: skip
    units = UNITS.get(unit, unit)
    return units if units == "documents" else f"{units}, each document weighing one"


def _row(desk: Desk, measures: Any, label: str) -> Row:
    cells = [measures.get((measure, label)) for measure in MEASURES]
    return {"label": plain(label) if label != "yes" else "it holds", "cells": cells}


def _slices(desk: Desk, name: str, parts: Sequence[tuple[str, str]]) -> Iterator[Row]:
    """Lay out the measures of each slice: of the one label there is, or else of all."""
    label = desk.validity.label_of(name)
    wanted = (
        [(m, label) for m in MEASURES] if label else [(m, "") for m in ("accuracy", "macro_f1")]
    )
    for facet, part in parts:
        measures = desk.validity.measures(name, facet, part)
        cells = [measures.get(key) for key in wanted]
        if facet != "all" and any(cell and cell["estimate"] is not None for cell in cells):
            first = next(iter(measures.values()))
            yield {"facet": SLICE_NAMES.get(facet, facet), "slice": plain(part), "cells": cells,
                   "heads": [MEASURE_NAMES.get(m, m) for m, _ in wanted],
                   "coded": first["n_coded"], "n": first["n"]}  # fmt: skip


def _shares(desk: Desk, variable: str, value: str) -> Iterator[Line]:
    """Lay out each share of a value, and the differences, three ways."""
    known = desk.validity
    for facet, part in known.parts(variable, value):
        if three := known.three(variable, value, facet, part):
            words = "form unknown" if (facet, part) == ("form", "unknown") else plain(part) or "all"
            yield line(words, three, desk.link)
    for facet, words in DIFFERENCES.items():
        for part in known.slices_of(variable, value, facet):
            if three := known.three(variable, value, facet, part):
                yield line(f"{part}{words}", three, desk.link, difference=True)


def _chart(desk: Desk, variable: str, values: Sequence[str]) -> Drawn | None:
    rows: list[Row] = []
    for value in values:
        shown = ("all", "period") if len(values) == 1 else ("all",)
        parts = desk.validity.parts(variable, value)
        parts = [part for part in parts if part[0] in shown]
        for facet, part in parts:
            three = desk.validity.three(variable, value, facet, part)
            if three and len(rows) < MOST_SHARES * (len(WAYS) + 1):
                what = "" if value == "yes" else plain(value)
                rows += _three_rows(desk, ", ".join(filter(None, (what, part))) or "all", three)
    if not rows:
        return None
    title = f"{desk.name(variable)}: share of {_of(desk, variable)}"
    spec = charts.ranges(rows, title=title, axis="share, with its 95 % interval")
    said = [f"{r['label']} {share(r['share'])}" if "share" in r else r["label"] for r in rows]
    return desk.site.chart(PATH, f"checking-{variable}", spec, f"{title}. {'; '.join(said)}.")


def _three_rows(desk: Desk, words: str, three: Three) -> list[Row]:
    rows: list[Row] = [{"label": words}]
    for way in WAYS:
        row = three[way]
        if row["estimate"] is not None:
            rows.append({
                "label": WAY_NAMES[way], "share": row["estimate"], "low": row["low"],
                "high": row["high"], "note": share(row["estimate"]),
                "href": desk.link(row["result_id"]),
            })  # fmt: skip
    return rows


def _of_estimates(desk: Desk, name: str) -> Family:
    rows = [r for r in desk.validity.estimates if r["variable"] == name]
    told = [r for r in rows if r["way"] == "corrected"]
    same = {(r["value"], r["facet"], r["slice"]): r["result_id"] for r in told}
    aliases = {r["result_id"]: same[r["value"], r["facet"], r["slice"]] for r in rows}

    def groups() -> Iterable[Group]:
        for value in desk.validity.values(name):
            claims = [
                claim(
                    desk,
                    row,
                    _slice(row),
                    figure(row, difference="difference" in row["facet"]),
                    None,
                )
                for row in told
                if row["value"] == value
            ]
            yield Group(slug("value", value), f"{desk.name(name)}: {plain(value)}", claims)

    return Family(
        slug("estimates", name), f"{desk.name(name)}, as people coded it",
        {row["result_id"]: _slice(row) for row in told}, groups, f"{PATH}#{slug(name)}",
        f"Each figure is corrected, and is of {_of(desk, name)}; what it is checked by are the "
        "units that people coded so.",
        aliases,
    )  # fmt: skip


def _figure(row: Row) -> str:
    return figure(row, difference="difference" in row["facet"])


def _slice(row: Row) -> str:
    value = "" if row["value"] == "yes" else f"{plain(row['value'])}, "
    if row["facet"].startswith("within "):
        return (
            f"{value}where {plain(row['facet'].removeprefix('within '))} is {plain(row['slice'])}"
        )
    held = " with forms or periods held the same" if row["facet"].endswith("held") else ""
    return f"{value}{plain(row['slice']) or 'all'}{held}"


def _of_quality(desk: Desk, name: str) -> Family:
    told = [r for r in desk.validity.quality
            if r["variable"] == name and r["measure"] in ("precision", "recall", "accuracy")
            and r["estimate"] is not None]  # fmt: skip

    def groups() -> Iterable[Group]:
        claims = [claim(desk, row, _measure(row), _estimate(row), None) for row in told]
        yield Group("all", "", claims)

    return Family(
        slug("quality", name), f"{desk.name(name)}: where machine and people differ",
        {row["result_id"]: _measure(row) for row in told}, groups, f"{PATH}#{slug(name)}",
        "Each figure says how well the machine does; below it stand units that speak against it.",
    )  # fmt: skip


def _measure(row: Row) -> str:
    label = "" if row["label"] in ("", "yes") else f" of {plain(row['label'])}"
    part = "" if row["facet"] == "all" else f", {plain(row['slice'])}"
    return f"{row['measure']}{label}{part}"


def _estimate(row: Row) -> str:
    ends = interval(row["low"], row["high"])
    of = f", {ends}" if ends else ""
    return f"{share(row['estimate'])}{of}; {count(row['n_coded'])} coded"
