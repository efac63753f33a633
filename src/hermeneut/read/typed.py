"""Plain text as people paste it or programs export it: paragraphs, wrapped lines, printed pages."""

from __future__ import annotations

import re
from itertools import pairwise

from .dropping import Before, placed
from .prose import Prose, clean, normalise
from .sheets import PAGE, rejoined, without_heads

_SENTENCE_END = re.compile(r"[.!?…:;\"'”’)\]]$")


def read_typed(raw: str) -> Prose:
    r"""Read plain text, whose lines may be paragraphs or may only be wrapped.

    Lines wrapped at a width are joined, and words parted at their ends; where no blank line parts
    the text, each line is a paragraph; else lines are kept. Where form feeds part pages, running
    heads and page numbers go.

    Example:
        >>> read_typed("One thought.\nAnother thought.").paragraphs
        ['One thought.', 'Another thought.']
    """
    joined, gone = without_heads(raw)
    text = clean(joined).strip()
    lines = [x.strip() for x in text.split("\n")]
    if _wrapped(lines):
        text = re.sub(r"(?<=\S)[ ]*\n[ ]*(?=\S)", " ", rejoined(text))
    elif PAGE in raw:
        text = rejoined(text)
    elif "" not in lines:
        text = "\n\n".join(lines)
    return placed(normalise(text), [Before(n, line, "page-furniture") for n, line in gone])


def _wrapped(lines: list[str]) -> bool:
    """Wrapped lines are of like length and mostly end inside a sentence."""
    inner = [a for a, b in pairwise(lines) if a and b]
    if len(inner) < 4:
        return False
    widest = max(map(len, inner))
    open_ended = sum(1 for x in inner if not _SENTENCE_END.search(x))
    full = sum(1 for x in inner if len(x) > 0.75 * widest)
    return 40 <= widest <= 100 and open_ended > 0.6 * len(inner) and full > 0.6 * len(inner)
