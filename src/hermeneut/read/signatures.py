"""Where a piece is signed besides its byline: below a label, in a notice of rights, a dateline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from .names import begins_as_name, is_desk, split_names, stated_whole
from .sources import Page, texts, types

_ABOVE = re.compile(
    r"\W*(?:autor(?:in|en|innen|es)?|auteur(?:e|s|\(s\))?|author(?:s|\(s\))?|written|"
    r"verfasst|geschrieben|verfasser(?:in)?|redacteur|auteurs?|tekst|texte?|words|reporting|reporter|"
    r"(?:(?:ein(?:e|en)?\s)?(?:artikel|beitrag|gastbeitrag|kommentar|interview)\s)?"
    r"(?:von|by|par|por|door|di|av|af))(?:\s(?:von|by|par|por|door))?\s*:?\W*",
    re.IGNORECASE,
)  # a whole line
_RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright)[\s:]*(?:©|\(c\))?\s*(?:19|20)\d\d(?:\s?[-–/]\s?(?:(?:19|20)?\d\d)?)?"
    r"[\s,:|-]*(?:(?:by|von|par|bei)\s+)?(?=[^\W\d_])",
    re.IGNORECASE,
)
_YEARS_BY = re.compile(r"(?:19|20)\d\d\s?[-–]\s?(?:19|20)\d\d\s+(?:by|von|par)\s+", re.IGNORECASE)
_WIRE = re.compile(r"(?:[^\W\d_][\w .,/’'-]{1,40}?\s?)?\(([\w/., -]{2,24})\)(?=\s|[-–—.:]|$)")
_WIRES_LOOKED_AT = 12  # paragraphs below the headline
_DESCRIBED = re.compile(r"\W*(?:(?:posted|written|review)\s+)?(?:by|von|par)\s+", re.IGNORECASE)

Found = tuple[str, tuple[str, ...]]


def signatures(page: Page) -> Iterator[Found]:
    """Yield the places of a page, and the names each gives.

    Example:
        >>> from hermeneut.read.markup import parse
        >>> page = Page(parse("<h1>On Her</h1><p>Author:</p><p>Ann Doe</p><p>© 2014 Ann Roe"), None)
        >>> list(signatures(page))
        [('label above', ('Ann Doe',)), ('copyright', ('Ann Roe',))]
    """
    yield from islice(_below_labels(page), 1)
    yield from islice(_of_rights(page), 1)
    yield from islice(_of_wires(page), 1)
    yield from _in_description(page)
    yield from _in_graph(page)


def _below_labels(page: Page) -> Iterator[Found]:
    lines = page.view.lines
    for one, below in pairwise(lines):
        if len(one.text) > 30 or not one.whole or not below.whole or len(below.text) > 100:
            continue
        if _ABOVE.fullmatch(one.text) and not _ABOVE.fullmatch(below.text):
            names = split_names(below.text, alone=True, desks=True) or stated_whole(below.text)
            if names:
                yield "label above, aside" if one.aside else "label above", names


def _of_rights(page: Page) -> Iterator[Found]:
    for one in page.view.lines:
        if len(one.text) > 160:
            continue
        if match := _RIGHTS.search(one.text) or _YEARS_BY.search(one.text):
            rest = one.text[match.end() :].split(". ")[0]
            people = tuple(n for n in split_names(rest) if begins_as_name(n))[:1]
            wires = split_names(rest, desks=True)
            if names := people or tuple(n for n in wires if is_desk(n) and " " not in n)[:1]:
                yield "copyright", names


def _of_wires(page: Page) -> Iterator[Found]:
    """The agency in brackets behind the place that a report opens with."""
    below = page.view.lines[page.headline_at or 0 :]
    opening = (one for one in below if not one.aside and (not one.whole or len(one.text) > 60))
    for one in islice(opening, _WIRES_LOOKED_AT):
        if (match := _WIRE.match(one.text)) and is_desk(match[1]):
            yield "dateline of an agency", split_names(match[1], desks=True)


def _in_description(page: Page) -> Iterator[Found]:
    told = page.meta("og:description", "description") or ""
    match = _DESCRIBED.match(told)
    if match and (names := split_names(told[match.end() : match.end() + 120])):
        yield "description", names


def _in_graph(page: Page) -> Iterator[Found]:
    """What JSON-LD says of the page where the piece names nobody, else of one person alone."""
    if page.article.get("author") or page.article.get("creator"):
        return
    people: list[str] = []
    for node in page.nodes:
        kinds = types(node)
        if "WebPage" in kinds and node.get("author"):
            told = " ; ".join(texts(page.follow(node["author"])))
            if names := split_names(told, alone=True, desks=True):
                yield "json-ld webpage", names
        if "Person" in kinds:
            people += [name for name in texts(node.get("name")) if name not in people]
    if len(people) == 1 and (names := split_names(people[0], alone=True)):
        yield "json-ld person", names
