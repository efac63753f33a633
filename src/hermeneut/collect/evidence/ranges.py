"""What comes back when a range of an archive's WARC file is asked for: one gzipped record.

Common Crawl's index names file, offset and length of each capture. The record within is the
original response, with its own date: that is the evidence, not the range.
"""

from __future__ import annotations

import io
import logging
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from ... import formats
from ...addresses import canonical
from ...captures import Capture, capture_of
from ...errors import RowFailed

LONGEST_HEAD = 2**20  # bytes of WARC headers
_GZIP = b"\x1f\x8b"


def unpack(body: bytes, *, url: str = "", via: str = "") -> Capture:
    r"""Read the one record that a range of a WARC file holds.

    Args:
        body: The range, gzipped or plain.
        url: The page that it should be of; any if empty.
        via: Where the range came from, kept with the capture.

    Returns:
        The original response: its own address, its own date, its block as the archive stored it.

    Raises:
        RowFailed: ``damaged`` where the bytes are cut short or no WARC, ``no-capture`` where the
            record is no response, ``other-page`` where it is another page's, ``too-large``.

    Example:
        >>> record = b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Date: 2014-01-10T05:21:46Z\r\n"
        >>> record += b"WARC-Target-URI: http://example.org/\r\nContent-Length: 3\r\n\r\nHer"
        >>> found = unpack(record + b"\r\n\r\n", via="https://data.example.org/1.warc.gz")
        >>> found.url, found.fetched_at, found.block
        ('http://example.org/', '2014-01-10T05:21:46Z', b'Her')
    """
    found = _first(body)
    if found.error:
        raise RowFailed(found.error, f"{len(body)} bytes of {via or 'an archive'}")
    if found.kind == "revisit":
        raise RowFailed("no-capture", f"{found.url}: the archive notes only that it was unchanged")
    if url and canonical(url) != canonical(found.url):
        raise RowFailed("other-page", f"asked for {url}, got {found.url}")
    return replace(found, via=via)


def _first(body: bytes) -> Capture:
    plain = _plain(body)
    record = _warc(plain) if plain.startswith(b"WARC/") else _arc(plain)
    try:
        found = capture_of(record) if record else None
    except (OSError, ValueError) as why:
        raise RowFailed("damaged", str(why)) from None
    if record is None:
        raise RowFailed("damaged", f"no record in {len(body)} bytes")
    if found is None:
        kind = record.headers.get("WARC-Type") or "record of no kind"
        raise RowFailed("no-capture", f"a {kind}, not a response")
    return replace(found, error="damaged") if found.error == "truncated-archive" else found


def _plain(body: bytes) -> bytes:
    """Decompress all of it, so that its checksum is looked at."""
    if not body.startswith(_GZIP):
        return body
    try:
        return formats.gunzip(body, limit=formats.LARGEST_PAYLOAD + LONGEST_HEAD)
    except OverflowError as why:
        raise RowFailed("too-large", str(why)) from None
    except ValueError as why:
        raise RowFailed("damaged", str(why)) from None


def _warc(plain: bytes) -> Any:
    from fastwarc.warc import ArchiveIterator

    stream = io.BytesIO(plain)
    try:
        return next(ArchiveIterator(stream, parse_http=False, max_header_len=LONGEST_HEAD), None)
    except (OSError, ValueError) as why:
        raise RowFailed("damaged", str(why)) from None


def _arc(plain: bytes) -> Any:
    """Read a record of the older format, in which crawls up to 2012 are kept."""
    from warcio.archiveiterator import ArchiveIterator

    logging.getLogger("warcio").addHandler(logging.NullHandler())  # or it writes to stderr
    try:
        record = next(ArchiveIterator(io.BytesIO(plain), no_record_parse=True, arc2warc=True), None)
        if record is None:
            return None
        headers = dict(record.rec_headers.headers)
        length = int(headers.get("Content-Length") or 0)
    except Exception as why:  # whatever a parser meets in damaged bytes
        raise RowFailed("damaged", f"neither WARC nor ARC: {why}") from None
    return SimpleNamespace(headers=headers, reader=record.raw_stream, content_length=length)
