"""How a capture becomes documents: a page is one; tables, exports and books hold many.

Shared by the passes that read text and facts, so that both see the same documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from .. import formats, importers, lots
from ..addresses import doc_id
from ..errors import HermeneutError, RowFailed
from ..rows import USERS, Row
from .encoding import decode
from .frontmatter import Facts, split
from .markup import MAX_BYTES, looks_like_markup, parse
from .sources import Page

# The columns of captures that `pieces_of` looks at.
READS = (
    "capture_id", "url", "fetched_at", "content_type", "format", "mapping", "error", "payload",
)  # fmt: skip
_SCALE = re.compile(r"[^\W\d]_?(5|10|20|100)$")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
LISTS = frozenset({*formats.TABLES, *importers.FORMATS, lots.LOT})  # what is read as rows


@dataclass(frozen=True)
class Piece:
    """One document of a capture, decoded but not yet read.

    Attributes:
        doc_id: Names the document.
        capture_id: The capture it is in.
        url: Its address.
        fetched_at: When it was captured.
        number: Row of the table, from 1; ``None`` for a page or a file that is one document.
        kind: What the body is: html, fragment, markdown, text, or none where a row has no text.
        body: Decoded; empty where there is trouble.
        columns: What the columns of its row state, by field.
        front: What its front matter states, by key.
        stated: What whoever added it said of all that was added with it, by field.
        abstract: Whether the body is the summary of a work, not its text.
        trouble: Why it can't be read, and what was seen; ``None`` when it can.
    """

    doc_id: str
    capture_id: str
    url: str | None
    fetched_at: str | None = None
    number: int | None = None
    kind: str = "none"
    body: str = field(default="", repr=False)
    columns: Facts = field(default_factory=dict)
    front: Facts = field(default_factory=dict)
    stated: Facts = field(default_factory=dict)
    abstract: bool = False
    trouble: tuple[str, str] | None = None

    @property
    def is_text(self) -> bool:
        """Say whether the body is text as a person wrote it, not a page."""
        return self.kind in ("text", "markdown", "fragment") and not self.trouble

    @cached_property
    def page(self) -> Page | None:
        """Return the parsed page; ``None`` where there is none or it won't parse."""
        if self.kind != "html" or self.trouble:
            return None
        try:
            return Page(parse(self.body), self.url)
        except RowFailed:
            return None


_UNSEEN = "it was not captured"
_UNREAD = {  # what is kept, and can't be read; all else was not captured
    "empty": "there is nothing in it",
    "binary": "it holds no text",
    "format": "its notation isn't known: save it as text, HTML, PDF or Word",
    "too-large": "it is too long to be read: split it into smaller files",
    "damaged": "it can't be opened: save it, or download it, once more",
    "truncated-archive": "the file ends in the midst of it: download the file once more",
}


