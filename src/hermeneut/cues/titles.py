"""Where a text names a work: each place where its title may stand, weighed.

The traits of a place add up on the scale of log odds. Their weights are fitted on titles hidden in
other people's writing (``models/training/titles.py``).
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from .kinds import spelled
from .names import names_in, small
from .traits import Around, Title, title_of, traits

LEAST = 0.5  # probability from which a place counts
IN_HEADLINE = 0.7  # … in a headline, which has no text beside it: "He Loves Her" stands at 0.67
SHORT = 60  # words: a headline, a line, a critic's sentence
PLAIN = 0.95  # of what is beyond doubt: a title of several words, one with its year or maker
_BEYOND_DOUBT = frozenset(("year", "by its maker"))
_SURE = frozenset(
    ("starred", "quoted", "emphasis", "maker's", "named", "called a work", *_BEYOND_DOUBT)
)
_MARKED = re.compile(r"[^\w\s]|$|\s(?:\(|(?:by|de|di|von|directed)\b)")
_CUES = (  # from traits to the word that names the cue, the first that holds
    ("year", "year"), ("another year", "year"), ("by its maker", "maker"), ("maker's", "maker"),
    ("starred", "starred"), ("quoted", "quoted"), ("emphasis", "emphasis"),
    ("called a work", "named"), ("named", "named"), ("genitive", "possessive"),
    ("then a verb", "verb"), ("shouted", "capitals"), ("shouted among shouts", "capitals"),
    ("inside", "capital"), ("headline", "headline"), ("alone", "alone"), ("first", "context"),
)  # fmt: skip


class TitleCue(NamedTuple):
    """A place where a title is marked as one.

    Attributes:
        start: First code point of the title.
        end: One past the last.
        cue: Why it counts, above all: plain, quoted, emphasis, starred, year, maker, named,
            possessive, verb, capital, capitals, headline, alone, context, small.
        confidence: The probability that the work is meant.
    """

    start: int
    end: int
    cue: str
    confidence: float


def title_marks(
    text: str,
    title: str,
    emphasis: Iterable[tuple[int, int]] = (),
    *,
    year: int | None = None,
    names: Sequence[str] = (),
    distractors: Sequence[str] = (),
) -> Iterator[TitleCue]:
    """Find where a text names the work of a title, in order.

    A title of several words counts wherever it stands. For one word, what is to be seen of the
    place is weighed: how it is set, the words beside it, the people that the text names; a
    distractor around it (*Her Smell*, Her Majesty) voids any cue. A title typed small counts only
    where it is set apart, dated or signed.

    Limits: the words beside it are English; quotation marks, italics and years work in any
    language, capitals in most. A capital out of reverence ("we thank Her") passes for a title.

    Args:
        text: The text.
        title: The title as it is printed.
        emphasis: What is set in italics or bold.
        year: The work's year; another year behind the title counts for less.
        names: Makers, players and characters.
        distractors: Other things that carry the title in their name.

    Example:
        >>> text = "Her is warm. I saw her in Her, and Her Majesty saw 'Her' (2013) with her."
        >>> [(c.start, c.cue) for c in title_marks(text, "Her", distractors=("Her Majesty",))]
        [(0, 'verb'), (26, 'capital'), (52, 'year')]
    """
    title = title.strip()
    places = _places(text, title, tuple(distractors)) if title else []
    if places:
        asked = title_of(title, tuple(names))
        around = around_of(text, emphasis, names, year)
        for start, end in places:
            found = traits(text, start, end, asked, around)
            sure = _probability(found, asked)
            if sure >= LEAST:
                yield TitleCue(start, end, _cue(found, asked), sure)


def around_of(
    text: str, emphasis: Iterable[tuple[int, int]], names: Sequence[str], year: int | None
) -> Around:
    """Read what a whole text holds that bears on its places.

    Example:
        >>> around_of("Jonze films rooms.", [], ("Spike Jonze", "Jonze"), 2013)
        Around(emphasis=(), persons=1, short=True, year=2013)
    """
    called = names_in(text, names, any_case=small(text))
    persons = len({name.person for name in called})
    return Around(tuple(sorted(emphasis)), persons, text.count(" ") < SHORT, year)


def _places(text: str, title: str, distractors: tuple[str, ...]) -> list[tuple[int, int]]:
    """List where the title stands, in nothing else's name; typed small only beside a mark."""
    low = title.lower() if title.lower() != title else ""
    found = [
        m.span() for m in _spellings(title).finditer(text) if m[0] != low or _is_marked(text, m)
    ]
    if not found or not distractors:
        return found
    other = re.compile(rf"(?<!\w)(?:{spelled(distractors)})(?!\w)")
    taken = [m.span() for m in other.finditer(text)]
    return [(s, e) for s, e in found if not any(a < e and s < b for a, b in taken)]


