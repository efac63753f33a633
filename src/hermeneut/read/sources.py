"""Where a page states its own facts: JSON-LD, meta tags, microdata. Parsed once, shared by all.

Formats: JSON-LD with schema.org types (schema.org 28), the Open Graph protocol, Dublin Core in
HTML, and the meta names of Parse.ly, Sailthru and Google Scholar.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from .dates import DATE_LIKE
from .markup import Tree
from .prose import line
from .view import View, view_of

Node = dict[str, Any]

ARTICLES = (
    "Review", "CriticReview", "ReviewNewsArticle", "UserReview", "OpinionNewsArticle",
    "AnalysisNewsArticle", "ReportageNewsArticle", "BackgroundNewsArticle", "NewsArticle",
    "BlogPosting", "ScholarlyArticle", "SocialMediaPosting", "DiscussionForumPosting", "Article",
    "Report", "LiveBlogPosting", "PodcastEpisode", "QAPage",
)  # fmt: skip
_MADE = frozenset({"Recipe", "HowTo", "TechArticle", "CreativeWork", "VideoObject"})
_LONGEST_LD = 2_000_000  # characters of JSON in one script
_MOST_NODES = 2_000
_LEAST_HEADLINE = 12  # characters
_TRAILING = re.compile(r",\s*([}\]])")
_DIGITS = re.compile(r"(?:19|20)\d\d|\d\.\d\d\.\d\d")  # a quick look before the long one
_ARCHIVE = re.compile(r"^https?://web\.archive\.org/web/\d{4,14}[a-z_]{0,3}/")
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$"
)


@dataclass(frozen=True)
class Page:
    """A parsed page and its address; what it states is read when first asked for."""

    tree: Tree
    url: str | None

    @property
    def path(self) -> str:
        """Return the address without host, query and fragment, in lower case."""
        return str(_parts(_archived(self.url)).path).lower()

    @property
    def host(self) -> str:
        """Return the host in lower case, without ``www.``."""
        host = (_parts(_archived(self.url)).hostname or "").lower()
        return host.removeprefix("www.")

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Return all objects in the page's JSON-LD."""
        return tuple(_nodes(self.tree))

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """Return JSON-LD objects by ``@id``, for those that are only pointed at."""
        whole = [n for n in self.nodes if isinstance(n.get("@id"), str) and len(n) > 1]
        return {n["@id"]: n for n in reversed(whole)}

    @cached_property
    def article(self) -> Node:
        """Return the JSON-LD object of the piece of writing; empty if there is none."""
        ranked = [
            (ARTICLES.index(kind), i, node)
            for i, node in enumerate(self.nodes)
            for kind in types(node)
            if kind in ARTICLES and (node.get("headline") or node.get("author") or "name" in node)
        ]
        own = [r for r in ranked if "Review" not in types(r[2]) or "headline" in r[2]]
        if not own and len(ranked) == 1:  # of many without a headline none is the page's own
            own = ranked
        if own:
            return min(own, key=lambda r: (not r[2].get("headline"), r[1]))[2]
        return next(
            (n for n in self.nodes if not _MADE.isdisjoint(types(n)) and n.get("author")), {}
        )

    @cached_property
    def metas(self) -> Mapping[str, tuple[str, ...]]:
        """Return the contents of meta tags by lower-case name."""
        found: dict[str, list[str]] = {}
        for meta in self.tree.iter("meta"):
            name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
            content = line(meta.get("content") or "")
            if name and content:
                found.setdefault(name.strip().lower(), []).append(content)
        return {name: tuple(values) for name, values in found.items()}

    def meta(self, *names: str) -> str | None:
        """Return the first content of the first of these names that has one."""
        return next((self.metas[n][0] for n in names if n in self.metas), None)

    def follow(self, value: Any) -> Any:
        """Return what a JSON-LD reference points at; anything else as it is."""
        if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
            return self.by_id.get(str(value.get("@id")), value)
        return value

    @cached_property
    def view(self) -> View:
        """Return what a reader sees."""
        return view_of(self.tree)

    @cached_property
    def dated(self) -> Mapping[int, re.Match[str]]:
        """Return what may be a date in the lines in view, by the line's number."""
        return {
            at: match
            for at, one in enumerate(self.view.lines)
            if _DIGITS.search(one.text) and (match := DATE_LIKE.search(one.text))
        }

    @cached_property
    def headline_at(self) -> int | None:
        """Return the number of the line in view that is the headline, if one is."""
        head = " ".join((self.meta("og:title") or "", self.tree.findtext(".//title") or ""))
        head = " ".join(f"{head} {self.article.get('headline') or ''}".casefold().split())
        first = None
        for at, one in enumerate(self.view.lines):
            if one.aside:
                continue
            if one.tag == "h1" and first is None:
                first = at
            leads = one.tag in ("h1", "h2", "h3") or "headline" in one.kinds
            if leads and len(one.text) >= _LEAST_HEADLINE and one.text.casefold() in head:
                return at
        return first

    @cached_property
    def _properties(self) -> Mapping[str, list[Tree]]:
        found: dict[str, list[Tree]] = {}
        for element in self.tree.xpath("//*[@itemprop]"):
            for name in element.get("itemprop").split():
                found.setdefault(name, []).append(element)
        return found

    def properties(self, name: str) -> Iterator[Tree]:
        """Yield the elements that carry a microdata property."""
        yield from self._properties.get(name, ())

    @cached_property
    def scripts(self) -> tuple[str, ...]:
        """Return the inline scripts that aren't JSON-LD."""
        found = []
        for script in self.tree.iter("script"):
            if script.text and "ld+json" not in (script.get("type") or "").lower():
                found.append(script.text)
        return tuple(found)


