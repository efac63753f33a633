"""What a reader sees of a page: its short lines in order, and the elements named for a fact.

One walk serves titles, names and dates. A line is what stands between two blocks or line breaks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from .markup import CELLS, LINES, PARAGRAPHS, Tree

LONGEST = 200  # characters of a line; what is longer is a paragraph
_OPENING = 60  # characters of a paragraph
MOST = 6_000  # lines that are kept of one page
_MOST_HELD = 50_000  # elements

_SILENT = frozenset(
    {
        "script", "style", "noscript", "template", "head", "iframe", "object", "embed", "svg",
        "canvas", "audio", "video", "select", "option", "textarea", "math", "map", "nav", "title",
    }
)  # fmt: skip
_BLOCKS = PARAGRAPHS | LINES | CELLS | {"form", "button", "byline", "main"}
_ASIDE = frozenset({"aside", "footer"})
_OWN = frozenset({"author", "date", "meta"})
_CARD = "card"  # stands for the link of another piece among what is open
_PARTS = ("div", "p", "h2", "h3", "h4", "h5", "h6")
_LARGEST_CARD = 50  # elements that are looked at
_PROFILES = re.compile(r"/(?:authors?|autor\w*|auteurs?|people|profile?s?|users?|writers?)/")
_WHOLE = frozenset({"body", "html", "article", "main", "h1"})

ELSEWHERE = re.compile(
    r"(?<!no-)(?<!has-)(?<!with-)(?:\b|_)(?:comments?|commentlist|related|sidebar|"
    r"widget[-_](?:area|recent\w*)|recommend\w*|popular|trending|copyright|events?|navigation|nav|"
    r"respond|discussion)(?:\b|_)",
    re.IGNORECASE,
)
# the page's foot, or an article's own
_FOOT = re.compile(r"(?<!post-)(?<!entry-)(?<!article-)(?:\b|_)footer(?:\b|_)", re.IGNORECASE)
_ARTICLE = re.compile(r"schema\.org/\w*(?:Article|Posting|Review)$")
_AUTHOR = re.compile(
    r"(?:^|[\s_-])(?:by-?line|authors?|autor|autoren|autorin|auteur|writer|verfasser|contributor|"
    r"vcard|fn|signature|submitted|user-?name)(?:$|[\s_-])|author-?name|article-?author|"
    r"post-?author|entry-?author|byline|articleautor|__author|AuthorDate|^by$",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:^|[\s_-])(?:date|datum|fecha|published|publish|pubdate|posted|post-?meta|entry-?meta|"
    r"byline|dateline|timestamp|time|article-?meta|meta)|AuthorDate",
    re.IGNORECASE,
)
_HEADLINE = re.compile(
    r"(?:entry|post|article|page|story)[-_]?(?:title|headline|heading)|headline|^title$", re.I
)
_META = re.compile(r"meta|info|details|dateline|credit|publish|subline|submitted", re.IGNORECASE)
_RENEWED = re.compile(r"(?:\b|_)(?:modified|updated)(?:\b|_)", re.IGNORECASE)
_KINDS = {
    "author": _AUTHOR, "date": _DATE, "headline": _HEADLINE, "meta": _META, "renewed": _RENEWED,
}  # fmt: skip
_NONE: frozenset[str] = frozenset()
# elements that may stand inside a word
_INSIDE_WORDS = frozenset(
    {"em", "i", "cite", "b", "strong", "u", "sup", "sub", "abbr", "mark", "q"}
)
_NEAR = 3  # elements up from a line that still say what it is


@dataclass(frozen=True, slots=True)
class Line:
    """A line in view.

    Attributes:
        text: Its white space is single; of a paragraph the opening.
        whole: Whether it is a line; else it opens a paragraph.
        tag: Of the block that it stands in.
        aside: Whether it stands among comments, related pieces or the like.
        kinds: What the elements around it are named for: author, date, headline, meta.
    """

    text: str
    whole: bool
    tag: str
    aside: bool
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Named:
    """An element that names itself for a fact, and the number of the line it begins in."""

    element: Tree
    kinds: frozenset[str]
    aside: bool
    at: int


@dataclass(frozen=True)
class View:
    """A page as its reader sees it."""

    lines: list[Line] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    held: list[Tree] = field(default_factory=list)  # lxml makes an element anew when none holds it


def view_of(tree: Tree) -> View:
    """Walk a page once.

    Example:
        >>> from hermeneut.read.markup import parse
        >>> seen = view_of(parse("<h1>On Her</h1><p class=byline>By <b>Ann Doe</b><br>10 May 2014"))
        >>> [(x.text, sorted(x.kinds)) for x in seen.lines]
        [('On Her', []), ('By Ann Doe', ['author', 'date']), ('10 May 2014', ['author', 'date'])]
    """
    from lxml.etree import iterwalk

    walk = iterwalk(tree, events=("start", "end"))
    seen = _Seen()
    pieces, opened, held = seen.pieces, seen.opened, seen.view.held
    for event, element in walk:
        tag = element.tag
        silent, block = tag in _SILENT, tag in _BLOCKS
        if block or (tag == "a" and event == "end" and opened[-1][0] == _CARD):
            seen.flush()
        elif tag not in _INSIDE_WORDS:
            pieces.append(" ")
        if event == "start":
            if silent or len(seen.view.lines) > MOST:
                walk.skip_subtree()
                continue
            if len(held) < _MOST_HELD:
                held.append(element)
            seen.open(element, tag)
        elif not silent and len(opened) > 1:
            opened.pop()
        if text := element.text if event == "start" else element.tail:
            pieces.append(text)
    seen.flush()
    return seen.view


class _Seen:
    """Lines as they fill, and what stands open around them."""

    def __init__(self) -> None:
        self.view = View()
        self.pieces: list[str] = []
        self.opened: list[tuple[str, frozenset[str], bool]] = [("", _NONE, False)]
        self._inside = _NONE  # kinds of the elements within the line

    def open(self, element: Tree, tag: str) -> None:
        names, identifier = element.get("class"), element.get("id")
        aside = self.opened[-1][2]
        kinds = _NONE
        if names or identifier:
            kinds, elsewhere, foot = _named(names, identifier)
            away = elsewhere or (foot and not self._in_article())
            aside = aside or (away and tag not in _WHOLE)
            if kinds:
                self._inside |= kinds
                self.view.named.append(Named(element, kinds, aside, len(self.view.lines)))
        card = tag == "a" and len(element) > 0 and is_card(element)
        if card:
            self.flush()
            aside = True
        if tag in _ASIDE and not aside:
            aside = not self._in_article() or (tag == "aside" and kinds.isdisjoint(_OWN))
        self.opened.append((_CARD if card else _tag(element), kinds, aside))

    def _in_article(self) -> bool:
        return any(one[0] == "article" for one in self.opened)

    def flush(self) -> None:
        kinds, self._inside = self._inside, _NONE
        if not self.pieces:
            return
        raw = "".join(self.pieces)
        self.pieces.clear()
        if raw.isspace():
            return
        text = " ".join(raw[: 4 * LONGEST].split())  # markup's white space is generous
        if not text:
            return
        for above in self.opened[-_NEAR:]:
            kinds |= above[1]
        tag, _, aside = self.opened[-1]
        whole = len(text) <= LONGEST and len(raw) <= 4 * LONGEST
        self.view.lines.append(Line(text if whole else text[:_OPENING], whole, tag, aside, kinds))


def _tag(element: Tree) -> str:
    """The element's tag; an article by microdata or by its class counts as one by its tag."""
    kind, names = element.get("itemtype"), element.get("class")
    if kind and _ARTICLE.search(kind.strip()):
        return "article"
    return "article" if names and "article" in names.split() else str(element.tag)


