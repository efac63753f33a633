"""What an address says of a work: its words, and whether it is the work's own page."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from .about import Wanted

# What stands before a work's own page in the address of a site that collects viewers' reviews.
_SHELVES = frozenset(("film", "films", "movie", "movies", "m", "title", "pelicula"))
_SEQUEL = re.compile(r"(?:[3-9]|ii|iii|iv|vi{0,3}|ix|part)(?: |$)|2 [a-z]")
_BESIDE = frozenset(
    {"film", "films", "movie", "movies", "review", "reviews", "critique", "recensione", "kritik"}
    | {"resena", "cinema", "trailer", "the"}
)


def plain(title: str) -> str:
    """Write a title as words alone, in small letters.

    Example:
        >>> plain("Twelve  Angry-Men!")
        'twelve angry men'
    """
    return re.sub(r"[\W_]+", " ", title).strip().casefold()


def slug_of(url: str) -> list[str]:
    """Cut an address into its path's segments, words parted by spaces.

    Example:
        >>> slug_of("https://example.org/film/her-spike-jonze/")
        ['film', 'her spike jonze']
    """
    try:
        path = unquote(urlsplit(url).path) if "://" in url else ""
    except ValueError:
        return []
    segments = [re.sub(r"\.\w{2,5}$", "", segment) for segment in path.split("/")]
    return [re.sub(r"[\W_]+", " ", segment).strip() for segment in segments if segment]


def page_of(url: str, asked: Wanted) -> bool:
    """Say whether an address lies on a site's page for the work, as reviews by viewers do.

    Its id stands there, or its title alone, with its year at most, behind "film" or "movie".

    Example:
        >>> from hermeneut.read.about import Wanted
        >>> her = Wanted("Her", 2013, ids=("tt1798709",))
        >>> page_of("https://example.org/title/tt1798709/reviews", her)
        True
        >>> page_of("https://example.org/movie/her/user-reviews", her)
        True
        >>> page_of("https://example.org/movie/her-smell", her)
        False
    """
    if asked.ids and set(asked.ids).intersection(re.split(r"[^\w-]+", url)):
        return True
    title = plain(asked.title)
    names = {title, f"{title} {asked.year}"} if title else set()
    parts = [part.lower() for part in slug_of(url)]
    return any(a in _SHELVES and b in names for a, b in itertools.pairwise(parts))


def in_address(url: str, asked: Wanted) -> bool:
    """Say whether the address names the title, alone or beside a word that shows it's one."""
    word = re.sub(r"[\W_]+", " ", asked.title).strip().lower()
    beside = _BESIDE | {str(asked.year)}
    beside |= {w.lower() for person in asked.people for w in re.split(r"\W+", person)}
    beside |= {f"{w}s" for w in beside}
    for part in slug_of(url) if word else ():
        segment = f" {part.lower()} "
        at = segment.find(f" {word} ")
        if at >= 0:
            before, after = segment[:at].split(), segment[at + len(word) + 1 :].split()
            if _is_anothers(segment[at + len(word) + 2 :], asked.year):
                continue
            near = {*before[-1:], *after[:1]}
            if " " in word or near & beside or all(w.isdigit() for w in near):
                return True
    return False


def _is_anothers(rest: str, year: int) -> bool:
    """Say whether a sequel's number follows, or the year of an older work of that name.

    A later year may be the page's, and "-2" at the end its site's way to tell two pages apart.
    """
    dated = re.match(r"(?:18|19|20)\d\d(?= |$)", rest)
    return bool(dated and year and int(dated[0]) < year - 1) or bool(_SEQUEL.match(rest.strip()))