def pieces_of(capture: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield the documents of a capture; one that can't be read is a piece with its trouble.

    Args:
        capture: A row of `captures` with its payload.

    Example:
        >>> page = {"capture_id": "c", "url": "https://example.org/her", "format": "text",
        ...         "payload": b"A film."}
        >>> [(p.kind, p.body) for p in pieces_of(page)]
        [('text', 'A film.')]
    """
    whole = Piece(
        doc_id=doc_id(capture["url"]),
        capture_id=capture["capture_id"],
        url=capture["url"],
        fetched_at=capture.get("fetched_at"),
        stated={k: (v,) for k, v in lots.stated_of(capture.get("mapping")).items()},
    )
    payload = capture.get("payload")
    if capture.get("error"):
        yield _troubled(whole, capture["error"], _UNREAD.get(capture["error"], _UNSEEN))
    elif payload is None:
        yield _troubled(whole, "no-payload", "the capture holds no bytes")
    elif len(payload) > MAX_BYTES and capture.get("format") not in LISTS:
        yield _troubled(whole, "too-large", f"{len(payload)} bytes; {MAX_BYTES} are read")
    elif capture.get("format") in LISTS:
        yield from _rows(whole, capture, payload)
    else:
        yield _page(whole, capture, payload)


def _troubled(piece: Piece, slug: str, seen: str) -> Piece:
    return _with(piece, trouble=(slug, seen))


def _with(piece: Piece, **changes: Any) -> Piece:
    return replace(piece, **changes)


def _page(whole: Piece, capture: Mapping[str, Any], payload: bytes) -> Piece:
    try:
        text = decode(payload, capture.get("content_type")).text
    except RowFailed as failure:
        return _troubled(whole, failure.slug, failure.detail)
    kind = capture.get("format") or "unknown"
    if kind == "markdown":
        fronted = split(text)
        return _with(whole, kind="markdown", body=fronted.body, front=fronted.facts)
    if kind == "unknown":
        kind = "html" if _is_page(text) else "text"
    return _with(whole, kind=kind, body=text)


def _is_page(text: str) -> bool:
    head = text[:2000].lower()
    return "<html" in head or "<!doctype html" in head or "<body" in head


def _rows(whole: Piece, capture: Mapping[str, Any], payload: bytes) -> Iterator[Piece]:
    kind, columns = capture["format"], lots.columns_of(capture.get("mapping"))
    if imported := kind in importers.FORMATS:
        columns = {**importers.mapping(kind), **columns}
    alone = importers.whole(kind)
    named = lots.named_rows(payload, kind, columns, source=whole.url or "")
    empty = True
    try:
        for row, name, address in named:
            empty = False
            piece = _imported(whole, row, columns) if imported else _row(whole, row, columns)
            url = whole.url if alone else address or whole.url
            yield _with(piece, doc_id=name, url=url, number=None if alone else row.number)
    except (HermeneutError, ValueError) as failure:
        yield _troubled(whole, "not-a-table", str(failure))
        return
    if empty:
        yield _troubled(whole, "empty", "the table has no rows")


def _imported(whole: Piece, row: Row, columns: Mapping[str, str]) -> Piece:
    """Take a document that an importer read; one without a text still has its facts."""
    piece = _row(whole, replace(row, error=None), columns)
    if not row.error:
        return piece
    slug, _, seen = row.error.partition(": ")
    return _with(piece, kind="none", body="", trouble=(slug, seen))


def _row(whole: Piece, row: Row, columns: Mapping[str, str]) -> Piece:
    if row.error:
        return _with(whole, number=row.number, trouble=("bad-row", row.error))
    stated = {
        name: (row.values[column],)
        for name, column in columns.items()
        if name != "text" and row.values.get(column)
    }
    if "rating" in stated:
        stated["rating"] = (_on_scale(stated["rating"][0], columns["rating"]),)
    if "rating" in columns and columns.get("authors", "").lower() in USERS:
        stated.setdefault("form", ("user review",))
    text = row.values.get(columns.get("text", "")) or ""
    column = columns.get("text", "").lower()
    front: Facts = {}
    kind = "none"
    if text.strip():
        kind = _kind_of_column(column, text)
        if kind == "markdown":
            fronted = split(text)
            text, front = fronted.body, fronted.facts
    return _with(
        whole,
        number=row.number,
        kind=kind,
        body=text,
        columns=stated,
        front=front,
        abstract=column == "abstract",
    )


def _on_scale(rating: str, column: str) -> str:
    """Give a bare number the scale that its column's name ends with: ``rating10``."""
    scale = _SCALE.search(column)
    return f"{rating}/{scale[1]}" if scale and _NUMBER.fullmatch(rating.strip()) else rating


def _kind_of_column(column: str, text: str) -> str:
    """A column's name says what its texts are written in; marks of HTML are seen."""
    if "markdown" in column or column.endswith("_md") or column == "md":
        return "markdown"
    if column.endswith("html") and _is_page(text):
        return "html"
    return "fragment" if column.endswith("html") or looks_like_markup(text) else "text"
