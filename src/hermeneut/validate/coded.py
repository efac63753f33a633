"""A variable's units: what the machine says of each, and what people said of those drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from ..errors import UserError
from ..passes import Row, Tables
from ..views.codebook import UNCLEAR, Variable, asked_of
from ..views.units import UNKNOWN
from ..views.units import frame as units_of
from .frame import Frame
from .sampling import permanent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Vector = NDArray[np.float64]

NAN = float("nan")
_NEWEST = """
select variable, arg_max(sample, drawn_at) as sample, arg_max(design, drawn_at) as design
from samples group by variable order by variable
"""
_DRAWN = "select unit, probability, held from samples where sample = $sample"
_SAID = "select unit, value, agreed, differ from settled where variable = $variable"
_TAUGHT = """select count(*) > 0 as taught from labels
where "by" = 'head' and (variable = $variable or ($variable = 'themes' and seat = 'themes'))"""
_HELD = "of documents held back alone, since a head learned from the others"
_DESIGNS = """select distinct design from samples
where variable = $variable or (variable = 'themes' and $theme)"""
_OTHERS = "…"  # stands for what coders agree isn't there, where they agree on no value that is


@dataclass(frozen=True)
class Coded:
    """The units of a variable, and what people said of those drawn.

    Units count as coded where they are of the newest sample, whose chances are known, and where
    coders agree or their disagreement was settled. Where several values may hold at once, that is
    asked value by value: a unit on which they differ in one counts for all others. *unclear* counts
    as not coded, and as no label. Where a head learned the variable from people's codings,
    documents that samples hold back count alone: it has seen none of them.

    Attributes:
        asked: The variable.
        sample: Which draw.
        how: How it was drawn.
        found: The units, as `hermeneut.views.units.frame` lists them.
        said: What people said; empty where nobody did.
        probability: Of being drawn; 1 where it wasn't.
        drawn: Which units were.
        differ: Values of each unit on which coders differ, where several may hold.
        left: Units drawn and coded that don't count, since coders differ or find them unclear.
        taught: Whether these are units of documents held back alone.
    """

    asked: Variable
    sample: str
    how: Mapping[str, Any]
    found: pa.Table
    said: Sequence[str]
    probability: Vector
    drawn: Mask
    differ: Mapping[str, frozenset[str]] = field(default_factory=dict)
    left: frozenset[str] = frozenset()
    taught: bool = False

    @property
    def of(self) -> str:
        """What was drawn: documents, paragraphs or sentences."""
        return str(self.how["of"])

    @cached_property
    def is_coded(self) -> Mask:
        """Which units people coded."""
        return np.array([bool(one) for one in self.said], bool)

    @cached_property
    def document(self) -> NDArray[np.int64]:
        """The number of each unit's document."""
        return np.unique(self.column("doc_id"), return_inverse=True)[1].reshape(-1)

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The values that the codebook or anybody knows, but for *unclear*; *yes* implies *no*."""
        book = [value.id for value in self.asked.values if value.id != UNCLEAR]
        if set(book) == {"yes", "no"}:
            return ("yes",)
        seen = {part for one in self.said for part in self._parts(one)}
        seen |= {part for differ in self.differ.values() for part in differ}
        return (*book, *sorted(seen - {*book, _OTHERS}))

    def column(self, name: str) -> NDArray[Any]:
        """Give what is known of each unit; empty where it isn't."""
        return np.array([one or "" for one in self.found[name].to_pylist()], str)

    def slices(self, facet: str) -> Iterator[tuple[str, Mask]]:
        """Part the units by a facet, the parts in which somebody coded alone."""
        column = self.column(facet)
        for part in sorted(set(column[self.is_coded].tolist()) - {""}):
            yield part, column == part

    def strata(self, facet: str) -> list[str | None]:
        """Give each unit's part of a facet; None where it is unknown."""
        return [None if one in UNKNOWN else one for one in self.column(facet).tolist()]

    def frame(self, value: str) -> Frame:
        """Give the frame in which a unit counts 1 where it has a value; each document weighs 1."""
        many = np.bincount(self.document)
        return Frame.of(
            self.machine(value), self.people(value), probability=self.probability,
            document=self.document, weight=1 / many[self.document],
        )  # fmt: skip

    def machine(self, value: str) -> Vector:
        """Give 1 where the machine gives a unit a value, 0 where another, NaN where none."""
        return self._counts(self._machine, value)

    def people(self, value: str) -> Vector:
        """Give 1 where people give a unit a value, 0 where another, NaN where nobody coded it."""
        counts = self._counts(self._people, value)
        if any(value in differ for differ in self.differ.values()):
            units = self.found["unit"].to_pylist()
            open_ = [value in self.differ.get(unit, ()) for unit in units]
            counts[open_] = NAN
        return counts

    def labels(self) -> tuple[list[str | None], list[str | None]]:
        """Give the machine's label and people's, of a variable that takes one value."""
        machine = [None if one in (None, UNCLEAR) else one for one in self._labels]
        return machine, [one or None for one in self.said]

    def take(self, chosen: Mask) -> Coded:
        """Give some of the units."""
        said = [one for one, here in zip(self.said, chosen.tolist(), strict=True) if here]
        found = self.found.filter(pa.array(chosen))
        return Coded(
            self.asked, self.sample, self.how, found, said, self.probability[chosen],
            self.drawn[chosen], self.differ, self.left, self.taught,
        )  # fmt: skip

    def held_back(self, share: float | None = None) -> Coded:
        """Give the units of documents that the sample holds back, a chance part of all.

        Args:
            share: How large a part; that of the sample by default. A smaller part is in a larger.
        """
        documents, part = self.column("doc_id").tolist(), self.how["held"]
        held = self.take(permanent(documents, "held") < (part if share is None else share))
        return replace(held, left=self.left & set(held.found["unit"].to_pylist()))

    def note(self) -> str:
        """Say which units that people coded don't count, and what that means; empty if all do."""
        return "; ".join(filter(None, (_HELD * self.taught, self._open())))

    def _open(self) -> str:
        if not self.left:
            return ""
        n, of = len(self.left), self.of if len(self.left) > 1 else self.of.removesuffix("s")
        return f"{n} coded {of} left out, since coders differ or can’t tell: it speaks of the rest"

    @cached_property
    def _labels(self) -> list[str | None]:
        labels: list[str | None] = self.found["label"].to_pylist()
        return labels

    @cached_property
    def _machine(self) -> list[frozenset[str]]:
        return [self._parts(one) if one != UNCLEAR else frozenset() for one in self._labels]

    @cached_property
    def _people(self) -> list[frozenset[str]]:
        return [self._parts(one) for one in self.said]

    def _parts(self, label: str | None) -> frozenset[str]:
        if not label:
            return frozenset()
        return frozenset(label.split("; ")) if self.asked.several else frozenset((label,))

    @staticmethod
    def _counts(labels: Sequence[frozenset[str]], value: str) -> Vector:
        return np.array([float(value in one) if one else NAN for one in labels], np.float64)


