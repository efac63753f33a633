"""Which blocks of a page are the author's text: a forest's answer for each, over one parse.

The traits of a block go through boosted trees; a second forest sees besides what the first said of
the blocks around, so that a paragraph is judged with its neighbours. The trees were learned from
pages whose text is known (`models/training/passages.py`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from html import unescape
from typing import TYPE_CHECKING, Any

from ..models import passages
from .blocks import Block
from .sources import Page
from .traits import Witness, common, context_of, headline, open_to_doubt, traits_of

if TYPE_CHECKING:
    import numpy as np

_TAG = re.compile(r"<[^<>]{0,300}>")
_FIGURES = re.compile(r"\d+")
_HARDLY = 0.05  # chance of a block that even its neighbours can't vouch for
_VERSES = 16  # blocks that may be vouched for at once: a sonnet
_OWN_TEXT = 400  # characters that are no link, before another piece can begin and in it
_LONGEST_BODY = 400_000  # characters of a stated body that are looked at


def likely(blocks: Sequence[Block], witness: Witness) -> np.ndarray:
    """Give each block its probability of being the author's text.

    Args:
        blocks: All blocks of a page, in order.
        witness: What the page states of itself.

    Example:
        >>> from hermeneut.read.blocks import blocks_of
        >>> from hermeneut.read.markup import parse
        >>> said = "<p>" + "She writes letters for others, and reads them aloud. " * 5
        >>> page = parse(f"<nav><a href=/>Home</a></nav><article>{said * 4}</article>")
        >>> [bool(p > 0.5) for p in likely(blocks_of(page), Witness())]
        [False, True, True, True, True]
    """
    import numpy as np

    traits = traits_of(blocks, witness)
    chances = np.zeros(len(blocks), np.float32)
    if not len(blocks):
        return chances
    asked = open_to_doubt(traits)
    forests = passages.forests()
    chances[asked] = forests["alone"](traits[asked])
    chances[asked] = forests["among"](context_of(blocks, traits, chances)[asked])
    return chances


def kept(blocks: Sequence[Block], chances: np.ndarray, floor: float) -> list[bool]:
    """Say which blocks stay: those likely enough, and short ones that their neighbours vouch for.

    Verses, numerals of sections and lines of dialogue say little of themselves. One set like the
    kept blocks around it, in the same element, stays; so does one that follows a colon.

    Args:
        blocks: All blocks of a page.
        chances: As `likely` gives them.
        floor: What is likely enough.
    """
    stays = [bool(chance >= floor) for chance in chances]
    before = _nearest(stays)
    after = [len(stays) - 1 - i if i >= 0 else -1 for i in _nearest(stays[::-1])][::-1]
    vouched = list(stays)
    for i, block in enumerate(blocks):
        last, following = before[i], after[i]
        if stays[i] or last < 0 or chances[i] < _HARDLY or block.linked * 3 > len(block.text):
            continue
        if not _beside(block, blocks[last]):
            continue
        colon = blocks[last].text.endswith(":") and i - last <= _VERSES
        between = following >= 0 and _beside(block, blocks[following])
        vouched[i] = colon or (between and following - last <= _VERSES)
    return vouched


def _nearest(marked: Sequence[bool]) -> list[int]:
    """For each place, the last marked one before it; -1 where there is none."""
    found, last = [], -1
    for i, mark in enumerate(marked):
        found.append(last)
        last = i if mark else last
    return found


def _beside(block: Block, other: Block) -> bool:
    return block.path[:-1] == other.path[:-1] and block.look == other.look


def appended(blocks: Sequence[Block], witness: Witness) -> list[bool]:
    """Say which blocks belong to another piece that the page loads behind its own.

    Such a piece has a headline set like the page's own, in an element that doesn't hold that one.

    Args:
        blocks: All blocks of a page.
        witness: What the page states of itself.
    """
    at = headline(blocks, witness)
    own = blocks[at] if at is not None else None
    if own is None or own.tag != "h1" or " " not in own.look:
        return [False] * len(blocks)
    others: set[tuple[int, int]] = set()
    running = 0
    for block in blocks[at:]:
        if block.tag == "h1" and running >= _OWN_TEXT and _set_like(block, own):
            level = common(block.path, own.path)
            others.add((level, block.path[level]))
        running += len(block.text) - block.linked
    inside = [_which(b, others) for b in blocks]
    long = Counter[tuple[int, int] | None]()
    for block, piece in zip(blocks, inside, strict=True):
        long[piece] += len(block.text) - block.linked
    return [piece is not None and long[piece] >= _OWN_TEXT for piece in inside]


def _which(block: Block, pieces: set[tuple[int, int]]) -> tuple[int, int] | None:
    return next((p for p in sorted(pieces) if block.path[p[0] : p[0] + 1] == p[1:]), None)


def _set_like(block: Block, other: Block) -> bool:
    shapes = {_FIGURES.sub("#", one.look) for one in (block, other)}
    return len(shapes) == 1 and block.text != other.text


def witness_of(page: Page) -> Witness:
    """Gather what a page states of itself: titles, descriptions, the text in its JSON-LD.

    Example:
        >>> from hermeneut.read.markup import parse
        >>> witness_of(Page(parse('<meta property="og:title" content="On Her"><p>A film.'), None))
        Witness(titles=('On Her',), summaries=(), body='')
    """
    node = page.article
    titles = (page.meta("og:title"), page.meta("twitter:title"), node.get("headline"))
    summaries = (
        page.meta("og:description"), page.meta("description"), page.meta("twitter:description"),
        node.get("description"),
    )  # fmt: skip
    body = node.get("articleBody")
    bare = _TAG.sub(" ", unescape(body[:_LONGEST_BODY])) if isinstance(body, str) else ""
    return Witness(_texts(titles), _texts(summaries), bare)


def _texts(values: Sequence[Any]) -> tuple[str, ...]:
    return tuple(unescape(value) for value in values if isinstance(value, str) and value.strip())
