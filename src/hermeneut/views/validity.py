"""What is known of how far measures can be trusted: quality, agreement, estimates, differences.

Analyses write it; here it is found again by what a page shows, and said in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..passes import Tables
from .asking import Row, ask
from .figures import between, coefficient, count, interval, plain, points, share
from .results import Series, ordered

ENOUGH = 30  # coded units before a measure counts as checked
ENOUGH_APART = 10  # coded units of a slice: fewer tell next to nothing
UNITS = {"paragraphs": "passages"}  # as pages call them
WAYS = ("raw", "coded", "corrected")
ABOUT = "about"  # the variable of what documents are about, and its value for those that are
THEMES = "themes"  # the variable whose values are the themes
DIFFERENCE, HELD = "period difference", "period difference, form held"
DIFFERENCES = {  # facets of differences, and how pages name them beside what is compared
    DIFFERENCE: "", HELD: ", forms held the same",
    "form difference": "", "form difference, period held": ", periods held the same",
}  # fmt: skip

_ALONE = """
select variable from (
  select variable, unit, count(distinct coder) as coders from codings where kind = 'person'
  group by variable, unit
) group by variable having max(coders) = 1
"""

Three = Mapping[str, Row]


@dataclass(frozen=True)
class Validity:
    """What analyses wrote, and what one person alone coded.

    Attributes:
        quality: Rows of the table of this name.
        estimates: Likewise.
        agreement: Likewise.
        differences: Likewise.
        continuity: Likewise.
        alone: Variables of which no unit was coded by two people.
    """

    quality: Sequence[Row] = ()
    estimates: Sequence[Row] = ()
    agreement: Sequence[Row] = ()
    differences: Sequence[Row] = ()
    continuity: Sequence[Row] = ()
    alone: frozenset[str] = frozenset()

    @property
    def variables(self) -> list[str]:
        """The variables that people coded by sample, sorted."""
        return sorted({row["variable"] for row in (*self.quality, *self.estimates)})

    @cached_property
    def _measures(self) -> dict[tuple[str, str, str], dict[tuple[str, str], Row]]:
        found: dict[tuple[str, str, str], dict[tuple[str, str], Row]] = {}
        for row in self.quality:
            key = row["variable"], row["facet"], row["slice"]
            found.setdefault(key, {})[row["measure"], row["label"]] = row
        return found

    @cached_property
    def _told(self) -> dict[tuple[str, ...], dict[str, Row]]:
        found: dict[tuple[str, ...], dict[str, Row]] = {}
        for row in self.estimates:
            key = row["variable"], row["value"], row["facet"], row["slice"]
            found.setdefault(key, {})[row["way"]] = row
        return found

    def measures(
        self, variable: str, facet: str = "all", part: str = ""
    ) -> Mapping[tuple[str, str], Row]:
        """Give the measures of a variable in a slice, by measure and label."""
        return self._measures.get((variable, facet, part), {})

    def three(self, variable: str, value: str, facet: str = "all", part: str = "") -> Three | None:
        """Give an estimand raw, coded and corrected; nothing where none has an interval."""
        found = self._told.get((variable, value, facet, part))
        return found if found and found["corrected"]["low"] is not None else None

    def parts(self, variable: str, value: str) -> list[tuple[str, str]]:
        """List the slices in which enough was coded to estimate a value, all first."""
        keys = [(key[2], key[3]) for key in self._told if key[:2] == (variable, value)]
        order = ("all", "period", "form")
        ample = [key for key in keys if key[0] in order and self._ample(variable, value, *key)]
        return sorted(ample, key=lambda key: (order.index(key[0]), key[1]))

    def _ample(self, *of: str) -> bool:
        return of[2] == "all" or self._told[of]["corrected"]["n_coded"] >= ENOUGH_APART

    def slices_of(self, variable: str, value: str, facet: str) -> list[str]:
        """List the slices of a facet of which a value was estimated."""
        return sorted(key[3] for key in self._told if key[:3] == (variable, value, facet))

    def values(self, variable: str) -> list[str]:
        """List the values of a variable that were estimated, in the order of their scale."""
        return ordered({r["value"] for r in self.estimates if r["variable"] == variable})

    def difference(self, found: Series, way: str, facet: str = "period") -> Row | None:
        """Give how much a share of ``trends`` differs, plain or held."""
        key = found.measure, found.coder, found.variable, found.value, facet, way
        return self._apart.get(key)

    @cached_property
    def _apart(self) -> dict[tuple[str, ...], Row]:
        names = ("measure", "coder", "variable", "value", "facet", "way")
        return {tuple(row[name] for name in names): row for row in self.differences}

    def of_series(self, found: Series) -> tuple[str, str]:
        """Name the variable and value by which people check a share; empty where they can't."""
        if found.measure == "theme":
            own = self._coded(found.variable)
            return (
                (THEMES, found.variable) if self._coded(THEMES) > own else (found.variable, "yes")
            )
        if found.measure == "coding":
            return found.variable, found.value
        return (found.measure, found.value) if found.measure == "evaluation" else ("", "")

    def is_checked(self, variable: str) -> bool:
        """Say whether people coded enough of a sample to know how the machine does."""
        return self._coded(variable) >= ENOUGH

    def _coded(self, variable: str) -> int:
        rows = self.measures(variable).values()
        return max((row["n_coded"] for row in rows), default=0)

    def label_of(self, variable: str, value: str = "") -> str:
        """Name the label by which the machine's word on a value is measured; empty: all of them."""
        if variable.partition(":")[0] == ABOUT:
            return ABOUT
        labels = [label for measure, label in self.measures(variable) if measure == "f1"]
        return value if value in labels else labels[0] if len(labels) == 1 else ""

    def agreed(self, variable: str) -> Row | None:
        """Give how far people agree on a variable: Krippendorff's alpha."""
        return next(
            (row for row in self.agreement
             if row["variable"] == variable and row["code"] == "all" and row["coders"] == "people"
             and row["coefficient"].startswith("alpha")),
            None,
        )  # fmt: skip

    def sentence(self, variable: str, label: str = "") -> str:
        """Say how well the machine does and how far people agree; empty where nobody coded.

        Example:
            >>> Validity().sentence("loneliness")
            ''
        """
        return " ".join(filter(None, (self._quality(variable, label), self.agreement_of(variable))))

    def agreement_of(self, variable: str) -> str:
        """Say how far people agree on a variable."""
        found = self.agreed(variable)
        if found is None or found["value"] is None:
            return "Coded by one person, by nobody a second time." if variable in self.alone else ""
        ends = _ends(found, coefficient)
        alpha = f"{coefficient(found['value'])}{ends}"
        return f"People agree to α {alpha} on {count(found['units'])} units that two or more coded."

    def _quality(self, variable: str, label: str) -> str:
        measures = self.measures(variable)
        if not measures:
            return ""
        told = [
            f"{measure} {share(row['estimate'])}{_ends(row, share)}"
            for measure in (("precision", "recall") if label else ("accuracy", "coverage"))
            if (row := measures.get((measure, label))) and row["estimate"] is not None
        ]
        first = next(iter(measures.values()))
        units = f"{count(first['n_coded'])} {UNITS.get(first['unit'], first['unit'])}"
        said = f": {', '.join(told)}" if told else ", too few to say how well it does"
        return (
            f"Against people’s coding of {units}, the machine’s labels of {plain(variable)}{said}."
        )


