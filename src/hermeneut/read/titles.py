"""What a piece is called: its headline, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from html import unescape
from itertools import islice

from .candidates import Candidate, fold
from .markup import Tree, short_text
from .prose import line
from .sources import Page, meta_source, prior
from .view import stands_aside

_MORE = 12  # letters that a site may be called besides its name: Post Online, Post – all the news
LONGEST = 300  # characters; a longer heading is a paragraph

_PARTS = re.compile(r"\s+[|–—·•:>›‹-]+\s+|\s*\|\s*|:\s+|\s+[»«](?=\s)")
_KICKER = re.compile(
    r"kicker|over-?line|top-?line|dachzeile|roof-?line|spitzmarke|eyebrow|sub-?(?:title|line|head)|"
    r"pre-?(?:title|head)|supertitle|category|section|rubrik|meta|date|visually-?hidden|sr-only",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"</?[a-zA-Z][^>]{0,60}>")
_STARS = re.compile(r"(?<!\w)([*_]{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")


def clean_title(raw: str) -> str:
    """Put a title on one line, without marks of emphasis left in it.

    Example:
        >>> clean_title("_Her_: a <em>film</em>"), clean_title("**Her**")
        ('Her: a film', 'Her')
    """
    bare = _MARKUP.sub("", line(raw))
    return line(_STARS.sub(r"\2", bare))


def without_site(title: str, names: tuple[str, ...]) -> str:
    """Take a site's name off the ends of a title.

    Args:
        title: Cleaned.
        names: What the site is called: its name, its host.

    Example:
        >>> without_site("Her – a review | The Daily Post", ("Daily Post",))
        'Her – a review'
        >>> without_site("Her", ("her.com",))
        'Her'
    """
    return _parted(title, names)[0]


def site_in(title: str, names: tuple[str, ...]) -> str | None:
    """Return a site's name as it stands at the end of a title.

    Example:
        >>> site_in("Her – a review | The Daily Post", ("dailypost.com",))
        'The Daily Post'
    """
    return _parted(title, names)[1]


def _parted(title: str, names: tuple[str, ...]) -> tuple[str, str | None]:
    """A title without the site's name at its ends, and that name."""
    known = {_bare(n) for n in names if _bare(n)}
    site = None
    while cuts := list(_PARTS.finditer(title)):
        first, last = title[: cuts[0].start()], title[cuts[-1].end() :]
        if _is_site(last, known):
            title, site = title[: cuts[-1].start()].strip(), site or last.strip()
        elif _is_site(first, known):
            title, site = title[cuts[0].end() :].strip(), site or first.strip()
        else:
            break
    return title, site


def _bare(name: str) -> str:
    return re.sub(r"^(?:the|der|die|das|le|la) ", "", fold(name)).replace(" ", "")


def _is_site(part: str, known: set[str]) -> bool:
    bare = _bare(part)
    if not bare:
        return True
    return any(
        bare == name
        or (len(bare) >= 4 and name.startswith(bare))
        or (bare.startswith(name) and len(bare) <= len(name) + _MORE)
        for name in known
        if len(name) >= 3
    )


def from_page(page: Page, *, outlet: str | None = None) -> Iterator[Candidate]:
    """Yield the titles that a page gives itself.

    Args:
        page: The page.
        outlet: Its name, taken off the ends.
    """
    names = names_of_site(page.host, outlet)
    known = {_bare(n) for n in names}
    found: list[tuple[str, str, set[str]]] = []
    for source, raw, marks in _stated(page):
        cleaned = clean_title(raw)
        title = without_site(cleaned, names)
        if not fold(title) or len(title) > LONGEST:
            continue
        if _is_site(title, known):
            marks = {*marks, "named as the site"}
        found.append((source, title, marks))
        if source in _PARTED:
            found += _parts_of(title, source, marks)
    seen = _Seen(page, [title for _, title, _ in found])
    for source, title, marks in found:
        yield Candidate("title", title, source, prior(source), frozenset(marks | seen.marks(title)))


_PARTED = frozenset({"title", "meta og:title", "json-ld", "h1"})
_SLUG = re.compile(r"[a-z]{2,}|\d{2,}")
_COMMON = frozenset(
    {"html", "htm", "php", "aspx", "index", "news", "article", "artikel", "blog", "post", "id"}
)


def _parts_of(title: str, source: str, marks: set[str]) -> list[tuple[str, str, set[str]]]:
    """What stands before and after the cuts of a title: kicker, headline, section."""
    cuts = list(_PARTS.finditer(title))
    if not cuts:
        return []
    parts = {
        f"{source}, before the last cut": title[: cuts[-1].start()],
        f"{source}, behind the first cut": title[cuts[0].end() :],
    }
    return [(s, p.strip(), marks) for s, p in parts.items() if len(p.split()) > 1]


