"""The analysis that writes `multiverse`: findings under every set of choices nobody can settle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

import numpy as np
import pyarrow as pa

from .. import schema
from ..design import Design
from ..passes import Result, Row, Tables, result_id
from . import specifications as of
from .commonest import answered, told
from .specifications import COPIES, ENOUGH, INTERVALS, LEAST, SHORT, TEXTS, Documents, Margin

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .specifications import Mask

SHIFT = 1 / 6  # of the threshold: for .18, .15 and .21, between which half of all decisions change
THRESHOLDS = {"as set": 0.0, "stricter": SHIFT, "laxer": -SHIFT}
PASSAGES = ("one is enough", "two at least")
OWN, SHIPPED = "the study’s own", "the one that ships"
FORMS = ("as they are", "held the same")
_DOCUMENTS = """
select doc_id, text_id, coalesce(period, '') as period, coalesce(nullif(form, ''), '') as form,
  coalesce(words, 0) as words, measured, counted,
  left_out = 'copy' and len(subjects) > 0 as copy, completeness is not distinct from 'whole'
    and coalesce(language, '') in (select language from measured_languages) as readable
from corpus where counted or left_out = 'copy' order by doc_id
"""
_READ = "select distinct text_id from embeddings order by text_id"
# The two strongest passages of each text and theme: what thresholds and counts need.
_SCORES = """
select text_id, theme, list_reverse_sort(list(score))[:2] as scores from {themes}
group by text_id, theme order by theme, text_id
"""
_EDGES = """
select theme, (coalesce(min(score) filter (holds), max(score))
  + coalesce(max(score) filter (not holds), min(score))) / 2 as edge
