"""Who wrote, and where: the counted documents by author, outlet, language, form and venue."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..views.asking import Row
from ..views.figures import slug
from .desk import Desk
from .site import Section

PATH = "who.html"
TITLE = "Who and where"
SHOWN = 25  # of each; the rest are counted as others
UNKNOWN = "not known"

Values = Callable[[Row], Iterable[str]]
_FACETS: tuple[tuple[str, str, Values], ...] = (
    ("language", "Language", lambda d: [d["language"] or UNKNOWN]),
    ("form", "Form", lambda d: [d["form"] or UNKNOWN]),
    ("venue", "Venue", lambda d: [d["venue"] or UNKNOWN]),
    ("outlet", "Outlet", lambda d: [d["outlet"] or UNKNOWN]),
    ("author", "Author", lambda d: dict.fromkeys(d["authors"] or [UNKNOWN])),
)


def missing(desk: Desk) -> str:
    """Say why there is nothing to show; empty if there is."""
    return "" if desk.counted else "no document is counted"


def write(desk: Desk) -> None:
    """Write the page, with a list of documents behind each number."""
    desk.site.page(
        PATH, "who.html", title=TITLE, counted=len(desk.counted),
        tables=[(name, _rows(desk, facet, values)) for facet, name, values in _FACETS],
    )  # fmt: skip


def _rows(desk: Desk, facet: str, values: Values) -> list[Row]:
    """Count a facet's values, commonest first, the unknown last; a list of all is written."""
    found: dict[str, list[Row]] = {}
    for doc in desk.counted:
        for value in values(doc):
            found.setdefault(value, []).append(doc)
    ranked = sorted(found.items(), key=lambda f: (f[0] == UNKNOWN, -len(f[1]), f[0].casefold()))
    links = desk.site.documents(
        f"lists/by-{facet}", f"Counted documents, by {facet}", "",
        [Section(slug("is", value), value, docs) for value, docs in ranked],
    )  # fmt: skip
    rows: list[Row] = [
        {"value": value, "documents": len(docs), "href": links[slug("is", value)]}
        for value, docs in ranked
    ]
    named = [row for row in rows if row["value"] != UNKNOWN]
    others = named[SHOWN:]
    if others:
        total = len({d["doc_id"] for row in others for d in found[row["value"]]})
        rest = {"value": f"{len(others)} others", "documents": total, "href": links[""]}
        rows = [*named[:SHOWN], rest, *(row for row in rows if row["value"] == UNKNOWN)]
    return rows
