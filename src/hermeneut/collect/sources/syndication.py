"""Feeds read: RSS in all its versions, Atom (RFC 4287), JSON Feed (https://jsonfeed.org/version/1.1).

>>> feed = read(Answer("https://example.org/feed", 200, b'''<rss version="2.0"><channel>
... <title>The Example</title><item><title>Her: a review</title><link>/her</link>
... <pubDate>Wed, 08 Jan 2014 23:30:00 -0500</pubDate></item></channel></rss>'''))
>>> feed.entries[0].url, feed.entries[0].published, feed.title
('https://example.org/her', '2014-01-08', 'The Example')
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ...candidates import Answer, NotAnswered
from ..inquiries import fields
from ..inquiries.fields import line
from .dates import iso_date
from .patterns import address

LARGEST = 8 * 2**20  # bytes; a feed with the full texts of 500 essays has some 5 MB
MOST = 20_000  # entries; more is made to fill a memory

_HEAD = 8192  # bytes that a feed is told by
_OPENS = re.compile(r"<(?:[\w-]+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_HTML = re.compile(r"<(?:html|head|body)\b", re.IGNORECASE)
_JSON = re.compile(r'\s*\{.*"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/', re.DOTALL)
_ENTRY = re.compile(rb"<(?:[\w-]+:)?(?:item|entry)[\s>/]", re.IGNORECASE)


class Entry(NamedTuple):
    """What a feed says of one page; empty where it says nothing."""

    url: str
    title: str
    author: str
    outlet: str  # where the page comes from, if not from the feed's own site
    published: str  # ISO 8601, the day as it was where it was written


class Feed(NamedTuple):
    """A feed, or one page of it.

    Attributes:
        title: Name of the site or section.
        entries: In its order, those that point to a page.
        pageless: How many others there are: podcasts that are sound alone, say.
        next: Address of the next page, with older entries; empty where none is named.
        wordpress: Whether WordPress made it, which takes ``?paged=`` without saying so.
    """

    title: str
    entries: tuple[Entry, ...]
    pageless: int = 0
    next: str = ""
    wordpress: bool = False


def is_feed(body: bytes) -> bool:
    """Say whether bytes look like a feed, by their first 8 KB."""
    head = _head(body)
    opens, html = _OPENS.search(head), _HTML.search(head)
    before = opens is not None and (html is None or opens.start() < html.start())
    return before or bool(_JSON.match(head))


def read(answer: Answer) -> Feed:
    """Read a feed, however damaged.

    Times of publication count, not of the last change, but for RSS, whose ``dc:date`` says when an
    entry came out. Links are resolved against ``xml:base`` or the feed's address; where FeedBurner
    has put its own in place of the page's, the page's is taken.

    Raises:
        NotAnswered: ``no-feed`` where it is none, ``too-large`` beyond 8 MiB or 20,000 entries.
    """
    if not is_feed(answer.body):
        raise NotAnswered("no-feed", f"{answer.url} sent something else")
    if len(answer.body) > LARGEST or len(_ENTRY.findall(answer.body)) > MOST:
        raise NotAnswered("too-large", f"{answer.url}: a feed of {len(answer.body)} bytes")
    return _json_feed(answer) if _JSON.match(_head(answer.body)) else _xml_feed(answer)


def _head(body: bytes) -> str:
    """Write the first bytes as Latin letters, in whichever Unicode encoding they come."""
    return body[:_HEAD].replace(b"\0", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xfe\xff")


def _xml_feed(answer: Answer) -> Feed:
    import feedparser

    headers = {"content-location": answer.url}
    if b"encoding=" not in answer.body[:200]:  # what the file says of itself is truer
        headers["content-type"] = answer.headers.get("content-type", "")
    try:  # a stream, since bytes would be tried as the name of a file
        found = feedparser.parse(
            io.BytesIO(answer.body),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # it fails in many ways on what no feed should hold
        raise NotAnswered("no-feed", f"{answer.url}: {type(error).__name__}") from error
    if not found.version and not found.entries:
        raise NotAnswered("no-feed", f"{answer.url}: {found.get('bozo_exception', 'empty')}")
    entries = [_entry(one, found.version, answer.url) for one in found.entries]
    return Feed(
        line(found.feed.get("title")),
        *_with_pages(entries),
        _linked(found.feed, ("next", "prev-archive"), answer.url),
        "wordpress" in str(found.feed.get("generator", "")).lower(),
    )


def _with_pages(entries: list[Entry]) -> tuple[tuple[Entry, ...], int]:
    kept = tuple(entry for entry in entries if entry.url)
    return kept, len(entries) - len(kept)


def _entry(one: Any, version: str, base: str) -> Entry:
    source = one.get("source") or {}
    return Entry(
        url=_page_of(one, version, base),
        title=line(one.get("title")),
        author=_author(one),
        outlet=line(source.get("title")) if isinstance(source, Mapping) else "",
        published=_published(one, version),
    )


def _page_of(one: Any, version: str, base: str) -> str:
    """Choose an entry's page: its own, then its identity if it has no links, then what it is about.

    Where a link is an element's text instead of an attribute, feedparser takes the last one for the
    page; what Atom calls ``alternate`` goes before it.
    """
    identity = one.get("id") if not one.get("links") else ""
    own = _linked(one, ("alternate",), base) if version.startswith("atom") else ""
    for url in (one.get("feedburner_origlink"), own, one.get("link"), identity):
        page = address(url, base) if isinstance(url, str) and "/" in url else ""
        if page and (url != identity or url.startswith(("http://", "https://"))):
            return page
    return _linked(one, ("related", "via"), base)


def _linked(of: Any, relations: tuple[str, ...], base: str) -> str:
    links = [link for link in of.get("links") or () if link.get("href")]
    links.sort(key=lambda link: link.get("type", "text/html") != "text/html")
    for relation in relations:
        for link in links:
            if str(link.get("rel", "")).rpartition("/")[2] == relation:
                return address(str(link["href"]), base)
    return ""


def _author(one: Any) -> str:
    names = [line(a.get("name")) for a in one.get("authors") or () if isinstance(a, Mapping)]
    return "; ".join(dict.fromkeys(filter(None, names))) or line(one.get("author"))


def _published(one: Any, version: str) -> str:
    """Take the day as stated, not feedparser's, which is in UTC and guesses."""
    names = ["published", "created"]
    if version.startswith("rss"):
        names.append("updated")  # feedparser's name for dc:date
    stated = (dict.get(one, name) for name in names)  # its own get would put one for another
    return next((day for text in stated if text and (day := iso_date(str(text)))), "")


