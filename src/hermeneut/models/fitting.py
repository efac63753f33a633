"""Fitting heads to what people coded, and saying how well they do on documents not learned from.

The strength of a head's penalty is chosen inside each fold, so the figures are of texts that it
never saw. Where several values may hold at once, each has a head of its own.

Source: Stone 1974, *Cross-validatory choice and assessment* (JRSS B 36), for choosing inside the
fold; Boutell et al. 2004, *Learning multi-label scene classification* (Pattern Recognition 37), for
one classifier a value.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from hermeneut.errors import UserError
from hermeneut.models.heads import NO, YES, Head

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

FOLDS = 5
# Penalties tried, scikit-learn's C: unit vectors want weak ones.
STRENGTHS = (1.0, 4.0, 16.0, 64.0)
# A value that fewer units have can't be both learned and tested.
LEAST_OF_A_VALUE = 5
CURVE = (0.25, 0.5, 0.75, 1.0)
SEED = 20131218


@dataclass(frozen=True)
class Held:
    """How well a head did on units that it was not fitted to.

    Attributes:
        coded: How many units.
        right: Share of them that got the value people gave.
        macro_f1: F1, each value counting alike.
        usual: Share that the commonest value alone would get right.
    """

    coded: int
    right: float
    macro_f1: float
    usual: float


@dataclass(frozen=True)
class Fitted:
    """A head with its figures on held-out units, and those of heads fitted to fewer.

    Attributes:
        head: Fitted to all units.
        held: How well heads did on the documents that they hadn't seen.
        curve: The same of heads fitted to fewer units.
        said: What these heads said of each unit, in the units' order.
        rare: Values, where several may hold, that too few units have, or lack: of these the
            commoner of yes and no is said everywhere.
    """

    head: Head
    held: Held
    curve: tuple[Held, ...]
    said: tuple[str, ...]
    rare: tuple[str, ...] = ()


def fit(vectors: Vectors, values: Sequence[str], documents: Sequence[str]) -> Fitted:
    """Fit a head to coded units and say how well it does on documents it hasn't seen.

    Args:
        vectors: A row a unit.
        values: What people coded, one a unit.
        documents: Where each unit stands; one document is never on both sides of a fold.

    Returns:
        The head fitted to all units; figures by cross-validation; and the learning curve, whose
        ``coded`` is the number of units that its heads were fitted to.

    Raises:
        UserError: Too few units, values or documents.

    Example:
        >>> import numpy as np
        >>> turns = np.linspace(0, 6.2, 40)
        >>> vectors = np.stack([np.cos(turns), np.sin(turns)], axis=1).astype(np.float32)
        >>> values = ["up" if up > 0 else "down" for _, up in vectors]
        >>> fitted = fit(vectors, values, [f"d{n % 10}" for n in range(40)])
        >>> fitted.held.right > 0.9, fitted.head.values
        (True, ('down', 'up'))
    """
    import numpy as np
    import sklearn.linear_model  # noqa: F401 - its threads can be limited only when it is there
    from threadpoolctl import threadpool_limits

    _check(values, documents)
    coded = _Coded(vectors, np.array(values), np.array(documents))
    with threadpool_limits(limits=1):  # so small a fit only waits for other threads
        return _fitted_and_told(coded)


def fit_each(
    vectors: Vectors,
    sets: Sequence[Collection[str]],
    documents: Sequence[str],
    values: Sequence[str],
) -> Fitted:
    """Fit a head where several values may hold at once: one of yes and no for each value.

    Args:
        vectors: A row a unit.
        sets: The values that people found in each unit; none at all is an answer, too.
        documents: Where each unit stands.
        values: All that there are, in the codebook's order.

    Returns:
        As `fit`; figures are means over the values that could be learned.

    Raises:
        UserError: No value can be learned.

    Example:
        >>> import numpy as np
        >>> turns = np.linspace(0, 6.2, 60)
        >>> vectors = np.stack([np.cos(turns), np.sin(turns)], axis=1).astype(np.float32)
        >>> sets = [[n for n, at in (("right", x), ("up", y)) if at > 0] for x, y in vectors]
        >>> fitted = fit_each(vectors, sets, [f"d{n % 12}" for n in range(60)], ["right", "up"])
        >>> fitted.held.macro_f1 > 0.9, fitted.head.decide(vectors[5])[0]
        (True, 'right; up')
    """
    import numpy as np

    each: dict[str, Fitted] = {}
    trouble = UserError("there are no values to tell apart")
    for value in values:
        try:
            each[value] = fit(vectors, [YES if value in one else NO for one in sets], documents)
        except UserError as error:
            trouble = error
    if not each:
        raise trouble
    heads = [_one_row(each.get(value), value, sets, vectors.shape[1]) for value in values]
    weights, bias = (np.array(part, np.float32) for part in zip(*heads, strict=True))
    strength = float(np.mean([one.head.strength for one in each.values()]))
    head = Head(tuple(values), weights, bias, strength, several=True)
    said = [_out_of_fold(each, head, n) for n in range(len(sets))]
    curve = tuple(_mean([one.curve[at] for one in each.values()]) for at in range(len(CURVE)))
    return Fitted(head, curve[-1], curve, tuple(said), tuple(v for v in values if v not in each))


def _one_row(
    fitted: Fitted | None, value: str, sets: Sequence[Collection[str]], width: int
) -> tuple[Vectors, float]:
    """Give the weights and the bias of yes against no; of a rare value how common it is."""
    import numpy as np

    if fitted is None:
        n = sum(value in one for one in sets)
        return np.zeros(width, np.float32), math.log((n + 0.5) / (len(sets) - n + 0.5))
    head = fitted.head
    no, yes = head.values.index(NO), head.values.index(YES)
    return head.weights[yes] - head.weights[no], float(head.bias[yes] - head.bias[no])


def _out_of_fold(each: dict[str, Fitted], head: Head, at: int) -> str:
    """Join what each value's heads said of a unit that they hadn't seen."""
    yes = {value for value, one in each.items() if one.said[at] == YES}
    usual = zip(head.values, head.bias, strict=True)
    return head.joined(yes | {value for value, bias in usual if value not in each and bias > 0})


def _mean(points: Sequence[Held]) -> Held:
    n = len(points)
    right, f1, usual = (
        sum(getattr(one, name) for one in points) / n for name in ("right", "macro_f1", "usual")
    )
    return Held(round(sum(one.coded for one in points) / n), right, f1, usual)


def _fitted_and_told(coded: _Coded) -> Fitted:
    folds = [_Fold(coded.of(i), coded.of(o), o, _strength(coded.of(i))) for i, o in coded.folds()]
    told = [_held_out(coded, folds, share) for share in CURVE]
    curve = tuple(held for held, _ in told)
    return Fitted(_fitted(coded, _strength(coded)), curve[-1], curve, told[-1][1])


def _check(values: Sequence[str], documents: Sequence[str]) -> None:
    counts = {value: values.count(value) for value in sorted(set(values))}
    rare = [value for value, n in counts.items() if n < LEAST_OF_A_VALUE]
    if len(counts) < 2:
        raise UserError("all that was coded has one value: there is nothing to tell apart")
    if rare:
        what = f"fewer than {LEAST_OF_A_VALUE} units are coded {', '.join(rare)}"
        raise UserError(what, hint="code more, or join values")
    if len(set(documents)) < FOLDS:
        raise UserError(f"the codings are of fewer than {FOLDS} documents", hint="code more")


class _Coded(NamedTuple):
    vectors: Vectors
    values: NDArray[np.str_]
    documents: NDArray[np.str_]

    def of(self, rows: NDArray[np.int64]) -> _Coded:
        return _Coded(self.vectors[rows], self.values[rows], self.documents[rows])

    def folds(self) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        from sklearn.model_selection import StratifiedGroupKFold

        deal = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
        if len(set(self.documents)) < FOLDS:
            return []
        with warnings.catch_warnings():  # a value rarer than the folds is in some of them
            warnings.simplefilter("ignore", UserWarning)
            return list(deal.split(self.values, self.values, self.documents))


class _Fold(NamedTuple):
    inside: _Coded
    outside: _Coded
    rows: NDArray[np.int64]
    strength: float


def _held_out(coded: _Coded, folds: Sequence[_Fold], share: float) -> tuple[Held, tuple[str, ...]]:
    """Fit to a share of each fold's inside; return figures, and what was said of each unit."""
    import numpy as np

    chance = np.random.default_rng(SEED)
    said = coded.values.astype(object)
    sizes = []
    for inside, outside, rows, strength in folds:
        some = chance.permutation(len(inside.values))[: round(share * len(inside.values))]
        less = inside.of(some) if len(set(inside.values[some])) > 1 else inside
        head = _fitted(less, strength)
        said[rows] = [head.values[at] for at in head.shares(outside.vectors).argmax(axis=1)]
        sizes.append(len(less.values))
    n = len(coded.values) if share == 1 else round(sum(sizes) / len(sizes))
    true = coded.values.tolist()
    return held(true, list(said), coded=n), tuple(map(str, said))


