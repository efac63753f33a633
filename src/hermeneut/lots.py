"""Tables in lots: which document each row is, and a long table a few hundred rows at a time.

A table is one capture, however long. Passes see a long one in lots, so that memory stays flat;
each lot says of its rows which documents they are, which only the whole table can tell.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from . import importers
from .errors import HermeneutError
from .formats import TABLES
from .rows import Row

LOT = "lot"  # the format of a part of a table, as `cut` makes it
ROWS_A_LOT = 256
LONG = 2**20  # bytes; a shorter table is not cut


class Named(NamedTuple):
    """A row of a table, the document it is, and that document's own address if it has one."""

    row: Row
    doc_id: str
    address: str


def named_rows(
    payload: bytes,
    format: str,  # noqa: A002
    columns: Mapping[str, str],
    *,
    source: str,
) -> Iterator[Named]:
    r"""Yield the rows of a table, or of a lot of one, with the documents that they are.

    The table is read twice, first for its addresses, so that it is never held as a whole; what
    another notation holds is read once and held.

    Args:
        payload: The bytes.
        format: One of ``formats.TABLES`` or of ``importers.FORMATS``, or ``LOT``.
        columns: Which column is which field.
        source: Address of the capture, which names rows without an address of their own.

    Raises:
        HermeneutError: It is no table.
        ValueError: Likewise.

    Example:
        >>> table = b"url,text\nhttps://a.org/her,Warm.\n"
        >>> how = {"url": "url", "text": "text"}
        >>> [(n.row.number, n.address) for n in named_rows(table, "csv", how, source="file:///t")]
        [(1, 'https://a.org/her')]
    """
    if format == LOT:
        yield from _of_lot(payload)
        return
    rows: Callable[[], Iterable[Row]] = partial(importers.read, payload, format)
    if format in importers.FORMATS:
        rows = partial(iter, list(rows()))
    keys = [
        (row.number, cell(row, columns, "url"), bool(cell(row, columns, "text"))) for row in rows()
    ]
    names = importers.doc_ids(source, format, keys)
    for row, (_, address, _), name in zip(rows(), keys, names, strict=True):
        yield Named(row, name, address)


def cell(row: Row, columns: Mapping[str, str], field: str) -> str:
    """Return what a row holds for a field, without space around it."""
    return (row.values.get(columns.get(field, "")) or "").strip()


def columns_of(mapping: str | None) -> dict[str, str]:
    """Read which column is which field from a capture's mapping; empty if it can't be read."""
    return _texts_of(mapping, "map")


def stated_of(mapping: str | None) -> dict[str, str]:
    """Read what was stated of all that was added with a capture, by field."""
    return _texts_of(mapping, "stated")


def _texts_of(mapping: str | None, key: str) -> dict[str, str]:
    try:
        how = json.loads(mapping or "{}")
    except (ValueError, RecursionError):
        return {}
    given = how.get(key, {}) if isinstance(how, dict) else {}
    return {str(k): str(v) for k, v in given.items() if v} if isinstance(given, dict) else {}


def cut(capture: Mapping[str, Any], payload: bytes) -> Iterator[tuple[str, bytes]]:
    """Cut a long table into lots; whatever else comes back as it is.

    Args:
        capture: Its row of ``captures``: format, mapping, url.
        payload: Its bytes.

    Yields:
        The format of each part, and its bytes.
    """
    if capture["format"] not in TABLES or len(payload) <= LONG:
        yield capture["format"], payload
        return
    columns = columns_of(capture["mapping"])
    named = named_rows(payload, capture["format"], columns, source=capture["url"])
    try:
        some = list(islice(named, ROWS_A_LOT))
    except (HermeneutError, ValueError):
        some = []
    if not some:
        yield capture["format"], payload  # who reads it says what is wrong
    while some:
        yield LOT, b"\n".join(map(_line, some))
        some = list(islice(named, ROWS_A_LOT))


def _line(named: Named) -> bytes:
    row = named.row
    return json.dumps([row.number, row.values, row.error, named.doc_id, named.address]).encode()


def _of_lot(payload: bytes) -> Iterator[Named]:
    for line in payload.splitlines():
        number, values, error, name, address = json.loads(line)
        yield Named(Row(number, values, error), name, address)
