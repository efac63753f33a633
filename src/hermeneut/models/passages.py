"""Is a block of a page the author's? Boosted decision trees over a block's traits.

Two forests, the second of which also sees what the first said of the blocks around (stacking:
Wolpert 1992). Each is a sum of small regression trees on the logistic loss (Friedman 2001,
*Greedy Function Approximation*). Built by ``models/training/passages.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from hermeneut.models import digest_of, read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TREES = "passages.safetensors"
FORESTS = ("alone", "among")
_CHUNK = 2048  # rows worked on at once: bounds memory, changes no answer


@dataclass(frozen=True)
class Forest:
    """Trees as arrays over all nodes; a leaf leads to itself.

    Attributes:
        feature: Column that a node asks for.
        threshold: A row goes to the first child if its value is at most that.
        child: The two children of each node, side by side.
        value: What a leaf adds to the logit.
        roots: The root of each tree.
        base: Where the logit starts.
        deepest: Questions that the deepest tree asks.
    """

    feature: NDArray[np.intp]
    threshold: NDArray[np.float32]
    child: NDArray[np.intp]
    value: NDArray[np.float32]
    roots: NDArray[np.intp]
    base: float
    deepest: int

    def __call__(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the probability of each row."""
        import numpy as np

        parts = [self._some(rows[i : i + _CHUNK]) for i in range(0, len(rows), _CHUNK)]
        return np.concatenate([np.zeros(0, np.float32), *parts])

    def _some(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        import numpy as np

        flat = np.ascontiguousarray(rows).ravel()
        start = (np.arange(len(rows)) * rows.shape[1])[:, None]
        at = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        for _ in range(self.deepest):
            asked = flat.take(start + self.feature.take(at))
            at = self.child.take(2 * at + (asked > self.threshold.take(at)))
        logit = self.base + self.value.take(at).sum(axis=1, dtype=np.float64)
        probability: NDArray[np.float32] = (1 / (1 + np.exp(-logit))).astype(np.float32)
        return probability


@lru_cache(maxsize=1)
def forests() -> dict[str, Forest]:
    """Load the forests by name.

    Raises:
        UserError: The model file is missing or damaged.

    Example:
        >>> list(forests())
        ['alone', 'among']
    """
    from safetensors.numpy import load

    tensors = load(read(_TREES))
    return {name: _forest(tensors, name) for name in FORESTS}


def digest() -> str:
    """Return the SHA-256 that stands for the model; the model is not read.

    >>> len(digest())
    64
    """
    return digest_of(_TREES)


def _forest(tensors: dict[str, NDArray[np.float32]], name: str) -> Forest:
    import numpy as np

    def of(part: str) -> NDArray[np.float32]:
        return tensors[f"{name}.{part}"]

    base, deepest = of("bounds").tolist()
    return Forest(
        feature=of("feature").astype(np.intp),
        threshold=of("threshold"),
        child=np.stack([of("left"), of("right")], axis=1).ravel().astype(np.intp),
        value=of("value"),
        roots=of("roots").astype(np.intp),
        base=float(base),
        deepest=int(deepest),
    )
