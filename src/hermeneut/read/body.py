"""The text of a page: what an author wrote, without what the site put around it.

Each block of a page is judged by what tells authors' words from sites' (`passages.py`). Where that
finds hardly anything, two others are asked: the text that the page states in its JSON-LD, and
trafilatura 2 (Barbaresi 2021, "Trafilatura: A Web Scraping Library and Command-Line Tool for Text
Discovery and Extraction", ACL Demo).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from .blocks import HEADINGS, Block, blocks_of, region_names
from .dropping import Before, letters, placed
from .furniture import reason_of, without_furniture
from .markup import Tree, prose_of, set_emphasis, short_text
from .passages import appended, kept, likely, witness_of
from .prose import Prose, count_words, normalise
from .repeats import without_repeats
from .sources import Page
from .titles import LONGEST
from .traits import Witness, headline
from .typed import read_typed

FLOORS = {"fast": 0.6, "thorough": 0.4, "precise": 0.75}  # how likely a block must be the author's
FEWEST = 120  # letters and digits; with fewer, another reader is asked
_TEASER = 300  # words; a page that shows no more may state the whole in its JSON-LD
_LONGER = 1.5  # times as long another's answer must be to be taken instead
_LEAST_STATED = 100  # words of a body in JSON-LD that is more than a teaser
_SHARED = 0.6  # of our words, that a stated body must hold to be of this text
_AROUND = 12  # blocks before and after the text whose leaving out is put on record
_NOT_WORDS = frozenset({"graphic"})
_REASONS = {
    "share": "share", "newsletter": "newsletter", "comment": "comments", "related": "related",
    "teaser": "related", "caption": "caption", "figure": "caption", "byline": "byline",
    "bio": "byline", "date": "date", "tags": "tags", "ad": "advertisement", "notice": "consent",
    "paywall": "account", "navigation": "navigation", "header": "navigation", "footer": "footer",
    "sidebar": "aside", "form": "form", "embed": "embed", "box": "box", "vote": "rating",
    "tool": "tool", "meta": "meta", "correction": "correction", "unseen": "hidden",
}  # fmt: skip


def body_of(page: Page, *, mode: str = "fast") -> Prose:
    """Read the main text of a page.

    Comments under it are left out, and so is the headline at its head.

    Args:
        page: The parsed page.
        mode: fast; thorough, which takes in more, or precise, which would rather lose a passage
            than keep a site's.

    Returns:
        The text, with what was left out inside it and near it.

    Example:
        >>> from hermeneut.read.markup import parse
        >>> said = "<p>I liked <i>Her</i>, and I say so at some length, twice over, here. " * 9
        >>> page = parse(f"<body><nav>Home</nav><article><h1>On love</h1>{said}</article>")
        >>> body_of(Page(page, None)).text[:11]
        'I liked Her'
    """
    blocks, witness = blocks_of(page.tree), witness_of(page)
    text = _own(blocks, witness, FLOORS[mode])
    if letters(text.text) < FEWEST:
        text = _longer_of(text, page)
    if text.words < _TEASER:
        text = _stated(text, witness) or text
    return without_furniture(without_repeats(text))


def _own(blocks: list[Block], witness: Witness, floor: float) -> Prose:
    behind = appended(blocks, witness)
    others = [b for b, other in zip(blocks, behind, strict=True) if other]
    blocks = [b for b, other in zip(blocks, behind, strict=True) if not other]
    stays = kept(blocks, likely(blocks, witness), floor)
    if (at := headline(blocks, witness)) is not None:
        stays[at] = False  # a fact, and not text
    if True not in stays:
        return Prose("")
    text = normalise(_written(blocks, stays))
    rows = list(_left_out(blocks, stays))
    rows += [Before(letters(text.text), b.text, "another-piece") for b in others]
    return placed(text, rows)


def _written(blocks: Sequence[Block], stays: Sequence[bool]) -> str:
    pieces: list[str] = []
    last: Block | None = None
    for block, stay in zip(blocks, stays, strict=True):
        if stay:
            beside = last is not None and last.path[:-1] == block.path[:-1]
            pieces.append("\n" if block.kind == "line" and beside else "\n\n")
            pieces.append(block.marked)
            last = block
    return "".join(pieces)


def _left_out(blocks: Sequence[Block], stays: Sequence[bool]) -> Iterator[Before]:
    first, last = stays.index(True), len(stays) - 1 - stays[::-1].index(True)
    before = 0
    for i, block in enumerate(blocks):
        if stays[i]:
            before += letters(block.text)
        elif first - _AROUND <= i <= last + _AROUND:
            yield Before(before, block.text, _reason(block))


def _reason(block: Block) -> str:
    """The innermost region that says what a block is."""
    if found := reason_of(block.text):
        return found
    if block.hidden:
        return "hidden"
    if block.tag == "h1":
        return "headline"
    named = [
        (depth, _REASONS[name])
        for name, depth in zip(region_names(), block.regions, strict=True)
        if depth >= len(block.path) - 4 and name in _REASONS
    ]
    if named:
        return max(named)[1]
    return "heading" if block.tag in HEADINGS else "links" if _is_links(block) else "not-text"


def _is_links(block: Block) -> bool:
    return block.linked * 2 > len(block.text)


def _stated(text: Prose, witness: Witness) -> Prose | None:
    """The text in the JSON-LD, where it is this one and the page shows only its beginning."""
    if count_words(witness.body) < max(_LONGER * text.words, _LEAST_STATED):
        return None
    ours = set(text.text.lower().split())
    if len(ours & set(witness.body.lower().split())) < _SHARED * len(ours):
        return None
    return read_typed(witness.body)


def _longer_of(text: Prose, page: Page) -> Prose:
    """What trafilatura reads, where it is much longer."""
    other = _second(page.tree, page.url)
    return other if other.words > _LONGER * text.words else text


def _second(tree: Tree, url: str | None) -> Prose:
    found = _trafilatura().bare_extraction(
        set_emphasis(tree),
        url=url,
        fast=True,
        include_comments=False,
        include_formatting=True,
        output_format="xml",
    )
    if found is None or found.body is None:
        return Prose("")
    _drop_headline(found.body)
    return prose_of(found.body, skip=_NOT_WORDS)


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
