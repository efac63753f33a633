"""How sure a name in a byline is: trees over what speaks for it and against it.

Extremely randomised trees (Geurts, Ernst and Wehenkel 2006, *Machine Learning* 63) over the cues
of ``hermeneut.read.candidates.cues``, each of which holds or doesn't: who says the name, who
another, what it is like. Built by ``models/training/facts.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from hermeneut.models import digest_of, read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TREES = "bylines.safetensors"


@dataclass(frozen=True)
class Trees:
    """Trees as arrays over all nodes; a leaf leads to itself.

    Attributes:
        columns: The number of each cue that is known.
        feature: The number of the cue that a node asks for.
        child: Where a node leads if the cue doesn't hold and if it does, side by side.
        value: The share of right names in a leaf.
        roots: The root of each tree.
        deepest: Questions that the deepest tree asks.
    """

    columns: Mapping[str, int]
    feature: NDArray[np.intp]
    child: NDArray[np.intp]
    value: NDArray[np.float32]
    roots: NDArray[np.intp]
    deepest: int

    def __call__(self, spoken: Iterable[str]) -> float:
        """Return the probability that a name is right of which these cues hold."""
        import numpy as np

        holds = np.zeros(len(self.columns), np.intp)
        holds[[self.columns[cue] for cue in spoken if cue in self.columns]] = 1
        at = self.roots
        for _ in range(self.deepest):
            at = self.child[2 * at + holds[self.feature[at]]]
        return float(self.value[at].mean(dtype=np.float64))


def of_arrays(cues: Iterable[str], arrays: Mapping[str, NDArray[np.float32]]) -> Trees:
    """Put trees together from the cues, in order of their numbers, and the arrays of a file."""
    import numpy as np

    return Trees(
        columns={cue: i for i, cue in enumerate(cues)},
        feature=arrays["feature"].astype(np.intp),
        child=np.stack([arrays["left"], arrays["right"]], axis=1).ravel().astype(np.intp),
        value=arrays["value"].astype(np.float32),
        roots=arrays["roots"].astype(np.intp),
        deepest=int(arrays["deepest"][0]),
    )


@lru_cache(maxsize=1)
def trees() -> Trees:
    """Load the trees that ship.

    Raises:
        UserError: The model file is missing or damaged.

    Example:
        >>> 0 < trees()(["+ json-ld", "+ byline", "a given name", "undisputed"]) < 1
        True
    """
    from safetensors.numpy import load

    tensors = load(read(_TREES))
    cues = bytes(tensors.pop("cues")).decode().split("\n")
    return of_arrays(cues, tensors)


def digest() -> str:
    """Return the SHA-256 that stands for the model; the model is not read.

    >>> len(digest())
    64
    """
    return digest_of(_TREES)
