"""What a text attends to: how much of what it names is of the work, and what else it names.

A review of another film compares it to this one, lists this one among its director's, or looks
back at it from a sequel. It names the title and two or three people, as a review of this one does;
but most of what it names besides is another's.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

FEW = 3  # names that a text has anyway: "a mile from London" is no rival
_CAPITALS = re.compile(  # names, as far as they stand inside a sentence
    r"(?<=[a-zß-öø-ÿ0-9,;)’'\"”] )[\"“‘'*_(]{0,3}"
    r"((?!I[’']|God\b)[A-ZÀ-Þ][\w’'&.-]*\w(?:(?: of the| of| the|:)? [A-ZÀ-Þ0-9][\w’'&-]*)*)"
)
_OPENED = r"[\"“‘'*_]{0,3}"
_CLOSED = r"[\"”’'*_]{0,3}"
_NUMBER = r"(?:[2-9]|1\d|II|III|IV|VI{0,3}|IX|X|[Pp]art|[Cc]hapter|[Ee]pisode|[Vv]ol(?:ume|\.))"
_NUMBERED = re.compile(rf",?\s{_NUMBER}(?![\w’'])|\s(?:18|19|20)\d\d(?!\w)")
_LONGER = re.compile(r":\s[A-Z]|\s(?!I\b|Film|Movie|Review|Blu|DVD|The\b|An?\b)[A-Z][a-z]+")
_DATED = re.compile(rf"{_CLOSED},?\s?\(((?:18|19|20)\d\d)\)")
_LED = re.compile(r"\b[A-Z][\w’'-]+ (?:of|vs\.?|versus|[Mm]eets)(?: the)? $")
_COMPARED = re.compile(
    r"(?:\b(?:like|as (?:in|with)|such as|unlike|similar to|than|reminiscent of|(?:re|se|pre)quels?"
    r" (?:to|of)|remakes? of|directors? of|director|directed|behind|stars? of|made|did|from|since"
    r"|after|before|inspired by|recalls?|echoes|evokes?|remind(?:s|ed)?(?: \w+)? of|homage to"
    r"|nods? to|(?:à|a) la|vein of|likes of|compar(?:ed|isons?) (?:to|with)|along with|alongside"
    rf"|or|and|in|see|seen|saw|of)|[,/&(])\s*(?:(?:the|his|her|their|its)\s)?(?:[\w’'.-]+\s)?"
    rf"{_OPENED}$",
    re.IGNORECASE,
)
_LISTED = re.compile(
    rf"{_CLOSED}(?:\s\(\d{{4}}\))?{_CLOSED}"
    rf"(?:,? (?:and|or|&)\s{_OPENED}[A-Z]|,\s{_OPENED}[A-Z]|/|\))"
)
_QUOTED = re.compile(
    r"[\"“«‘']([A-ZÀ-Þ][^\"”»’']{1,60})[\"”»’']|<em>([^<]+)</em>|[*_]+([A-Z][^*_]+)[*_]"
)
_REVIEWS = re.compile(r"\b[Rr]eview(?: of|:)\s+([A-Z].{1,60})")
_REVIEWED = re.compile(
    r"^((?:[A-Z0-9][\w’':&,-]* ?|(?:of|the|and|in|a|to) ){1,7})"
    r"(?:(?:[Ff]ilm |[Mm]ovie )?[Rr]eview\b|\((?:18|19|20)\d\d\))"
)


class Attention(NamedTuple):
    """What a text names.

    Attributes:
        share: How much of what it names inside its sentences is the work or somebody of it, 0 to 1.
        rival: What else it names oftenest; empty if nothing twice.
        often: How often.
    """

    share: float
    rival: str
    often: int


def attention(text: str, own: Sequence[tuple[int, int]]) -> Attention:
    """Weigh what a text names of a work against all else that it names.

    Names are what is written with a capital inside a sentence; a text without capitals has none.

    Args:
        text: The text.
        own: Where the work's title and people stand, in order.

    Example:
        >>> text = "When Ada met Bo, she saw that Bo and Cy were there, and Bo left with Di."
        >>> seen = attention(text, [(5, 8)])
        >>> round(seen.share, 2), seen.rival, seen.often
        (0.11, 'Bo', 3)
    """
    starts = [start for start, _ in own]
    others: Counter[str] = Counter()
    mine = 0
    for found in _CAPITALS.finditer(text):
        start, end = found.span(1)
        at = bisect_left(starts, start)
        if (at < len(own) and starts[at] < end) or (at and own[at - 1][1] > start):
            mine += 1
        else:
            others[re.sub(r"[’']s?$", "", found[1])] += 1
    rival, often = max(others.items(), key=lambda one: (one[1], one[0]), default=("", 0))
    share = mine / (mine + others.total() + FEW)
    return Attention(share, rival, often) if often > 1 else Attention(share, "", 0)


def is_sequel(text: str, start: int, end: int, year: int = 0) -> bool:
    """Say whether a title has a sequel's number behind it, or another year than the work's.

    Example:
        >>> lines = "I saw Heat 2.", "Heat (1972) is", "Heat, a film", "Heat (1995)"
        >>> [is_sequel(t, t.index("Heat"), t.index("Heat") + 4, 1995) for t in lines]
        [True, True, False, False]
    """
    dated = _DATED.match(text, end)
    if dated and year:
        return abs(int(dated[1]) - year) > 1
    numbered = _NUMBERED.match(text, end)
    return bool(numbered) and not (year and str(year) in numbered[0])  # type: ignore[index]


def is_kin(text: str, start: int, end: int, year: int = 0) -> bool:
    """Say whether a title is part of a longer one in running text: a sequel's, a remake's.

    Example:
        >>> lines = "I saw Heat 2.", "see Heat Wave", "see Heat: Redux", "Son of Heat", "Heat, a"
        >>> [is_kin(t, t.index("Heat"), t.index("Heat") + 4, 1995) for t in lines]
        [True, True, True, True, False]
    """
    if is_sequel(text, start, end, year) or _LONGER.match(text, end):
        return True
    return bool(_LED.search(text, max(0, start - 40), start))


def is_passing(text: str, start: int, end: int) -> bool:
    """Say whether a title stands in a comparison, a list or a filmography.

    Example:
        >>> lines = "a drama like Heat", "Heat, Casino and", "the director of Heat", "Heat is long."
        >>> [is_passing(t, t.index("Heat"), t.index("Heat") + 4) for t in lines]
        [True, True, True, False]
    """
    return bool(_COMPARED.search(text, max(0, start - 60), start) or _LISTED.match(text, end))


def other_work(headline: str) -> str:
    """Find what a headline says it reviews, or sets apart as a title; empty if nothing.

    Example:
        >>> [other_work(h) for h in ("‘Casino’: A Second Look", "Casino review", "Love and Money")]
        ['Casino', 'Casino', '']
    """
    patterns = (_QUOTED, _REVIEWS, _REVIEWED)
    found = next((m for m in (p.search(headline) for p in patterns) if m), None)
    return next((part.strip() for part in found.groups() if part), "") if found else ""
