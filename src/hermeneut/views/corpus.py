"""The corpus as pages tell it: what was found, what left and why, when, and in what form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..passes import Tables
from .asking import Row, ask
from .figures import plain, share
from .trust import note
from .validity import Validity

# In the order in which `corpus.left_out` asks: what left, and what stayed.
LEAVING = (
    ("not fetched", "fetched and readable"),
    ("not an article", "single articles"),
    ("copy", "not a copy of another"),
    ("not about", "about the study’s subjects"),
    ("no text", "with a text"),
    ("not whole", "with the whole text"),
    ("language", "in a measured language"),
)
COPIES = {  # how the reason of a copy begins, without what it copies
    "copy of ": "copy of a page named as its source",
    "reprint of ": "reprint of another document",
    "same page as ": "another address of the same page",
    "update of ": "update of another document",
    "earlier version of ": "earlier version of another document",
    "fuller version of ": "fuller version of another document",
    "abridged from ": "abridged from another document",
    "excerpt of ": "excerpt of another document",
}
FACTS_STOP = 4  # a study without texts is told as far as this
UNDATED = "undated"
_SLUG = re.compile(r"[a-z]+(?:-[a-z]+)*-page|list-of-[a-z]+|no-[a-z]+")
UNKNOWN = "not known"
FORMS_SHOWN = 7  # columns that fit a page; the rest are summed as other
ENOUGH = 30  # documents that two have coded, one of them a person, before a coder counts as checked


@dataclass(frozen=True)
class Step:
    """One step of the flow from what was found to what is counted.

    Attributes:
        words: What the documents that stayed are.
        stayed: How many stayed.
        left: How many left here.
        leaving: The value of ``left_out`` of those that left; empty for the first step.
        reasons: Why they left, and how many for each reason, commonest first.
    """

    words: str
    stayed: int
    left: int = 0
    leaving: str = ""
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Grid:
    """Documents by year and form.

    Attributes:
        years: Rows, in order; the undated last.
        forms: Columns, most frequent first; those summed as other, and the unknown, last.
        cells: How many, by year and form.
    """

    years: tuple[str, ...]
    forms: tuple[str, ...]
    cells: Mapping[tuple[str, str], int]

    def of_year(self, year: str) -> int:
        """Sum a row."""
        return sum(self.cells.get((year, form), 0) for form in self.forms)

    def of_form(self, form: str) -> int:
        """Sum a column."""
        return sum(self.cells.get((year, form), 0) for year in self.years)


def documents(tables: Tables) -> list[Row]:
    """Load every document with its place in the archive and who coded it, by ``doc_id``."""
    return ask(
        tables,
        """
        with coded as (
          select coalesce(doc_id, unit) as doc_id, list(distinct kind order by kind) as coded_by
          from codings group by all
        )
        select c.*, k.warc, k."offset", k.digest, k.status, k.error, k.fetched_at as captured,
          coalesce(coded.coded_by, []) as coded_by
        from corpus c left join captures k using (capture_id) left join coded using (doc_id)
        order by c.doc_id
    """,
    )


def flow(docs: Sequence[Mapping[str, Any]]) -> list[Step]:
    """Tell, step by step, which documents stayed and which left.

    Example:
        >>> [(s.words, s.stayed) for s in flow([{"left_out": "copy", "why": "copy of x"}])][:3]
        [('found', 1), ('fetched and readable', 1), ('single articles', 1)]
    """
    has_text = any(doc.get("text_id") for doc in docs)
    left = Counter(doc["left_out"] for doc in docs)
    stayed = len(docs)
    steps = [Step("found", stayed)]
    for leaving, words in LEAVING[: None if has_text else FACTS_STOP]:
        stayed -= left[leaving]
        steps.append(Step(words, stayed, left[leaving], leaving, _reasons(docs, leaving)))
    return steps


def years_by_form(docs: Iterable[Mapping[str, Any]]) -> Grid:
    """Lay counted documents out by year and form, the undated apart."""
    counted = [(year_of(doc), doc["form"] or UNKNOWN) for doc in docs if doc["counted"]]
    known = [form for form, _ in _ranked(Counter(f for _, f in counted)) if form != UNKNOWN]
    kept, rest = known[:FORMS_SHOWN], set(known[FORMS_SHOWN:])
    cells = Counter((year, "other" if form in rest else form) for year, form in counted)
    years = sorted({year for year, _ in cells}, key=lambda y: (y == UNDATED, y))
    last = [form for form in ("other", UNKNOWN) if any(f == form for _, f in cells)]
    return Grid(tuple(years), tuple(dict.fromkeys([*kept, *last])), cells)


def year_of(doc: Mapping[str, Any]) -> str:
    """Write a document's year, or that it has none."""
    return UNDATED if doc["year"] is None else str(doc["year"])


