"""Whether a text is all of it: whole, cut short, behind a paywall, not an article at all.

Rules over what the page says (schema.org ``isAccessibleForFree``, ``wordCount``, ``articleBody``),
how its text ends, and what stands around it. Each verdict but a plain *whole* has a reason: a slug,
then what was seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from . import listings
from .listings import Sign
from .markup import short_text
from .pagination import next_page
from .prose import Prose, count_words
from .sources import Page

FEWEST = 50  # words of an article on a page; shorter is a caption, a teaser or a notice
TEASER = 400  # words: metered pages give a paragraph or two, seldom more
_LONG_TEXT = 80  # characters of a run of text that is no label
MISCOUNTED = 3  # times the text: some sites count characters, or the page with all around it
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
# ends of whole texts: a sentence's, a quotation's, a credit's; in any script
_CLOSED = re.compile(
    r"[.!?…:;\"'”“’»«)\]*>。！？」』）।؟~+%★☆½/|©\d]$|[\U0001F300-\U0001FAFF\u2600-\u27bf]$"
)
# words that no sentence ends with
_DANGLING = re.compile(
    r"\b(?:the|an?|and|of|or|which|whose|their|its|his|my|our|your|than|because|with|from|into|"
    r"der|das|und|oder|eine?[mnrs]?|les?|une?|et|du|los|las|el)$|\w,$"
)
_DOTS = re.compile(r"\W{0,3}(?:…|\.\.\.)\W{0,3}")
_OPENS = 40  # characters at the beginning of a paragraph by which the text is searched for it
_OPEN_WORDS = 12  # of a last paragraph that is surely prose, and no caption, name or credit
_BEFORE = 4  # paragraphs of prose that must close, for an open one to say anything
_CONTACT = re.compile(
    r"https?://|www\.|@|\b(?:tags|categories|photo|foto|bild|image|source|via)\b|©|\.(?:com|org|net|[a-z]{2})$",
    re.I,
)
_ELLIPSIS = re.compile(r"\w\s?(?:…|\.\.\.)$")
_HINT = re.compile(  # each prompt has one of these, whatever stands between the words
    r"subscri|sign\s*(?:up|in)|log\s*in|register|become\s*a|reading|read\s*the|member|reached|"
    r"this\s*(?:article|post|story|content)|free\s*article|weiterlesen|abonn|exclusivo|suscriptores",
    re.IGNORECASE,
)
_SHORT_TEXT = 240  # characters of a line that may be a prompt
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
    if after := next_page(page):
        return _verdict(Sign("truncated", "goes-on", after))
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
    for sign in _cut_off(text):
        return _verdict(sign)
    return Verdict("whole")


def _verdict(sign: Sign) -> Verdict:
    return Verdict(sign.completeness, sign.reason)


def _short_of_whole(page: Page, text: Prose) -> Iterator[Sign]:
    declared = _declared_words(page, text.words)
    if declared and text.words < MUCH_LONGER * declared:
        kind = "paywalled" if _not_free(page) else "truncated"
        yield Sign(kind, "shorter-than-declared", f"{text.words} of {declared} words")
    if text.words < TEASER:
        if _not_free(page):
            yield Sign("paywalled", "not-free", "schema.org isAccessibleForFree is false")
        if part := _missing_part(page):
            yield Sign("paywalled", "part-missing", part)
        if prompt := _prompt(page):
            yield Sign("paywalled", "subscribe-prompt", prompt)
    yield from _cut_off(text)
    yield from _dots(page, text)
    yield from _open_ended(text)
    if text.words < TEASER and _ELLIPSIS.search(text.text):
        yield Sign("truncated", "ellipsis", f"ends with {text.text[-30:]!r}")


def _cut_off(text: Prose) -> Iterator[Sign]:
    """What the end of a text itself shows: a mark of cutting, or a sentence that breaks off."""
    end = text.text[-120:]
    if match := _CUT.search(end):
        yield Sign("truncated", "cut-mark", f"ends with {match[0].strip()!r}")
    elif text.words > _BEFORE * _OPEN_WORDS and _DANGLING.search(end):
        yield Sign("truncated", "broken-off", f"ends with {end[-30:]!r}")


def _dots(page: Page, text: Prose) -> Iterator[Sign]:
    """A paragraph of dots where the text ends, which readers of texts drop."""
    if text.words >= TEASER:
        return
    found = False
    for element in islice(page.tree.iter("p"), 3_000):
        words = short_text(element, _LONG_TEXT)
        if _DOTS.fullmatch(words):
            found = True
        elif found and not words and "".join(element.itertext()).strip()[:_OPENS] in text.text:
            found = False  # the author left something out of a quotation
    if found:
        yield Sign("truncated", "cut-mark", "a paragraph of dots follows")


def _open_ended(text: Prose) -> Iterator[Sign]:
    """A last line that doesn't close, where all others did; authors of comments are freer."""
    lines = [line for line in text.text.split("\n") if len(line.split()) >= _OPEN_WORDS]
    last = text.text[text.text.rfind("\n") + 1 :]
    if not lines or len(last.split()) < 2 * _OPEN_WORDS or not last[0].isalnum():
        return
    if _CLOSED.search(last) or _CONTACT.search(last[-80:]):
        return
    if len(lines) > _BEFORE and all(_CLOSED.search(line) for line in lines[:-1]):
        yield Sign("truncated", "open-ended", f"ends with {last[-30:]!r}")