def load(tables: Tables) -> Validity:
    """Load what analyses wrote."""
    return Validity(
        _rows(tables, "quality"), _rows(tables, "estimates"), _rows(tables, "agreement"),
        _rows(tables, "differences"), _rows(tables, "continuity"),
        frozenset(row["variable"] for row in ask(tables, _ALONE)),
    )  # fmt: skip


def _rows(tables: Tables, name: str) -> list[Row]:
    return ask(tables, f"select * from {name} order by result_id")  # noqa: S608 - names of ours


def figure(row: Row, *, difference: bool = False) -> str:
    """Write an estimate with its interval.

    Example:
        >>> figure({"estimate": 0.14, "low": 0.07, "high": 0.26}).replace("\u202f", " ")
        '14 % (7–26 %)'
        >>> figure({"estimate": -0.04, "low": -0.4, "high": 0.3}, difference=True)
        '−4 points (−40 to +30)'
        >>> figure({"estimate": None, "low": None, "high": None})
        '–'
    """
    if row["estimate"] is None:
        return "–"
    if difference:
        ends = between(row["low"], row["high"])
        return points(row["estimate"]) + (f" ({ends})" if ends else "")
    ends = interval(row["low"], row["high"])
    return share(row["estimate"]) + (f" ({ends})" if ends else "")


def clear(row: Row) -> bool:
    """Say whether the interval of a difference leaves out none."""
    return row["low"] is not None and (row["low"] > 0 or row["high"] < 0)


def _ends(row: Row, write: object) -> str:
    if row["low"] is None:
        return ""
    if write is coefficient:
        return f" ({coefficient(row['low'])} to {coefficient(row['high'])})"
    return f" ({interval(row['low'], row['high'])})"
