"""Would the reader of polarity find a side in this sentence? A cheap model that answers first.

In essays nine sentences in ten take no side, and reading each costs milliseconds. This linear
model over runs of words learned from the reader itself which sentences are worth its time.

Source of the idea: Viola and Jones 2001, *Rapid object detection using a boosted cascade* (CVPR);
Hinton, Vinyals and Dean 2015, *Distilling the knowledge in a neural network* (arXiv:1503.02531).
Built by ``models/training/gate.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hermeneut.models import digest_of
from hermeneut.models.sentiment import features, weighed
from hermeneut.models.spelling import spelled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEIGHTS = "gate.safetensors"


def expected(sentences: Sequence[str]) -> NDArray[np.float64]:
    """Say what the reader of polarity is likely to find in sentences.

    Args:
        sentences: English sentences, one each.

    Returns:
        float64, one row a sentence: the probability that `judgement.polarity` leans to one side
        (.3 or more for negative or for positive), and that it takes it for a judgement.

    Raises:
        UserError: The model file is missing or damaged.

    Example:
        >>> dull, plain = expected(["A dull, lifeless film.", "The book came out in 1951."])
        >>> bool(dull[0] > 0.9 and plain[0] < 0.1)
        True
    """
    import numpy as np

    found = features([spelled(sentence) for sentence in sentences])
    shares: NDArray[np.float64] = 1 / (1 + np.exp(-weighed(found, len(sentences), WEIGHTS)))
    return shares


def digest() -> str:
    """Return the SHA-256 that stands for the model; the model is not read.

    >>> len(digest())
    64
    """
    return digest_of(WEIGHTS)
