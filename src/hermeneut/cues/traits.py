"""What is to be seen of a place where a title may be named: its traits, as words.

*Her*, *It*, *Up*, *Us*, *Frozen*: the word alone says nothing. What says that the work is meant is
how it's set (quoted, in italics, with a capital in mid-sentence), what stands around it (a year, a
maker, a verb that the pronoun can't take) and how many of its people the text names.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from .headlines import AROUND, is_headline, is_placed, line_at
from .kinds import FIGURES, LEADING, LINKS, QUOTES, VERBS, WORKS, kind_of

_NARROW = " \u00a0\u202f"  # what French sets between a guillemet and its word
_OPENERS = frozenset(QUOTES + "([{<*_")
_ABBREVIATION = re.compile(r"\b(?:vs?|Mr|Mrs|Ms|Dr|St|cf|e\.g|i\.e|feat|dir)\.$")
_NAMED = re.compile(rf"\b(?:{WORKS}|called|titled|entitled|[Rr]eview of):? ?[{QUOTES}*_]*$")
_WATCHED = re.compile(
    rf"\b(?:(?:saw|seen|see|seeing|watch(?:ed|ing)?|preview of|{WORKS}),?) ?[{QUOTES}*_]*$"
)
_ARTICLE = re.compile(
    rf"\b(?:[Tt]he|[Aa]n?|[Tt]h(?:is|at|ese|ose)|his|her|their|our) [{QUOTES}*_]+$"
)
_BEFORE = re.compile(rf"([\w’'&-]*)([^\w\n]?)[ \u00a0]?[{QUOTES}*_(\[]{{0,4}}$")
_AFTER = re.compile(
    rf"(?:[’']s\b)?([{QUOTES}*_)\]]{{0,4}})([^\w\s]{{0,2}})"
    rf"[ \u00a0]?[{QUOTES}*_(\[]{{0,3}}([\w’'-]*)"
)
_SORTS = ("a verb", "a link", "a word")
_THEN = re.compile(
    rf"(?P<genitive>[’']{{1,2}}s\b)|(?:[.,;:!?]?[{QUOTES}*_]+)?"
    rf"(?:,?\s?[(\[](?:[^()\[\]]{{0,30}}\D)?(?P<year>{FIGURES})\b"
    r"|,? (?:(?:which was |written and )?(?:co-)?directed by|by|de|di|von|from|stars|starring)"
    r" (?P<by>[A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*){0,2})"
    rf"|, (?:[\w’'-]+ ){{0,5}}(?P<named>{WORKS})\b)?"
)


class Title(NamedTuple):
    """What is asked about one title, ready for use.

    Attributes:
        text: The title as it is printed.
        kind: What sort of word it is, as in `kind_of`.
        words: The words of the work's names.
    """

    text: str
    kind: str
    words: frozenset[str]


class Around(NamedTuple):
    """What a whole text holds that bears on each of its places.

    Attributes:
        emphasis: What is set in italics or bold, sorted.
        persons: How many of the work's people it names.
        short: Whether it is too short to name anybody, such as a headline or a quoted line.
        year: The work's year.
    """

    emphasis: tuple[tuple[int, int], ...] = ()
    persons: int = 0
    short: bool = False
    year: int | None = None


@lru_cache(maxsize=64)
def title_of(title: str, names: tuple[str, ...]) -> Title:
    """Make ready what is asked about a title; ``names`` are the work's."""
    return Title(title, kind_of(title), frozenset(w for n in names for w in n.split()))


def traits(text: str, start: int, end: int, title: Title, around: Around) -> list[str]:
    r"""List what is to be seen of a place, for a model to weigh.

    Args:
        text: The text.
        start: Where the title may start.
        end: One past its end.
        title: The title.
        around: What the whole text holds.

    Returns:
        Words. The first says how the place is written: ``inside`` a sentence with a capital,
        ``first`` in it, ``small``, ``shouted``, ``headline``, ``alone`` on its line.

    Example:
        >>> title = title_of("Her", ("Jonze",))
        >>> traits("In Her (2013), she sings.\n", 3, 6, title, Around(year=2013))[:4]
        ['inside', 'determiner inside', 'inside, 0 persons', 'after a word']
    """
    form = _form(text, start, end, title)
    persons = f"{min(3, around.persons)} persons{' in short' if around.short else ''}"
    found = [form, f"{title.kind} {form}", f"{form}, {persons}"]
    found += _set(text, start, end)
    found += _emphasis(text, start, end, around.emphasis)
    found += _in_headline(text, start, end, title)
    found += _before(text, start, title)
    found += _after(text, end, title, around)
    if form == "uncased" and _WATCHED.search(text, max(0, start - 40), start):
        found.append("watched")
    if form == "small" and _ARTICLE.search(text, max(0, start - 12), start):
        found.append("a thing")
    sort = _next_word(text, end, title)
    if sort not in _SORTS:
        return [*found, f"then {sort}"]
    if "placed" in found or "genitive" in found:
        return found
    return [*found, f"{title.kind} then {sort}", f"{title.kind} {form} then {sort}"]


def _form(text: str, start: int, end: int, title: Title) -> str:
    """Say how the title is written there."""
    if title.kind == "uncased":
        return "uncased"
    first, last = line_at(text, start, end)
    line = text[first:last]
    if end - start == len(line.strip(AROUND)):
        return "alone"
    written = text[start:end]
    if written == title.text.lower() != title.text:
        return "small"
    if written not in (title.text, title.text[0].upper() + title.text[1:]):
        near = text[max(0, start - 40) : start] + " " + text[end : end + 40]
        words = re.findall(r"[^\W\d_]{2,}", near)
        loud = sum(word.isupper() for word in words) > len(words) // 4
        return "shouted among shouts" if loud else "shouted"
    if is_headline(line):
        return "headline"
    return "first" if _starts_sentence(text, start) else "inside"


