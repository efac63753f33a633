"""Does a passage take a proposition up, and how does it lean? Machines over sentence vectors.

A vector tells fairly whether a passage argues about a matter, and less well on which side. For each
proposition of the study that ships two support vector machines with one radial kernel were taught
by passages written for them (``models/training/uptake.py``); they are found by a proposition's
wording, so another design has none. The file keeps the vectors of the passages that they were
taught by, in whole numbers, and what each weighs.

Sources: Tunstall et al. 2022, *Efficient Few-Shot Learning Without Prompts* (arXiv:2209.11055), for
heads over sentence vectors; Cortes and Vapnik 1995, *Support-vector networks*, for the machines.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from hermeneut.models import digest_of, read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

WEIGHTS = "uptake.safetensors"
# Of the kernel exp(-GAMMA d²), d the distance of two unit vectors: chosen on the first half of the
# sample study's documents, of .5, 1 and 2.
GAMMA = 1.0
_LESSONS, _SCALES, _SHIFTS = "lessons", "scales", "shifts"


class Leaning(NamedTuple):
    """What the machines of a proposition say of texts: two arrays, a number a text.

    Attributes:
        takes: Above 0 where a text takes it up, among passages as they were taught.
        side: Above 0 where it is for it, below 0 where against.
    """

    takes: Floats
    side: Floats

    def of(self, rows: slice) -> Leaning:
        """Return the answers for some of the texts."""
        return Leaning(self.takes[rows], self.side[rows])


@lru_cache(maxsize=256)
def key_of(proposition: str) -> str:
    """Return the name under which a wording's machines are kept.

    >>> key_of("Love needs a body.")
    '90419cdba4705395'
    """
    return hashlib.sha256(proposition.encode()).hexdigest()[:16]


def leanings(vectors: Floats) -> Mapping[str, Leaning]:
    """Say what all machines make of some texts.

    Args:
        vectors: A row a text, from `hermeneut.models.encoder`.

    Returns:
        By the key of a proposition's wording (`key_of`), an answer for each text; a proposition
        that was never taught isn't there.

    Raises:
        UserError: The model file is missing or damaged.

    Example:
        >>> from hermeneut.models.encoder import encode
        >>> said = encode(["You can't love what you can't hold: a voice alone is no lover."])
        >>> found = leanings(said)
        >>> bool(found[key_of("Love needs a body.")].takes[0] > 0), key_of("It rains.") in found
        (True, False)
    """
    model = _model()
    said: Floats = kernel(vectors, model.lessons) @ model.weights + model.shifts
    return {
        key: Leaning(said[:, 2 * nth], said[:, 2 * nth + 1]) for nth, key in enumerate(model.keys)
    }


def kernel(vectors: Floats, lessons: Floats) -> Floats:
    """Say how like unit vectors are to each other: 1 for the same, less the further apart.

    >>> import numpy as np
    >>> kernel(np.eye(2, dtype=np.float32), np.eye(2, dtype=np.float32)).round(2).tolist()
    [[1.0, 0.14000000059604645], [0.14000000059604645, 1.0]]
    """
    import numpy as np

    near: Floats = np.exp(2 * GAMMA * (vectors @ lessons.T - 1))
    return near


def digest() -> str:
    """Return the SHA-256 that stands for the model; the model is not read.

    >>> len(digest())
    64
    """
    return digest_of(WEIGHTS)


class _Model(NamedTuple):
    """The lessons' vectors, what each weighs for each machine, and the machines' order."""

    lessons: Floats
    weights: Floats
    shifts: Floats
    keys: tuple[str, ...]


def packed(
    lessons: Floats, machines: Mapping[str, tuple[Floats, Floats]], shifts: Mapping[str, Floats]
) -> dict[str, NDArray[np.generic]]:
    """Lay machines out as they are kept: lessons in whole numbers, each row with its scale.

    Args:
        lessons: Vectors, a row a lesson.
        machines: By key, what each lesson weighs: for taking up, and for the side.
        shifts: By key, what is added to either.
    """
    import numpy as np

    scales = np.abs(lessons).max(axis=1, keepdims=True) / 127
    kept: dict[str, NDArray[np.generic]] = {
        _LESSONS: np.rint(lessons / scales).astype(np.int8),
        _SCALES: scales.astype(np.float32),
    }
    for key, pair in machines.items():
        kept[key] = np.stack(pair, axis=1).astype(np.float16)
    kept[_SHIFTS] = np.stack([shifts[key] for key in sorted(shifts)]).astype(np.float32)
    return kept


@lru_cache(maxsize=1)
def _model() -> _Model:
    import numpy as np
    from safetensors.numpy import load

    kept = load(read(WEIGHTS))
    keys = tuple(sorted(kept.keys() - {_LESSONS, _SCALES, _SHIFTS}))
    lessons = kept[_LESSONS].astype(np.float32) * kept[_SCALES]
    weights = np.concatenate([kept[key] for key in keys], axis=1).astype(np.float32)
    return _Model(lessons, weights, kept[_SHIFTS].reshape(-1), keys)
