"""Whose words a quotation is, and what the writer does with it: two small linear models.

Each weighs named traits of a quotation (``hermeneut.annotate.traits``) and the mean vectors of a
few stretches of text around it, made of the readers' frozen word vectors. A quotation is weighed by
itself, so its answer doesn't depend on what else is in a batch.

Source of the model: multinomial logistic regression over averaged word vectors, as a baseline in
Iyyer et al. (2015), *Deep unordered composition rivals syntactic methods for text classification*
(ACL). Built by ``models/training/quoting.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from hermeneut.models import digest_of, read, reader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

QUESTIONS = {
    "voice": ("character", "critic", "expert", "maker", "other", "scholar", "user", "writer"),
    "adopted": ("adopted", "neutral", "rejected"),
}
VECTOR = 3.0  # what a mean vector's length counts for, beside traits of one
_WEIGHTS = "quoting.safetensors"


def logits(question: str, traits: Mapping[str, float], texts: Sequence[str]) -> Floats:
    """Weigh one quotation.

    Args:
        question: ``voice`` or ``adopted``.
        traits: What was seen, by name; a name that the model never learned weighs nothing.
        texts: The stretches of text that the question looks at, in their order.

    Returns:
        float64, a number for each answer of `QUESTIONS`.

    Raises:
        UserError: The model file is missing or damaged.

    Example:
        >>> traits = {"rule=expert": 1.0, "source role=expert": 1.0}
        >>> said = shares(logits("voice", traits, ["a psychologist", "says", "", "", ""]))
        >>> QUESTIONS["voice"][said.argmax()]
        'expert'
    """
    import numpy as np

    model = _models()[question]
    total = model.bias.copy()
    for name, value in traits.items():
        if name in model.places:
            total += value * model.traits[model.places[name]]
    for nth, text in enumerate(texts):
        total += np.array(mean_of(text), np.float64) @ model.vectors[nth]
    return total


def shares(logits: Floats) -> Floats:
    """Turn what was weighed into probabilities, which sum to one."""
    import numpy as np

    raised = np.exp(logits - logits.max())
    found: Floats = raised / raised.sum()
    return found


def least(question: str, answer: str) -> float:
    """Say which probability an answer needs to be given."""
    return float(_models()[question].least[QUESTIONS[question].index(answer)])


def mean_of(text: str) -> NDArray[np.float32]:
    """Average the vectors of a text's word pieces and set the length of the mean.

    Returns:
        float32, 384 numbers of length `VECTOR`; zeros for a text without a word.
    """
    import numpy as np

    pieces = reader.pieces_of(text)
    if not pieces:
        return np.zeros(reader.WIDTH, np.float32)
    mean = reader.words_of(pieces).mean(axis=0)
    found: NDArray[np.float32] = (VECTOR / np.linalg.norm(mean)) * mean
    return found


def digest() -> str:
    """Return the SHA-256 that stands for the models and all they read; no file is read.

    >>> len(digest())
    64
    """
    return digest_of(_WEIGHTS, "words.safetensors", "tokenizer.json")


@dataclass(frozen=True)
class _Model:
    places: Mapping[str, int]  # of traits
    traits: Floats
    vectors: Floats
    bias: Floats
    least: Floats


@lru_cache(maxsize=1)
def _models() -> dict[str, _Model]:
    from safetensors.numpy import load

    tensors = load(read(_WEIGHTS))
    found = {}
    for question in QUESTIONS:
        names = tensors[f"{question}.names"].tobytes().decode().split("\n")
        rest = {part: tensors[f"{question}.{part}"] for part in ("traits", "bias", "least")}
        vectors = tensors[f"{question}.vectors"].astype("float64")
        places = {name: nth for nth, name in enumerate(names)}
        found[question] = _Model(places=places, vectors=vectors, **rest)
    return found
