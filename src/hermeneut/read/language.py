"""Which language a text is in.

py3langid (Barbaresi 2022, after Lui & Baldwin 2012, "langid.py: An Off-the-shelf Language
Identification Tool", ACL), with probabilities over its languages. A short text is not guessed at.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from .prose import count_words

SHORTEST = 20  # words; below that the identifier errs too often on names and titles
FLOOR = 0.9  # probability
_READ = 20_000  # characters are plenty


def language_of(text: str, *, declared: str | None = None, floor: float = FLOOR) -> str | None:
    """Name a text's language as ISO 639-1.

    Args:
        text: At least `SHORTEST` words, or what was declared is taken.
        declared: What the page says of itself.
        floor: Probability below which what was declared is taken.

    Example:
        >>> language_of("Ein Film über die Liebe. " * 5), language_of("Her", declared="en")
        ('de', 'en')
        >>> language_of("Her") is None
        True
    """
    if count_words(text[:_READ]) < SHORTEST:
        return declared
    found, probability = _identifier().classify(text[:_READ])
    sure = probability >= floor and len(found) == 2
    return str(found) if sure else declared


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
