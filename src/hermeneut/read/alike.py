"""Which texts are versions of one text: reprints, abridgements, excerpts.

Texts are sets of `shingles`. Likely pairs are found by the shingles whose number is small, one in
eight, the same ones in every text (Broder 1997; Irber et al. 2022 call it FracMinHash): unlike
MinHash of a fixed length it finds a short text in a long one. Each likely pair is then counted in
full. Groups are made around the fullest text, so that likeness can't be handed on from text to
text until the ends of the chain have nothing in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .shingles import Hashes

Numbers = NDArray[np.int64]
Load = Callable[[Sequence[int]], Mapping[int, Hashes]]
Allowed = Callable[[int, int, str], bool]

_NEIGHBOURS = 12  # texts that share a shingle are paired with so many others, and the fullest
_PORTION = 1 << 19  # postings paired at once: some tens of megabytes
_LOADED = 2_000  # texts compared at once


class Likeness(NamedTuple):
    """How much two texts share.

    Attributes:
        contained: Share of the shorter text's shingles that the longer has.
        similarity: Share of all their shingles that both have (Jaccard).
        length: Shingles of the shorter by those of the longer.
        runs: Shingles of the shorter.
    """

    contained: float
    similarity: float
    length: float
    runs: int


@dataclass(frozen=True)
class Bounds:
    """From what likeness on one text counts as a version of another.

    Attributes:
        contained: Least share of the shorter text that the longer has.
        excerpt: The same where the shorter is an excerpt, or short.
        short: A text of fewer shingles is short: what all pages of a site say is much of it.
        whole: A text this long beside another, in shingles, is whole; a shorter one is abridged.
        part: A text shorter than this is an excerpt.
        loose: Least share of its fullest text that a version of a version must have.
    """

    contained: float = 0.65
    excerpt: float = 0.8
    short: int = 150
    whole: float = 0.8
    part: float = 0.25
    loose: float = 0.4

    def kind(self, like: Likeness) -> str:
        """Name what the shorter text is to the longer; empty where it is something else."""
        kind = self.by_length(like)
        strict = kind == "excerpt" or like.runs < self.short
        least = self.excerpt if strict else self.contained
        return kind if like.contained >= least else ""

    def by_length(self, like: Likeness) -> str:
        """Name what a version of that length is."""
        if like.length >= self.whole:
            return "reprint"
        return "abridged" if like.length >= self.part else "excerpt"


class Version(NamedTuple):
    """A text's place in its group.

    Attributes:
        fullest: Number of the text that the others are versions of.
        like: How much the text shares with it.
        kind: ``fullest``, ``reprint``, ``abridged``, ``excerpt``.
    """

    fullest: int
    like: Likeness
    kind: str


def likeness(one: Hashes, other: Hashes) -> Likeness:
    """Count what two texts share; nothing of either gives nothing.

    Example:
        >>> one, other = np.arange(8, dtype=np.uint64), np.arange(6, 10, dtype=np.uint64)
        >>> likeness(one, other)
        Likeness(contained=0.5, similarity=0.2, length=0.5, runs=4)
    """
    shorter, longer = sorted((len(one), len(other)))
    if not shorter:
        return Likeness(0.0, 0.0, 0.0, 0)
    shared = len(np.intersect1d(one, other, assume_unique=True))
    similarity = shared / (shorter + longer - shared)
    return Likeness(shared / shorter, similarity, shorter / longer, shorter)


def sampled(hashes: Hashes, one_in: int) -> Hashes:
    """Keep the shingles of a text whose numbers are the smallest, of all numbers there are."""
    return hashes[
        : np.searchsorted(hashes, np.uint64((1 << 64) // one_in - 1), side="right")
    ].copy()


def likely(
    hashes: Hashes, texts: NDArray[np.integer[Any]], sizes: Numbers, *, bounds: Bounds
) -> NDArray[np.int64]:
    """Find the pairs of texts that may be versions of each other.

    Args:
        hashes: Sampled shingles of all texts, in any order.
        texts: Which text each is of.
        sizes: How many shingles each text has in all.
        bounds: What is looked for.

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
    least = of * bounds.contained - 3 * np.sqrt(of * bounds.contained * (1 - bounds.contained))
    kept = (shared["n"] >= np.maximum(least, 1)) & (first != second)
    return np.column_stack((first[kept], second[kept]))


