"""ZIP archives from strangers: read part by part in memory, bounded, and never unpacked to disk.

Names of parts are looked up, never used as paths.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, Self

from ..errors import RowFailed

MOST_PARTS = 20_000
MOST_BYTES = 256 * 2**20  # of all parts that are read, decompressed
LARGEST_PART = 64 * 2**20  # bytes, decompressed
_PIECE = 2**16  # bytes read at once


class Archive:
    """A ZIP whose parts are read one by one.

    Args:
        source: Its bytes, or a file.
        most: Bytes that are read of all parts together, decompressed.

    Raises:
        RowFailed: ``damaged`` where it is no ZIP, ``too-many-parts``.
    """

    def __init__(self, source: bytes | BinaryIO, *, most: int = MOST_BYTES) -> None:
        file = io.BytesIO(source) if isinstance(source, bytes) else source
        try:
            self._zip = zipfile.ZipFile(file)
            self.parts = {info.filename: info for info in self._zip.infolist()}
        except Exception as error:  # whatever it meets in damaged bytes
            raise RowFailed("damaged", f"no ZIP: {error}") from None
        if len(self.parts) > MOST_PARTS:
            raise RowFailed("too-many-parts", f"{len(self.parts)}; {MOST_PARTS} are read")
        self._left = most

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self.parts

    def read(self, name: str) -> bytes:
        """Read a part.

        Raises:
            RowFailed: ``missing-part``, ``encrypted``, ``too-large``, ``damaged``.
        """
        return b"".join(self.pieces(name, limit=LARGEST_PART))

    def pieces(self, name: str, *, limit: int) -> Iterator[bytes]:
        """Yield a part in pieces.

        Raises:
            RowFailed: As `read` says.
        """
        info = self.parts.get(name)
        if info is None:
            raise RowFailed("missing-part", name)
        if info.flag_bits & 0x1:
            raise RowFailed("encrypted", f"{name} asks for a password")
        room = min(limit, self._left)
        try:
            with self._zip.open(info) as part:
                while piece := part.read(min(_PIECE, room + 1)):
                    room -= len(piece)
                    self._left -= len(piece)
                    if room < 0:
                        raise RowFailed("too-large", f"{name} is more than {limit} bytes")
                    yield piece
        except RowFailed:
            raise
        except Exception as error:  # whatever a decompressor meets in damaged bytes
            raise RowFailed("damaged", f"{name}: {error}") from None
