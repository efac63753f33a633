"""Trends: every measured share over time, with what happened meanwhile."""

from __future__ import annotations

from collections import Counter

from ..views import charts, corpus
from ..views.asking import Row
from ..views.figures import count, slug
from ..views.validity import figure
from . import overview
from .desk import Desk
from .evidence import series_title
from .site import Drawn

PATH = "trends.html"
TITLE = "Trends"
_HEADINGS = {
    "theme": "Themes", "referent": "What passages speak of",
    "evaluation": "What the documents make of the work",
    "judgement": "Judgements of targets, by the writers themselves",
    "quotation": "Quotations", "coding": "Codings",
}  # fmt: skip


def missing(desk: Desk) -> str:
    """Say why there is nothing to show; empty if there is."""
    return "" if desk.series else "there are neither measured texts nor codings to count"


def write(desk: Desk) -> None:
    """Write the page, and one for each series."""
    groups = []
    for measure in dict.fromkeys(s.measure for s in desk.series):
        found = [s for s in desk.series if s.measure == measure]
        for base in dict.fromkeys(s.base for s in found) if measure == "coding" else [""]:
            of_base = [s for s in found if base in ("", s.base)]
            heading = _HEADINGS.get(measure, measure)
            if base:
                heading = f"Coded: {desk.name(of_base[0].variable)}"
            groups.append((heading, of_base))
    years, events = _years(desk)
    overview.write(
        desk, PATH, TITLE,
        "Every share by period; each name opens its page, with years, forms and venues.",
        groups, charted=False, years=years, events=events, apart=_apart(desk),
    )  # fmt: skip
    for series in desk.series:
        overview.write_series(desk, series)


def _apart(desk: Desk) -> Row:
    """Lay out how much each share differs between periods, and forms, plain and held."""
    known = desk.validity
    facets = []
    for facet, other in (("period", "forms"), ("form", "periods")):
        rows = [
            {"series": s, "title": series_title(desk, s), "plain": one,
             "held": known.difference(s, "held", facet)}
            for s in desk.series
            if s.measure in ("theme", "evaluation", "judgement")
            and (one := known.difference(s, "plain", facet))
        ]  # fmt: skip
        facets.append((facet, other, rows))
    warnings = [row["warning"] for row in known.continuity if row["warning"]]
    return {"facets": facets, "warnings": warnings, "figure": points}


def points(row: Row | None) -> str:
    """Write a difference of shares with its interval."""
    return figure({**row, "estimate": row["difference"]}, difference=True) if row else "–"


def _years(desk: Desk) -> tuple[Drawn | None, list[dict[str, object]]]:
    dated = Counter(doc["year"] for doc in desk.counted if doc["year"])
    if len(dated) < overview.FEWEST_YEARS:
        return None, []
    points = [
        {"year": year, "share": n, "low": None, "high": None, "note": f"{count(n)} documents",
         "href": _list(desk, year)}
        for year, n in sorted(dated.items())
    ]  # fmt: skip
    spec = charts.timeline(
        points, desk.design.events, title="Counted documents by year", axis="documents",
        counts=True,
    )  # fmt: skip
    said = "; ".join(f"{p['year']}: {p['note']}" for p in points)
    drawn = desk.site.chart(PATH, "documents-by-year", spec, f"Counted documents by year. {said}.")
    return drawn, charts.lettered(desk.design.events)


def _list(desk: Desk, year: int) -> str:
    docs = [d for d in desk.counted if corpus.year_of(d) == str(year)]
    return desk.listed(slug("year", str(year)), f"Counted documents, {year}", "", docs)