def _missing_part(page: Page) -> str | None:
    """The part that the page declares not free (schema.org ``hasPart``), if it holds no text."""
    parts = page.article.get("hasPart")
    for part in parts[:5] if isinstance(parts, list) else [parts]:
        if (
            not isinstance(part, dict)
            or str(part.get("isAccessibleForFree")).lower() not in _NOT_FREE
        ):
            continue
        name = str(part.get("cssSelector") or "")
        found = re.fullmatch(r"\s*[.#]([\w-]+)\s*", name)
        if found and not _holds_text(page, found[1]):
            return f"{name.strip()} is empty"
    return None


def _holds_text(page: Page, name: str) -> bool:
    for element in islice(page.tree.iter(), 20_000):
        named = f"{element.get('class') or ''} {element.get('id') or ''}".split()
        if name in named and any(len(t) > _LONG_TEXT for t in islice(element.itertext(), 200)):
            return True
    return False


def _not_free(page: Page) -> bool:
    free: Any = page.article.get("isAccessibleForFree")
    return free is not None and str(free).lower() in _NOT_FREE


def _declared_words(page: Page, words: int) -> int:
    """How long the page says that its text is; the body in its JSON-LD is the surer."""
    body = page.article.get("articleBody")
    if isinstance(body, str) and len(body) > 500:
        return count_words(re.sub(r"<[^>]*>", " ", body))
    stated = re.sub(r"\D", "", str(page.article.get("wordCount") or ""))[:6]
    count = int(stated) if stated else 0
    if not 100 <= count <= 50_000 or (words >= TEASER and count > MISCOUNTED * words):
        return 0
    return count


def _prompt(page: Page) -> str | None:
    whole = _whole_text()
    for element in islice(page.tree.iter("p", "div", "span", "h2", "h3", "h4", "a", "b"), 8_000):
        held = whole(element)
        if len(held) > 4 * _SHORT_TEXT or not _HINT.search(held):
            continue  # it can't be short, or a prompt; to see that takes a tenth of the time
        text = short_text(element, _SHORT_TEXT)
        match = _PROMPT.search(text) if text else None
        if match:
            return match[0]
    return None


@lru_cache(maxsize=1)
def _whole_text() -> Any:
    """Read all the text of an element at once, marks of layout and all."""
    from lxml.etree import XPath

    return XPath("string()")