def _in_headline(text: str, start: int, end: int, title: Title) -> list[str]:
    """Say whether a title stands where titles stand, if the line may be a headline."""
    first, last = line_at(text, start, end)
    line = text[first:last]
    single = (first, last) == (0, len(text)) and not line.rstrip().endswith(".")
    if not single and not is_headline(line):
        return []
    return ["placed" if is_placed(line, start - first, title.text) else "not placed"]


def _set(text: str, start: int, end: int) -> list[str]:
    """Say whether brackets, quotation marks or stars hold the title and no more."""
    left, right = text[start - 1 : start] if start else "", text[end : end + 2]
    if left and left in _NARROW and text[start - 2 : start - 1] in "«»‹›" and start > 1:
        left, right = text[start - 2], right.lstrip(_NARROW)
    inner = right.lstrip(".,;:!?")[:1]
    contracted = right[:1] in tuple("'’") and right[1:].isalpha()
    opened = bool(left) and left in QUOTES
    closed = bool(inner) and inner in QUOTES and not contracted
    if left == "(" and right[:1] == ")":
        return ["bracketed"]
    if left and left in "*_" and inner == left:
        return ["starred"]
    if opened and closed:
        return ["quoted"]
    return ["opens a quotation"] if opened else ["closes a quotation"] if closed else []


def _emphasis(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> list[str]:
    at = bisect_right(spans, (start, 2**62)) - 1
    if at < 0 or spans[at][1] < end:
        return []
    first, last = spans[at]
    if text[first:start].strip(QUOTES + " "):
        return ["within emphasis"]
    rest = text[end:last].strip(QUOTES + " .,;:!?’'s")
    whole = not rest or re.fullmatch(rf"\(?{FIGURES}\)?", rest)
    return ["emphasis"] if whole else ["within emphasis"]


def _before(text: str, start: int, title: Title) -> list[str]:
    """Read what goes before."""
    found = ["maker's"] if _is_owned(text, start, title) else []
    if _NAMED.search(text, max(0, start - 40), start):
        found.append("named")
    gap = _BEFORE.search(text, max(0, start - 40), start)
    word, mark = (gap[1], gap[2].strip()) if gap else ("", "")
    if mark:
        return [*found, f"after {mark}"]
    if not word:
        return [*found, "after nothing"]
    if word in title.words:
        return [*found, "after a name"]
    if not word[0].isupper():
        return [*found, "after a word"]
    if word.endswith(("’s", "'s", "s’", "s'")):
        return [*found, "after a genitive"]
    if gap and _starts_sentence(text, gap.start()):
        return [*found, "after a word" if word.lower() in LEADING else "after a first word"]
    return [*found, "after a capital"]


def _is_owned(text: str, start: int, title: Title) -> bool:
    """Say whether a genitive of one of the work's names goes before: "Jonze's new film Her"."""
    before = text[max(0, start - 60) : start].split("\n")[-1].rstrip(QUOTES + "*_ ").split(" ")[-5:]
    for at, word in enumerate(before):
        stem = re.match(r"(.+?)[’'](?:s[’']*)?$", word.lstrip(QUOTES + "*_(["))
        between = " ".join(before[at + 1 :])
        if stem and stem[1] in title.words and not re.search(r"[.;:!?]", between):
            return True
    return False


def _next_word(text: str, end: int, title: Title) -> str:
    """Say what sort of word or mark follows."""
    gap = _AFTER.match(text, end)
    closed, mark, word = gap.groups() if gap else ("", "", "")
    if mark:
        return str(mark[0])
    if closed or not word:
        return "a mark" if closed else "nothing"
    if word in title.words:
        return "a name"
    if word[0].isdigit():
        return "a figure"
    if word[0].isupper() and not re.match(r"I(?:[’'].*)?$", word):
        return "a shout" if word.isupper() and len(word) > 1 else "a capital"
    low = word.lower().replace("’", "'")
    return "a verb" if low in VERBS else "a link" if low in LINKS else "a word"


def _after(text: str, end: int, title: Title, around: Around) -> Iterator[str]:
    """Read what follows and belongs to the title: its year, its maker, what it is called."""
    cue = _THEN.match(text, end)
    if not cue:
        return
    if cue["year"]:
        right = around.year is None or abs(int(cue["year"]) - around.year) <= 1
        yield "year" if right else "another year"
    if cue["by"] and title.words.intersection(cue["by"].replace("’s", "").split()):
        yield "by its maker"
    if cue["named"]:
        yield "called a work"
    if cue["genitive"]:
        yield "contracted" if title.kind == "subject" else "genitive"


def _starts_sentence(text: str, start: int) -> bool:
    """Say whether a word stands first in its sentence, line or quotation."""
    at = start
    while at and text[at - 1] in _OPENERS:
        at -= 1
    before = text[max(0, at - 12) : at].rstrip(" \t\u00a0")
    if not before or before[-1] in "\n:;—–•|/>…\x85\x96\x97" or at < start:
        return True
    closed = before.rstrip("\"”’')]»*_")
    if closed[-1:].isdigit() and closed != before:  # a note or a number of a list
        return True
    whole = closed != before or not _ABBREVIATION.search(closed)
    return closed[-1:] in tuple("!?…") or (closed.endswith(".") and whole)
