"""EPUB: each chapter is a document, in the order of the spine; the book is its outlet.

A part of the spine that the table of contents doesn't name and that has no heading goes on with the
chapter before it. What is a picture alone is no document. Format: https://www.w3.org/TR/epub-33/,
and EPUB 2's table of contents (NCX) too.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from ..errors import RowFailed
from . import markup, references
from .importer import Document, Importer, Sample
from .markup import Paragraph, local, one_line
from .zips import Archive

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
MOST_CHAPTERS = 5_000
_SHEETS = 500_000  # characters of style sheets that are looked through for italics
_CLASS = re.compile(r"\.([\w-]{1,40})\s*(?:,[^{}]{0,200})?\{([^{}]{0,500})\}")
_OBFUSCATED = ("idpf.org/2008/embedding", "ns.adobe.com/pdf/enc#RC")  # fonts alone


class _Book(NamedTuple):
    facts: dict[str, str]
    spine: list[str]
    contents: dict[str, str]  # titles by part
    classes: dict[str, str]
    locked: frozenset[str]


class _Chapter(NamedTuple):
    title: str
    paragraphs: list[Paragraph]
    error: str = ""


def _read(payload: bytes) -> Iterator[Document]:
    with Archive(payload) as archive:
        book = _opened(archive)
        count = 0
        for chapter in _chapters(archive, book):
            count += 1
            facts = {**book.facts, "title": chapter.title}
            text = markup.fragment(chapter.paragraphs)
            yield Document({**facts, "text_html": text}, chapter.error)
        if not count:
            title = book.facts["outlet"]
            yield Document({**book.facts, "title": title}, "no-text: nothing but pictures")


def _opened(archive: Archive) -> _Book:
    package = _package_of(archive)
    root = markup.parse_xml(archive.read(package))
    base = posixpath.dirname(package)
    parts, navigation, sheets = {}, "", []
    for element in root.iter():
        if local(element) != "item" or not element.get("href"):
            continue
        path = _path(base, element.get("href"))
        parts[element.get("id")] = path
        kind = element.get("media-type") or ""
        is_nav = "nav" in (element.get("properties") or "").split()
        if is_nav or (kind == "application/x-dtbncx+xml" and not navigation):
            navigation = path
        if kind == "text/css":
            sheets.append(path)
    refs = [e for e in root.iter() if local(e) == "itemref" and e.get("linear") != "no"]
    spine = [parts[ref.get("idref")] for ref in refs if ref.get("idref") in parts]
    if not spine:
        raise RowFailed("damaged", "a book whose spine names no part")
    return _Book(
        _facts(root), spine[:MOST_CHAPTERS], _contents(archive, navigation),
        _classes(archive, sheets), _locked(archive),
    )  # fmt: skip


def _package_of(archive: Archive) -> str:
    if CONTAINER in archive:
        for element in markup.parse_xml(archive.read(CONTAINER)).iter():
            if local(element) == "rootfile" and element.get("full-path"):
                return str(element.get("full-path"))
    found = sorted(name for name in archive.parts if name.endswith(".opf"))
    if not found:
        raise RowFailed("damaged", "a book without a package document")
    return found[0]


def _path(base: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(base, unquote(href.partition("#")[0])))


def _facts(root: Any) -> dict[str, str]:
    def all_of(name: str) -> list[str]:
        found = [one_line("".join(e.itertext())) for e in root.iter() if local(e) == name]
        return [text for text in found if text]

    dates = [references.date(text) for text in all_of("date")]
    return {
        "outlet": next(iter(all_of("title")), ""),
        "authors": references.names(all_of("creator")),
        "published": next((d for d in dates if "1400" <= d[:4] <= "2999"), ""),
        "language": next(iter(all_of("language")), ""),
        "publisher": next(iter(all_of("publisher")), ""),
    }


def _contents(archive: Archive, path: str) -> dict[str, str]:
    """Read the titles in a table of contents, by part; the first title of a part is its own."""
    if path not in archive:
        return {}
    try:
        root = markup.parse_xml(archive.read(path))
    except (RowFailed, ValueError):
        return {}
    found: dict[str, str] = {}
    base = posixpath.dirname(path)
    for element in root.iter():
        label, target = "", ""
        if local(element) == "navPoint":
            label = next((_all(e) for e in element if local(e) == "navLabel"), "")
            target = next((e.get("src") or "" for e in element if local(e) == "content"), "")
        elif local(element) == "a":
            label, target = _all(element), element.get("href") or ""
        if label and target:
            found.setdefault(_path(base, target), label)
    return found


def _all(element: Any) -> str:
    return one_line("".join(element.itertext()))


def _classes(archive: Archive, sheets: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sheets[:20]:
        if path in archive:
            text = archive.read(path)[:_SHEETS].decode("utf-8", "replace")
            for name, rules in _CLASS.findall(text):
                found[name] = f"{found.get(name, '')};{rules}"
    return found


def _locked(archive: Archive) -> frozenset[str]:
    """Name the parts that are encrypted; fonts that are only obfuscated don't count."""
    if ENCRYPTION not in archive:
        return frozenset()
    locked, algorithm = set(), ""
    for element in markup.parse_xml(archive.read(ENCRYPTION)).iter():
        if local(element) == "EncryptionMethod":
            algorithm = element.get("Algorithm") or ""
        elif local(element) == "CipherReference" and not any(o in algorithm for o in _OBFUSCATED):
            locked.add(posixpath.normpath(unquote(element.get("URI") or "")))
    return frozenset(locked)


def _chapters(archive: Archive, book: _Book) -> Iterator[_Chapter]:
    now: _Chapter | None = None
    for path in book.spine:
        title = book.contents.get(path, "")
        found = _part(archive, path, book)
        if found.error:
            yield from [now] if now else []
            now = found._replace(title=title)
            continue
        if not found.paragraphs:
            continue
        heading = next((p.text for p in found.paragraphs[:3] if 0 < p.level <= 3), "")
        if now is not None and not now.error and not title and not heading:
            now.paragraphs.extend(found.paragraphs)
            continue
        yield from [now] if now else []
        named = title or heading
        now = _Chapter(named, _without(found.paragraphs, named))
    yield from [now] if now else []


def _part(archive: Archive, path: str, book: _Book) -> _Chapter:
    if path in book.locked:
        return _Chapter("", [], "encrypted: the book is locked to a reader's account")
    try:
        tree = markup.parse_html(archive.read(path))
    except RowFailed as failure:
        return _Chapter("", [], str(failure))
    if tree is None:
        return _Chapter("", [])
    read = markup.html_paragraphs(tree, classes=_italics(book.classes))
    return _Chapter("", [paragraph for paragraph in read if paragraph.text])


def _italics(classes: Mapping[str, str]) -> dict[str, str]:
    return {name: rules for name, rules in classes.items() if "italic" in rules.lower()}


def _without(paragraphs: list[Paragraph], title: str) -> list[Paragraph]:
    """Leave out the heading that is the title, which is a fact and not text."""
    first = paragraphs[0]
    same = first.level and first.text.casefold() == title.casefold()
    return paragraphs[1:] if same and len(paragraphs) > 1 else paragraphs


def _recognise(sample: Sample) -> bool:
    return sample.kind == "epub"


EPUB = Importer(_read, _recognise, extensions=(".epub",), text="text_html")