def meta_source(name: str) -> str:
    """Name the source that a meta tag is; those that journals write for catalogues go apart.

    Example:
        >>> meta_source("author"), meta_source("citation_author")
        ('meta author', 'citation_author')
    """
    return name if name.startswith("citation_") else f"meta {name}"


def prior(source: str) -> float:
    """Say how far a source is believed by itself; most are weighed together with others.

    Example:
        >>> prior("citation_author"), prior("h1")
        (0.85, 0.5)
    """
    return 0.85 if source.startswith("citation_") else 0.5


def types(node: Node) -> tuple[str, ...]:
    """Return a JSON-LD object's types without their vocabulary.

    Example:
        >>> types({"@type": ["http://schema.org/Review", "Article"]})
        ('Review', 'Article')
    """
    given = node.get("@type") or ()
    listed = given if isinstance(given, list) else [given]
    return tuple(str(t).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for t in listed if t)


def texts(value: Any) -> list[str]:
    """Return the texts in a JSON-LD value: a string, an object with a name, or a list of these.

    Example:
        >>> texts([{"name": "Ann"}, "Bo"])
        ['Ann', 'Bo']
    """
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        found = line(unescape(str(value)))
        return [found] if found else []
    if isinstance(value, dict):
        return texts(value.get("name") or value.get("@value") or "")
    if isinstance(value, list):
        return [text for one in value[:50] if not isinstance(one, list) for text in texts(one)]
    return []


def _nodes(tree: Tree) -> Iterator[Node]:
    count = 0
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        for node in _objects(_loads(script.text or "")):
            count += 1
            if count > _MOST_NODES:
                return
            yield node


def _loads(raw: str) -> Any:
    text = _WRAPPING.sub("", raw[:_LONGEST_LD]).strip().rstrip(";")
    for attempt in (text, _TRAILING.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _objects(value: Any) -> Iterator[Node]:
    """Walk JSON breadth first, without recursion."""
    queue = [value]
    for one in queue:
        if len(queue) > _MOST_NODES * 10:
            return
        if isinstance(one, list):
            queue.extend(one)
        elif isinstance(one, dict):
            if one.get("@type") or one.get("@id"):
                yield one
            queue.extend(v for v in one.values() if isinstance(v, (dict, list)))


def _archived(url: str | None) -> str:
    """The address of a page that the Wayback Machine keeps a copy of."""
    bare = _ARCHIVE.sub("", url or "")
    return bare if "://" in bare[:10] or bare == url else f"http://{bare}"


def _parts(url: str | None) -> Any:
    try:
        return urlsplit(url or "")
    except ValueError:
        return urlsplit("")