def every(tables: Tables, book: Mapping[str, Variable]) -> Iterator[Coded]:
    """Yield each variable of which a sample was drawn and coded, by name.

    Args:
        tables: The study's tables.
        book: The variables of the design; one that it doesn't know is known by its codings.
    """
    for newest in tables.sql(_NEWEST).to_pylist():
        asked = asked_of(book, newest["variable"], tables)
        found = coded_of(tables, asked, newest) if asked else None
        if found is not None and found.is_coded.any():
            yield found


def coded_of(tables: Tables, asked: Variable, newest: Row) -> Coded | None:
    """Bring together the units of a sample's frame with what people said of those drawn.

    Args:
        tables: The study's tables.
        asked: The variable.
        newest: Its sample and the sample's design, as JSON.

    Returns:
        Nothing where no such units are measured now. Of ``about`` the units are all documents,
        kept or not; of any other variable those that are measured.
    """
    how = json.loads(newest["design"])
    drawn = {r["unit"]: r["probability"]
             for r in tables.sql(_DRAWN, {"sample": newest["sample"]}).to_pylist()}  # fmt: skip
    rows = [r for r in tables.sql(_SAID, {"variable": asked.id}).to_pylist() if r["unit"] in drawn]
    differ = {r["unit"]: parts for r in rows if asked.several and (parts := _differ(r))}
    said = {r["unit"]: r["value"] for r in rows if r["value"] not in (None, UNCLEAR)}
    said |= {r["unit"]: r["agreed"] or _OTHERS for r in rows if r["unit"] in differ}
    left = frozenset(r["unit"] for r in rows if r["unit"] not in said)
    try:
        rejected = asked.id.partition(":")[0] == "about"
        found = units_of(tables, asked, how["of"], rejected=rejected)
    except UserError:
        return None
    units = found["unit"].to_pylist()
    probability = np.array([drawn.get(unit, 1.0) for unit in units], np.float64)
    whole = Coded(
        asked, newest["sample"], how, found, [said.get(unit, "") for unit in units], probability,
        np.array([unit in drawn for unit in units], bool), differ, left,
    )  # fmt: skip
    if not tables.sql(_TAUGHT, {"variable": asked.id})["taught"][0].as_py():
        return whole
    # A head may have been taught before a later draw held back more.
    params = {"variable": asked.id, "theme": asked.kind == "theme"}
    designs = tables.sql(_DESIGNS, params)["design"].to_pylist()
    least = min((json.loads(one)["held"] for one in designs), default=0.0)
    return replace(whole, taught=True).held_back(least)


def _differ(row: Row) -> frozenset[str]:
    """Give the values on which coders differ; none where one of them can't tell at all."""
    parts = frozenset((row["differ"] or "").split("; ")) - {""}
    return frozenset() if UNCLEAR in parts else parts
