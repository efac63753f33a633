"""Most quoted lines: words that several documents quote alike."""

from __future__ import annotations

from ..spans import Segment
from ..views.passages import Passage, quote
from .desk import Desk

PATH = "quoted.html"
TITLE = "Most quoted"


def missing(desk: Desk) -> str:
    """Say why there is nothing to show; empty if there is."""
    if desk.spoken["lines"]:
        return ""
    return "no line is quoted by two documents or more" if desk.measured else "there are no texts"


def write(desk: Desk) -> None:
    """Write the page."""
    lines = [{**row, "quote": _short(row["content"])} for row in desk.spoken["lines"]]
    desk.site.page(PATH, "quoted.html", title=TITLE, lines=lines)


def _short(content: str) -> Passage:
    """Cut a line to what a page may quote."""
    short = quote(content, 0, len(content))
    return Passage("", "", tuple(Segment(s.text, False) for s in short.segments), after=short.after)
