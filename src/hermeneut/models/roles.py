"""What a sentence does in a piece of criticism: tell, judge, argue, inform, or none of these.

A linear model over word n-grams, over the same sentence with its content words worn down to
their endings (a cheap stand-in for parts of speech), and over a few plain cues. What stands
around a sentence counts too, since plots and arguments run on. Weights are whole numbers and
sums of whole numbers are exact, so a text gets the same answer in any batch, to the bit.

Source of the idea: argumentative zoning, Teufel and Moens (2002), *Summarizing scientific
articles*, Computational Linguistics 28(4); plot against judgement, Pang and Lee (2004), *A
sentimental education*, ACL. Built by ``models/training/roles.py``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from hermeneut.models import digest_of, read
from hermeneut.models.sentiment import Grams, features, normalised, summed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ROLES = ("plot", "argument", "evaluation", "background", "other")
PLOT, ARGUMENT, EVALUATION, BACKGROUND, OTHER = range(5)

_WEIGHTS = "roles.safetensors"
# Sentences worked on at once: bounds memory, changes no answer.
_CHUNK = 2048
# Letters: words up to so many stand as they are in a worn-down sentence, of longer ones the ending.
_COMMON, _ENDING = 4, 3
# Sentences to each side that speak for one; the next counts twice as much as the one beyond.
_NEAR = {1: 2.0, 2: 1.0}
_WORD = re.compile(r"[^\W\d_]+|\d+|[!?,.;:()]")

# fmt: off
_CUES = {
    "I": r"\b(?:i|me|my|myself)\b",
    "we": r"\b(?:we|us|our|ourselves)\b",
    "you": r"\b(?:you|your)\b",
    "he or she": r"\b(?:he|she|him|his|her|they|them|their)\b",
    "a work": r"\b(?:film|movie|picture|book|novel|series|show|episode|album|game|story|script|"
              r"screenplay|sequel|remake|scenes?)\b",
    "an audience": r"\b(?:viewers?|audiences?|readers?|fans?|watch|watching|see it)\b",
    "craft": r"\b(?:performances?|acting|actors?|actress|cast|casting|direct(?:or|ion|ing)|"
             r"cinematography|camera|editing|score|soundtrack|music|dialogue|writing|pac(?:e|ing)|"
             r"visuals?|effects)\b",
    "may or must": r"\b(?:may|might|must|should|would|could|can|cannot)\b",
    "reasoning": r"\b(?:because|therefore|thus|hence|rather than|instead|in other words|that is|if|"
                 r"whether|why|argues?|claims?|suggests?|means?|implies|idea|concept|question)\b",
    "a year": r"\b(?:1[89]|20)\d\d\b",
    "a number": r"\d",
    "asks": r"\?",
    "exclaims": r"!",
    "quotes": r"[“”\"]",
    "an address": r"https?:|www\.|\.com\b|<\w|\{%",
    "in brackets": r"\([^()]{2,40}\)",
    "an end": r"[.!?…][”’\"')\]]*\s*$",
    "a common word": r"\b(?:the|an?|is|was|are|it|of|to|that|this|and|in|but|he|she|they|we|you|"
                     r"i)\b",
    "a name in mid-sentence": r"[a-z,] [A-Z][a-z]",
}
# fmt: on
_FOUND = [re.compile(cue, 0 if "[A-Z]" in cue else re.IGNORECASE) for cue in _CUES.values()]
_SHORT = (1, 3, 6, 12, 25, 45)  # words: a sentence has at most so many
CUES = (*_CUES, *(f"at most {n} words" for n in _SHORT))


def classify(sentences: Sequence[str]) -> NDArray[np.float32]:
    """Give the sentences of one text, in order, the probability of each role.

    Args:
        sentences: English sentences as they follow each other: each speaks for its neighbours.

    Returns:
        float32, one row a sentence, columns in the order of ``ROLES``, each row sums to one.

    Raises:
        UserError: The model file is missing or damaged.

    Example:
        >>> told = classify(["She leaves her husband for a sailor, who drowns."])
        >>> judged = classify(["A dull, lifeless film with a wooden cast."])
        >>> [ROLES[rows[0].argmax()] for rows in (told, judged)]
        ['plot', 'evaluation']
    """
    import numpy as np

    own, model = logits(sentences), _weights()
    moved = own @ model.own + around(own) @ model.near + model.shift
    raised = np.exp(moved - moved.max(axis=1, keepdims=True, initial=-np.inf))
    shares: NDArray[np.float32] = (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares


def digest() -> str:
    """Return the SHA-256 that stands for the model; the model is not read.

    >>> len(digest())
    64
    """
    return digest_of(_WEIGHTS)


def logits(sentences: Sequence[str]) -> NDArray[np.float64]:
    """Weigh each sentence by itself: one number a role, before its neighbours are heard."""
    import numpy as np

    starts = range(0, len(sentences), _CHUNK)
    parts = [_weigh(sentences[start : start + _CHUNK]) for start in starts]
    return np.concatenate([np.zeros((0, len(ROLES))), *parts])


def around(own: NDArray[np.float64]) -> NDArray[np.float64]:
    """Average what the sentences near each one say; zero where there are none.

    >>> import numpy as np
    >>> around(np.array([[1.0], [4.0], [9.0]])).tolist()
    [[5.666666666666667], [5.0], [3.0]]
    """
    import numpy as np

    total, weight = np.zeros_like(own), np.zeros((len(own), 1))
    for far, counts in _NEAR.items():
        if far < len(own):
            total[far:] += counts * own[:-far]
            total[:-far] += counts * own[far:]
            weight[far:] += counts
            weight[:-far] += counts
    said: NDArray[np.float64] = total / np.maximum(weight, 1)
    return said


def worn(sentence: str) -> str:
    """Wear a sentence down to its short words and the endings of the others.

    >>> worn("She slowly abandons the 12 colonists.")
    'zshe zqwly zqons zthe z99 zqsts .'
    """
    return " ".join(map(_worn, _WORD.findall(normalised(sentence))))


def cues(sentence: str) -> list[bool]:
    """Say which of ``CUES`` a sentence has.

    >>> [name for name, found in zip(CUES, cues("I loved it!")) if found][:3]
    ['I', 'exclaims', 'an end']
    """
    words = len(sentence.split())
    return [cue.search(sentence) is not None for cue in _FOUND] + [words <= n for n in _SHORT]


def _worn(word: str) -> str:
    if word.isdigit():
        return "z" + "9" * min(len(word), 4)
    if not word.isalpha():
        return word
    return f"z{word}" if len(word) <= _COMMON else f"zq{word[-_ENDING:]}"


@dataclass(frozen=True)
class _Weights:
    words: Grams
    manner: Grams
    cues: NDArray[np.float64]
    bias: NDArray[np.float64]
    own: NDArray[np.float64]
    near: NDArray[np.float64]
    shift: NDArray[np.float64]


@lru_cache(maxsize=1)
def _weights() -> _Weights:
    from safetensors.numpy import load

    tensors = load(read(_WEIGHTS))
    words, manner = (
        Grams(tensors[f"{of}.keys"], tensors[f"{of}.weights"], float(tensors[f"{of}.unit"][0]))
        for of in ("words", "manner")
    )
    rest = {name: tensors[name] for name in ("cues", "bias", "own", "near", "shift")}
    return _Weights(words=words, manner=manner, **rest)


def _weigh(sentences: Sequence[str]) -> NDArray[np.float64]:
    import numpy as np

    model, n = _weights(), len(sentences)
    total = model.bias + np.array([cues(s) for s in sentences], np.float64) @ model.cues
    total = total + summed(model.words, features(sentences), n)
    said: NDArray[np.float64] = total + summed(model.manner, features([*map(worn, sentences)]), n)
    return said
