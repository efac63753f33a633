"""What bytes are: by what stands in them first, then by how they were served, then by a name.

The formats that can be read are named in `schema.CAPTURES`; anything else is ``unknown``.
"""

from __future__ import annotations

import codecs
import io
import json
import re
import zlib
from pathlib import PurePosixPath

TABLES = ("csv", "tsv", "jsonl", "parquet")
DOCUMENTS = ("docx", "epub", "pdf", "rtf")  # their bytes say what they are
POSTS = ("4cat", "zeeschuimer")  # exports of platforms, which grow long
UNKNOWN = "unknown"
EXTENSIONS = {
    ".txt": "text", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html",
    ".xhtml": "html", ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".jsonl": "jsonl",
    ".ndjson": "jsonl", ".parquet": "parquet", ".pdf": "pdf", ".docx": "docx", ".epub": "epub",
    ".rtf": "rtf", ".ris": "ris", ".bib": "bibtex",
}  # fmt: skip
TYPES = {
    "text/html": "html", "application/xhtml+xml": "html", "text/plain": "text",
    "text/markdown": "markdown", "text/csv": "csv", "text/tab-separated-values": "tsv",
    "application/jsonl": "jsonl", "application/x-ndjson": "jsonl",
    "application/vnd.apache.parquet": "parquet", "application/pdf": "pdf",
    "application/x-pdf": "pdf", "application/epub+zip": "epub", "application/rtf": "rtf",
    "text/rtf": "rtf", "application/x-research-info-systems": "ris",
    "application/x-bibtex": "bibtex", "text/x-bibtex": "bibtex",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}  # fmt: skip
CONTENT_TYPES = {kind: served for served, kind in reversed(TYPES.items())}
GZIP_TYPE = "application/gzip"

LARGEST_TEXT = 20 * 2**20  # bytes; the longest novel has 3 MB, so more is no piece of criticism
LARGEST_TABLE = 256 * 2**20  # bytes; a million reviews of one sentence are some 220 MB
LARGEST_PAYLOAD = 64 * 2**20  # bytes after decoding; a page that swells beyond is a bomb

MAGIC = (
    b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b", b"RIFF", b"OggS",
    b"ID3", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd",
    b"BZh", b"\xfd7zXZ", b"SQLite format 3", b"wOFF", b"wOF2", b"\x00asm",
)  # fmt: skip
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_CP1252 = "hermeneut.cp1252"
_CHUNK = re.compile(rb"(?:\r?\n)?([0-9a-fA-F]{1,8})[^\r\n]{0,200}\r?\n")
_PIECE = 2**16  # bytes read at once
_HEAD = 8192  # bytes that a format is told by
_AROUND = b"\xef\xbb\xbf \t\r\n\x00"  # what may stand before the first byte that counts
_ZIP = b"PK\x03\x04"
_EPUB = b"mimetypeapplication/epub+zip"  # https://www.w3.org/TR/epub-33/#sec-zip-container-mime
_DIRECTORY = 2**20  # bytes at the end of a ZIP that name some ten thousand parts
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MARKUP = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<(?:title|meta|link|div|p|h1|table|span|a|article)\b[^<>]*>", re.IGNORECASE)


def largest(kind: str) -> int:
    """Say how many bytes of a format are read at most."""
    if kind in TABLES:
        return LARGEST_TABLE
    return LARGEST_PAYLOAD if kind in DOCUMENTS or kind in POSTS else LARGEST_TEXT


def by_name(name: str) -> str | None:
    """Tell a format by a file's name, with or without ``.gz``; None if it says nothing.

    Example:
        >>> by_name("reviews.CSV.gz")
        'csv'
    """
    path = PurePosixPath(name.lower())
    return EXTENSIONS.get(PurePosixPath(path.stem).suffix if path.suffix == ".gz" else path.suffix)


def sniff(payload: bytes, *, name: str = "", content_type: str = "") -> str:
    """Tell a format: content before the type it was served with, that before its name.

    Example:
        >>> sniff(b"<!doctype html><p>Her.", name="her.txt")
        'html'
        >>> sniff(b"%PDF-1.7", content_type="text/html")
        'pdf'
    """
    head = payload[:_HEAD]
    if marked := _marked(payload):
        return marked
    declared = TYPES.get(content_type.split(";")[0].strip().lower()) or by_name(name)
    if declared == "parquet" or declared in DOCUMENTS or is_binary(head):
        return UNKNOWN
    text = decode(head).read().lstrip("\ufeff")
    if _MARKUP.match(text):
        return "html"
    if name.lower().removesuffix(".gz").endswith(".json") and _opens_with_object(payload):
        return "jsonl"
    if not declared and not content_type and len(_TAG.findall(text)) > 2:
        return "html"
    return declared or UNKNOWN


