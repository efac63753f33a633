"""Verifying an archive: whether every byte is what it was, and the frontier agrees with the files.

Each record is read to its end, whatever it holds, in little memory. What is damaged is a problem
among the others, and what follows the damage is found again. Nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ... import archive
from ...candidates import FRONTIER_FILE, is_made, opened, told
from ...captures import KEPT, MAPPING, Capture, address, utc
from ...errors import HermeneutError
from . import cdxj, warcfiles
from .digests import Record, Trouble, read_records

# What may be wrong, and what it means.
PROBLEMS = {
    "damaged": "bytes that can't be decompressed, or are no WARC record",
    "truncated-archive": "the file ends within a record",
    "header": "a record without a header that it must have",
    "length": "a record that isn't as long as it says",
    "too-large": "a record so large that it isn't read to its end",
    "block-digest": "the bytes of a record aren't what they were",
    "payload-digest": "the bytes of a page or file aren't what they were",
    "same-name": "two records of one name",
    "refers-to": "a revisit of a capture that isn't there",
    "not-there": "a file or a capture that the frontier counts isn't there",
    "not-counted": "a file holds more than the frontier counts",
    "index": "the index beside a file isn't of that file; it can be deleted",
    "frontier": "the frontier can't be read, or isn't whole",
}
MUST_HAVE = ("warc-type", "warc-record-id", "warc-date", "content-length")  # WARC 1.1, section 5.1


class Problem(NamedTuple):
    """One thing that is wrong.

    Attributes:
        file: In which file of the archive.
        offset: Where the record begins in it; None where it is about the file as a whole.
        url: Address of the record; empty where it isn't known.
        slug: What is wrong, as `PROBLEMS` names it.
        detail: What a person would want to know.
    """

    file: str
    offset: int | None
    url: str
    slug: str
    detail: str = ""


def verify(folder: Path) -> list[Problem]:
    """Check every digest of an archive, and that the frontier agrees with the files.

    Of a file that is still being collected into, what the frontier counts is checked.

    Args:
        folder: The archive.

    Returns:
        What is wrong, file by file; nothing if all is well.
    """
    try:
        known, problems = _known(folder / FRONTIER_FILE)
    except HermeneutError as error:
        known, problems = _Known(), [Problem(FRONTIER_FILE, None, "", "frontier", str(error))]
    seen = _Seen()
    for path in [*archive.files(folder), *warcfiles.open_files(folder)]:
        try:
            problems += _check_file(path, seen, known)
        except OSError as error:
            problems.append(Problem(path.name, None, "", "damaged", error.strerror or str(error)))
    for file, offset, url, target in seen.references:
        if target not in seen.names:
            problems.append(Problem(file, offset, url, "refers-to", target))
    return [*problems, *_check_known(known, seen)]


@dataclass
class _Known:
    """What the frontier knows: how much counts of which file, and which captures are in it."""

    ends: dict[str, int] = field(default_factory=dict)
    captures: list[tuple[str, str, str]] = field(default_factory=list)  # file, name, address


@dataclass
class _Seen:
    """What was come across in the files: names of files, records, captures; and references."""

    files: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    captures: set[str] = field(default_factory=set)
    references: list[tuple[str, int, str, str]] = field(default_factory=list)


def _known(path: Path) -> tuple[_Known, list[Problem]]:
    if not path.exists():
        return _Known(), []
    with told(path), closing(opened(path)) as connection:
        said = connection.execute("PRAGMA quick_check(5)").fetchall()
        found = [
            Problem(FRONTIER_FILE, None, "", "frontier", str(line))
            for (line,) in said
            if line != "ok"
        ]
        if not is_made(connection):
            return _Known(), found
        ends = dict(connection.execute(_ENDS).fetchall())
        captures = connection.execute(_CAPTURES_KEPT).fetchall()
        return _Known(ends, captures), found


def _check_file(path: Path, seen: _Seen, known: _Known) -> Iterator[Problem]:
    name = warcfiles.finished_name(path)
    size, end = path.stat().st_size, known.ends.get(name, 0)
    finished = path.name == name
    if not finished and name not in known.ends:
        return  # of a file that was just begun, nothing counts yet
    seen.files.add(name)
    for offset, found in read_records(path, size if finished else min(size, end)):
        if isinstance(found, Trouble):
            yield Problem(path.name, offset, "", found.slug, found.detail)
            continue
        for slug, detail in _check_record(found, seen):
            yield Problem(path.name, offset, found.header("warc-target-uri"), slug, detail)
        _note(path, offset, found, seen)
    if name in known.ends and size < end:
        yield Problem(path.name, None, "", "not-there", f"{end - size} bytes that were counted")
    if name in known.ends and finished and size > end:
        yield Problem(path.name, None, "", "not-counted", f"{size - end} bytes at its end")
    index = cdxj.beside(path)
    if finished and index.exists() and index.read_bytes() != cdxj.content(cdxj.lines(path)):
        yield Problem(index.name, None, "", "index", "delete it; it is made again when needed")


def _check_record(record: Record, seen: _Seen) -> Iterator[tuple[str, str]]:
    for name in MUST_HAVE:
        if not record.header(name):
            yield "header", name
    if record.header("warc-record-id") in seen.names:
        yield "same-name", record.header("warc-record-id")
    if not record.fits:
        yield "length", f"Content-Length: {record.header('content-length')}"
    if record.block_differs:
        yield "block-digest", record.header("warc-block-digest")
    if record.payload_differs and record.header("warc-type") != "revisit":
        yield "payload-digest", record.header("warc-payload-digest")


def _note(path: Path, offset: int, record: Record, seen: _Seen) -> None:
    seen.names.add(record.header("warc-record-id"))
    kind, target = record.header("warc-type"), record.header("warc-refers-to")
    if kind in KEPT:
        seen.captures.add(_capture_name(record))
    if kind == "revisit" and target:
        seen.references.append((path.name, offset, record.header("warc-target-uri"), target))


def _capture_name(record: Record) -> str:
    """Name a capture as `Capture.id` does, without holding its bytes."""
    url, at = address(record.header("warc-target-uri")), utc(record.header("warc-date"))
    digest, promised = record.payload_sha256, record.header("warc-payload-digest").lower()
    if record.header("warc-type") == "revisit" and promised.startswith("sha256:"):
        digest = promised.removeprefix("sha256:")
    return Capture(url, at, b"", mapping=record.header(MAPPING.lower()), same_as=digest).id


def _check_known(known: _Known, seen: _Seen) -> Iterator[Problem]:
    for name in sorted(known.ends.keys() - seen.files):
        yield Problem(name, None, "", "not-there", "the whole file")
    for name, capture, url in known.captures:
        if name in seen.files and capture not in seen.captures:
            yield Problem(name, None, url, "not-there", f"capture {capture}")


_ENDS = """
SELECT CAST(warc AS TEXT), max(CAST(ends AS INTEGER)) FROM visits v
WHERE warc <> '' AND state <> 'lost' AND NOT EXISTS (
  SELECT 1 FROM visits l WHERE l.state = 'lost' AND l.warc = v.warc AND l.ends < v.ends)
GROUP BY warc"""
_CAPTURES_KEPT = """
SELECT CAST(warc AS TEXT), CAST(capture AS TEXT), coalesce(CAST(kept_url AS TEXT), '')
FROM visits v WHERE warc <> '' AND state = 'done' AND capture <> '' AND NOT EXISTS (
  SELECT 1 FROM visits l WHERE l.state = 'lost' AND l.warc = v.warc AND l.ends < v.ends)
ORDER BY rowid"""
