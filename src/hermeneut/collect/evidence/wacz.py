"""WACZ: an archive as one file that web archive players open, such as ReplayWeb.page.

Written after https://specs.webrecorder.net/wacz/1.1.1/: a ZIP file with the WARC files as they
are, an index of all of them, a list of pages, and a manifest with the digest of each part.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from ... import __version__, archive
from ...candidates import FRONTIER_FILE, is_made, opened, told
from ...captures import records, row, stamp
from ...errors import UserError
from . import cdxj, warcfiles

VERSION = "1.1.1"
LINES_A_BLOCK = 1024  # of the index, as archiveweb.page and py-wacz have it
_INDEX = "index.cdx.gz"
_PIECE = 2**20  # bytes copied at once
_TITLES = """
SELECT CAST(v.capture AS TEXT), CAST(min(s.title) AS TEXT) FROM visits v
JOIN sightings s ON s.url_id = v.url_id
WHERE s.title <> '' AND v.capture <> '' GROUP BY v.capture"""


def export(
    folder: Path,
    path: Path,
    *,
    title: str = "",
    description: str = "",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Path:
    """Write an archive as a WACZ file; one that is there is replaced.

    WARC files without any capture from the web are left out: what was added from files can't be
    replayed. The rest goes in as it is, with the texts of all that was captured, so mind whose they
    are before you share it.

    Args:
        folder: The archive.
        path: Where to write; ``.wacz`` is added if the name ends otherwise.
        title: Of the collection: the study's.
        description: Of the collection, in Markdown.
        now: The clock.

    Returns:
        Where it is.

    Raises:
        TryAgain: The disk is full.
        UserError: There is nothing from the web in the archive, or the place can't be written.
    """
    path = path if path.suffix == ".wacz" else path.with_name(path.name + ".wacz")
    titles = _titles(folder / FRONTIER_FILE)
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}.partial")
    about = {"title": title, "description": description, "created": stamp(now())}
    try:
        with aside.open("xb") as file:
            with zipfile.ZipFile(file, "w") as made:
                _write(made, archive.files(folder), titles, {k: v for k, v in about.items() if v})
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        raise warcfiles.refused(path, error) from None
    finally:
        aside.unlink(missing_ok=True)
    return path


def _write(
    made: zipfile.ZipFile, warcs: Sequence[Path], titles: dict[str, str], about: dict[str, str]
) -> None:
    lines: list[str] = []
    pages = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}]
    parts = _Parts(made, about["created"])
    for warc in warcs:
        own, found = _read(warc, titles)
        if own:
            lines += own
            pages += found
            parts.add(f"archive/{warc.name}", warc.open("rb"), packed=True)
    if not lines:
        raise UserError("there is nothing from the web in the archive", hint="hermeneut collect")
    blocks, index = _index(cdxj.ordered(lines))
    parts.add(f"indexes/{_INDEX}", io.BytesIO(blocks), packed=True)
    parts.add("indexes/index.idx", io.BytesIO(index))
    parts.add("pages/pages.jsonl", io.BytesIO(_json_lines(pages)))
    parts.finish(about)


def _read(path: Path, titles: dict[str, str]) -> tuple[list[str], list[dict[str, str]]]:
    """Read from a WARC file the lines of its index, and what of it are pages to begin from."""
    lines, pages = [], []
    lengths = dict(warcfiles.members(path))
    for offset, capture in records(path):
        length = lengths.get(offset)
        line = cdxj.line(capture, file=path.name, offset=offset, length=length) if length else ""
        if not line:
            continue
        lines.append(line)
        if row(capture, warc=path.name, offset=offset)["error"] is None:
            page = {"id": capture.id, "url": capture.url, "ts": capture.fetched_at}
            title = titles.get(capture.id, "")
            pages.append({**page, "title": title} if title else page)
    return lines, pages


def _titles(path: Path) -> dict[str, str]:
    """Look up the titles that sources gave, by the name of the capture."""
    if not path.exists():
        return {}
    with told(path), closing(opened(path)) as connection:
        return dict(connection.execute(_TITLES)) if is_made(connection) else {}


def _index(lines: Sequence[str]) -> tuple[bytes, bytes]:
    """Compress an index in blocks, and write where each begins, as ZipNum has it."""
    blocks, heads = io.BytesIO(), [_head("!meta 0", format="cdxj-gzip-1.0", filename=_INDEX)]
    for first in range(0, len(lines), LINES_A_BLOCK):
        block = gzip.compress("".join(lines[first : first + LINES_A_BLOCK]).encode(), mtime=0)
        place = {"offset": blocks.tell(), "length": blocks.write(block)}
        digest = f"sha256:{hashlib.sha256(block).hexdigest()}"
        heads.append(_head(lines[first].partition(" {")[0], **place, digest=digest))
    return blocks.getvalue(), "".join(heads).encode()


def _head(front: str, **fields: str | int) -> str:
    return f"{front} {json.dumps(fields)}\n"


def _json_lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows).encode()


class _Parts:
    """The parts of a WACZ file, written one after another, and its manifest."""

    def __init__(self, made: zipfile.ZipFile, created: str) -> None:
        self.zip = made
        self.resources: list[dict[str, Any]] = []
        moment = datetime.fromisoformat(created)
        self.date = (max(moment.year, 1980), *moment.timetuple()[1:6])  # a ZIP knows none before

    def add(self, path: str, content: BinaryIO, *, packed: bool = False) -> dict[str, Any]:
        """Write a part and list it; what is compressed already is stored as it is."""
        entry = zipfile.ZipInfo(path, self.date)
        entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with content, self.zip.open(entry, "w", force_zip64=packed) as out:
            for piece in _pieces(content):
                digest.update(piece)
                size += out.write(piece)
        listed = {
            "name": path.rpartition("/")[2],
            "path": path,
            "hash": f"sha256:{digest.hexdigest()}",
            "bytes": size,
        }
        self.resources.append(listed)
        return listed

    def finish(self, about: dict[str, str]) -> None:
        manifest = {
            "profile": "data-package",
            "wacz_version": VERSION,
            "software": f"hermeneut {__version__}",
            **about,
            "resources": list(self.resources),
        }
        name = "datapackage.json"
        listed = self.add(name, io.BytesIO(json.dumps(manifest, indent=2).encode()))
        digest = {"path": name, "hash": listed["hash"]}
        self.add("datapackage-digest.json", io.BytesIO(json.dumps(digest, indent=2).encode()))


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    while piece := content.read(_PIECE):
        yield piece
