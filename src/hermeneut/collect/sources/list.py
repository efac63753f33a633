"""Addresses from a file in the study's folder: plain text, a table, or a list of references.

Limits: a row that names no address points to nothing that could be fetched; how many there are is
told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from ... import formats, importers, rows
from ...candidates import Candidate, Fetch, folder_file
from ...errors import UserError
from ..inquiries import services
from ..inquiries.fields import line
from . import patterns
from .dates import iso_date
from .sifting import Sieve

if TYPE_CHECKING:
    from ...design import Design

_STATED = re.compile(
    r"https?://(?:(?!\]\()[^\s<>\"`“”«»、。「」『』（）《》【】\u3000])+", re.IGNORECASE
)
_LABELLED = re.compile(r"\[([^\[\]]+)\]\(\s*$")
_REMARK = re.compile(r"^\s*#.*|\s#\s.*$")
_CONDITION = re.compile(r"(?P<column>[^=!/*]+)(?P<differs>!?)=(?P<values>[^=]*)", re.DOTALL)
_CLOSING = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True)
class AddressList:
    """What a file in the study's folder lists.

    Attributes:
        path: The file. Text: an address a line, with or without words around it, what follows a
            ``#`` being a remark. A table (CSV, TSV, JSON Lines, Parquet) with a column of
            addresses. A list of references (RIS, BibTeX, CSL-JSON, Zotero's CSV and RDF).
        keep: Conditions on a table's columns, all of which must hold: ``about=her|both`` for one
            of several values, ``duplicate_of=`` for an empty cell, ``kind!=listing`` for any other
            value. Capitals don't count. Rows that fail are kept as left out.
        columns: Which column of a table is which field, as in ``url=Link,title=Headline``; guessed
            where it is empty.
        leave_out: Patterns of addresses, each with a blank and a reason behind it.
    """

    path: str
    keep: tuple[str, ...] = ()
    columns: str = ""
    leave_out: tuple[str, ...] = ()

    name: ClassVar[str] = "list"
    rate: ClassVar[int] = 0
    independent: ClassVar[bool] = False  # who made it, and from what, isn't known

    def __post_init__(self) -> None:
        """Refuse settings that can't be meant."""
        patterns.check_path(self.path)
        _conditions(self.keep)
        _ = self._sieve

    def discover(self, design: Design, fetch: Fetch) -> Iterator[Candidate]:
        """Yield what the file lists, in its order; nothing is asked of anybody.

        Raises:
            UserError: There is no such file, it is no list, or lacks a column that is named.
        """
        return self._sieve.sift(self._listed(design), design)

    def asks(self, design: Design) -> Iterator[str]:
        """Yield what is read, and how much of it is wanted."""
        found = list(self._sieve.sift(self._listed(design), design))
        left = sum(bool(one.left_out) for one in found)
        yield f"{self.path}: {len(found)} addresses, {left} of them left out"

    @property
    def _sieve(self) -> Sieve:
        return Sieve(self.leave_out)

    def _listed(self, design: Design) -> Iterator[Candidate]:
        payload = folder_file(design.folder, self.path).read_bytes()
        if payload.startswith(b"\x1f\x8b"):
            payload = _unpacked(payload, self.path)
        table = _table(payload, self.path)
        if table is None:
            return self._in_text(payload)
        every = list(table.listed)
        if every and not any(row.values for row in every):
            raise UserError(f"{self.path} can't be read: {every[0].error}")
        named = rows.columns_of(every)
        if not self.columns and any(map(_STATED.match, named)):  # it has no header
            return self._in_text(payload)
        fields = rows.parse_mapping(self.columns, named) if self.columns else table.fields(every)
        if every and "url" not in fields:
            hint = f'columns = "url=COLUMN", with one of {", ".join(named)}'
            raise UserError(f"no column of {self.path} holds addresses", hint=hint)
        return self._in_rows(every, fields)

    def _in_text(self, payload: bytes) -> Iterator[Candidate]:
        if self.keep or self.columns:
            raise UserError(f"{self.path} is no table: keep and columns say nothing of it")
        for text in formats.decode(payload):
            for url, title in addresses_in(text):
                yield Candidate(url, self.name, self.path, title=title)

    def _in_rows(self, every: Sequence[rows.Row], fields: Mapping[str, str]) -> Iterator[Candidate]:
        columns = rows.columns_of(every)
        conditions = [c.bound(columns) for c in _conditions(self.keep)] if every else []
        useless = 0
        for row in every:
            cells = {field: row.values.get(column, "") for field, column in fields.items()}
            url = _address_of(cells["url"])
            useless += not url
            if url:
                why = next(filter(None, (c.fails(row.values) for c in conditions)), "")
                yield self._candidate(url, cells, why)
        if useless:
            services.warn(f"{self.name} {self.path}", f"{useless} rows without an address")

    def _candidate(self, url: str, cells: Mapping[str, str], why: str) -> Candidate:
        stated = cells.get("published", "")
        return Candidate(
            url,
            self.name,
            self.path,
            title=line(cells.get("title")),
            author=line(cells.get("authors")),
            outlet=line(cells.get("outlet")),
            published=iso_date(stated),
            left_out=why,
        )


def _address_of(cell: str) -> str:
    """Read the address in a cell: all of it if it is nothing else, else the first that it holds."""
    alone = not re.search(r"\s", cell.strip())
    found = patterns.address(cell) if alone else ""
    return found or next((url for url, _ in addresses_in(cell)), "")


def addresses_in(text: str) -> list[tuple[str, str]]:
    """Find the addresses in a line, each with the words that Markdown labels it by.

    A line that is nothing but an address may lack ``https://``. Punctuation behind an address, and
    brackets that open before it, are not part of it.

    Example:
        >>> addresses_in("see https://example.org/Her_(film), [A review](https://example.net/1).")
        [('https://example.org/Her_(film)', ''), ('https://example.net/1', 'A review')]
        >>> addresses_in("example.org/her # seen in May"), addresses_in("# https://example.org")
        ([('https://example.org/her', '')], [])
    """
    text = _REMARK.sub("", text.lstrip("\ufeff")).strip()
    alone = not re.search(r"\s|\]\(", text)
    if alone and (url := patterns.address(text.strip("<>\"'“”,;"))):
        return [(url, "")]
    found = []
    for match in _STATED.finditer(text):
        label = _LABELLED.search(text[: match.start()])
        if url := patterns.address(_without_marks(match[0])):
            found.append((url, line(label[1]) if label else ""))
    return found


def _without_marks(url: str) -> str:
    """Cut what closes a sentence, a quotation or a bracket that opened before the address."""
    while url:
        last = url[-1]
        opened = _CLOSING.get(last)
        if opened and url.count(last) <= url.count(opened):
            return url
        if not opened and last not in ".,;:!?'’*_|":
            return url
        url = url[:-1]
    return url


class _Condition(NamedTuple):
    column: str
    differs: bool
    values: tuple[str, ...]

    def bound(self, columns: Sequence[str]) -> _Condition:
        return self._replace(column=rows.find_column(self.column, columns))

    def fails(self, cells: Mapping[str, str]) -> str:
        """Say which cell speaks against a row; nothing if none does."""
        cell = cells.get(self.column, "").strip()
        if (cell.casefold() in self.values) != self.differs:
            return ""
        return f"filter: {self.column} is {line(cell) or 'empty'}"


class _Table(NamedTuple):
    listed: Iterable[rows.Row]
    fields: Callable[[list[rows.Row]], dict[str, str]]


def _conditions(keep: object) -> list[_Condition]:
    found = []
    for text in patterns.texts("keep", keep):
        match = _CONDITION.fullmatch(text)
        if not match:
            raise ValueError(f"keep: {text!r} is no condition; write it as about=her|both")
        values = tuple(value.strip().casefold() for value in match["values"].split("|"))
        found.append(_Condition(match["column"].strip(), bool(match["differs"]), values))
    return found


def _table(payload: bytes, path: str) -> _Table | None:
    """Read a file as a table, and find out how its columns are told; None where it is text."""
    kind = importers.recognise(payload, path)
    if kind and not importers.whole(kind):
        return _Table(importers.read(payload, kind), lambda _: importers.mapping(kind))
    sniffed = formats.sniff(payload, name=path)
    if sniffed in formats.TABLES:
        return _Table(rows.read_rows(payload, sniffed), _guessed)
    if sniffed == "html":
        raise UserError(f"{path} is a page", hint='kind = "bookmarks" reads bookmarks')
    if kind or formats.is_binary(payload[:8192]):
        raise UserError(f"{path} is no list of addresses", hint="save it as text or as a table")
    return None


def _guessed(every: list[rows.Row]) -> dict[str, str]:
    """Tell columns apart as tables of documents are; addresses may repeat and be missing here."""
    columns = rows.columns_of(every)
    fields = rows.guess_mapping(columns, every[:100])
    if "url" not in fields and columns:
        cells = {name: [row.values.get(name, "").strip() for row in every] for name in columns}
        held = {name: sum(map(bool, map(_STATED.match, cells[name]))) for name in columns}
        best = max(columns, key=lambda name: held[name])
        if held[best] * 2 > sum(map(bool, cells[best])):
            fields["url"] = best
    return fields


def _unpacked(payload: bytes, path: str) -> bytes:
    try:
        return formats.gunzip(payload, limit=formats.LARGEST_TABLE)
    except (ValueError, OverflowError) as error:
        raise UserError(f"{path} can't be unpacked: {error}") from None
