"""Rows of tables: CSV, TSV, JSON Lines and Parquet, and which column means what.

A table that is damaged is read as far as it goes: what is wrong with a row stands in its
``error``, and the row stays.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice, repeat
from typing import Any

from .errors import UserError, nearest
from .formats import TABLES, decode
from .sections import DATES, FORMS, VENUES, is_date
from .spans import writable

USERS = ("user", "username", "user_name")  # whoever signed up: of a rated text, a viewer or reader
# Names that columns have in the wild, best first: a cleaned column before the raw one.
NAMES: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "full_text", "fulltext", "body", "body_text", "body_markdown", "content",
        "article_text", "article_body", "article", "review_content", "review_text", "reviewtext",
        "review_body", "review", "passages", "paragraphs", "quote", "snippet", "excerpt",
        "comment", "comments", "post", "selftext", "abstract",
    ),
    "title": ("title", "headline", "article_title", "review_title", "post_title"),
    "authors": (
        "authors", "author", "author_name", "byline", "critic_name", "critic", "reviewer",
        "reviewer_name", "reviewername", "writer", "creator", *USERS,
    ),
    "outlet": (
        "outlet", "publisher_name", "publisher", "publication", "publication_name", "newspaper",
        "magazine", "site_name", "site", "website", "source_name", "source", "container_title",
    ),
    "published": (
        "published", "date_iso", "date_published", "published_at", "publication_date",
        "pub_date", "pubdate", "published_date", "review_date", "date", "posted", "posted_at",
        "created_at", "created_utc", "issued", "year",
    ),
    "url": (
        "url", "link", "permalink", "uri", "address", "article_url", "review_url", "page_url",
        "source_url", "web_url", "rotten_tomatoes_link",
    ),
    "rating": (
        "rating_clean", "rating", "rating_as_printed", "review_score", "score", "stars", "grade",
        "user_rating", "overall", "rating10",
    ),
    "form": ("form", "kind", "genre", "article_type", "type"),
    "venue": ("venue", "medium", "outlet_type"),
    "language": ("language", "lang", "language_code"),
    "about": (
        "about", "subject", "work", "film", "movie", "film_title", "movie_title", "film_name",
        "movie_name", "imdb_id", "title",
    ),
    "copy_of": ("copy_of", "duplicate_of", "dup_of", "copyof", "duplicateof"),
}  # fmt: skip
FIELDS = tuple(NAMES)
OF_ALL = ("about", "authors", "form", "language", "outlet", "published", "venue")
_VALUES: dict[str, Sequence[str]] = {"form": FORMS, "venue": VENUES}
_STATED: dict[str, tuple[Callable[[str], object], str]] = {
    "language": (re.compile("[a-z]{2}").fullmatch, "an ISO 639-1 code such as en"),
    "published": (is_date, DATES),
}
ALIASES = {name: wanted for wanted in reversed(NAMES) for name in NAMES[wanted]}

_SAMPLE = 65_536  # characters that the delimiter is judged by
_LARGEST_CELL = 2**31 - 1
_END = "\x00the end of the table\x00"  # read inside a row, it shows a quotation mark never closed
_AROUND_JSON = "\ufeff\x00 \t\r\n"
_SCALARS = (str, bool, int, float, type(None))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        number: From 1; the header and blank lines don't count.
        values: Cells as text, by column; an empty cell is an empty string.
        error: What is wrong with the row, as a slug and a detail; None if nothing is.
    """

    number: int
    values: dict[str, str] = field(default_factory=dict)
    error: str | None = None


def read_rows(
    payload: bytes,
    format: str,  # noqa: A002
    *,
    text_columns: Collection[str] = NAMES["text"],
) -> Iterator[Row]:
    r"""Read the rows of a table, one after another.

    Text may be UTF-8, UTF-16 or UTF-32, with or without a byte order mark; bytes that are not
    UTF-8 are read as Windows-1252, one by one. The delimiter of CSV is found out. Lone surrogates
    and NUL become U+FFFD, one for one. Numbers stand as Python prints them, dates as ISO 8601.
    Lists of texts are joined by "; ", nested values are JSON.

    Args:
        payload: The bytes of the table.
        format: One of ``formats.TABLES``.
        text_columns: Columns in which a list of texts is a list of paragraphs, joined by a blank
            line.

    Raises:
        UserError: There is no such format.

    Example:
        >>> [row.values for row in read_rows(b"critic;stars\nA. Lee;4\n", "csv")]
        [{'critic': 'A. Lee', 'stars': '4'}]
    """
    if format not in TABLES:
        raise UserError(f"{format} is no format of a table", hint=f"one of {', '.join(TABLES)}")
    if format == "parquet":
        return _parquet(payload, text_columns)
    if format == "jsonl":
        return _json_lines(payload, text_columns)
    return _delimited(payload, format)


def first_rows(payload: bytes, kind: str, *, rows: int = 100) -> list[Row]:
    """Read the first rows of a table, enough to guess by."""
    return list(islice(read_rows(payload, kind), rows))


