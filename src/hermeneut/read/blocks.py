"""A page as the blocks it is set in: each with its words, and where on the page it stands.

One walk over the parsed tree. A block is what a reader sees as one: a paragraph, a heading, a row
of a list or a table, or what line breaks part. Of each, the walk keeps what tells an author's words
from a site's: the elements around it, and the regions of the page that their names speak of
(``regions.toml``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from .markup import CELLS, EMPHASIS, ITALIC_STYLE, LINES, PARAGRAPHS, Tree
from .prose import CLOSE, OPEN

_BREAK = "\ufdd2"  # a noncharacter: `parse` leaves none in a page

SILENT = frozenset(
    {
        "script", "style", "noscript", "template", "head", "iframe", "object", "embed", "svg",
        "canvas", "audio", "video", "button", "select", "option", "textarea", "graphic", "img",
        "math", "input", "map", "datalist", "meter", "progress", "link", "meta",
    }
)  # fmt: skip
BLOCKS = (PARAGRAPHS | LINES) - {"br", "lb"} | {
    "nav",
    "form",
    "figure",
    "legend",
    "label",
    "caption",
}
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
FAR = 99  # so many levels up, or more: there is no such element around a block
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WORD = re.compile("[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LONGEST_NAME = 300  # characters; style frameworks write longer ones
_NAMING = ("id", "class", "itemprop", "role", "data-component", "data-testid", "data-type")


@dataclass(slots=True)
class Block:
    """One block of a page.

    Attributes:
        marked: Its words on one line, with the marks of emphasis.
        text: The same without marks.
        tag: The block element that it stands in.
        linked: Characters inside links.
        strong: Characters in emphasis.
        path: The elements around it, outermost first, as numbers in the order of the page.
        regions: For each region, how deep the innermost element is whose name speaks of it; -1
            where none does.
        kind: How it is parted from the block before: a paragraph, or a line of the same one.
        hidden: Whether the page doesn't show it.
        look: Tag and class of its element, which blocks set alike share.
    """

    marked: str
    text: str
    tag: str
    linked: int
    strong: int
    path: tuple[int, ...]
    regions: tuple[int, ...]
    kind: str
    hidden: bool
    look: str


@lru_cache(maxsize=1)
def region_names() -> tuple[str, ...]:
    """Return the regions of pages that are told apart, in order."""
    return tuple(_listed())


@lru_cache(maxsize=1)
def _listed() -> dict[str, list[str]]:
    text = (files(__package__) / "regions.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text)["names"])


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    listed = _listed().values()
    return tuple(re.compile("|".join(w.replace("*", "[a-z]*") for w in words)) for words in listed)


@lru_cache(maxsize=65_536)
def _of_word(word: str) -> tuple[int, ...]:
    return tuple(i for i, pattern in enumerate(_patterns()) if pattern.fullmatch(word))


@lru_cache(maxsize=16_384)
def regions_of(tag: str, name: str) -> tuple[int, ...]:
    """Say which regions an element's tag and names speak of, by number.

    Example:
        >>> [region_names()[i] for i in regions_of("div", "ArticleBody_text-2 share")]
        ['body', 'article', 'share']
    """
    words = {f"<{tag}>", *map(str.lower, _WORD.findall(name[:_LONGEST_NAME]))}
    return tuple(sorted({i for word in words for i in _of_word(word)}))


@dataclass(slots=True)
class _Around:
    """What holds for all that stands in an element."""

    path: tuple[int, ...]
    regions: tuple[int, ...]
    tag: str
    look: str
    hidden: bool
    line: bool


@dataclass(slots=True)
class _Open:
    """The block that is being put together."""

    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    strong: int = 0


def blocks_of(tree: Tree) -> list[Block]:
    """Cut a page into its blocks, in order; what says nothing to a reader is left out.

    Example:
        >>> from hermeneut.read.markup import parse
        >>> page = parse("<nav><a href=/>Home</a></nav><p>On <i>Her</i>.<p>Twice.")
        >>> [(b.tag, b.text, b.linked) for b in blocks_of(page)]
        [('nav', 'Home', 4), ('p', 'On Her.', 0), ('p', 'Twice.', 0)]
    """
    return _Walk().over(tree)


class _Walk:
    """The state of one walk over a page."""

    def __init__(self) -> None:
        none = (-1,) * len(region_names())
        self.around = [_Around((), none, "", "", False, False)]
        self.open = _Open()
        self.made: list[Block] = []
        self.links = self.emphasis = self.number = self.breaks = 0

    def over(self, tree: Tree) -> list[Block]:
        from lxml.etree import iterwalk

        walk = iterwalk(tree, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if not isinstance(tag, str) or tag in SILENT:
                if event == "start":
                    walk.skip_subtree()
                else:
                    self._add(element.tail)
                continue
            if event == "start":
                self._enter(element, tag)
                self._add(element.text)
            else:
                self._leave(element, tag)
                if element is not tree:
                    self._add(element.tail)
        self._flush()
        return self.made

    def _enter(self, element: Tree, tag: str) -> None:
        if tag == "br":
            self._break()
        elif tag in BLOCKS:
            self._flush()
            self.around.append(self._inside(element, tag))
        elif tag in CELLS:
            self.open.pieces.append(" ")
            self.around.append(self._inside(element, tag))
        elif tag == "a":
            self.links += 1
        elif tag in EMPHASIS or _italic(element, tag):
            self.emphasis += 1
            if self.emphasis == 1:
                self.open.pieces.append(OPEN)

    def _leave(self, element: Tree, tag: str) -> None:
        if tag in BLOCKS:
            self._flush()
            self.around.pop()
        elif tag in CELLS:
            self.open.pieces.append(" ")
            self.around.pop()
        elif tag == "a":
            self.links -= 1
        elif tag in EMPHASIS or _italic(element, tag):
            self.emphasis -= 1
            if self.emphasis == 0:
                self.open.pieces.append(CLOSE)

    def _inside(self, element: Tree, tag: str) -> _Around:
        outer = self.around[-1]
        self.number += 1
        depth = len(outer.path)
        attributes = element.attrib
        name = " ".join(filter(None, (attributes.get(a) for a in _NAMING))) if attributes else ""
        regions = outer.regions
        if found := regions_of(tag, name):
            deeper = list(regions)
            for i in found:
                deeper[i] = depth
            regions = tuple(deeper)
        hidden = outer.hidden or (bool(attributes) and _is_hidden(attributes))
        look = f"{tag} {attributes.get('class') or ''}" if attributes else tag
        return _Around((*outer.path, self.number), regions, tag, look, hidden, tag in LINES)

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if self.around[-1].tag == "pre":
            text = text.replace("\n", _BREAK)
        self.open.pieces.append(text)
        if self.breaks and not text.isspace():
            self.breaks = 0
        if self.links or self.emphasis:
            length = len(text.strip())
            if self.links:
                self.open.linked += length
            if self.emphasis:
                self.open.strong += length

    def _break(self) -> None:
        """A line break parts lines; two part paragraphs."""
        self.breaks += 1
        if self.breaks > 1:
            self._flush()
        else:
            self.open.pieces.append(_BREAK)

    def _flush(self) -> None:
        self.breaks = 0
        made, self.open = self.open, _Open()
        if self.emphasis:
            made.pieces.append(CLOSE)
            self.open.pieces.append(OPEN)
        if not made.pieces:
            return
        marked = _lines(made.pieces)
        text = marked.replace(OPEN, "").replace(CLOSE, "") if OPEN in marked else marked
        if not text.strip():
            return
        here = self.around[-1]
        self.made.append(
            Block(marked, text, here.tag, made.linked, made.strong, here.path, here.regions,
                  "line" if here.line else "paragraph", here.hidden, here.look)
        )  # fmt: skip


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    return _HIDDEN.search(attributes.get("style") or "") is not None


def _italic(element: Tree, tag: str) -> bool:
    if tag == "dfn":
        return True
    return tag in ("span", "font") and ITALIC_STYLE.search(element.get("style") or "") is not None


def _lines(pieces: list[str]) -> str:
    """White space in markup is one space; a line break stays."""
    lines = (" ".join(part.split()) for part in "".join(pieces).split(_BREAK))
    return "\n".join(lines).strip("\n")
