"""Differences of shares between periods and forms, plain and held, and who writes in both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import pyarrow as pa

from .. import schema
from ..design import Design
from ..passes import Result, Row, Tables, result_id
from .estimate import Estimate, between, share_interval
from .power import Z
from .standardise import continuity

LEAST = 2  # documents of a stratum in either group, without which it can't be compared
JOINER = " · "  # between the parts of a slice of two facets
_SHARES = """
select measure, coder, variable, value, facet, slice, k, n, low, high from trends
where facet in ('period', 'form', 'form+period')
order by measure, coder, variable, value, facet, slice
"""
_WRITERS = """
select period, outlet, authors from corpus where counted and period in ($first, $last)
order by doc_id
"""
_UNKNOWN = frozenset({"undated", "other years", "form unknown", ""})

Cells = Mapping[str, Row]


@dataclass(frozen=True)
class Differences:
    """How much every share of ``trends`` differs between periods and forms, and from what.

    Of periods the last is compared with the first, of forms the two commonest of each share. If
    reviews fill one period and essays the other, what essays do seems to have risen: so beside the
    plain difference stands one with the mixture of forms held the same in both periods, and
    for forms with that of periods (direct standardisation; the mixture is that of both groups
    together). Labels are taken at face value: where people coded a sample, ``estimates`` has the
    same corrected.

    Whether outlets and authors write in both periods is counted too. Where none does, a difference
    may be of who wrote, not of when, and that is said.

    Args:
        periods: The design's periods, in order.

    References:
        Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, chapter 19.
        Newcombe (1998), Statistics in Medicine 17(8), for intervals. See also
        `hermeneut.validate.standardise`.

    Example:
        >>> Differences(("early", "late")).periods
        ('early', 'late')
    """

    periods: tuple[str, ...] = ()

    name: ClassVar[str] = "differences"
    version: ClassVar[int] = 1
    reads: ClassVar[tuple[str, ...]] = ("corpus", "trends", "codings")
    writes: ClassVar[tuple[pa.Schema, ...]] = (schema.DIFFERENCES, schema.CONTINUITY)

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Self:
        """Take the periods of the design, in order."""
        periods = sorted(design.periods, key=lambda period: period.from_)
        return cls(**{"periods": tuple(period.id for period in periods), **settings})

    def __call__(self, tables: Tables) -> Result:
        """Compare every share, and count who writes in both periods."""
        of_share: dict[tuple[str, ...], dict[str, dict[str, Row]]] = {}
        for row in tables.sql(_SHARES).to_pylist():
            name = row["measure"], row["coder"], row["variable"], row["value"]
            of_share.setdefault(name, {}).setdefault(row["facet"], {})[row["slice"]] = row
        rows = [row for name, cells in of_share.items() for row in self._of_share(name, cells)]
        return Result(
            {
                "differences": pa.Table.from_pylist(rows, schema.DIFFERENCES),
                "continuity": pa.Table.from_pylist(self._writers(tables), schema.CONTINUITY),
            },
            schema.EVIDENCE.empty_table(),
        )

    def _of_share(self, name: Sequence[str], cells: Mapping[str, Cells]) -> Iterator[Row]:
        crossed = cells.get("form+period", {})
        for facet, pair in (
            ("period", self._ends()), ("form", _commonest(cells.get("form", {}))),
        ):  # fmt: skip
            both = [cells.get(facet, {}).get(one) for one in pair]
            if len(both) == 2 and both[0] and both[1]:
                forms = facet == "form"
                parts = [_strata(crossed, one, first=forms) for one in pair]
                found = {"plain": _plain(both[0], both[1]), "held": held(*parts)}
                for way, row in found.items():
                    if row:
                        yield _row(name, facet, pair, way, row)

    def _ends(self) -> tuple[str, ...]:
        return (self.periods[0], self.periods[-1]) if len(self.periods) > 1 else ()

    def _writers(self, tables: Tables) -> list[Row]:
        if not self._ends():
            return []
        first, last = self._ends()
        rows = tables.sql(_WRITERS, {"first": first, "last": last}).to_pylist()
        named = {
            "outlet": [(row["period"], [row["outlet"]] if row["outlet"] else []) for row in rows],
            "author": [(row["period"], row["authors"] or []) for row in rows],
        }
        return [_continuity(of, first, last, found) for of, found in named.items()]


def _commonest(forms: Cells) -> tuple[str, ...]:
    ranked = sorted((-row["n"], name) for name, row in forms.items() if name not in _UNKNOWN)
    return tuple(name for _, name in ranked[:2]) if len(ranked) > 1 else ()


def _strata(crossed: Cells, group: str, *, first: bool) -> dict[str, Row]:
    """Choose a group's cells of forms crossed with periods, by the other facet."""
    parts = {tuple(name.split(JOINER, 1)): row for name, row in crossed.items()}
    own, other = (0, 1) if first else (1, 0)
    return {name[other]: row for name, row in parts.items()
            if name[own] == group and name[other] not in _UNKNOWN}  # fmt: skip


