"""What a whole text makes of a work: a score from -1 to 1, and how much each sentence gives to it.

Two readings are added. *Tone*: the mean lean of the sentences, each weighed by how far it judges
in the writer's own voice; the last three count up to twice, since a conclusion outweighs what it
concedes. *Words*: ridge regression from the n-grams of whole reviews to their authors' own
ratings. Both are sums over sentences, so the score opens into the sentences that carry it.

Source of the ideas: Pang and Lee (2005), *Seeing stars*, ACL; Taboada et al. (2011),
*Lexicon-based methods for sentiment analysis*, Computational Linguistics 37(2), on the weight of
where a sentence stands. Of a few sentences (a capsule, a pull quote) these say little: there
the mean lean counts alone, and less with each sentence more.

Built by ``models/training/evaluation.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from hermeneut.models import digest_of, read
from hermeneut.models.sentiment import Features, features, known

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_WEIGHTS = "evaluation.safetensors"
CLOSING = 3  # sentences at the end that count more, the last one twice
HELD_BACK = 0.5  # a sentence's worth of doubt: one faint judgement makes no evaluation
FEW = 4  # sentences: with so many more than one the two readings count alone
# What a mean lean is worth where it counts alone: from -.2 to .2 it comes to *mixed*, chosen on
# critics' pull quotes of films set aside.
ALONE, MIDDLE_ALONE = 0.875, -0.1
IDF_UNIT = 16.0  # an n-gram's rarity is kept in sixteenths


class Evaluation(NamedTuple):
    """A score from -1 to 1, and what each sentence gives to it, for and against."""

    score: float
    given: Floats


def evaluate(
    sentences: Sequence[str], leans: Sequence[float], weights: Sequence[float]
) -> Evaluation:
    """Weigh what the sentences of one text say of a work.

    Args:
        sentences: English sentences in order.
        leans: Of each, the probability of praise less that of blame.
        weights: Of each, how far it counts as the writer's own judgement of the work; what has
            none isn't read at all.

    Returns:
        The score, on the scale of authors' own ratings from -1 to 1, and each sentence's part in
        it, before the middle of the scale is added.

    Raises:
        UserError: The model file is missing or damaged.

    Example:
        >>> dull = evaluate(["A dull, lifeless film.", "I was bored."], [-0.9, -0.8], [1.0, 0.9])
        >>> dull.score < 0, int(dull.given.argmin())
        (True, 0)
    """
    import numpy as np

    model = _weights()
    lean, weight = np.asarray(leans, np.float64), np.asarray(weights, np.float64)
    own = [text if counts else "" for text, counts in zip(sentences, weight, strict=True)]
    parts = tone(lean, weight), words(features(own), model.grams, len(own))
    given = sum((c * p for c, p in zip(model.shares, parts, strict=True)), np.zeros(len(own)))
    few = fewness(len(own))
    if few and weight.sum():
        given = few * ALONE * weight * lean / weight.sum() + (1 - few) * given
    middle = few * MIDDLE_ALONE + (1 - few) * model.middle
    return Evaluation(float(np.clip(middle + given.sum(), -1, 1)), given)


def fewness(sentences: int) -> float:
    """Say how far a text is too short for its whole to be read, from 1 to 0.

    >>> fewness(1), fewness(3), fewness(20)
    (1.0, 0.5, 0.0)
    """
    return max(0.0, 1 - (max(sentences, 1) - 1) / FEW)


def digest() -> str:
    """Return the SHA-256 that stands for the model; the model is not read.

    >>> len(digest())
    64
    """
    return digest_of(_WEIGHTS)


def tone(lean: Floats, weight: Floats) -> Floats:
    """Part the weighed mean lean of a text over its sentences.

    >>> import numpy as np
    >>> tone(np.array([1.0, -1.0]), np.array([1.0, 1.0])).round(2).tolist()
    [0.4, -0.48]
    """
    import numpy as np

    late = weight * (1 + np.maximum(0, 1 - np.arange(len(lean))[::-1] / CLOSING))
    said: Floats = late * lean / (late.sum() + HELD_BACK)
    return said


@dataclass(frozen=True)
class Grams:
    """N-grams of reviews: what each is worth in whole numbers, and how rare it is."""

    keys: NDArray[np.uint32]
    weights: NDArray[np.int16]
    rarity: NDArray[np.uint8]
    unit: float


def words(found: Features, grams: Grams, n: int) -> Floats:
    """Part the score of a text's n-grams over its ``n`` sentences.

    An n-gram counts by the logarithm of how often it stands there, times its rarity, over the
    length of the text so counted (TF-IDF); each place where it stands gets an equal part.
    """
    import numpy as np

    rows, which = known(grams.keys, found)
    seen, back, times = np.unique(which, return_inverse=True, return_counts=True)
    value = (1 + np.log(times)) * grams.rarity[seen] / IDF_UNIT
    length = np.sqrt((value**2).sum()) or 1.0
    worth = value * grams.weights[seen] / times
    said: Floats = grams.unit * np.bincount(rows, worth[back], n) / length
    return said


@dataclass(frozen=True)
class _Weights:
    grams: Grams
    shares: Floats  # what tone and words are worth
    middle: float


@lru_cache(maxsize=1)
def _weights() -> _Weights:
    from safetensors.numpy import load

    tensors = load(read(_WEIGHTS))
    unit = float(tensors["unit"][0])
    grams = Grams(tensors["keys"], tensors["weights"], tensors["rarity"], unit)
    return _Weights(grams, tensors["shares"], float(tensors["middle"][0]))
