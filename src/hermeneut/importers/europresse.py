"""Exports of Europresse: HTML with one ``article`` for each text.

Classes as the exports of 2015 and later have them (``DocPublicationName``, ``DocHeader``,
``titreArticle``, ``docOcurrContainer``); tm.plugin.europresse and europarser read the same.
What was searched for stands in ``mark``, which is no emphasis.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..errors import RowFailed
from . import markup, press
from .importer import Document, Importer, Sample
from .markup import one_line

_NUMBER = re.compile(r"news[·\u00b7.](?P<date>\d{8})[·\u00b7.]\S+")
_PAGES = re.compile(r"\bp\.\s*(\S+)")
_SUBTITLES = ("rdp__subtitle", "sm-margin-bottomNews", "sm-margin-bottom")


def _read(payload: bytes) -> Iterator[Document]:
    tree = markup.parse_html(payload)
    count = 0
    for article in tree.iter("article") if tree is not None else ():
        count += 1
        yield _article(article)
    if not count:
        raise RowFailed("no-articles", "no <article> in an export of Europresse")


def _article(article: Any) -> Document:
    header = _text(_of_class(article, "DocHeader")) or _text(
        _of_class(article, "DocTitreSousSection")
    )
    heading = _of_class(article, "titreArticle")
    title = _of_class(article, "titreArticleVisu")
    number = _NUMBER.search("".join(article.itertext()))
    body = _body(article)
    date = press.printed_date(header) or (_dashed(number["date"]) if number else "")
    dated, pages = press.DATE.search(header), _PAGES.search(header)
    before = header[: dated.start()].strip() if dated else ""
    facts = {
        "title": _text(title if title is not None else heading),
        "authors": press.byline(_author(article, heading)),
        "outlet": press.outlet(_outlet(article)),
        "published": date,
        "section": re.sub(r",?\s*\S*$", "", before).strip(" ,"),  # the last word is a weekday
        "pages": pages[1] if pages else "",
        "subtitle": _subtitle(heading, title),
        "number": number[0] if number else "",
        "text_html": markup.fragment(body, emphasis=markup.italic_or_bold),
    }
    return Document(facts, "" if body else "no-text: a picture, or an article kept elsewhere")


def _of_class(article: Any, name: str) -> Any:
    named = (e for e in article.iter() if name in (e.get("class") or "").split())
    return next(named, None)


def _text(element: Any) -> str:
    return "" if element is None else one_line("".join(element.itertext()))


def _outlet(article: Any) -> str:
    """Name the outlet: what stands before a line break, where its regional pages follow."""
    named = _of_class(article, "DocPublicationName")
    if named is None:
        return ""
    parts = [one_line(text) for text in named.itertext() if text.strip()]
    return parts[0] if parts else ""


def _author(article: Any, heading: Any) -> str:
    """Find the byline: of its own class, or the block that follows the title."""
    own = _of_class(article, "docAuthors")
    if own is not None:
        return _text(own)
    if heading is None:
        return ""
    following = next((e for e in heading.itersiblings() if isinstance(e.tag, str)), None)
    text = _text(following)
    return (
        text if following is not None and following.tag in ("div", "p") and len(text) < 120 else ""
    )


def _subtitle(heading: Any, title: Any) -> str:
    if heading is None or title is None:
        return ""
    marked = (e for e in heading.iter() if set(_SUBTITLES) & set((e.get("class") or "").split()))
    return " ".join(filter(None, (_text(e) for e in marked if e is not title)))


def _body(article: Any) -> list[markup.Paragraph]:
    for name in ("docOcurrContainer", "DocText"):
        element = _of_class(article, name)
        found = [] if element is None else [p for p in markup.html_paragraphs(element) if p.text]
        if found:
            return found
    section = article.find("section")
    return [] if section is None else [p for p in markup.html_paragraphs(section) if p.text]


def _dashed(date: str) -> str:
    return f"{date[:4]}-{date[4:6]}-{date[6:]}"


def _recognise(sample: Sample) -> bool:
    payload = sample.payload
    return sample.kind == "html" and b"DocPublicationName" in payload and b"<article" in payload


EUROPRESSE = Importer(_read, _recognise, text="text_html")
