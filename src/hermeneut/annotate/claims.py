"""Claims: how a sentence stands to a proposition, by likeness to its sentences and by a reader."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ..design import Proposition
from .dictionary import pattern, places

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_NOT = re.compile(
    r"\b(?:not|no|never|nobody|none|nothing|neither|nor|cannot|without|hardly)\b|n[’']t\b",
    re.IGNORECASE,
)
_TURNED = re.compile(
    r"\b(?:not|no|never|nobody|none|nothing|neither|nor|cannot|without|hardly|far from|rather than"
    r"|instead of|fails? to|refuses? to|anything but)\b|n[’']t\b",
    re.IGNORECASE,
)
_REACH = 5  # words that a "not" reaches over
# What a sentence loses of its likeness to one that denies where it affirms, or the other way
# about: vectors hardly see a "not". Chosen with `_LEAN` on the first half of the sample.
_OTHER_SIGN = 0.08
# How much likeness counts beside the reader's odds: .25 nearer is as much as e to one.
_LEAN = 3.0
_CUE = 2.0  # what a proposition's own cue counts beside them
_LEAST_SHARE = 0.02  # a reader may not be surer than fifty to one


class Reading(NamedTuple):
    """How a sentence stands to a proposition.

    Attributes:
        near: Likeness to the nearest of the sentences that hold or deny it, -1 to 1.
        lean: Above 0 for it, below 0 against; 1 is odds of e to one.
        side: Probability that it takes a side at all, as the reader says.
        cue: Whether one of the proposition's own cues for a side stands in it.
    """

    near: float
    lean: float = 0.0
    side: float = 0.0
    cue: bool = False


def nearness(claim: Proposition, vector: Vectors) -> float:
    """Return the likeness of a text to the nearest of a proposition's sentences."""
    return float((_examples(claim).vectors * vector).sum(axis=1).max())


def speaks_of(claim: Proposition, sentence: str, before: str = "") -> bool:
    """Say whether a sentence holds the words of a proposition, some perhaps in the one before.

    At least one line's words stand in the sentence itself.

    Example:
        >>> claim = Proposition("love", "A machine can love.", words=("love*", "machine*|it"))
        >>> speaks_of(claim, "Can it love?"), speaks_of(claim, "No love.", "A machine."),
        (True, True)
        >>> speaks_of(claim, "It rains.", "No love."), speaks_of(claim, "It rains.")
        (True, False)
    """
    own = [bool(pattern(line).search(sentence)) for line in claim.words]
    if not claim.words or all(own):
        return True
    return any(own) and all(
        here or pattern(line).search(before) for here, line in zip(own, claim.words, strict=True)
    )


def read(claim: Proposition, sentence: str, vector: Vectors, least: float) -> Reading:
    """Read a sentence beside a proposition; one that is less near than that isn't read.

    Args:
        claim: The proposition.
        sentence: An English sentence or clause.
        vector: Its vector.
        least: Likeness from which the reader is asked.
    """
    likeness = (_examples(claim).vectors * vector).sum(axis=1)
    near = float(likeness.max())
    if near < least:
        return Reading(near)
    from ..models.judgement import stance

    against, neither, favour = stance([(sentence, claim.text)])[0].tolist()
    odds = math.log(max(favour, _LEAST_SHARE) / max(against, _LEAST_SHARE))
    cue = cued(claim, sentence)
    lean = odds + _LEAN * _nearer(claim, likeness, sentence) + _CUE * cue
    return Reading(near, lean, 1 - neither, cue != 0)


def cued(claim: Proposition, sentence: str) -> int:
    """Say which side a proposition's own cues speak for: 1, -1, or 0 for none or both.

    A "not" up to five words before turns a cue about.

    Example:
        >>> claim = Proposition("p", "It is a person.", favours=("mind",), opposes=("tool*",))
        >>> [cued(claim, said) for said in ("It has a mind.", "It has no mind.", "No tool has.")]
        [1, -1, 1]
    """
    total = 0
    for sign, lines in ((1, claim.favours), (-1, claim.opposes)):
        for start, _ in places(sentence, lines):
            before = " ".join(sentence[:start].split()[-_REACH:])
            total += -sign if len(_TURNED.findall(before)) % 2 else sign
    return (total > 0) - (total < 0)


def negated(text: str) -> bool:
    """Say whether a text denies: an odd number of words that do.

    >>> negated("It isn't love."), negated("Nobody can say that it is not."), negated("It can be.")
    (True, False, False)
    """
    return len(_NOT.findall(text)) % 2 == 1


class _Examples(NamedTuple):
    vectors: Vectors
    holds: tuple[bool, ...]
    signs: tuple[bool, ...]


@lru_cache(maxsize=64)
def _examples(claim: Proposition) -> _Examples:
    from ..models.encoder import encode

    sides = [(claim.text, True), *((one, True) for one in claim.holds)]
    sides += [(one, False) for one in claim.denies]
    texts = [text for text, _ in sides]
    return _Examples(encode(texts), tuple(holds for _, holds in sides), tuple(map(negated, texts)))


def _nearer(claim: Proposition, likeness: Sequence[float] | Vectors, sentence: str) -> float:
    """Say how much nearer a sentence is to those that hold a claim than to those that deny it."""
    known, sign = _examples(claim), negated(sentence)
    if all(known.holds):
        return 0.0
    best = {True: -1.0, False: -1.0}
    for near, holds, other in zip(likeness, known.holds, known.signs, strict=True):
        best[holds] = max(best[holds], float(near) - _OTHER_SIGN * (other != sign))
    return best[True] - best[False]
