"""How many units to code: before coding begins, and as it goes on."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from hermeneut.errors import UserError

from .estimate import share_interval, student
from .estimators import Model, coded, powered
from .frame import Frame

Z = 1.959963984540054  # 97.5 % point of the normal distribution


@dataclass(frozen=True)
class Need:
    """How many units to code for a corrected share to be so sure.

    Args:
        coded: In all.
        more: Beyond those coded.
        half: Half the width that the interval will have then, about.
        reached: Whether that is as narrow as was asked for; otherwise all units are to be coded.
    """

    coded: int
    more: int
    half: float
    reached: bool

    def __str__(self) -> str:
        points = f"± {100 * self.half:.1f} points"
        if not self.reached:
            return f"coding all {self.coded} gives {points}"
        return f"code {self.more} more to reach {points}" if self.more else f"reached: {points}"


@dataclass(frozen=True)
class Guess:
    """What is guessed before anything is coded.

    Args:
        share: Of units that people would code 1; one half asks for most units.
        accuracy: Of the machine; one half is of no use.
        per_document: Units coded in each document.
        alike: How alike units of one document are, from 0 to 1: their intraclass correlation.
    """

    share: float = 0.5
    accuracy: float = 0.8
    per_document: float = 1.0
    alike: float = 0.0

    @property
    def left(self) -> float:
        """The part of the variance that the machine's labels leave."""
        p, a = self.share, self.accuracy
        seen = p * a + (1 - p) * (1 - a)
        explained = (2 * a - 1) ** 2 * p * (1 - p) / (seen * (1 - seen))
        return 1 - explained

    @property
    def effect(self) -> float:
        """How much larger the variance is for units that come in documents."""
        return 1 + (self.per_document - 1) * self.alike


def needed(half: float, units: int, guess: Guess | None = None, *, finite: bool = False) -> Need:
    """Say how many units to code so that a share's interval reaches ± half.

    Args:
        half: Half the interval's width, such as .05.
        units: Units in the frame.
        guess: What is guessed of share, machine and documents.
        finite: Whether these units are all there is to speak of.

    Raises:
        UserError: A half-width that isn't between 0 and .5, or a frame of under two units.

    References:
        Cochran (1977), Sampling Techniques, sections 4.4 and 12.6 (double sampling with
        regression); Kish (1965), Survey Sampling, section 5.4, for documents.

    Example:
        >>> needed(0.05, 5000, Guess(accuracy=0.85)).coded, needed(0.05, 5000).coded
        (204, 253)
        >>> print(needed(0.05, 300, finite=True))
        code 136 more to reach ± 5.0 points
    """
    return _least(lambda n: half_width(n, units, guess, finite=finite), half, 0, units)


def half_width(n: int, units: int, guess: Guess | None = None, *, finite: bool = False) -> float:
    """Say half of how wide a share's interval will be with so many units coded.

    Args:
        n: Units coded.
        units: Units in the frame.
        guess: What is guessed of share, machine and documents.
        finite: Whether these units are all there is to speak of.

    Example:
        >>> round(half_width(100, 5000), 3), round(half_width(100, 5000, Guess(accuracy=0.9)), 3)
        (0.079, 0.06)
    """
    known = guess or Guess()
    spread = known.share * (1 - known.share) * known.effect
    sampled = spread * known.left * (1 / n - 1 / units)
    variance = sampled + (0.0 if finite else spread / units)
    documents = max(n / known.per_document, 2.0)
    return _half(known.share, known.share, variance, documents)


def more(frame: Frame, half: float) -> Need:
    """Say how many more units to code so that a corrected share's interval reaches ± half.

    What the codings so far say of the machine, of documents and of unequal probabilities is taken
    to hold of those to come, drawn in the same way. It is itself uncertain: ask again as coding
    goes on.

    Args:
        frame: Labels and codings, 0 and 1.
        half: Half the interval's width, such as .05.

    Raises:
        UserError: A half-width that isn't between 0 and .5, or codings of fewer than two documents.

    References:
        See :func:`needed`.

    Example:
        >>> import numpy as np
        >>> chance = np.random.default_rng(4)
        >>> truth = (chance.random(3000) < 0.4) * 1.0
        >>> labels = np.where(chance.random(3000) < 0.85, truth, 1 - truth)
        >>> frame = Frame.of(labels, np.where(np.arange(3000) < 80, truth, np.nan))
        >>> need = more(frame, 0.05)
        >>> 80 < need.coded < 400, need.more == need.coded - 80
        (True, True)
    """
    model = Model.mean(len(frame))
    n, units = int(frame.is_coded.sum()), len(frame)
    if frame.coded_documents() < 2:
        raise UserError(
            "codings of fewer than two documents can't say how many are needed",
            hint="before coding begins, ask needed()",
        )
    drawn = replace(frame, finite=True)
    now = [powered(one, model, coded(one, model)) for one in (frame, drawn)]
    alone = coded(frame, model)
    base = min(max(float(alone.value[0]), 1 / (n + 2)), 1 - 1 / (n + 2))
    of_draw = float(now[1].variance[0]) or base * (1 - base) / alone.sample
    kept = max(float(now[0].variance[0]) - of_draw, 0.0) if not frame.finite else 0.0
    per_document = n / alone.documents

    def at(m: int) -> float:
        variance = kept + of_draw * (1 / m - 1 / units) / max(1 / n - 1 / units, 1e-12)
        return _half(float(now[0].value[0]), base, variance, max(m / per_document, 2.0))

    return _least(at, half, n, units)


def _half(share: float, base: float, variance: float, documents: float) -> float:
    size = base * (1 - base) / variance if variance > 0 else math.inf
    low, high = share_interval(share, size, student(documents - 1))
    return (high - low) / 2


def _least(at: Callable[[int], float], half: float, n: int, units: int) -> Need:
    """Find the fewest units by halving: more units never widen the interval."""
    if not 0 < half < 0.5:
        raise UserError(f"no interval of ± {half}", hint="± 5 points is 0.05")
    if units < 2:
        raise UserError("there are fewer than two units to code")
    start = max(n, 2)
    if at(units) > half:
        return Need(units, units - n, at(units), False)
    low, high = start, units
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if at(middle) <= half else (middle + 1, high)
    return Need(low, low - n, at(low), True)
