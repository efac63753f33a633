"""Zotero's CSV: its own columns, which are the same in every language.

Source: https://www.zotero.org/support/kb/exporting, and the translator "CSV" of Zotero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .. import rows
from . import references
from .importer import Document, Importer, Sample

_COLUMNS = {"Key", "Item Type", "Publication Year", "Author", "Title", "Publication Title", "DOI"}
_OUTLETS = ("Publication Title", "Conference Name", "Series Title", "Publisher", "University")
_TAKEN = {
    "Title", "Author", "Date", "Publication Year", "Url", "Item Type", "Language", "Abstract Note",
    "DOI", "Publication Title", "File Attachments",
}  # fmt: skip


def _read(payload: bytes) -> Iterator[Document]:
    for row in rows.read_rows(payload, "csv"):
        if row.error:
            yield Document({}, row.error)
        else:
            yield references.reference(_facts(row.values))


def _facts(cells: Mapping[str, str]) -> dict[str, str]:
    def first(*columns: str) -> str:
        return next((cells[name] for name in columns if cells.get(name, "").strip()), "")

    return {
        **{name: value for name, value in cells.items() if name not in _TAKEN},
        "title": first("Title"),
        "authors": references.names(first("Author", "Editor").split(";")),
        "outlet": first(*_OUTLETS),
        "published": references.date(first("Date", "Publication Year")),
        "url": first("Url"),
        "form": references.words(first("Item Type")),
        "language": first("Language"),
        "text": first("Abstract Note"),
        "doi": first("DOI"),
    }  # fmt: skip


def _recognise(sample: Sample) -> bool:
    line = sample.text.split("\n", 1)[0]
    return {name.strip().strip('"') for name in line.split(",")} >= _COLUMNS


ZOTERO_CSV = Importer(_read, _recognise, text=references.ABSTRACT)
