"""Values in the running for a field, and which of them wins.

Each place that states a fact gives a `Candidate` with a prior: how often that place was right on
pages read by people. Places that agree raise each other (noisy-or: 1 − ∏(1 − p), Pearl 1988,
*Probabilistic Reasoning in Intelligent Systems*, ch. 4); the value with the most support wins, if
it clears the floor. All stay in the table, so that a person can see what lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

FIELDS = (
    "title", "authors", "outlet", "published", "form", "venue", "rating", "language", "url",
    "about", "copy_of",
)  # fmt: skip
FLOOR = 0.4  # below it a value stays in the running and none is chosen
CEILING = 0.99  # no number of places makes a machine's reading certain


@dataclass(frozen=True)
class Candidate:
    """One value for one field, from one place."""

    field: str
    value: str
    source: str
    confidence: float


@dataclass(frozen=True)
class Judged:
    """A candidate with the support of all that agree, and whether it won."""

    candidate: Candidate
    confidence: float
    chosen: bool


def fold(text: str) -> str:
    """Reduce a value to what makes it the same: letters and digits, no case, no accents.

    Example:
        >>> fold("Amélie — “Her”!")
        'amelie her'
    """
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", bare.casefold()))


def resolve(candidates: Iterable[Candidate], *, floor: float = FLOOR) -> Iterator[Judged]:
    """Weigh the candidates of a document, field by field.

    The same value from the same source counts once. In each field at most one row is chosen.

    Args:
        candidates: Of one document, in the order in which ties are settled.
        floor: Support that a value needs to be chosen.

    Example:
        >>> found = [Candidate("title", "Her", "h1", 0.6), Candidate("title", "HER", "meta", 0.7),
        ...          Candidate("title", "Her | Post", "title", 0.8)]
        >>> [(j.candidate.value, round(j.confidence, 2), j.chosen) for j in resolve(found)]
        [('Her', 0.88, False), ('HER', 0.88, True), ('Her | Post', 0.8, False)]
    """
    by_field: dict[str, dict[tuple[str, str], Candidate]] = defaultdict(dict)
    for one in candidates:
        known = by_field[one.field].get((one.value, one.source))
        if one.value and (known is None or known.confidence < one.confidence):
            by_field[one.field][one.value, one.source] = one
    for field in FIELDS:
        yield from _judge(list(by_field[field].values()), floor)


def _judge(running: list[Candidate], floor: float) -> Iterator[Judged]:
    if not running:
        return
    agree = _AGREE.get(running[0].field, _same_words)
    support = [_noisy_or(running, one, agree) for one in running]
    best = max(range(len(running)), key=lambda i: (support[i], running[i].confidence, -i))
    for i, one in enumerate(running):
        yield Judged(one, round(support[i], 4), i == best and support[i] >= floor)


def _noisy_or(running: list[Candidate], one: Candidate, agree: Callable[[str, str], bool]) -> float:
    by_source: dict[str, float] = {}
    for other in running:
        if agree(one.value, other.value):
            by_source[other.source] = max(by_source.get(other.source, 0), other.confidence)
    doubt = 1.0
    for confidence in by_source.values():
        doubt *= 1 - confidence
    return max(min(1 - doubt, CEILING), one.confidence)


def _same_words(one: str, other: str) -> bool:
    return fold(one) == fold(other) or one == other


def _same_day(one: str, other: str) -> bool:
    """A date is borne out by the same date known less precisely."""
    return one.startswith(other)


def _same_title(one: str, other: str) -> bool:
    """A title is borne out by the same title between a kicker and a site's name.

    Only the longer of two parts counts: "Review" in "Review: Her" isn't the title.
    """
    if _same_words(one, other):
        return True
    if len(one) * 2 < len(other) or len(one) < _SHORTEST_TITLE:
        return False
    return any(one == part for part in (_after_kicker(other), _before_site(other)))


_SHORTEST_TITLE = 12  # characters
_CUT = re.compile(r"\s*(?::|\||\s[–—-])\s+")


def _after_kicker(title: str) -> str:
    return _CUT.split(title, maxsplit=1)[-1]


def _before_site(title: str) -> str:
    cuts = list(_CUT.finditer(title))
    return title[: cuts[-1].start()] if cuts else title


_AGREE: dict[str, Callable[[str, str], bool]] = {"published": _same_day, "title": _same_title}
