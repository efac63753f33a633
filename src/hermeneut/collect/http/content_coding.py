"""Content codings (RFC 9110, 8.4.1): undoing gzip, deflate, br and zstd, within bounds.

A few kilobytes can hold gigabytes. What is undone here stops at its bound, and a body can be
watched while it comes in.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable
from contextlib import suppress

from ... import formats

KNOWN = ("gzip", "deflate", "br", "zstd")
_PIECE = 2**12  # bytes made at once; of a body cut short the last piece is lost
_MOST = 8  # codings one upon the other; honest servers use one
_DEFLATE_SWELLS = 1032  # bytes that deflate makes of one, at most (zlib's technical notes)


def codings(header: str) -> tuple[str, ...]:
    """Read a Content-Encoding header: the codings to undo, the outermost first.

    Example:
        >>> codings("gzip, BR")
        ('br', 'gzip')
    """
    named = (coding.strip().lower().removeprefix("x-") for coding in header.split(","))
    return tuple(coding for coding in named if coding in KNOWN)[-_MOST:][::-1]


def decoded(body: bytes, codings: Iterable[str], most: int) -> bytes:
    """Undo codings, up to so many bytes; where a body is damaged or cut, as far as it goes.

    A body that isn't coded, whatever its head says, comes back as it is.

    Example:
        >>> decoded(zlib.compress(b"warm " * 1000), ["deflate"], 9)
        b'warm warm'
    """
    for coding in codings:
        if coding in ("gzip", "deflate"):
            inflation = _Inflation(coding)
            made = inflation.feed(body, most)
            body = made if inflation.began else body
        else:
            body = _streamed(body, coding, most)
    return body[:most]


class Swelling:
    """A watch on a body that comes in: is what it holds too large?

    Args:
        codings: The outermost first.
        limit: Bytes that may come out.
    """

    def __init__(self, codings: tuple[str, ...], limit: int) -> None:
        self.codings, self.limit = codings, limit
        alone = len(codings) == 1 and codings[0] in ("gzip", "deflate")
        self._inflation = _Inflation(codings[0]) if alone else None
        self._read = self._made = 0

    def over(self, body: bytearray, *, whole: bool = False) -> bool:
        """Say whether what has come in so far is too much.

        Args:
            body: All of it so far.
            whole: Whether nothing more will come.
        """
        if not self.codings:
            return len(body) > self.limit
        if self._inflation is None:
            return self._over_anew(body, whole)
        if len(body) * _DEFLATE_SWELLS <= self.limit:
            return False
        piece, self._read = bytes(body[self._read :]), len(body)
        self._made += len(self._inflation.feed(piece, self.limit + 1 - self._made))
        return self._made > self.limit

    def _over_anew(self, body: bytearray, whole: bool) -> bool:
        """Undo all of it, at the end and whenever it has doubled: twice the work at most."""
        if not whole and len(body) < 2 * self._read:
            return False
        self._read = len(body)
        return len(decoded(bytes(body), self.codings, self.limit + 1)) > self.limit


class _Inflation:
    """Gzip or deflate, undone a piece at a time."""

    def __init__(self, coding: str) -> None:
        self.window = zlib.MAX_WBITS | (16 if coding == "gzip" else 0)
        self.stream = zlib.decompressobj(self.window)
        self.began = self.done = False

    def feed(self, piece: bytes, most: int) -> bytes:
        """Take in a piece, give out so many bytes at most."""
        made = bytearray()
        while piece and not self.done and len(made) < most:
            try:
                made += self.stream.decompress(piece, most - len(made))
            except zlib.error:
                piece = self._without_head(piece)
                continue
            self.began = True
            piece = self.stream.unused_data.lstrip(b"\0")  # a gzip body may have several members
            if self.stream.eof:
                self.stream = zlib.decompressobj(self.window)
        return bytes(made)

    def _without_head(self, piece: bytes) -> bytes:
        """Read deflate without the zlib head that RFC 9110 asks for, as some servers send it."""
        if self.began or self.window != zlib.MAX_WBITS:
            self.done = True
        self.window = -zlib.MAX_WBITS
        self.stream = zlib.decompressobj(self.window)
        return piece


def _streamed(body: bytes, coding: str, most: int) -> bytes:
    from fastwarc.stream_io import BrotliReader, ZstdReader

    made = bytearray()
    stream = (BrotliReader if coding == "br" else ZstdReader)(io.BytesIO(body))
    with suppress(OSError, ValueError, EOFError), stream:
        while len(made) < most and (piece := stream.read(min(_PIECE, most - len(made)))):
            made += piece
    return bytes(made) if made or formats.is_binary(body[:_PIECE]) else body
