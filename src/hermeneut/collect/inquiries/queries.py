"""Search strings made of a design, where ``study.toml`` gives none.

A title alone is never asked for where it is one word: *Her* would bring the language. It is
asked for together with who made the work, or with the names that go with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...design import Design

MOST_NAMES = 5  # of cues, where no maker is known; services limit how long a question may be

Groups = tuple[tuple[str, ...], ...]


def groups(design: Design) -> Groups:
    r"""Say what a page must hold: one term of each group.

    The title, and one of the makers; where none is known, one of the cues that are names of
    several words, else one of the cues; where there are none, the year if the title is one word.

    Example:
        >>> from hermeneut.design import parse
        >>> work = '[work]\ntitle = "Her"\nyear = 2013\nmakers = ["Spike Jonze"]'
        >>> groups(parse('[study]\nname = "her"\n' + work))
        (('Her',), ('Spike Jonze',))
    """
    work = design.work
    title = _clean(work.title)
    cues = [cue for cue in map(_clean, work.cues) if cue and cue.lower() != title.lower()]
    names = tuple(filter(None, map(_clean, work.makers)))
    names = names or tuple([cue for cue in cues if " " in cue] or cues)[:MOST_NAMES]
    if not names and " " not in title:
        names = (str(work.year),)
    return tuple(filter(None, ((title,) if title else (), names)))


def boolean(terms: Groups) -> str:
    """Write a search for services that know AND, OR and phrases.

    Example:
        >>> boolean((("Her",), ("Spike Jonze", "Eric Zumbrunnen")))
        '"Her" AND ("Spike Jonze" OR "Eric Zumbrunnen")'
    """
    return " AND ".join(_either([f'"{term}"' for term in group]) for group in terms)


def spaced(terms: Groups) -> str:
    """Write a search for services where a blank means and; a single word stands without marks.

    Example:
        >>> spaced((("Her",), ("Spike Jonze",)))
        'Her "Spike Jonze"'
    """
    return " ".join(_either([_phrase(term) for term in group]) for group in terms)


def plain(terms: Groups) -> str:
    """Write a search for services that weigh words and know no phrases: the first of each group.

    Example:
        >>> plain((("Her",), ("Spike Jonze", "Eric Zumbrunnen")))
        'Her Spike Jonze'
    """
    return " ".join(group[0] for group in terms)


def _either(terms: list[str]) -> str:
    return terms[0] if len(terms) == 1 else f"({' OR '.join(terms)})"


def _phrase(term: str) -> str:
    return term if term.isalnum() else f'"{term}"'


def _clean(term: str) -> str:
    """Take out what would end a phrase."""
    return " ".join(term.replace('"', " ").replace("\\", " ").split())
