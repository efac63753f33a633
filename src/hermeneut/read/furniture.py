"""What a site puts around a text and an extractor leaves in: prompts, share bars, notices.

Whole lines alone are dropped, by the patterns of `furniture.toml`; a sentence inside a paragraph is
never touched.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from ..spans import Span
from .prose import Prose, count_words


def without_furniture(text: Prose) -> Prose:
    r"""Drop the lines of a text that are a site's, and move its emphasis along.

    Example:
        >>> page = Prose("Share this:\n\nI liked Her.\n\n12 comments", (Span(21, 24),))
        >>> kept = without_furniture(page)
        >>> kept.text, kept.emphasis[0].of(kept.text)
        ('I liked Her.', 'Her')
    """
    kept: list[str] = []
    spans: list[Span] = []
    at = new = 0
    for line in re.split(r"(\n+)", text.text):
        if line.startswith("\n"):
            gap = line
            at += len(line)
            continue
        if not _is_furniture(line):
            if kept:
                kept.append(gap)
                new += len(gap)
            kept.append(line)
            spans += _moved(text.emphasis, at, at + len(line), new - at)
            new += len(line)
        at += len(line)
    return Prose("".join(kept), tuple(spans), text.mended)


def _moved(spans: tuple[Span, ...], start: int, end: int, by: int) -> list[Span]:
    """Those parts of spans that lie in a line, moved."""
    cut = [Span(max(s.start, start), min(s.end, end)) for s in spans]
    return [Span(s.start + by, s.end + by) for s in cut if s.start < s.end]


def _is_furniture(line: str) -> bool:
    known = _known()
    if not line or len(line) > 400 or count_words(line) > known.longest:
        return False
    return known.pattern.fullmatch(line.strip(" *•|–-")) is not None


@dataclass(frozen=True)
class _Known:
    pattern: re.Pattern[str]
    longest: int


@lru_cache(maxsize=1)
def _known() -> _Known:
    listed = tomllib.loads((files(__package__) / "furniture.toml").read_text(encoding="utf-8"))
    pattern = re.compile("|".join(f"(?:{p})" for p in listed["lines"]), re.IGNORECASE)
    return _Known(pattern, int(listed["longest"]))
