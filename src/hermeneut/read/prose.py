"""Text with emphasis: one normal form, so that the same words always get the same `text_id`.

While a text is put together, emphasis is carried by two noncharacters inside the string; they are
taken out last, so offsets are exact whatever was normalised.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import NamedTuple

from ..spans import Span, merge
from .encoding import Mended, mend_mojibake, mended_offsets

# noncharacters: never part of a text (Unicode Standard, section 23.7)
OPEN, CLOSE = "\ufdd0", "\ufdd1"

_ZERO_WIDTH = "\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
_SPACES = "\t\x0b\x0c\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


def _replacements() -> dict[int, str | None]:
    controls = (*range(0x09), *range(0x0E, 0x20), 0x7F)
    noncharacters = (*range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF)
    table: dict[int, str | None] = dict.fromkeys((*controls, *noncharacters))
    table |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # lone surrogates crash Arrow
    table |= {ord(c): None for c in _ZERO_WIDTH}
    table |= {ord(c): " " for c in _SPACES}
    table |= {0x85: "\n", 0x2028: "\n", 0x2029: "\n\n"}
    for byte in range(0x80, 0xA0):  # browsers read &#146; as Windows-1252
        meant = bytes([byte]).decode("cp1252", "ignore")
        table.setdefault(byte, meant or None)
    return table


_CLEAN = _replacements()
_MARKS = f"{OPEN}{CLOSE}"


class Dropped(NamedTuple):
    """What was left out of a text: where it stood in what is kept, its words, and why."""

    at: int
    text: str
    reason: str


@dataclass(frozen=True)
class Prose:
    """A text in normal form, what is emphasised in it, what was mended and what was left out.

    Attributes:
        text: Paragraphs parted by one blank line; NFC.
        emphasis: Sorted, disjoint spans.
        mended: Places where mojibake was undone.
        dropped: In the order of the text.
    """

    text: str
    emphasis: tuple[Span, ...] = ()
    mended: int = 0
    dropped: tuple[Dropped, ...] = field(default=(), repr=False)

    @property
    def words(self) -> int:
        r"""Count the runs of ``\w``."""
        return count_words(self.text)

    @property
    def paragraphs(self) -> list[str]:
        """Return what blank lines part."""
        return self.text.split("\n\n") if self.text else []


def count_words(text: str) -> int:
    r"""Count the runs of ``\w``.

    Example:
        >>> count_words("It's *Her*, again.")
        4
    """
    return len(re.findall(r"\w+", text))


def clean(raw: str) -> str:
    r"""Replace what no text should hold: controls, lone surrogates, odd spaces, zero widths.

    Example:
        >>> clean("a\u00a0b\x00\r\nc")
        'a b\nc'
    """
    return raw.replace("\r\n", "\n").replace("\r", "\n").translate(_CLEAN)


def line(raw: str) -> str:
    r"""Clean a fact (title, name) and put it on one line.

    Example:
        >>> line("  Uh-Huh,\n Her ")
        'Uh-Huh, Her'
    """
    flat = " ".join(clean(raw).split())
    return unicodedata.normalize("NFC", mend_mojibake(flat).text)


def normalise(marked: str) -> Prose:
    r"""Bring a text to its normal form.

    Args:
        marked: Cleaned text (`clean`) in which `OPEN` and `CLOSE` enclose emphasis; line breaks
            as they are, paragraphs parted by one or more blank lines.

    Example:
        >>> normalise(f"I saw{OPEN} Her{CLOSE}  twice.\n\n\n\nThen again.")
        Prose(text='I saw Her twice.\n\nThen again.', emphasis=(Span(start=6, end=9),), mended=0)
    """
    mended = _mended(_balanced(marked))
    text, spans = _take_marks(_settle(clean_marked(mended.text)))
    return Prose(*_nfc(text, spans), mended=mended.places)


def _mended(marked: str) -> Mended:
    """Mend the text as it is without marks, and put them back."""
    parts = re.split(f"([{_MARKS}])", marked)
    before = "".join(parts[::2])
    mended = mend_mojibake(before)
    if not mended.places or len(parts) == 1:
        return mended if len(parts) == 1 else Mended(marked, 0)
    offsets = list(accumulate(map(len, parts[::2])))[:-1]
    edges = [0, *mended_offsets(before, mended.text, offsets), len(mended.text)]
    words = [mended.text[a:b] for a, b in pairwise(edges)]
    whole = "".join(word + mark for word, mark in zip(words, [*parts[1::2], ""], strict=True))
    return Mended(whole, mended.places)


def clean_marked(marked: str) -> str:
    """Clean a text but keep the marks of emphasis."""
    if OPEN not in marked and CLOSE not in marked:
        return clean(marked)
    parts = re.split(f"([{_MARKS}])", marked)
    return "".join(part if part in (OPEN, CLOSE) else clean(part) for part in parts)


def _balanced(marked: str) -> str:
    """Keep the outermost pairs of marks alone."""
    parts = re.split(f"([{_MARKS}])", marked)
    opened: list[int] = []
    pairs: set[int] = set()
    for i, part in enumerate(parts):
        if part == OPEN:
            opened.append(i)
        elif part == CLOSE and opened:
            start = opened.pop()
            if not opened:
                pairs |= {start, i}
    return "".join(p for i, p in enumerate(parts) if p not in (OPEN, CLOSE) or i in pairs)


def _settle(marked: str) -> str:
    """White space goes outside the marks, then is collapsed."""
    marked = re.sub(f"([{OPEN}]+)(\\s+)", r"\2\1", marked)
    marked = re.sub(f"(\\s+)([{CLOSE}]+)", r"\2\1", marked)
    marked = re.sub(f"(?:{OPEN}\\s*{CLOSE})", "", marked)
    marked = re.sub(" +", " ", marked)
    marked = re.sub(" ?\n ?", "\n", marked)
    return re.sub("\n{3,}", "\n\n", marked).strip()


def _take_marks(marked: str) -> tuple[str, list[Span]]:
    pieces: list[str] = []
    spans: list[Span] = []
    at = opened = 0
    for part in re.split(f"([{_MARKS}])", marked):
        if part == OPEN:
            opened = at
        elif part == CLOSE:
            spans.append(Span(opened, at))
        else:
            pieces.append(part)
            at += len(part)
    text = "".join(pieces)
    return text, _inside_paragraphs(text, spans)


def _inside_paragraphs(text: str, spans: list[Span]) -> list[Span]:
    """Cut emphasis at blank lines and shrink it to what isn't white space."""
    cut = []
    for start, end in spans:
        for match in re.finditer(r"\S(?:(?!\n\n).)*", text[start:end], re.DOTALL):
            stripped = match[0].rstrip()
            cut.append(Span(start + match.start(), start + match.start() + len(stripped)))
    return list(merge(cut))


def _nfc(text: str, spans: list[Span]) -> tuple[str, tuple[Span, ...]]:
    if unicodedata.is_normalized("NFC", text):
        return text, tuple(spans)
    whole = unicodedata.normalize("NFC", text)
    moved = (Span(_moved(text, s), _moved(text, e)) for s, e in spans)
    return whole, tuple(merge(s for s in moved if s.start < s.end <= len(whole)))


def _moved(text: str, offset: int) -> int:
    """An offset inside a composed character moves behind it."""
    while offset < len(text) and unicodedata.combining(text[offset]):
        offset += 1
    return len(unicodedata.normalize("NFC", text[:offset]))