def _marked(payload: bytes) -> str:
    """Tell a format whose first bytes, or whose parts, say what it is; nothing for any other."""
    start = payload[:1024].lstrip(_AROUND)
    if payload.startswith(b"PAR1"):
        return "parquet"
    if start.startswith(b"%PDF-"):
        return "pdf"
    if start.startswith(b"{\\rtf"):
        return "rtf"
    if not payload.startswith(_ZIP):
        return ""
    names = payload[:_HEAD] + payload[-_DIRECTORY:]  # those of a ZIP's parts stand at its end
    if _EPUB in payload[:_HEAD] or b"META-INF/container.xml" in names:
        return "epub"
    return "docx" if b"word/document" in names else ""


def trouble(payload: bytes, kind: str) -> str | None:
    """Say why bytes can't be read, as a slug: empty, binary, format, damaged, too-large."""
    if not payload[:_HEAD].strip(_AROUND + b"\xff\xfe") and not payload.strip():
        return "empty"
    if kind == UNKNOWN:
        return "binary" if is_binary(payload[:_HEAD]) else "format"
    if kind == "parquet" and not payload.endswith(b"PAR1"):
        return "damaged"
    return "too-large" if len(payload) > largest(kind) else None


def is_binary(head: bytes) -> bool:
    """Say whether bytes are anything but text: by their first bytes, then by control characters."""
    if head.startswith(MAGIC) or head[4:8] == b"ftyp":
        return True
    text = decode(head).read()
    return len(_CONTROLS.findall(text)) > len(text) // 50  # random bytes have one in nine


def decode(payload: bytes) -> io.TextIOBase:
    r"""Open bytes as text: by their mark, as UTF-16 by their NULs, else as UTF-8 or Windows-1252.

    Bytes that aren't UTF-8 are read as Windows-1252 one by one, so that a file pasted together
    from both is right in both.

    Example:
        >>> decode("Ärger ".encode() + b"f\xfcr").read()
        'Ärger für'
    """
    encoding, errors = _encoding(payload[:4096])
    return io.TextIOWrapper(io.BytesIO(payload), encoding, errors=errors, newline="")


def _encoding(head: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, _CP1252 if encoding == "utf-8-sig" else "replace"
    half = max(len(head) // 2, 1)
    even, odd = head[::2].count(0) / half, head[1::2].count(0) / half
    if max(even, odd) > 0.4 and min(even, odd) < 0.1:  # Latin letters in UTF-16: every second byte
        return ("utf-16-le" if odd > even else "utf-16-be"), "replace"
    return "utf-8", _CP1252


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_CP1252, _as_cp1252)


def gunzip(payload: bytes, *, limit: int) -> bytes:
    """Decompress, up to a limit.

    Raises:
        OverflowError: More than ``limit`` bytes would come out.
        ValueError: The bytes are no gzip, or damaged.
    """
    made = bytearray()
    try:
        while payload.strip(b"\x00"):
            stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
            made += stream.decompress(payload, limit + 1 - len(made))
            if len(made) > limit:
                raise OverflowError(f"more than {limit} bytes")
            if not stream.eof:
                raise ValueError("cut short")
            payload = stream.unused_data
    except zlib.error as error:
        raise ValueError(str(error)) from None
    return bytes(made)


def unchunk(body: bytes) -> bytes:
    """Join HTTP chunks; bytes that are in none, as some crawlers store them, stay."""
    pieces, at = [], 0
    while chunk := _CHUNK.match(body, at):
        at = chunk.end() + int(chunk[1], 16)
        pieces.append(body[chunk.end() : at])
        if not pieces[-1]:
            break
    return b"".join(pieces) if pieces else body


def uncompress(body: bytes, coding: str, *, limit: int) -> bytes:
    """Undo one HTTP coding; bytes that are text already, as crawlers store them, stay.

    Raises:
        OverflowError: More than ``limit`` bytes would come out.
        ValueError: The bytes are damaged.
    """
    coding = coding.strip().removeprefix("x-")
    if not body or coding not in ("gzip", "deflate", "br", "zstd"):
        return body
    try:
        if coding == "gzip":
            return gunzip(body, limit=limit)
        return _deflated(body, limit) if coding == "deflate" else _streamed(body, coding, limit)
    except ValueError:
        if is_binary(body[:4096]):
            raise
        return body


def _deflated(body: bytes, limit: int) -> bytes:
    """Undo deflate, with the zlib head that the standard asks for or without."""
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        stream = zlib.decompressobj(window)
        try:
            made = stream.decompress(body, limit + 1)
        except zlib.error:
            continue
        return _bounded(made, limit)
    raise ValueError("no deflate")


def _streamed(body: bytes, coding: str, limit: int) -> bytes:
    from fastwarc.stream_io import BrotliReader, ZstdReader

    made = bytearray()
    try:
        with (BrotliReader if coding == "br" else ZstdReader)(io.BytesIO(body)) as stream:
            while len(made) <= limit and (piece := stream.read(_PIECE)):
                made += piece
    except OSError as error:
        raise ValueError(str(error)) from None
    return _bounded(bytes(made), limit)


def _bounded(made: bytes, limit: int) -> bytes:
    if len(made) > limit:
        raise OverflowError(f"more than {limit} bytes")
    return made


def _opens_with_object(payload: bytes) -> bool:
    line = next(iter(decode(payload)), "")
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
