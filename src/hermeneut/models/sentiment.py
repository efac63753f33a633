"""Does a critic's sentence praise, blame, or neither? A linear model over word n-grams.

Runs of one to three words, hashed, each with a weight for negative, neutral and positive;
words that follow a negation ("not", "never", "hardly") count as other words up to the next
break. Weights are whole numbers and sums of whole numbers are exact, so a sentence gets the
same answer in any batch, to the bit.

Source of the idea: Wang and Manning 2012, *Baselines and Bigrams* (ACL), and Das and Chen
2001 for the marking of negated words. Built by ``models/training/sentiment.py``.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from hermeneut.models import digest_of, read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COLUMNS = ("negative", "neutral", "positive")
NEGATIVE, NEUTRAL, POSITIVE = range(3)

_WEIGHTS = "sentiment.safetensors"
# Sentences worked on at once: bounds memory, changes no answer.
_CHUNK = 2048

# fmt: off
NEGATIONS = frozenset(
    {
        "not", "no", "never", "nor", "neither", "without", "hardly", "barely", "scarcely",
        "nothing", "nobody", "none", "cannot", "cant", "dont", "doesnt", "didnt", "isnt", "wasnt",
        "wont", "wouldnt", "arent", "werent", "couldnt", "shouldnt", "hasnt", "havent", "hadnt",
        "aint",
    }
)
# fmt: on
BREAKS = frozenset(".,;:()")
# A negation reaches four words (tried: 3, 4, 8; four was best on SST-2 dev) or to a break.
NEGATION_REACH = 4

_END = "\n"
_TOKEN = re.compile(r"\n|\w+|[!?]|[.,;:()]")
_SPACE_BEFORE_SUFFIX = re.compile(r" (?=n't\b|')")
_WORD, _NEGATION, _BREAK, _SENTENCE_END = range(4)


def classify(sentences: Sequence[str]) -> NDArray[np.float32]:
    """Give each sentence its probabilities of being negative, neutral and positive.

    Neutral means that the sentence says nothing of merit: plot, fact, background. The
    probabilities say how likely a sentence with such words comes from a review with that
    verdict; they know nothing of irony, of who speaks, or of what is judged.

    Args:
        sentences: English sentences, one each; case does not matter.

    Returns:
        float32, one row a sentence, columns in the order of ``COLUMNS``, each row sums to one.
        A sentence without a word is neutral.

    Raises:
        UserError: The model file is missing or damaged.

    Example:
        >>> dull, = classify(["A dull, lifeless film that wastes its brilliant cast."])
        >>> COLUMNS[dull.argmax()]
        'negative'
    """
    import numpy as np

    parts = [
        _classify_chunk(sentences[start : start + _CHUNK])
        for start in range(0, len(sentences), _CHUNK)
    ]
    return np.concatenate([np.zeros((0, len(COLUMNS)), np.float32), *parts])


def digest() -> str:
    """Return the SHA-256 that stands for the model; the model is not read.

    >>> len(digest())
    64
    """
    return digest_of(_WEIGHTS)


@dataclass(frozen=True)
class Features:
    """The distinct n-grams of some sentences, as parallel arrays sorted by sentence.

    ``sentence`` says which sentence (int64), ``key`` which n-gram (uint32, a hash).
    """

    sentence: NDArray[np.int64]
    key: NDArray[np.uint32]


def features(sentences: Sequence[str]) -> Features:
    """Find the distinct runs of one to three words of each sentence.

    >>> features(["A fine film.", ""]).sentence.tolist()
    [0, 0, 0, 0, 0, 0]
    """
    import numpy as np

    tokens = _tokens(sentences)
    codes = np.fromiter(map({t: _code(t) for t in set(tokens)}.__getitem__, tokens), np.uint64)
    kinds = np.fromiter(map({t: _kind(t) for t in set(tokens)}.__getitem__, tokens), np.int8)
    sentence = np.cumsum(kinds == _SENTENCE_END) - (kinds == _SENTENCE_END)
    marked = np.where(_negated(kinds, codes), codes ^ np.uint64(_code("\0not")), codes)
    spoken = kinds != _BREAK
    return _distinct(marked[spoken], kinds[spoken] == _SENTENCE_END, sentence[spoken])


def weighed(found: Features, sentences: int, file: str) -> NDArray[np.float64]:
    """Give the logits of each sentence by a model of n-grams.

    Args:
        found: What `features` found.
        sentences: How many sentences it was found in.
        file: The model: ``keys``, ``weights`` (a column a class), ``bias`` and ``unit``.

    Returns:
        Logits, one row a sentence, one column a class of the model.

    Raises:
        UserError: The model file is missing or damaged.

    Example:
        >>> weighed(features(["A fine film."]), 1, "sentiment.safetensors").shape
        (1, 3)
    """
    model = _weights(file)
    logits: NDArray[np.float64] = model.bias + summed(model.grams, found, sentences)
    return logits


def summed(grams: Grams, found: Features, sentences: int) -> NDArray[np.float64]:
    """Sum what the n-grams of each sentence are worth, over the root of how many are known."""
    import numpy as np

    rows, which = known(grams.keys, found)
    weights = grams.weights[which]
    sums = [np.bincount(rows, weights[:, k], sentences) for k in range(weights.shape[1])]
    length = np.sqrt(np.maximum(np.bincount(rows, minlength=sentences), 1))
    worth: NDArray[np.float64] = grams.unit * (np.stack(sums, axis=1) / length[:, None])
    return worth


def known(keys: NDArray[np.uint32], found: Features) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Look n-grams up among a model's.

    Args:
        keys: The n-grams that a model knows, sorted.
        found: What `features` found.

    Returns:
        Of each n-gram that it knows, the sentence, and its place among the keys.

    Example:
        >>> import numpy as np
        >>> found = features(["A fine film.", "Fine."])
        >>> [rows.tolist() for rows in known(found.key[-1:], found)]
        [[0, 1], [0, 0]]
    """
    import numpy as np

    place = np.searchsorted(keys, found.key)
    place[place == len(keys)] = 0
    here = keys[place] == found.key
    return found.sentence[here], place[here]


