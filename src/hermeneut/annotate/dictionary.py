"""Dictionaries: words of a design looked up in a text, with a star that ends a stem.

The plainest measure of content analysis (Stone et al. 1966, *The General Inquirer*): what any
other has to beat.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_NEVER = re.compile(r"(?!)")


@lru_cache(maxsize=256)
def pattern(words: str) -> re.Pattern[str]:
    r"""Compile words that are parted by ``|`` to what finds them, whole and in any case.

    A star ends a stem. A word all in capitals of up to four letters is looked for as it stands.

    Example:
        >>> pattern("lonel*|in love|AI").findall("Loneliness is to fall in  love with AI, ai.")
        ['Loneliness', 'in  love', 'AI']
    """
    given = [word.strip() for word in words.split("|") if word.strip(" *")]
    if not given:
        return _NEVER
    longest = sorted(given, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_written, longest))})(?!\w)")


def _written(word: str) -> str:
    plain = re.escape(word.rstrip("*")).replace(r"\ ", r"\s+").replace("'", "['’]")
    acronym = len(word) <= 4 and word.isupper()
    return (plain if acronym else f"(?i:{plain})") + (r"\w*" if word.endswith("*") else "")


def places(text: str, lines: Iterable[str]) -> list[tuple[int, int]]:
    """Find where any word of some lines stands.

    >>> places("Alone, and lonelier than before.", ["lonel*", "alone"])
    [(11, 19), (0, 5)]
    """
    return [found.span() for line in lines for found in pattern(line).finditer(text)]


def holds_each(text: str, lines: Iterable[str]) -> bool:
    """Say whether a text holds a word of every line.

    >>> holds_each("He loves a machine.", ["love*", "machine*|robot*"])
    True
    >>> holds_each("He loves her.", ["love*", "machine*|robot*"])
    False
    """
    return all(pattern(line).search(text) for line in lines)
