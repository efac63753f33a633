"""Values in the running for a field, and which of them wins.

Each place that states a fact gives a `Candidate`. For title, authors and date the places of a page
are weighed together: a logistic regression adds up who says a value, who says another, and the
value's own marks, with weights learned on pages read by people (`reliabilities.toml`, written by
`models/training/facts.py`); of names, trees weigh the same (`hermeneut.models.bylines`), since what
a place is worth hangs on what it names. All other places have a prior, how often they are right,
and places that agree raise each other (noisy-or: 1 − ∏(1 − p), Pearl 1988, *Probabilistic Reasoning
in Intelligent Systems*, ch. 4). The value with the most support wins, if it clears the floor. All
stay in the table, so that a person can see what lost.
"""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

FIELDS = (
    "title", "authors", "outlet", "published", "form", "venue", "rating", "language", "url",
    "about", "copy_of", "reviewed",
)  # fmt: skip
FLOOR = 0.4  # below it a value stays in the running and none is chosen
_ASTRAY = re.compile(r", (?:far|aside|below|above|one of many)$")
_WEAK = re.compile(
    r", (?:far|aside|below|above|month)$|^a name alone|^meta line$|^beside a date$|^author-link|"
    r", one of many$|^copyright|^description$|^json-ld person|^date alone$|in a line|^opening|"
    r"^modified$|updated|of another$"
)
_WORDS = re.compile(r"\w+")
_DAY = len("2014-01-10")
_PERSONS = 0.9  # the prior of what a person stated, at least
STATED = "stated of all"  # a place: what whoever added it said of all that was added
_OF_PERSONS = ("column", "front matter", STATED)
RULE = "outlet rule"  # a place: what a person said of an outlet's pages
CEILING = 0.99  # no number of places makes a machine's reading certain
SILENT = "though a person is named"  # an outlet or a desk, which denies no person's name
UNDISPUTED = "undisputed"  # the mark of a value that no good place contradicts
NAMES = "; "  # parts the names of one candidate
Sure = Callable[[Iterable[str]], float]  # the probability of a value, by the cues that hold
ANY_META = "meta *"  # stands for the meta names that are too rare to be counted


@dataclass(frozen=True)
class Candidate:
    """One value for one field, from one place.

    Attributes:
        field: One of `FIELDS`.
        value: As it goes into the table; the names of several authors are parted by ``; ``.
        source: The place.
        confidence: How often the place is right, where it isn't weighed with others.
        marks: What else speaks for or against the value.
    """

    field: str
    value: str
    source: str
    confidence: float
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Judged:
    """A candidate with the support of all that agree, and whether it won."""

    candidate: Candidate
    confidence: float
    chosen: bool


@lru_cache(maxsize=8_192)
def fold(text: str) -> str:
    """Reduce a value to what makes it the same: letters and digits, no case, no accents.

    Example:
        >>> fold("Amélie — “Her”!")
        'amelie her'
    """
    bare = text
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text)
        bare = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_WORDS.findall(bare.casefold()))


def resolve(candidates: Iterable[Candidate], *, floor: float = FLOOR) -> Iterator[Judged]:
    """Weigh the candidates of a document, field by field.

    The same value from the same source counts once. In each field at most one row is chosen.

    Args:
        candidates: Of one document, in the order in which ties are settled.
        floor: Support that a value needs to be chosen.

    Example:
        >>> found = [Candidate("outlet", "The Post", "host", 0.6),
        ...          Candidate("outlet", "THE POST", "meta", 0.7),
        ...          Candidate("outlet", "Post | News", "title", 0.8)]
        >>> [(j.candidate.value, round(j.confidence, 2), j.chosen) for j in resolve(found)]
        [('The Post', 0.88, False), ('THE POST', 0.88, True), ('Post | News', 0.8, False)]
    """
    by_field: dict[str, dict[tuple[str, str], Candidate]] = defaultdict(dict)
    for one in candidates:
        known = by_field[one.field].get((one.value, one.source))
        if one.value and (known is None or known.confidence < one.confidence):
            by_field[one.field][one.value, one.source] = one
    for field in FIELDS:
        if running := list(by_field[field].values()):
            weights, sure = _learned(field)
            yield from judged(field, running, weights, floor=floor, sure=sure)


def judged(
    field: str,
    running: Sequence[Candidate],
    weights: Mapping[str, float],
    *,
    floor: float = FLOOR,
    sure: Sure | None = None,
) -> Iterator[Judged]:
    """Weigh the candidates of one field.

    Args:
        field: One of `FIELDS`.
        running: Its candidates.
        weights: By cue (see `cues`); with ``least``, the support that a value needs.
        floor: Support that it needs where the weights name none; a floor above `FLOOR` always
            holds.
        sure: What makes a probability of cues; without it their weights are added up.
    """
    if not running:
        return
    weigh = sure or _added_up(weights)
    if field == "authors":
        support, merit = _of_lists(running, weights, weigh)
    else:
        support = [_support(one.value, running, weights, weigh) for one in running]
        merit = support
    least = max(weights.get("least", floor), floor if floor > FLOOR else 0)
    first = [
        (_stated(one, weights), _is_whole(one) and likely >= least)
        for one, likely in zip(running, support, strict=True)
    ]
    best = max(range(len(running)), key=lambda i: (first[i], merit[i], running[i].confidence, -i))
    for i, one in enumerate(running):
        yield Judged(one, round(support[i], 4), i == best and support[i] >= least)


