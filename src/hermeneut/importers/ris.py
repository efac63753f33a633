"""RIS: what reference managers and libraries export most.

Tags as Wikipedia's table of them and rispy know them: https://en.wikipedia.org/wiki/RIS_(file_format).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .. import formats
from . import references
from .importer import Document, Importer, Sample

KINDS = {
    "JOUR": "journal article", "EJOUR": "journal article", "JFULL": "journal",
    "INPR": "journal article", "MGZN": "magazine article", "NEWS": "newspaper article",
    "BLOG": "blog post", "ELEC": "web page", "ICOMM": "web page", "BOOK": "book",
    "EBOOK": "book", "EDBOOK": "book", "CHAP": "book section", "ECHAP": "book section",
    "THES": "thesis", "CONF": "conference paper", "CPAPER": "conference paper",
    "RPRT": "report", "UNPB": "manuscript", "MANSCPT": "manuscript",
    "ENCYC": "encyclopedia article",
    "DICT": "dictionary entry", "MPCT": "film", "VIDEO": "video recording",
    "SOUND": "audio recording", "ADVS": "audiovisual material", "GEN": "document",
    "PAMP": "pamphlet", "PCOMM": "letter", "SER": "serial", "SLIDE": "presentation",
}  # fmt: skip
_OPENING = re.compile(r"^TY {1,2}- ?", re.MULTILINE)
_TITLES = ("title", "primary_title", "short_title")
_OUTLETS = (
    "secondary_title", "alternate_title3", "journal_name", "alternate_title2", "alternate_title1",
    "publisher",
)  # fmt: skip
_DATES = ("date", "publication_year", "year")
_TEXTS = ("abstract", "notes_abstract")
_TAKEN = {
    "type_of_reference", "authors", "first_authors", "urls", "unknown_tag", *_TITLES, *_DATES,
    *_TEXTS, *_OUTLETS[:-1],
}  # fmt: skip
_PREFACE = 1_000  # characters that a library may put before the first entry
_TAG = re.compile(r"^([A-Z][A-Z0-9]) {1,2}-(?: |$)", re.MULTILINE)


def _read(payload: bytes) -> Iterator[Document]:
    text = formats.decode(payload).read().replace("\r\n", "\n").replace("\r", "\n")
    starts = [found.start() for found in _OPENING.finditer(text)]
    references.refuse_too_many(len(starts))
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield _entry(text[start:end])


def _entry(text: str) -> Document:
    from rispy import RisParser  # type: ignore[import-untyped]

    # one entry at a time, so that one that is malformed takes no other with it; the end may be cut
    tidy = _TAG.sub(r"\1  - ", text.removeprefix("\ufeff"))
    parser = RisParser(enforce_list_tags=False, delimiter_tags_mapping={})
    try:
        entry = parser.parse(f"{tidy}\nER  - ")[0]
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        return Document({}, f"malformed: {type(error).__name__} in an entry of RIS")
    return references.reference(_facts(entry))


def _facts(entry: dict[str, Any]) -> dict[str, str]:
    def first(*tags: str) -> str:
        found = (value for tag in tags for value in _listed(entry.get(tag)) if value.strip())
        return next(found, "")

    kind = first("type_of_reference").upper()
    authors = _listed(entry.get("authors")) or _listed(entry.get("first_authors"))
    others = {name: "; ".join(_listed(entry[name])) for name in entry if name not in _TAKEN}
    return {
        **others,
        "title": first(*_TITLES),
        "authors": references.names(authors or _listed(entry.get("secondary_authors"))),
        "outlet": first(*_OUTLETS),
        "published": references.date(first(*_DATES)),
        "url": " ".join(_listed(entry.get("urls"))),
        "form": KINDS.get(kind, kind.lower()),
        "text": first(*_TEXTS),
    }  # fmt: skip


def _listed(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []


def _recognise(sample: Sample) -> bool:
    start = _OPENING.search(sample.text)
    if start is None or start.start() > _PREFACE:
        return False
    return len(_TAG.findall(sample.text[start.start() :])) > 1


RIS = Importer(_read, _recognise, extensions=(".ris",), text=references.ABSTRACT)
