"""Captures as they lie in WARC files: finding them, and reading the bytes of one.

A capture is kept as it came in. What `payload` returns is what a reader would have seen: without
the HTTP head, chunks joined, compression undone. Its ``digest`` and ``length`` are of the bytes
as they are stored after the HTTP head, so that ``warcio check`` and other tools agree with them.
"""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa

from . import formats, schema
from .errors import RowFailed

FORMAT, MAPPING, ERROR = "Hermeneut-Format", "Hermeneut-Mapping", "Hermeneut-Error"
RIGHTS, VIA = "Hermeneut-Rights", "WARC-Source-URI"  # the latter as pywb writes it
KEPT = ("response", "resource", "revisit", "conversion")
SCHEMES = ("http:", "https:", "file:", "ftp:")  # others are a crawler's own notes: dns:, metadata:
REDIRECTS = (301, 302, 303, 307, 308)  # RFC 9110, section 15.4
NO_DATE = "1970-01-01T00:00:00Z"

_HTTP = re.compile(rb"HTTP/[\d.]+ +(\d{3})[^\n]*\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_MEMBER = b"\x1f\x8b\x08"
_LZ4 = b"\x04\x22\x4d\x18"
_PLAIN = b"WARC/1."
_PIECE = 2**16  # bytes read at once
_LONGEST_HEAD = 2**20  # bytes of WARC headers; a mapping of hundreds of columns fits


class Http(NamedTuple):
    """What a block holds; without status and headers if it is no HTTP response."""

    status: int | None
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Capture:
    """One response or file, as it lies in a WARC file.

    Attributes:
        url: Where it came from.
        fetched_at: When, ISO 8601 UTC.
        block: The bytes: of a file, or of an HTTP response with its head.
        kind: The WARC type: response, resource, revisit or conversion.
        content_type: Of the block.
        format: What the bytes are, if whoever added them said so.
        mapping: For tables: which column is what, as JSON.
        rights: The signals seen with it, as JSON.
        via: The archive's address that it was fetched from, if not from its own.
        error: Why it can't be read, as a slug.
        same_as: Of a revisit: SHA-256 of the payload that it found unchanged.
    """

    url: str
    fetched_at: str
    block: bytes
    kind: str = "resource"
    content_type: str = "application/octet-stream"
    format: str = ""
    mapping: str = ""
    rights: str = ""
    via: str = ""
    error: str = ""
    same_as: str = ""

    @cached_property
    def http(self) -> Http:
        """The block, parted into HTTP head and body."""
        return _parted(self)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the stored payload; of a revisit, of the payload that it refers to."""
        return self.same_as or hashlib.sha256(self.http.body).hexdigest()

    @cached_property
    def id(self) -> str:
        """First 24 digits of the SHA-256 of address, time, payload digest and mapping."""
        parts = [self.url, self.fetched_at, self.digest, *filter(None, [self.mapping])]
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]


def row(capture: Capture, *, warc: str, offset: int) -> dict[str, Any]:
    """Describe a capture as a row of ``captures``."""
    response = capture.http
    kind, slug = _judged(capture)
    return {
        "capture_id": capture.id,
        "url": capture.url,
        "fetched_at": capture.fetched_at,
        "status": response.status,
        "content_type": response.headers.get("content-type") or capture.content_type or None,
        "format": kind,
        "mapping": capture.mapping or None,
        "digest": capture.digest,
        "length": len(response.body),
        "warc": warc,
        "offset": offset,
        "rights": capture.rights or None,
        "via": capture.via or None,
        "error": slug,
    }


def read(capture: Capture) -> bytes:
    """Undo what was done to a payload on its way: chunks and compression.

    Raises:
        RowFailed: ``too-large`` beyond the bound, ``damaged`` where it can't be undone.
    """
    limit = formats.LARGEST_TABLE if capture.format in formats.TABLES else formats.LARGEST_PAYLOAD
    try:
        if capture.format and capture.content_type == formats.GZIP_TYPE:
            return formats.gunzip(capture.block, limit=limit)
        return _decoded(capture.http, limit)
    except OverflowError as error:
        raise RowFailed("too-large", str(error)) from None
    except ValueError as error:
        raise RowFailed("damaged", str(error)) from None


def index(path: Path) -> pa.Table:
    """List the captures of one WARC file, as rows of ``captures``.

    What is damaged is a row with an error, and what follows it is found again.

    Args:
        path: A WARC file, gzipped by the record or plain.
    """
    rows, last, size = [], -1, path.stat().st_size
    for offset, capture in records(path):
        if not (last < offset < size or capture.error):
            capture = replace(capture, error="one-gzip-stream")  # no record can be found again
        rows.append(row(capture, warc=path.name, offset=offset))
        last = offset
    return pa.Table.from_pylist(rows, schema=schema.CAPTURES)


def payload(path: Path, offset: int) -> bytes:
    """Read the payload of one capture, decoded.

    Raises:
        RowFailed: ``damaged`` where there is none, or as `read` says.
    """
    with path.open("rb") as file:
        file.seek(offset)
        try:
            record = next(_iterate(file), None)
            capture = capture_of(record) if record else None
        except OSError as error:
            raise RowFailed("damaged", str(error)) from None
    if capture is None:
        raise RowFailed("damaged", f"no capture at {offset} of {path.name}")
    return read(capture)


def records(path: Path) -> Iterator[tuple[int, Capture]]:
    """Yield the captures of a WARC file with their offsets.

    Where the file is damaged, one capture without bytes says so: ``damaged-archive``, or
    ``truncated-archive`` if nothing follows.
    """
    mark = Capture(f"file:///{path.name}", NO_DATE, b"")
    last, damaged, told = 0, False, False
    with path.open("rb") as file:
        for record in _records(file):
            if record is None:
                damaged = not told
                continue
            if damaged:
                yield last, replace(mark, error="damaged-archive")
            damaged, told, last = False, False, record.stream_pos
            capture = capture_of(record)
            if capture:
                mark = replace(mark, fetched_at=capture.fetched_at)
                told = capture.error in ("truncated-archive", "damaged")
                yield last, capture
        if damaged or (not told and _ends_early(file, last)):
            yield last, replace(mark, error="truncated-archive")


def capture_of(record: Any) -> Capture | None:
    """Take a capture from what fastwarc or warcio read; None for a crawler's own notes."""
    headers = record.headers
    url = address(headers.get("WARC-Target-URI") or "")
    kind = (headers.get("WARC-Type") or "").lower()
    if kind not in KEPT or not url.lower().startswith(SCHEMES):
        return None
    own = headers.get(FORMAT) or ""
    limit = formats.LARGEST_TABLE if own in formats.TABLES else formats.LARGEST_PAYLOAD
    block, error = _block(record, limit)
    found = Capture(
        url=url,
        fetched_at=utc(headers.get("WARC-Date") or ""),
        block=block,
        kind=kind,
        content_type=headers.get("Content-Type") or "application/octet-stream",
        format=own,
        mapping=headers.get(MAPPING) or "",
        rights=headers.get(RIGHTS) or "",
        via=headers.get(VIA) or "",
        error=headers.get(ERROR) or error,
    )
    promised = (headers.get("WARC-Payload-Digest") or "").lower()
    if re.fullmatch("sha256:[0-9a-f]{64}", promised):
        if kind == "revisit":
            found = replace(found, same_as=promised.removeprefix("sha256:"))
        elif not found.error:
            found = replace(found, error="" if promised.endswith(found.digest) else "damaged")
    return found


def address(url: str) -> str:
    """Write an address so that it can stand in a header: without brackets, blanks, controls."""
    bare = url.strip().removeprefix("<").removesuffix(">").strip()
    return re.sub(r"[\s\x00-\x1f\x7f]", "%20", bare)


def utc(date: str) -> str:
    """Write a WARC's date in UTC, to the second; what isn't a date is read as far as it is one.

    Example:
        >>> utc("2014-01-10T05:21:46.123-07:00"), utc("2008-10-294T05:21:46-0700"), utc("?")
        ('2014-01-10T12:21:46Z', '2008-10-01T00:00:00Z', '1970-01-01T00:00:00Z')
    """
    try:
        moment = datetime.fromisoformat(date.strip())
        return stamp(moment.replace(tzinfo=moment.tzinfo or UTC))
    except (ValueError, OverflowError):
        known = re.match(r"\s*(\d{4})(?:-(0[1-9]|1[0-2])(?!\d))?", date)
        return f"{known[1]}-{known[2] or '01'}-01T00:00:00Z" if known else NO_DATE


def stamp(moment: datetime) -> str:
    """Write a moment as WARC does: UTC, to the second."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _iterate(file: BinaryIO) -> Iterator[Any]:
    from fastwarc.warc import ArchiveIterator

    yield from ArchiveIterator(file, parse_http=False, max_header_len=_LONGEST_HEAD)


def _records(file: BinaryIO) -> Iterator[Any]:
    """Yield the records of a file, and None where some of it can't be read."""
    start, last = 0, -1
    while start >= 0:
        file.seek(start)
        try:
            for record in _iterate(file):
                last = record.stream_pos
                yield record
            return
        except OSError:
            yield None
            start = _next_record(file, max(last, start) + 1)


def _next_record(file: BinaryIO, start: int) -> int:
    """Find where a record may begin; -1 if nowhere."""
    file.seek(0)
    plain = file.read(len(_PLAIN)) == _PLAIN
    mark = b"\r\n\r\n" + _PLAIN if plain else _MEMBER
    file.seek(start)
    at, kept = start, b""
    while piece := file.read(_PIECE):
        found = (kept + piece).find(mark)
        if found >= 0:
            return at - len(kept) + found + (4 if plain else 0)
        at, kept = at + len(piece), (kept + piece)[-len(mark) :]
    return -1


def _ends_early(file: BinaryIO, last: int) -> bool:
    """Say whether a file stops within a record that fastwarc passes over in silence."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(len(_LZ4))
    if head == _LZ4:
        return False  # lz4 frames say themselves where they end
    if head.startswith(_MEMBER):
        return _gzip_ends_early(file, last if last < size else 0)
    file.seek(max(size - 2, 0))
    return file.read() != b"\r\n" if size else True


def _gzip_ends_early(file: BinaryIO, start: int) -> bool:
    file.seek(start)
    stream, within = zlib.decompressobj(zlib.MAX_WBITS | 16), False
    try:
        while piece := file.read(_PIECE):
            while piece := piece if within else piece.lstrip(b"\x00"):
                stream.decompress(piece)
                within = not stream.eof
                piece = stream.unused_data
                if stream.eof:
                    stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
    except zlib.error:
        return True
    return within


def _block(record: Any, limit: int) -> tuple[bytes, str]:
    """Read the bytes of a record, and say why they are not all of them."""
    block = bytearray()
    try:
        while len(block) <= limit and (piece := record.reader.read(_PIECE)):
            block += piece
    except OSError:
        return bytes(block), "damaged"
    if len(block) > limit:
        end = _HEAD_END.search(block) if _HTTP.match(block) else None
        return bytes(block[: end.end()] if end else b""), "too-large"
    cut = len(block) < record.content_length or not record.headers.get("Content-Length")
    return bytes(block), "truncated-archive" if cut else ""


def _parted(capture: Capture) -> Http:
    start = _HTTP.match(capture.block) if capture.kind in ("response", "revisit") else None
    if not start:
        return Http(None, {}, capture.block)
    end = _HEAD_END.search(capture.block, start.end() - 2)
    head, after = (end.start(), end.end()) if end else (len(capture.block),) * 2
    headers: dict[str, str] = {}
    for line in capture.block[start.end() : head].decode("latin-1").splitlines():
        name, colon, value = line.partition(":")
        name, value = name.strip().lower(), value.strip()
        if colon:
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return Http(int(start[1]), headers, capture.block[after:])


def _judged(capture: Capture) -> tuple[str, str | None]:
    """Say what a capture's bytes are, and why they can't be read."""
    response = capture.http
    served = response.headers.get("content-type", "")
    try:
        body = read(capture)
    except RowFailed as error:
        kind = capture.format or formats.sniff(b"", content_type=served)
        return kind, capture.error or error.slug
    if response.status is None and not capture.format:
        served = capture.content_type
    kind = capture.format or formats.sniff(body, content_type=served)
    return kind, capture.error or _refused(capture, response) or formats.trouble(body, kind)


def _refused(capture: Capture, response: Http) -> str:
    if capture.kind == "revisit":
        return "revisit"
    if response.status is None or response.status in (200, 203):
        return ""
    if response.status in REDIRECTS and response.headers.get("location"):
        return "redirect"
    return f"http-{response.status}"


def _decoded(response: Http, limit: int) -> bytes:
    body = response.body
    if "chunked" in response.headers.get("transfer-encoding", "").lower():
        body = formats.unchunk(body)
    codings = response.headers.get("content-encoding", "").lower().split(",")
    for coding in reversed(codings[:4]):  # servers use one; more are an attack
        body = formats.uncompress(body, coding, limit=limit)
    return body
