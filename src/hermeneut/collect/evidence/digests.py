"""WARC records read strictly: each to its last byte, its digests worked out, in little memory.

For checking. Whoever wants to know what a file holds, damaged or not, takes
`hermeneut.captures.records`.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ... import formats
from .warcfiles import GZIP

LARGEST = formats.LARGEST_TABLE + 2**20  # bytes of a record; no larger one is written
_LONGEST_HEAD = 2**20  # bytes of WARC headers, or of an HTTP head
_PIECE = 2**16  # bytes read at once
_MEMBER = b"\x1f\x8b\x08"
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_HTTP = {
    "response": re.compile(rb"HTTP/[\d.]+ +\d{3}[^\n]*\n"),
    "revisit": re.compile(rb"HTTP/[\d.]+ +\d{3}[^\n]*\n"),
    "request": re.compile(rb"[A-Z]+ [^\n]*HTTP/[\d.]+\s*\n"),
}
_ALGORITHMS = ("md5", "sha1", "sha256", "sha512")


class Trouble(NamedTuple):
    """Why no record could be read: ``damaged``, ``truncated-archive`` or ``too-large``."""

    slug: str
    detail: str


@dataclass(frozen=True)
class Record:
    """A WARC record that was read to its end.

    Attributes:
        headers: By name in lower case.
        fits: Whether it is as long as it says, and nothing follows in its gzip member.
        block_differs: Whether its block isn't what its digest says; False without one.
        payload_differs: The same of its payload.
        payload_sha256: Of the payload: what follows an HTTP head, or the whole block.
    """

    headers: Mapping[str, str]
    fits: bool
    block_differs: bool
    payload_differs: bool
    payload_sha256: str

    def header(self, name: str) -> str:
        """Read a header; empty if it isn't there."""
        return self.headers.get(name, "")


def read_records(path: Path, end: int | None = None) -> Iterator[tuple[int, Record | Trouble]]:
    """Yield the records of a gzipped WARC file with their offsets, and what can't be read.

    After damage the next record that can be read is looked for.

    Args:
        path: The file.
        end: How many of its bytes count; all if None.
    """
    size = path.stat().st_size if end is None else end
    at, lost = 0, False
    with path.open("rb") as file:
        while 0 <= at < size:
            stream = _Member(file, at, size)
            try:
                found: Record | Trouble = _record(stream)
            except EOFError:
                found = Trouble("truncated-archive", "the file ends within a record")
            except (zlib.error, ValueError) as error:
                found = Trouble("damaged", str(error))
            except OverflowError as error:
                found = Trouble("too-large", str(error))
            if not (lost and isinstance(found, Trouble)):
                yield at, found
            lost = isinstance(found, Trouble)
            at = _next_member(file, at + 1, size) if lost else stream.ends


class _Member:
    """One gzip member, decompressed piece by piece."""

    def __init__(self, file: BinaryIO, at: int, size: int) -> None:
        self.file, self.at, self.size = file, at, size
        self.stream = zlib.decompressobj(GZIP)
        self.rest = b""  # read from the file and not yet decompressed

    def read(self, most: int = _PIECE) -> bytes:
        """Read some bytes; none at the member's end."""
        while not self.stream.eof:
            if not self.rest:
                self.file.seek(self.at)
                self.rest = self.file.read(min(_PIECE, self.size - self.at))
                self.at += len(self.rest)
                if not self.rest:
                    raise EOFError
            piece = self.stream.decompress(self.rest, most)
            self.rest = self.stream.unconsumed_tail
            if piece:
                return piece
        return b""

    @property
    def ends(self) -> int:
        """Where the member ends in the file."""
        return self.at - len(self.stream.unused_data)


