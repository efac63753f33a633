"""Characters: by which pronoun each goes, and who acts or is acted on, by form and time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..views.asking import Row
from ..views.figures import count, interval, plain, share, slug
from .desk import Desk
from .evidence import FACET_NAMES, Family, Group, claim

PATH = "characters.html"
TITLE = "Characters"
MEASURES = {"pronoun": ("she", "he", "it"), "role": ("acts", "acted on", "is")}
STRAY = "stray"
_SHARE = "Each share is the mean, over documents that give the character a {}, of the part of the "
_ABOUT = {
    **{m: _SHARE.format(m) + "places there that have this one." for m in MEASURES},
    STRAY: "Most documents have another pronoun for the character, so these are taken for somebody "
    "else’s and count nowhere.",
}
_WORDS = {"pronoun": "the pronoun", "role": "who acts, who is acted on"}


def missing(desk: Desk) -> str:
    """Say why there is nothing to show; empty if there is."""
    if desk.agents:
        return ""
    return (
        "no character was found to go by a pronoun, to act or to be acted on"
        if desk.measured
        else "there are no measured texts that could speak of a character"
    )


def write(desk: Desk) -> None:
    """Write the page."""
    who = [
        (
            slug("character", target),
            desk.name(target),
            list(_tables(desk, target)),
            _strays(desk, target),
        )
        for target in _targets(desk)
    ]
    desk.site.page(
        PATH, "characters.html", title=TITLE, who=who, links=desk.link, measured=len(desk.measured)
    )


def families(desk: Desk) -> list[Family]:
    """List a page of evidence for each pronoun, each role and each stray of a character."""
    return [
        _family(desk, target, measure, value)
        for target in _targets(desk)
        for measure, values in {**MEASURES, STRAY: MEASURES["pronoun"]}.items()
        for value in values
        if _of(desk, target, measure, value)
    ]


def _family(desk: Desk, target: str, measure: str, value: str) -> Family:
    rows = _of(desk, target, measure, value)

    def groups() -> Iterable[Group]:
        for facet in dict.fromkeys(row["facet"] for row in rows):
            claims = [
                claim(desk, row, _slice(row), _figure(row), checked=False)
                for row in rows
                if row["facet"] == facet
            ]
            yield Group(slug("facet", facet), FACET_NAMES.get(facet, plain(facet)), claims)

    stray = measure == STRAY
    return Family(
        slug("agents", target, measure, value) if stray else slug("agents", target, value),
        f"{desk.name(target)}: {value}{', taken for somebody else’s' if stray else ''}",
        {row["result_id"]: _slice(row) for row in rows},
        groups,
        f"{PATH}#{slug('character', target)}",
        _ABOUT[measure],
    )


def _tables(desk: Desk, target: str) -> Iterator[tuple[str, Sequence[str], list[Row]]]:
    """Lay out a table a measure: a row for each slice, with what each value has there."""
    for measure, known in MEASURES.items():
        values = [v for v in known if _of(desk, target, measure, v)]
        cells = {v: {(r["facet"], r["slice"]): r for r in _of(desk, target, measure, v)}
                 for v in values}  # fmt: skip
        places = {where: row for found in cells.values() for where, row in found.items()}
        rows: list[Row] = []
        last = "all"
        for where, row in sorted(places.items(), key=lambda place: _rank(place[1])):
            facet = row["facet"]
            rows.append({
                "slice": _slice(row), "n": row["documents"],
                "cells": [found.get(where) for found in cells.values()],
                "opens": FACET_NAMES.get(facet, plain(facet)) if facet != last else "",
            })  # fmt: skip
            last = facet
        if rows:
            yield _WORDS[measure], values, rows


def _strays(desk: Desk, target: str) -> list[Row]:
    """List the pronouns that are taken for somebody else's, each with how often."""
    found = [row for v in MEASURES["pronoun"] for row in _of(desk, target, STRAY, v)]
    return [row for row in found if row["facet"] == "all"]


def _targets(desk: Desk) -> list[str]:
    """List the characters, the one that most documents speak of first."""
    most = {row["target"]: 0 for row in desk.agents}
    for row in desk.agents:
        if row["measure"] != STRAY:
            most[row["target"]] = max(most[row["target"]], row["documents"])
    return sorted(most, key=lambda target: (-most[target], target))


def _of(desk: Desk, target: str, measure: str, value: str) -> list[Row]:
    wanted = (target, measure, value)
    found = [r for r in desk.agents if (r["target"], r["measure"], r["value"]) == wanted]
    return sorted(found, key=_rank)


def _rank(row: Row) -> tuple[int, bool, str]:
    """Put facets in their order, and what isn't known last in each."""
    known = list(FACET_NAMES)
    facet = known.index(row["facet"]) if row["facet"] in known else len(known)
    return facet, row["slice"] == "undated" or row["slice"].endswith("unknown"), row["slice"]


def _slice(row: Row) -> str:
    return "all documents" if row["facet"] == "all" else plain(row["slice"])


def _figure(row: Row) -> str:
    of = f"{count(row['documents'])} {'document' if row['documents'] == 1 else 'documents'}"
    if row["measure"] == STRAY:
        return f"{count(row['times'])} {'place' if row['times'] == 1 else 'places'}, {of}"
    return f"{share(row['share'])} ({interval(row['low'], row['high'])}), {of}"
