"""Writing evidence: captures into the WARC files of an archive, whole or not at all.

What is written is what came in, byte for byte. A file of the archive is written aside, brought to
disk and renamed when it is full or done; until then it isn't there. Given the same captures and
the same clock, the same bytes are written.

`WarcWriter` is for adding: what an interruption leaves half-written is dropped, since the files
can be added again. `keeping` is for collecting: what came in by then stays, in a
file with a hidden name until it is finished (`warcfiles`).
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, NamedTuple, Self

from ... import __version__
from ...captures import (
    ERROR,
    FORMAT,
    MAPPING,
    NO_DATE,
    RIGHTS,
    VIA,
    Capture,
    address,
    capture_of,
    index,
    payload,
    records,
    row,
    stamp,
)
from ...errors import TryAgain
from .warcfiles import GZIP, next_name, refused, sync_folder

__all__ = ["Capture", "WarcWriter", "index", "payload", "response", "sources"]

MOST_CAPTURES = 500  # in one WARC file, which is one shard of work
MOST_BYTES = 256 * 2**20  # of payload in one WARC file
GZIP_LEVEL = (
    4  # of pages of the web: 1.0 ms and 24 kB a page; at 6, 1.7 ms and 23 kB; at 1, 0.7 and 27
)
VERSION = "WARC/1.1"
FIELDS = "application/warc-fields"
REVISIT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_LINE_ENDS = re.compile(r"[\r\n]+")
_CONFORMS = (
    ("format", "WARC File Format 1.1"),
    (
        "conformsTo",
        "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    ),
)
_URL_SPACE = uuid.NAMESPACE_URL.bytes
_TRUNCATED = {"too-large": "length", "truncated-archive": "unspecified"}


class WarcWriter:
    """A writer of numbered WARC files, ``00001.warc.gz`` and on.

    Used as a context: left in good order, what was written is there; left by an exception, the
    file that was open is not. One writer an archive at a time.

    Args:
        archive: The folder; made if it isn't there.
        now: The clock.
        captures: After so many a new file is begun.
        size: After so many bytes of payload a new file is begun.

    Example:
        >>> import tempfile
        >>> from datetime import UTC, datetime
        >>> clock = lambda: datetime(2026, 1, 2, tzinfo=UTC)
        >>> folder = Path(tempfile.mkdtemp())
        >>> with WarcWriter(folder, now=clock) as writer:
        ...     added = writer.write(Capture("file:///her.txt", "", b"Warm.", format="text"))
        >>> added["fetched_at"], payload(folder / added["warc"], added["offset"])
        ('2026-01-02T00:00:00Z', b'Warm.')
    """

    def __init__(
        self,
        archive: Path,
        *,
        now: Callable[[], datetime],
        captures: int = MOST_CAPTURES,
        size: int = MOST_BYTES,
    ) -> None:
        self.archive, self.now = archive, now
        self.most_captures, self.most_bytes = captures, size
        self._file: BinaryIO | None = None
        self._name = self._aside = ""
        self._captures = self._bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self._discard()

    def write(self, capture: Capture) -> dict[str, Any]:
        """Write a capture; one without a time is of now.

        Returns:
            Its row of ``captures``.

        Raises:
            TryAgain: The disk is full, or someone else writes to this archive.
        """
        if capture.fetched_at in ("", NO_DATE):
            capture = replace(capture, fetched_at=stamp(self.now()))
        mapping = json.dumps(json.loads(capture.mapping)) if capture.mapping else ""
        capture = replace(capture, url=address(capture.url), mapping=mapping)
        try:
            file = self._open()
            offset = file.tell()
            profile = [("WARC-Profile", REVISIT)] if capture.kind == "revisit" else []
            file.write(member(headers_of(capture) + profile, capture.block))
            self._captures += 1
            self._bytes += len(capture.block)
            name = self._name
            if self._captures >= self.most_captures or self._bytes >= self.most_bytes:
                self.close()
        except OSError as error:
            self._discard()
            raise refused(self.archive, error) from None
        return row(capture, warc=name, offset=offset)

    def close(self) -> None:
        """Bring the open file to disk and give it its name.

        Raises:
            TryAgain: A file of that name is there already.
        """
        if self._file is None:
            return
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            self._discard()
            raise refused(self.archive, error) from None
        self._file = None
        target = self.archive / self._name
        if target.exists():
            (self.archive / self._aside).unlink()
            raise TryAgain(f"{target} is there already: someone else writes to this archive")
        (self.archive / self._aside).rename(target)
        sync_folder(self.archive)

    def _open(self) -> BinaryIO:
        if self._file is None:
            self.archive.mkdir(parents=True, exist_ok=True)
            self._name = next_name(self.archive)
            self._aside = f".{self._name.split('.')[0]}.{uuid.uuid4()}.partial"
            self._file = (self.archive / self._aside).open("xb")
            self._captures = self._bytes = 0
            self._file.write(member(*about(self._name, stamp(self.now()))))
        return self._file

    def _discard(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):  # a full disk refuses what was still to be written
                file.close()
            (self.archive / self._aside).unlink(missing_ok=True)


def response(
    url: str, fetched_at: str, status_line: str, headers: list[tuple[str, str]], body: bytes
) -> Capture:
    r"""Make a capture of an HTTP response.

    Args:
        url: What was asked for.
        fetched_at: When, ISO 8601 UTC.
        status_line: As it came: ``HTTP/1.1 200 OK``.
        headers: As they came. If the body's chunks were joined already, ``Transfer-Encoding`` is
            left out; so is ``Content-Encoding`` if compression was undone.
        body: As it came, or as said above.

    Example:
        >>> response("https://a.org/", "", "HTTP/1.1 200 OK", [("Server", "x")], b"Her").block
        b'HTTP/1.1 200 OK\r\nServer: x\r\n\r\nHer'
    """
    lines = [status_line, *(f"{name}: {value}" for name, value in headers)]
    safe = [re.sub(r"[\r\n]+", " ", line) for line in lines]
    head = "\r\n".join(safe).encode("latin-1", "replace") + b"\r\n\r\n"
    kind = "application/http; msgtype=response"
    return Capture(url, fetched_at, head + body, kind="response", content_type=kind)


def sources(path: Path) -> Iterator[Capture]:
    """Yield the captures of a WARC or ARC file that someone else made."""
    with path.open("rb") as file:
        head = file.read(4096)
    yield from _arc(path) if is_arc(head) else (capture for _, capture in records(path))


def is_arc(head: bytes) -> bool:
    """Say whether a file that begins so is an ARC, gzipped or plain."""
    return _start(head).startswith(b"filedesc://")


def is_warc(head: bytes, name: str = "") -> bool:
    """Say whether a file that begins so is a WARC, gzipped, plain or lz4."""
    lz4 = head.startswith(b"\x04\x22\x4d\x18") and ".warc" in name.lower()
    return lz4 or _start(head).startswith(b"WARC/")


def _start(head: bytes) -> bytes:
    if not head.startswith(b"\x1f\x8b"):
        return head
    try:
        return zlib.decompressobj(GZIP).decompress(head, 64)
    except zlib.error:
        return b""


class _ArcRecord(NamedTuple):
    headers: Mapping[str, str]
    reader: BinaryIO
    content_length: int


def _arc(path: Path) -> Iterator[Capture]:
    from warcio.archiveiterator import ArchiveIterator

    logging.getLogger("warcio").addHandler(logging.NullHandler())  # or it writes to stderr
    mark = Capture(f"file:///{path.name}", NO_DATE, b"", error="truncated-archive")
    with path.open("rb") as file:
        try:
            for record in ArchiveIterator(file, no_record_parse=True, arc2warc=True):
                headers = dict(record.rec_headers.headers)
                capture = capture_of(_ArcRecord(headers, record.raw_stream, _length(headers)))
                if capture:
                    yield capture
        except Exception:  # whatever a parser meets in damaged bytes
            yield mark


def _length(headers: Mapping[str, str]) -> int:
    text = headers.get("Content-Length", "")
    return int(text) if text.isdigit() else 0


def headers_of(capture: Capture, *, truncated: str = "") -> list[tuple[str, str]]:
    """List the WARC headers of a capture, without those of the record as a whole.

    Args:
        capture: The capture; of a revisit, without its profile.
        truncated: Why its bytes are not all there were, as WARC has it: ``length``, ``time``,
            ``disconnect``.
    """
    revisit = capture.kind == "revisit"
    digest = capture.same_as if revisit else capture.digest
    given = [
        ("WARC-Payload-Digest", f"sha256:{digest}" if digest else ""),
        ("WARC-Truncated", truncated or _TRUNCATED.get(capture.error, "")),
        (FORMAT, capture.format),
        (MAPPING, capture.mapping),
        (RIGHTS, capture.rights),
        (VIA, capture.via),
        (ERROR, capture.error),
    ]
    return [
        ("WARC-Type", capture.kind),
        ("WARC-Record-ID", record_id(capture.id)),
        ("WARC-Date", capture.fetched_at),
        ("WARC-Target-URI", capture.url),
        ("Content-Type", capture.content_type),
        *[(name, value) for name, value in given if value],
    ]


def about(name: str, date: str, *further: tuple[str, str]) -> tuple[list[tuple[str, str]], bytes]:
    """Make the record that opens a file and says what wrote it: its headers and its block."""
    fields = [("software", f"hermeneut/{__version__}"), *_CONFORMS, *further]
    headers = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", record_id(f"{name} {date}")),
        ("WARC-Date", date),
        ("WARC-Filename", name),
        ("Content-Type", FIELDS),
    ]
    return headers, fields_block(fields)


def fields_block(fields: Iterable[tuple[str, str]]) -> bytes:
    """Write named fields as ``application/warc-fields``."""
    return "".join(f"{name}: {_line(value)}\r\n" for name, value in fields).encode(
        "utf-8", "replace"
    )


def record_id(name: str) -> str:
    """Name a WARC record; the same name gives the same, as ``uuid.uuid5`` makes it."""
    digest = bytearray(hashlib.sha1(_URL_SPACE + f"hermeneut:{name}".encode()).digest()[:16])  # noqa: S324
    digest[6], digest[8] = digest[6] & 0x0F | 0x50, digest[8] & 0x3F | 0x80  # RFC 9562, section 5.5
    h = digest.hex()
    return f"<urn:uuid:{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}>"


def member(headers: Iterable[tuple[str, str]], block: bytes, *, packed: bool = False) -> bytes:
    """Write a record as one gzip member, with the digest of its block.

    Args:
        headers: Of the record.
        block: Its bytes.
        packed: Whether most of them are compressed already, so that trying again only takes time.
    """
    lines = [f"{VERSION}\r\n", *(f"{name}: {_line(value)}\r\n" for name, value in headers)]
    lines.append(f"WARC-Block-Digest: sha256:{hashlib.sha256(block).hexdigest()}\r\n")
    head = f"{''.join(lines)}Content-Length: {len(block)}\r\n\r\n".encode("utf-8", "replace")
    level = 0 if packed else GZIP_LEVEL
    return zlib.compress(b"%b%b\r\n\r\n" % (head, block), level, GZIP)


def _line(value: str) -> str:
    return _LINE_ENDS.sub(" ", value) if "\n" in value or "\r" in value else value
