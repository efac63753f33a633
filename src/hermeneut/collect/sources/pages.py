"""Pages that list others: their links, in the text or in what a site puts around it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ...addresses import canonical
from ...candidates import Answer, NotAnswered
from ...exits import behind
from ...formats import decode
from ..inquiries.fields import line
from .patterns import address

LARGEST = 2 * 2**20  # bytes of a page that are read: a list of 20,000 links has no more

# Elements and roles that hold what a site puts around its texts (HTML, 4.3 and ARIA in HTML).
_AROUND = frozenset({"nav", "aside", "footer", "form", "menu", "dialog", "select"})
_ROLES = frozenset({
    "navigation", "complementary", "contentinfo", "banner", "search", "menu", "dialog",
})  # fmt: skip
_CLASSES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|sidebar|widgets?|share|sharing|sharedaddy|social|related"
    r"|relatedposts|breadcrumbs?|comments?|commentlist|disqus|respond|cookie|consent|newsletter"
    r"|subscribe|footer|masthead|promo|advert|ads|pagination|pager|skip)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BODIES = (
    "//*[@itemprop='articleBody' or @itemprop='reviewBody']",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' entry-content ')]",
    "//article",
    "//main",
    "//*[@role='main']",
)
_MUTE = frozenset({  # says nothing about where a link leads
    "", "here", "link", "more", "source", "via", "read", "read more", "continue reading", "go",
    "full review", "read review", "read full review", "read the review", "read the full review",
    "full article", "read article", "read the rest", "more info", "details", "view", "website",
    "click here", "permalink", "share", "comments", "next", "previous", "older posts",
    "newer posts",
})  # fmt: skip
_NOT_PAGES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|css|js|json|xml|rss|atom|zip|gz|rar|7z|exe|dmg|apk"
    r"|mp[34]|m4[av]|ogg|wav|avi|mov|webm|woff2?|ttf|ics)$",
    re.IGNORECASE,
)
# Addresses that send a page on to friends, by their sites' own documentation.
_SHARING = re.compile(
    r"//(?:[\w-]+\.)*(?:facebook\.com/(?:sharer|share|dialog/)|(?:twitter|x)\.com/(?:intent/|share\b|home\?status)"
    r"|pinterest\.[a-z.]+/pin/create|linkedin\.com/(?:shareArticle|sharing)|reddit\.com/submit"
    r"|tumblr\.com/(?:share|widgets/share)|(?:wa\.me|api\.whatsapp\.com|web\.whatsapp\.com)/|t\.me/share"
    r"|plus\.google\.com/share|getpocket\.com/(?:save|edit)|addtoany\.com/|addthis\.com/"
    r"|blogger\.com/(?:share-post|post-edit|email-post)|xing\.com/(?:spi/shares|social/share)"
    r"|news\.ycombinator\.com/submitlink|bsky\.app/intent/|flipboard\.com/bookmarklet)",
    re.IGNORECASE,
)


class Link(NamedTuple):
    """A link on a page.

    Attributes:
        url: Where it leads: absolute, http or https, without fragment.
        title: What it is called there; empty if that says nothing, such as "read more".
        follow: False where the page asks not to follow it (``rel=nofollow``).
    """

    url: str
    title: str
    follow: bool = True


class Page:
    """A page that lists others.

    Args:
        answer: What the site sent; of more than ``LARGEST`` bytes the first are read.

    Raises:
        NotAnswered: ``no-page`` where it isn't HTML.
    """

    def __init__(self, answer: Answer) -> None:
        self._root = _tree(answer)
        base = self._root.find(".//base[@href]")
        given = base.get("href") if base is not None else ""
        self.url = answer.url
        self.base = address(given, answer.url) or answer.url

    def links(self) -> list[Link]:
        """List every link, each page once, in the order of the page."""
        return self._merged(self._root.iter("a", "area"))

    def body_links(self) -> list[Link]:
        """List the links in the text of the page, leaving out what stands around it.

        The text is what the page marks as such (``articleBody``, ``entry-content``, ``article``,
        ``main``), or else the whole page; in it, navigation, forms, side bars, share bars, comments
        and the like are passed over, by element, role and class. If nothing is left then, every
        link counts.
        """
        around = _Around(self._root)
        for path in _BODIES:
            bodies = [b for b in self._root.xpath(path) if not around.holds(b)]
            if found := self._merged(a for body in bodies for a in around.outside(body)):
                return found
        return self._merged(around.outside(self._root)) or self.links()

    def alternates(self) -> list[tuple[str, str, str]]:
        """List other forms that the page names in ``link rel=alternate``: type, title, address."""
        found = []
        for link in self._root.iter("link"):
            if "alternate" in (link.get("rel") or "").lower().split():
                kind = (link.get("type") or "").partition(";")[0].strip().lower()
                url = address(link.get("href") or "", self.base)
                if kind and url:
                    found.append((kind, link.get("title") or "", url))
        return found

    def asks_not_to_follow(self) -> bool:
        """Say whether the page's robots meta asks not to follow its links."""
        for meta in self._root.iter("meta"):
            if (meta.get("name") or "").lower() in ("robots", "hermeneut"):
                wishes = {w.strip() for w in (meta.get("content") or "").lower().split(",")}
                if wishes & {"nofollow", "none"}:
                    return True
        return False

    def _merged(self, anchors: Iterator[Any]) -> list[Link]:
        found: dict[str, Link] = {}
        for anchor in anchors:
            url = unwrapped(address(anchor.get("href") or "", self.base))
            if not url or not leads_to_a_page(url):
                continue
            page = canonical(url)
            rel = (anchor.get("rel") or "").lower().split()
            link = Link(url, _called(anchor), "nofollow" not in rel)
            first = found.get(page, link)
            title = first.title or link.title
            found[page] = Link(first.url, title, first.follow or link.follow)
        return list(found.values())


