"""Importers: documents in other notations, read as rows of a table.

A file of Word, a bibliography, an export of a press archive: each is a table of documents written
in another way. An importer yields rows whose columns have the names of ``rows.FIELDS``, so that
what works for CSV works for them: previews, codings, reading. Other columns keep their names.

What came in stays as it came, byte for byte; importing is done each time it is read. One notation
is one file here, registered under ``hermeneut.importers``; a plug-in adds its own in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from typing import cast

from .. import formats, registry, rows
from ..addresses import doc_id, doc_ids_of_rows
from ..errors import RowFailed, UserError
from ..spans import writable
from .importer import Document, Importer, Sample

__all__ = [
    "FORMATS", "Document", "Importer", "Sample", "doc_ids", "mapping", "read", "recognise", "whole",
]  # fmt: skip

FORMATS = tuple(registry.entries("importers"))


def read(payload: bytes, format: str) -> Iterator[rows.Row]:  # noqa: A002
    r"""Read the documents in some bytes as rows of a table.

    Lone surrogates and NUL become U+FFFD. Bytes that can't be read, and a document among others
    that can't, are a row whose ``error`` says why; nothing that stands in the bytes raises.

    Args:
        payload: The bytes, decompressed.
        format: One of `FORMATS`, or a table's.

    Raises:
        UserError: There is no such format.

    Example:
        >>> entry = b"TY  - NEWS\nTI  - Two voices\nAU  - Lee, Ana\nPY  - 2014\nER  - \n"
        >>> [row.values["authors"] for row in read(entry, "ris")]
        ['Ana Lee']
    """
    if format in formats.TABLES:
        return rows.read_rows(payload, format)
    return _imported(_importer(format), payload)


def recognise(payload: bytes, name: str = "") -> str:
    """Tell the notation of some bytes: by what stands in them, then by a file's name.

    Args:
        payload: All the bytes, or the first 64 KiB: enough for most notations.
        name: The file's, with or without ``.gz``.

    Returns:
        One of `FORMATS`, or nothing.

    Example:
        >>> recognise(b"@book{a, title = {Her}}"), recognise(b"", "refs.RIS"), recognise(b"Her.")
        ('bibtex', 'ris', '')
    """
    sample = Sample(payload)
    for kind, importer in _importers().items():
        if importer.recognise(sample):
            return kind
    path = PurePosixPath(name.lower().removesuffix(".gz"))
    return next((k for k, i in _importers().items() if path.suffix in i.extensions), "")


def mapping(format: str) -> dict[str, str]:  # noqa: A002
    """Say which column of a format is which field, as `rows.guess_mapping` says it for a table.

    Example:
        >>> mapping("ris")["text"], mapping("docx")["text"], mapping("ris")["outlet"]
        ('abstract', 'text_html', 'outlet')
    """
    return {field: field for field in rows.FIELDS} | {"text": _importer(format).text}


def whole(format: str) -> bool:  # noqa: A002
    """Say whether bytes of a format are one document, not a list of them."""
    return format in FORMATS and _importer(format).whole


def doc_ids(source_url: str, format: str, rows: Sequence[tuple[int, str, bool]]) -> list[str]:  # noqa: A002
    """Name the documents in rows: a file that is one document by its address, others by theirs.

    Args:
        source_url: Address of the capture.
        format: Of the capture.
        rows: For each row its number, its address (or nothing), and whether it has a text.
    """
    if whole(format):
        return [doc_id(source_url)] * len(rows)
    return doc_ids_of_rows(source_url, rows)


def _importer(kind: str) -> Importer:
    found = _importers().get(kind)
    if found is None:
        known = ", ".join([*formats.TABLES, *FORMATS])
        raise UserError(f"{kind} is no format of a list of documents", hint=f"one of {known}")
    return found


@lru_cache(maxsize=1)
def _importers() -> dict[str, Importer]:
    """Load the importers; exports come before the files that they may be saved as."""
    loaded = {name: cast(Importer, registry.load("importers", name)) for name in FORMATS}
    return dict(sorted(loaded.items(), key=lambda entry: (entry[1].whole, entry[0])))


def _imported(importer: Importer, payload: bytes) -> Iterator[rows.Row]:
    number = 0
    try:
        for number, document in enumerate(importer.read(payload), 1):
            yield rows.Row(number, _cells(document), writable(document.error) or None)
        if not number:
            yield rows.Row(1, {}, "empty: no document in it")
    except RowFailed as failure:
        yield rows.Row(number + 1, {}, writable(str(failure)))
    except Exception as error:  # whatever a parser meets in damaged bytes
        said = next(iter(str(error).splitlines()), "")
        yield rows.Row(number + 1, {}, writable(f"damaged: {said or type(error).__name__}"))


def _cells(document: Document) -> dict[str, str]:
    """Set out a document's facts: the fields in their order, then whatever else it has."""
    names = [name for name in rows.FIELDS if name in document.facts]
    names += [name for name in document.facts if name not in rows.NAMES]
    cells = ((name, document.facts[name]) for name in names)
    return {writable(name): writable(value) for name, value in cells if value}
