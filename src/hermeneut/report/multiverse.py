"""Multiverse: each finding under every set of choices, as a specification curve."""

from __future__ import annotations

from ..views import multiverse
from ..views.asking import Row
from ..views.curve import curve as curve_of
from ..views.figures import between, count, points, slug
from ..views.multiverse import Curve
from .desk import Desk
from .site import Drawn

PATH = "multiverse.html"
TITLE = "Multiverse"
DRAWN = 6  # findings that have a chart: those told by cross tables, and the largest changes


def missing(desk: Desk) -> str:
    """Say why there is nothing to show; empty if there is."""
    return "" if desk.curves else "no finding rests on enough documents"


def write(desk: Desk) -> None:
    """Write the page."""
    shown = [_shown(desk, curve) for curve in desk.curves[:DRAWN]]
    desk.site.page(
        PATH, "multiverse.html", title=TITLE, curves=shown, others=desk.curves,
        anchor=lambda curve: slug(curve.finding), named=lambda curve: _named(desk, curve.claim),
    )  # fmt: skip


def robust(desk: Desk, key: str) -> Row | None:
    """Say of a finding in how many sets of choices it holds, and where they stand."""
    curve = multiverse.of_finding(desk.curves, key)
    if curve is None or not curve.rows:
        return None
    told = f"{_named(desk, curve.claim)}: that holds in {count(curve.holds)} of "
    href = f"{PATH}#{slug(curve.finding)}" if curve in desk.curves[:DRAWN] else PATH
    return {"text": f"{told}{count(len(curve.rows))} sets of choices", "href": href}


def _shown(desk: Desk, curve: Curve) -> Row:
    row = curve.headline
    headline = f"{points(row['estimate'])} ({between(row['low'], row['high'])})" if row else ""
    return {
        "curve": curve, "anchor": slug(curve.finding), "name": _named(desk, curve.claim),
        "headline": headline, "by_choice": curve.by_choice(), "chart": _chart(desk, curve),
    }  # fmt: skip


def _named(desk: Desk, claim: str) -> str:
    return multiverse.named(claim, desk.design)


def _chart(desk: Desk, curve: Curve) -> Drawn | None:
    if not curve.rows:
        return None
    spec = curve_of(curve.rows, title=_named(desk, curve.claim))
    said = f"{_named(desk, curve.claim)}. Differences from {points(curve.rows[0]['estimate'])} to "
    said += f"{points(curve.rows[-1]['estimate'])}, under {count(len(curve.rows))} sets of choices."
    return desk.site.chart(PATH, f"multiverse-{curve.finding}", spec, said)