class _Around:
    """Which elements of a page hold what a site puts around its texts."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._length = _lengths(root)
        self._is: dict[Any, bool] = {}

    def holds(self, element: Any) -> bool:
        """Say whether an element lies in such a one, or is one."""
        return self._marked(element) or any(map(self._marked, element.iterancestors()))

    def outside(self, body: Any) -> Iterator[Any]:
        """Yield the links in an element that lie in no such one."""
        waiting = [body]
        while waiting:
            element = waiting.pop()
            if element.tag in ("a", "area"):
                yield element
            inside = [e for e in element if isinstance(e.tag, str) and not self._marked(e)]
            waiting.extend(reversed(inside))

    def _marked(self, element: Any) -> bool:
        if element not in self._is:
            self._is[element] = self._judged(element)
        return self._is[element]

    def _judged(self, element: Any) -> bool:
        if element.tag in ("html", "body", "main", "article", "a"):
            return False
        if element.tag in _AROUND or (element.get("role") or "").lower() in _ROLES:
            return element.tag != "form" or not self._is_most(element)
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        return bool(_CLASSES.search(named)) and not self._is_most(element)

    def _is_most(self, element: Any) -> bool:
        """Say whether an element holds most of the page's words: a wrapper, whatever its class."""
        return self._length[element] * 2 > self._length[self._root]


def _lengths(root: Any) -> dict[Any, int]:
    """Measure the text in each element, those in it counted."""
    length: dict[Any, int] = {}
    for element in reversed(list(root.iter())):
        mute = not isinstance(element.tag, str) or element.tag in ("script", "style")
        own = 0 if mute else len((element.text or "").strip())
        length[element] = own + sum(length[e] + len((e.tail or "").strip()) for e in element)
    return length


def leads_to_a_page(url: str) -> bool:
    """Say whether a link may lead to a page: to no picture, archive or form for sharing.

    Example:
        >>> leads_to_a_page("https://twitter.com/intent/tweet?url=x")
        False
        >>> leads_to_a_page("https://example.org/her.pdf")
        True
    """
    path = url.partition("?")[0]
    return not _NOT_PAGES.search(path) and not _SHARING.search(url)


def unwrapped(url: str) -> str:
    """Take from a link what mail services, networks and search engines have wrapped around it.

    Example:
        >>> unwrapped("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fher&h=AT0")
        'https://example.org/her'
    """
    return address(behind(url)) or url


def _called(anchor: Any) -> str:
    text = "".join(t for _, t in zip(range(200), anchor.itertext(), strict=False))
    picture = anchor.find(".//img[@alt]")
    names = (text, anchor.get("title"), picture.get("alt") if picture is not None else "")
    for name in names:
        title = line(name)
        bare = title.strip(" .…»›>→[]()").casefold()
        if bare not in _MUTE and not re.match(r"(?:https?://|www\.)\S+$", title):
            return title
    return ""


def _tree(answer: Answer) -> Any:
    from lxml import etree, html

    text = _text(answer)
    if not re.search(r"<\w", text):
        raise NotAnswered("no-page", f"{answer.url} sent no HTML")
    # huge_tree lets elements lie 2,048 deep instead of 256: pages forget to close them.
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise NotAnswered("no-page", f"{answer.url}: {str(error)[:200]}") from None
    return root


def _text(answer: Answer) -> str:
    """Decode a page: as it was served, as it says itself, or as its bytes look."""
    body = answer.body
    if len(body) > LARGEST:
        body = body[: body.rfind(b">", 0, LARGEST) + 1]  # not within an address
    served = re.search(r"charset=[\"']?([\w-]+)", answer.headers.get("content-type", ""), re.I)
    said = re.search(rb"<meta[^>]{0,200}?charset=[\"']?([\w-]+)", body[:4096], re.I)
    for name in (served and served[1], said and said[1].decode("ascii")):
        if name and not body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            try:
                return body.decode(codecs.lookup(name).name, "strict")
            except (LookupError, ValueError):
                continue
    return decode(body).read()
