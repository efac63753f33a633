"""Is a sentence in another language than English? Then a reader of English abstains."""

from __future__ import annotations

import re

from .languages import FLOOR, likeliest

# Words that nearly every English sentence of some length has one of.
# fmt: off
_COMMON = frozenset(
    {
        "the", "a", "an", "of", "and", "to", "in", "is", "it", "its", "this", "that", "for", "with",
        "as", "but", "not", "on", "by", "be", "was", "are", "at", "from", "has", "have", "his",
        "her", "he", "she", "you", "they", "we", "i", "so", "than", "more", "too", "no", "what",
        "who", "there", "all", "or", "if", "one",
    }
)
# fmt: on
_WORD = re.compile(r"[^\W\d_]+")
# Shorter ones are too short for an identifier of languages.
_LEAST_WORDS = 5


def foreign(text: str) -> bool:
    """Say whether a text is surely not English.

    A script other than Latin decides at once; a text with common English words is English; the
    rest goes to the identifier of languages.

    >>> foreign("Ein langweiliger Film, der seine Darsteller verschwendet.")
    True
    >>> foreign("Dull, lifeless, interminable, smug, airless."), foreign("Le chef")
    (False, False)
    """
    words = _WORD.findall(text.lower())
    letters = "".join(words)
    if not letters:
        return False
    if sum(letter < "\u0250" for letter in letters) * 2 < len(letters):
        return True
    shared = sum(word in _COMMON for word in words)
    if len(words) < _LEAST_WORDS or shared * 6 >= len(words):
        return False
    language, probability = likeliest(text)
    return language != "en" and probability >= FLOOR
