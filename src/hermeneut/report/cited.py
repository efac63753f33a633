"""Cited: which works, thinkers, companies and apps the criticism thinks with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..views.asking import Row
from ..views.figures import count
from .desk import Desk
from .evidence import Family, Group, claim

PATH = "cited.html"
TITLE = "Cited"
SHOWN = 30  # of each kind
KINDS = {"work": "Works", "thinker": "Thinkers", "company": "Companies", "app": "Apps"}
WIKIDATA = "https://www.wikidata.org/wiki/"


def missing(desk: Desk) -> str:
    """Say why there is nothing to show; empty if there is."""
    if desk.cited:
        return ""
    return (
        "no work, thinker, company or app was found to be cited"
        if desk.measured
        else "there are no measured texts that could cite anything"
    )


def write(desk: Desk) -> None:
    """Write the page."""
    parts_of = [(heading, rows, rows[:SHOWN]) for heading, rows in _by_kind(desk).items()]
    desk.site.page(
        PATH, "cited.html", title=TITLE, parts_of=parts_of, measured=len(desk.measured),
        links=desk.link, wikidata=WIKIDATA,
    )  # fmt: skip


def families(desk: Desk) -> list[Family]:
    """List the page of evidence, if anything is cited."""
    if not desk.cited:
        return []

    def groups() -> Iterable[Group]:
        for heading, rows in _by_kind(desk).items():
            claims = [claim(desk, row, row["name"], _figure(row), checked=False) for row in rows]
            yield Group(heading.lower(), heading, claims)

    return [
        Family("cited", "What is cited", {r["result_id"]: r["name"] for r in desk.cited}, groups,
               PATH)
    ]  # fmt: skip


def _by_kind(desk: Desk) -> Mapping[str, list[Row]]:
    by = {words: [r for r in desk.cited if r["kind"] == kind] for kind, words in KINDS.items()}
    return {heading: rows for heading, rows in by.items() if rows}


def _figure(row: Row) -> str:
    return f"{count(row['documents'])} {'document' if row['documents'] == 1 else 'documents'}"
