"""Sitemaps read: XML, news, indexes of sitemaps, plain text, gzip (https://www.sitemaps.org).

>>> answer = Answer("https://example.org/sitemap.xml", 200, b'''<urlset
... xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://example.org/her</loc>
... <lastmod>2014-01-10T08:00:00Z</lastmod></url></urlset>''')
>>> [(page.url, page.changed) for page in read(answer)]
[('https://example.org/her', '2014-01-10')]
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ...candidates import Answer, NotAnswered
from ...formats import decode, gunzip
from ..inquiries.fields import line
from . import syndication
from .dates import iso_date
from .patterns import address

LARGEST = 50 * 2**20  # bytes once unpacked: the protocol's own limit
_OPENS = re.compile(r"<(?:[\w-]+:)?(?:urlset|sitemapindex)\b", re.IGNORECASE)


class Place(NamedTuple):
    """What a sitemap says of a page, or of another sitemap; empty where it says nothing."""

    url: str
    is_sitemap: bool = False
    changed: str = ""  # ISO 8601: when it was last changed, not when it came out
    published: str = ""  # ISO 8601; news sitemaps and feeds alone say it
    title: str = ""
    author: str = ""
    outlet: str = ""


def read(answer: Answer) -> Iterator[Place]:
    """Yield what a sitemap names, in its order.

    Entities are not expanded and nothing is loaded from elsewhere; damaged XML is read as far as
    it goes. A feed may stand for a sitemap, and so may lines of addresses.

    Raises:
        NotAnswered: ``no-sitemap`` where it is something else, ``too-large`` beyond 50 MiB.
    """
    body = _unpacked(answer)
    head = body[:8192].replace(b"\0", b"").decode("latin-1")
    if _OPENS.search(head):
        return _in_xml(answer.url, body)
    if syndication.is_feed(body):
        return _in_feed(Answer(answer.url, answer.status, body, answer.headers))
    if not head.lstrip("\xef\xbb\xbf\xfe\xff \t\r\n").startswith("<"):
        return _in_text(answer.url, body)
    raise NotAnswered("no-sitemap", f"{answer.url} sent something else")


def _unpacked(answer: Answer) -> bytes:
    body = answer.body
    try:
        if body.startswith(b"\x1f\x8b"):
            body = gunzip(body, limit=LARGEST)
    except OverflowError:
        raise NotAnswered("too-large", f"{answer.url} unpacks to over {LARGEST} bytes") from None
    except ValueError as error:
        raise NotAnswered("no-sitemap", f"{answer.url}: damaged gzip, {error}") from None
    if len(body) > LARGEST:
        raise NotAnswered("too-large", f"{answer.url}: {len(body)} bytes")
    return body


def _in_xml(base: str, body: bytes) -> Iterator[Place]:
    from lxml import etree

    events = etree.iterparse(
        io.BytesIO(body),
        recover=True,
        huge_tree=False,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
    )
    try:
        for _, element in events:
            kind = _name(element)
            if kind in ("url", "sitemap"):
                if place := _place(element, base, is_sitemap=kind == "sitemap"):
                    yield place
                element.clear()
                parent = element.getparent()
                while element.getprevious() is not None:  # else the root holds a million husks
                    del parent[0]
    except etree.XMLSyntaxError:  # cut short: what came before counts
        return


def _place(element: Any, base: str, *, is_sitemap: bool) -> Place | None:
    news = (part for child in element if _name(child) == "news" for part in child.iter())
    said: dict[str, str] = {}
    for part in (*element, *news):  # those of pictures and films speak of pictures and films
        if part.text and part.text.strip():
            said.setdefault(_name(part), part.text.strip())
    url = address(said.get("loc", ""), base)
    if not url:
        return None
    if is_sitemap:
        return Place(url, is_sitemap=True, changed=iso_date(said.get("lastmod", "")))
    return Place(
        url,
        changed=iso_date(said.get("lastmod", "")),
        published=iso_date(said.get("publication_date", "")),
        title=line(said.get("title")),
        outlet=line(said.get("name")),
    )


def _name(element: Any) -> str:
    """Name an element, whatever its namespace: sites write it in many ways."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _in_feed(answer: Answer) -> Iterator[Place]:
    feed = syndication.read(answer)
    for one in feed.entries:
        outlet = one.outlet or feed.title
        yield Place(one.url, False, "", one.published, one.title, one.author, outlet)


def _in_text(base: str, body: bytes) -> Iterator[Place]:
    found = False
    for text in decode(body):
        words = text.strip("\ufeff \t\r\n")
        if words.lower().startswith(("http://", "https://")) and (url := address(words)):
            found = True
            yield Place(url)
    if not found:
        raise NotAnswered("no-sitemap", f"{base} holds no address")