def held(true: Sequence[str], said: Sequence[str], *, coded: int = 0) -> Held:
    """Lay what was said of units beside what people coded.

    Example:
        >>> held(["for", "for", "against"], ["for", "against", "against"])
        Held(coded=3, right=0.66..., macro_f1=0.66..., usual=0.66...)
    """
    right = sum(one == other for one, other in zip(said, true, strict=True)) / len(true)
    usual = max(true.count(value) for value in set(true)) / len(true)
    return Held(coded or len(true), right, macro_f1(true, said), usual)


def macro_f1(true: Sequence[str], said: Sequence[str]) -> float:
    """Return F1, each value that people coded counting alike.

    Example:
        >>> macro_f1(["yes", "no", "no", "no"], ["no"] * 4)
        0.42...
    """
    each = []
    for value in sorted(set(true)):
        both = sum(one == other == value for one, other in zip(true, said, strict=True))
        each.append(2 * both / (true.count(value) + said.count(value)))
    return sum(each) / len(each)


def _strength(coded: _Coded) -> float:
    folds = [(coded.of(inside), coded.of(outside)) for inside, outside in coded.folds()]
    return max(STRENGTHS, key=lambda one: (_right(folds, one), -one))


def _right(folds: Sequence[tuple[_Coded, _Coded]], strength: float) -> float:
    """Return the share of right answers outside, each value counting alike."""
    right: dict[str, list[bool]] = {}
    for inside, outside in folds:
        if len(set(inside.values)) > 1:
            said = _model(strength).fit(inside.vectors, inside.values).predict(outside.vectors)
            for value, one in zip(outside.values, said, strict=True):
                right.setdefault(str(value), []).append(value == one)
    shares = [sum(some) / len(some) for some in right.values()]
    return sum(shares) / max(1, len(shares))


def _fitted(coded: _Coded, strength: float) -> Head:
    import numpy as np

    model = _model(strength).fit(coded.vectors, coded.values)
    weights, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # scikit-learn keeps one row for two values
        weights, bias = np.vstack([-weights / 2, weights / 2]), np.array([-bias[0], bias[0]]) / 2
    names = tuple(map(str, model.classes_))
    # safetensors writes memory as it lies, so rows must lie in a row
    whole = np.ascontiguousarray(weights, np.float32)
    return Head(names, whole, bias.astype(np.float32), strength)


def _model(strength: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, max_iter=500, class_weight="balanced")
