"""Where a piece appeared: the outlet's name, and what kind of venue it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from . import titles
from .candidates import Candidate, fold
from .markup import short_text
from .prose import line
from .sources import Page, texts, types

LONGEST = 60  # characters of an outlet's name; a longer one is a slogan


def outlet_of(page: Page) -> str | None:
    """Name the outlet, as far as the page says it, for telling it from titles and authors."""
    stated = [c for c in from_page(page) if c.field == "outlet" and c.source != "host"]
    return max(stated, key=lambda c: c.confidence).value if stated else None


def from_page(page: Page) -> Iterator[Candidate]:
    """Yield the outlets and venues that a page and its host give."""
    name, venue = known(page.host)
    if name:
        yield Candidate("outlet", name, "outlets", 0.95)
    if venue:
        yield Candidate("venue", venue, "outlets", 0.9)
    for source, confidence, raw in _stated(page):
        named = _without_slogan(line(raw))
        if named and len(named) <= LONGEST and not named.startswith("http"):
            yield Candidate("outlet", named, source, confidence)
    if page.host:
        yield Candidate("outlet", page.host, "host", 0.45)
    yield from _venues(page)


def _stated(page: Page) -> Iterator[tuple[str, float, str]]:
    if found := page.meta("og:site_name"):
        yield "meta og:site_name", 0.85, found
    publisher = page.follow(page.article.get("publisher"))
    for text in texts(publisher)[:1]:
        yield "json-ld", 0.75, text
    for node in page.nodes:
        if "WebSite" in types(node) and texts(node.get("name")):
            yield "json-ld website", 0.6, texts(node["name"])[0]
            break
    heading = page.tree.find(".//title")
    title = short_text(heading, 300) if heading is not None else ""
    if found := titles.site_in(titles.clean_title(title), titles.names_of_site(page.host)):
        yield "title", 0.6, found
    for name, confidence in (("application-name", 0.5), ("citation_journal_title", 0.9),
                             ("dc.publisher", 0.5), ("cre", 0.5)):  # fmt: skip
        if found := page.meta(name):
            yield f"meta {name}", confidence, found


def _without_slogan(name: str) -> str:
    """Take a slogan behind a dash or a bar off a name.

    Example:
        >>> _without_slogan("The Daily Post | All the news"), _without_slogan("Post-Gazette")
        ('The Daily Post', 'Post-Gazette')
    """
    return re.split(r"\s+[|–—:»-]\s+|\s*\|\s*", name)[0].strip()


def known(host: str) -> tuple[str | None, str | None]:
    """Look a host up among the outlets that are known; its name and venue.

    Example:
        >>> known("newyorker.com"), known("some.blogspot.com"), known("example.org")
        (('The New Yorker', 'magazine'), (None, 'blog'), (None, None))
    """
    listed = _listed()
    labels = host.removeprefix("www.").split(".")
    for i in range(len(labels) - 1):
        parent = ".".join(labels[i:])
        if i and parent in listed["services"]:
            return None, str(listed["services"][parent])
        if parent in listed["hosts"]:
            entry = listed["hosts"][parent]
            return str(entry["name"]), str(entry["venue"])
    return None, None


@lru_cache(maxsize=1)
def _listed() -> Mapping[str, Mapping[str, Any]]:
    text = (files(__package__) / "outlets.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _venues(page: Page) -> Iterator[Candidate]:
    kinds = {kind for node in page.nodes for kind in types(node)}
    labels = page.host.split(".")
    if kinds & {"BlogPosting", "Blog"} or "blog" in labels or "/blog/" in page.path:
        yield Candidate("venue", "blog", "json-ld" if kinds & {"Blog"} else "url", 0.5)
    if kinds & {"PodcastEpisode", "PodcastSeries"}:
        yield Candidate("venue", "podcast", "json-ld", 0.8)
    if "edu" in labels[-2:] or page.host.endswith(".ac.uk"):
        yield Candidate("venue", "university", "host", 0.6)
    journal = page.meta("citation_journal_title")
    if journal or labels[0] == "journals":
        yield Candidate("venue", "journal", "meta" if journal else "host", 0.8)
    generator = fold(page.meta("generator") or "")
    if re.match(r"(?:blogger|tumblr|ghost|jekyll|hugo)\b", generator):
        yield Candidate("venue", "blog", "generator", 0.5)
