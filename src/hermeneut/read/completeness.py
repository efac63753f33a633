"""Whether a text is all of it: whole, cut short, behind a paywall, not an article at all.

Rules over what the page says (schema.org ``isAccessibleForFree``, ``wordCount``, ``articleBody``),
how its text ends, and what stands around it. Each verdict but a plain *whole* has a reason: a slug,
then what was seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from . import listings
from .listings import Sign
from .markup import short_text
from .prose import Prose, count_words
from .sources import Page

FEWEST = 50  # words of an article on a page; shorter is a caption, a teaser or a notice
TEASER = 400  # words: metered pages give a paragraph or two, seldom more
MUCH_LONGER = 0.6  # a text with less than this share of the length declared was cut

_PROMPT = re.compile(
    r"(?:subscribe|sign up|sign in|log in|register|become a (?:member|subscriber)) (?:now |today )?"
    r"(?:to (?:continue|keep|read|unlock|access)|for full access)|to continue reading|"
    r"to read the (?:full|rest)|continue reading (?:with|this)|keep reading with|"
    r"(?:for|only to|available to|exclusive to) (?:paid |our )?(?:subscribers|members)(?: only)?|"
    r"(?:subscribers?|members?)[ -](?:only|exclusive)|already a (?:subscriber|member)\?|"
    r"this (?:article|post|story|content) is (?:for|only|reserved)|"
    r"you(?:'|’)?(?:ve| have) reached (?:your|the) (?:limit|article)|"
    r"free articles? (?:left|remaining)|"
    r"jetzt (?:weiterlesen|abonnieren und)|weiterlesen mit|nur für abonnenten|"
    r"réservé (?:aux|à nos) abonnés|contenido exclusivo|solo para suscriptores",
    re.IGNORECASE,
)  # fmt: skip
_CUT = re.compile(
    r"(?:\[\s*(?:…|\.\.\.)\s*\]|\(\s*(?:…|\.\.\.)\s*(?:more)?\s*\)|"
    r"(?:…|\.\.\.)?\s*(?:[\[(]?\s*)(?:read (?:more|the (?:full|rest)|on)|continue reading|"
    r"weiterlesen|lire la suite|leer más|mehr lesen|view original|click here to read)\b"
    r"[^.!?\n]{0,60})[\])»›→.…\s]*$",
    re.IGNORECASE,
)  # fmt: skip
_ELLIPSIS = re.compile(r"\w\s?(?:…|\.\.\.)$")
_NOT_FREE = ("false", "no", "0")


@dataclass(frozen=True)
class Verdict:
    """How complete a text is, and why; no reason where nothing speaks against it."""

    completeness: str
    reason: str | None = None


def of_page(page: Page, text: Prose) -> Verdict:
    """Judge what was read from a page.

    Example:
        >>> from hermeneut.read.markup import parse
        >>> page = Page(parse("<p>…<p>Subscribe to continue reading."), "https://e.org/2014/her")
        >>> of_page(page, Prose("The film opens. " * 40)).reason
        'subscribe-prompt: Subscribe to continue'
    """
    for sign in listings.signs(page, text):
        return _verdict(sign)
    for sign in _short_of_whole(page, text):
        return _verdict(sign)
    if text.words < FEWEST:
        slug = "too-short" if text.words else "no-text"
        return _verdict(Sign("not an article", slug, f"{text.words} words"))
    return Verdict("whole")


def of_text(text: Prose, *, abstract: bool = False) -> Verdict:
    """Judge a text that came as text, of which nothing but its end can tell.

    Args:
        text: The text.
        abstract: Whether who sent it calls it the summary of a work.

    Example:
        >>> of_text(Prose("A short review, but all of it."))
        Verdict(completeness='whole', reason=None)
        >>> of_text(Prose("The film opens on a face [...]")).completeness
        'truncated'
    """
    if not text.words:
        return Verdict("unreadable", "no-text: nothing but marks and white space")
    if abstract:
        return Verdict("abstract", "abstract: a summary of the work, not its text")
    if match := _CUT.search(text.text[-120:]):
        return Verdict("truncated", f"cut-mark: ends with {match[0].strip()!r}")
    return Verdict("whole")


def _verdict(sign: Sign) -> Verdict:
    return Verdict(sign.completeness, sign.reason)


def _short_of_whole(page: Page, text: Prose) -> Iterator[Sign]:
    declared = _declared_words(page)
    if declared and text.words < MUCH_LONGER * declared:
        kind = "paywalled" if _not_free(page) else "truncated"
        yield Sign(kind, "shorter-than-declared", f"{text.words} of {declared} words")
    if text.words < TEASER:
        if _not_free(page):
            yield Sign("paywalled", "not-free", "schema.org isAccessibleForFree is false")
        if prompt := _prompt(page):
            yield Sign("paywalled", "subscribe-prompt", prompt)
    end = text.text[-120:]
    if match := _CUT.search(end):
        yield Sign("truncated", "cut-mark", f"ends with {match[0].strip()!r}")
    elif text.words < TEASER and _ELLIPSIS.search(end):
        yield Sign("truncated", "ellipsis", f"ends with {end[-30:]!r}")


def _not_free(page: Page) -> bool:
    free: Any = page.article.get("isAccessibleForFree")
    return free is not None and str(free).lower() in _NOT_FREE


def _declared_words(page: Page) -> int:
    """How long the page says that its text is; the body in its JSON-LD is the surer."""
    body = page.article.get("articleBody")
    if isinstance(body, str) and len(body) > 500:
        return count_words(re.sub(r"<[^>]*>", " ", body))
    stated = re.sub(r"\D", "", str(page.article.get("wordCount") or ""))[:6]
    return int(stated) if stated and 100 <= int(stated) <= 50_000 else 0


def _prompt(page: Page) -> str | None:
    for element in islice(page.tree.iter("p", "div", "span", "h2", "h3", "h4", "a", "b"), 8_000):
        text = short_text(element, 240)
        match = _PROMPT.search(text) if text else None
        if match:
            return match[0]
    return None
