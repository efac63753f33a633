"""Reading sheets as spreadsheets leave them: any separator, encoding, order of columns, blank rows.

What is read is cells with their rows as a person counts them; what a value means is for
`hermeneut.coding.taking_in`.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import RowFailed, UserError
from ..formats import decode
from ..importers.zips import Archive

LARGEST = 64 * 2**20  # bytes of a file of codings
MOST_ROWS = 200_000
HEADER_ROWS = 20  # in which the names of the columns may stand
NEEDED = ("unit", "sample")
_SEPARATORS = ",;\t|"
_ESCAPED = ("=", "+", "-", "@", "\t", "\r")


class Mistake(NamedTuple):
    """Something wrong in a file of codings.

    Attributes:
        file: Its name.
        row: Which row, counted as a spreadsheet counts, from 1; 0 for the file as a whole.
        column: Which column, by its name; empty for the row as a whole.
        what: What is wrong.
        do: What to do.
    """

    file: str
    row: int
    column: str
    what: str
    do: str


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet.

    Attributes:
        file: Its name.
        columns: The names of its columns.
        rows: Row numbers, as a spreadsheet counts, with cells by column.
        mistakes: What was wrong with the file itself.
    """

    file: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[int, Mapping[str, str]], ...] = ()
    mistakes: tuple[Mistake, ...] = field(default=())


def read(path: Path) -> Sheet:
    """Read a sheet.

    Raises:
        UserError: The file isn't there, or is too large.
    """
    try:
        payload = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError as error:
        raise UserError(f"{path} can't be read: {error.strerror}", hint="is it there?") from None
    if payload is None:
        raise UserError(f"{path} is larger than {LARGEST >> 20} MB", hint="is it a sheet?")
    if payload.startswith(b"\xd0\xcf\x11\xe0"):
        return _unread(path, "an old .xls, or locked with a password", "save it as .xlsx")
    if payload.startswith(b"PK"):
        return _book(path, payload)
    return _text(path, payload)


def _unread(path: Path, what: str, do: str) -> Sheet:
    return Sheet(path.name, mistakes=(Mistake(path.name, 0, "", what, do),))


def _text(path: Path, payload: bytes) -> Sheet:
    text = decode(payload).read().replace("\x00", "\ufffd")
    if text[:4].lower() == "sep=":
        text = text.partition("\n")[2]
        first = 2
    else:
        first = 1
    csv.field_size_limit(LARGEST)
    try:
        for separator in sorted(_SEPARATORS, key=lambda s: -text[:4096].count(s)):
            if _header(itertools.islice(_parted(text, separator), HEADER_ROWS)):
                return _sheet(path, list(_parted(text, separator)), first)
    except csv.Error as error:
        return _unread(path, f"damaged: {error}", "save it again as .csv or .xlsx")
    return _unread(path, *_NO_HEADER)


_NO_HEADER = (
    f"no row names the columns {' and '.join(NEEDED)}",
    "keep the first row of the sheet as it was written",
)


def _parted(text: str, separator: str) -> Iterator[list[str]]:
    lines = io.StringIO(text, newline="")
    rows = csv.reader(lines, delimiter=separator)
    yield from itertools.islice(([_plain(c) for c in row] for row in rows), MOST_ROWS)


def _plain(text: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from running a cell."""
    return text[1:] if text[:1] == "'" and text[1:2] in _ESCAPED else text


def _header(rows: Iterable[list[str]]) -> tuple[int, list[str]] | None:
    """Find the row that names the columns, and its place from 0."""
    for at, row in enumerate(rows):
        names = [cell.strip().lstrip("\ufeff") for cell in row]
        if set(NEEDED) <= {name.casefold() for name in names}:
            return at, [name.casefold() if name.casefold() in _KNOWN else name for name in names]
    return None


_KNOWN = {"unit", "document", "before", "text", "after", "memo", "coder", "sample", "codebook"}


def _sheet(path: Path, rows: list[list[str]], first: int) -> Sheet:
    found = _header(rows[:HEADER_ROWS])
    assert found
    at, names = found
    mistakes = [
        Mistake(path.name, first + at, name, "two columns have this name", "delete one of them")
        for name in sorted({n for n in names if n and names.count(n) > 1})
    ]
    cells = tuple(
        (first + number, {n: c.strip() for n, c in zip(names, row, strict=False) if n})
        for number, row in enumerate(rows)
        if number > at and any(cell.strip() for cell in row)
    )
    return Sheet(path.name, tuple(filter(None, names)), cells, tuple(mistakes))


def _book(path: Path, payload: bytes) -> Sheet:
    """Read the sheet of a workbook that has our columns."""
    try:
        with Archive(payload) as parts:
            if "xl/workbook.xml" not in parts:
                return _unread(path, "no Excel workbook", "save it as .xlsx or .csv")
            for name in parts.parts:
                parts.read(name)  # bounded: what swells beyond is a bomb
    except RowFailed as error:
        return _unread(path, f"damaged: {error}", "save it again as .xlsx")
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(payload))
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        tables = {title: _values(sheet) for title, sheet in sheets.items()}
    except Exception as error:  # whatever it meets in damaged parts
        return _unread(path, f"damaged: {error}", "save it again as .xlsx")
    for title, rows in tables.items():
        if found := _header(rows[:HEADER_ROWS]):
            sheet = _sheet(path, rows, 1)
            extra = (*_merged(path, sheets[title], found), *_formulas(path, sheets[title], found))
            return Sheet(sheet.file, sheet.columns, sheet.rows, (*sheet.mistakes, *extra))
    told = f"none of its sheets ({', '.join(tables)}) names the columns {' and '.join(NEEDED)}"
    return _unread(path, told, "keep the sheet named coding, and its first row")


def _values(sheet: Any) -> list[list[str]]:
    rows = itertools.islice(sheet.iter_rows(values_only=True), MOST_ROWS)
    return [[_as_text(value) for value in row] for row in rows]


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _plain(str(value))


def _merged(path: Path, sheet: Any, header: tuple[int, list[str]]) -> Iterator[Mistake]:
    for area in sheet.merged_cells.ranges:
        if area.max_row > header[0] + 1:
            names = [n for n in header[1][area.min_col - 1 : area.max_col] if n]
            what = f"cells {area.coord} are merged, so only the first counts"
            yield Mistake(path.name, area.min_row, ", ".join(names), what, "unmerge them")


def _formulas(path: Path, sheet: Any, header: tuple[int, list[str]]) -> Iterator[Mistake]:
    for row in sheet.iter_rows(min_row=header[0] + 2):
        for one in row:
            name = header[1][one.column - 1] if one.column <= len(header[1]) else ""
            if (
                one.data_type == "f"
                and name
                and name not in ("document", "before", "text", "after")
            ):
                what = f"cell {one.coordinate} holds a formula"
                yield Mistake(path.name, one.row, name, what, "write its value instead")
