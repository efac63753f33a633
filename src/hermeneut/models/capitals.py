"""Words that English writes small, whatever capital a sentence lends them.

Counted in running text by ``models/training/capitals.py``; a bit for each of the readers' word
pieces, so words in several pieces are not known.
"""

from __future__ import annotations

from functools import lru_cache

from hermeneut.models import digest_of, read, reader

_BITS = "capitals.safetensors"


def is_small(word: str) -> bool:
    """Say whether a word is written small inside a sentence, as far as is known.

    Raises:
        UserError: The model file is missing or damaged.

    Example:
        >>> [is_small(word) for word in ("Speech", "Nine", "London", "Tamsin")]
        [True, True, False, False]
    """
    return word.lower() in _small()


def digest() -> str:
    """Return the SHA-256 that stands for the list and all it reads; no file is read.

    >>> len(digest())
    64
    """
    return digest_of(_BITS, "tokenizer.json")


@lru_cache(maxsize=1)
def _small() -> frozenset[str]:
    import numpy as np
    from safetensors.numpy import load

    bits = np.unpackbits(load(read(_BITS))["small"])
    return frozenset(w for w, nth in reader.vocabulary().items() if nth < len(bits) and bits[nth])