class _Hashes:
    """The digests that a record promises, and the SHA-256 of its payload.

    The payload of an HTTP message is what follows its head.
    """

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.block = _Promise(headers.get("warc-block-digest", ""))
        self.payload = _Promise(headers.get("warc-payload-digest", ""))
        self.sha256 = hashlib.sha256()
        kind = headers.get("warc-type", "").lower()
        self.head: bytearray | None = bytearray() if kind in _HTTP else None
        self.starts = _HTTP.get(kind, _HTTP["response"])

    def update(self, piece: bytes) -> None:
        self.block.update(piece)
        if self.head is None:
            self._body(piece)
            return
        self.head += piece
        end = _HEAD_END.search(self.head)
        if end and self.starts.match(self.head):
            rest, self.head = bytes(self.head[end.end() :]), None
            self._body(rest)
        elif end or len(self.head) > _LONGEST_HEAD:
            self.finish()

    def finish(self) -> None:
        """Settle what was taken for the beginning of an HTTP head."""
        head, self.head = self.head, None
        if head and not self.starts.match(head):
            self._body(bytes(head))

    def _body(self, piece: bytes) -> None:
        self.payload.update(piece)
        self.sha256.update(piece)


class _Promise:
    """A digest as a header gives it: algorithm, colon, base 32 or hexadecimal digits."""

    def __init__(self, given: str) -> None:
        algorithm, _, self.digits = given.strip().partition(":")
        name = algorithm.lower().replace("-", "")
        self.hash = hashlib.new(name, usedforsecurity=False) if name in _ALGORITHMS else None

    def update(self, piece: bytes) -> None:
        if self.hash:
            self.hash.update(piece)

    @property
    def broken(self) -> bool:
        if not self.hash:
            return False  # none was given, or one of a kind that can't be checked
        digest = self.hash.digest()
        base32 = base64.b32encode(digest).decode().rstrip("=")
        return self.digits.lower() != digest.hex() and self.digits.upper().rstrip("=") != base32


def _record(stream: _Member) -> Record:
    head, rest = _head(stream)
    headers = _headers(head)
    text = headers.get("content-length", "")
    left = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1
    if left > LARGEST:
        raise OverflowError(f"{left} bytes")
    hashes, left = _Hashes(headers), max(left, 0)
    after = bytearray()
    while piece := rest or stream.read():
        rest = b""
        hashes.update(piece[:left])
        after += piece[left : left + LARGEST]
        left -= min(left, len(piece))
        if len(after) > LARGEST:
            raise OverflowError("more bytes than any record has")
    hashes.finish()
    return Record(
        headers,
        fits=left == 0 and after == b"\r\n\r\n",
        block_differs=hashes.block.broken,
        payload_differs=hashes.payload.broken,
        payload_sha256=hashes.sha256.hexdigest(),
    )


def _head(stream: _Member) -> tuple[bytes, bytes]:
    """Read the WARC headers, and what of the block came with them."""
    read = bytearray()
    while not (end := _HEAD_END.search(read)):
        piece = stream.read()
        if not piece or len(read) > _LONGEST_HEAD:
            raise ValueError("no WARC record")
        read += piece
    if not read.startswith(b"WARC/1."):
        raise ValueError("no WARC record")
    return bytes(read[: end.start()]), bytes(read[end.end() :])


def _headers(head: bytes) -> dict[str, str]:
    headers: dict[str, str] = {}
    name = ""
    for line in head.decode("utf-8", "replace").splitlines()[1:]:
        if line[:1] in (" ", "\t") and name:
            headers[name] += f" {line.strip()}"
            continue
        name, _, value = line.partition(":")
        name = name.strip().lower()
        headers[name] = value.strip()
    return headers


def _next_member(file: BinaryIO, start: int, size: int) -> int:
    """Find where the next gzip member may begin; -1 if nowhere."""
    at, kept = start, b""
    file.seek(start)
    while at < size and (piece := file.read(min(_PIECE, size - at))):
        found = (kept + piece).find(_MEMBER)
        if found >= 0:
            return at - len(kept) + found
        at, kept = at + len(piece), (kept + piece)[-len(_MEMBER) + 1 :]
    return -1
