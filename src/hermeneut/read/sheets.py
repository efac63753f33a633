r"""Text taken from printed pages: running heads, page numbers, words parted at the end of a line.

PDFs are read by their layout (`hermeneut.importers.pdf`). This is for text that somebody else took
from one, with a form feed between pages or with its lines as they were set.
"""

from __future__ import annotations

import re
from collections import Counter

from .dropping import letters

PAGE = "\f"
_EDGE = 2  # lines at the head and foot of a page where furniture stands
_ALIKE = 3  # pages that show a line, figures apart: a running head
_NUMBER = re.compile(
    r"\W{0,4}(?:(?:page|seite|p\.)\s{0,3})?(?:\d{1,4}|[ivxl]{1,7})(?:\s{0,3}(?:of|/|von)\s{0,3}\d{1,4})?\W{0,4}",
    re.IGNORECASE,
)
_COMPOUNDING = frozenset({"well", "self", "half", "ex", "non", "quasi", "ill", "all", "so", "mid"})
_PARTED = re.compile(r"([^\W\d_]{2,})[-‐\u00ad]\n[ \t]{0,40}([^\W\d_]{2,})")


def without_heads(raw: str) -> tuple[str, list[tuple[int, str]]]:
    r"""Take running heads and page numbers off pages that form feeds part.

    Returns:
        The text, its pages joined, and the lines that were taken off, each with the number of
        letters and digits that come before it in what is kept.

    Example:
        >>> said = ["She reads.", "He listens.", "Nobody speaks."]
        >>> pages = "\f".join(f"Film Quarterly {n}\n{t}\n{n}" for n, t in enumerate(said))
        >>> text, gone = without_heads(pages)
        >>> text.split("\n"), gone[2]
        (['She reads.', 'He listens.', 'Nobody speaks.'], (8, 'Film Quarterly 1'))
    """
    if PAGE not in raw:
        return raw, []
    pages = [page.strip("\n").split("\n") for page in raw.split(PAGE)]
    edges = [set(_edges(page)) for page in pages]
    shapes = Counter(
        shape
        for page, edge in zip(pages, edges, strict=True)
        for shape in {_shape(page[i]) for i in edge}
    )
    kept: list[str] = []
    gone: list[tuple[int, str]] = []
    before = 0
    for page, edge in zip(pages, edges, strict=True):
        for i, line in enumerate(page):
            furniture = (
                i in edge
                and line.strip()
                and (shapes[_shape(line)] >= _ALIKE or _NUMBER.fullmatch(line.strip()))
            )
            if furniture:
                gone.append((before, line.strip()))
            else:
                kept.append(line)
                before += letters(line)
    return "\n".join(kept), gone


def _edges(page: list[str]) -> list[int]:
    filled = [i for i, line in enumerate(page) if line.strip()]
    return [*filled[:_EDGE], *filled[-_EDGE:]]


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.casefold().split()))


def rejoined(text: str) -> str:
    r"""Join words that were parted at the end of a line.

    A hyphen stays where the text writes the word with one elsewhere, where the second part begins
    with a capital, and after `well`, `self` and the like; else it goes.

    Example:
        >>> rejoined("a compan-\nion who is self-\naware, Anglo-\nSaxon and letter-\nperfect")
        'a companion who is self-aware, Anglo-Saxon and letterperfect'
    """
    if not _PARTED.search(text):
        return text
    written = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)+", text.casefold()))

    def join(match: re.Match[str]) -> str:
        first, second = match.groups()
        whole = f"{first}-{second}"
        stays = (
            second[0].isupper() or first.casefold() in _COMPOUNDING or whole.casefold() in written
        )
        return whole if stays else first + second

    return _PARTED.sub(join, text)
