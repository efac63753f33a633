"""Voices: who is quoted, and in what manner."""

from __future__ import annotations

from collections.abc import Callable

from ..views import arguments, charts
from ..views.asking import Row
from ..views.figures import count
from ..views.results import ordered
from ..views.trust import note
from ..views.voices import A_PRONOUN, DESCRIBED
from .desk import Desk

PATH = "voices.html"
TITLE = "Voices"
CHARTED = 20  # speakers in the chart

UNNAMED = (A_PRONOUN, DESCRIBED)


def missing(desk: Desk) -> str:
    """Say why there is nothing to show; empty if there is."""
    if desk.spoken["quotations"]:
        return ""
    return (
        "quotations have not been looked for yet"
        if desk.measured
        else "there are no measured texts that could quote anybody"
    )


def write(desk: Desk) -> None:
    """Write the page."""
    speakers = desk.spoken["speakers"]
    charted = [s for s in speakers if s["documents"] > 1 and s["named"] not in UNNAMED]
    rows = [
        {"label": row["named"], "value": row["documents"], "note": count(row["documents"]),
         "href": row["href"]}
        for row in charted[:CHARTED]
    ]  # fmt: skip
    chart = None
    if len(rows) > 1:
        spec = charts.dots(rows, title="Who is quoted", axis="documents that quote them")
        said = "; ".join(f"{r['label']} {r['note']}" for r in rows)
        chart = desk.site.chart(PATH, "speakers", spec, f"Documents that quote each: {said}.")
    desk.site.page(
        PATH, "voices.html", title=TITLE, kinds=desk.spoken["quotations"], speakers=speakers,
        voices=desk.spoken["voices"], chart=chart, measured=len(desk.measured),
        positions=arguments.laid_out(desk.spoken["positions"], desk.design),
        claims=_by_claim(desk), values=_values(desk), whose=arguments.whose_words, at=_places(desk),
        trust=note("document_positions"), trust_voices=note("quotations"),
    )  # fmt: skip


def _by_claim(desk: Desk) -> list[tuple[str, list[Row]]]:
    """Put the voices near each claim together, in the order of the design."""
    rows = desk.spoken["claims"]
    order = [p.id for p in desk.design.propositions]
    known = dict.fromkeys([*order, *(row["proposition"] for row in rows)])
    by = {ident: [row for row in rows if row["proposition"] == ident] for ident in known}
    return [(desk.name(ident), found) for ident, found in by.items() if found]


def _places(desk: Desk) -> Callable[[str, str], str]:
    """Find where the evidence of a position on a claim begins."""
    where: dict[tuple[str, str], str] = {}
    for row in desk.spoken["positions"]:
        for way in ("own", "position"):
            where.setdefault((row["proposition"], row[way]), row["href"])
    return lambda proposition, value: where[proposition, value]


def _values(desk: Desk) -> list[str]:
    """List the positions that any document has, either way, in the order of their scale."""
    rows = desk.spoken["positions"]
    return ordered({row[way] for row in rows for way in ("own", "position")})
