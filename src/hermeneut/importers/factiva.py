"""Exports of Factiva: HTML or RTF with field codes (HD, BY, PD, SN, LP, TD …), or as displayed.

The codes are those that tm.plugin.factiva reads (Bouchet-Valat, https://github.com/nalimilan/R.TeMiS);
an article shown without codes is read by its anchors: its length in words, its language, its number
("Document GRDN000020140110ea1a0003y").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from .. import formats
from ..errors import RowFailed
from . import markup, press
from .importer import Document, Importer, Sample
from .markup import Paragraph, Run, one_line

_NUMBER = re.compile(
    r"^(?:Document|Dokument|Documento)\s+(?P<number>[A-Z0-9]{2,15}\d{6}[a-z0-9]{6,12})$"
)
_NUMBERED = re.compile(rb"(?:Document|Dokument|Documento) [A-Z0-9]{2,15}\d{6}[a-z0-9]{6,12}\b")
_ARTICLE = re.compile(rb"class=[\"']article \w\wArticle")
_CODES = (
    "AN", "AU", "BY", "CLM", "CO", "CR", "CT", "CX", "CY", "ED", "ET", "GC", "HD", "IN", "IPC",
    "IPD", "LA", "LP", "NGC", "NS", "PD", "PG", "PUB", "RE", "RF", "RN", "RST", "SC", "SE", "SN",
    "TD", "VOL", "WC",
)  # fmt: skip
_CODE = re.compile(
    rf"^(?P<code>{'|'.join(_CODES)})(?:\t\s*|\s{{2,}}|\u00a0\s*|$)(?P<value>.*)$", re.DOTALL
)
_WORDS = re.compile(
    r"^[\d.,\u00a0 ]+\s*(?:words?|mots?|W\u00f6rter|Wort|palabras?|parole|parola|palavras?|woorden|"
    r"slov|слов\w*|字|語|个字)$"
)
_COPYRIGHT = re.compile(r"^(?:\(c\)|©|copyright\b)", re.IGNORECASE)
_SOURCE_CODE = re.compile(r"^[A-Z0-9]{2,8}$")
_TEXT = ("LP", "TD")


def _read(payload: bytes) -> Iterator[Document]:
    if formats.sniff(payload) == "html":
        tree = markup.parse_html(payload)
        articles = [] if tree is None else _in_html(tree)
    else:
        articles = _parted(press.paragraphs(payload, alone=_WORDS))
    count = 0
    for article in articles:
        count += 1
        codes = _by_code(article)
        yield _coded(codes) if "HD" in codes else _displayed(article)
    if not count:
        raise RowFailed("no-articles", "no mark that parts the articles of an export")


def _in_html(tree: Any) -> Iterator[list[Paragraph]]:
    """Yield the paragraphs of each article; a row of a table becomes its code, a tab, its value."""
    for article in tree.iter("div"):
        named = (article.get("class") or "").split()
        if "article" not in named or not any(n.endswith("Article") for n in named):
            continue
        rows = [row for row in article.iter("tr") if len(row) > 1]
        if not rows:
            headline = dict.fromkeys(_headlines(article), "font-weight:bold")
            yield [p for p in markup.html_paragraphs(article, classes=headline) if p.text]
            continue
        yield [paragraph for row in rows for paragraph in _of_row(row)]


def _headlines(article: Any) -> set[str]:
    """Name the classes of headlines: enHeadline, deHeadline and so on."""
    named = (name for e in article.iter() for name in (e.get("class") or "").split())
    return {name for name in named if name.endswith("Headline")}


def _of_row(row: Any) -> Iterator[Paragraph]:
    code = one_line("".join(row[0].itertext()))
    inside = [p for p in markup.html_paragraphs(row[1]) if p.text]
    first = inside[0].runs if inside else ()
    yield Paragraph((Run(f"{code}\t"), *first))
    yield from inside[1:]


def _parted(paragraphs: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    article: list[Paragraph] = []
    for paragraph in paragraphs:
        article.append(paragraph)
        raw = _raw(paragraph)
        found = _CODE.match(raw)
        last = found["value"] if found and found["code"] == "AN" else raw
        if _NUMBER.match(one_line(last)):
            yield article
            article = []
    if any(_WORDS.match(p.text) or _CODE.match(_raw(p)) for p in article):
        yield article  # an article whose end was cut off


def _raw(paragraph: Paragraph) -> str:
    return "".join(run.text for run in paragraph.runs).strip(" \n\r")


def _by_code(article: Sequence[Paragraph]) -> dict[str, list[Paragraph]]:
    """Gather paragraphs by the code that they stand under."""
    found: dict[str, list[Paragraph]] = {}
    code = ""
    for paragraph in article:
        if opens := _CODE.match(_raw(paragraph)):
            code = opens["code"]
            paragraph = _without_code(paragraph, opens.start("value"))
        if code:
            found.setdefault(code, []).append(paragraph)
    return found


def _without_code(paragraph: Paragraph, length: int) -> Paragraph:
    runs, left = [], length + len(_lead(paragraph))
    for run in paragraph.runs:
        runs.append(run._replace(text=run.text[left:]))
        left = max(left - len(run.text), 0)
    return paragraph._replace(runs=tuple(run for run in runs if run.text))


def _lead(paragraph: Paragraph) -> str:
    text = "".join(run.text for run in paragraph.runs)
    return text[: len(text) - len(text.lstrip(" \n\r"))]


def _coded(codes: dict[str, list[Paragraph]]) -> Document:
    def one(code: str) -> str:
        return " ".join(p.text for p in codes.get(code, []) if p.text)

    body = [p for code in _TEXT for p in codes.get(code, []) if p.text]
    facts = {
        "title": one("HD"),
        "authors": press.byline(one("BY") or one("AU")),
        "outlet": press.outlet(one("SN")),
        "published": press.printed_date(one("PD")),
        "language": press.language(one("LA")),
        "section": one("SE") or one("CLM"),
        "length": one("WC"),
        "pages": one("PG"),
        "edition": one("ED"),
        "publisher": one("PUB"),
        "subjects": one("NS"),
        "number": _number(one("AN")),
    }
    return _document(facts, body)


def _displayed(article: Sequence[Paragraph]) -> Document:
    """Read an article as it is shown: title, byline, length, date, outlet … copyright, text."""
    lines = [p.text for p in article]
    length = next((n for n, line in enumerate(lines) if _WORDS.match(line)), None)
    if length is None:
        return Document(
            {"title": lines[0] if lines else ""}, "malformed: an article without its length"
        )
    title, byline, section = _opening(list(article[:length]))
    number = _number(lines[-1])
    end = len(lines) - bool(number)
    after = range(length + 1, min(length + 12, end))
    spoken = next((n for n in after if _names_language(lines[n])), None)
    start = (spoken if spoken is not None else _last_fact(lines, length, end)) + 1
    head = lines[length + 1 : start]
    while start < end and _COPYRIGHT.match(lines[start]):
        start += 1
    dated = next((n for n, line in enumerate(head) if press.printed_date(line)), -1)
    named = [x for x in head[dated + 1 :] if not re.match(r"\d{1,2}:\d\d", x)]
    facts = {
        "title": title,
        "authors": press.byline(byline),
        "outlet": press.outlet(named[0]) if named else "",
        "published": press.printed_date(head[dated]) if dated >= 0 else "",
        "language": press.language(lines[spoken]) if spoken is not None else "",
        "section": section,
        "length": lines[length],
        "number": number,
    }
    return _document(facts, list(article[start:end]))


def _opening(before: list[Paragraph]) -> tuple[str, str, str]:
    """Tell title, byline and section apart in what stands above an article's length."""
    if not before:
        return "", "", ""
    bold = [n for n, p in enumerate(before) if p.bold or p.level]
    if bold:
        title = bold[0] if len(bold) == 1 else max(bold, key=lambda n: len(before[n].text))
    else:
        title = next((n for n, p in enumerate(before) if not press.is_byline(p.text)), 0)
        if len(before) > 2 or (len(before) == 2 and not press.is_byline(before[1].text)):
            # a section's name is shorter than a headline
            title = max(range(min(len(before), 2)), key=lambda n: len(before[n].text))
    section = " ".join(p.text for p in before[:title])
    return before[title].text, " ".join(p.text for p in before[title + 1 :]), section


