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

    from ..models.uptake import Leaning

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
# How much what speaks for a side counts where no machine was taught the proposition: how much
# nearer a clause is to one side's sentences, and a cue; and where one was, what it says, and a cue.
_NEARER, _CUE, _LEAN, _TOLD_CUE = 6.0, 1.0, 2.0, 0.25
# What speaks for taking up, in log odds: what a machine says, likeness, a cue of either side (of
# two at most), and how much the strongest clause counts beside the whole passage; then all of it.
# Chosen on the first half of the sample's documents, as what likeness alone counts elsewhere.
_TAKES, _NEAR, _ANY_CUE, _MOST_CUES, _CLAUSES, _TEMPER = 3.0, 3.0, 0.5, 2, 0.3, 0.7
_UNTAUGHT = 12.0
# How much nearer a passage must be to be taken at its words where a machine says otherwise.
_SURER = 0.15
# Likeness from which a clause says what one of the design's sentences says: its side counts too.
_PLAINLY = 0.7
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
        lean: How far the whole passage leans, above 0 for it, below 0 against, by the machine that
            was taught its sides; None where none was.
    """

    near: float
    odds: float
    lean: float | None = None


def uptake(
    claim: Proposition,
    texts: Sequence[str],
    vectors: Vectors,
    told: Leaning | None,
    *,
    taught: float,
    untaught: float,
) -> Uptake:
    """Say whether a passage takes a proposition up.

    Args:
        claim: The proposition.
        texts: An English passage, and its clauses; or it alone, for a first look without cues.
        vectors: Theirs, a row each.
        told: What the machines that were taught the proposition say of each; None where none was.
        taught: Log odds from which one does, by such machines.
        untaught: Likeness from which one does that holds its words, where there are none.

    Example:
        >>> from hermeneut.models.encoder import encode
        >>> claim = Proposition("rain", "It will rain.", words=("rain*",))
        >>> said = ["Surely it will rain."], ["It will snow."]
        >>> found = [uptake(claim, t, encode(t), None, taught=2, untaught=0.5) for t in said]
        >>> [one.odds >= 1 for one in found]
        [True, False]
    """
    near = (vectors[:, None] * _examples(claim).vectors).sum(axis=2).max(axis=1)
    odds, lean = 0.0, None
    if told is not None:
        cues = [cued(claim, one) for one in texts[1:]]
        said = _TAKES * told.takes + _NEAR * near
        parts = _CLAUSES * (float(said[1:].max()) - float(said[0])) if len(said) > 1 else 0.0
        marked = _ANY_CUE * min(_MOST_CUES, sum(map(abs, cues)))
        odds = math.exp(_TEMPER * (float(said[0]) + parts + marked) - taught)
        lean = _LEAN * float(told.side[0]) + _TOLD_CUE * _sign(sum(cues))
    plain = math.exp(_UNTAUGHT * (float(near[0]) - untaught - (_SURER if told else 0)))
    if plain > max(odds, _FAINT) and holds_each(texts[0], claim.words):
        odds = plain
    return Uptake(float(near[0]), odds, lean)


def nearness(claim: Proposition, vector: Vectors) -> float:
    """Return the likeness of a text to the nearest of a proposition's sentences."""
    return float((_examples(claim).vectors * vector).sum(axis=1).max())


def readings(
    claim: Proposition, clauses: Sequence[str], vectors: Vectors, told: Leaning | None
) -> list[Reading]:
    """Read the clauses of a passage beside a proposition: how near each is, how it leans.

    Args:
        claim: The proposition.
        clauses: English clauses.
        vectors: The passage's, and theirs, a row each.
        told: What the machines that were taught the proposition say of each; None where none was.
    """
    found = []
    for nth, clause in enumerate(clauses, 1):
        likeness = (_examples(claim).vectors * vectors[nth]).sum(axis=1)
        near = float(likeness.max())
        if told is None:
            lean = _NEARER * _nearer(claim, likeness, clause) + _CUE * cued(claim, clause)
        else:
            lean = _LEAN * float(told.side[0] + told.side[nth]) / 2
            lean += _TOLD_CUE * cued(claim, clause)
            lean += _NEARER * _nearer(claim, likeness, clause) if near >= _PLAINLY else 0
        found.append(Reading(near, lean))
    return found


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
    return _sign(total)


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


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
