"""Texts as shingles: every run of five words, as a number.

Texts that share shingles share wording; how much is a matter of counting (Broder 1997, On the
resemblance and containment of documents). Case, accents, punctuation, apostrophes and invisible
characters don't count. In scripts that part no words, every character is one.

    >>> one, other = shingles(["He falls in love with a voice.", "he falls in “love” with a voice"])
    >>> one.tolist() == other.tolist(), len(one)
    (True, 3)
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

WORDS = 5  # in a shingle: what two writers seldom hit upon by chance (Broder used ten)
_PLANE = 0x10000  # beyond it are emoji and rare ideographs: they part words
_APART, _LETTER, _ALONE, _UNSEEN = range(4)
_UNSEEN_TOO = "'’‘ʼ´`\u00ad"
# Scripts without spaces between words: Thai to Burmese, Khmer, kana and Chinese characters.
_UNSPACED = ((0x0E00, 0x109F), (0x1780, 0x17FF), (0x2E80, 0xA4CF), (0xF900, 0xFAFF))
_LONGEST = 64  # letters of a word that tell it from others
_CHARACTERS = 1 << 16  # worked on at once: what stays in a processor's cache
# Odd numbers without a pattern: the fractional parts of square roots of primes, as in SHA-512.
_FACTORS = np.array(
    [0x6A09E667F3BCC909, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
     0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179],
    np.uint64,
)  # fmt: skip


def shingles(texts: Sequence[str], *, words: int = WORDS) -> list[Hashes]:
    """Give the shingles of each text, in its order: one begins at each word but the last four.

    A text of fewer words has none. Two different shingles get one number once in some 10¹⁹ pairs.

    Args:
        texts: Any texts.
        words: How many words a shingle has, up to eight.
    """
    found: list[Hashes] = []
    first = 0
    for last in _portions(texts):
        found += _shingled(texts[first:last], words)
        first = last
    return found


def distinct(hashes: Hashes) -> Hashes:
    """Give each shingle of a text once, sorted.

    Example:
        >>> distinct(np.array([7, 3, 7], np.uint64)).tolist()
        [3, 7]
    """
    # sorts ten times as fast as numpy.unique, which builds a table of hashes
    hashes = np.sort(hashes)
    return hashes[np.concatenate(([True], hashes[1:] != hashes[:-1]))] if len(hashes) else hashes


def _portions(texts: Sequence[str]) -> list[int]:
    """Part texts into portions of bounded length; give where each ends."""
    ends, length = [], 0
    for n, text in enumerate(texts):
        if length and length + len(text) > _CHARACTERS:
            ends.append(n)
            length = 0
        length += len(text) + 1
    return [*ends, len(texts)]


def _shingled(texts: Sequence[str], words: int) -> list[Hashes]:
    tokens, of_text = _tokens(texts)
    runs = len(tokens) - words + 1
    if runs < 1:
        return [np.empty(0, np.uint64) for _ in texts]
    hashes = np.zeros(runs, np.uint64)
    for k in range(words):
        hashes += tokens[k : k + runs] * _FACTORS[k]
    whole = of_text[:runs] == of_text[words - 1 :]
    hashes, of_text = _mixed(hashes[whole]), of_text[:runs][whole]
    ends = np.searchsorted(of_text, np.arange(len(texts) + 1))
    return [hashes[a:b].copy() for a, b in pairwise(ends)]


def _tokens(texts: Sequence[str]) -> tuple[Hashes, NDArray[np.int64]]:
    """Hash every word of some texts, and say which text it is of."""
    folds, kinds = _characters()
    joined = "\n".join(text.replace("\n", " ") for text in texts).encode(
        "utf-32-le", "surrogatepass"
    )
    points = np.frombuffer(joined, np.uint32).astype(np.intp)
    points[points >= _PLANE] = 0
    kind = kinds.take(points)
    ends = np.flatnonzero(points == ord("\n"))  # before what is unseen is dropped
    seen = kind != _UNSEEN
    if not seen.all():
        ends -= np.cumsum(~seen)[ends]
        points, kind = points[seen], kind[seen]
    letters = kind != _APART
    starts = letters & (kind == _ALONE)
    starts[1:] |= letters[1:] & (kind[:-1] != _LETTER)
    starts[:1] |= letters[:1]
    places = np.flatnonzero(starts[letters])
    if not len(places):
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    values = folds.take(points[letters])
    within = np.arange(len(values)) - np.repeat(places, np.diff(places, append=len(values)))
    weights = np.cumprod(np.full(_LONGEST, _FACTORS[0]))
    values *= weights.take(within, mode="wrap")
    of_text = np.searchsorted(ends, np.flatnonzero(starts))
    return _mixed(np.add.reduceat(values, places)), of_text


@lru_cache(maxsize=1)
def _characters() -> tuple[Hashes, NDArray[np.uint8]]:
    """Say of every character what it counts as, and whether it is part of a word."""
    folds = np.arange(_PLANE, dtype=np.uint64)
    kinds = np.zeros(_PLANE, np.uint8)
    for point in range(_PLANE):
        letter = chr(point)
        category = unicodedata.category(letter)
        if category in ("Mn", "Me", "Cf") or letter in _UNSEEN_TOO:
            kinds[point] = _UNSEEN
        elif category[0] in "LN" or category == "Mc":
            alone = any(first <= point <= last for first, last in _UNSPACED)
            kinds[point] = _ALONE if alone else _LETTER
            folds[point] = ord(unicodedata.normalize("NFKD", letter.casefold())[0])
    return _mixed(folds), kinds


def _mixed(values: Hashes) -> Hashes:
    """Spread values over all 64 bits (splitmix64: Steele, Lea and Flood 2014)."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
