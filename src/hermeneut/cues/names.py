"""The names of a work in running text: makers, players, characters, and how many persons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from .kinds import spelled

_CAPITALISED = re.compile(r"(?<!\w)[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]")
_COMMON = frozenset({"the", "van", "von", "del", "and", "los", "las", "san", "new"})
_FEW_CAPITALS = 60  # words to a capitalised one, above which a text is taken to set none


class Name(NamedTuple):
    """A place where a name of the work stands.

    Attributes:
        start: Its first code point.
        end: One past the last.
        person: Which of the work's persons: a number, the same for *Jonze* and *Spike Jonze*.
        text: As it stands there.
    """

    start: int
    end: int
    person: int
    text: str


def names_in(text: str, names: Sequence[str], *, any_case: bool = False) -> tuple[Name, ...]:
    """Find a work's names in a text, in order.

    Names that share a word are one person; so are two that stand side by side.

    Args:
        text: The text.
        names: The work's names, as they are printed.
        any_case: Whether *jonze* counts too, as in texts that set no capitals.

    Example:
        >>> found = names_in("Joaquin Phoenix, Jonze, Phoenix", ("Joaquin", "Phoenix", "Jonze"))
        >>> [(name.text, name.person) for name in found]
        [('Joaquin', 0), ('Phoenix', 0), ('Jonze', 1), ('Phoenix', 0)]
    """
    return _names_in(text, tuple(names), any_case)


@lru_cache(maxsize=4)  # the same text is asked about its title, its release titles, its people
def _names_in(text: str, names: tuple[str, ...], any_case: bool) -> tuple[Name, ...]:
    person = _persons(names)
    found: list[Name] = []
    same: dict[int, int] = {}
    for match in _either(names, not any_case).finditer(text):
        who = person.get(match[0].lower(), -1)
        if found and text[found[-1].end : match.start()] == " ":
            same.setdefault(who, found[-1].person)
        found.append(Name(*match.span(), who, match[0]))
    return tuple(name._replace(person=same.get(name.person, name.person)) for name in found)


@lru_cache(maxsize=4)
def small(text: str) -> bool:
    """Say whether a text is written without capitals, as some blogs and all bad transcripts are.

    Example:
        >>> small("he likes her and her letters, and she likes him"), small("He likes Her.")
        (True, False)
    """
    return len(_CAPITALISED.findall(text)) * _FEW_CAPITALS < len(text.split())


@lru_cache(maxsize=64)
def _persons(names: tuple[str, ...]) -> dict[str, int]:
    """Number the persons: names that share a word of three letters or more are one."""
    person: dict[str, int] = {}
    words: dict[str, int] = {}
    for number, name in enumerate(sorted(names, key=lambda n: (-len(n.split()), n))):
        parts = [part for part in re.findall(r"\w{3,}", name.lower()) if part not in _COMMON]
        known = [words[part] for part in parts if part in words]
        person[name.lower()] = known[0] if known else number
        for part in parts:
            words.setdefault(part, person[name.lower()])
    return person


@lru_cache(maxsize=64)
def _either(names: tuple[str, ...], cased: bool) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{spelled(names)})(?!\w)", 0 if cased else re.IGNORECASE)
