"""The rating that a review gives, as printed: stars, fractions, letters; never converted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from .candidates import Candidate
from .markup import Tree, short_text
from .prose import line
from .published import stands_aside
from .sources import Page, texts, types

_NUMBER = r"\d{1,3}(?:[.,]\d)?(?:\s?[½¼¾])?|[½¼¾]"
_WHOLE = r"\d{1,3}"
_GRADE = r"[A-D][+\-–−]?(?![\w'’])|F(?![\w'’])"
_OUT_OF = r"out of\s+(?:four|five|six|ten|4|5|6|10|100)\b(?:\s+stars?\b)?"
_SPELT = r"\b(?:zero|one|two|three|four|five|half)"
NOTATIONS = (
    re.compile(r"[★⭐✭✮]+\s?[½☆✩]*|[½☆✩]+(?=[★⭐])[★⭐]+"),
    re.compile(rf"(?:{_NUMBER})\s?/\s?(?:4|5|6|10|20|100)(?![\d/]|\s?[/-]\s?\d)"),
    re.compile(rf"(?:{_NUMBER})\s+(?:stars?\s+)?{_OUT_OF}", re.I),
    re.compile(rf"{_SPELT}(?:[\s-]and[\s-]a[\s-]half)?\s+(?:stars?\s+)?{_OUT_OF}", re.I),
)
_LABELLED = re.compile(
    rf"\b(?:my |our |the )?(?:rating|grade|score|verdict|stars|wertung|bewertung|note)\s*[:=–—-]\s*"
    rf"(?P<value>[★⭐✭]+\s?[½☆✩]*|(?:{_NUMBER})\s?/\s?{_WHOLE}|(?:{_NUMBER})\s+out of\s+\w+|"
    rf"(?:{_NUMBER})\s+(?:stars?|sterne)|{_GRADE})",
    re.IGNORECASE,
)
_NAMED = re.compile(r"rating|stars|score|grade", re.IGNORECASE)
_NOT_THE_CRITICS = re.compile(r"user|reader|average|aggregate|audience|votes?|comment", re.I)
_ENDS = 400  # characters at each end of a review where ratings stand


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
    yield from _named(page.tree)


def _sole(page: Page) -> bool:
    return sum("Review" in types(n) for n in page.nodes) == 1


def _shown(rating: Mapping[str, Any]) -> str:
    value, best = texts(rating.get("ratingValue")), texts(rating.get("bestRating"))
    if not value:
        return ""
    number = re.sub(r"\.0+$", "", value[0])
    return f"{number}/{re.sub(r'[.]0+$', '', best[0])}" if best and "/" not in number else number


def _named(tree: Tree) -> Iterator[Candidate]:
    """The rating in elements named for one; several ratings are several reviews."""
    found: set[str] = set()
    for element in islice(tree.iter("span", "div", "p", "strong", "b", "li"), 4_000):
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not _NAMED.search(name) or _NOT_THE_CRITICS.search(name):
            continue
        shown = in_text(short_text(element, 60))
        if shown and not stands_aside(element):
            found.add(shown)
    if len(found) == 1:
        yield Candidate("rating", found.pop(), "text", 0.5)


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
