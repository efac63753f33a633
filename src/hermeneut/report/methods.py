"""Methods: what was done, with what, and what nobody has checked yet."""

from __future__ import annotations

from ..views import methods
from ..views.asking import Row
from ..views.figures import count
from .desk import Desk

PATH = "methods.html"
TITLE = "Methods"


def missing(desk: Desk) -> str:
    """Say why there is nothing to show; empty if there is."""
    return ""


def write(desk: Desk) -> None:
    """Write the page."""
    desk.site.page(
        PATH,
        "methods.html",
        title=TITLE,
        paragraph=methods.paragraph(
            list(desk.runs), list(desk.docs), list(desk.failures), collected=desk.collected
        ),
        sought=desk.collected.any,
        runs=desk.runs,
        design=desk.design,
        coders=desk.checks.coders,
        agreements=desk.checks.agreements,
        unchecked=_unchecked(desk),
        name=desk.name,
    )


def _unchecked(desk: Desk) -> list[Row]:
    """List the measures that nobody has checked, and why they count as such."""
    open_: dict[str, set[str]] = {}
    for series in desk.series:
        if series.whole and not series.whole["checked"]:
            open_.setdefault(series.measure, set()).add(series.variable)
    rows = [
        {"what": f"{measure}: {', '.join(sorted(desk.name(v) for v in names))}",
         "why": "people haven’t coded a sample of it, or too little of one"}
        for measure, names in sorted(open_.items())
    ]  # fmt: skip
    for cross in desk.crosses:
        if not all(desk.checks.of(v, cross.coder)[0] for v in (cross.rows, cross.columns)):
            rows.append(
                {
                    "what": f"cross table: {cross.title}",
                    "why": "no other person has coded the same documents, and no sample was coded",
                }
            )
    if desk.topics:
        rows.append(
            {
                "what": f"{count(len(desk.topics))} topics",
                "why": "nobody has read whether their documents belong together",
            }
        )
    if desk.spoken["quotations"]:
        rows.append(
            {
                "what": "quotations and their speakers",
                "why": "found by rules; no person has marked quotations in these texts",
            }
        )
    return rows
