"""Targets: what documents make of the work, and of each thing that they name."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from ..views import charts
from ..views.asking import Row, ask
from ..views.figures import count, share, slug
from ..views.results import Series, periods
from ..views.trust import note
from . import overview
from .desk import Desk
from .evidence import JUDGED
from .site import Drawn

PATH = "targets.html"
TITLE = "Targets"
DRAWN = 5  # documents that judge a target before their shares are drawn
EVALUATIONS = ("positive", "mixed", "negative", "none")
REPORTED = ("positive", "mixed", "negative")
_VERDICTS = """
select v.* from verdicts v join corpus c using (doc_id)
where c.measured and v.evaluation is not null order by v.doc_id
"""
_WORK = (
    "What each document makes of the work as a whole; “none” is said of those that don’t evaluate "
    "it, as most that aren’t reviews don’t."
)


def missing(desk: Desk) -> str:
    """Say why there is nothing to show; empty if there is."""
    if desk.spoken["mentions"] or any(s.measure == "judgement" for s in desk.series):
        return ""
    if not desk.measured:
        return "there are no measured texts in which targets could be named"
    return "targets have not been looked for yet"


def write(desk: Desk) -> None:
    """Write the page."""
    rows = _rows(desk)
    judged = [row for row in rows if row["judged"]]
    desk.site.page(
        PATH, "targets.html", title=TITLE, rows=rows, judged=JUDGED, links=desk.link,
        chart=_chart(desk, judged), drawn=DRAWN, trust=note("target_sentiments"),
        roles=note("roles"),
        whole=_whole(desk), verdicts=_verdicts(desk), reported=REPORTED,
        periods=periods(desk.design),
        open=not any(s.whole["checked"] for row in judged for s in row["judged"].values()),
    )  # fmt: skip


def _whole(desk: Desk) -> Row | None:
    found = [s for s in desk.series if s.measure == "evaluation"]
    if not found:
        return None
    laid = overview.group(desk, PATH, "The work as a whole", found)
    return {**laid, "words": _WORK, "trust": note("evaluations")}


def _verdicts(desk: Desk) -> list[Row]:
    """Lay the rating given and the consensus reported beside the writer's own evaluation."""
    found = ask(desk.tables, _VERDICTS)
    rows = []
    for value in EVALUATIONS:
        of = [row for row in found if row["evaluation"] == value]
        if not of:
            continue
        rated = [row for row in of if row["rating_value"] is not None]
        rows.append({
            "value": value, "n": len(of), "href": _listed(desk, value, "", of),
            "rated": len(rated), "rated_href": _listed(desk, value, "rated", rated),
            "median": median(row["rating_value"] for row in rated) if rated else None,
            "reported": [
                (len(said), _listed(desk, value, f"consensus {way}", said))
                for way, said in _by_consensus(of)
            ],
            "checked": sum(row["checked"] for row in of),
        })  # fmt: skip
    shown = any(row["rated"] or any(n for n, _ in row["reported"]) for row in rows)
    return rows if shown else []


def _by_consensus(found: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    return [(way, [row for row in found if row["consensus"] == way]) for way in REPORTED]


def _listed(desk: Desk, value: str, also: str, found: Sequence[Row]) -> str:
    if not found:
        return ""
    what = f"own evaluation: {value}{f', {also}' if also else ''}"
    docs = [desk.by_id[row["doc_id"]] for row in found if row["doc_id"] in desk.by_id]
    return desk.listed(
        slug("verdict", value, *(also or "all").split()), f"Measured documents, {what}", "", docs
    )


def _rows(desk: Desk) -> list[Row]:
    """Bring together, for each target, who names it and how it is judged; most named first."""
    named = {row["named"]: row for row in desk.spoken["mentions"]}
    judged: dict[str, dict[str, Series]] = {}
    for series in desk.series:
        if series.measure == "judgement" and series.whole:
            judged.setdefault(series.variable, {})[series.value] = series
    return [
        {"label": desk.name(v), "mentions": named.get(v), "judged": judged.get(v, {})}
        for v in [*named, *sorted(set(judged) - set(named))]
    ]


def _chart(desk: Desk, rows: Sequence[Row]) -> Drawn | None:
    lines: list[Row] = []
    for row in rows:
        found = [(words, row["judged"][v].whole) for v, words in JUDGED.items()
                 if v in row["judged"]]  # fmt: skip
        few = not found or found[0][1]["n"] < DRAWN
        if few or len(lines) + len(found) >= overview.MOST_ROWS:
            continue
        lines.append({"label": f"{row['label']}, n = {count(found[0][1]['n'])}"})
        lines += [overview.line(words, cell, desk.link(cell["result_id"])) for words, cell in found]
    if not lines:
        return None
    spec = charts.ranges(
        lines, title="How targets are judged, by documents",
        axis="share of the documents that judge it, with its 95 % interval",
    )  # fmt: skip
    said = "; ".join(f"{r['label']} {share(r['share']) if 'share' in r else ''}" for r in lines)
    return desk.site.chart(PATH, "targets", spec, f"How targets are judged. {said}.")
