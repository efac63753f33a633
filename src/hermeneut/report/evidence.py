"""Evidence pages: for each number the selection in words, its size, and what it stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..views import passages
from ..views.arguments import whose_words
from ..views.asking import Row
from ..views.corpus import named_coder
from ..views.figures import count, cut, estimate, plain, share, slug
from ..views.findings import row_anchor
from ..views.passages import Claim, Shown
from ..views.results import Cross, Series
from .desk import Desk

PASSAGES_SHOWN = 8  # of each number; documents are listed as far as evidence names them
JUDGED = {
    "positive": "mostly positive", "mixed": "both alike", "negative": "mostly negative",
}  # fmt: skip
FACET_NAMES = {
    "all": "All documents", "period": "By period", "year": "By year", "form": "By form",
    "venue": "By venue", "subject": "By subject", "form+period": "By form and period",
    "subject+period": "By subject and period",
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Numbers that stand together on a page of evidence."""

    anchor: str
    heading: str
    claims: Sequence[Claim]
    note: str = ""


@dataclass(frozen=True)
class Family:
    """A page of evidence to be written: one analysis and variable.

    Attributes:
        name: Its file name.
        title: What its numbers are of.
        results: What it holds, by ``result_id``: the words for each.
        groups: Makes the groups when the page is written.
        back: The page that shows the numbers.
        intro: What its numbers are.
        aliases: Results that share the evidence of another of its results.
    """

    name: str
    title: str
    results: dict[str, str]
    groups: Callable[[], Iterable[Group]]
    back: str
    intro: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where it is written."""
        return f"evidence/{self.name}.html"


def families(desk: Desk) -> list[Family]:
    """List every page of evidence."""
    found = [_of_series(desk, s) for s in desk.series]
    found += [_of_cross(desk, c) for c in desk.crosses]
    comparisons = sorted({row["comparison"] for row in desk.keyness})
    found += [_of_keyness(desk, name) for name in comparisons]
    if desk.topics:
        found.append(_of_topics(desk))
    return found


def index(desk: Desk, found: Iterable[Family]) -> None:
    """Tell the desk where the evidence of each result will stand."""
    for family in found:
        desk.aliases.update(family.aliases)
        for result, words in family.results.items():
            desk.links[result] = f"{family.path}#{result}"
            desk.names[result] = f"{family.title}: {words}" if words else family.title


def write(desk: Desk, found: Iterable[Family]) -> None:
    """Write every page of evidence."""
    for family in found:
        write_page(desk, family.path, family.title, family.groups(), back=family.back,
                   intro=family.intro)  # fmt: skip


def write_page(
    desk: Desk, path: str, title: str, groups: Iterable[Group], *, back: str, intro: str = ""
) -> None:
    """Write one page of evidence, keeping to the cap on what is quoted of one document."""
    parts = list(groups)
    quotes = any(p.place for group in parts for claim in group.claims for p in claim.passages)
    desk.site.page(
        path, "evidence.html", title=title, groups=parts, quotes=quotes, shown=Shown(), back=back,
        intro=intro, by_id=desk.by_id, most=PASSAGES_SHOWN, most_words=passages.MOST_WORDS,
        most_of_one=passages.MOST_OF_ONE,
    )  # fmt: skip


def claim(desk: Desk, row: Row, words: str, figure: str, checked: bool | None) -> Claim:
    """Make the claim of a result with the evidence it has."""
    rows = desk.evidence.get(row["result_id"], [])
    first: Row = rows[0] if rows else {"selection": "", "total": 0}
    return Claim(
        row["result_id"], words, figure, first["selection"], first["total"],
        passages.passages(rows), checked,
    )  # fmt: skip


def write_spoken(desk: Desk) -> None:
    """Write the evidence of who is quoted, how, which lines, and which targets are named."""
    for name, (title, selection, back) in _SPOKEN.items():
        claims = [_spoken(desk, name, row, selection) for row in desk.spoken[name]]
        if claims:
            path = f"evidence/{name}.html"
            write_page(desk, path, title, [Group("all", "", claims)], back=back)


_SPOKEN = {
    "quotations": ("Quotations by kind", "quotations, kind: {}", "voices.html"),
    "voices": ("Whose words", "quotations and reports, voice: {}", "voices.html"),
    "speakers": ("Who is quoted", "direct quotations given to “{}”", "voices.html"),
    "lines": ("Lines quoted more than once", "direct quotations of this line", "quoted.html"),
    "mentions": ("What is named", "mentions of {}", "targets.html"),
    "claims": (
        "Voices near claims",
        "quotations and reports in passages near a claim: {}",
        "voices.html#claims",
    ),
    "positions": (
        "Positions, by own words and with quotations",
        "passages near the claim: {}",
        "voices.html#positions",
    ),
}


def _spoken(desk: Desk, name: str, row: Row, selection: str) -> Claim:
    words = _spoken_words(desk, name, row)
    total = row["documents"]
    return Claim(
        row["anchor"],
        words,
        f"{count(total)} {'document' if total == 1 else 'documents'}",
        f"{selection.format(words)}, the first in each document",
        total,
        passages.passages(row["spans"]),
        checked=False,
    )


def _spoken_words(desk: Desk, name: str, row: Row) -> str:
    if name == "mentions":
        return desk.name(row["named"])
    if name == "claims":
        return f"{desk.name(row['proposition'])}, {whose_words(row['voice'])}"
    if name == "positions":
        own, both = row["own"], row["position"]
        return f"{desk.name(row['proposition'])}: by own words “{own}”, with quotations “{both}”"
    return cut(row["named"], 200)


def _of_series(desk: Desk, found: Series) -> Family:
    def groups() -> Iterable[Group]:
        for facet, rows in found.rows.items():
            claims = [claim(desk, row, _slice(row), _trend(row), row["checked"]) for row in rows]
            yield Group(slug("facet", facet), FACET_NAMES.get(facet, plain(facet)), claims)

    return Family(
        found.name,
        series_title(desk, found),
        {row["result_id"]: _slice(row) for row in found.every},
        groups,
        f"trends/{found.name}.html",
        f"Each share is of {found.base}.",
    )


def series_title(desk: Desk, found: Series) -> str:
    """Name a series in words.

    A theme that holds, and what passages speak of, are named alone; other values follow what they
    are values of.
    """
    if found.measure == "theme":
        return desk.name(found.variable)
    if found.measure == "referent":
        named = {one.id: one.label for one in desk.design.referents}
        return named.get(found.value) or plain(found.value)
    if found.measure == "judgement":
        return f"{desk.name(found.variable)}: {JUDGED.get(found.value, found.value)}"
    if found.measure == "coding" and found.variable in ("theme", "themes"):
        return desk.name(found.value)
    if found.measure == "quotation":
        return f"quotations: {found.value}"
    return f"{desk.name(found.variable)}: {desk.name(found.value)}"


def _slice(row: Row) -> str:
    return "all documents" if row["facet"] == "all" else plain(row["slice"])


def _trend(row: Row) -> str:
    return f"{estimate(row['k'], row['share'], row['low'], row['high'])} of {count(row['n'])}"


def _of_cross(desk: Desk, cross: Cross) -> Family:
    checked = all(desk.checks.of(v, cross.coder)[0] for v in (cross.rows, cross.columns))
    results = {
        cell["result_id"]: _cell_words(where, cell)
        for where, cells in cross.cells.items()
        for cell in cells.values()
    }

    def groups() -> Iterable[Group]:
        for where in sorted(cross.cells, key=lambda w: (w[0] != "all", w)):
            yield from _rows_of(desk, cross, where, checked)

    return Family(
        cross.name,
        f"{cross.title}: {desk.name(cross.rows)} × {desk.name(cross.columns)}",
        results,
        groups,
        f"crosstabs.html#{cross.name}",
        f"Documents {named_coder(cross.coder)}.",
    )


def _rows_of(desk: Desk, cross: Cross, where: tuple[str, str], checked: bool) -> Iterable[Group]:
    facet, part = where
    for row in cross.row_values:
        cells = [cell for c in cross.column_values if (cell := cross.cells[where].get((row, c)))]
        if not cells:
            continue
        over_all = facet == "all"
        anchor = f"{cross.name}-{row_anchor(row)}" if over_all else slug("row", facet, part, row)
        heading = f"{'' if over_all else f'{part}, '}{desk.name(cross.rows)}: {plain(row)}"
        claims = [
            claim(desk, cell, f"{desk.name(cross.columns)}: {plain(cell['column'])}",
                  estimate(cell["n"], cell["share"], cell["low"], cell["high"]), checked)
            for cell in cells
        ]  # fmt: skip
        yield Group(anchor, heading, claims, _sum(cells))


def _sum(cells: Sequence[Row]) -> str:
    parts = " + ".join(count(cell["n"]) for cell in cells)
    of = cells[0]["of"]
    said = f"{count(of)} {'document' if of == 1 else 'documents'} in this row"
    whole = sum(cell["n"] for cell in cells) == of
    return f"{said} = {parts}." if whole else f"{said}; some stand in several cells."


def _cell_words(where: tuple[str, str], cell: Row) -> str:
    part = "" if where[0] == "all" else f"{where[1]}, "
    return f"{part}{plain(cell['row'])} and {plain(cell['column'])}"


def _of_keyness(desk: Desk, comparison: str) -> Family:
    rows = [row for row in desk.keyness if row["comparison"] == comparison]

    def groups() -> Iterable[Group]:
        claims = [claim(desk, row, row["term"], key_figure(row), None) for row in rows]
        yield Group("all", "", claims)

    return Family(
        slug("keyness", comparison),
        f"Key words, {comparison}",
        {row["result_id"]: row["term"] for row in rows},
        groups,
        f"keywords.html#{slug('comparison', comparison)}",
    )


def key_figure(row: Row) -> str:
    """Write how often a key word stands in either group."""
    return (
        f"{count(row['target_count'])} against {count(row['reference_count'])}, "
        f"log ratio {row['log_ratio']:.1f}"
    )


def _of_topics(desk: Desk) -> Family:
    def groups() -> Iterable[Group]:
        claims = [
            claim(desk, row, f"{row['topic']}. {row['label']}",
                  f"{share(row['share'])} of the documents’ weight", checked=False)
            for row in desk.topics
        ]  # fmt: skip
        yield Group("all", "", claims)

    return Family(
        "topics",
        "Topics",
        {row["result_id"]: row["label"] for row in desk.topics},
        groups,
        "topics.html",
    )


def used_by(desk: Desk) -> dict[str, list[tuple[str, Row]]]:
    """Say which results quote each document, with the rows that do."""
    found: dict[str, list[tuple[str, Any]]] = {}
    for result, rows in desk.evidence.items():
        if result in desk.links:
            for row in rows:
                found.setdefault(row["doc_id"], []).append((result, row))
    return found
