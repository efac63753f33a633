"""What a page of the test web answers: whole, dripping, endless, broken, or nothing at all."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field

KIND = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Whole:
    """One answer in one piece.

    Attributes:
        wire: Head and body, as sent.
        status: As in the head.
        etag: If the request has it, the answer is 304 without a body; empty for none.
        close: Whether the connection ends with it.
    """

    wire: bytes = field(repr=False)
    status: int = 200
    etag: str = ""
    close: bool = False


@dataclass(frozen=True, slots=True)
class Drip:
    """An answer in pieces, with a pause in seconds before each; one that never ends starts over."""

    wire: bytes = field(repr=False)
    piece: int
    pause: float
    ends: bool = True


@dataclass(frozen=True, slots=True)
class Endless:
    """A head, and then one piece again and again for as long as anybody reads."""

    head: bytes
    piece: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reset:
    """Some bytes, and then the connection is reset (RST, not FIN)."""

    wire: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Silent:
    """The request is read, and nothing is said."""


@dataclass(frozen=True, slots=True)
class Times:
    """One answer for the first requests, another from then on."""

    n: int
    first: Answer
    then: Answer


@dataclass(frozen=True, slots=True)
class Wall:
    """One answer for requests with a cookie, another for those without."""

    without: Whole
    within: Whole


Answer = Whole | Drip | Endless | Reset | Silent | Times | Wall


def head(status: int, *lines: str) -> bytes:
    """Write an HTTP head."""
    return "\r\n".join((f"HTTP/1.1 {status} So", *lines, "", "")).encode("latin-1")


def whole(
    body: bytes,
    *lines: str,
    status: int = 200,
    kind: str = KIND,
    etag: str = "",
    way: str = "",
) -> Whole:
    """Make an answer in one piece.

    Args:
        body: What the page says.
        *lines: Further lines of the head.
        status: HTTP status.
        kind: Content type; none if empty.
        etag: Its mark, quoted here.
        way: How it travels: gzip, chunked, or close (its end is the connection's); else plain.
    """
    lines = (*lines, *([f"Content-Type: {kind}"] if kind else []))
    lines = (*lines, *([f'ETag: "{etag}"'] if etag else []))
    if way == "gzip":
        body, lines = gzip.compress(body, 6, mtime=0), (*lines, "Content-Encoding: gzip")
    if way == "chunked":
        return Whole(
            head(status, *lines, "Transfer-Encoding: chunked") + chunked(body), status, etag
        )
    if way == "close":
        return Whole(head(status, *lines, "Connection: close") + body, status, etag, close=True)
    return Whole(head(status, *lines, f"Content-Length: {len(body)}") + body, status, etag)


def chunked(body: bytes, size: int = 4096) -> bytes:
    """Cut a body into chunks, RFC 9112, section 7.1."""
    cut = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(c), c) for c in cut) + b"0\r\n\r\n"


def moved(to: str, status: int = 302) -> Whole:
    """Send elsewhere."""
    return whole(b"Over there.", f"Location: {to}", status=status, kind="text/plain")
