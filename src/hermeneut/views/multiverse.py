"""Findings under every set of choices, as pages and the command line tell them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..passes import Tables
from .asking import Row, ask
from .figures import count, plain, points
from .results import label

if TYPE_CHECKING:
    from ..design import Design

_TABLE = re.compile(r"where (\S+) is (.+), (\S+) is most often (.+)")


@dataclass(frozen=True)
class Curve:
    """One finding under every set of choices.

    Attributes:
        finding: What it is about.
        claim: What it says.
        measure: What is measured.
        rows: Rows of ``multiverse`` that could be reckoned, by estimate.
        lost: Sets of choices that leave too few documents.
    """

    finding: str
    claim: str
    measure: str
    rows: Sequence[Row] = field(repr=False)
    lost: int = 0

    @property
    def holds(self) -> int:
        """In how many sets of choices the claim has its direction."""
        return sum(row["holds"] for row in self.rows)

    @property
    def clear(self) -> int:
        """In how many of these the interval leaves out none, too."""
        return sum(row["holds"] and row["clear"] for row in self.rows)

    @property
    def headline(self) -> Row | None:
        """The set of choices that the report makes."""
        return next((row for row in self.rows if row["headline"]), None)

    def sentence(self) -> str:
        """Say in how many sets of choices it holds.

        Example:
            >>> row = {"holds": True, "clear": False, "headline": True, "estimate": 0.1}
            >>> Curve("f", "grief rises", "theme", [row, {**row, "holds": False}]).sentence()
            'holds in 1 of 2 sets of choices, in 0 of them beyond chance'
        """
        if not self.rows:
            return "no set of choices leaves enough documents"
        lost = f"; {count(self.lost)} leave too few documents" if self.lost else ""
        of = f"{count(self.holds)} of {count(len(self.rows))}"
        return f"holds in {of} sets of choices, in {count(self.clear)} of them beyond chance{lost}"

    def hangs_on(self) -> str:
        """Name the question on whose answer it hangs most; empty where it holds in all sets.

        Example:
            >>> row = {"estimate": 0.1, "choices": ["forms: held the same"], "holds": False}
            >>> other = {**row, "choices": ["forms: as they are"], "holds": True}
            >>> Curve("f", "grief rises", "theme", [row, other]).hangs_on()
            'forms: held the same 0 of 1, as they are 1 of 1'
        """
        if self.holds == len(self.rows):
            return ""
        apart = {
            question: max(n / of for _, n, of in each) - min(n / of for _, n, of in each)
            for question, each in self.by_choice()
        }
        each = dict(self.by_choice())
        most = max(apart, key=apart.__getitem__, default="")
        if not most or not apart[most]:
            return ""
        return f"{most}: " + ", ".join(f"{choice} {n} of {of}" for choice, n, of in each[most])

    def ranges(self) -> str:
        """Say what the report has, in percentage points, and between what all sets lie."""
        if not self.rows:
            return ""
        ends = f"{points(self.rows[0]['estimate'])} to {points(self.rows[-1]['estimate'])}"
        row = self.headline
        return f"{points(row['estimate'])} as reported, {ends} in all" if row else f"{ends} in all"

    def by_choice(self) -> list[tuple[str, list[tuple[str, int, int]]]]:
        """Say, for each question and each choice, in how many of how many sets it holds."""
        found: dict[str, dict[str, list[bool]]] = {}
        for row in self.rows:
            for question, choice in choices(row).items():
                found.setdefault(question, {}).setdefault(choice, []).append(row["holds"])
        return [
            (question, [(choice, sum(held), len(held)) for choice, held in of.items()])
            for question, of in found.items()
            if len(of) > 1
        ]


def named(claim: str, design: Design) -> str:
    """Put the label of a theme in the place of its id, and of both variables of a cross table.

    Example:
        >>> from hermeneut.testing import DESIGN
        >>> from hermeneut.design import parse
        >>> named("where film_verdict is na, view is most often for", parse(DESIGN))
        'Where film verdict is “none given”, the commonest on view is “for”'
    """
    if of_table := _TABLE.fullmatch(claim):
        rows, row, columns, column = of_table.groups()
        where = f"Where {label(design, rows)} is “{plain(row)}”"
        return f"{where}, the commonest on {label(design, columns)} is “{plain(column)}”"
    first, _, rest = claim.partition(" ")
    name = label(design, first)
    return f"{name[:1].upper()}{name[1:]} {plain(rest)}"


def choices(row: Row) -> Mapping[str, str]:
    """Give the choices of a row by question.

    Example:
        >>> choices({"choices": ["copies: left out", "interval: bootstrap, seed 1"]})
        {'copies': 'left out', 'interval': 'bootstrap, seed 1'}
    """
    pairs = (one.partition(": ") for one in row["choices"])
    return {question: choice for question, _, choice in pairs}


def curves(tables: Tables) -> list[Curve]:
    """Load what was reckoned, a curve for each finding, cross tables first."""
    return curves_of(ask(tables, "select * from multiverse"))


def of_finding(found: Sequence[Curve], key: str) -> Curve | None:
    """Find the curve of a finding by its name, or by how that begins."""
    return next(
        (one for one in found if key and (one.finding == key or one.finding.startswith(f"{key},"))),
        None,
    )


def curves_of(rows: Sequence[Row]) -> list[Curve]:
    """Part rows of ``multiverse`` into curves."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["finding"], []).append(row)
    return sorted(
        (_curve(finding, of) for finding, of in found.items()),
        key=lambda curve: (curve.measure == "theme", -_size(curve), curve.finding),
    )


def _size(curve: Curve) -> float:
    row = curve.headline
    return abs(row["estimate"]) if row else 0.0


def _curve(finding: str, rows: Sequence[Row]) -> Curve:
    known = [row for row in rows if row["estimate"] is not None]
    known.sort(key=lambda row: (row["estimate"], row["result_id"]))
    first = rows[0]
    return Curve(finding, first["claim"], first["measure"], known, len(rows) - len(known))
