"""Does a passage take a proposition up, and how does it lean? Heads over sentence vectors.

A vector tells well whether a passage argues about a matter, and badly what it says of it: the first
head is worth having alone, the second only beside other evidence. Heads were taught the
propositions of the study that ships, by passages written for them (``models/training/uptake.py``);
they are found by a proposition's wording, so another design has none.

Source: Tunstall et al. 2022, *Efficient Few-Shot Learning Without Prompts* (arXiv:2209.11055).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from hermeneut.models import digest_of, read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

WEIGHTS = "uptake.safetensors"


class Leaning(NamedTuple):
    """What the heads of a proposition say of a passage.

    Attributes:
        takes: Log odds that it takes the proposition up, among passages as they were taught.
        side: Log odds that it is for it rather than against; hardly better than a coin alone.
    """

    takes: float
    side: float


@lru_cache(maxsize=256)
def key_of(proposition: str) -> str:
    """Return the name under which a wording's heads are kept.

    >>> key_of("Love needs a body.")
    '90419cdba4705395'
    """
    return hashlib.sha256(proposition.encode()).hexdigest()[:16]


def leaning(proposition: str, vector: Vector) -> Leaning | None:
    """Say what the heads of a proposition make of a passage; None if it was never taught.

    Args:
        proposition: Its wording.
        vector: The passage's, from `hermeneut.models.encoder`.

    Raises:
        UserError: The model file is missing or damaged.

    Example:
        >>> from hermeneut.models.encoder import encode
        >>> said = encode(["You can't love what you can't hold: a voice alone is no lover."])[0]
        >>> leaning("Love needs a body.", said).takes > 0, leaning("It rains.", said)
        (True, None)
    """
    weights = _heads().get(key_of(proposition))
    if weights is None:
        return None
    said = (weights[:, :-1] * vector).sum(axis=1) + weights[:, -1]
    return Leaning(*map(float, said))


def digest() -> str:
    """Return the SHA-256 that stands for the model; the model is not read.

    >>> len(digest())
    64
    """
    return digest_of(WEIGHTS)


@lru_cache(maxsize=1)
def _heads() -> Mapping[str, Vector]:
    from safetensors.numpy import load

    heads: Mapping[str, Vector] = load(read(WEIGHTS))
    return heads
