"""A measure of a study's own: a small head over frozen sentence vectors, fitted to its codings.

Some hundred passages or sentences that people coded are enough to tell how well a machine could
follow them, and often to help it. The head is logistic regression on the vectors of
`hermeneut.models.encoder`; `hermeneut.models.fitting` makes it. Where several values may hold at
once, each is decided by itself.

Source: Tunstall et al. 2022, *Efficient Few-Shot Learning Without Prompts* (arXiv:2209.11055), for
how far a linear head over sentence vectors goes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hermeneut.errors import UserError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Shares = NDArray[np.float64]

FOLDER = "heads"  # of a study
YES, NO, NONE = "yes", "no", "none"
OF = ("paragraphs", "sentences")
# What a head sees of the shipped measure, by the table that holds it, and how heavily: vectors
# have unit length. Tried on half of the sample study's passages, with bench/training.py.
SEES = {
    "": {},
    "themes": {"score": 3.0},
    "positions": {"near": 1.0, "favour": 0.5, "against": 0.5},
    "sentiments": {"negative": 3.0, "neutral": 3.0, "positive": 3.0, "judges": 3.0},
    "referents": {"share": 1.0},
    "roles": {"plot": 3.0, "argument": 3.0, "evaluation": 3.0, "background": 3.0},
}
_NAMES = ("variable", "sees", "vectors", "of")
_ABOUT = ("values", "strength", *_NAMES, "several")


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
        of: What it is fitted to: paragraphs or sentences.
        several: Whether several values may hold at once.
    """

    values: tuple[str, ...]
    weights: Vectors
    bias: Vectors
    strength: float
    variable: str = ""
    sees: str = ""
    vectors: str = ""
    of: str = "paragraphs"
    several: bool = False

    def shares(self, vectors: Vectors) -> Shares:
        """Return the probability of each value for each vector.

        A row sums to one, unless several values may hold at once.
        """
        import numpy as np

        # Row by row, so that a passage has one answer in any batch.
        rows = [(self.weights * vector).sum(axis=1) + self.bias for vector in vectors]
        logits = np.array(rows, np.float64).reshape(-1, len(self.values))
        if self.several:
            each: Shares = 1 / (1 + np.exp(-logits.clip(-500, 500)))
            return each
        raised = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: Shares = raised / raised.sum(axis=1, keepdims=True)
        return shares

    def decide(self, vector: Vectors) -> tuple[str, float, dict[str, float]]:
        """Say what holds of one vector, how sure that is, and the probability of each value.

        Where several values may hold, it is as sure as of the value of which it is least sure.
        """
        shares = self.shares(vector[None])[0].tolist()
        each = dict(zip(self.values, shares, strict=True))
        if self.several:
            held = [value for value, share in each.items() if share >= 0.5]
            return self.joined(held), min(max(share, 1 - share) for share in shares), each
        at = max(range(len(shares)), key=shares.__getitem__)
        return self.values[at], shares[at], each

    def joined(self, held: Collection[str]) -> str:
        """Write several values as one answer, in the codebook's order."""
        return "; ".join(value for value in self.values if value in held) or NONE


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
        said = {name: str(named[name]) for name in _NAMES if name in named}
        head = Head(values, tensors["weights"], tensors["bias"], float(named["strength"]), **said,
                    several=bool(named.get("several")))  # fmt: skip
        _check_shape(head)
    except Exception as error:
        raise UserError(f"this is no head: {error}", hint="hermeneut train makes one") from error
    return head


def _check_shape(head: Head) -> None:
    import numpy as np

    n = len(head.values)
    shapes = (n,), (n, head.weights.shape[-1])
    if n < 2 - head.several or (head.bias.shape, head.weights.shape) != shapes:
        raise ValueError("a row of weights for each value")
    if not (np.isfinite(head.weights).all() and np.isfinite(head.bias).all()):
        raise ValueError("weights without end")