def _named(names: str | None, identifier: str | None) -> tuple[frozenset[str], bool, bool]:
    kinds, elsewhere, foot = _name(identifier) if identifier else (_NONE, False, False)
    for name in names.split() if names else ():
        more, aside, below = _name(name)
        if more:
            kinds |= more
        elsewhere, foot = elsewhere or aside, foot or below
    return kinds, elsewhere, foot


@lru_cache(maxsize=50_000)
def _name(name: str) -> tuple[frozenset[str], bool, bool]:
    short = name[:80]
    kinds = frozenset(kind for kind, pattern in _KINDS.items() if pattern.search(short))
    return kinds, ELSEWHERE.search(short) is not None, _FOOT.search(short) is not None


def is_card(link: Tree) -> bool:
    """Say whether a link is the card of another piece: it holds several lines, and no headline.

    Example:
        >>> from hermeneut.read.markup import parse
        >>> card = "<a href=/b><div>On Zoe</div><div>Bo Roe</div></a>"
        >>> [is_card(link) for link in parse(f"{card}<a href=/a><b>On Her</b></a>").iter("a")]
        [True, False]
    """
    if _PROFILES.search(link.get("href") or ""):
        return False
    inside = list(islice(link.iter("h1", *_PARTS), _LARGEST_CARD))
    lines = sum(one.text is not None and not one.text.isspace() for one in inside)
    return lines > 1 and not any(one.tag == "h1" for one in inside)


def stands_aside(element: Tree) -> bool:
    """Say whether an element stands among comments, related pieces or the like."""
    in_foot = False
    for above in element.iterancestors():
        tag = _tag(above)
        if (
            tag == "nav"
            or (tag == "aside" and not _is_own(above))
            or (tag == "a" and is_card(above))
        ):
            return True
        if tag == "article":
            return False
        if tag in ("body", "html"):
            return in_foot
        names = f"{above.get('class') or ''} {above.get('id') or ''}"
        if _says_elsewhere(names):
            return True
        in_foot = in_foot or tag == "footer" or _FOOT.search(names) is not None
    return in_foot


def _is_own(aside: Tree) -> bool:
    """Whether an aside says who wrote the article that it stands in, and when."""
    kinds, _, _ = _named(aside.get("class"), aside.get("id"))
    return not kinds.isdisjoint(_OWN) and next(aside.iterancestors("article"), None) is not None


@lru_cache(maxsize=50_000)
def _says_elsewhere(names: str) -> bool:
    return ELSEWHERE.search(names) is not None
