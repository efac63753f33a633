"""Markup → a parsed tree, and a tree → text with its emphasis.

One walk serves HTML, what trafilatura returns (its TEI-like XML) and Markdown rendered to HTML.
Italics and bold both count as emphasis (`em i cite b strong`, and italics by style): critics set
titles in either. The walk keeps no recursion, so nesting costs no stack.
"""

from __future__ import annotations

import re
from typing import Any

from ..errors import RowFailed
from .prose import CLOSE, OPEN, Prose, clean, line, normalise

Tree = Any  # lxml.html.HtmlElement; lxml is imported where it is used

MAX_BYTES = 20_000_000
TREE_DEPTH = 250  # libxml2 gives up at 256 and drops what lies deeper

SILENT = frozenset(
    {
        "script", "style", "noscript", "template", "head", "iframe", "object", "embed", "svg",
        "canvas", "audio", "video", "button", "select", "option", "textarea", "form", "nav",
        "graphic", "img", "math", "input", "map",
    }
)  # fmt: skip
PARAGRAPHS = frozenset(
    {
        "p", "div", "section", "article", "main", "header", "footer", "aside", "blockquote",
        "quote", "ul", "ol", "dl", "list", "table", "figure", "figcaption", "pre", "body", "html",
        "h1", "h2", "h3", "h4", "h5", "h6", "hr", "details", "address", "fieldset", "center",
    }
)  # fmt: skip
LINES = frozenset({"li", "item", "tr", "row", "br", "lb", "dt", "dd", "summary"})
CELLS = frozenset({"td", "th", "cell"})
# elements that may stand inside a word
_INSIDE_WORDS = frozenset(
    {"em", "i", "cite", "b", "strong", "u", "sup", "sub", "abbr", "mark", "q"}
)
EMPHASIS = frozenset({"em", "i", "cite", "b", "strong"})
ITALIC_STYLE = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_WRAPPERS = re.compile(r"</?(?:div|span|font|center|section|b|i|em|strong|u|ul|ol|li)\b[^>]*>")
# characters that libxml2 would stop at
_NOT_IN_MARKUP = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")


def parse(markup: str) -> Tree:
    """Parse HTML, however malformed.

    Nesting beyond what the parser bears is flattened rather than lost. Comments and processing
    instructions are left out.

    Raises:
        RowFailed: ``too-large`` or ``not-markup``.

    Example:
        >>> parse("<p>A <b>film").text_content()
        'A film'
    """
    if len(markup) > MAX_BYTES:
        raise RowFailed("too-large", f"{len(markup)} characters; {MAX_BYTES} are read")
    fit = _NOT_IN_MARKUP.sub("\ufffd", _DECLARATION.sub("", markup))
    tree, whole = _parsed(fit)
    if not whole:
        tree, _ = _parsed(_WRAPPERS.sub("\n", fit))
    if tree is None:
        raise RowFailed("not-markup", "no element in it")
    return tree


def _parsed(markup: str) -> tuple[Tree, bool]:
    from lxml import etree, html

    parser = html.HTMLParser(remove_comments=True, remove_pis=True, default_doctype=False)
    try:
        tree = html.document_fromstring(markup, parser=parser)
    except (etree.ParserError, ValueError):
        return None, True
    deep = any("xcessive depth" in entry.message for entry in parser.error_log)
    return tree, not deep


def set_emphasis(tree: Tree) -> Tree:
    """Rename what is italic by another name (`cite`, a style), so that extraction keeps it.

    The tree is changed in place.
    """
    for element in tree.iter("cite", "dfn"):
        element.tag = "i"
    for element in tree.iter("span", "font"):
        if ITALIC_STYLE.search(element.get("style") or ""):
            element.tag = "i"
    return tree


def prose_of(tree: Tree, *, skip: frozenset[str] = SILENT) -> Prose:
    r"""Read the text of a tree: HTML, or what trafilatura found.

    Args:
        tree: Any element; its descendants are read.
        skip: Elements that say nothing to a reader.

    Example:
        >>> prose_of(parse("<p>I saw <em>Her</em>.</p><script>x()</script><p>Twice.</p>"))
        Prose(text='I saw Her.\n\nTwice.', emphasis=(Span(start=6, end=9),), mended=0)
    """
    return normalise(marked_text(tree, skip=skip))


def marked_text(tree: Tree, *, skip: frozenset[str] = SILENT) -> str:
    """Write a tree as text with the marks of emphasis and line breaks; not yet normal."""
    from lxml.etree import iterwalk

    pieces: list[str] = []
    walk = iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        silent = not tag or tag in skip
        if event == "start":
            if silent:
                walk.skip_subtree()
                continue
            pieces.append(_before(element, tag))
            pieces.append(_inline(element.text, tag))
        else:
            if not silent:
                pieces.append(_after(element, tag))
            if element is not tree:
                pieces.append(_inline(element.tail, ""))
    return "".join(pieces)


def _before(element: Tree, tag: str) -> str:
    if _emphasised(element, tag):
        return OPEN
    if tag in LINES:
        return "\n"
    return _gap(element, tag)


def _after(element: Tree, tag: str) -> str:
    return CLOSE if _emphasised(element, tag) else _gap(element, tag)


def _gap(element: Tree, tag: str) -> str:
    if tag in PARAGRAPHS or (tag == "head" and element.get("rend")):
        return "\n\n"
    return " " if tag in CELLS else ""


def _emphasised(element: Tree, tag: str) -> bool:
    return tag in EMPHASIS or (tag == "hi" and element.get("rend") in ("#i", "#b"))


def _inline(text: str | None, tag: str) -> str:
    """White space in markup is one space, except where it is kept on purpose."""
    if not text:
        return ""
    cleaned = clean(text)
    if tag == "pre":
        return cleaned
    return re.sub(r"\s+", " ", cleaned)


def short_text(element: Tree, limit: int) -> str:
    """Return an element's text on one line; nothing if it is longer than ``limit``.

    Example:
        >>> short_text(parse("<p>By <b>Ann</b><span>May 1</span>"), 20)
        'By Ann May 1'
        >>> short_text(parse("<p>Too long"), 5)
        ''
    """
    from lxml.etree import iterwalk

    pieces: list[str] = []
    length = 0
    for event, inner in iterwalk(element, events=("start", "end")):
        is_start = event == "start"
        text = inner.text if is_start else inner.tail if inner is not element else None
        gap = "" if inner.tag in _INSIDE_WORDS else " "
        pieces.append(gap + (text or ""))
        length += len(pieces[-1])
        if length > limit * 4:  # white space in markup is generous
            return ""
    text = line("".join(pieces))
    return text if len(text) <= limit else ""


def looks_like_markup(text: str) -> bool:
    """Say whether a text from a table is HTML.

    Example:
        >>> looks_like_markup("One.<br /><br />Two."), looks_like_markup("1 < 2 and 3 > 2")
        (True, False)
    """
    return (
        re.search(r"</(?:p|i|em|b|strong|a|div|span)>|<(?:br|p)\s*/?>", text[:20_000]) is not None
    )