from {themes} group by theme order by theme
"""
# Where a head or a model took a theme's seat, what the shipped measure says of it is there too.
_SHIPPED = """(
  select * from themes_machine where theme in (select theme from themes where "by" <> 'pass'))"""
_CODED = """
select coder, variable, coalesce(c.doc_id, c.unit) as doc_id, value from codings c
where list_contains($variables, variable) and coalesce(c.doc_id, c.unit) = c.unit
order by coder, variable, doc_id, value
"""


@dataclass(frozen=True)
class Multiverse:
    """Each finding under every set of choices that nobody can settle: a specification curve.

    Findings are those that the report makes: how much each theme changed from the first period
    to the last, and which answer is commonest in the row that a cross table is told by. For each,
    all combinations of: copies left out or counted; short texts in or out; the threshold of
    themes as set, a sixth stricter, a sixth laxer; the measure of themes that a study taught or
    the one that ships; one passage or two to hold a theme; the mixture of forms as it is or held
    the same; each coder, the passes among them, with their thresholds of evaluation, and positions
    by own words alone or with adopted quotations; documents that were not coded in or out; and
    intervals reckoned or bootstrapped from two seeds. Nothing is annotated anew: scores are kept.

    Args:
        periods: The design's periods, in order.
        crosses: Pairs of variables: rows and columns.
        propositions: Those whose positions the passes find.

    References:
        Steegen, Tuerlinckx, Gelman and Vanpaemel (2016), Increasing transparency through a
        multiverse analysis, Perspectives on Psychological Science 11(5). Simonsohn, Simmons and
        Nelson (2020), Specification curve analysis, Nature Human Behaviour 4.

    Example:
        >>> Multiverse(("early", "late")).crosses
        ()
    """

    periods: tuple[str, ...] = ()
    crosses: tuple[tuple[str, str], ...] = ()
    propositions: tuple[str, ...] = ()

    name: ClassVar[str] = "multiverse"
    version: ClassVar[int] = 2
    reads: ClassVar[tuple[str, ...]] = (
        "corpus", "embeddings", "themes", "codings", "evaluations", "document_positions",
    )  # fmt: skip
    writes: ClassVar[tuple[pa.Schema, ...]] = (schema.MULTIVERSE,)

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Self:
        """Take periods and cross tables from the design."""
        periods = sorted(design.periods, key=lambda period: period.from_)
        given = {
            "periods": tuple(period.id for period in periods),
            "crosses": tuple((one.rows, one.columns) for one in design.crosstabs),
            "propositions": tuple(one.id for one in design.propositions),
        }
        return cls(**{**given, **settings})

    def __call__(self, tables: Tables) -> Result:
        """Reckon each finding under all sets of choices."""
        docs = _documents(tables)
        found = [
            *self._themes(tables, docs), *self._coded_themes(tables, docs),
            *self._tables(tables, docs),
        ]  # fmt: skip
        return Result(
            {"multiverse": pa.Table.from_pylist(found, schema.MULTIVERSE)},
            schema.EVIDENCE.empty_table(),
        )

    def _themes(self, tables: Tables, docs: Documents) -> Iterator[Row]:
        """Reckon how much themes changed that the machine found in passages."""
        if ends := self._ends(docs, docs.measured):
            shipped = {one.theme: one for one in _scores(tables, docs, _SHIPPED)}
            for one in _scores(tables, docs, "themes"):
                theme, other = one.theme, shipped.get(one.theme)
                ways = {OWN: one, SHIPPED: other} if other else {"": one}
                margins = _changes(docs, ends, ways)
                yield from self._changed(theme, "theme", margins)

    def _coded_themes(self, tables: Tables, docs: Documents) -> Iterator[Row]:
        """Reckon how much themes changed that a coder gave to documents."""
        said: dict[tuple[str, str], set[str]] = {}
        coded: dict[str, set[str]] = {}
        for one in tables.sql(_CODED, {"variables": list(of.THEMES)}).to_pylist():
            said.setdefault((one["coder"], one["value"]), set()).add(one["doc_id"])
            coded.setdefault(one["coder"], set()).add(one["doc_id"])
        for (coder, theme), with_it in said.items():
            by = np.array([doc in coded[coder] for doc in docs.ids], bool)
            ends = self._ends(docs, docs.counted & by)
            if ends and theme not in of.SILENT:
                holds = np.array([doc in with_it for doc in docs.ids], bool)
                margins = _coded_changes(docs, (ends[0] & by, ends[1] & by), holds)
                yield from self._changed(theme, f"coded theme by {coder}", margins)

    def _ends(self, docs: Documents, among: Mask) -> tuple[Mask, Mask] | None:
        """Give the documents of the first period and of the last, if there are enough."""
        if len(self.periods) < 2:
            return None
        first, last = (docs.period == self.periods[at] for at in (0, -1))
        enough = min((among & end).sum() for end in (first, last)) >= ENOUGH
        return (first, last) if enough else None

    def _changed(
        self, theme: str, kind: str, margins: Sequence[tuple[Mapping[str, str], Margin]]
    ) -> Iterator[Row]:
        rises = margins[0][1].value > 0
        window = f"from {self.periods[0]} to {self.periods[-1]}"
        claim = f"{theme} {'rises' if rises else 'falls'} {window}"
        what, _, coder = kind.partition(" by ")
        finding = ", ".join(filter(None, (f"{what} {theme}", window, coder)))
        yield from _rows(finding, claim, "theme", margins, rises=rises)

    def _tables(self, tables: Tables, docs: Documents) -> Iterator[Row]:
        for rows, columns in dict.fromkeys(self.crosses):
            said = answered(tables, docs, rows, columns, self.propositions)
            if said and (found := told(docs, said)):
                claim = f"where {rows} is {found.row}, {columns} is most often {found.column}"
                yield from _rows(f"{rows} × {columns}", claim, columns, found.margins, rises=True)


def _rows(
    finding: str,
    claim: str,
    measure: str,
    margins: Sequence[tuple[Mapping[str, str], Margin]],
    *,
    rises: bool,
) -> Iterator[Row]:
    for nth, (choices, margin) in enumerate(margins):
        said = [f"{question}: {choice}" for question, choice in choices.items()]
        away = margin.value if rises else -margin.value
        sure = margin.low > 0 if rises else margin.high < 0
        known = margin.n > 0
        yield {
            "result_id": result_id("multiverse", finding, *said), "finding": finding,
            "claim": claim, "measure": measure, "choices": said, "headline": nth == 0,
            "estimate": margin.value if known else None, "low": margin.low if known else None,
            "high": margin.high if known else None, "n": margin.n,
            "holds": bool(known and away > 0), "clear": bool(known and sure),
        }  # fmt: skip


def _documents(tables: Tables) -> Documents:
    rows = tables.sql(_DOCUMENTS)
    column = {name: rows[name].to_pylist() for name in rows.column_names}
    read = set(tables.sql(_READ)["text_id"].to_pylist())
    has = np.array([text in read for text in column["text_id"]], bool)
    masks = (np.array(column[name], bool) for name in ("measured", "counted", "copy", "readable"))
    measured, counted, copies, readable = masks
    return Documents(
        tuple(column["doc_id"]), tuple(column["text_id"]), np.array(column["period"], str),
        np.array(column["form"], str), np.array(column["words"], np.int64), measured & has, counted,
        copies, readable & has,
    )  # fmt: skip


class _Scores(NamedTuple):
    """A theme with its threshold, and each document's two strongest scores."""

    theme: str
    edge: float
    first: NDArray[np.float64]
    second: NDArray[np.float64]


