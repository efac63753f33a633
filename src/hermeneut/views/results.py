"""Results of analyses as pages show them: series over slices, tables of two variables."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..design import Design
from ..passes import Tables
from .asking import Row, ask
from .figures import plain, slug

# Words that have an order of their own wherever they turn up as values.
_SCALE = (
    "for", "favour", "favor", "positive", "she", "torn", "ambivalent", "mixed", "reports both",
    "neutral", "against", "negative", "it", "unclear", "none", "not taken up", "na", "not coded",
)  # fmt: skip
SILENT = frozenset({"na", "none", "not taken up", "unclear", "not coded", ""})
HALF = 0.5  # of what whoever coded most has coded: so much makes a person's table the first
FACETS = ("period", "year", "form", "venue", "subject")


@dataclass(frozen=True)
class Series:
    """One share, over all documents and over every slice of them.

    Attributes:
        measure: What kind: theme, referent, evaluation, judgement, quotation or coding.
        variable: Of what.
        value: Which value of it.
        base: What the share is a share of.
        rows: Rows of ``trends`` by facet, in reading order.
    """

    measure: str
    variable: str
    value: str
    base: str
    rows: Mapping[str, list[Row]] = field(repr=False)

    @property
    def name(self) -> str:
        """A file name of its own."""
        return slug(self.measure, self.variable, self.value, self.base)[-90:]

    @property
    def whole(self) -> Row | None:
        """The share among all documents."""
        return next(iter(self.rows.get("all", [])), None)

    @property
    def coder(self) -> str:
        """Whose codings are counted; empty where the machine measured."""
        return next((row.get("coder") or "" for row in self.every), "")

    @property
    def every(self) -> list[Row]:
        """Every row, facet by facet."""
        return [row for rows in self.rows.values() for row in rows]


@dataclass(frozen=True)
class Cross:
    """One coder's table of two variables.

    Attributes:
        title: What the design calls it.
        cells: Rows of ``crosstabs`` by facet and slice, then by row and column.
    """

    title: str
    coder: str
    rows: str
    columns: str
    row_values: tuple[str, ...]
    column_values: tuple[str, ...]
    cells: Mapping[tuple[str, str], Mapping[tuple[str, str], Row]] = field(repr=False)

    @property
    def name(self) -> str:
        """A file name of its own."""
        return slug("crosstab", self.rows, self.columns, self.coder)

    @property
    def whole(self) -> Mapping[tuple[str, str], Row]:
        """The cells over all documents."""
        return self.cells.get(("all", "all"), {})

    @property
    def coded(self) -> int:
        """How many documents have both values."""
        return sum(cell["n"] for place, cell in self.whole.items() if "not coded" not in place)

    def total(self, row: str, where: tuple[str, str] = ("all", "all")) -> int:
        """Say how many documents a row has."""
        found = (cell["of"] for (r, _), cell in self.cells.get(where, {}).items() if r == row)
        return int(next(found, 0))


def series(tables: Tables, design: Design) -> list[Series]:
    """Load every trend, one series a measure, variable, value and base."""
    rows = ask(tables, "select * from trends order by result_id")
    bases = _bases(rows)
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        base = _base_of(row, bases)
        found.setdefault((row["measure"], row["variable"], row["value"], base), []).append(row)
    made = [
        Series(measure, variable, value, base, _by_facet(members, design))
        for (measure, variable, value, base), members in found.items()
    ]
    return sorted(made, key=lambda s: (s.measure, s.base, s.variable, *_rank(s.value)))


def crosses(tables: Tables, design: Design) -> list[Cross]:
    """Load every table of two variables, in the order of the design."""
    rows = ask(tables, "select * from crosstabs order by result_id")
    pairs = [(c.rows, c.columns, c.title) for c in design.crosstabs]
    known = {pair[:2] for pair in pairs}
    pairs += sorted({(r["rows"], r["columns"], "") for r in rows} - {(*k, "") for k in known})
    return [
        _cross(title, coder, [r for r in of_pair if r["coder"] == coder])
        for first, second, title in pairs
        if (of_pair := [r for r in rows if (r["rows"], r["columns"]) == (first, second)])
        for coder in sorted({r["coder"] for r in of_pair})
    ]


def first_coder(coded: Mapping[str, int], people: Container[str]) -> str:
    """Choose whose word a table is told by: a person's who coded half as much as anybody.

    Where there is no such person, it is who coded most; empty where nobody coded.

    Example:
        >>> first_coder({"hermeneut": 50, "ana": 42, "ben": 10}, {"ana", "ben"})
        'ana'
        >>> first_coder({"hermeneut": 900, "ana": 60}, {"ana"})
        'hermeneut'
    """
    most = max(coded.values(), default=0)

    def rank(coder: str) -> tuple[bool, int, str]:
        first = coder in people and coded[coder] >= HALF * most
        return not first, -coded[coder], coder

    return min(coded, key=rank, default="")


def ordered(values: Iterable[str]) -> list[str]:
    """Put values in the order of a scale where they are on one, else by the alphabet.

    Example:
        >>> ordered({"against", "na", "for", "torn"})
        ['for', 'torn', 'against', 'na']
    """
    return sorted(values, key=_rank)


def on_scale(value: str) -> bool:
    """Say whether a value has its place in an order of its own, such as for, torn, against."""
    return value in _SCALE


def label(design: Design, variable: str) -> str:
    r"""Name a variable as a person would: a proposition's text, a code's or target's label.

    Example:
        >>> from hermeneut.design import parse
        >>> label(parse('[study]\nname="x"\n[work]\ntitle="X"\nyear=1'), "film_verdict")
        'film verdict'
    """
    named = {p.id: f"“{p.text.rstrip('.')}”" for p in design.propositions}
    named |= {c.id: c.label for c in design.codes if c.label}
    named |= {t.id: t.label for t in design.targets}
    named |= {v.id: v.label for v in design.variables if v.label}
    return named.get(variable) or plain(variable)


def periods(design: Design) -> list[str]:
    """Name the periods in order of time."""
    return [p.id for p in sorted(design.periods, key=lambda p: p.from_)]


def _rank(value: str) -> tuple[int, str]:
    return (_SCALE.index(value) if value in _SCALE else -1, value)


def _bases(rows: Sequence[Row]) -> dict[tuple[str, str], list[str]]:
    """Collect what shares are of, over all documents: slices only add words at the end."""
    bases: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if row["facet"] == "all":
            bases.setdefault((row["measure"], row["variable"]), set()).add(row["of"])
    return {key: sorted(of, key=len, reverse=True) for key, of in bases.items()}


def _base_of(row: Row, bases: Mapping[tuple[str, str], list[str]]) -> str:
    known = bases.get((row["measure"], row["variable"]), [])
    return next((base for base in known if row["of"].startswith(base)), row["of"])


def _by_facet(rows: list[Row], design: Design) -> dict[str, list[Row]]:
    order = {name: i for i, name in enumerate(periods(design))}
    facets = sorted({r["facet"] for r in rows}, key=_facet_rank)
    return {
        facet: sorted(
            (r for r in rows if r["facet"] == facet),
            key=lambda r: _slice_rank(facet, r, order),
        )
        for facet in facets
    }


def _facet_rank(facet: str) -> tuple[int, str]:
    known = ("all", *FACETS)
    return (known.index(facet) if facet in known else len(known), facet)


def _slice_rank(facet: str, row: Row, order: Mapping[str, int]) -> tuple[Any, ...]:
    name = row["slice"]
    odd = name in ("undated", "other years") or name.endswith("unknown")
    if facet == "period":
        return (odd, order.get(name, len(order)), name)
    if facet in ("form", "venue", "subject"):
        return (odd, -row["n"], name)
    return (odd, *(order.get(part, 0) for part in name.split(" · ")), name)


def _cross(title: str, coder: str, rows: list[Row]) -> Cross:
    cells: dict[tuple[str, str], dict[tuple[str, str], Row]] = {}
    for row in rows:
        cells.setdefault((row["facet"], row["slice"]), {})[row["row"], row["column"]] = row
    first = rows[0]
    return Cross(
        title or f"{plain(first['rows'])} × {plain(first['columns'])}",
        coder,
        first["rows"],
        first["columns"],
        tuple(ordered({r["row"] for r in rows})),
        tuple(ordered({r["column"] for r in rows})),
        cells,
    )
