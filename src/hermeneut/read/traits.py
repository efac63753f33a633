"""What tells an author's block from a site's, in numbers: a row of traits for each block of a page.

Length and links (Kohlschütter, Fankhauser and Nejdl 2010, "Boilerplate Detection using Shallow Text
Features", WSDM), where a block stands from the place that holds most of the running words, which
regions enclose it below that place, what its neighbours and those set like it are, and whether what
the page states of itself (title, description, ``articleBody``) bears witness to it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from .blocks import FAR, HEADINGS, Block, region_names

if TYPE_CHECKING:
    import numpy as np

RUNNING = 80  # characters of a block that can be running text
_ALL_LINKS, _SHORT = 0.9, 25  # share of a block that is linked; characters
_ASIDE_LINKS = 0.4  # a block of which more is linked is no running text
_CENTRES = (0.3, 0.5, 0.8)  # shares of a page's running text that a centre holds
_LEAST_TITLE = 7  # letters of a heading that can be known by them
_LEAST_SUMMARY, _LEAST_BODY = 20, 400  # letters of a description, of a stated text
_OPENING = 100  # words of a block that are looked for in titles and descriptions
_WORD = re.compile(r"\w+")
_ENDS = tuple('.!?…。！？؟।"”’»)')
_DIGIT = re.compile(r"\d")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]")
_WIDE_WORTH = 2.5  # letters of an alphabet that one of these stands for
_SIGNS = (":", ",", "|", "@", "©", "http", "?", "\n", "…", '"', "“", "„", "«")


@dataclass(frozen=True)
class Witness:
    """What a page states of itself, outside its text.

    Attributes:
        titles: Its headline, as stated in several places.
        summaries: Its description, likewise.
        body: The text in its JSON-LD; often empty, often cut.
    """

    titles: tuple[str, ...] = ()
    summaries: tuple[str, ...] = ()
    body: str = ""


def squeezed(text: str) -> str:
    """Take out all but letters and digits, in lower case.

    Example:
        >>> squeezed("On “Her”, again")
        'onheragain'
    """
    return "".join(_WORD.findall(text)).lower()


def traits_of(blocks: Sequence[Block], witness: Witness) -> np.ndarray:
    """Describe the blocks of a page, one row each; `context_of` adds columns.

    Args:
        blocks: All blocks of a page, in order.
        witness: What the page states of itself.
    """
    import numpy as np

    if not blocks:
        return np.zeros((0, 0), np.float32)
    chars = np.array([len(b.text) for b in blocks], np.float32)
    wide = np.array([len(_WIDE.findall(b.text[:400])) for b in blocks], np.float32)
    weight = chars + (_WIDE_WORTH - 1) * wide * np.maximum(1, chars / 400)
    linked = np.array([b.linked for b in blocks], np.float32) / np.maximum(chars, 1)
    heading = np.array([b.tag in HEADINGS for b in blocks], np.float32)
    hidden = np.array([b.hidden for b in blocks], np.float32)
    running = np.where((weight >= RUNNING) & (linked < _ASIDE_LINKS) & (hidden == 0), weight, 0)
    words = [_WORD.findall(b.text) for b in blocks]
    squeezes = ["".join(ws).lower() for ws in words]
    columns = [weight, np.log1p(weight), linked, heading, hidden]
    columns += _set_in(blocks, chars)
    columns += _said(blocks, words, chars)
    columns += _placed(blocks, running)
    columns += _around(weight, linked, heading, running)
    columns += _alike(blocks, squeezes, weight, linked, running)
    columns += _below_headline(blocks, witness)
    columns += _witnessed(words, squeezes, witness)
    return np.stack(columns, axis=1).astype(np.float32)


def _set_in(blocks: Sequence[Block], chars: np.ndarray) -> list[Any]:
    """The element, and how much is emphasised."""
    import numpy as np

    tags = ("p", "li", "div", "td", "tr", "figcaption", "blockquote", "span", "section", "article")
    made = [np.array([b.tag == tag for b in blocks], np.float32) for tag in tags]
    level = [int(b.tag[1]) if b.tag in HEADINGS else 0 for b in blocks]
    made.append(np.array(level, np.float32))
    made.append(np.array([b.strong for b in blocks], np.float32) / np.maximum(chars, 1))
    made.append(np.array([len(b.path) for b in blocks], np.float32))
    return made


def _said(blocks: Sequence[Block], words: Sequence[list[str]], chars: np.ndarray) -> list[Any]:
    """Marks, digits, capitals, words."""
    import numpy as np

    texts = [b.text for b in blocks]
    count = np.array([len(w) for w in words], np.float32)
    made = [count, chars / np.maximum(count, 1)]
    made += [np.array([t.count(sign) for t in texts], np.float32) for sign in _SIGNS]
    made.append(np.array([t.endswith(_ENDS) for t in texts], np.float32))
    made.append(np.array([t.endswith(":") for t in texts], np.float32))
    made.append(
        np.array([len(_DIGIT.findall(t)) for t in texts], np.float32) / np.maximum(chars, 1)
    )
    capital = [sum(1 for w in ws if w[0].isupper()) for ws in words]
    made.append(np.array(capital, np.float32) / np.maximum(count, 1))
    made.append(np.array([bool(w) and w[0][0].islower() for w in words], np.float32))
    made.append(np.array([t.count(". ") + t.count("? ") for t in texts], np.float32))
    made.append(np.array([t.isupper() for t in texts], np.float32))
    return made


def _placed(blocks: Sequence[Block], running: np.ndarray) -> list[Any]:
    """How far from the centres of the page's running text, and in which regions below them."""
    import numpy as np

    total = float(running.sum()) or 1.0
    mass: dict[int, float] = defaultdict(float)
    for block, weight in zip(blocks, running.tolist(), strict=True):
        if weight:
            for number in block.path:
                mass[number] += weight
    depth = np.array([len(b.path) for b in blocks], np.int32)
    made = []
    shared = np.zeros(len(blocks), np.int32)
    for share in _CENTRES:
        centre = _centre(blocks, mass, share * total)
        shared = np.array([common(b.path, centre) for b in blocks], np.int32)
        made += [(depth - shared).astype(np.float32), (len(centre) - shared).astype(np.float32)]
        if share == _CENTRES[1]:
            half = shared
    for up in (1, 2, 3, 4):
        held = [mass.get(b.path[-up], 0.0) if len(b.path) >= up else total for b in blocks]
        made.append(np.array(held, np.float32) / total)
    regions = np.array([b.regions for b in blocks], np.int32).reshape(len(blocks), -1)
    above = depth[:, None] - 1 - regions
    told = np.where((regions < 0) | (regions < half[:, None]), FAR, above)
    made += [told[:, i].astype(np.float32) for i in range(len(region_names()))]
    return made


