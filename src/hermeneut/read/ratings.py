"""The rating that a review gives, as printed: stars, fractions, letters, percent, thumbs.

What is printed stays; `scales` puts it on a scale from 0 to 1. Averages of readers or of critics
are no ratings of the author's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from .candidates import Candidate
from .markup import Tree, short_text
from .prose import line
from .sources import Page, texts, types
from .view import stands_aside

_NUMBER = r"\d{1,3}(?:[.,]\d)?(?:\s?[½¼¾])?|[½¼¾]"
_WHOLE = r"\d{1,3}"
_GRADE = r"[A-D][+\-–−]?(?![\w'’])|F(?![\w'’])"
_OUT_OF = (
    r"\(?(?:out of|of|von|sur|de|su)\s+(?:a possible\s+)?(?:four|five|six|ten|4|5|6|10|"
    r"100)\b(?:\s+stars?\b)?\)?"
)
_STARS = r"(?:stars?|sternen?|étoiles?|estrellas?|stelle)"
_SPELT = r"\b(?:zero|one|two|three|four|five|half)"
NOTATIONS = (
    re.compile(r"[★⭐✭✮]+\s?[½☆✩]*|[½☆✩]+(?=[★⭐])[★⭐]+"),
    re.compile(rf"(?:{_NUMBER})\s?/\s?(?:4|5|6|10|20|100)(?![\d/]|\s?[/-]\s?\d)"),
    re.compile(rf"(?:{_NUMBER})\s+(?:{_STARS}\s+)?{_OUT_OF}", re.I),
    re.compile(r"\b(?:two |2 |big )?thumbs[ -](?:up|down)\b|\b\d{1,3}\s?%(?=\s*$)", re.I),
    re.compile(rf"{_SPELT}(?:[\s-]and[\s-]a[\s-]half)?\s+(?:stars?\s+)?{_OUT_OF}", re.I),
)
_LABELLED = re.compile(
    rf"\b(?:my |our |the )?(?:rating|grade|score|verdict|stars|wertung|bewertung|note)\s*[:=–—-]\s*"
    rf"(?P<value>[★⭐✭]+\s?[½☆✩]*|(?:{_NUMBER})\s?/\s?{_WHOLE}|(?:{_NUMBER})\s+out of\s+\w+|"
    rf"(?:{_NUMBER})\s+(?:stars?|sterne)|{_GRADE})",
    re.IGNORECASE,
)
_NAMED = re.compile(r"rating|stars|score|grade", re.IGNORECASE)
_NOT_THE_CRITICS = re.compile(
    r"user|reader|average|aggregate|audience|votes?|comment|\bimdb|metacritic|metascore|tomato|"
    r"critics?['’]? (?:score|consensus)|community|mpaa|leser|lecteurs", re.I
)  # fmt: skip
_ENDS = 400  # characters at each end of a review where ratings stand
_RIM, _ALONE = 10, 80  # lines around headline and end, and characters of such a line
_COUNTER = re.compile(r"1\s?/\s?\d+")  # the first of so many pictures or pages
_RATED = ("span", "div", "p", "strong", "b", "li", "img", "td")
_LETTER = re.compile(r"[A-D][+\-–−]|[ABCDF]")
_IN_ADDRESS = re.compile(
    r"-(?P<n>\d)(?:-(?P<half>5))?-(?:out-of|stars-out-of)-(?P<of>4|5|10)(?:-stars)?(?:[-/.]|$)"
)
_STAR_ICON = re.compile(r"(?:^|[\s_-])stars?(?:$|[\s_-])|fa-star|icon-star", re.I)
_HALF, _EMPTY = (
    re.compile(r"half", re.I),
    re.compile(r"empty|outline|off\b|-o\b|far\b|grey|gray", re.I),
)


def from_page(page: Page) -> Iterator[Candidate]:
    """Yield the rating that a page marks as the reviewer's; an average of many is none."""
    for node in page.nodes:
        rating = page.follow(node.get("reviewRating"))
        own = node is page.article or not page.article.get("headline") or _sole(page)
        if isinstance(rating, dict) and own and (shown := _shown(rating)):
            yield Candidate("rating", shown, "json-ld", 0.85)
            break
    for element in islice(page.properties("ratingValue"), 1):
        above = [a.get("itemprop") or "" for a in element.iterancestors()]
        if any("aggregate" in a.lower() for a in above) or "reviewRating" not in above:
            continue
        value = element.get("content") or short_text(element, 20)
        if value:
            yield Candidate("rating", line(value), "microdata", 0.7)
    named, others = _named(page.tree)
    if len(named) == 1:
        yield Candidate("rating", next(iter(named)), "text", 0.5)
    if len(named) < 2:  # several ratings are several reviews
        yield from _in_view(page, others)
    if match := _IN_ADDRESS.search(page.path):
        half = ".5" if match["half"] else ""
        yield Candidate("rating", f"{match['n']}{half}/{match['of']}", "url", 0.5)


