"""Drawing units for coding: each with a known probability, so that what is coded speaks for all.

Chance comes from the units' own names: each has a number between 0 and 1, a hash of seed and name
(a *permanent random number*). So the order of the frame doesn't matter, and a larger draw with the
same seed holds the smaller one: who needs 60 more codes 60 more.

References:
    Särndal, Swensson & Wretman (1992), Model Assisted Survey Sampling, Springer, chs. 3 and 4.
    Ohlsson (1995), Coordination of samples using permanent random numbers, in Cox et al. (eds.),
    Business Survey Methods, Wiley.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import UserError, nearest

WAYS = ("simple", "stratified", "uncertain", "systematic", "clustered")
ALLOCATIONS = ("proportional", "equal", "neyman")
# Least size of a unit beside 1 for the least sure: no weight is more than five times another, so
# that a few sure units that turn out wrong don't swamp an estimate.
FLOOR = 0.2
LEAST = 2  # units of a stratum: one alone shows no variance

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Design:
    """How to draw.

    Attributes:
        n: How many units are wanted; a draw by uncertainty gives about as many.
        way: ``simple``; ``stratified``; ``uncertain`` (Poisson sampling, likelier the less sure
            the machine is); ``systematic`` (the same likelihoods, but exactly n units, and a
            larger draw doesn't hold the smaller); ``clustered`` (some units of each drawn
            document).
        allocation: How strata share n: ``proportional`` to their size, ``equal``, or ``neyman``
            (to size times spread, guessed from the machine's doubt).
        each: Units drawn of one document, where clustered.
        held: The share of documents set aside for evaluation.
        seed: What chance starts from.
    """

    n: int = 100
    way: str = "simple"
    allocation: str = "proportional"
    each: int = 5
    held: float = 0.5
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse what can't be drawn."""
        for name, known in (("way", WAYS), ("allocation", ALLOCATIONS)):
            given = getattr(self, name)
            if given not in known:
                hint = nearest(given, known, named="one of")
                raise UserError(f"no {name} named {given!r}", hint=hint)
        if self.n < 1 or self.each < 1:
            raise UserError("a sample has at least one unit", hint="--n 100")
        if not 0 <= self.held <= 1:
            raise UserError(f"held can't be {self.held}", hint="a share from 0 to 1")


@dataclass(frozen=True)
class Frame:
    """What is drawn from; all sequences are parallel.

    Attributes:
        units: Names, all different.
        documents: The document of each.
        strata: The stratum of each; one for all if empty. Where clustered, a document's units
            share theirs.
        doubt: How unsure the machine is of each, 0 to 1; NaN where it says nothing.
    """

    units: Sequence[str]
    documents: Sequence[str]
    strata: Sequence[str] = ()
    doubt: Sequence[float] = ()


@dataclass(frozen=True)
class Drawn:
    """What was drawn.

    Attributes:
        units: Indices into the frame, in the order of drawing, which is random: who codes the
            first half has coded a sample too.
        probability: Of each unit of the frame, drawn or not, to be drawn.
        held: Of each unit of the frame, whether it is set aside for evaluation.
        strata: For each stratum, how many units it has and how many were drawn.
    """

    units: npt.NDArray[np.int64]
    probability: Numbers
    held: npt.NDArray[np.bool_]
    strata: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def draw(frame: Frame, design: Design) -> Drawn:
    """Draw units.

    Args:
        frame: What is drawn from, in any order.
        design: How.

    Raises:
        UserError: The frame has fewer strata than can be served, or no doubts to draw by.
        ValueError: The frame names a unit twice.

    Example:
        >>> frame = Frame([f"u{i}" for i in range(50)], [f"d{i // 5}" for i in range(50)])
        >>> drawn = draw(frame, Design(n=10))
        >>> len(drawn.units), float(drawn.probability[0])
        (10, 0.2)
        >>> more = draw(frame, Design(n=20))
        >>> set(drawn.units) <= set(more.units)
        True
    """
    if len(set(frame.units)) < len(frame.units):
        raise ValueError("the frame names a unit twice")
    order = np.argsort(
        np.asarray(frame.units, dtype=str)
    )  # sums depend on the order of their parts
    drawn = _draw(_in_order(frame, order), design)
    probability, held = np.empty(len(order)), np.empty(len(order), dtype=bool)
    probability[order], held[order] = drawn.probability, drawn.held
    return Drawn(order[drawn.units], probability, held, drawn.strata)


def _in_order(frame: Frame, order: npt.NDArray[np.int64]) -> Frame:
    parts = (frame.units, frame.documents, frame.strata, frame.doubt)
    return Frame(*([part[i] for i in order] if len(part) else () for part in parts))


def _draw(frame: Frame, design: Design) -> Drawn:
    units = np.asarray(frame.units, dtype=str)
    strata = np.asarray(frame.strata or [""] * len(units), dtype=str)
    chance = permanent(frame.units, design.seed)
    if design.way in ("uncertain", "systematic"):
        probability = proportional_to(sizes(frame), design.n)
        by = poisson if design.way == "uncertain" else systematic
        taken = by(probability, chance)
    elif design.way == "clustered":
        taken, probability = _clustered(frame, strata, chance, design)
    else:
        taken, probability = _stratified(frame, strata, chance, design)
    order = np.flatnonzero(taken)
    order = order[np.lexsort((units[order], chance[order]))]
    held = permanent(frame.documents, "held") < design.held
    counts = {
        str(name): {"units": int((strata == name).sum()), "drawn": int(taken[strata == name].sum())}
        for name in np.unique(strata)
    }
    return Drawn(order, probability, held, counts)


def permanent(names: Sequence[str], seed: int | str) -> Numbers:
    """Give each name its permanent random number in [0, 1).

    Example:
        >>> permanent(["a", "b"], 1)[::-1].tolist() == permanent(["b", "a"], 1).tolist()
        True
    """
    hashes = (hashlib.sha256(f"{seed}\x1f{name}".encode()).digest() for name in names)
    return np.array([int.from_bytes(h[:8]) / 2**64 for h in hashes], dtype=np.float64)


def allocate(
    counts: Sequence[int], n: int, *, how: str = "proportional", spread: Sequence[float] = ()
) -> list[int]:
    """Share n units among strata: each at least two, none more than it has.

    Args:
        counts: Units of each stratum.
        n: How many to share.
        how: ``proportional``, ``equal`` or ``neyman``.
        spread: For ``neyman``, the standard deviation guessed of each stratum.

    Raises:
        UserError: There are more strata than units to share.

    References:
        Neyman (1934), On the two different aspects of the representative method, JRSS 97(4).

    Example:
        >>> allocate([900, 90, 10], 100), allocate([900, 90, 10], 100, how="equal")
        ([89, 9, 2], [45, 45, 10])
    """
    size = np.asarray(counts, dtype=np.float64)
    n = min(n, int(size.sum()))
    if n < np.count_nonzero(size):
        strata = np.count_nonzero(size)
        raise UserError(f"{n} units can't serve {strata} strata", hint="a larger --n, or less --by")
    least = np.minimum(size, LEAST)
    share = least if least.sum() <= n else np.minimum(size, 1)
    weights = {"proportional": size, "equal": np.ones_like(size)}.get(how)
    if weights is None:
        weights = size * np.asarray(spread, dtype=np.float64)
    return [int(x) for x in _shared(n, np.maximum(weights, 1e-9), share, size)]


def _shared(n: int, weights: Numbers, least: Numbers, most: Numbers) -> Numbers:
    """Share n by weights within bounds: largest remainder first, the earlier stratum on ties."""
    low, high = 0.0, float(n / weights.min()) + 1
    for _ in range(200):  # halving until doubles can't be parted further
        middle = (low + high) / 2
        if np.clip(middle * weights, least, most).sum() < n:
            low = middle
        else:
            high = middle
    exact = np.clip(low * weights, least, most)
    whole = np.floor(exact + 1e-9)
    order = sorted(range(len(exact)), key=lambda i: (whole[i] >= most[i], whole[i] - exact[i], i))
    for i in order[: round(n - whole.sum())]:
        whole[i] += 1
    return whole


def proportional_to(size: Numbers, n: int) -> Numbers:
    """Turn sizes into probabilities that add up to n, none above 1.

    Example:
        >>> proportional_to(np.array([8.0, 1.0, 1.0]), 2).tolist()
        [1.0, 0.5, 0.5]
    """
    probability = np.zeros(len(size))
    sure = np.zeros(len(size), dtype=bool)
    n = min(n, len(size))
    while not sure.all():
        probability = np.where(sure, 1.0, size * (n - sure.sum()) / size[~sure].sum())
        above = (probability >= 1) & ~sure
        if not above.any():
            break
        sure |= above
    return np.minimum(np.where(sure, 1.0, probability), 1.0)


def sizes(frame: Frame) -> Numbers:
    """Turn the machine's doubts into sizes, from `FLOOR` to 1; where it says nothing, 1.

    Raises:
        UserError: It says nothing of any.
    """
    doubt = np.asarray(frame.doubt, dtype=np.float64)
    if not len(doubt) or np.isnan(doubt).all():
        hint = "hermeneut run, if a pass measures it; else draw without --uncertain"
        raise UserError("the machine says nothing of these units, so not how sure it is", hint=hint)
    return np.where(np.isnan(doubt), 1.0, FLOOR + (1 - FLOOR) * doubt)


def poisson(probability: Numbers, chance: Numbers) -> npt.NDArray[np.bool_]:
    """Draw each unit by itself; how many come is left to chance."""
    return np.asarray(chance < probability)


def systematic(probability: Numbers, chance: Numbers) -> npt.NDArray[np.bool_]:
    """Draw with steps of one along the summed probabilities, in random order.

    As many come as the probabilities sum to.

    Example:
        >>> chance = permanent([str(i) for i in range(40)], 1)
        >>> int(systematic(np.full(40, 0.25), chance).sum())
        10
    """
    order = np.argsort(chance, kind="stable")
    start = permanent(["start"], repr(np.sort(chance)[:1].tolist()))[0]
    upto = np.cumsum(probability[order])
    upto[-1] = round(upto[-1]) if abs(upto[-1] - round(upto[-1])) < 1e-6 else upto[-1]
    steps = np.floor(upto - start)
    taken = np.zeros(len(chance), dtype=bool)
    taken[order] = np.diff(steps, prepend=np.floor(-start)) > 0
    return taken


def _stratified(
    frame: Frame, strata: npt.NDArray[Any], chance: Numbers, design: Design
) -> tuple[npt.NDArray[np.bool_], Numbers]:
    names, of = np.unique(strata, return_inverse=True)
    counts = np.bincount(of, minlength=len(names))
    spread = _spreads(frame, of, len(names)) if design.allocation == "neyman" else ()
    wanted = np.array(allocate(counts.tolist(), design.n, how=design.allocation, spread=spread))
    return _lowest(chance, of) < wanted[of], (wanted / counts)[of]


def _lowest(chance: Numbers, of: npt.NDArray[np.intp]) -> npt.NDArray[np.int64]:
    """Rank each unit within its group by its number, from 0."""
    order = np.lexsort((chance, of))
    starts = np.flatnonzero(np.diff(of[order], prepend=-1))
    first = np.repeat(starts, np.diff(np.append(starts, len(of))))
    ranks = np.empty(len(of), dtype=np.int64)
    ranks[order] = np.arange(len(of)) - first
    return ranks


def _spreads(frame: Frame, of: npt.NDArray[np.intp], groups: int) -> list[float]:
    """Guess the spread of each stratum: where the machine is in doubt, people's answers vary."""
    size = sizes(frame)
    return [float(np.sqrt(size[of == group].mean()) / 2) for group in range(groups)]


def _clustered(
    frame: Frame, strata: npt.NDArray[Any], chance: Numbers, design: Design
) -> tuple[npt.NDArray[np.bool_], Numbers]:
    """Draw documents, then units of each."""
    names, of = np.unique(np.asarray(frame.documents, dtype=str), return_inverse=True)
    held = np.bincount(of, minlength=len(names))
    taken_of = np.minimum(held, design.each)
    _, first = np.unique(of, return_index=True)
    groups, group = np.unique(strata[first], return_inverse=True)
    if (strata != strata[first][of]).any():
        raise UserError("a document's units are in several strata", hint="draw without --clustered")
    counts = np.bincount(group, minlength=len(groups))
    documents = max(len(groups), round(design.n / float(taken_of.mean())))
    wanted = np.array(allocate(counts.tolist(), documents, how=_plain(design.allocation)))
    by_name = permanent(names.tolist(), design.seed)
    chosen = _lowest(by_name, group) < wanted[group]
    taken = chosen[of] & (_lowest(chance, of) < taken_of[of])
    return taken, ((wanted / counts)[group])[of] * (taken_of / held)[of]


def _plain(allocation: str) -> str:
    if allocation == "neyman":
        raise UserError("documents have no spread to guess", hint="--allocation proportional")
    return allocation