def outlets_over_periods(docs: Iterable[Mapping[str, Any]]) -> tuple[int, list[str]]:
    """Say how many outlets have dated documents, and which of them stand in several periods."""
    periods: dict[str, set[str]] = {}
    for doc in docs:
        if doc["counted"] and doc["period"] and doc["outlet"]:
            periods.setdefault(doc["outlet"], set()).add(doc["period"])
    return len(periods), sorted(outlet for outlet, seen in periods.items() if len(seen) > 1)


def coders(tables: Tables) -> list[Row]:
    """List who coded what: ``variable, coder, kind, units``."""
    return ask(
        tables,
        """
        select variable, coder, min(kind) as kind, count(distinct unit) as units
        from codings group by variable, coder order by variable, coder
    """,
    )


def agreements(tables: Tables) -> list[Row]:
    """Say how often two coders decided alike on what both coded: raw, not corrected for chance.

    Returns:
        Rows of ``variable, first, second, kinds, units, same``.
    """
    return ask(
        tables,
        """
        with said as (
          select variable, unit, coder, min(kind) as kind, list(value order by value) as said
          from codings group by all
        )
        select a.variable, a.coder as first, b.coder as second, [a.kind, b.kind] as kinds,
          count(*) as units, count(*) filter (a.said = b.said) as same
        from said a join said b using (variable, unit)
        where a.coder < b.coder group by all order by all
    """,
    )


PASSES = "hermeneut"  # the coder in cross tables that is the passes themselves
POSITIONS = "document_positions"  # what decides propositions there
STEPS = {"evaluation": "evaluations"}


def named_coder(coder: str) -> str:
    """Say who coded: a coder by name, the passes by what they are.

    Example:
        >>> named_coder("Ana"), named_coder("hermeneut")
        ('coded by Ana', 'as the machine labels them')
    """
    return "as the machine labels them" if coder == PASSES else f"coded by {coder}"


@dataclass(frozen=True)
class Checks:
    """What is known of how right the codings are.

    Attributes:
        coders: Who coded what.
        agreements: How often each two coders decided alike.
        validity: What analyses found of samples that people coded.
    """

    coders: Sequence[Mapping[str, Any]]
    agreements: Sequence[Mapping[str, Any]]
    validity: Validity = field(default_factory=Validity)

    def of(self, variable: str, coder: str) -> tuple[bool, str]:
        """Say whether a coder's word on a variable has been checked, and how that went.

        A machine's is by a sample that people coded; a person's by another's, or by a machine's.
        """
        kinds = {r["kind"] for r in self.coders if (r["coder"], r["variable"]) == (coder, variable)}
        if "person" not in kinds and self.validity.is_checked(variable):
            return True, self.validity.sentence(variable).rstrip(".")
        agreed = self.validity.agreed(variable)
        if "person" in kinds and agreed and agreed["value"] is not None:
            return agreed["units"] >= ENOUGH, self.validity.agreement_of(variable).rstrip(".")
        met = [
            pair
            for pair in self.agreements
            if pair["variable"] == variable
            and coder in (pair["first"], pair["second"])
            and "person" in pair["kinds"]
        ]
        if met:
            enough = sum(pair["units"] for pair in met) >= ENOUGH
            return enough, ". ".join(_agreed(pair) for pair in met)
        by_person = any(
            row["coder"] == coder and row["variable"] == variable and row["kind"] == "person"
            for row in self.coders
        )
        if coder == PASSES:
            return False, note(STEPS.get(variable, POSITIONS)).rstrip(".")
        return False, "Coded by one person, by nobody a second time" if by_person else ""


def _agreed(pair: Mapping[str, Any]) -> str:
    part = share(pair["same"] / pair["units"])
    return (
        f"On {plain(pair['variable'])}, {pair['first']} and {pair['second']} agree in "
        f"{pair['same']} of {pair['units']} documents ({part}, not corrected for chance)"
    )


def _reasons(docs: Iterable[Mapping[str, Any]], leaving: str) -> tuple[tuple[str, int], ...]:
    said = Counter(reason_of(doc) for doc in docs if doc["left_out"] == leaving)
    return tuple(_ranked(said))


def reason_of(doc: Mapping[str, Any]) -> str:
    """Name the kind of reason why a document left: what its reason says before details."""
    why = str(doc["why"] or "no reason given")
    for begins, kind in COPIES.items():
        if why.startswith(begins):
            return kind
    kind = why.split(":")[0]
    return kind.replace("-", " ") if _SLUG.fullmatch(kind) else kind


def _ranked(said: Counter[str]) -> list[tuple[str, int]]:
    return sorted(said.items(), key=lambda pair: (-pair[1], pair[0]))
