"""A page that sets series side by side, and the page that each of them has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..views import charts
from ..views.asking import Row
from ..views.figures import count, plain, share
from ..views.results import Series, on_scale, periods
from . import checking
from .desk import Desk
from .evidence import FACET_NAMES, series_title
from .site import Drawn, root_of

MOST_ROWS = 40  # lines of a chart
FEWEST = 10  # documents before a share is drawn by slice
FEWEST_YEARS = 3  # dated years before there is a timeline
SLICES = ("period", "form", "venue", "subject")


def write(
    desk: Desk,
    path: str,
    title: str,
    words: str,
    groups: Sequence[tuple[str, Sequence[Series]]],
    *,
    charted: bool = True,
    **what: Any,
) -> None:
    """Write a page with a table, and a chart if asked for, of each group of series."""
    shown = [group(desk, path, name, found, charted=charted) for name, found in groups if found]
    desk.site.page(
        path, "overview.html", title=title, words=words, groups=shown,
        periods=periods(desk.design),
        **{"codes": [], "years": None, "events": [], "apart": None, "trust": "", **what},
    )  # fmt: skip


def write_series(desk: Desk, found: Series) -> None:
    """Write the page of one series: over time, and within each kind of document."""
    path = f"trends/{found.name}.html"
    title = series_title(desk, found)
    timeline, events = _timeline(desk, path, found, title)
    tables = [
        (FACET_NAMES.get(facet, plain(facet)), rows)
        for facet, rows in found.rows.items()
        if len(rows) > 1
    ]
    desk.site.page(
        path, "series.html", title=title, series=found, links=desk.link, tables=tables,
        timeline=timeline, events=events, slices=_slices(desk, path, found, title),
        definition=_definition(desk, found), checked=checking.of_series(desk, found, path),
    )  # fmt: skip


def group(
    desk: Desk, path: str, heading: str, found: Sequence[Series], *, charted: bool = True
) -> Row:
    """Lay series out as one table, with a chart if asked for."""
    names = periods(desk.design)
    rows: list[Row] = [
        {"series": s, "title": series_title(desk, s), "whole": s.whole,
         "periods": _by_slice(s, names)}
        for s in found
        if s.whole
    ]  # fmt: skip
    if not all(on_scale(s.value) for s in found):
        rows.sort(key=lambda r: (-r["whole"]["share"], r["title"]))
    return {
        "heading": heading,
        "rows": rows,
        "links": desk.link,
        "chart": _chart(desk, path, heading, rows) if charted else None,
        "bases": sorted({s.base for s in found}),
        "open": not any(r["whole"]["checked"] for r in rows),
    }


def _by_slice(found: Series, names: Sequence[str]) -> list[Row | None]:
    cells = {row["slice"]: row for row in found.rows.get("period", [])}
    return [cells.get(name) for name in (*names, "undated")]


def _chart(desk: Desk, path: str, heading: str, rows: Sequence[Row]) -> Drawn:
    root = root_of(path)
    lines = [line(r["title"], r["whole"], root + desk.link(r["whole"]["result_id"])) for r in rows]
    spec = charts.ranges(
        lines[:MOST_ROWS], title=heading, axis="share of documents, with its 95 % interval"
    )
    said = "; ".join(f"{r['title']} {share(r['whole']['share'])}" for r in rows[:MOST_ROWS])
    return desk.site.chart(path, f"{path}-{heading}", spec, f"{heading}. {said}.")


def line(label: str, row: Row, href: str) -> Row:
    """Make the line of a chart of one result."""
    return {
        "label": label, "share": row["share"], "low": row["low"], "high": row["high"],
        "note": f"{count(row['k'])} of {count(row['n'])}", "href": href,
    }  # fmt: skip


def _timeline(desk: Desk, path: str, found: Series, title: str) -> tuple[Drawn | None, list[Row]]:
    root = root_of(path)
    points = [
        {**line("", row, root + desk.link(row["result_id"])), "year": int(row["slice"])}
        for row in found.rows.get("year", [])
        if row["slice"].isdigit()
    ]
    if len(points) < FEWEST_YEARS or not _ample(found):
        return None, []
    spec = charts.timeline(
        points, desk.design.events, title=f"{title}, by year", axis="share of documents"
    )
    said = "; ".join(f"{p['year']}: {p['note']}" for p in points)
    return (
        desk.site.chart(path, f"{path}-years", spec, f"{title}, by year. {said}."),
        charts.lettered(desk.design.events),
    )


def _slices(desk: Desk, path: str, found: Series, title: str) -> Drawn | None:
    if not _ample(found):
        return None
    root = root_of(path)
    lines: list[Row] = []
    for facet in SLICES:
        rows = found.rows.get(facet, [])
        if len(rows) < 2 or len(lines) + len(rows) >= MOST_ROWS:
            continue
        lines.append({"label": FACET_NAMES[facet].removeprefix("By ")})
        lines += [line(plain(r["slice"]), r, root + desk.link(r["result_id"])) for r in rows]
    if not lines:
        return None
    spec = charts.ranges(
        lines, title=f"{title}, within kinds of document", axis="share, with its 95 % interval"
    )
    said = "; ".join(f"{r['label']} {share(r['share'])}" for r in lines if "share" in r)
    return desk.site.chart(path, f"{path}-slices", spec, f"{title}. {said}.")


def _ample(found: Series) -> bool:
    return found.whole is not None and found.whole["n"] >= FEWEST


def _definition(desk: Desk, found: Series) -> str:
    of_code = {c.id: c.definition for c in desk.design.codes}
    of_claim = {p.id: p.text for p in desk.design.propositions}
    key = found.variable if found.measure == "theme" else found.value
    return of_code.get(key, "") or of_claim.get(found.variable, "")
