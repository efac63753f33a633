"""Which texts are versions of one text: reprints, abridgements, excerpts.

Each likely pair (`sketches`) is counted in full: how many words of the shorter text stand in the
longer. Groups are made around the fullest text, so that likeness can't be handed on from text to
text until the ends of the chain have nothing in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .shingles import WORDS, Hashes, distinct

Numbers = NDArray[np.int64]

_EDIT = 8  # words between two shared runs that count as a change of wording, not as other text
_OPENING = 60  # words: a lede, the first two or three sentences
_LOADED = 2_000  # pairs compared at once


@dataclass(frozen=True, eq=False)
class Wording:
    """A text as runs of words.

    Attributes:
        runs: Its shingles, in order.
        words: Words of a run.
    """

    runs: Hashes
    words: int = WORDS

    @cached_property
    def distinct(self) -> Hashes:
        """Its shingles, each once, sorted."""
        return distinct(self.runs)

    def standing_in(self, other: Wording) -> NDArray[np.bool_]:
        """Say of each word whether it stands in another text: in a run that both have.

        Up to eight words between two such runs stand too: there a word was changed.
        """
        words = len(self.runs) + self.words - 1
        if not len(self.runs) or not len(other.runs):
            return np.zeros(max(words, 0) if len(self.runs) else 0, bool)
        place = np.searchsorted(other.distinct, self.runs)
        at = np.flatnonzero(other.distinct.take(place, mode="clip") == self.runs)
        ends = at + self.words
        near = at[1:] - ends[:-1] <= _EDIT
        ends[:-1][near] = at[1:][near]
        edges = np.bincount(at, minlength=words + 1) - np.bincount(ends, minlength=words + 1)
        return np.cumsum(edges)[:words] > 0


Load = Callable[[Sequence[int]], Mapping[int, Wording]]


class Likeness(NamedTuple):
    """How much two texts share.

    Attributes:
        contained: Share of the shorter text's words that stand in the longer.
        similarity: Share of all their words that stand in both.
        length: Distinct runs of the shorter by those of the longer.
        words: Words of the shorter.
        opening: As `contained`, of the first sixty words of the shorter.
        inside: Words amid what they share that only one has, by the words of the longer.
    """

    contained: float
    similarity: float
    length: float
    words: int
    opening: float
    inside: float


class Ties(NamedTuple):
    """What is known of two texts beside their wording.

    Attributes:
        near: They appeared within days of each other.
        quoted: The shorter can't have been taken from the longer: if it stands there, it is quoted.
    """

    near: bool = False
    quoted: bool = False


Known = Callable[[int, int], Ties]


@dataclass(frozen=True)
class Bounds:
    """From what likeness on one text counts as a version of another.

    Reports on later events are often written around the background of earlier ones: their end is
    the same and their opening is new. Who cuts a text cuts from its end.

    Attributes:
        contained: Least share of the shorter text that stands in the longer, if its opening does.
        strict: The same where the opening is another, in excerpts and in short texts.
        near: The same, if its opening does, of texts that appeared within days.
        opening: Least share of its opening that must stand there.
        short: A text of fewer words is short: what all pages of a site say is much of it.
        whole: A text this long beside another is whole; a shorter one is abridged.
        part: A text shorter than this is an excerpt.
        loose: Least share of its fullest text that a version of a version must have.
    """

    contained: float = 0.65
    strict: float = 0.8
    near: float = 0.5
    opening: float = 0.5
    short: int = 150
    whole: float = 0.8
    part: float = 0.25
    loose: float = 0.4

    def kind(self, like: Likeness, ties: Ties = Ties()) -> str:  # noqa: B008, it is immutable
        """Name what the shorter text is to the longer; empty where it is something else."""
        kind = self.by_length(like)
        if kind == "excerpt" and ties.quoted:
            return ""
        strict = kind == "excerpt" or like.words < self.short or like.opening < self.opening
        least = self.strict if strict else self.near if ties.near else self.contained
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


def likeness(one: Wording, other: Wording) -> Likeness:
    """Count what two texts share; nothing of either gives nothing.

    Example:
        >>> one, other = (Wording(np.arange(n, n + 96, dtype=np.uint64)) for n in (0, 48))
        >>> like = likeness(one, other)
        >>> like.contained, like.opening, like.words
        (0.52, 0.2, 100)
    """
    shorter, longer = sorted((one, other), key=lambda text: len(text.distinct))
    if not len(shorter.runs):
        return Likeness(0.0, 0.0, 0.0, 0, 0.0, 0.0)
    stands, stood = shorter.standing_in(longer), longer.standing_in(shorter)
    return Likeness(
        contained=float(stands.mean()),
        similarity=float((stands.sum() + stood.sum()) / (len(stands) + len(stood))),
        length=len(shorter.distinct) / len(longer.distinct),
        words=len(stands),
        opening=float(stands[:_OPENING].mean()),
        inside=(_amid(stands) + _amid(stood)) / len(stood),
    )


def versions(
    pairs: Numbers,
    sizes: Numbers,
    load: Load,
    *,
    bounds: Bounds,
    known: Known = lambda shorter, longer: Ties(),
) -> dict[int, Version]:
    """Group texts that are versions of each other around the fullest.

    From the longest text to the shortest, each joins the group of the text that it is most
    contained in, if it shares enough with that group's fullest text too; else it is the fullest
    of a group of its own. Groups of one are left out.

    Args:
        pairs: From `likely`.
        sizes: How many distinct shingles each text has.
        load: Gives the wording of some texts.
        bounds: What counts as a version.
        known: What is known of the first of two texts, the shorter, beside the second.

    Returns:
        The place of each text that has other versions. Texts are taken by length and then by
        number, so the same texts give the same groups in any order of the pairs.
    """
    near: dict[int, list[tuple[Likeness, int]]] = {}
    for some in np.split(pairs, range(_LOADED, len(pairs), _LOADED)):
        wording = load(np.unique(some).tolist())
        for shorter, longer in (_by_length(pair, sizes) for pair in some.tolist()):
            like = likeness(wording[shorter], wording[longer])
            if bounds.kind(like, known(shorter, longer)):
                near.setdefault(shorter, []).append((like, longer))
    found: dict[int, Version] = {}
    for texts in _connected(near):
        wording = load(texts)
        for text in sorted(texts, key=lambda t: (-int(sizes[t]), t)):
            found[text] = _placed(text, near.get(text, []), found, wording, bounds, known)
    shared = {v.fullest for text, v in found.items() if v.fullest != text}
    return {text: v for text, v in sorted(found.items()) if v.fullest in shared}


def _amid(stands: NDArray[np.bool_]) -> int:
    """Count the words between the first that stands and the last that don't."""
    at = np.flatnonzero(stands)
    return int(at[-1] - at[0] + 1 - len(at)) if len(at) else 0


