"""Paragraphs with emphasis, whatever they came in: what Word, RTF and HTML have in common.

They are handed on as fragments of HTML, of which reading keeps the emphasis: critics set titles in
italics. Nothing that stood in a document stands in a fragment but escaped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from .. import formats

LARGEST_XML = 48 * 2**20  # bytes; the longest novel is some 15 MB of Word's XML

WIDEST = 120  # characters of a wrapped line

_BLANK = re.compile(r"\s+")
# characters that XML has no place for, and that libxml2 stops at
_NOT_IN_MARKUP = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)


class Run(NamedTuple):
    """Characters set in one way."""

    text: str
    italic: bool = False
    bold: bool = False
    underlined: bool = False


class Paragraph(NamedTuple):
    """A paragraph as it is set; ``level`` is a heading's, 0 for any other."""

    runs: tuple[Run, ...]
    level: int = 0

    @property
    def text(self) -> str:
        """Its characters on one line."""
        return _BLANK.sub(" ", "".join(run.text for run in self.runs)).strip()

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        words = [run for run in self.runs if run.text.strip()]
        return bool(words) and all(run.bold for run in words)


def italic(run: Run) -> bool:
    """Say whether characters are italic: what counts where bold marks what was searched for."""
    return run.italic and not run.bold


def italic_or_bold(run: Run) -> bool:
    """Say whether characters are italic or bold: what counts in a document that somebody wrote."""
    return run.italic or run.bold


def fragment(
    paragraphs: Iterable[Paragraph], *, emphasis: Callable[[Run], bool] = italic_or_bold
) -> str:
    """Write paragraphs as HTML, one a line, with what is emphasised in ``<em>``.

    Where a whole paragraph is emphasised, none of it is.

    Example:
        >>> fragment([Paragraph((Run("On "), Run("Her", italic=True), Run(" & love")))])
        '<p>On <em>Her</em> &amp; love</p>'
    """
    return "\n".join(_written(p, emphasis) for p in paragraphs if p.text)


def _written(paragraph: Paragraph, emphasis: Callable[[Run], bool]) -> str:
    tag = f"h{min(paragraph.level, 6)}" if paragraph.level else "p"
    set_off = [(emphasis(run), run.text) for run in paragraph.runs if run.text]
    if all(marked for marked, text in set_off if text.strip()):
        set_off = [(False, text) for _, text in set_off]
    inside = "".join(
        _emphasised("".join(text for _, text in runs)) if marked else _escaped(runs)
        for marked, runs in groupby(set_off, key=lambda pair: pair[0])
    )
    return f"<{tag}>{_BLANK.sub(' ', inside).strip()}</{tag}>"


def _emphasised(text: str) -> str:
    """Enclose what isn't white space."""
    bare = text.strip()
    if not bare:
        return html.escape(text, quote=False)
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}<em>{html.escape(bare, quote=False)}</em>{after}"


def _escaped(runs: Iterable[tuple[bool, str]]) -> str:
    return html.escape("".join(text for _, text in runs), quote=False)


def plain_paragraphs(text: str, *, wrapped: bool | None = None) -> Iterator[Paragraph]:
    r"""Read plain text: blank lines part paragraphs, and so do lines where they aren't wrapped.

    Args:
        text: Decoded.
        wrapped: Whether lines are parts of paragraphs; by default if none is long.

    Example:
        >>> [p.text for p in plain_paragraphs("One\nline.\n\nTwo.")]
        ['One line.', 'Two.']
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if wrapped is None:
        wrapped = all(len(line) <= WIDEST for line in lines)
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip() and (wrapped or not block):
            block.append(line)
        else:
            if block:
                yield Paragraph((Run("\n".join(block)),))
            block = [line] if line.strip() else []


_BLOCKS = frozenset({
    "p", "div", "section", "article", "header", "footer", "aside", "blockquote", "ul", "ol", "li",
    "dl", "dt", "dd", "table", "tr", "td", "th", "figure", "figcaption", "pre", "body", "html",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "br", "main", "center", "address", "title",
})  # fmt: skip
_SILENT = frozenset({"script", "style", "head", "noscript", "template", "svg", "img", "title"})
_ITALIC = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)


def html_paragraphs(tree: Any, *, classes: dict[str, str] | None = None) -> Iterator[Paragraph]:
    """Read what blocks of HTML hold; a line break ends a paragraph too.

    Args:
        tree: An element of lxml's; its descendants are read.
        classes: The declarations of classes, from a style sheet.
    """
    from lxml.etree import iterwalk

    runs: list[Run] = []
    level = 0
    italics = bolds = 0
    walk = iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        silent = not tag or tag in _SILENT
        if not silent and tag in _BLOCKS and element is not tree:
            if runs:
                yield Paragraph(tuple(runs), level)
                runs = []
            if tag != "br":
                heading = re.fullmatch("h([1-6])", tag)
                level = int(heading[1]) if heading and event == "start" else 0
        if event == "start":
            if silent:
                walk.skip_subtree()
                continue
            is_italic, is_bold = _set_as(element, tag, classes or {})
            italics, bolds = italics + is_italic, bolds + is_bold
            text = element.text
        else:
            if not silent:
                is_italic, is_bold = _set_as(element, tag, classes or {})
                italics, bolds = italics - is_italic, bolds - is_bold
            text = element.tail if element is not tree else None
        if text and (text.strip() or runs):
            runs.append(Run(_BLANK.sub(" ", text), italics > 0, bolds > 0))
    if runs:
        yield Paragraph(tuple(runs), level)


def _set_as(element: Any, tag: str, classes: dict[str, str]) -> tuple[bool, bool]:
    named = " ".join(classes.get(name, "") for name in (element.get("class") or "").split())
    style = f"{element.get('style') or ''};{named}"
    return (
        tag in ("i", "em", "cite") or bool(_ITALIC.search(style)),
        tag in ("b", "strong") or bool(_BOLD.search(style)),
    )


def parse_html(payload: bytes) -> Any:
    """Parse HTML, however malformed; None where there is no element in it."""
    from lxml import etree, html

    text = _NOT_IN_MARKUP.sub("\ufffd", _DECLARATION.sub("", formats.decode(payload).read()))
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, default_doctype=False)
    try:
        return html.document_fromstring(text, parser=parser)
    except (etree.ParserError, ValueError):
        return None


def parse_xml(payload: bytes) -> Any:
    """Parse XML as far as it goes: no entities of its own, no network, bounded depth.

    Raises:
        ValueError: It is too large, or has no root.
    """
    from lxml import etree

    if len(payload) > LARGEST_XML:
        raise ValueError(f"{len(payload)} bytes of XML; {LARGEST_XML} are read")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True,
        remove_pis=True, collect_ids=False,
    )  # fmt: skip
    root = etree.fromstring(payload, parser)
    if root is None:
        raise ValueError("no element in it")
    return root


def local(element: Any) -> str:
    """Name an element without its namespace; nothing for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def one_line(text: str | None) -> str:
    """Put a text on one line."""
    return _BLANK.sub(" ", text or "").strip()
