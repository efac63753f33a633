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

from .markup import Tree
from .prose import line

Node = dict[str, Any]

ARTICLES = (
    "Review", "CriticReview", "ReviewNewsArticle", "UserReview", "OpinionNewsArticle",
    "AnalysisNewsArticle", "ReportageNewsArticle", "BackgroundNewsArticle", "NewsArticle",
    "BlogPosting", "ScholarlyArticle", "SocialMediaPosting", "DiscussionForumPosting", "Article",
    "Report", "LiveBlogPosting", "PodcastEpisode", "QAPage",
)  # fmt: skip
_LONGEST_LD = 2_000_000  # characters of JSON in one script
_MOST_NODES = 2_000
_TRAILING = re.compile(r",\s*([}\]])")
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
        return str(_parts(self.url).path).lower()

    @property
    def host(self) -> str:
        """Return the host in lower case, without ``www.``."""
        host = (_parts(self.url).hostname or "").lower()
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
        own = [r for r in ranked if "Review" not in types(r[2]) or "headline" in r[2]] or ranked
        return min(own, key=lambda r: (not r[2].get("headline"), r[1]))[2] if own else {}

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

    def properties(self, name: str) -> Iterator[Tree]:
        """Yield the elements that carry a microdata property."""
        for element in self.tree.iter():
            if name in (element.get("itemprop") or "").split():
                yield element


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


def _parts(url: str | None) -> Any:
    try:
        return urlsplit(url or "")
    except ValueError:
        return urlsplit("")