def _centre(blocks: Sequence[Block], mass: dict[int, float], least: float) -> tuple[int, ...]:
    """The path to the deepest element that holds so much running text."""
    best: tuple[int, ...] = ()
    for block in blocks:
        path = block.path
        if len(path) <= len(best) or not mass.get(path[len(best)], 0.0) >= least:
            continue
        held = len(best)
        while held < len(path) and mass.get(path[held], 0.0) >= least:
            held += 1
        if held > len(best):
            best = path[:held]
    return best


def common(path: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Count the elements that enclose both of two blocks.

    Example:
        >>> common((1, 2, 5), (1, 2, 7, 8))
        2
    """
    length = 0
    for a, b in zip(path, other, strict=False):
        if a != b:
            break
        length += 1
    return length


def _around(
    weight: np.ndarray, linked: np.ndarray, heading: np.ndarray, running: np.ndarray
) -> list[Any]:
    """Neighbours, and how much running text comes before and after."""
    import numpy as np

    n = len(weight)
    index = np.arange(n, dtype=np.float32)
    total = float(running.sum()) or 1.0
    before = np.cumsum(running) - running
    made = [index, n - index, before / total, (total - before - running) / total]
    for step in (-2, -1, 1, 2):
        made += [_shifted(weight, step), _shifted(linked, step), _shifted(heading, step)]
    for reach in (2, 5):
        made.append(_window(running, reach))
        made.append(_window(linked, reach))
    titles = np.flatnonzero(heading)
    first = float(titles[0]) if len(titles) else 0.0
    made.append(index - first)
    made.append(_since(running > 0))
    made.append(_since((running > 0)[::-1])[::-1])
    made += [np.full(n, total, np.float32), np.full(n, n, np.float32)]
    return made


def _shifted(values: np.ndarray, step: int) -> np.ndarray:
    import numpy as np

    moved = np.full(len(values), -1, np.float32)
    if step > 0:
        moved[:-step] = values[step:]
    else:
        moved[-step:] = values[:step]
    return moved


def _window(values: np.ndarray, reach: int) -> np.ndarray:
    import numpy as np

    sums = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    index = np.arange(len(values))
    low, high = np.maximum(index - reach, 0), np.minimum(index + reach + 1, len(values))
    mean: np.ndarray = ((sums[high] - sums[low]) / (high - low)).astype(np.float32)
    return mean


def _since(marked: np.ndarray) -> np.ndarray:
    """How many blocks ago the last marked one was."""
    import numpy as np

    index = np.arange(len(marked))
    last = np.maximum.accumulate(np.where(marked, index, -FAR))
    return np.minimum(index - last, FAR).astype(np.float32)


def _alike(
    blocks: Sequence[Block],
    squeezes: Sequence[str],
    weight: np.ndarray,
    linked: np.ndarray,
    running: np.ndarray,
) -> list[Any]:
    """Those set alike: how many, how long, how linked, how much of the running text."""
    import numpy as np

    looks: dict[str, int] = {}
    which = np.array([looks.setdefault(b.look, len(looks)) for b in blocks], np.int64)
    count = np.bincount(which, minlength=len(looks)).astype(np.float32)
    length = np.bincount(which, weight) / np.maximum(count, 1)
    links = np.bincount(which, linked) / np.maximum(count, 1)
    share = np.bincount(which, running) / (float(running.sum()) or 1.0)
    made = [count[which], length[which], links[which], share[which]]
    seen = Counter(squeezes)
    made.append(np.array([seen[s] for s in squeezes], np.float32))
    first: set[str] = set()
    again = []
    for s in squeezes:
        again.append(s in first)
        first.add(s)
    made.append(np.array(again, np.float32))
    return made


def _below_headline(blocks: Sequence[Block], witness: Witness) -> list[Any]:
    """How far from the headline, in blocks and levels, and how many h1 lie between."""
    import numpy as np

    at = headline(blocks, witness) or 0
    path = blocks[at].path
    shared = np.array([common(b.path, path) for b in blocks], np.float32)
    depth = np.array([len(b.path) for b in blocks], np.float32)
    first = np.cumsum([b.tag == "h1" for b in blocks]).astype(np.float32)
    kin = [b.path[-2:-1] for b in blocks]
    same = np.array([a == b for a, b in pairwise(kin)], np.float32)
    return [
        np.arange(len(blocks), dtype=np.float32) - at,
        depth - shared,
        len(path) - shared,
        first - first[at],
        np.concatenate([[0.0], same]).astype(np.float32),
        np.concatenate([same, [0.0]]).astype(np.float32),
    ]


def headline(blocks: Sequence[Block], witness: Witness) -> int | None:
    """Find the block that is the headline: a heading with a title of the page, else the first h1.

    Example:
        >>> from hermeneut.read.blocks import blocks_of
        >>> from hermeneut.read.markup import parse
        >>> page = blocks_of(parse("<h1>The Daily Post</h1><h2>On Her, again</h2><p>A film."))
        >>> headline(page, Witness(titles=("On “Her”, again – Post",)))
        1
    """
    titles = [t for t in map(squeezed, witness.titles) if t]
    ranked = [i for i, b in enumerate(blocks) if b.tag in HEADINGS]
    for i in ranked:
        own = squeezed(blocks[i].text)
        if len(own) > _LEAST_TITLE and any(own in t or t in own for t in titles):
            return i
    return next((i for i in ranked if blocks[i].tag == "h1"), None)


def _witnessed(words: Sequence[list[str]], squeezes: Sequence[str], witness: Witness) -> list[Any]:
    """What of a block is in the page's titles, its descriptions, the text that it states."""
    import numpy as np

    titles = {squeezed(t) for t in witness.titles if t}
    titled = set(_WORD.findall(" ".join(witness.titles).lower()))
    summary = set(_WORD.findall(" ".join(witness.summaries).lower()))
    summaries = [s for s in map(squeezed, witness.summaries) if len(s) >= _LEAST_SUMMARY]
    body = squeezed(witness.body)
    rows = []
    for ws, own in zip(words, squeezes, strict=True):
        said = {w.lower() for w in ws[:_OPENING]}
        size = max(1, len(said))
        summed = len(said & summary)
        rows.append(
            (
                own in titles,
                len(said & titled) / size,
                summed / size,
                summed / max(1, len(summary)),
                _opens_one(own, summaries),
                _stands_in(own, body),
            )
        )
    table = np.array(rows, np.float32).reshape(len(words), 6)
    return [*table.T, np.full(len(words), len(body), np.float32)]


def _opens_one(own: str, summaries: Sequence[str]) -> float:
    """Whether a block begins as a description does; -1 if it is too short to tell."""
    if len(own) < _LEAST_SUMMARY:
        return -1.0
    return any(s.startswith(own[:40]) or own.startswith(s[:40]) for s in summaries)


def _stands_in(own: str, body: str) -> float:
    """Whether a block stands in the text that the page states; -1 where it states none."""
    if len(body) < _LEAST_BODY:
        return -1.0
    return own[:60] in body if len(own) >= _LEAST_TITLE + 5 else -0.5


def open_to_doubt(traits: np.ndarray) -> np.ndarray:
    """Say which blocks may be the author's at all: short ones that are nothing but links are not.

    They are half of all blocks, and three in ten thousand words of known texts stand in them.
    """
    doubtful: np.ndarray = (traits[:, 2] < _ALL_LINKS) | (traits[:, 0] >= _SHORT)
    return doubtful


def context_of(blocks: Sequence[Block], traits: np.ndarray, likely: np.ndarray) -> np.ndarray:
    """Add to traits what is said of the blocks around: neighbours, those beside, those set alike.

    Args:
        blocks: The blocks of a page.
        traits: As `traits_of` gives them.
        likely: How likely each block is the author's, at first sight.
    """
    import numpy as np

    weight = traits[:, 0]
    held = likely * weight
    total = float(held.sum()) + 1e-3
    made = [likely, *(_shifted(likely, step) for step in (1, -1, 2, -2))]
    made += [_window(held, reach) / (_window(weight, reach) + 1e-3) for reach in (2, 6)]
    for keys in (
        [b.path[-2:-1] for b in blocks], [b.look for b in blocks], [b.path[-3:-2] for b in blocks],
    ):  # fmt: skip
        made.append(_share(keys, held, weight))
    made += [(np.cumsum(held) - held) / total, np.full(len(blocks), np.log(total))]
    return np.concatenate([traits, np.stack(made, axis=1)], axis=1).astype(np.float32)


def _share(keys: Sequence[object], held: np.ndarray, weight: np.ndarray) -> np.ndarray:
    import numpy as np

    numbers: dict[object, int] = {}
    which = np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int64)
    return (np.bincount(which, held) / (np.bincount(which, weight) + 1e-3))[which]
