"""Failures: what could not be worked on, and why."""

from __future__ import annotations

from .desk import Desk

PATH = "failures.html"
TITLE = "Failures"


def missing(desk: Desk) -> str:
    """Say why there is nothing to show; empty if there is."""
    return "" if desk.failures else "nothing failed"


def write(desk: Desk) -> None:
    """Write the page."""
    by_text = {doc["text_id"]: doc for doc in desk.docs if doc["text_id"]}
    by_capture = {doc["capture_id"]: doc for doc in desk.docs}
    desk.site.page(
        PATH, "failures.html", title=TITLE, failures=desk.failures,
        known={**by_capture, **by_text, **desk.by_id},
    )  # fmt: skip
