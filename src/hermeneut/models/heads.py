"""A measure of a study's own: a small head over frozen sentence vectors, fitted to its codings.

Some hundred passages that people coded are enough to tell how well a machine could follow them, and
often to help it. The head is logistic regression on the vectors of `hermeneut.models.encoder`; the
strength of its penalty is chosen inside each fold, so the figures below are of texts it never saw.

Source: Tunstall et al. 2022, *Efficient Few-Shot Learning Without Prompts* (arXiv:2209.11055), for
how far a linear head over sentence vectors goes; Stone 1974, *Cross-validatory choice and
assessment* (JRSS B 36), for choosing inside the fold.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from hermeneut.errors import UserError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Shares = NDArray[np.float64]

FOLDER = "heads"  # of a study
FOLDS = 5
# Penalties tried, scikit-learn's C: unit vectors want weak ones.
STRENGTHS = (1.0, 4.0, 16.0, 64.0)
# A value that fewer passages have can't be both learned and tested.
LEAST_OF_A_VALUE = 5
CURVE = (0.25, 0.5, 0.75, 1.0)
SEED = 20131218
# What a head sees of the shipped measure, by the table that holds it, and how heavily: vectors
# have unit length. Tried on half of the sample study's passages, with bench/training.py.
SEES = {
    "": {},
    "themes": {"score": 3.0},
    "positions": {"near": 1.0, "favour": 0.5, "against": 0.5},
}
_ABOUT = ("values", "strength", "variable", "sees", "vectors")


@dataclass(frozen=True, eq=False)
class Head:
    """A fitted head.

    Attributes:
        values: What it tells apart, in the order of its columns.
        weights: float32, a row a value, a column a dimension.
        bias: float32, one a value.
        strength: The penalty that was chosen.
        variable: What it decides.
        sees: Whose rows it sees beside the vector: a key of `SEES`.
        vectors: Digest of the model whose vectors it reads.
    """

    values: tuple[str, ...]
    weights: Vectors
    bias: Vectors
    strength: float
    variable: str = ""
    sees: str = ""
    vectors: str = ""

    def shares(self, vectors: Vectors) -> Shares:
        """Return the probability of each value for each vector; each row sums to one."""
        import numpy as np

        # Row by row, so that a passage has one answer in any batch.
        rows = [(self.weights * vector).sum(axis=1) + self.bias for vector in vectors]
        logits = np.array(rows, np.float64).reshape(-1, len(self.values))
        raised = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: Shares = raised / raised.sum(axis=1, keepdims=True)
        return shares


def beside(
    vector: Sequence[float], standing: Mapping[str, float | None], sees: str = ""
) -> Vectors:
    """Lay what the shipped measure says of a passage beside its vector, as a head sees them.

    Args:
        vector: The passage's.
        standing: What the measure says: the columns of its row; empty if it has none.
        sees: Which measure: a key of `SEES`.

    Example:
        >>> beside([0.6, 0.8], {"score": 0.5}, "themes").tolist()
        [0.60..., 0.80..., 1.5]
    """
    import numpy as np

    more = [weight * (standing.get(name) or 0.0) for name, weight in SEES[sees].items()]
    return np.array([*vector, *more], np.float32)


@dataclass(frozen=True)
class Held:
    """How well a head did on passages that it was not fitted to.

    Attributes:
        coded: How many passages.
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
    """A head with its figures on held-out passages, and those of heads fitted to fewer.

    Attributes:
        head: Fitted to all passages.
        held: How well heads did on the documents that they hadn't seen.
        curve: The same of heads fitted to fewer passages.
        said: What these heads said of each passage, in the passages' order.
    """

    head: Head
    held: Held
    curve: tuple[Held, ...]
    said: tuple[str, ...]


def fit(vectors: Vectors, values: Sequence[str], documents: Sequence[str]) -> Fitted:
    """Fit a head to coded passages and say how well it does on documents it hasn't seen.

    Args:
        vectors: A row a passage.
        values: What people coded, one a passage.
        documents: Where each passage stands; one document is never on both sides of a fold.

    Returns:
        The head fitted to all passages; figures by cross-validation; and the learning curve, whose
        ``coded`` is the number of passages that its heads were fitted to.

    Raises:
        UserError: Too few passages, values or documents.

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


def _fitted_and_told(coded: _Coded) -> Fitted:
    folds = [_Fold(coded.of(i), coded.of(o), o, _strength(coded.of(i))) for i, o in coded.folds()]
    told = [_held_out(coded, folds, share) for share in CURVE]
    curve = tuple(held for held, _ in told)
    return Fitted(_fitted(coded, _strength(coded)), curve[-1], curve, told[-1][1])


def saved(head: Head) -> bytes:
    """Return a head as the bytes of a safetensors file: numbers and names, nothing that runs.

    >>> import numpy as np
    >>> head = Head(("no", "yes"), np.eye(2, dtype=np.float32), np.zeros(2, np.float32), 4.0)
    >>> loaded(saved(head)).values
    ('no', 'yes')
    """
    from safetensors.numpy import save

    # one entry alone: safetensors writes several in any order
    about = {name: getattr(head, name) for name in _ABOUT}
    named = {"head": json.dumps(about)}
    data: bytes = save({"weights": head.weights, "bias": head.bias}, metadata=named)
    return data


def loaded(data: bytes) -> Head:
    """Read a head that `saved` wrote.

    Raises:
        UserError: These are not the bytes of a head.
    """
    from safetensors.numpy import load

    try:
        size = int.from_bytes(data[:8], "little")
        named = json.loads(json.loads(data[8 : 8 + size])["__metadata__"]["head"])
        tensors = load(data)
        values = tuple(map(str, named["values"]))
        said = {name: str(named[name]) for name in _ABOUT[2:]}
        head = Head(values, tensors["weights"], tensors["bias"], float(named["strength"]), **said)
        _check_shape(head)
    except Exception as error:
        raise UserError(f"this is no head: {error}", hint="hermeneut train makes one") from error
    return head


def _check_shape(head: Head) -> None:
    import numpy as np

    n = len(head.values)
    if n < 2 or head.bias.shape != (n,) or head.weights.ndim != 2 or len(head.weights) != n:
        raise ValueError("a row of weights for each value")
    if not (np.isfinite(head.weights).all() and np.isfinite(head.bias).all()):
        raise ValueError("weights without end")


def _check(values: Sequence[str], documents: Sequence[str]) -> None:
    counts = {value: values.count(value) for value in sorted(set(values))}
    rare = [value for value, n in counts.items() if n < LEAST_OF_A_VALUE]
    if len(counts) < 2:
        raise UserError("all passages have one value: there is nothing to tell apart")
    if rare:
        what = f"fewer than {LEAST_OF_A_VALUE} passages are coded {', '.join(rare)}"
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
    """Fit to a share of each fold's inside; return figures, and what was said of each passage."""
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
    """Lay what was said of passages beside what people coded.

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
