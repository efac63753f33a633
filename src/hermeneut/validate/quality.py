"""How well the machine does, from a coded sample: per label, overall, by slice.

The sample is two-phase: the machine labels every unit, people code some of them. So how often it
gives each label is known, and only what lies behind each label is to be estimated. That is what
makes recall estimable from a few of the many that were rejected.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .estimate import NAN, Estimate

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

DRAWS = 4000
SEED = 20131218
PRIOR = 1.0  # a unit for each label of the machine, spread over what it may be
UNCODED = "no unit coded"
COUNTED = "counted, not estimated"
UNSEEN = "nobody coded a unit so"


@dataclass(frozen=True)
class OfLabel:
    """How well the machine does on one label.

    Args:
        precision: Of the units that it labels so, the share that people do.
        recall: Of the units that people would label so, the share that it does; what it
            abstains from is missed.
        f1: The harmonic mean of both.
    """

    precision: Estimate
    recall: Estimate
    f1: Estimate


@dataclass(frozen=True)
class Quality:
    """How well the machine does.

    Args:
        labels: For each label.
        macro_f1: The mean of the labels' F1.
        accuracy: Of the units that it labels, the share labelled as people do.
        coverage: The share of units that it labels: it abstains from the others.
    """

    labels: Mapping[Hashable, OfLabel]
    macro_f1: Estimate
    accuracy: Estimate
    coverage: Estimate


@dataclass(frozen=True)
class Checked:
    """Units that the machine labelled, and people some of them; made by :meth:`of`.

    Args:
        labels: All labels.
        machine: The place of the machine's label; the number of labels where it abstained.
        coded: The place of what people say; -1 where nobody did.
        inverse: How many units each coded one was drawn for.
        document: The number of each unit's document.
    """

    labels: tuple[Hashable, ...]
    machine: NDArray[np.int64]
    coded: NDArray[np.int64]
    inverse: Vector
    document: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        machine: Sequence[Hashable],
        coded: Sequence[Hashable],
        *,
        probability: ArrayLike | None = None,
        document: Sequence[Any] | NDArray[Any] | None = None,
        labels: Sequence[Hashable] | None = None,
    ) -> Checked:
        """Bring together labels and codings, one entry a unit.

        Args:
            machine: The machine's labels, None where it abstained.
            coded: What people say, None where nobody did.
            probability: Of being drawn to be coded; alike without it.
            document: The name of each unit's document; without it each unit is one.
            labels: All labels there are; without them those that occur.

        Raises:
            ValueError: Columns of different lengths, or a label that isn't among ``labels``.
        """
        n = len(coded)
        known = tuple(labels) if labels is not None else _sorted({*machine, *coded} - {None})
        place = {label: at for at, label in enumerate(known)}
        if strange := ({*machine, *coded} - {None}) - set(known):
            raise ValueError(f"not among the labels: {sorted(map(str, strange))}")
        chance = np.ones(n) if probability is None else np.asarray(probability, np.float64)
        names = np.arange(n) if document is None else np.asarray(document)
        if {len(machine), len(chance), len(names)} != {n}:
            raise ValueError("machine, coded, probability and document differ in length")
        _, codes = np.unique(names, return_inverse=True)
        said = np.array([-1 if one is None else place[one] for one in coded], np.int64)
        inverse = np.divide(1.0, chance, out=np.zeros(n), where=(said >= 0) & (chance > 0))
        given = [len(known) if one is None else place[one] for one in machine]
        return cls(known, np.array(given, np.int64), said, inverse, codes.reshape(-1))

    def take(self, units: NDArray[Any]) -> Checked:
        """Give some units: a mask or positions."""
        return Checked(
            self.labels,
            self.machine[units],
            self.coded[units],
            self.inverse[units],
            self.document[units],
        )


def quality(checked: Checked) -> Quality:
    """Measure how well the machine does, with 95 % intervals.

    Behind each label of the machine people's codings are counted by their probabilities, and the
    tables so found are put together as often as the machine gave each label. Intervals are those
    of Dirichlet distributions over what is behind each label, at the size of sample that documents
    and unequal probabilities leave. They are honest with few codings and with none that is wrong.

    Args:
        checked: Labels and codings.

    Returns:
        Estimates; NaN where nobody coded anything that would tell.

    References:
        Goutte and Gaussier (2005), A probabilistic interpretation of precision, recall and
        F-score, ECIR. Two-phase: Särndal, Swensson and Wretman (1992), Model Assisted Survey
        Sampling, chapter 9. Prior: Perks (1947), Journal of the Institute of Actuaries 73.
        Coverage: Chow (1970), On optimum recognition error and reject tradeoff, IEEE
        Transactions on Information Theory 16(1).

    Example:
        >>> machine = ["yes"] * 100 + ["no"] * 900
        >>> coded = ["yes"] * 40 + ["no"] * 10 + [None] * 50 + ["no"] * 49 + ["yes"] + [None] * 850
        >>> chance = [0.5] * 100 + [50 / 900] * 900
        >>> found = quality(Checked.of(machine, coded, probability=chance))
        >>> yes = found.labels["yes"]
        >>> round(yes.precision.value, 2), round(yes.recall.value, 2), yes.recall.low < 0.5
        (0.8, 0.82, True)
        >>> round(found.coverage.value, 2), round(found.accuracy.value, 2)
        (1.0, 0.96)
    """
    size = len(checked.labels)
    labelled = checked.machine < size
    facts = _facts(checked)
    counted = float(labelled.mean()) if len(labelled) else NAN
    coverage = Estimate(counted, note=COUNTED, **facts)
    if not (checked.coded >= 0).any():
        nothing = Estimate(NAN, note=UNCODED, **facts)
        none = OfLabel(nothing, nothing, nothing)
        return Quality(dict.fromkeys(checked.labels, none), nothing, nothing, coverage)
    seen, behind = _tables(checked)
    point, drawn = _measures(_joint(seen, behind)), _measures(_posterior(checked, seen, behind))
    told = {name: _told(point[name], drawn[name], facts) for name in point}
    labels = {
        label: OfLabel(*(told[f"{name} {at}"] for name in ("precision", "recall", "f1")))
        for at, label in enumerate(checked.labels)
    }
    return Quality(labels, told["macro_f1"], told["accuracy"], coverage)


def by_slice(checked: Checked, slices: Sequence[Hashable]) -> dict[Hashable, Quality]:
    """Measure how well the machine does in each slice: a form, a year, an outlet, a length.

    Args:
        checked: Labels and codings.
        slices: The slice of each unit.

    Example:
        >>> checked = Checked.of(["a", "b"] * 20, ["a", "b"] * 10 + ["b", "b"] * 10)
        >>> found = by_slice(checked, ["early"] * 20 + ["late"] * 20)
        >>> {name: round(one.accuracy.value, 2) for name, one in found.items()}
        {'early': 1.0, 'late': 0.5}
    """
    place = np.array([_sorted(set(slices)).index(one) for one in slices])
    return {
        name: quality(checked.take(place == at)) for at, name in enumerate(_sorted(set(slices)))
    }


def effective_size(kinds: NDArray[np.int64], weight: Vector, document: NDArray[np.int64]) -> float:
    """Give how many units of a simple sample would tell the shares of kinds as surely.

    Unequal weights and units of one document make it smaller than the number of units; where all
    are of one kind, it is the effective number of documents.

    Args:
        kinds: The kind of each unit.
        weight: Its weight.
        document: The number of its document.

    References:
        Kish (1965), Survey Sampling, sections 8.2 and 11.7; Korn and Graubard (1998), Confidence
        intervals for proportions with small expected number of positive counts, Survey
        Methodology 24(2): the estimated effect, which isn't taken to be below that of weights.

    Example:
        >>> kinds = np.repeat([0, 1], 20)
        >>> round(effective_size(kinds, np.ones(40), np.arange(40)), 1)
        39.0
        >>> round(effective_size(kinds, np.ones(40), np.arange(40) // 10), 1)
        3.0
    """
    if not len(kinds):
        return 0.0
    by_weight = float(weight.sum() ** 2 / (weight**2).sum())
    each = np.bincount(document, weight)
    documents = float(each.sum() ** 2 / (each**2).sum())
    present = int((each > 0).sum())
    shares = np.bincount(kinds, weight) / weight.sum()
    spread = float((shares * (1 - shares)).sum())
    if spread < 1e-12 or present < 2:
        return documents
    off = np.zeros((len(each), len(shares)))
    np.add.at(off, (document, kinds), weight)
    off = (off - each[:, None] * shares) / weight.sum()
    variance = float((off**2).sum()) * present / (present - 1)
    return min(by_weight, spread / variance) if variance > 0 else by_weight


def _facts(checked: Checked) -> dict[str, Any]:
    coded = checked.coded >= 0
    documents = len(np.unique(checked.document[coded]))
    n_coded = int(coded.sum())
    return {"n": len(coded), "n_coded": n_coded, "documents": documents, "method": "coded"}


def _tables(checked: Checked) -> tuple[Vector, Matrix]:
    """Give how often the machine gave each label, and what people say behind each."""
    size = len(checked.labels)
    seen = np.bincount(checked.machine, minlength=size + 1).astype(np.float64)
    behind = np.zeros((size + 1, size))
    coded = checked.coded >= 0
    np.add.at(behind, (checked.machine[coded], checked.coded[coded]), checked.inverse[coded])
    return seen, behind


def _joint(seen: Vector, behind: Matrix) -> Matrix:
    """Give the shares of machine's label by people's; where nobody looked behind one, NaN."""
    total = behind.sum(axis=1, keepdims=True)
    shares = np.divide(behind, total, out=np.full_like(behind, np.nan), where=total > 0)
    joint = np.where(seen[:, None] > 0, seen[:, None] * shares, 0.0)
    return np.asarray(joint[None] / seen.sum())


def _posterior(checked: Checked, seen: Vector, behind: Matrix) -> Matrix:
    """Draw tables as sure as the sample is."""
    chance = np.random.default_rng(SEED)
    kinds = len(checked.labels)
    total = behind.sum(axis=1, keepdims=True)
    shares = np.divide(behind, total, out=np.zeros_like(behind), where=total > 0)
    every = np.arange(len(checked.machine))
    # How often it gives each label is itself of chance: other texts of the kind would differ.
    alike = effective_size(checked.machine, np.ones(len(every)), checked.document)
    given = seen > 0
    rows = np.zeros((DRAWS, kinds + 1))
    rows[:, given] = chance.dirichlet(seen[given] / seen.sum() * alike, DRAWS)
    drawn = np.zeros((DRAWS, kinds + 1, kinds))
    for at in np.flatnonzero(given):
        units = (checked.machine == at) & (checked.coded >= 0)
        size = effective_size(checked.coded[units], checked.inverse[units], checked.document[units])
        drawn[:, at] = chance.dirichlet(shares[at] * size + PRIOR / kinds, DRAWS)
    return rows[:, :, None] * drawn


def _measures(joint: Matrix) -> dict[str, Vector]:
    """Give every measure of tables of shares: draws × machine's labels × people's."""
    size = joint.shape[2]
    right = joint[:, np.arange(size), np.arange(size)]
    machine = joint[:, :size].sum(axis=2)
    people = joint.sum(axis=1)
    f1 = _over(2 * right, machine + people)
    found = {"accuracy": _over(right.sum(axis=1), machine.sum(axis=1))}
    for name, values in (
        ("precision", _over(right, machine)),
        ("recall", _over(right, people)),
        ("f1", f1),
    ):
        found |= {f"{name} {at}": values[:, at] for at in range(size)}
    with_any = np.isfinite(f1)
    sums = np.where(with_any, f1, 0.0).sum(axis=1)
    return found | {"macro_f1": _over(sums, with_any.sum(axis=1).astype(np.float64))}


def _over(above: Matrix, below: Matrix) -> Matrix:
    return np.asarray(np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0))


def _told(point: Vector, drawn: Vector, facts: Mapping[str, Any]) -> Estimate:
    value = float(point[0])
    if not np.isfinite(value):
        return Estimate(NAN, note=UNSEEN, **facts)
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return Estimate(value, min(float(low), value), max(float(high), value), **facts)


def _sorted(labels: set[Any]) -> tuple[Hashable, ...]:
    return tuple(sorted(labels, key=str))


def estimates_of(found: Quality) -> Iterator[tuple[str, Hashable, Estimate]]:
    """List every estimate with the measure's name and its label, None where it is of all.

    Example:
        >>> found = quality(Checked.of(["a", "b"] * 9, ["a", "b"] * 9))
        >>> [(measure, label) for measure, label, _ in estimates_of(found)][:4]
        [('accuracy', None), ('macro_f1', None), ('coverage', None), ('precision', 'a')]
    """
    yield "accuracy", None, found.accuracy
    yield "macro_f1", None, found.macro_f1
    yield "coverage", None, found.coverage
    for label, one in found.labels.items():
        yield "precision", label, one.precision
        yield "recall", label, one.recall
        yield "f1", label, one.f1