def _in_view(page: Page, others: set[str]) -> Iterator[Candidate]:
    """The rating in a line by itself at either end of the running text, or in the title."""
    lines = [x for x in _rims(page) if x not in others and not _NOT_THE_CRITICS.search(x)]
    labelled = {m["value"].strip() for p in lines for m in _LABELLED.finditer(p)}
    alone = {shown for p in lines if (shown := _by_itself(p))}
    for found, confidence in ((labelled, 0.65), (alone, 0.5)):
        if len(found) == 1:
            yield Candidate("rating", found.pop(), "text", confidence)
            return
    heading = next((short_text(e, 200) for e in page.tree.iter("h1")), "")
    if shown := in_text(heading):
        yield Candidate("rating", shown, "title", 0.5)


def _rims(page: Page) -> list[str]:
    """The short lines in view around the headline, and around the last paragraph."""
    lines = page.view.lines
    head = page.headline_at or 0
    long = (
        i for i, one in enumerate(lines) if not 0 < len(one.text) <= 2 * _ALONE and not one.aside
    )
    last = max(long, default=head)
    near = {*range(head - _RIM // 2, head + _RIM), *range(last - _RIM // 2, last + _RIM)}
    shown = (lines[i] for i in sorted(near) if 0 <= i < len(lines) and not lines[i].aside)
    return [one.text for one in shown if 0 < len(one.text) <= _ALONE]


def _by_itself(text: str) -> str | None:
    """A rating that is all of a line, or half of it."""
    bare = text.strip(" .!*|[]()")
    if _LETTER.fullmatch(bare):
        return bare
    shown = None if _COUNTER.fullmatch(bare) else in_text(text)
    return shown if shown and 2 * len(shown) >= len(text.split("(")[0].strip()) else None


def _sole(page: Page) -> bool:
    return sum("Review" in types(n) for n in page.nodes) == 1


def _shown(rating: Mapping[str, Any]) -> str:
    """Write a rating in schema.org's terms as a fraction; its scale ends at 5 unless it says so."""
    value, best, worst = (_number(rating, n) for n in ("ratingValue", "bestRating", "worstRating"))
    if not value or not re.fullmatch(r"-?\d+(?:[.,]\d+)?", value):
        return value
    if worst.startswith("-") and best:
        return f"{value} from {worst} to {best}"
    if not best and float(value.replace(",", ".")) <= 5:
        best = "5"
    return f"{value}/{best}" if best else value


def _number(rating: Mapping[str, Any], name: str) -> str:
    found = texts(rating.get(name))
    return re.sub(r"[.,]0+$", "", found[0]) if found else ""


def _named(tree: Tree) -> tuple[set[str], set[str]]:
    """The ratings in elements named for one: the author's, and the lines that hold others'."""
    own: set[str] = set()
    others: set[str] = set()
    for element in islice(tree.iter(*_RATED), 4_000):
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not _NAMED.search(name):
            continue
        text = short_text(element, _ALONE)
        if _NOT_THE_CRITICS.search(name):
            others.add(text)
            continue
        said = element.get("aria-label") or element.get("alt") or element.get("title") or ""
        shown = in_text(text) or in_text(said[:_ALONE]) or _icons(element)
        if shown and not stands_aside(element):
            own.add(shown)
    return own, others


def _icons(element: Tree) -> str | None:
    """Stars drawn as icons: whole, half and empty ones by the names of their classes."""
    names = [e.get("class") or "" for e in islice(element.iterdescendants("i", "span", "svg"), 12)]
    stars = [name for name in names if _STAR_ICON.search(name)]
    if not 4 <= len(stars) <= 10:
        return None
    half = sum(bool(_HALF.search(name)) for name in stars)
    empty = sum(bool(_EMPTY.search(name)) and not _HALF.search(name) for name in stars)
    whole = len(stars) - half - empty
    if half > 1 or not (half or empty):  # five alike are a widget to click on
        return None
    return "★" * whole + "½" * half + "☆" * empty


def in_text(text: str) -> str | None:
    """Find the one rating in a short text; nothing if there are two.

    Example:
        >>> [in_text(x) for x in ("Her ★★★½", "I give it 4 out of 5 stars", "Grade: B+", "24/7")]
        ['★★★½', '4 out of 5 stars', 'B+', None]
    """
    labelled = [m["value"].strip() for m in _LABELLED.finditer(text)]
    found = labelled or [m[0].strip() for n in NOTATIONS for m in n.finditer(text)]
    return found[0] if len(set(found)) == 1 else None


def at_the_ends(text: str) -> Iterator[Candidate]:
    r"""Yield the rating that stands at the beginning or the end of a review's text.

    Example:
        >>> [c.value for c in at_the_ends("Her is a marvel.\n\nRating: 9/10")]
        ['9/10']
    """
    ends = text if len(text) <= 2 * _ENDS else f"{text[:_ENDS]}\n\n{text[-_ENDS:]}"
    labelled = {m["value"].strip() for m in _LABELLED.finditer(ends)}
    if len(labelled) == 1:
        yield Candidate("rating", labelled.pop(), "text", 0.6)
        return
    alone = {p.strip() for p in ends.split("\n\n") if len(p) <= 40 and in_text(p)}
    if len(alone) == 1:
        yield Candidate("rating", str(in_text(alone.pop())), "text", 0.5)