def _by_length(pair: Sequence[int], sizes: Numbers) -> tuple[int, int]:
    longer, shorter = sorted(pair, key=lambda t: (-int(sizes[t]), t))
    return shorter, longer


def _connected(near: Mapping[int, Sequence[tuple[Likeness, int]]]) -> Iterator[list[int]]:
    """Part texts into portions that no likeness joins."""
    top: dict[int, int] = {}

    def root(text: int) -> int:
        while top.setdefault(text, text) != text:
            top[text] = top[top[text]]
            text = top[text]
        return text

    for shorter, others in near.items():
        for _, longer in others:
            one, other = sorted((root(shorter), root(longer)))
            top[other] = one
    groups: dict[int, list[int]] = {}
    for text in sorted(top):
        groups.setdefault(root(text), []).append(text)
    portion: list[int] = []
    for group in groups.values():
        portion += group
        if len(portion) > _LOADED:
            yield portion
            portion = []
    if portion:
        yield portion


def _placed(
    text: int,
    near: Sequence[tuple[Likeness, int]],
    found: Mapping[int, Version],
    wording: Mapping[int, Wording],
    bounds: Bounds,
    known: Known,
) -> Version:
    for _, other in sorted(near, key=lambda pair: (-pair[0].contained, pair[0].length, pair[1])):
        fullest = found[other].fullest
        like = likeness(wording[text], wording[fullest])
        kind = bounds.by_length(like)
        least = bounds.loose if kind != "excerpt" else bounds.strict
        quoted = kind == "excerpt" and known(text, fullest).quoted
        if fullest == other or (like.contained >= least and not quoted):
            return Version(fullest, like, kind)
    alone = Likeness(1.0, 1.0, 1.0, len(wording[text].runs), 1.0, 0.0)
    return Version(text, alone, "fullest")
