"""Files and folders → captures: what a person has on disk, taken in byte for byte.

A file's address is ``file:///`` and its name relative to what was named on the command line, so
that no private folder shows in a study; another file of the same name gets the first eight digits
of its SHA-256 as a query. Compressed files are kept compressed, and reading undoes it. What can't
be read is a capture with a reason; what is no evidence at all is refused with a reason.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pyarrow as pa

from .. import formats, importers, lots, rows
from ..captures import Capture
from ..errors import RowFailed, UserError
from ..importers import wacz
from .evidence import warc

LARGEST_FILE = formats.LARGEST_TABLE  # bytes; WARC and ARC are read in passing and may be larger
LARGEST_KEPT = formats.LARGEST_PAYLOAD  # bytes of a text that is kept though it is too long to read

_STUDY = frozenset(
    ("study.toml", "FORMAT", "archive", "tables", "index", "judgements.sqlite", "heads", "report")
)
_GZIP = b"\x1f\x8b"
_SAMPLE = 100  # rows, enough to guess by
_NEEDED = {"text", "url", "title"}  # a row with none of these says nothing of a document

REASONS = {
    "missing": "there is no such file",
    "unreadable": "you may not read it",
    "hidden": "its name begins with a dot; name it itself to add it",
    "outside": "the link leads out of the folder; name the file itself to add it",
    "link": "a link to a folder; name the folder itself to add it",
    "page-parts": "pictures and scripts of a saved page; name the folder itself to add it",
    "study": "part of a study; name the file itself to add it",
    "special": "neither a file nor a folder",
    "format": "not read: save it as text, Markdown, HTML, PDF, Word (.docx), WARC or CSV",
    "too-large": "split it into smaller files",
    "no-captures": "a WARC without any response or resource",
    "damaged": "it can't be opened: download it, or save it, once more",
    "encrypted": "it asks for a password: save it without",
}


class Refused(NamedTuple):
    """A file that was not taken in: which, why as a slug, and what to do."""

    path: str
    slug: str
    advice: str


@dataclass(frozen=True)
class Added:
    """What came of adding files.

    Attributes:
        added: The new captures, as rows of ``captures``; some have an ``error``.
        already: How many captures were there before, byte for byte.
        refused: What was not taken in, and why.
    """

    added: tuple[Mapping[str, Any], ...]
    already: int
    refused: tuple[Refused, ...]


@dataclass(frozen=True)
class Preview:
    """How a table, or a list of documents, would be read.

    Attributes:
        columns: What its columns are called.
        guess: Which of them is taken for which field.
        first_rows: Five at most.
    """

    columns: tuple[str, ...]
    guess: Mapping[str, str]
    first_rows: tuple[rows.Row, ...]


class Coded(NamedTuple):
    """One judgement that a table holds."""

    row: int
    doc_id: str
    variable: str
    value: str


class _Refusal(Exception):
    """What stops a file from being taken in."""

    def __init__(self, slug: str, advice: str = "") -> None:
        super().__init__(slug)
        self.slug, self.advice = slug, advice or REASONS[slug]


def add(
    paths: Iterable[Path],
    archive: Path,
    *,
    mapping: Mapping[str, Any] | None = None,
    now: Callable[[], datetime],
    known: Iterable[str],
) -> Added:
    """Take files and folders into an archive.

    Args:
        paths: Files and folders; folders are walked in the order of names.
        archive: The folder of the archive.
        mapping: For tables: ``{"map": {field: column}, "code": {"columns": [...], "coder": …,
            "kind": "machine" or "person"}}``; without ``map`` it is guessed for each table. For
            all files: ``"stated"``, values of all their documents, by field.
        now: The clock.
        known: What is in the archive already, as `known_of` says.

    Raises:
        TryAgain: The disk is full, or someone else writes to this archive.
    """
    adding = _Adding(known, mapping)
    with warc.WarcWriter(archive, now=now) as writer:
        for path, name in adding.walk(paths):
            try:
                adding.take(path, name, writer)
            except _Refusal as why:
                adding.refuse(path, why.slug, why.advice)
            except OSError:
                adding.refuse(path, "unreadable" if path.exists() else "missing")
    return Added(tuple(adding.added), adding.already, tuple(adding.refused))


def known_of(captures: pa.Table) -> set[str]:
    """Say what is known already, from the table of captures."""
    columns = captures.select(["url", "digest", "mapping"]).to_pydict().values()
    return {key for row in zip(*columns, strict=True) for key in _keys(*row)}


def preview(path: Path) -> Preview:
    """Show how a table, or a list of documents in another notation, would be read.

    Raises:
        UserError: It is neither, or can't be read.
    """
    try:
        _, payload, kind = _opened(path, path.name)
    except (_Refusal, OSError) as why:
        raise UserError(f"{path}: {getattr(why, 'advice', why)}") from None
    if kind not in formats.TABLES and kind not in importers.FORMATS:
        raise UserError(f"{path} is no table", hint="CSV, TSV, JSON Lines or Parquet")
    sample = list(islice(importers.read(payload, kind), _SAMPLE))
    columns = rows.columns_of(sample)
    return Preview(tuple(columns), _guess(kind, columns, sample), tuple(sample[:5]))


def _guess(kind: str, columns: Sequence[str], sample: Sequence[rows.Row]) -> dict[str, str]:
    if kind in importers.FORMATS:
        return {field: name for field, name in importers.mapping(kind).items() if name in columns}
    return rows.guess_mapping(columns, sample)


def coded_values(
    payload: bytes,
    format: str,  # noqa: A002
    mapping: Mapping[str, Any],
    *,
    source: str,
) -> Iterator[Coded]:
    r"""Yield the judgements that the coded columns of a table hold.

    An empty cell is no judgement. Semicolons part several values of one variable. Rows with an
    error give none, since their cells may stand in the wrong columns.

    Args:
        payload: The table, decompressed.
        format: One of ``formats.TABLES`` or of ``importers.FORMATS``.
        mapping: As stored with the capture, read from JSON.
        source: Address of the capture, which names rows without an address of their own.

    Example:
        >>> table = b"url,themes\nhttps://a.org/1,loneliness; intimacy\n"
        >>> how = {"map": {"url": "url"}, "code": {"columns": ["themes"]}}
        >>> [c.value for c in coded_values(table, "csv", how, source="file:///t.csv")]
        ['loneliness', 'intimacy']
    """
    variables: Sequence[str] = (mapping.get("code") or {}).get("columns") or ()
    columns = {**_identity(format), **(mapping.get("map") or {})}
    for row, document, _ in lots.named_rows(payload, format, columns, source=source):
        for variable in () if row.error else variables:
            for value in _values(row.values.get(variable, "")):
                yield Coded(row.number, document, variable, value)


def _identity(kind: str) -> dict[str, str]:
    return importers.mapping(kind) if kind in importers.FORMATS else {}


def _values(cell: str) -> Iterable[str]:
    return dict.fromkeys(value for part in cell.split(";") if (value := part.strip()))


class _Opened(NamedTuple):
    stored: bytes
    payload: bytes  # decompressed
    kind: str


class _Adding:
    """What one call of `add` has seen so far."""

    def __init__(self, known: Iterable[str], mapping: Mapping[str, Any] | None) -> None:
        self.known, self.mapping = set(known), mapping
        self.urls = {key.split(" ")[1] for key in self.known}
        self.added: list[Mapping[str, Any]] = []
        self.refused: list[Refused] = []
        self.already = 0

    def refuse(self, path: Path, slug: str, advice: str = "") -> None:
        self.refused.append(Refused(str(path), slug, advice or REASONS[slug]))

    def take(self, path: Path, name: str, writer: warc.WarcWriter) -> None:
        """Write what is new in a file."""
        with path.open("rb") as file:
            head = file.read(4096)
        if warc.is_warc(head, name) or warc.is_arc(head):
            self._take_archive(warc.sources(path), writer)
            return
        if wacz.is_wacz(path):
            inside = (capture for part in wacz.warcs(path) for capture in warc.sources(part))
            self._take_archive(inside, writer)
            return
        capture = self._placed(_captured(_opened(path, name), name, self.mapping))
        self._write(capture, writer, again=bool(self.mapping))

    def _take_archive(self, inside: Iterable[Capture], writer: warc.WarcWriter) -> None:
        capture = None
        try:
            for capture in inside:
                said = _with_stated(capture.mapping or "", self.mapping)
                self._write(
                    replace(capture, mapping=said), writer, again="stated" in (self.mapping or {})
                )
        except RowFailed as failure:
            raise _Refusal(failure.slug, REASONS.get(failure.slug, str(failure))) from None
        if capture is None:
            raise _Refusal("no-captures")

    def _write(self, capture: Capture, writer: warc.WarcWriter, *, again: bool) -> None:
        """Write a capture that isn't known; with ``again`` also one known by another mapping."""
        plain, *mapped = _keys(capture.url, capture.digest, capture.mapping)
        if plain in self.known and not (again and mapped and mapped[0] not in self.known):
            self.already += 1
            return
        self.added.append(writer.write(capture))
        self.known.update((plain, *mapped))
        self.urls.add(capture.url)

    def _placed(self, capture: Capture) -> Capture:
        """Give other bytes of a name that is taken an address of their own."""
        taken = capture.url in self.urls
        if not taken or f"{capture.digest} {capture.url}" in self.known:
            return capture
        return replace(capture, url=f"{capture.url}?{capture.digest[:8]}")

    def walk(self, paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
        """Yield files, each with its name relative to what was asked for."""
        for path in paths:
            if path.is_dir():
                yield from self._folder(path, path.resolve(), "")
            elif path.is_file():
                yield path, path.name
            else:
                self.refuse(path, "special" if path.exists() else "missing")

    def _folder(self, folder: Path, root: Path, prefix: str) -> Iterator[tuple[Path, str]]:
        try:
            inside = sorted(folder.iterdir(), key=lambda path: path.name)
        except OSError:
            self.refuse(folder, "unreadable")
            return
        names = {path.name for path in inside}
        own = _STUDY if "study.toml" in names else frozenset()
        for path in inside:
            if slug := "study" if path.name in own else _skipped(path, root, names):
                self.refuse(path, slug)
            elif path.is_dir():
                yield from self._folder(path, root, f"{prefix}{path.name}/")
            else:
                yield path, prefix + path.name


def _keys(url: str, digest: str, mapping: str | None) -> tuple[str, ...]:
    key = f"{digest} {url}"
    return (key, f"{key} {mapping}") if mapping else (key,)


def _skipped(path: Path, root: Path, names: Collection[str]) -> str | None:
    """Say why a part of a folder is passed over, as a slug."""
    if path.name.startswith("."):
        return "hidden"
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            return "outside"
        if path.is_dir():
            page = path.name.removesuffix("_files")
            saved = page != path.name and {f"{page}.html", f"{page}.htm"} & set(names)
            return "link" if path.is_symlink() else "page-parts" if saved else None
        return None if path.is_file() else "special" if path.exists() else "missing"
    except (OSError, RuntimeError):  # RuntimeError: links in a circle
        return "unreadable"


def _opened(path: Path, name: str) -> _Opened:
    if path.stat().st_size > LARGEST_FILE:
        raise _Refusal("too-large")
    stored = payload = path.read_bytes()
    if stored.startswith(_GZIP):
        try:
            payload = formats.gunzip(stored, limit=LARGEST_FILE)
        except OverflowError:
            if formats.by_name(name) in (*formats.TABLES, None):  # it could be split
                raise _Refusal("too-large") from None
            payload = b""  # kept as it is packed; the index says that it is too large
        except ValueError:
            payload = b""  # kept; the index says that it is damaged
    kind = _format(payload, name)
    if kind == formats.UNKNOWN and formats.by_name(name) is None:
        raise _Refusal("format")
    if kind not in formats.TABLES and max(len(stored), len(payload)) > LARGEST_KEPT:
        raise _Refusal("too-large")
    return _Opened(stored, payload, kind)


def _format(payload: bytes, name: str) -> str:
    """Tell a format: by the notation that stands in a file, then as `formats.sniff` does."""
    kind = formats.sniff(payload, name=name)
    if kind == "markdown":  # it may show any notation, but it is written in its own
        return kind
    return importers.recognise(payload, name if kind == formats.UNKNOWN else "") or kind


def _captured(opened: _Opened, name: str, mapping: Mapping[str, Any] | None) -> Capture:
    path = unicodedata.normalize("NFC", name).encode("utf-8", "surrogateescape")
    readable = formats.trouble(opened.payload, opened.kind) is None
    packed = opened.stored.startswith(_GZIP)
    kind = formats.sniff(opened.payload, name=name)
    served = formats.CONTENT_TYPES.get(opened.kind) or formats.CONTENT_TYPES.get(kind)
    return Capture(
        url=f"file:///{quote(path)}",
        fetched_at="",
        block=opened.stored,
        content_type=formats.GZIP_TYPE if packed else served or "application/octet-stream",
        format=opened.kind,
        mapping=_mapped(opened, mapping or {}) if readable else "",
    )


def _mapped(opened: _Opened, given: Mapping[str, Any]) -> str:
    """Write how a file is read as JSON, with a table's columns as the table spells them."""
    imported = opened.kind in importers.FORMATS
    listed = imported and not importers.whole(opened.kind)
    if opened.kind not in formats.TABLES and not (listed and given):
        return _with_stated("", given)  # an importer's columns are fields
    sample = list(islice(importers.read(opened.payload, opened.kind), _SAMPLE))
    sparse = given and (imported or opened.kind == "jsonl")  # a column may first come in a late row
    every = importers.read(opened.payload, opened.kind) if sparse else sample
    columns = rows.columns_of(every)
    guess = _guess(opened.kind, columns, sample)
    made: dict[str, Any] = {"map": given.get("map") or guess}
    if imported:
        made["map"] = {**guess, **made["map"]}
    try:
        made["map"] = {f: rows.find_column(name, columns) for f, name in made["map"].items()}
        if code := given.get("code"):
            found = [rows.find_column(name, columns) for name in code["columns"]]
            made["code"] = {**code, "columns": found}
    except UserError as error:
        raise _Refusal("mapping", f"{error.what}; {error.hint}") from None
    if columns and not imported and not _NEEDED & made["map"].keys():
        raise _Refusal("mapping", f"say which column is the text, of: {', '.join(columns)}")
    return _with_stated(json.dumps(made, sort_keys=True), given)


def _with_stated(how: str, given: Mapping[str, Any] | None) -> str:
    """Lay what is stated of all beside how a file is read."""
    if stated := (given or {}).get("stated"):
        return json.dumps({**json.loads(how or "{}"), "stated": stated}, sort_keys=True)
    return how