def _plain(first: Row, second: Row) -> Row:
    sides = [Estimate(row["k"] / row["n"], row["low"], row["high"]) for row in (first, second)]
    low, high = between(sides[0], sides[1])
    change = sides[1].value - sides[0].value
    return {"difference": change, "low": low, "high": high, "n": first["n"] + second["n"],
            "covered": 1.0, "held": []}  # fmt: skip


def held(first: Cells, second: Cells) -> Row | None:
    """Compare two groups with the mixture of strata held the same.

    Args:
        first: Of each stratum ``k`` of ``n`` documents of the first group.
        second: The same of the second.

    Returns:
        difference, low, high, n, covered (the part of both groups in strata that have two
        documents in either) and held (these strata); nothing where there are none.

    Example:
        >>> then = {"review": {"k": 9, "n": 90}, "essay": {"k": 5, "n": 10}}
        >>> now = {"review": {"k": 3, "n": 30}, "essay": {"k": 35, "n": 70}}
        >>> found = held(then, now)
        >>> round(found["difference"], 3), round(found["covered"], 2), found["held"]
        (0.0, 1.0, ['essay', 'review'])
    """
    strata = [s for s in sorted(first.keys() & second.keys())
              if min(first[s]["n"], second[s]["n"]) >= LEAST]  # fmt: skip
    sizes = [first[s]["n"] + second[s]["n"] for s in strata]
    if not strata:
        return None
    weights = [size / sum(sizes) for size in sizes]
    sides = [_mixed([side[s] for s in strata], weights) for side in (first, second)]
    low, high = between(sides[0], sides[1])
    whole = sum(row["n"] for side in (first, second) for row in side.values())
    change = sides[1].value - sides[0].value
    return {"difference": change, "low": low, "high": high, "n": sum(sizes),
            "covered": sum(sizes) / whole, "held": strata}  # fmt: skip


def _mixed(cells: Sequence[Row], weights: Sequence[float]) -> Estimate:
    """Give a mixture's share its score interval at the size a simple sample would need.

    Variances are reckoned with a document more that counts and one that doesn't, since a small
    stratum where all or none count isn't sure.
    """
    share = sum(w * c["k"] / c["n"] for w, c in zip(weights, cells, strict=True))
    guessed = [(c["k"] + 1) / (c["n"] + 2) for c in cells]
    whole = sum(w * p for w, p in zip(weights, guessed, strict=True))
    variance = sum(
        w**2 * p * (1 - p) / c["n"] for w, p, c in zip(weights, guessed, cells, strict=True)
    )
    low, high = share_interval(share, whole * (1 - whole) / variance, Z)
    return Estimate(share, low, high)


def _row(name: Sequence[str], facet: str, pair: Sequence[str], way: str, found: Row) -> Row:
    measure, coder, variable, value = name
    return {
        "result_id": result_id("differences", *name, facet, *pair, way),
        "measure": measure, "coder": coder, "variable": variable, "value": value, "facet": facet,
        "first": pair[0], "second": pair[1], "way": way, **found,
    }  # fmt: skip


def _continuity(of: str, first: str, last: str, named: Sequence[tuple[str, list[str]]]) -> Row:
    windows = [[names for period, names in named if period == one] for one in (first, last)]
    found = continuity(of, *windows)
    known = found.first and found.second  # where nobody is known, nobody can be in both
    return {
        "result_id": result_id("continuity", of, first, last), "of": of, "first": first,
        "second": last, "in_first": found.first, "in_second": found.second,
        "in_both": len(found.both), "documents": found.documents, "names": list(found.both),
        "warning": found.warning if known else "",
    }  # fmt: skip
