"""Claims: whether a passage takes a proposition up, and how its clauses lean."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ..design import Proposition
from .dictionary import holds_each, places

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
# about: vectors hardly see a "not". Chosen on the first half of the sample.
_OTHER_SIGN = 0.08
# How much what speaks for a side counts, so that each moves a lean by some .6: how much nearer a
# clause is to one side's sentences, a cue of the proposition, the passage's head.
_NEARER, _CUE, _HEAD = 6.0, 1.0, 2.0
# Likeness beside the head that was taught a proposition; and, where none was, likeness alone.
_NEAR, _UNTAUGHT = 6.0, 12.0
# How much nearer a passage must be to be taken at its words where a head says otherwise.
_SURER = 0.15
_FAINT = 0.05  # odds below which words aren't looked for


class Reading(NamedTuple):
    """How a clause stands to a proposition.

    Attributes:
        near: Likeness to the nearest of the sentences that hold or deny it, -1 to 1.
        lean: Above 0 for it, below 0 against.
    """

    near: float
    lean: float


class Uptake(NamedTuple):
    """Whether a passage takes a proposition up, and how it leans as a whole.

    Attributes:
        near: Likeness to the nearest of the proposition's sentences.
        odds: That it takes it up, in units of what `positions` asks for: from 1 on it does.
        lean: What the heads say of its side; 0 for a proposition that they weren't taught.
    """

    near: float
    odds: float
    lean: float = 0.0


def uptake(
    claim: Proposition, passage: str, vector: Vectors, *, taught: float, untaught: float
) -> Uptake:
    """Say whether a passage takes a proposition up.

    Args:
        claim: The proposition.
        passage: An English passage.
        vector: Its vector.
        taught: Log odds from which one does, by heads that were taught the proposition.
        untaught: Likeness from which one does that holds its words, where none were.

    Example:
        >>> import numpy as np
        >>> from hermeneut.models.encoder import encode
        >>> claim = Proposition("rain", "It will rain.", words=("rain*",))
        >>> texts = ["Surely it will rain.", "It will snow."]
        >>> said = [uptake(claim, t, encode([t])[0], taught=2, untaught=0.5) for t in texts]
        >>> [one.odds >= 1 for one in said]
        [True, False]
    """
    from ..models.uptake import leaning

    near, said = nearness(claim, vector), leaning(claim.text, vector)
    told = math.exp(said.takes + _NEAR * near - taught) if said else 0.0
    plain = math.exp(_UNTAUGHT * (near - untaught - (_SURER if said else 0)))
    odds = plain if plain > max(told, _FAINT) and holds_each(passage, claim.words) else told
    return Uptake(near, odds, _HEAD * said.side if said else 0.0)


def nearness(claim: Proposition, vector: Vectors) -> float:
    """Return the likeness of a text to the nearest of a proposition's sentences."""
    return float((_examples(claim).vectors * vector).sum(axis=1).max())


def read(claim: Proposition, clause: str, vector: Vectors) -> Reading:
    """Read an English clause beside a proposition: how near it is, and which way it leans.

    Args:
        claim: The proposition.
        clause: A clause.
        vector: Its vector.
    """
    likeness = (_examples(claim).vectors * vector).sum(axis=1)
    lean = _NEARER * _nearer(claim, likeness, clause) + _CUE * cued(claim, clause)
    return Reading(float(likeness.max()), lean)


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
