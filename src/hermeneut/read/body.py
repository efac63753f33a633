"""The text of a page: what an author wrote, without what the site put around it.

trafilatura 2 (Barbaresi 2021, "Trafilatura: A Web Scraping Library and Command-Line Tool for Text
Discovery and Extraction", ACL Demo) picks the passages; the text with its emphasis is then
written out here, so that offsets are ours.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

from .furniture import without_furniture
from .markup import Tree, prose_of, set_emphasis, short_text
from .prose import Prose
from .titles import LONGEST

_NOT_WORDS = frozenset({"graphic"})


def body_of(tree: Tree, *, url: str | None = None, mode: str = "fast") -> Prose:
    """Read the main text of a page.

    Comments under it are left out, and so is the headline at its head.

    Args:
        tree: The parsed page; it is changed in place (emphasis is renamed).
        url: Its address.
        mode: fast; thorough, which asks two more extractors (half as long again); or precise,
            which would rather lose a passage than keep a site's.

    Example:
        >>> from hermeneut.read.markup import parse
        >>> page = "<body><nav>Home</nav><article><h1>On love</h1><p>" + "I liked <i>Her</i>. " * 20
        >>> body_of(parse(page)).text[:11]
        'I liked Her'
    """
    found = _trafilatura().bare_extraction(
        set_emphasis(tree),
        url=url,
        fast=mode == "fast",
        favor_precision=mode == "precise",
        include_comments=False,
        include_formatting=True,
        output_format="xml",
    )
    if found is None or found.body is None:
        return Prose("")
    _drop_headline(found.body)
    return without_furniture(prose_of(found.body, skip=_NOT_WORDS))


def _drop_headline(body: Tree) -> None:
    """The first heading of the first rank is the title, which is a fact and not text."""
    first = next((e for e in body.iterchildren() if short_text(e, LONGEST * 4) or len(e)), None)
    if first is not None and first.tag == "head" and first.get("rend") == "h1":
        first.clear(keep_tail=True)


@lru_cache(maxsize=1)
def _trafilatura() -> Any:
    import trafilatura

    # it warns of every page without text; here that is a row with a reason
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    logging.getLogger("trafilatura").propagate = False
    return trafilatura