def _names_language(line: str) -> bool:
    """Say whether a line is the name of a language: English, Chinese - Traditional."""
    return line.partition(" - ")[0].strip().lower() in press.LANGUAGES


def _last_fact(lines: Sequence[str], length: int, end: int) -> int:
    """Find where the facts end in an article that doesn't name its language."""
    last = length
    for n in range(length + 1, min(length + 10, end)):
        fact = press.printed_date(lines[n]) or _SOURCE_CODE.match(lines[n])
        if fact or _COPYRIGHT.match(lines[n]):
            last = n
    return last


def _number(text: str) -> str:
    found = _NUMBER.match(one_line(text))
    return found["number"] if found else ""


def _document(facts: dict[str, str], body: list[Paragraph]) -> Document:
    written = markup.fragment(body, emphasis=markup.italic)
    return Document({**facts, "text_html": written}, "" if body else "no-text: only its facts")


def _recognise(sample: Sample) -> bool:
    payload = sample.payload
    if sample.kind == "html":
        return b"articleParagraph" in payload and _ARTICLE.search(payload) is not None
    if sample.kind not in ("rtf", "text", "unknown", "docx") or not _NUMBERED.search(payload):
        return False
    coded = re.search(rb"\bHD\b", payload) and re.search(rb"\bWC\b", payload)
    return bool(coded) or re.search(rb"\d (?:words|mots|W|palabras|parole)", payload) is not None


FACTIVA = Importer(_read, _recognise, text="text_html")
