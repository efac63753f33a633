"""What a site puts around a text, and who copies it leaves in: prompts, share bars, notices.

Whole lines alone are dropped, by the patterns of `furniture.toml`; a sentence inside a paragraph is
never touched. What was dropped stays on record, with its reason.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from .dropping import Cut, lines_of, without
from .prose import Prose, count_words

AT_ENDS = 6  # lines at either end of a text that came as text, where furniture may stand
_LONGEST_LINE = 400  # characters


def without_furniture(text: Prose, *, ends: bool = False) -> Prose:
    r"""Drop the lines of a text that are a site's.

    Args:
        text: The text.
        ends: Whether to look at its first and last lines alone, as is right for a text that
            somebody copied; elsewhere in it a short line is somebody's words.

    Example:
        >>> from hermeneut.spans import Span
        >>> page = Prose("Share this:\n\nI liked Her.\n\n12 comments", (Span(21, 24),))
        >>> kept = without_furniture(page)
        >>> kept.text, kept.emphasis[0].of(kept.text), [d.reason for d in kept.dropped]
        ('I liked Her.', 'Her', ['share', 'comments'])
    """
    return without(text, _ends(text.text) if ends else _all(text.text))


def reason_of(line: str) -> str | None:
    """Say under which reason a line is a site's; ``None`` for an author's.

    Example:
        >>> reason_of("12 comments"), reason_of("Twelve comments on love.")
        ('comments', None)
    """
    known = _known()
    if not line or len(line) > _LONGEST_LINE or count_words(line) > known.longest:
        return None
    bare = line.strip(" *•|–-")
    match = known.pattern.fullmatch(bare)
    return known.reasons[int(str(match.lastgroup)[1:])] if match else None


def _all(text: str) -> Iterator[Cut]:
    for start, end in lines_of(text):
        if reason := reason_of(text[start:end]):
            yield Cut(start, end, reason)


def _ends(text: str) -> list[Cut]:
    """Go inwards from either end as long as there is furniture in the next few lines."""
    lines = lines_of(text)
    found: dict[int, Cut] = {}
    for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        since = 0
        for i in order:
            start, end = lines[i]
            reason = reason_of(text[start:end])
            if reason:
                found[i] = Cut(start, end, reason)
            since = 0 if reason else since + 1
            if since > AT_ENDS or end - start > _LONGEST_LINE:
                break
    return [found[i] for i in sorted(found)]


@dataclass(frozen=True)
class _Known:
    pattern: re.Pattern[str]
    reasons: tuple[str, ...]
    longest: int


@lru_cache(maxsize=1)
def _known() -> _Known:
    listed = tomllib.loads((files(__package__) / "furniture.toml").read_text(encoding="utf-8"))
    groups = [
        f"(?P<r{i}>{'|'.join(f'(?:{p})' for p in lines)})"
        for i, lines in enumerate(listed["lines"].values())
    ]
    pattern = re.compile("|".join(groups), re.IGNORECASE)
    return _Known(pattern, tuple(listed["lines"]), int(listed["longest"]))
