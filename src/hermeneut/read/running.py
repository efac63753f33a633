"""The running text of a page, read roughly: enough to see what kind of piece it is.

Facts are read beside the text and not from it, so that a better reader of texts changes no fact.
What facts need of the text (how it begins and ends, whether voices take turns) bears furniture, so
a walk over paragraphs serves.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from .markup import Tree, marked_text
from .prose import CLOSE, OPEN
from .view import stands_aside

LEAST = 60  # words; with fewer in its paragraphs, a page has put its text elsewhere
MOST = 600  # paragraphs
LONGEST = 20_000  # characters of one paragraph
_PARAGRAPH = 12  # words of what is surely text
_TAIL = 4  # short lines kept behind the last paragraph: ratings and credits stand there
_TAGS = ("p", "h2", "h3", "h4", "li", "dt", "dd", "blockquote", "pre")
_HOLDS = frozenset({"p", "li", "dt", "dd", "blockquote", "pre"})
_OUTSIDE = frozenset({"nav", "aside", "footer", "form", "button", "select"})
_MARKS = re.compile(f"[{OPEN}{CLOSE}]")


@lru_cache(maxsize=1)  # asked for by every fact of the page at hand
def passages(tree: Tree) -> tuple[str, ...]:
    """List the paragraphs, headings and lines of a page's running text, in order.

    Args:
        tree: The parsed page; it isn't changed.

    Example:
        >>> from hermeneut.read.markup import parse
        >>> passages(parse("<nav><p>Home</nav><p>" + "A film of love. " * 20))[0][:15]
        'A film of love.'
    """
    found = [text for text in islice(_blocks(tree), MOST) if text]
    if sum(len(text.split()) for text in found) < LEAST:
        found = of_text(_MARKS.sub("", marked_text(tree)))[:MOST]
    return _without_rim(found)


def of_text(text: str) -> list[str]:
    r"""Part a text into paragraphs: at blank lines, or where there are none at line breaks.

    Example:
        >>> of_text("One.\nTwo.\n"), of_text("One\nline.\n\nTwo.")
        (['One.', 'Two.'], ['One line.', 'Two.'])
    """
    parts = re.split(r"\n[ \t]*\n|<br[^<>]{0,20}>\s{0,9}<br[^<>]{0,20}>|</p>", text)
    if len(parts) == 1:
        parts = text.split("\n")
    plain = (" ".join(re.sub(r"<[^<>]{0,300}>", " ", part[:LONGEST]).split()) for part in parts)
    return [part for part in plain if part]


def _blocks(tree: Tree) -> list[str]:
    found = []
    aside: dict[Tree, bool] = {}
    for element in tree.iter(*_TAGS):
        above = element.getparent()
        if element.tag == "blockquote" and any(e.tag in _HOLDS for e in element.iterchildren()):
            continue
        if above is not None and above.tag == "li":
            continue
        if above is not None and above not in aside:
            aside[above] = stands_aside(element) or any(
                e.tag in _OUTSIDE for e in element.iterancestors()
            )
        if above is None or not aside[above]:
            found.append(_text(element))
    return found


def _text(element: Tree) -> str:
    return " ".join("".join(islice(element.itertext(), 2_000))[:LONGEST].split())


def _without_rim(found: list[str]) -> tuple[str, ...]:
    """Cut off menus before the first paragraph, and lists of links behind the last."""
    long = [i for i, text in enumerate(found) if len(text.split()) >= _PARAGRAPH]
    if not long:
        return tuple(found)
    return tuple(found[max(0, long[0] - _TAIL) : long[-1] + 1 + _TAIL])
