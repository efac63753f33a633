"""What a sentence judges, what it says of a target, where a passage stands on a proposition.

Probabilities are calibrated on texts that were not trained on (Guo et al. 2017). A text in another
language, and one without a word, gets the middle: neutral, neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hermeneut.errors import UserError
from hermeneut.models import framing, reader
from hermeneut.models.directions import direction
from hermeneut.models.foreign import foreign
from hermeneut.models.framing import WINDOW, Framed
from hermeneut.models.spelling import spelled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Shares = NDArray[np.float32]

POLARITIES = ("negative", "neutral", "positive")
SIDES = ("against", "neither", "favour")
# Pieces that a proposition may have, some 45 words: the passage needs the rest of the window.
LONGEST_PROPOSITION = WINDOW // 2
# Pieces of the parts of a passage that the window can't hold: among more, one verdict is drowned.
LONGEST_PART = WINDOW // 2


class Head(NamedTuple):
    """Where a head's columns stand among a graph's logits."""

    name: str
    graph: str
    columns: slice


POLARITY = Head("polarity", "polarity", slice(0, 3))
JUDGES = Head("judges", "polarity", slice(3, 5))
TARGET = Head("target", "target", slice(5, 8))
STANCE = Head("stance", "stance", slice(8, 11))


def polarity(sentences: Sequence[str]) -> Shares:
    """Give each sentence its probabilities of being negative, neutral, positive, and a judgement.

    Neutral means that it judges in both directions, or in none; the fourth number tells the two
    apart: how likely it is that the sentence judges at all rather than tells a plot.

    Args:
        sentences: English sentences; longer texts are read in parts, which count by length.

    Returns:
        float32, one row a sentence: negative, neutral and positive sum to one; then *judges*.

    Raises:
        UserError: A model file is missing or damaged.

    Example:
        >>> dull, plot = polarity(
        ...     ["A dull, lifeless film.", "His wife leaves him, and he moves to the coast."]
        ... )
        >>> POLARITIES[dull[:3].argmax()], POLARITIES[plot[:3].argmax()]
        ('negative', 'neutral')
    """
    import numpy as np

    rows = [_polarity(text, tilt) for text, tilt in zip(sentences, tilts(sentences), strict=True)]
    return np.array(rows, np.float32).reshape(-1, 4)


def towards(places: Iterable[tuple[str, int, int]]) -> Shares:
    """Give the polarity towards what stands at a place in a sentence.

    Args:
        places: A sentence, and start and end of the target in it, in code points.

    Returns:
        float32, one row a place: negative, neutral, positive; each row sums to one.

    Raises:
        UserError: A place is not in its sentence; a model file is missing or damaged.

    Example:
        >>> text = "She is wonderful, but the script is a mess."
        >>> she, script = towards([(text, 0, 3), (text, 22, 32)])
        >>> POLARITIES[she.argmax()], POLARITIES[script.argmax()]
        ('positive', 'negative')
    """
    import numpy as np

    return np.array([_towards(*place) for place in places], np.float32).reshape(-1, 3)


def stance(pairs: Iterable[tuple[str, str]]) -> Shares:
    """Give the stance of passages towards propositions.

    A passage too long for the window is read in parts of some 45 words. The part that takes a side
    most clearly speaks for it; of many parts one seems to by chance, so its odds against *neither*
    are divided by the root of their number. Of a debate motion ("This house would …") the side is
    how the passage speaks, times which way the motion goes (`directions`).

    Args:
        pairs: Passage and proposition, each an English text.

    Returns:
        float32, one row a pair: against, neither, favour; each row sums to one.

    Raises:
        UserError: A proposition is too long; a model file is missing or damaged.

    Example:
        >>> stance([("A dull, lifeless film.", "The film is good.")]).argmax(axis=1).tolist()
        [0]
    """
    import numpy as np

    return np.array([_stance(*one) for one in pairs], np.float32).reshape(-1, 3)


def tilts(sentences: Sequence[str]) -> NDArray[np.float64]:
    """Say how far the words of each sentence lean: what the linear model adds to the logits.

    Counting words and reading them err in different places, so both together err less.

    >>> dull, = tilts(["A dull, lifeless film."])
    >>> bool(dull[0] > 0 > dull[2])
    True
    """
    import numpy as np

    from hermeneut.models.sentiment import NEGATIVE, POSITIVE, classify

    said = classify([spelled(sentence) for sentence in sentences])
    shares = np.clip(said.astype(np.float64), _LEAST_SHARE, 1)
    lean = np.log(shares[:, POSITIVE] / shares[:, NEGATIVE]) / 2
    tilt: NDArray[np.float64] = np.stack([-lean, np.zeros(len(lean)), lean], axis=1)
    return tilt


def ends(said: NDArray[np.floating]) -> NDArray[np.floating]:
    """Keep of logits what parts blame from praise: half their distance, on either side of none.

    >>> import numpy as np
    >>> ends(np.array([1.0, 5.0, 4.0])).tolist()
    [-1.5, 0.0, 1.5]
    """
    import numpy as np

    half = (said[..., 2] - said[..., 0]) / 2
    return np.stack([-half, np.zeros_like(half), half], axis=-1)


# A linear model is too sure of what it never saw; e⁻⁸ is the most that it may be.
_LEAST_SHARE = 3e-4


def _polarity(text: str, tilt: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    read = [part for part in framing.parts(text, reader.pieces_of, WINDOW - 2) if part]
    if not read or foreign(text):
        return np.array([0.0, 1.0, 0.0, 0.0])
    total = sum((len(part) * _one_polarity(part, tilt) for part in read), np.zeros(4))
    shares: NDArray[np.float64] = total / sum(map(len, read))
    return shares


def _one_polarity(pieces: list[int], tilt: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    said = reader.logits("polarity", framing.sentence(pieces))
    negative, _, positive = _shares(POLARITY, said, tilt)
    judges = _shares(JUDGES, said)[1]
    negative, positive = judges * negative, judges * positive
    return np.array([negative, 1 - negative - positive, positive, judges])


def _towards(text: str, start: int, end: int) -> NDArray[np.float64]:
    if not 0 <= start < end <= len(text):
        raise UserError(f"no target from {start} to {end} in a text of {len(text)} characters")
    before, named, after = map(reader.pieces_of, (text[:start], text[start:end], text[end:]))
    if not named or foreign(text):
        return _middle()
    return _read(TARGET, framing.target(before, named, after))


def _stance(passage: str, proposition: str) -> NDArray[np.float64]:
    claim = reader.pieces_of(proposition)
    if not claim or len(claim) > LONGEST_PROPOSITION:
        what = f"a proposition has 1 to {LONGEST_PROPOSITION} word pieces, this one {len(claim)}"
        raise UserError(what, hint="say it in one sentence")
    pieces = reader.pieces_of(passage)
    if not pieces or foreign(passage):
        return _middle()
    read = [pieces]
    if len(pieces) > WINDOW - len(claim) - 3:
        read = [part for part in framing.parts(passage, reader.pieces_of, LONGEST_PART) if part]
    way = direction(proposition)
    return _clearest([_beside(claim, part, way) for part in read])


def _beside(claim: list[int], part: list[int], way: int) -> NDArray[np.float64]:
    """Read a part of a passage beside a proposition; beside a debate motion, twice.

    Whether a side is taken of a motion is read beside it; which, is the product of how the passage
    speaks, as the reader of targets hears it, and which way the motion goes.
    """
    import numpy as np

    shares = _read(STANCE, framing.pair(claim, part))
    if not way:
        return shares
    against, _, favour = reader.logits(TARGET.graph, framing.sentence(part))[TARGET.columns]
    side, favoured = 1 - shares[1], 1 / (1 + np.exp(-_LEAN * way * float(favour - against)))
    return np.array([side * (1 - favoured), shares[1], side * favoured])


# What that reading counts in the log odds of for against against: one number, by logistic
# regression on claims beside motions. The reader had learned from none of them.
_LEAN = 0.25


def _clearest(parts: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    clear = min(parts, key=lambda shares: float(shares[1] / max(shares[0], shares[2]))).copy()
    clear[1] *= len(parts) ** 0.5
    shares: NDArray[np.float64] = clear / clear.sum()
    return shares


def _middle() -> NDArray[np.float64]:
    import numpy as np

    return np.array([0.0, 1.0, 0.0])


def _read(head: Head, framed: Framed) -> NDArray[np.float64]:
    return _shares(head, reader.logits(head.graph, framed))


def _shares(
    head: Head, said: NDArray[np.float32], tilt: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    import numpy as np

    fitted = reader.settings()[head.name]
    here = said[head.columns].astype(np.float64)
    moved = here * fitted["sharpness"] + fitted["shift"]
    if tilt is not None:
        moved = moved + fitted["ngrams"] * tilt + fitted["ends"] * ends(here)
    raised = np.exp(moved - moved.max())
    shares: NDArray[np.float64] = raised / raised.sum()
    return shares
