"""PDF: the text of its pages as paragraphs, read with pdfium in a process of its own.

What a PDF says of itself is believed where its pages bear it out: the title printed in the largest
type comes first, an author counts who is named on the pages, a date of making only where the first
page prints that month. Publishers' own metadata (XMP with PRISM, PDF/A's Dublin Core) count.
A page that is a picture holds no text: such a PDF is a row with ``no-text-layer``.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import RowFailed
from . import layout, markup, properties, references
from .importer import Document, Importer, Sample
from .markup import Paragraph, local, one_line

PATIENCE = 180  # seconds; the reader itself ends after sixty of computing
GARBLED = 0.2  # of the characters: fonts that don't say which letters they show
SCANNED = 0.5  # of the pages: pictures without text

_READER = Path(__file__).with_name("pdfium.py")
_UNREADABLE = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]")
_MADE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
_XMP = re.compile(rb"<x:xmpmeta.{0,1000000}?</x:xmpmeta>", re.DOTALL)
_BYLINE = re.compile(r"^by\s+(\S.{2,80})$", re.IGNORECASE)
_OPENING = 1_500  # characters at the start, and at the end, where an author is named
_MONTHS = "January February March April May June July August September October November December"


def _read(payload: bytes) -> Iterator[Document]:
    head, *found = _pages(payload)
    if "error" in head:
        yield Document({}, head["error"])
        return
    stated = _stated(head["info"], payload)
    if found and "error" in found[-1]:
        yield Document(_facts(stated, [], []), found[-1]["error"])
        return
    pages = layout.pages_of(found)
    if why := _unreadable(found, pages):
        yield Document(_facts(stated, pages, []), why)
        return
    paragraphs = layout.paragraphs(pages)
    facts = _facts(stated, pages, paragraphs)
    text = markup.fragment(_without_title(paragraphs, facts["title"]), emphasis=markup.italic)
    yield Document({**facts, "text_html": text})


def _pages(payload: bytes) -> list[dict[str, Any]]:
    """Read pages in another process.

    Raises:
        RowFailed: ``too-slow`` or ``crashed``.
    """
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-P", str(_READER)], input=payload, capture_output=True,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise RowFailed("too-slow", f"not read within {PATIENCE} seconds") from None
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise RowFailed("too-slow", "reading it took a minute of computing, and was not done")
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = said[-1] if said else f"signal {-done.returncode}"
        raise RowFailed("crashed", f"the reader of PDFs gave up on it: {why[:200]}")
    return [json.loads(line) for line in lines]


def _unreadable(found: Sequence[Mapping[str, Any]], pages: Sequence[layout.Page]) -> str:
    """Say why pages can't be read, as a slug and a detail; nothing if they can."""
    text = "".join(line.text for page in pages for line in page.lines)
    pictures = sum(bool(page["pictures"]) for page in found)
    if not text.strip():
        what = "pictures" if pictures else "blank"
        return f"no-text-layer: {len(pages)} pages, all {what}; recognise its text first (OCR)"
    if pictures > SCANNED * len(pages):
        return f"no-text-layer: {pictures} of {len(pages)} pages are pictures"
    lost = len(_UNREADABLE.findall(text))
    if lost > GARBLED * len(text):
        return f"garbled: {lost} of {len(text)} characters can't be told"
    return ""


def _stated(info: Mapping[str, str], payload: bytes) -> dict[str, str]:
    """Gather what the file says of itself: its properties, then its publisher's metadata."""
    made = _MADE.match(info.get("CreationDate") or "")
    created = references.iso(*(int(part or 0) for part in made.groups())) if made else ""
    stated = {"title": info.get("Title") or "", "author": info.get("Author") or "", "made": created}
    return {**stated, **_xmp(payload)}


def _xmp(payload: bytes) -> dict[str, str]:
    """Read the publisher's terms in XMP: https://www.w3.org/submissions/2020/SUBM-prism-20200910/."""
    found = _XMP.search(payload)
    if not found:
        return {}
    try:
        root = markup.parse_xml(found[0])
    except ValueError:
        return {}
    values: dict[str, str] = {}
    for element in root.iter():
        if "prismstandard.org" in str(element.tag):
            values.setdefault(local(element), one_line("".join(element.itertext())))
        for name, value in element.attrib.items():
            if "prismstandard.org" in name:
                values.setdefault(name.rpartition("}")[2], one_line(value))
    date = next((values[n] for n in ("coverDate", "publicationDate") if values.get(n)), "")
    return {
        "outlet": values.get("publicationName", ""),
        "published": references.date(date) if date else "",
        "doi": values.get("doi", ""),
    }


def _facts(
    stated: Mapping[str, str], pages: Sequence[layout.Page], paragraphs: Sequence[Paragraph]
) -> dict[str, str]:
    texts = [paragraph.text for paragraph in paragraphs]
    opening, end = " ".join(texts[:40])[:_OPENING], " ".join(texts[-20:])[-_OPENING:]
    return {
        "title": _title(stated["title"], layout.title_of(pages), opening),
        "authors": _author(stated["author"], f"{opening} {end}") or _byline(texts[:6]),
        "outlet": stated.get("outlet", ""),
        "published": stated.get("published") or _borne_out(stated["made"], opening),
        "doi": stated.get("doi", ""),
        "pages": str(len(pages)) if pages else "",
        "created": stated["made"],
    }


def _title(stated: str, printed: str, opening: str) -> str:
    """Take the title that the first page bears out; what is printed may be longer."""
    own = properties.title(stated)
    if not own or _fold(printed).startswith(_fold(own)):
        return printed or own
    return own if _fold(own) in _fold(f"{printed} {opening}") else printed or own


def _fold(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def _author(stated: str, text: str) -> str:
    """Take an author who is named on the pages."""
    named = properties.person(stated)
    people = [references.names([one]) for one in re.split(r"\s*;\s*|\s+and\s+", named) if one]
    borne_out = [one for one in people if _fold(one.split()[-1]) in _fold(text).split()]
    return "; ".join(borne_out)


def _byline(opening: Sequence[str]) -> str:
    found = (_BYLINE.match(text) for text in opening)
    return next((match[1] for match in found if match), "")


def _borne_out(made: str, opening: str) -> str:
    """Take the month in which a file was made as its date if the first page prints it."""
    if len(made) < 7:
        return ""
    year, month = made[:4], _MONTHS.split()[int(made[5:7]) - 1]
    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
    name = rf"{month[:3]}(?:{month[3:]})?\.?"
    pattern = rf"\b(?:{day}\s+)?{name}(?:\s+(?P<after>\d{{1,2}})(?!\d))?,?\s+{year}\b"
    found = re.search(pattern, opening, re.IGNORECASE)
    if not found:
        return ""
    shown = int(found["day"] or found["after"] or 0)
    return references.iso(int(year), int(made[5:7]), shown)


def _without_title(paragraphs: list[Paragraph], title: str) -> list[Paragraph]:
    """Leave out the title among the first paragraphs: it is a fact and not text."""
    for number, paragraph in enumerate(paragraphs[:4]):
        if _fold(paragraph.text) == _fold(title) and paragraph.level:
            return [*paragraphs[:number], *paragraphs[number + 1 :]]
    return paragraphs


def _recognise(sample: Sample) -> bool:
    return sample.kind == "pdf"


PDF = Importer(_read, _recognise, extensions=(".pdf",), text="text_html", whole=True)
