"""Key terms: the words and pairs of words that lie nearest to what a passage means."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .words import terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

COMMON = 0.5  # terms in more than this share of the documents part nothing
COHESION = 0.1  # share of its rarer word's documents that a pair must be in
SCALE = 1 << 16  # cosines are kept as whole parts of this, so that their sums don't err


class Passage(NamedTuple):
    """One passage with its vector; ``text`` is the index of its text."""

    text: int
    start: int
    end: int
    words: str
    vector: NDArray[np.float32]


@dataclass(frozen=True)
class KeyTerms:
    """The key terms of many passages, as arrays.

    Attributes:
        places: One row a passage, in order: index of the text, start, end.
        passage: For each pair of passage and key term the row of the passage, ascending.
        term: Index of the term.
        score: Cosine of term and passage, in parts of `SCALE`.
    """

    places: NDArray[np.int32]
    passage: NDArray[np.int32]
    term: NDArray[np.int32]
    score: NDArray[np.int32]


def vocabulary(texts: Iterable[str], *, size: int, least: int) -> list[str]:
    """Choose the terms that can be key terms, in alphabetical order.

    They are in at least ``least`` documents and at most half of them, and weigh most by tf-idf
    over all; a pair of words must also come together often enough for a fixed phrase.

    Args:
        texts: Texts, each once, in any order.
        size: How many terms at most.
        least: Fewest documents.

    Example:
        >>> texts = ["a lonely man", "a lonely voice", "rain", "a voice in the rain"]
        >>> vocabulary(texts, size=9, least=2)
        ['lonely', 'rain', 'voice']
    """
    times: Counter[str] = Counter()
    documents: Counter[str] = Counter()
    n = 0
    for text in texts:
        found = Counter(terms(text))
        times.update(found)
        documents.update(found.keys())
        n += 1
    weight = {
        term: times[term] * math.log(n / df)
        for term, df in documents.items()
        if least <= df <= max(least, COMMON * n) and _coheres(term, df, documents)
    }
    best = sorted(weight, key=lambda term: (-weight[term], term))[:size]
    return sorted(best)


def _coheres(term: str, df: int, documents: Counter[str]) -> bool:
    first, _, second = term.partition(" ")
    return not second or df >= COHESION * min(documents[first], documents[second])


class Finder:
    """Finds the key terms of passages.

    Args:
        vocabulary: The terms.
        vectors: Their vectors, one row each, unit length.
        most: Key terms a passage.
    """

    def __init__(self, vocabulary: list[str], vectors: NDArray[np.float32], most: int) -> None:
        self._index = {term: i for i, term in enumerate(vocabulary)}
        self._vectors = vectors
        self._most = most

    def find(self, text: str, vector: NDArray[np.float32]) -> Iterator[tuple[int, int]]:
        """Yield the key terms of a passage and their scores, strongest first."""
        known = self._index
        here = sorted({known[term] for term in terms(text) if term in known})
        if not here:
            return
        scores = np.rint(self._vectors[here] @ vector * SCALE).astype(np.int64)
        for at in np.argsort(-scores, kind="stable")[: self._most]:
            if scores[at] > 0:
                yield here[at], int(scores[at])

    def of_all(self, passages: Iterable[Passage]) -> KeyTerms:
        """Find the key terms of passages that come in any order; vectors are not held."""
        places, lengths, terms_, scores = (array("i") for _ in range(4))
        for passage in passages:
            before = len(terms_)
            for term, score in self.find(passage.words, passage.vector):
                terms_.append(term)
                scores.append(score)
            places.extend((passage.text, passage.start, passage.end))
            lengths.append(len(terms_) - before)
        return _in_order(
            np.frombuffer(places, np.int32).reshape(-1, 3),
            np.frombuffer(lengths, np.int32),
            np.frombuffer(terms_, np.int32),
            np.frombuffer(scores, np.int32),
        )


def _in_order(
    places: NDArray[np.int32],
    lengths: NDArray[np.int32],
    terms_: NDArray[np.int32],
    scores: NDArray[np.int32],
) -> KeyTerms:
    """Put passages in the order of their texts, each with its key terms as they are."""
    order = np.lexsort(places.T[::-1])
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    passage = np.repeat(rank, lengths)
    pairs = np.argsort(passage, kind="stable")
    return KeyTerms(places[order], passage[pairs], terms_[pairs], scores[pairs])
