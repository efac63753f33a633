"""What a study's own rules say of an outlet's pages: its name, and where its pages say the rest.

A rule is data, an `[[outlet]]` of the design. Its values are candidates as others are, kept with
their source in `fields`. They go before what a page says, and after what a person said of the
piece.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..design import Design, Outlet
from . import published
from .candidates import RULE, Candidate
from .facts import authors
from .markup import Tree, marked_text, set_emphasis, short_text
from .prose import Prose, line, normalise
from .sources import Page
from .titles import clean_title

if TYPE_CHECKING:
    from lxml.etree import XPath

SURE = 0.93  # less than what is stated of the piece itself
SELECTORS = ("title", "authors", "published", "text")
_LONGEST = 400  # characters of a headline or a byline
_NEVER = "9999"
_BYLINE = ("by ", "von ", "par ", "por ", "di ")


def of_design(design: Design, *, text: bool) -> tuple[Outlet, ...]:
    """Take the rules of a design for one of the passes that read pages.

    Args:
        design: The research design.
        text: Whether those for texts are wanted, or those for facts; so that one doesn't stand on
            the other's.

    Raises:
        UserError: A selector that is no CSS, with its line.
    """
    for nth, rule in enumerate(design.outlets):
        for key in SELECTORS:
            if wrong := _mistake(getattr(rule, key)):
                said = f"{key} is no CSS selector: {wrong}"
                raise design.mistake("outlet", key, said, nth=nth, hint="such as .byline a")
    if text:
        return tuple(Outlet(r.host, text=r.text, until=r.until) for r in design.outlets if r.text)
    bare = [replace(rule, text="") for rule in design.outlets]
    return tuple(rule for rule in bare if _says(rule))


def _says(rule: Outlet) -> bool:
    return any(getattr(rule, f.name) for f in fields(rule) if f.name not in ("host", "until"))


def _mistake(selector: str) -> str:
    from cssselect import SelectorError

    try:
        _compiled(selector or "p")
    except SelectorError as error:
        return str(error)
    return ""


def rule_for(rules: Sequence[Outlet], page: Page, fetched_at: str | None) -> Outlet | None:
    """Lay over each other the rules that hold for a page.

    A rule for the host itself goes before one for its parent, and one that ends sooner before
    one that ends later. Where the day of capture isn't known, only rules without an end hold.

    Args:
        rules: Those of the design.
        page: The page; of one in a web archive, host and day are those of the original.
        fetched_at: When it was captured.

    Returns:
        One rule, with what the first to say a thing says of it; ``None`` where none holds.

    Example:
        >>> from hermeneut.read.markup import parse
        >>> rules = [Outlet("post.example", name="The Post"),
        ...          Outlet("post.example", authors=".by", until="2015"),
        ...          Outlet("post.example", authors="[rel=author]")]
        >>> page = Page(parse("<p>"), "https://www.post.example/her")
        >>> rule_for(rules, page, "2015-12-31T10:00:00Z").authors
        '.by'
        >>> found = rule_for(rules, page, "2016-01-01T10:00:00Z")
        >>> found.authors, found.name
        ('[rel=author]', 'The Post')
    """
    day = published.capture_day(page.url, fetched_at[:10] if fetched_at else None)
    holding = [rule for rule in rules if _is_of(rule, page.host) and _holds(rule, day)]
    if not holding:
        return None
    holding.sort(key=lambda rule: (-len(rule.host), rule.until or _NEVER))
    return replace(holding[0], **_first(holding))


def _first(holding: Sequence[Outlet]) -> dict[str, str]:
    names = [f.name for f in fields(Outlet)]
    return {n: next((v for r in holding if (v := getattr(r, n))), "") for n in names}


def _is_of(rule: Outlet, host: str) -> bool:
    own = rule.host.lower().removeprefix("www.")
    return host == own or host.endswith(f".{own}")


def _holds(rule: Outlet, day: str | None) -> bool:
    return not rule.until or (day is not None and day[: len(rule.until)] <= rule.until)


def candidates_of(rule: Outlet, page: Page, *, latest: str | None = None) -> Iterator[Candidate]:
    """Yield the values that a rule gives for a page.

    Args:
        rule: As `rule_for` gave it.
        page: The page; an empty one where only its address is known.
        latest: The day of capture.

    Example:
        >>> from hermeneut.read.markup import parse
        >>> page = Page(parse("<p>Words: <b>Ann Doe</b>, <b>Bo Roe</b>"), None)
        >>> [c.value for c in candidates_of(Outlet("post.example", authors="p b"), page)]
        ['Ann Doe; Bo Roe']
    """
    found = {
        "outlet": rule.name,
        "venue": rule.venue,
        "form": rule.form,
        "title": next((clean_title(x) for x in _texts(page, rule.title)), ""),
        "authors": authors(tuple(_without_by(x) for x in _texts(page, rule.authors))),
        "published": _day(page, rule.published, latest),
    }
    for field, value in found.items():
        if value:
            yield Candidate(field, value, RULE, SURE)


def text_of(rule: Outlet, page: Page) -> Prose:
    """Read the text from where a rule says that it is; empty where the page has no such place."""
    places = list(_matched(page, rule.text))
    inner = {one for place in places for one in place.iterdescendants()}
    outer = [place for place in places if place not in inner]
    return normalise("\n\n".join(marked_text(set_emphasis(place)) for place in outer))


def _texts(page: Page, selector: str) -> Iterator[str]:
    for element in _matched(page, selector):
        stated = element.get("content") if element.tag == "meta" else None
        if found := line(stated or "") or short_text(element, _LONGEST):
            yield found


def _without_by(byline: str) -> str:
    folded = byline.casefold()
    return next((byline[len(b) :] for b in _BYLINE if folded.startswith(b)), byline)


def _day(page: Page, selector: str, latest: str | None) -> str:
    found = (published.in_element(page, e, latest=latest) for e in _matched(page, selector))
    return next(filter(None, found), "")


def _matched(page: Page, selector: str) -> Iterator[Tree]:
    if selector:
        found: Any = _compiled(selector)(page.tree)
        yield from found


@lru_cache(maxsize=256)
def _compiled(selector: str) -> XPath:
    from lxml.cssselect import CSSSelector

    return CSSSelector(selector, translator="html")