def _stated(one: Candidate, weights: Mapping[str, float]) -> int:
    """What a person stated goes before what a page says, where the page's places are weighed.

    What is said of an outlet's pages always goes before; and what is said of the piece before it.
    """
    if one.source == RULE:
        return 1
    weighed = f"+ {_listed(one.source, weights)}" in weights
    is_persons = one.source in _OF_PERSONS or bool(weights)
    return 2 if is_persons and not weighed and one.confidence >= _PERSONS else 0


def _is_whole(one: Candidate) -> bool:
    """A month is taken where no day is sure enough."""
    return one.field != "published" or len(one.value) == _DAY


def _added_up(weights: Mapping[str, float]) -> Sure:
    """A logistic regression over cues."""
    return lambda spoken: _logistic(math.fsum(weights.get(cue, 0) for cue in spoken))


def _support(
    value: str, running: Sequence[Candidate], weights: Mapping[str, float], weigh: Sure
) -> float:
    """How sure a value is: its places weighed together, beside those with a prior of their own."""
    doubt = 1.0
    priors: dict[str, float] = {}
    is_weighed = False
    for one in running:
        if not agree(value, one):
            continue
        if f"+ {_listed(one.source, weights)}" in weights:
            is_weighed = True
        else:
            priors[one.source] = max(priors.get(one.source, 0), one.confidence)
    if is_weighed:
        doubt = 1 - weigh(cues(value, running, weights))
    for prior in priors.values():
        doubt *= 1 - prior
    return min(1 - doubt, CEILING)


def _of_lists(
    running: Sequence[Candidate], weights: Mapping[str, float], weigh: Sure
) -> tuple[list[float], list[float]]:
    """Support of lists of names, the mean of their names', and merit: what their names gain."""
    likely: dict[str, float] = {}
    for one in running:
        for name in one.value.split(NAMES):
            if name not in likely:
                likely[name] = _support(name, running, weights, weigh)
    least = weights.get("least", FLOOR)
    lists = [[likely[n] for n in one.value.split(NAMES)] for one in running]
    return [sum(x) / len(x) for x in lists], [sum(p - least for p in x) for x in lists]


def cues(value: str, running: Iterable[Candidate], weights: Mapping[str, float]) -> Iterator[str]:
    """Name what speaks for and against a value: what a weight is learned for.

    Args:
        value: One that is in the running; of authors, one name.
        running: The candidates of one field.
        weights: Of the places that are known; those that aren't have priors of their own.

    Example:
        >>> found = [Candidate("title", "Her", "h1", 0.5, frozenset({"short"})),
        ...          Candidate("title", "Her: a film", "title", 0.5)]
        >>> sorted(cues("Her", found, {"+ h1": 1, "+ title": 1}))
        ['', '+ h1', '- title', 'said by 1', 'short']
    """
    said: set[str] = set()
    others: list[tuple[str, Candidate]] = []
    marks: set[str] = set()
    beside: set[str] = set()  # whom places name together with the value
    for one in running:
        source = _listed(one.source, weights)
        if f"+ {source}" not in weights:
            continue
        if agree(value, one):
            said.add(source)
            marks |= one.marks
            if " " in value and is_good(source):
                beside.update(map(fold, one.value.split(NAMES)))
        elif SILENT not in one.marks:
            others.append((source, one))
    denied = {s for s, one in others if not _is_part(one, beside)} - said
    yield ""
    yield from (f"+ {source}" for source in said)
    yield from (f"- {source}" for source in denied)
    if UNDISPUTED not in marks:  # how many say it matters where others say otherwise
        yield f"said by {min(3, sum(_ASTRAY.search(s) is None for s in said))}"
    yield from marks


def _is_part(one: Candidate, names: set[str]) -> bool:
    """Whether a place names some of a list of authors and nobody else."""
    return one.field == "authors" and names.issuperset(map(fold, one.value.split(NAMES)))


def is_good(place: str) -> bool:
    """Say whether a place is one where a page means its own facts.

    Example:
        >>> is_good("dateline, by the headline"), is_good("dateline, aside")
        (True, False)
    """
    return _WEAK.search(place) is None


def agree(value: str, one: Candidate) -> bool:
    """Say whether a candidate bears a value out.

    A date is borne out by the same date known less precisely, a name by a list or a line
    that holds it.

    Example:
        >>> agree("2014-01-10", Candidate("published", "2014-01", "url", 0.9))
        True
        >>> agree("Ann Doe", Candidate("authors", "Bo Roe; ANN DOE", "meta", 0.5))
        True
    """
    if one.field == "published":
        return value.startswith(one.value)
    if one.field == "authors":
        same = any(_same_words(value, name) for name in one.value.split(NAMES))
        return same or (" " in value and f" {fold(value)} " in f" {fold(one.value)} ")
    return _same_words(value, one.value)


def _same_words(one: str, other: str) -> bool:
    return one == other or (fold(one) == fold(other) != "")


def _listed(source: str, weights: Mapping[str, float]) -> str:
    rare = source.startswith("meta ") and f"+ {source}" not in weights
    return ANY_META if rare and f"+ {ANY_META}" in weights else source


def _logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@lru_cache(maxsize=len(FIELDS))
def _learned(field: str) -> tuple[Mapping[str, float], Sure | None]:
    """The weights of a field, and what weighs its cues if they aren't added up."""
    weights = _weights().get(field, {})
    if field != "authors":
        return weights, None
    from ..models.bylines import trees

    grown = trees()
    return {**dict.fromkeys(grown.columns, 0.0), **weights}, grown


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, Mapping[str, float]]:
    text = (files(__package__) / "reliabilities.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
