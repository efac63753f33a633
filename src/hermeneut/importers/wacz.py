"""WACZ: web archives in a ZIP, as Browsertrix and ArchiveWeb.page write them.

What lies in ``archive/`` goes the way of any other WARC; the rest of the package (indexes, lists of
pages, screenshots of its own) is derived from it. Format: https://specs.webrecorder.net/wacz/1.1.1/.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ..errors import RowFailed
from .zips import Archive

LARGEST = 2**40  # bytes of all WARCs in a package: more than a laptop's disk
_SWOLLEN = 100  # times: markup is packed to a tenth of its size; what swells more is a bomb
_SMALL = 2**28  # bytes that any part may swell to
_NAME = re.compile(r"^archive/[^/]+\.(?:warc|arc)(?:\.gz)?$", re.IGNORECASE)


def is_wacz(path: Path) -> bool:
    """Say whether a file is a WACZ: a ZIP with ``datapackage.json`` and WARCs in ``archive/``."""
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            return False
        try:
            with Archive(file) as archive:
                return "datapackage.json" in archive and bool(_warcs_in(archive))
        except Exception:  # no ZIP that can be read
            return False


def warcs(path: Path) -> Iterator[Path]:
    """Yield the WARC files in a WACZ, each unpacked under a name of our own until the next.

    Raises:
        RowFailed: ``damaged``, ``encrypted``, ``too-large``.
    """
    stem = re.sub(r"[^\w-]", "_", path.stem)
    with path.open("rb") as file, Archive(file, most=LARGEST) as archive:
        for number, name in enumerate(_warcs_in(archive), 1):
            part = archive.parts[name]
            if part.file_size > max(_SWOLLEN * part.compress_size, _SMALL):
                raise RowFailed("too-large", f"{name} swells to {part.file_size} bytes")
            suffix = ".warc.gz" if name.lower().endswith(".gz") else ".warc"
            with tempfile.TemporaryDirectory(prefix="hermeneut-") as folder:
                unpacked = Path(folder) / f"{stem}-{number}{suffix}"
                with unpacked.open("wb") as target:
                    target.writelines(archive.pieces(name, limit=LARGEST))
                yield unpacked


def _warcs_in(archive: Archive) -> list[str]:
    return sorted(name for name in archive.parts if _NAME.match(name))
