r"""Markdown → text with emphasis; the tags of site builders taken out.

Rendered as CommonMark (tables and strike-through added), then read like any page, so HTML inside
Markdown is read too. Taken out: short-codes (``{{< … >}}``), Liquid (``{% … %}``), attribute lists
(``{: .class}``), images, and the marks of foot-notes; the notes' text stays, as paragraphs.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from ..errors import RowFailed
from .markup import SILENT, parse, prose_of
from .prose import Prose

MAX_CHARACTERS = 2_000_000  # some 350,000 words: longer than any piece of criticism

_TAGS = re.compile(r"\{\{[<%].*?[%>]\}\}|\{%.*?%\}|\{\{.*?\}\}|\{:[^}\n]*\}|<!--.*?-->", re.DOTALL)
_RAW_BLOCK = re.compile(r"\{%-?\s*(highlight|comment|raw)\b.*?\{%-?\s*end\1\s*-?%\}", re.DOTALL)
_NOTE = re.compile(r"^\[\^[^\]\n]+\]:[ \t]*", re.MULTILINE)
_NOTE_MARK = re.compile(r"\[\^[^\]\n]+\](?!:)")
_TOC = re.compile(r"^\s*(?:\[TOC\]|\[\[_TOC_\]\]|\* ?TOC)\s*$", re.MULTILINE)
_IMPORT = re.compile(r"^(?:import|export) .*(?:from ['\"]|= ).*;?$", re.MULTILINE)


def read_markdown(body: str) -> Prose:
    r"""Read Markdown without its front matter.

    Raises:
        RowFailed: ``too-large``.

    Example:
        >>> read_markdown("# On *Her*\n\nA film[^1] with _nerve_.\n\n[^1]: Spike Jonze's.\n")
        Prose(text="On Her\n\nA film with nerve.\n\nSpike Jonze's.",
              emphasis=(Span(start=3, end=6), Span(start=20, end=25)), mended=0)
    """
    if len(body) > MAX_CHARACTERS:
        raise RowFailed("too-large", f"{len(body)} characters; {MAX_CHARACTERS} are read")
    rendered = str(_renderer().render(without_tags(body))).strip()
    if not rendered:
        return Prose("")
    return prose_of(parse(f"<html><body>{rendered}</body></html>"), skip=SILENT)


def without_tags(body: str) -> str:
    """Take out what a site builder would have replaced.

    Example:
        >>> without_tags("{% youtube 89OP %}Look.{{< fig 3 >}}")
        'Look.'
    """
    bare = _RAW_BLOCK.sub("", body)
    bare = _TOC.sub("", _IMPORT.sub("", _TAGS.sub("", bare)))
    return _NOTE_MARK.sub("", _NOTE.sub("\n", bare))


@lru_cache(maxsize=1)
def _renderer() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
