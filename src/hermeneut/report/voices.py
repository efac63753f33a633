"""Voices: who is quoted, and in what manner."""

from __future__ import annotations

from ..views import charts
from ..views.figures import count
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
    )  # fmt: skip
