"""Finding coded words again in a text that was read anew.

First to the letter, then whatever the spaces, quotation marks, dashes and capitals, then by
likeness of the words. Where the words stand in several places, or are few, what stood around them
decides; where that can't decide, nothing is placed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ..spans import Span

LIKE = 0.8  # share of words, of both, that must stand in the same order
CLEAR = 0.05  # by which the best of several places must be better than the next
AROUND = 240  # characters of context a side that are compared
FEW = 4  # words that may well stand elsewhere by chance
MOST_WORDS = 1000  # that are sought by likeness
MOST_PLACES = 200  # that are weighed; a line found oftener is furniture of the page
MOST_WINDOWS = 8  # stretches of a text that are compared word by word
GAP = "⟨…⟩"  # stands for the coded words in the context that is kept with a coding
_WORD = re.compile(r"\w+(?:['’]\w+)?|[^\w\s]")
_FOLDED = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)


@dataclass(frozen=True)
class Placed:
    """Where coded words stand in another text.

    Attributes:
        span: Where; None where they can't be placed.
        how: ``exact``, ``normalised`` or ``fuzzy``; else why they can't be placed: ``gone`` or
            ``in several places``.
        similarity: Likeness of the words sought and those found, 0 to 1.
    """

    span: Span | None
    how: str
    similarity: float


def place(quote: str, context: str, text: str) -> Placed:
    """Find coded words in a text.

    Args:
        quote: The words.
        context: What stood around them, with `GAP` in their place; may be empty.
        text: The text as it is read now.

    Example:
        >>> text = "He is lonely. She laughs. He is lonely, he says."
        >>> place("He is  lonely", "She laughs. ⟨…⟩, he says.", text)
        Placed(span=Span(start=26, end=38), how='normalised', similarity=1.0)
        >>> place("He is lonely", "", text).how
        'in several places'
        >>> place("A horse walks in.", "", text).how
        'gone'
    """
    before, _, after = context.partition(GAP)
    if not quote.strip():
        return Placed(None, "gone", 0.0)
    if found := _chosen(list(_places(quote, text)), before, after, text):
        return _as_placed(found, "exact", 1.0)
    folded, at = fold(text)
    sought, _ = fold(quote)
    places = [Span(at[s], at[e - 1] + 1) for s, e in _places(sought, folded)] if sought else []
    if found := _chosen(places, before, after, text):
        return _as_placed(found, "normalised", 1.0)
    return _fuzzy(quote, before, after, text)


def fold(text: str) -> tuple[str, list[int]]:
    r"""Write a text without what readers of pages differ in, and say where each character was.

    Spaces are one, capitals small, marks and dashes plain, and compatibility forms resolved.

    Example:
        >>> fold("“A  ﬁlm”")
        ('"a film"', [0, 1, 2, 4, 4, 5, 6, 7])
    """
    made: list[str] = []
    at: list[int] = []
    for place_, character in enumerate(text):
        plain = unicodedata.normalize("NFKC", character).translate(_FOLDED).casefold()
        if not plain.strip():
            plain = " "
            if not made or made[-1] == " ":
                continue
        made.extend(plain)
        at.extend([place_] * len(plain))
    if made and made[-1] == " ":
        made.pop()
        at.pop()
    return "".join(made), at


def _as_placed(found: Span | str, how: str, similarity: float) -> Placed:
    return Placed(None, found, 0.0) if isinstance(found, str) else Placed(found, how, similarity)


def _places(sought: str, text: str) -> Iterator[Span]:
    at = text.find(sought)
    for _ in range(MOST_PLACES):
        if at < 0:
            return
        found = Span(at, at + len(sought))
        if not _inside_word(text, found.start) and not _inside_word(text, found.end):
            yield found
        at = text.find(sought, at + 1)


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _chosen(places: Sequence[Span], before: str, after: str, text: str) -> Span | str | None:
    """Choose the place whose surroundings are most like; say so where none is clearly so."""
    if len(places) == 1 and len(places[0].of(text).split()) < FEW and before + after:
        return places[0] if _around(places[0], before, after, text) >= CLEAR else None
    if len(places) < 2:
        return places[0] if places else None
    scored = sorted((_around(place_, before, after, text), place_) for place_ in places)
    best, next_ = scored[-1], scored[-2]
    if best[0] - next_[0] < CLEAR:
        return "in several places"
    return best[1]


def _around(found: Span, before: str, after: str, text: str) -> float:
    left, right = before[-AROUND:].split(), after[:AROUND].split()
    now_left = text[max(0, found.start - AROUND) : found.start].split()
    now_right = text[found.end : found.end + AROUND].split()
    likeness = [
        SequenceMatcher(None, a, b, autojunk=False).ratio()
        for a, b in ((left, now_left), (right, now_right))
        if a
    ]
    return sum(likeness) / len(likeness) if likeness else 0.0


def _fuzzy(quote: str, before: str, after: str, text: str) -> Placed:
    """Find the stretch whose words are most like, where it is like enough."""
    sought = [word.casefold() for word in _WORD.findall(fold(quote)[0])]
    words = [(match.group(), Span(*match.span())) for match in _WORD.finditer(text)]
    plain = [fold(word)[0] for word, _ in words]
    found: list[tuple[float, float, Span]] = []
    for start, end in _stretches(sought, plain):
        first, last, ratio = _core(sought, plain[start:end])
        if ratio >= LIKE:
            span = Span(words[start + first][1].start, words[start + last][1].end)
            found.append((ratio, _around(span, before, after, text), span))
    if not found:
        return Placed(None, "gone", 0.0)
    best = max(found)
    others = [one for one in found if not one[2].overlap(best[2])]
    if any(best[0] + best[1] - one[0] - one[1] < CLEAR for one in others):
        return Placed(None, "in several places", 0.0)
    return Placed(best[2], "fuzzy", best[0])


def _stretches(sought: Sequence[str], words: Sequence[str]) -> list[tuple[int, int]]:
    """Find the stretches of a text that share most words with those sought, in one pass."""
    size = len(sought)
    if not FEW <= size <= MOST_WORDS:
        return []
    wanted = Counter(sought)
    held: Counter[str] = Counter()
    shared = 0
    scores: list[tuple[int, int]] = []
    for end, word in enumerate(words):
        held[word] += 1
        shared += held[word] <= wanted[word]
        if end >= size:
            gone = words[end - size]
            shared -= held[gone] <= wanted[gone]
            held[gone] -= 1
        scores.append((shared, end + 1))
    chosen: list[tuple[int, int]] = []
    for score, end in sorted(scores, key=lambda one: (-one[0], one[1])):
        if score < LIKE * size * 0.75 or len(chosen) == MOST_WINDOWS:
            break
        slack = size // 2 + 2  # so much may be put in before likeness falls below the bound
        if all(abs(end - other) > size // 2 for _, other in chosen):
            chosen.append((max(0, end - size - slack), min(len(words), end + slack)))
    return chosen


def _core(sought: Sequence[str], words: Sequence[str]) -> tuple[int, int, float]:
    """Find where in a stretch the words sought begin and end, and how like they are."""
    matcher = SequenceMatcher(None, sought, words, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return 0, 0, 0.0
    first = max(0, blocks[0].b - blocks[0].a)
    last = blocks[-1].b + blocks[-1].size - 1 + len(sought) - blocks[-1].a - blocks[-1].size
    last = min(len(words) - 1, last)
    same = sum(block.size for block in blocks)
    return first, last, 2 * same / (len(sought) + last - first + 1)
