"""Pairs of quotation marks: which stretches of a text stand between them.

Knows straight and curly marks, double and single, guillemets pointing either way, German low
marks, corner brackets and the typewriter's ``...''; quotations in quotations; quotations of
several paragraphs, each of which opens the mark anew; apostrophes, elisions and inch marks.
What is opened and never closed ends with its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from ..spans import Span, strip

_MARK = re.compile(
    r"[\"“”„‟«»‹›「」『』]|``|''(?!s\b)"
    r"|(?<!\w)['‘’‚]|['’‘](?!\w)"  # a mark with letters on both sides is an apostrophe
    r"|[^\S\n]*\n(?![^\S\n]*[a-z])\s*"  # a line that goes on in lower case was merely wrapped
)
_CLOSERS = {
    '"': '"”', "“": '”"“', "„": "“”\"", "‟": "”", "”": "”", "«": "»", "»": "«", "‹": "›", "›": "‹",
    "「": "」", "『": "』", "``": ("''", '"'), "''": ("''",), "'": "'’", "‘": "’'", "‚": "‘’",
}  # fmt: skip
_SINGLES = frozenset("'‘‚’")
_ELISION = re.compile(
    r"(?:\d\ds?(?!\d)|(?:em|til|till|n|cause|cuz|tis|twas|twere|bout|round|neath|im)(?![\w-]))",
    re.IGNORECASE,
)
_INCH = re.compile(r"\d['’′] ?\d{1,2}(?: ?[½¼¾])?$")
_SIZED = re.compile(r"[ -]?(?:x|by|×|tall|wide|long|thick|deep|high|screen|display|disc|single)\b")
_BEFORE_OPENING = frozenset("([{—–-/…")
_ENDS = frozenset(".,!?…'’")
_MOST_SINGLES = 50  # marks looked at for the closing one
_LONGEST_SINGLE = 1500  # code points; beyond it an opening single mark was an apostrophe


class Quoted(NamedTuple):
    """A stretch between quotation marks, without them.

    Attributes:
        start: First code point.
        end: One past the last.
        depth: How many quotations it lies in.
        parts: Its paragraphs; one for most.
        closed: Whether its closing mark was found.
        outer: The same stretch with its marks.
    """

    start: int
    end: int
    depth: int
    parts: tuple[Span, ...]
    closed: bool
    outer: Span


class _Open(NamedTuple):
    mark: str
    start: int
    first: int  # where the mark stands that opened its first paragraph
    parts: tuple[Span, ...]
    close_at: int  # where a single mark closes; -1: not looked for


def quoted(text: str) -> Iterator[Quoted]:
    """Find what stands in quotation marks, outer before inner.

    Limits: two quotations of the same straight mark can't be told from one inside the other; a
    closing single mark after a plural's s is taken for an apostrophe if a surer one follows.

    Example:
        >>> text = "She called ‘Her’ “the ’90s’ rock ’n’ roll, ‘reborn’.”"
        >>> [text[q.start:q.end] for q in quoted(text)]
        ['Her', 'the ’90s’ rock ’n’ roll, ‘reborn’.', 'reborn']
    """
    return iter(sorted(_scan(text), key=lambda q: (q.start, -q.end, q.depth)))


def _scan(text: str) -> Iterator[Quoted]:
    stack: list[_Open] = []
    skip_to = 0
    for found in _MARK.finditer(text):
        mark, at = found[0], found.start()
        if at < skip_to:
            continue
        if "\n" in mark:
            yield from _break(text, stack, at, found.end())
            skip_to = found.end() + len(stack[0].mark) if stack else 0
        elif mark == "''" and not _is_double(text, stack, at):
            for offset in (at, at + 1):
                yield from _step(text, stack, "'", offset)
        else:
            yield from _step(text, stack, mark, at)
    yield from _break(text, stack, len(text), len(text))


def _is_double(text: str, stack: list[_Open], at: int) -> bool:
    """Say whether two apostrophes are one mark, not the ends of two quotations."""
    return _open_index(text, stack, "''", at) is not None or _may_open(text, at, "''")


def _step(text: str, stack: list[_Open], mark: str, at: int) -> Iterator[Quoted]:
    """Close what this mark closes, or open what it opens."""
    index = _open_index(text, stack, mark, at)
    if index is not None:
        opened = stack[index]
        del stack[index:]
        yield from _ended(text, opened, at, index, len(mark))
    elif _may_open(text, at, mark):
        close_at = _single_close(text, at, mark) if mark in _SINGLES else -1
        if mark in _SINGLES and close_at < 0:
            return
        _forget(stack, mark)
        stack.append(_Open(mark, at + len(mark), at, (), close_at))


def _open_index(text: str, stack: list[_Open], mark: str, at: int) -> int | None:
    """Find which open quotation a mark closes: the innermost that it can."""
    if at == 0 or not _may_close(text, at, mark):
        return None
    for index in range(len(stack) - 1, -1, -1):
        opened = stack[index]
        if opened.close_at >= 0:
            if opened.close_at == at:
                return index
        elif mark in _CLOSERS[opened.mark] and opened.start < at:
            return index
    return None


def _may_close(text: str, at: int, mark: str) -> bool:
    before, after = text[at - 1], text[at + len(mark) : at + len(mark) + 1]
    if mark in '"”' and _is_inch(text, at):
        return False
    if mark in "»«›‹」』”":
        return True
    if mark == "“":
        return not before.isspace() and not after.isalnum()
    if before.isspace():
        return mark == '"' and not after.isalnum() and text[at - 2 : at - 1] in _ENDS
    return before not in "([{"


def _may_open(text: str, at: int, mark: str) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + len(mark) : at + len(mark) + 1]
    if mark in "“„‟«‹「『":
        return True
    if mark in "」』" or not after or (after.isspace() and mark not in "»›"):
        return False
    if mark == "’" or (mark in _SINGLES and _ELISION.match(text, at + 1)):
        return False
    opening = before.isspace() or before in _BEFORE_OPENING or before in "\"“”„‘'«»‹›‚*_>:,;"
    return opening or (mark == '"' and not before.isalnum() and before not in ".,!?)")


def _is_inch(text: str, at: int) -> bool:
    if not text[at - 1].isdigit():
        return False
    return bool(_INCH.search(text, max(0, at - 8), at) or _SIZED.match(text, at + 1))


def _forget(stack: list[_Open], mark: str) -> None:
    """Give up an earlier straight mark that was never closed when it opens again."""
    if mark in ('"', "''", "”"):
        for index, opened in enumerate(stack):
            if opened.mark == mark:
                del stack[index:]
                return


def _single_close(text: str, at: int, mark: str) -> int:
    """Find where a single mark closes: a sure place before a doubtful one; -1 if nowhere."""
    doubtful = -1
    limit = min(len(text), at + _LONGEST_SINGLE)
    for found in islice(_SINGLE_END[mark].finditer(text, at + 2, limit), _MOST_SINGLES):
        if found[0].startswith("\n"):
            break
        if found[0] in "'‘" and not _ends_word(text, found.start()):
            if doubtful >= 0 and _may_open(text, found.start(), found[0]):
                break
            continue
        if _may_be_apostrophe(text, found.start()):
            doubtful = found.start() if doubtful < 0 else doubtful
            continue
        return found.start()
    return doubtful


_SINGLE_END = {
    "'": re.compile(r"['’](?!\w)|(?<!\w)['‘]|\n\s*\n"),
    "‘": re.compile(r"['’](?!\w)|(?<!\w)‘|\n\s*\n"),
    "‚": re.compile(r"[‘’](?!\w)|\n\s*\n"),
    "’": re.compile(r"(?!)"),
}


def _ends_word(text: str, at: int) -> bool:
    return not text[at - 1].isspace() and not text[at + 1 : at + 2].isalnum()


def _may_be_apostrophe(text: str, at: int) -> bool:
    """Say whether a mark after a word may belong to it, as in critics’ or doin’ it."""
    goes_on = text[at + 1 : at + 2] == " " and text[at + 2 : at + 3].isalpha()
    return goes_on and (text[at - 1] in "sSz" or text[at - 2 : at] == "in" or text[at - 1] == "n")


def _break(text: str, stack: list[_Open], at: int, resume: int) -> Iterator[Quoted]:
    """End a paragraph: carry a quotation that the next one reopens, bound the others."""
    if not stack:
        return
    opened, *_ = stack
    stack.clear()
    parts = _with(text, opened, at)
    if opened.close_at < 0 and text.startswith(opened.mark, resume):
        stack.append(_Open(opened.mark, resume + len(opened.mark), opened.first, parts, -1))
    elif parts:
        outer = Span(opened.first, parts[-1].end)
        yield Quoted(parts[0].start, parts[-1].end, 0, parts, False, outer)


def _ended(text: str, opened: _Open, at: int, depth: int, width: int) -> Iterator[Quoted]:
    parts = _with(text, opened, at)
    if parts:
        outer = Span(opened.first, at + width)
        yield Quoted(parts[0].start, parts[-1].end, depth, parts, True, outer)


def _with(text: str, opened: _Open, end: int) -> tuple[Span, ...]:
    part = strip(text, opened.start, end)
    return (*opened.parts, part) if part else opened.parts