def columns_of(rows: Iterable[Row]) -> list[str]:
    """List the columns of some rows, in the order in which they first come."""
    return list(dict.fromkeys(name for row in rows for name in row.values))


def guess_mapping(columns: Sequence[str], sample_rows: Sequence[Row]) -> dict[str, str]:
    """Guess which column is which field, by its name and by what stands in it.

    A column is an address only if its cells look like addresses and hardly repeat, a form only if
    they name forms, a date only if they hold digits. A column serves one field.

    Returns:
        Columns, by field; fields for which there is none are left out.

    Example:
        >>> guess_mapping(["critic_name", "review_content", "review_score"], [])
        {'text': 'review_content', 'authors': 'critic_name', 'rating': 'review_score'}
    """
    by_name = {_plain_name(column): column for column in reversed(columns)}
    mapping: dict[str, str] = {}
    for wanted, names in NAMES.items():
        for column in (by_name[name] for name in names if name in by_name):
            cells = [c for row in sample_rows if (c := row.values.get(column, "").strip())]
            fits = _FITS.get(wanted)
            if column not in mapping.values() and (not cells or not fits or fits(cells)):
                mapping[wanted] = column
                break
    return mapping


def parse_mapping(text: str, columns: Sequence[str]) -> dict[str, str]:
    """Read a mapping that a person wrote: ``field=column``, parted by commas.

    A column whose name holds a comma is put in double quotes with its field.

    Raises:
        UserError: A field or column that isn't there, with the nearest one.

    Example:
        >>> parse_mapping("text=Review, author=Critic", ["Critic", "Review"])
        {'text': 'Review', 'authors': 'Critic'}
    """
    mapping: dict[str, str] = {}
    for part in next(csv.reader([text], skipinitialspace=True), []):
        name, equals, column = (p.strip() for p in part.partition("="))
        if not part.strip():
            continue
        if not equals:
            raise UserError(f"{part.strip()!r} says no column", hint="text=COLUMN,authors=COLUMN")
        wanted = ALIASES.get(name.lower(), name.lower())
        mapping[_known(wanted, FIELDS, "field", "fields")] = find_column(column, columns)
    return mapping


def parse_stated(text: str) -> dict[str, str]:
    """Read what a person says of all that is added: ``field=value``, parted by commas.

    A value that holds a comma is put in double quotes with its field.

    Raises:
        UserError: A field that can't be one value for all, or a value that the field can't have.

    Example:
        >>> parse_stated("about=work, form=Capsule")
        {'about': 'work', 'form': 'capsule'}
    """
    stated: dict[str, str] = {}
    for part in next(csv.reader([text], skipinitialspace=True), []):
        name, equals, value = (p.strip() for p in part.partition("="))
        if not part.strip():
            continue
        if not equals or not value:
            raise UserError(f"{part.strip()!r} says no value", hint="about=work,form=review")
        wanted = ALIASES.get(name.lower(), name.lower())
        wanted = _known(wanted, OF_ALL, "field to say of all", "fields")
        if known := _VALUES.get(wanted):
            value = _known(value.lower(), known, wanted, f"{wanted}s")
        fits = _STATED.get(wanted)
        if fits and not fits[0](value):
            raise UserError(f"{wanted} can't be {value[:60]!r}", hint=fits[1])
        stated[wanted] = value
    return stated


def find_column(name: str, columns: Sequence[str]) -> str:
    """Find a column by its name, whatever its case.

    Raises:
        UserError: There is none, with the nearest one.
    """
    if name in columns:
        return name
    folded = {column.casefold(): column for column in columns}
    return folded.get(name.casefold()) or _known(name, columns, "column", "columns")


def _delimited(payload: bytes, kind: str) -> Iterator[Row]:
    csv.field_size_limit(max(csv.field_size_limit(), _LARGEST_CELL))
    reader = _reader(decode(payload).read(_SAMPLE), kind)
    cells = reader(chain(decode(payload), ("\n", _END + "\n")))
    rows = (row for row in cells if row not in ([], [_END]))
    header = _header([writable(name) for name in next(rows, [])])
    for number, row in enumerate(rows, 1):
        yield _as_row(number, row, header)


def _reader(sample: str, kind: str) -> Callable[[Iterable[str]], Iterator[list[str]]]:
    """Choose the delimiter that parts the sample into the most even rows."""
    cut = len(sample) == _SAMPLE
    order = "\t,;|" if kind == "tsv" else ",;\t|"
    quoted = {d: d != "\t" or _quotes_close(sample, cut=cut) for d in order}
    readers = [
        partial(csv.reader, delimiter=d, quoting=csv.QUOTE_MINIMAL if q else csv.QUOTE_NONE)
        for d, q in quoted.items()
    ]
    return max(readers, key=lambda reader: _evenness(list(reader(io.StringIO(sample, "")))))


