"""Whose words a quotation is, and what the writer does with it: two small linear models.

Each weighs named traits of a quotation (``hermeneut.annotate.traits``) and the words of a few
stretches of text around it: the readers' frozen vectors of their word pieces, less the usual one,
summed and divided by the root of their number. A quotation is weighed by itself, so its answer
doesn't depend on what else is asked.

Source of the model: multinomial logistic regression over averaged word vectors, as a baseline in
Iyyer et al. (2015), *Deep unordered composition rivals syntactic methods for text classification*
(ACL). Built by ``models/training/quoting.py``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from hermeneut.models import digest_of, read, reader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

QUESTIONS = {
    "voice": ("character", "critic", "expert", "maker", "other", "scholar", "user", "writer"),
    "adopted": ("adopted", "neutral", "rejected"),
}
_WEIGHTS = "quoting.safetensors"
_WORD = re.compile(r"\w+|[^\w\s]")
_KNOWN = 1 << 17  # words whose pieces are remembered


class Traits(NamedTuple):
    """What a question's model looks at in a quotation.

    Attributes:
        named: Numbers by name; a name that the model never learned weighs nothing.
        texts: Stretches of text, in the order that the model learned.
    """

    named: Mapping[str, float]
    texts: Sequence[str]


def logits(question: str, seen: Sequence[Traits]) -> Floats:
    """Weigh quotations.

    Args:
        question: ``voice`` or ``adopted``.
        seen: What was seen of each.

    Returns:
        float64, a row a quotation, a number for each answer of `QUESTIONS`.

    Raises:
        UserError: The model file is missing or damaged.

    Example:
        >>> named = {"rule=expert": 1.0, "source role=expert": 1.0}
        >>> found = logits("voice", [Traits(named, ["a psychologist", "says", "", "", ""])])
        >>> QUESTIONS["voice"][shares(found)[0].argmax()]
        'expert'
    """
    import numpy as np

    model = _models()[question]
    total = np.tile(model.bias, (len(seen), 1))
    for nth, one in enumerate(seen):
        places = model.places
        known = [(places[name], value) for name, value in one.named.items() if name in places]
        if known:
            at, values = zip(*known, strict=True)
            total[nth] += np.array(values) @ model.traits[list(at)]
    return total + _read(model, seen)


def _read(model: _Model, seen: Sequence[Traits]) -> Floats:
    """Weigh the words of all stretches at once."""
    import numpy as np

    stretches = len(model.words)
    answers = len(model.bias)
    total = np.zeros((len(seen), answers))
    for nth in range(stretches):
        pieces = [pieces_of(one.texts[nth]) if nth < len(one.texts) else [] for one in seen]
        sizes = np.array([len(one) for one in pieces])
        full = sizes > 0
        if not full.any():
            continue
        weights = model.words[nth][[piece for one in pieces for piece in one]]
        starts = np.concatenate([[0], np.cumsum(sizes[full])[:-1]])
        sums = np.add.reduceat(weights, starts, axis=0)
        total[full] += sums / np.sqrt(sizes[full])[:, None]
    return total


def shares(logits: Floats) -> Floats:
    """Turn what was weighed into probabilities, which sum to one in each row."""
    import numpy as np

    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    found: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return found


def least(question: str, answer: str) -> float:
    """Say which probability an answer needs to be given."""
    return float(_models()[question].least[QUESTIONS[question].index(answer)])


@lru_cache(maxsize=1 << 10)  # what stands beside a name is asked for each of its quotations
def pieces_of(text: str) -> list[int]:
    """Cut a text into the readers' word pieces, a word at a time: words are remembered.

    >>> pieces_of("A film.")
    [1037, 2143, 1012]
    """
    known = _pieces
    if len(known) > _KNOWN:
        known.clear()
    found: list[int] = []
    for word in _WORD.findall(text.lower()):
        if word not in known:
            place = _vocabulary().get(word)
            known[word] = reader.placed(word)[0] if place is None else [place]
        found += known[word]
    return found


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, int]:
    return reader.vocabulary()


_pieces: dict[str, list[int]] = {}


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
    words: Sequence[NDArray[np.float32]]  # of each stretch: what each word piece weighs
    bias: Floats
    least: Floats


@lru_cache(maxsize=1)
def _models() -> dict[str, _Model]:
    """Load the weights, with the word vectors already turned into answers."""
    from safetensors.numpy import load

    tensors = load(read(_WEIGHTS))
    words = reader.words() - tensors["usual"]
    found = {}
    for question in QUESTIONS:
        names = tensors[f"{question}.names"].tobytes().decode().split("\n")
        rest = {part: tensors[f"{question}.{part}"] for part in ("traits", "bias", "least")}
        weighed = [words @ one for one in tensors[f"{question}.vectors"]]
        places = {name: nth for nth, name in enumerate(names)}
        found[question] = _Model(places=places, words=weighed, **rest)
    return found
