"""What a page says that it reviews: schema.org's ``itemReviewed`` and ``about``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .candidates import Candidate
from .markup import short_text
from .prose import line
from .sources import Page, texts, types

LONGEST = 200  # characters of a title
# Types of schema.org that are works; a claim, a shop or a recipe that is rated is none.
_WORKS = frozenset(
    (
        "Movie", "Book", "TVSeries", "TVSeason", "TVEpisode", "VideoGame", "MusicAlbum", "Play",
        "CreativeWork", "CreativeWorkSeries", "VisualArtwork", "ShortStory", "MusicRecording",
        "TheaterEvent", "Game", "MovieSeries", "BookSeries",
    )
)  # fmt: skip


def from_page(page: Page) -> Iterator[Candidate]:
    """Yield the works that a page says it reviews or is about, with their year where it is given.

    Limits: what a site states of all its pages alike can't be told from what it states of one.

    Example:
        >>> from .markup import parse
        >>> said = '{"@type": "Review", "itemReviewed": {"@type": "Movie", "name": "Her"}}'
        >>> page = Page(parse(f'<script type="application/ld+json">{said}</script>'), None)
        >>> [(c.value, c.source) for c in from_page(page)]
        [('Her', 'json-ld itemReviewed')]
    """
    for node in page.nodes:
        for name, confidence in (("itemReviewed", 0.9), ("about", 0.5)):
            given = node.get(name)
            for one in given[:20] if isinstance(given, list) else [given]:
                work = page.follow(one)
                if isinstance(work, Mapping) and (value := _named(work)):
                    yield Candidate("reviewed", value, f"json-ld {name}", confidence)
    for element in page.properties("itemReviewed"):
        kind = (element.get("itemtype") or "").rstrip("/").rsplit("/", 1)[-1]
        if not kind or kind in _WORKS:
            value = element.get("content") or short_text(element, LONGEST)
            if value := line(value or ""):
                yield Candidate("reviewed", value[:LONGEST], "microdata itemReviewed", 0.7)


def _named(work: Mapping[str, Any]) -> str:
    """Write a work as its title and year; empty if it is no work or has no title."""
    if not _WORKS.intersection(types(dict(work))):
        return ""
    name = next(iter(texts(work.get("name"))), "")[:LONGEST]
    dated = next(iter(texts(work.get("datePublished") or work.get("dateCreated"))), "")[:4]
    return f"{name} ({dated})" if name and dated.isdigit() and len(dated) == 4 else name