def _quotes_close(sample: str, *, cut: bool) -> bool:
    """Say whether cells between tabs that open with a quotation mark are closed by one."""
    cells = re.split(r"[\t\r\n]", sample)
    opened = sum(cell.startswith('"') for cell in cells)
    closed = sum(cell.endswith('"') for cell in cells)
    return bool(abs(opened - closed) <= cut)


def _evenness(rows: list[list[str]]) -> tuple[float, int]:
    """Measure which part of the rows is as wide as the header, then how wide that is."""
    rows = [row for row in rows if row]
    if not rows or len(rows[0]) < 2:
        return 0.0, 0
    return sum(len(row) == len(rows[0]) for row in rows) / len(rows), len(rows[0])


def _header(names: list[str]) -> list[str]:
    """Name every column, and each differently."""
    seen: dict[str, int] = {}
    header = []
    for number, name in enumerate(names, 1):
        name = name.strip().removeprefix("\ufeff") or f"column_{number}"
        seen[name] = seen.get(name, 0) + 1
        header.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return header


def _as_row(number: int, cells: list[str], header: list[str]) -> Row:
    error = None
    if len(cells) != len(header):
        error = f"ragged: {len(cells)} cells, {len(header)} columns"
    if _END in cells[-1]:
        cells[-1] = cells[-1].splitlines()[0]
        error = "unclosed-quote: what follows the opening mark was not read"
    names = header + [f"column_{n}" for n in range(len(header) + 1, len(cells) + 1)]
    filled = chain(map(writable, cells), repeat(""))
    return Row(number, dict(zip(names, filled, strict=False)), error)


def _json_lines(payload: bytes, text_columns: Collection[str]) -> Iterator[Row]:
    lines = (line.strip(_AROUND_JSON) for line in decode(payload))
    for number, line in enumerate(filter(None, lines), 1):
        try:
            values = json.loads(line)
            if not isinstance(values, dict):
                raise ValueError(f"a {type(values).__name__}, not an object")
            yield Row(number, _cells(values, text_columns))
        except (ValueError, RecursionError) as error:
            yield Row(number, {}, f"not-json: {error}")


def _cells(values: Mapping[str, Any], text_columns: Collection[str]) -> dict[str, str]:
    return {
        writable(str(name)): writable(_cell(value, "\n\n" if name in text_columns else "; "))
        for name, value in values.items()
    }


def _cell(value: Any, joint: str) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return decode(value).read()
    if isinstance(value, list) and all(isinstance(part, _SCALARS) for part in value):
        return joint.join(cell for part in value if (cell := _cell(part, joint)))
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _parquet(payload: bytes, text_columns: Collection[str]) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        table = pq.ParquetFile(pa.BufferReader(payload))
        for batch in table.iter_batches(batch_size=1024):
            for values in _to_microseconds(batch).to_pylist():
                number += 1
                yield Row(number, _cells(values, text_columns))
    except (pa.ArrowException, OSError, ValueError, UnicodeError, OverflowError) as error:
        yield Row(number + 1, {}, f"not-parquet: {str(error).splitlines()[0]}")


def _to_microseconds(batch: Any) -> Any:
    """Cut nanoseconds, which Python's dates don't have."""
    import pyarrow as pa

    fine = [pa.types.is_timestamp(f.type) and f.type.unit == "ns" for f in batch.schema]
    kinds = [
        pa.field(f.name, pa.timestamp("us", f.type.tz) if ns else f.type)
        for f, ns in zip(batch.schema, fine, strict=True)
    ]
    return batch.cast(pa.schema(kinds), safe=False) if any(fine) else batch


def _plain_name(column: str) -> str:
    """Write ``Review Date`` and ``reviewDate`` as ``review_date``."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", column.strip())
    return re.sub(r"[^a-z0-9]+", "_", parted.lower()).strip("_")


def _share(cells: Sequence[str], pattern: str) -> float:
    return sum(bool(re.search(pattern, cell, re.IGNORECASE)) for cell in cells) / len(cells)


def _varied(cells: Sequence[str]) -> float:
    return len(set(cells)) / len(cells)


_ADDRESS = r"^(?:(?:https?:|file:)?//|www\.)"
_FORM = r"\b(?:" + "|".join(" ".join(FORMS).split()) + r")\b"
_FITS: dict[str, Callable[[Sequence[str]], bool]] = {
    "url": lambda cells: _share(cells, _ADDRESS) >= 0.9 and _varied(cells) >= 0.9,
    "copy_of": lambda cells: _share(cells, _ADDRESS) >= 0.5,
    "form": lambda cells: _share(cells, _FORM) >= 0.5,
    "published": lambda cells: _share(cells, r"\d") >= 0.5,
    "title": lambda cells: _varied(cells) >= 0.5,  # else it names what is written about
    "language": lambda cells: max(map(len, cells)) <= 20,
}


def _known(name: str, known: Sequence[str], one: str, many: str) -> str:
    if name in known:
        return name
    raise UserError(f"no {one} named {name!r}", hint=nearest(name, known, named=many))