def versions(
    pairs: NDArray[np.int64],
    sizes: Numbers,
    load: Load,
    *,
    bounds: Bounds,
    allowed: Allowed = lambda shorter, longer, kind: True,
) -> dict[int, Version]:
    """Group texts that are versions of each other around the fullest.

    From the longest text to the shortest, each joins the group of the text that it is most
    contained in, if it shares enough with that group's fullest text too; else it is the fullest
    of a group of its own. Groups of one are left out.

    Args:
        pairs: From `likely`.
        sizes: How many shingles each text has.
        load: Gives the shingles of some texts.
        bounds: What counts as a version.
        allowed: Whether the first of two texts may be that kind of version of the second.

    Returns:
        The place of each text that has other versions. Texts are taken by length and then by
        number, so the same texts give the same groups in any order of the pairs.
    """
    found: dict[int, Version] = {}
    for texts, some in _connected(pairs, len(sizes)):
        shingles = load(texts)
        near = _near(some, shingles, sizes, bounds, allowed)
        for text in sorted(texts, key=lambda t: (-int(sizes[t]), t)):
            found[text] = _placed(text, near.get(text, []), found, shingles, bounds, allowed)
    shared = {v.fullest for text, v in found.items() if v.fullest != text}
    return {text: v for text, v in sorted(found.items()) if v.fullest in shared}


def _portions(hashes: Hashes) -> Iterator[Numbers]:
    """Part postings by ranges of numbers, so that little is sorted at once."""
    many = len(hashes) // _PORTION + 1
    width = int(hashes.max(initial=np.uint64(0))) // many + 1
    for n in range(many):
        yield np.flatnonzero(hashes // np.uint64(width) == np.uint64(n))


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
    for start, end in zip(starts, starts + length, strict=True):
        if end - start > _NEIGHBOURS:
            group = texts[start:end]
            fullest = group[np.lexsort((group, -sizes[group]))[0]]
            far = group[
                np.abs(np.arange(len(group)) - np.searchsorted(group, fullest)) >= _NEIGHBOURS
            ]
            found.append(np.minimum(far, fullest) * many + np.maximum(far, fullest))
    return np.concatenate(found) if found else np.empty(0, np.int64)


def _connected(
    pairs: NDArray[np.int64], many: int
) -> Iterator[tuple[list[int], NDArray[np.int64]]]:
    """Part pairs into portions that have no text in common, each with its texts."""
    root = np.arange(many)

    def top(text: int) -> int:
        while root[text] != text:
            root[text] = root[root[text]]
            text = int(root[text])
        return text

    for one, other in pairs:
        root[max(top(one), top(other))] = min(top(one), top(other))
    of = np.array([top(one) for one in pairs[:, 0]], np.int64)
    order = np.argsort(of, kind="stable")
    some: list[NDArray[np.int64]] = []
    for group in np.split(pairs[order], np.flatnonzero(np.diff(of[order])) + 1):
        some.append(group)
        if sum(map(len, some)) > _LOADED:
            yield np.unique(np.concatenate(some)).tolist(), np.concatenate(some)
            some = []
    if some and len(some[0]):
        yield np.unique(np.concatenate(some)).tolist(), np.concatenate(some)


def _near(
    pairs: NDArray[np.int64],
    shingles: Mapping[int, Hashes],
    sizes: Numbers,
    bounds: Bounds,
    allowed: Allowed,
) -> dict[int, list[tuple[Likeness, int]]]:
    """List for each text the longer ones that it is a version of."""
    near: dict[int, list[tuple[Likeness, int]]] = {}
    for one, other in pairs.tolist():
        longer, shorter = sorted((one, other), key=lambda t: (-int(sizes[t]), t))
        like = likeness(shingles[shorter], shingles[longer])
        kind = bounds.kind(like)
        if kind and allowed(shorter, longer, kind):
            near.setdefault(shorter, []).append((like, longer))
    return near


def _placed(
    text: int,
    near: Sequence[tuple[Likeness, int]],
    found: Mapping[int, Version],
    shingles: Mapping[int, Hashes],
    bounds: Bounds,
    allowed: Allowed,
) -> Version:
    for _, other in sorted(near, key=lambda pair: (-pair[0].contained, pair[0].length, pair[1])):
        fullest = found[other].fullest
        like = likeness(shingles[text], shingles[fullest])
        kind = bounds.by_length(like)
        least = bounds.loose if kind != "excerpt" else bounds.excerpt
        if fullest == other or (like.contained >= least and allowed(text, fullest, kind)):
            return Version(fullest, like, kind)
    return Version(text, Likeness(1.0, 1.0, 1.0, len(shingles[text])), "fullest")
