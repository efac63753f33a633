"""Likely pairs of texts, found by a sample of their shingles.

Kept are the shingles whose number is small, one in so many, the same ones in every text (Broder
1997; Irber et al. 2022 call it FracMinHash): unlike MinHash of a fixed length it finds a short
text in a long one. A pair is likely if the samples share about as much as the texts would have
to; what is likely is then counted in full (`alike`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .shingles import Hashes

Numbers = NDArray[np.int64]

# Of a text with one word in five changed throughout, a third of the runs of five words stand.
SHARE = 0.3
PAGES = 5  # what so many pages of a site say is the site's, not the writer's
_NEIGHBOURS = 12  # texts that share a shingle are paired with so many others, and the fullest
_PORTION = 1 << 19  # postings worked on at once: some tens of megabytes


def sampled(hashes: Hashes, one_in: int) -> Hashes:
    """Keep the shingles whose numbers are the smallest, of all numbers there are.

    Example:
        >>> sampled(np.array([1 << 10, 1 << 62], np.uint64), 8).tolist()
        [1024]
    """
    return hashes[hashes <= np.uint64((1 << 64) // one_in - 1)]


def likely(hashes: Hashes, texts: NDArray[np.integer[Any]], sizes: Numbers) -> Numbers:
    """Find the pairs of texts that may be versions of each other.

    Args:
        hashes: Sampled shingles of all texts, in any order, each once a text.
        texts: Which text each is of.
        sizes: How many shingles each text has in all.

    Returns:
        Pairs of texts, one a row, sorted, the lower number first.
    """
    samples = np.bincount(texts, minlength=len(sizes))
    shared = {"pair": np.empty(0, np.int64), "n": np.empty(0, np.int64)}
    for portion in _portions(hashes):
        order = portion[np.lexsort((texts[portion], hashes[portion]))]
        found = _paired(hashes[order], texts[order].astype(np.int64), sizes)
        pair, n = np.unique(found, return_counts=True)
        both = np.concatenate((shared["pair"], pair))
        kinds, where = np.unique(both, return_inverse=True)
        counts = np.bincount(where, np.concatenate((shared["n"], n)), len(kinds))
        shared = {"pair": kinds, "n": counts.astype(np.int64)}
    first, second = np.divmod(shared["pair"], len(sizes))
    of = np.minimum(samples[first], samples[second])
    # what a sample of so many would show of a pair on the bound, less three standard deviations
    least = of * SHARE - 3 * np.sqrt(of * SHARE * (1 - SHARE))
    kept = (shared["n"] >= np.maximum(least, 1)) & (first != second)
    return np.column_stack((first[kept], second[kept]))


def own(
    hashes: Hashes, texts: NDArray[np.integer[Any]], sites: Numbers, *, fewest: int
) -> NDArray[np.bool_]:
    """Say which shingles are a text's own, and not what many pages of its site say.

    Args:
        hashes: As for `likely`.
        texts: As for `likely`.
        sites: The site of each text; -1 where there is none, or several.
        fewest: A text that has fewer of its own keeps all: it may be one page at many addresses.
    """
    said = np.zeros(len(hashes), bool)
    for portion in _portions(hashes):
        of_site = sites[texts[portion]]
        order = np.lexsort((of_site, hashes[portion]))
        portion, of_site = portion[order], of_site[order]
        new = (hashes[portion][1:] != hashes[portion][:-1]) | (of_site[1:] != of_site[:-1])
        starts = np.flatnonzero(np.concatenate(([True], new)))
        length = np.diff(starts, append=len(portion))
        said[portion] = np.repeat(length >= PAGES, length) & (of_site >= 0)
    few = np.bincount(texts[~said], minlength=len(sites)) < fewest
    kept: NDArray[np.bool_] = ~said | few[texts]
    return kept


def _portions(hashes: Hashes) -> Iterator[Numbers]:
    """Part postings by ranges of numbers, so that little is sorted at once."""
    many = len(hashes) // _PORTION + 1
    width = int(hashes.max(initial=np.uint64(0))) // many + 1
    for n in range(many):
        portion = np.flatnonzero(hashes // np.uint64(width) == np.uint64(n))
        if len(portion):
            yield portion


def _paired(hashes: Hashes, texts: Numbers, sizes: Numbers) -> Numbers:
    """Pair texts that share a shingle; a pair is one number."""
    many = len(sizes)
    found = []
    for step in range(1, min(_NEIGHBOURS, len(hashes))):
        same = hashes[:-step] == hashes[step:]
        if not same.any():
            break
        found.append(texts[:-step][same] * many + texts[step:][same])
    starts = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1])))
    length = np.diff(starts, append=len(hashes))
    long = length > _NEIGHBOURS
    for start, end in zip(starts[long], (starts + length)[long], strict=True):
        group = texts[start:end]
        fullest = group[np.lexsort((group, -sizes[group]))[0]]
        far = group[np.abs(np.arange(len(group)) - np.searchsorted(group, fullest)) >= _NEIGHBOURS]
        found.append(np.minimum(far, fullest) * many + np.maximum(far, fullest))
    return np.concatenate(found) if found else np.empty(0, np.int64)
