"""Collecting: who was asked what and when, what they pointed to, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ..views import collecting
from ..views.asking import Row
from ..views.figures import cut, plain, slug
from .desk import Desk
from .site import Section

PATH = "collecting.html"
TITLE = "Collecting"
SHOWN = 200  # rows of a table; what is more is summed
SIGNALS = 20  # values of one signal


def missing(desk: Desk) -> str:
    """Say why there is nothing to show; empty if there is."""
    return "" if desk.collected.any else "nothing was collected"


def write(desk: Desk) -> None:
    """Write the page, with lists of questions and of pages behind its numbers."""
    had = desk.collected
    signals = collecting.signalled(had.captures)
    desk.site.page(
        PATH, "collecting.html", title=TITLE, had=had,
        asked=_asked(desk, had.questions), found=_found(desk, had.sightings),
        standing=_standing(desk, had.pages),
        signals=_signals(desk, signals),
        archives=[_captured(desk, f"from-{host}", f"Copies from {host}", ids, value=host)
                  for host, ids in collecting.archives(had.captures).items()],
        against=_captured(
            desk, "kept-against-reservation", "Kept although their site reserves it",
            [row["capture_id"] for row in had.against_rights],
        ),
    )  # fmt: skip


def pages(desk: Desk, name: str, title: str, rows: Sequence[Row]) -> dict[str, str]:
    """Write a list of pages by why they were not had; return the address of each reason.

    Args:
        desk: The study.
        name: Of the list.
        title: Over the list.
        rows: Pages or sightings, as `hermeneut.views.collecting` has them.
    """
    groups: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda r: (_outcome(r), r["url"])):
        groups.setdefault(_outcome(row), []).append(_line(desk, row))
    sections = [Section(slug("is", said), said, found) for said, found in groups.items()]
    return desk.site.documents(f"lists/{name}", title, "", sections, template="addresses.html")


def outcome_link(links: dict[str, str], row: Row) -> str:
    """Find in a list of `pages` the part that a row stands in."""
    return links[slug("is", _outcome(row))]


def reasons(links: dict[str, str], rows: Iterable[Row]) -> list[tuple[str, int, str]]:
    """Count why pages were not had, each with its part of the list."""
    rows = list(rows)
    of = {row["why"]: outcome_link(links, row) for row in rows}
    return [(why, n, of[why]) for why, n in collecting.why_not(rows)]


def outcomes(links: dict[str, str], rows: Iterable[Row]) -> list[tuple[str, int, str]]:
    """Count how pages stand and why, the commonest first, each with its part of the list."""
    counted = Counter(map(_outcome, rows))
    ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(said, n, links[slug("is", said)]) for said, n in ranked]


def _outcome(row: Row) -> str:
    said = collecting.STANDINGS.get(row["standing"], plain(row["standing"]))
    return f"{said}: {row['why']}" if row["why"] else said


def _line(desk: Desk, row: Row) -> Row:
    said = collecting.STANDINGS.get(row["standing"], plain(row["standing"]))
    if row["whole_why"]:
        said = f"{said}: {row['whole_why']}"
    doc = desk.by_id.get(row["url_id"])
    return {"url": row["url"], "title": row["title"], "at": row["at"], "said": said, "doc": doc}


def _by_query(rows: Iterable[Row]) -> list[tuple[str, str, list[Row]]]:
    """Part rows by source and query; where these are too many, the rest of a source as one."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row["source"], row["query"]), []).append(row)
    largest = sorted(found, key=lambda key: (-len(found[key]), key))
    shown = sorted(largest[:SHOWN])
    rest: dict[str, list[Row]] = {}
    others = largest[SHOWN:]
    for source, query in others:
        rest.setdefault(source, []).extend(found[source, query])
    summed = [
        (source, collecting.numbered(sum(s == source for s, _ in others), "further query"), more)
        for source, more in sorted(rest.items())
    ]
    return [*((source, query, found[source, query]) for source, query in shown), *summed]


def _asked(desk: Desk, questions: Sequence[Row]) -> list[Row]:
    made = []
    for source, query, rows in _by_query(questions):
        lines = [
            {"url": q["url"], "title": None, "at": q["at"], "doc": None,
             "said": q["why"] or (f"answered (HTTP {q['status']})" if q["status"] else "answered")}
            for q in rows
        ]  # fmt: skip
        links = desk.site.documents(
            f"lists/{slug('asked', source, query)}", f"What {source} asked", query,
            [Section("all", "", lines)], template="addresses.html",
        )  # fmt: skip
        made.append(
            {"source": source, "query": query, "first": rows[0]["at"], "last": rows[-1]["at"],
             "n": len(rows), "href": links[""], "lost": collecting.why_not(rows)}
        )  # fmt: skip
    return made


def _found(desk: Desk, sightings: Sequence[Row]) -> list[Row]:
    made = []
    for source, query, rows in _by_query(sightings):
        name = slug("sought", source, query)
        links = pages(desk, name, f"Pages that {source} pointed to: {cut(query, 80)}", rows)
        days = [row["at"] for row in rows]
        made.append(
            {"source": source, "query": query, "first": min(days), "last": max(days),
             "n": len({row["url_id"] for row in rows}), "href": links[""],
             "stand": _parts(links, rows)}
        )  # fmt: skip
    return made


def _standing(desk: Desk, rows: Sequence[Row]) -> list[Row]:
    """Count how the pages stand, and link each number to its list."""
    return _parts(pages(desk, "pages-sought", "Pages that sources pointed to", rows), rows)


def _parts(links: dict[str, str], rows: Sequence[Row]) -> list[Row]:
    parts = []
    for standing, words in collecting.STANDINGS.items():
        here = [row for row in rows if row["standing"] == standing]
        if here:
            said = {_outcome(row) for row in here}
            href = outcome_link(links, here[0]) if len(said) == 1 else ""
            parts.append(
                {"words": words, "n": len(here), "href": href,
                 "reasons": reasons(links, here)}
            )  # fmt: skip
    return parts


def _signals(desk: Desk, signals: dict[tuple[str, str], list[str]]) -> list[Row]:
    by_name: dict[str, list[tuple[str, list[str]]]] = {}
    for (name, value), ids in signals.items():
        by_name.setdefault(name, []).append((value, ids))
    made = []
    for name, values in by_name.items():
        shown = values[:SIGNALS]
        if rest := values[SIGNALS:]:
            every = list(dict.fromkeys(i for _, ids in rest for i in ids))
            shown.append((collecting.numbered(len(rest), "other value"), every))
        for value, ids in shown:
            title = f"Documents whose page says {name}: {value}"
            made.append({"name": name, **_captured(desk, f"says-{name}-{value}", title, ids,
                                                   value=value)})  # fmt: skip
    return made


def _captured(desk: Desk, name: str, title: str, ids: Sequence[str], *, value: str = "") -> Row:
    """Count captures, and list the documents that they hold."""
    wanted = set(ids)
    docs = [doc for doc in desk.docs if doc["capture_id"] in wanted]
    href = desk.listed(slug(name), title, "", docs) if docs else ""
    return {"value": value, "n": len(ids), "documents": len(docs), "href": href}