def _is_marked(text: str, found: re.Match[str]) -> bool:
    left = text[found.start() - 1 : found.start()]
    return not left.isspace() or bool(_MARKED.match(text, found.end()))


@lru_cache(maxsize=64)
def _spellings(title: str) -> re.Pattern[str]:
    """Write a pattern for the title as printed, in capitals and small.

    The first letter stands before the look-behind, so that the search can skip to it.
    """
    forms = dict.fromkeys((title, title.upper(), title.lower(), title[0].upper() + title[1:]))
    spaced = title.lower() != title.upper() or title[0].isascii()
    bound = r"(?![^\W_])" if spaced else ""
    parts = []
    for form in forms:
        head, rest = re.escape(form[0]), re.escape(form[1:]).replace(r"\ ", r"\s+")
        parts.append(rf"{head}(?<![^\W_]{head}){rest}{bound}" if spaced else head + rest)
    return re.compile("|".join(parts))


def _probability(found: Sequence[str], title: Title) -> float:
    """Weigh the traits of a place."""
    if _BEYOND_DOUBT.intersection(found):
        return PLAIN
    if title.kind == "phrase" and found[0] != "small":
        return PLAIN
    if not may_be(found, title.kind):
        return 0.0
    if title.kind in ("phrase", "uncased"):
        return PLAIN
    weights = _weights()
    odds = weights[""] + sum(weights.get(trait, 0.0) for trait in found)
    return 1 / (1 + math.exp(-odds))


def may_be(found: Sequence[str], kind: str) -> bool:
    """Say whether traits leave a chance: the title is set apart, dated, signed, or may stand so.

    Example:
        >>> may_be(["small"], "determiner"), may_be(["first", "then a verb"], "subject")
        (False, False)
    """
    if "a thing" in found:
        return False
    if _SURE.intersection(found):
        return True
    if found[0] in ("small", "uncased"):
        spoken = "uncased then a verb" in found and "uncased, 0 persons" not in found
        return found[0] == "uncased" and ("watched" in found or spoken)
    headlined = "placed" in found
    anyword = kind == "subject" and found[0] != "inside"  # "It is": nothing can tell
    longer = "then a capital" in found  # Her Campus, Her Highness
    return headlined or not (anyword or longer)


@cache
def _weights() -> dict[str, float]:
    text = (files(__package__) / "weights.json").read_text("utf-8")
    return {str(trait): float(weight) for trait, weight in json.loads(text).items()}


def digest() -> str:
    """Name the weights that places are judged by: twelve hexadecimal digits.

    Example:
        >>> len(digest())
        12
    """
    return hashlib.sha256(json.dumps(_weights(), sort_keys=True).encode()).hexdigest()[:12]


def _cue(found: Sequence[str], title: Title) -> str:
    if title.kind == "phrase":
        return "plain"
    for trait, cue in _CUES:
        if trait in found or f"{title.kind} {trait}" in found:
            return cue
    return "small"


def headline_mark(
    headline: str,
    title: str,
    *,
    year: int | None = None,
    names: Sequence[str] = (),
    distractors: Sequence[str] = (),
) -> TitleCue | None:
    """Find where a headline names a work, if it does: the surest place.

    Example:
        >>> lines = "Her review: warm", "Film: Her", "He Loves Her"
        >>> [bool(headline_mark(line, "Her")) for line in lines]
        [True, True, False]
    """
    line = " ".join(headline.split())
    marks = title_marks(line, title, year=year, names=names, distractors=distractors)
    sure = (mark for mark in marks if mark.confidence >= IN_HEADLINE)
    return max(sure, key=lambda mark: mark.confidence, default=None)