def _json_feed(answer: Answer) -> Feed:
    given = answer.json()
    listed = fields.rows(given, "items")
    if len(listed) > MOST:
        raise NotAnswered("too-large", f"{answer.url}: {len(listed)} entries")
    entries = [_json_entry(one, given, answer.url) for one in listed if isinstance(one, dict)]
    following = given.get("next_url") if isinstance(given, dict) else ""
    return Feed(
        line(fields.dig(given, "title")),
        *_with_pages(entries),
        address(following, answer.url) if isinstance(following, str) and following else "",
    )


def _json_entry(one: Mapping[str, Any], feed: Any, base: str) -> Entry:
    named = one.get("id")
    known = (one.get("url"), one.get("external_url"), named if "://" in str(named) else "")
    url = next((u for k in known if isinstance(k, str) and k and (u := address(k, base))), "")
    return Entry(
        url=url,
        title=line(one.get("title")),
        author=_json_authors(one) or _json_authors(feed),
        outlet="",
        published=iso_date(str(one.get("date_published") or "")),
    )


def _json_authors(of: Any) -> str:
    listed = fields.rows(of, "authors") or [fields.dig(of, "author")]
    names = (line(fields.dig(author, "name")) for author in listed)
    return "; ".join(dict.fromkeys(filter(None, names)))