def _scores(tables: Tables, docs: Documents, themes: str) -> Iterator[_Scores]:
    edges = {row["theme"]: row["edge"] for row in _ask(tables, _EDGES, themes)}
    of_theme: dict[str, dict[str, list[float]]] = {}
    for row in _ask(tables, _SCORES, themes):
        of_theme.setdefault(row["theme"], {})[row["text_id"]] = row["scores"]
    for theme, scores in of_theme.items():
        two = [(*scores.get(text or "", ()), -1.0, -1.0)[:2] for text in docs.texts]
        first, second = np.array(two, np.float64).reshape(-1, 2).T
        yield _Scores(theme, edges[theme], first, second)


def _ask(tables: Tables, query: str, themes: str) -> list[Row]:
    found: list[Row] = tables.sql(query.format(themes=themes)).to_pylist()
    return found


def _changes(
    docs: Documents, ends: tuple[Mask, Mask], ways: Mapping[str, _Scores]
) -> list[tuple[dict[str, str], Margin]]:
    texts = TEXTS if (docs.words[docs.measured] < SHORT).any() else TEXTS[:1]
    found = []
    for way, copies, short, threshold, passages in product(
        ways, COPIES, texts, THRESHOLDS, PASSAGES
    ):
        base = docs.base(copies, short, measured=True)
        scores = ways[way].first if passages == PASSAGES[0] else ways[way].second
        holds = scores >= ways[way].edge * (1 + THRESHOLDS[threshold])
        groups = [of.cells(holds, base & end, docs.form) for end in ends]
        for forms, interval in product(FORMS, INTERVALS):
            margin = of.change(*groups, held=forms == FORMS[1], interval=interval, least=LEAST)
            choices = {
                "copies": copies, "short texts": short, "threshold": threshold,
                "passages": passages, "forms": forms, "interval": interval,
            }  # fmt: skip
            found.append(({"measure": way, **choices} if way else choices, margin))
    return found


def _coded_changes(
    docs: Documents, ends: tuple[Mask, Mask], holds: Mask
) -> list[tuple[dict[str, str], Margin]]:
    found = []
    for copies in COPIES:
        base = docs.base(copies, TEXTS[0], measured=False)
        groups = [of.cells(holds, base & end, docs.form) for end in ends]
        for forms, interval in product(FORMS, INTERVALS):
            margin = of.change(*groups, held=forms == FORMS[1], interval=interval, least=LEAST)
            found.append(({"copies": copies, "forms": forms, "interval": interval}, margin))
    return found