def normalised(sentence: str) -> str:
    """Write a sentence in the one way the model knows: small letters, no apostrophes.

    Corpora write "doesn't", "does n't" and, having lost its quotes, "doesnt".

    >>> normalised("It does n't  Work")
    'it doesnt work'
    """
    lower = sentence.lower().replace("’", "'").replace("`", "'")
    lower = lower.replace("-lrb-", "(").replace("-rrb-", ")")
    return " ".join(_SPACE_BEFORE_SUFFIX.sub("", lower).replace("'", "").split())


def _tokens(sentences: Sequence[str]) -> list[str]:
    return _TOKEN.findall("".join(normalised(sentence) + _END for sentence in sentences))


def _code(token: str) -> int:
    return int.from_bytes(hashlib.blake2b(token.encode(), digest_size=8).digest(), "little")


def _kind(token: str) -> int:
    if token == _END:
        return _SENTENCE_END
    if token in BREAKS:
        return _BREAK
    return _NEGATION if token in NEGATIONS else _WORD


def _negated(kinds: NDArray[np.int8], codes: NDArray[np.uint64]) -> NDArray[np.bool_]:
    import numpy as np

    place = np.arange(len(kinds))
    stops = (kinds >= _BREAK) | (codes == np.uint64(_code("but")))
    last_stop = np.maximum.accumulate(np.where(stops, place, -1))
    last_negation = np.maximum.accumulate(np.where(kinds == _NEGATION, place, -1))
    near = place - last_negation <= NEGATION_REACH
    negated: NDArray[np.bool_] = near & (last_negation > last_stop) & (kinds == _WORD)
    return negated


def _distinct(
    codes: NDArray[np.uint64], ends: NDArray[np.bool_], sentence: NDArray[np.int64]
) -> Features:
    import numpy as np

    pairs = _mixed(codes[:-1], codes[1:])
    triples = _mixed(pairs[:-1], codes[2:])
    inside = ~ends
    whole_pair = inside[:-1] & inside[1:]
    whole_triple = whole_pair[:-1] & inside[2:]
    grams = ((codes, inside), (pairs, whole_pair), (triples, whole_triple))
    found = [
        sentence[: len(code)][whole].astype(np.uint64) << np.uint64(32)
        | code[whole] >> np.uint64(32)
        for code, whole in grams
    ]
    both = np.unique(np.concatenate(found))
    return Features((both >> np.uint64(32)).astype(np.int64), both.astype(np.uint32))


def _mixed(left: NDArray[np.uint64], right: NDArray[np.uint64]) -> NDArray[np.uint64]:
    import numpy as np

    # Constants of splitmix64 (Steele, Lea and Flood 2014).
    mixed = left * np.uint64(0x9E3779B97F4A7C15) ^ right
    mixed = (mixed ^ mixed >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ mixed >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    answer: NDArray[np.uint64] = mixed ^ mixed >> np.uint64(31)
    return answer


@dataclass(frozen=True)
class Grams:
    """N-grams with a weight for each class, in whole numbers; ``unit`` is what one is worth."""

    keys: NDArray[np.uint32]
    weights: NDArray[np.int16]
    unit: float


@dataclass(frozen=True)
class _Weights:
    grams: Grams
    bias: NDArray[np.float64]


@lru_cache(maxsize=2)
def _weights(file: str) -> _Weights:
    from safetensors.numpy import load

    tensors = load(read(file))
    grams = Grams(tensors["keys"], tensors["weights"], float(tensors["unit"][0]))
    return _Weights(grams, tensors["bias"])


def _classify_chunk(sentences: Sequence[str]) -> NDArray[np.float32]:
    import numpy as np

    found = features(sentences)
    logits = weighed(found, len(sentences), _WEIGHTS)
    logits[np.bincount(found.sentence, minlength=len(sentences)) == 0] = _SAYS_NOTHING
    return np.array([_softmax(*row) for row in logits.tolist()], np.float32)


_SAYS_NOTHING = (-math.inf, 0.0, -math.inf)


def _softmax(negative: float, neutral: float, positive: float) -> tuple[float, float, float]:
    top = max(negative, neutral, positive)
    a, b, c = math.exp(negative - top), math.exp(neutral - top), math.exp(positive - top)
    total = a + b + c
    return a / total, b / total, c / total
