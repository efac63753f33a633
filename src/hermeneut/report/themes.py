"""Themes: in what share of the documents each is held, and what passages speak of, by period."""

from __future__ import annotations

from ..views.results import Series
from ..views.trust import note
from . import overview
from .desk import Desk

PATH = "themes.html"
TITLE = "Themes"


def missing(desk: Desk) -> str:
    """Say why there is nothing to show; empty if there is."""
    if chosen(desk):
        return ""
    if not desk.measured:
        return "there are no measured texts, and nobody has coded themes"
    return "themes have not been measured yet"


def write(desk: Desk) -> None:
    """Write the page."""
    found = chosen(desk)
    spoken = [s for s in desk.series if s.measure == "referent"]
    overview.write(
        desk,
        PATH,
        TITLE,
        "Share of the documents that hold each theme. A document may hold several or none.",
        [
            ("Themes found in passages", [s for s in found if s.measure == "theme"]),
            ("Themes as coded", [s for s in found if s.measure == "coding"]),
            ("What passages speak of", spoken),
        ],
        trust=" ".join(
            note(step)
            for step, shown in (
                ("themes", any(s.measure == "theme" for s in found)),
                ("referents", spoken),
            )
            if shown
        ),
        codes=[c for c in desk.design.codes if any(s.variable == c.id for s in found)],
    )


def chosen(desk: Desk) -> list[Series]:
    """Choose the series that are of themes."""
    return [
        s
        for s in desk.series
        if s.measure == "theme" or (s.measure == "coding" and s.variable in ("theme", "themes"))
    ]
