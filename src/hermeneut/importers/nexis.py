"""Exports of LexisNexis: Nexis Uni, Lexis+ and the older nexis.com, as Word, RTF, HTML or text.

Nexis Uni closes each article with "End of Document" and opens its text with "Body"; nexis.com opens
each with "2 of 10 DOCUMENTS" and its text after "LENGTH:". The fields are those that
LexisNexisTools reads (Gruber 2018, https://github.com/JBGruber/LexisNexisTools). What was searched
for is set in bold by the archive: only what is italic without being bold counts as emphasis.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..errors import RowFailed
from . import markup, press, zips
from .importer import Document, Importer, Sample
from .markup import Paragraph

_END = re.compile(r"^End of Document$")
_COUNT = re.compile(r"^(?:\d+ of \d+ DOCUMENTS?|Dokument \d+ von \d+|Document \d+ de \d+)$")
_BODY = re.compile(r"^(?:Body|Text)$")
_FIELD = re.compile(
    r"^(?P<name>Section|Length|Byline|Author|Dateline|Highlight|Language|Publication-Type|Load-Date|"
    r"Subject|Edition|Correction-Date|Graphic|Series|"
    r"L\u00c4NGE|LONGUEUR|LENGTE|AUTOR|AUTEUR|RUBRIK|RUBRIQUE|SPRACHE|LANGUE|UPDATE|GRAFIK|"
    r"JOURNAL-CODE|DOCUMENT-TYPE|PUB-TYPE|TYPE|ACC-NO|NOTES|DISTRIBUTION)\s*:\s*(?P<value>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_NAMES = {
    "länge": "length", "longueur": "length", "lengte": "length", "autor": "byline",
    "auteur": "byline", "author": "byline", "rubrik": "section", "rubrique": "section",
    "sprache": "language", "langue": "language", "update": "load-date",
    "pub-type": "publication-type",
}  # fmt: skip
# What ends a text: in Nexis Uni a heading or a field, in nexis.com a field in capitals.
_TAILS = re.compile(
    r"^(?:Classification|Graphic|Notes|Correction)$|^(?:Load-Date|Correction-Date)\s*:|"
    r"^(?:LOAD-DATE|UPDATE|LANGUAGE|SPRACHE|LANGUE|GRAPHIC|GRAFIK|PUBLICATION-TYPE|PUB-TYPE|"
    r"DOCUMENT-TYPE|JOURNAL-CODE|CORRECTION-DATE|ACC-NO|DISTRIBUTION)\s*:"
)
_COPYRIGHT = re.compile(r"^(?:Copyright\b|©|\(c\) ?\d{4}|All Rights Reserved|Alle Rechte)", re.I)
_PAGE = re.compile(r"^Page \d+ of \d+$")
_EDITION = re.compile(r"\b(?:edition|final|first|late|auflage|ausgabe)\b", re.IGNORECASE)
_OLD_MARKS = re.compile(
    r"(?:^|>)[ \t]*"
    r"(?:\d+ of \d+ DOCUMENTS?|Dokument \d+ von \d+|Document \d+ de \d+)[ \t]*(?:<|$)",
    re.MULTILINE,
)
_LINES = (
    re.compile(rb"^[ \t]*End of Document[ \t\r]*$", re.MULTILINE),
    re.compile(rb"^[ \t]*Load-Date:", re.MULTILINE),
)
_OLD_LENGTH = re.compile(r"(?:LENGTH|L\u00c4NGE|LONGUEUR):")
_LONGEST_HEADER = 60  # paragraphs before a text


def _read(payload: bytes) -> Iterator[Document]:
    found = [p for p in press.paragraphs(payload) if p.text and not _PAGE.match(p.text)]
    if any(_END.match(p.text) for p in found):
        articles = _parted(found, _END)
        read = _uni
    else:
        articles = _parted(found, _COUNT)[1:]  # the first is the cover page
        read = _classic
    if not articles:
        raise RowFailed("no-articles", "no mark that parts the articles of an export")
    for article in articles:
        yield read(article)


def _parted(paragraphs: Sequence[Paragraph], mark: re.Pattern[str]) -> list[list[Paragraph]]:
    parts: list[list[Paragraph]] = [[]]
    for paragraph in paragraphs:
        if mark.match(paragraph.text):
            parts.append([])
        else:
            parts[-1].append(paragraph)
    if mark is _END and not any(_BODY.match(p.text) for p in parts[-1]):
        parts.pop()  # what follows the last end; with a body it is an article that was cut
    return parts


def _uni(article: list[Paragraph]) -> Document:
    start = next((n for n, p in enumerate(article) if _BODY.match(p.text)), len(article))
    header = _without_cover(article[:start])
    body, tail = _text_and_tail(article[start + 1 :])
    stated = {**_fields(header), **_fields(tail)}
    lines = [p.text for p in header if not _FIELD.match(p.text)]
    dated = next((n for n, line in enumerate(lines) if n > 1 and press.printed_date(line)), None)
    outlet = lines[dated - 1] if dated else (lines[1] if len(lines) > 1 else "")
    title = " ".join(lines[: dated - 1]) if dated else "".join(lines[:1])
    date = press.printed_date(lines[dated]) if dated else ""
    date = date or press.printed_date(stated.get("load-date", ""))
    return _document(title, outlet, date, stated, body)


def _classic(article: list[Paragraph]) -> Document:
    lengths = (n for n, p in enumerate(article) if _name(p) == "length")
    start = next(lengths, None)
    if start is None:
        return Document({"title": article[0].text if article else ""}, "no-text: it has no length")
    header, body_and_tail = article[: start + 1], article[start + 1 :]
    body, tail = _text_and_tail(body_and_tail)
    stated = {**_fields(header), **_fields(tail)}
    lines = [p.text for p in header if not _FIELD.match(p.text)]
    dated = next((n for n, line in enumerate(lines) if n and press.printed_date(line)), 0)
    after = lines[dated + 1 :]
    while len(after) > 1 and len(after[0]) < 60 and _EDITION.search(after[0]):
        after = after[1:]
    date = press.printed_date(lines[dated]) if dated else ""
    return _document(" ".join(after), lines[0] if lines else "", date, stated, body)


def _document(
    title: str, outlet: str, date: str, stated: dict[str, str], body: list[Paragraph]
) -> Document:
    facts = {
        "title": title,
        "authors": press.byline(stated.get("byline", "")),
        "outlet": press.outlet(outlet),
        "published": date,
        "venue": press.venue(stated.get("publication-type", "")),
        "language": press.language(stated.get("language", "")),
        **{name: stated.get(name, "") for name in ("section", "length", "highlight", "dateline")},
        "text_html": markup.fragment(body, emphasis=markup.italic),
    }
    return Document(facts, "" if body else "no-text: an article without a text, such as a picture")


def _without_cover(header: list[Paragraph]) -> list[Paragraph]:
    """Take the cover page off: the header begins with the article's title.

    The title is the last heading before the outlet, or, where nothing is set as a heading, stands
    two lines before the date.
    """
    header = header[-_LONGEST_HEADER:]
    headings = [n for n, p in enumerate(header) if p.level]
    if headings:
        return header[headings[-1] :]
    if not any(re.match(r"(?:Job Number|Documents? \(\d+\))", p.text) for p in header):
        return header
    dated = [n for n, p in enumerate(header) if press.DATE.match(p.text) and n > 1]
    return header[dated[-1] - 2 :] if dated else header


def _text_and_tail(after: list[Paragraph]) -> tuple[list[Paragraph], list[Paragraph]]:
    """Part the text of an article from the fields under it."""
    start = 0
    while start < len(after) and _name(after[start]) in ("highlight", "dateline"):
        start += 1
    end = next((n for n, p in enumerate(after) if _TAILS.match(p.text)), len(after))
    tail = after[:start] + after[end:]
    while end > start and len(after[end - 1].text) < 200 and _COPYRIGHT.match(after[end - 1].text):
        end -= 1
    return after[start:end], tail


def _name(paragraph: Paragraph) -> str:
    found = _FIELD.match(paragraph.text)
    return _NAMES.get(found["name"].lower(), found["name"].lower()) if found else ""


def _fields(paragraphs: Sequence[Paragraph]) -> dict[str, str]:
    found = ((_name(p), _FIELD.match(p.text)) for p in paragraphs)
    return {name: match["value"].strip() for name, match in reversed(list(found)) if match}


def _recognise(sample: Sample) -> bool:
    if sample.kind == "docx":
        return _has_marks(_words_of(sample.payload))
    if sample.kind == "rtf":
        return _has_marks(sample.payload)
    if sample.kind not in ("html", "text", "unknown") or "\x00" in sample.text[:100]:
        return False
    if _OLD_MARKS.search(sample.text) and _OLD_LENGTH.search(sample.text):
        return True
    return sample.kind != "html" and all(mark.search(sample.payload) for mark in _LINES)


def _has_marks(payload: bytes) -> bool:
    return b"End of Document" in payload and b"Load-Date" in payload


def _words_of(payload: bytes) -> bytes:
    try:
        with zips.Archive(payload) as archive:
            return archive.read("word/document.xml")
    except RowFailed:
        return b""


NEXIS = Importer(_read, _recognise, text="text_html")