class _Seen:
    """Where else on a page a title stands."""

    def __init__(self, page: Page, titles: list[str]) -> None:
        self._folded = [f for f in map(fold, titles) if f]
        self._lines = {
            text.casefold(): bool(one.kinds & {"headline"}) or one.tag in ("h1", "h2")
            for one in reversed(page.view.lines)
            if one.whole and not one.aside and (text := one.text)
        }
        self._slug = frozenset(_slug(page.path)) - _COMMON

    def marks(self, title: str) -> set[str]:
        folded = fold(title)
        found: set[str] = set()
        low = title.casefold()
        if low in self._lines:
            found.add("a heading in view" if self._lines[low] else "in view")
        if self._slug:
            found.add(f"address holds {_share(self._slug, folded)} of it")
        words = folded.count(" ") + 1
        found.add("one word" if words == 1 else "2 or 3 words" if words < 4 else "longer")
        if any(len(f) > len(folded) and f.startswith(folded + " ") for f in self._folded):
            found.add("begins another")
        if any(len(f) > len(folded) and f.endswith(" " + folded) for f in self._folded):
            found.add("ends another")
        if any(len(f) < len(folded) and folded.startswith(f + " ") for f in self._folded):
            found.add("begins with another")
        if any(len(f) < len(folded) and folded.endswith(" " + f) for f in self._folded):
            found.add("ends with another")
        return found


def _slug(path: str) -> list[str]:
    """The words of the part of an address that has most of them."""
    return max((_SLUG.findall(fold(part)) for part in path.split("/")), key=len, default=[])


def _share(slug: frozenset[str], folded: str) -> str:
    words = set(_SLUG.findall(folded)) - _COMMON
    both = len(words & slug)
    if len(slug) < 2 or not words:
        return "nothing to tell"
    if both >= 0.8 * len(words):
        return "all"
    return "much" if both >= 0.5 * len(words) else "little"


def names_of_site(host: str, outlet: str | None = None) -> tuple[str, ...]:
    """List what a site may be called in a title: its name, its host, the host's labels."""
    labels = host.split(".")
    return tuple(n for n in (outlet, host, *labels[:-1]) if n and len(n) > 2)


def _stated(page: Page) -> Iterator[tuple[str, str, set[str]]]:
    for key in ("headline", "name"):
        if isinstance(stated := page.article.get(key), str):
            yield "json-ld" if key == "headline" else "json-ld name", unescape(stated), set()
            break
    yield from _headings(page)
    for name, values in page.metas.items():
        if name in _METAS:
            yield meta_source(name), values[0], set()
    title = page.tree.find(".//title")
    if title is not None:
        yield "title", short_text(title, LONGEST), set()


_METAS = frozenset(
    {
        "og:title", "twitter:title", "headline", "dc.title", "parsely-title", "title",
        "sailthru.title", "citation_title", "dcterms.title", "article:title", "name",
        "cxenseparse:title", "title_page", "vr:title",
    }
)  # fmt: skip


def _headings(page: Page) -> Iterator[tuple[str, str, set[str]]]:
    """Headings of the first rank, the first of the second, and what is named a headline."""
    own = [(h, t) for h, t in _texts(page.tree, "h1") if not stands_aside(h)]
    head = (page.tree.findtext(".//title") or "").casefold()
    own.sort(key=lambda one: one[1].casefold() not in head[:1000])
    for n, (heading, text) in enumerate(own[:3]):
        marks = {"the only h1"} if len(own) == 1 else set()
        source = "h1" if n == 0 else "h1, a further"
        yield source, text, marks
        bare = _without_kicker(heading)
        if bare and bare != text:
            yield f"{source}, kicker off", bare, marks
    below = next((t for h, t in _texts(page.tree, "h2") if not stands_aside(h)), None)
    if below:
        yield "h2" if own else "h2 for want of h1", below, set()
    count = 0
    for named in page.view.named:
        if "headline" not in named.kinds or named.aside or named.element.tag == "h1":
            continue
        if text := short_text(named.element, LONGEST):
            count += 1
            yield "headline" if count == 1 else "headline, a further", text, set()
        if count == 3:
            break


def _texts(tree: Tree, tag: str) -> Iterator[tuple[Tree, str]]:
    for heading in islice(tree.iter(tag), 10):
        if text := short_text(heading, LONGEST):
            yield heading, text


def _without_kicker(heading: Tree) -> str:
    """A heading less what in it is named for something else than the headline."""
    bare = deepcopy(heading)
    others = [
        inner
        for inner in bare.iterdescendants()
        if inner.tag == "small" or _KICKER.search(inner.get("class") or "")
    ]
    for inner in others:
        if inner.getparent() is not None:
            inner.drop_tree()
    return short_text(bare, LONGEST) if others else ""
