"""Hermeneut, as its command line is used: a study with a list, and what its archive holds then."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from testsites import Page
from testweb import Serving

from .ends import End
from .watching import Taken, watched

STUDY = """
[study]
name = "test-web"
[work]
title = "Letters"
year = 2013
[[source]]
kind = "list"
path = "pages.txt"
[collect]
archives = false
"""


def study(folder: Path, served: Serving, manners: dict[str, Any]) -> Path:
    """Make a study whose list is that of the web."""
    folder.mkdir(parents=True)
    keys = "".join(f"{key} = {json.dumps(value)}\n" for key, value in manners.items())
    (folder / "study.toml").write_text(STUDY + keys)
    (folder / "pages.txt").write_text("".join(f"{page.url}\n" for page in served.web.pages))
    return folder


def started(folder: Path, *options: str) -> subprocess.Popen[Any]:
    """Start `hermeneut collect` on a study."""
    command = [str(Path(sys.executable).with_name("hermeneut")), "collect", "--study", str(folder)]
    own = {**os.environ, "HERMENEUT_CONTACT": "nobody@example.org", "XDG_CONFIG_HOME": str(folder)}
    with (folder / "told.txt").open("ab") as told:
        return subprocess.Popen(
            [*command, "--allow-private", *options], stdout=told, stderr=told, env=own
        )


def collected(folder: Path, *options: str) -> Taken:
    """Collect until it ends by itself.

    Raises:
        SystemExit: It fell over before anything was kept.
    """
    process = started(folder, *options)
    taken = watched(process)
    if not any((folder / "archive").glob("*.warc.gz")):
        raise SystemExit(f"hermeneut collect: {(folder / 'told.txt').read_text()[-2000:]}")
    return taken


class Archive(NamedTuple):
    """What the WARC files of a study hold.

    Attributes:
        files: How many.
        records: How many WARC records.
        bad: Those whose digests don't agree, and what warcio complains of.
        captures: Address, status and payload digest of each response, as often as it is there.
        said: Address and SHA-256 of the content of each that was answered with 200, whole.
        revisits: How many say that nothing had changed.
    """

    files: int
    records: int
    bad: list[str]
    captures: list[tuple[str, int, str]]
    said: set[tuple[str, str]]
    revisits: int

    def twice(self, pages: Iterable[Page]) -> list[str]:
        """List the pages that must be kept whose answer is there more than once."""
        good = Counter(url for url, status, _ in self.captures if status == 200)
        return sorted(page.url for page in pages if page.says and good[page.where or page.url] > 1)


def archive_of(folder: Path) -> Archive:
    """Read the WARC files of a study with fastwarc, and let ``warcio check`` read them too."""
    from hermeneut import captures

    files = sorted((folder / "archive").glob("*.warc.gz"))
    checked = [one for path in files for one in verified(path)]
    bad = [name for name, good in checked if not good] + complaints(files)
    found, said, revisits = [], set(), 0
    for path in files:
        for _, one in captures.records(path):
            if one.kind == "response":
                found.append((one.url, one.http.status or 0, one.digest))
            revisits += one.kind == "revisit"
            if one.http.status == 200 and not one.error:
                said.add((one.url, hashlib.sha256(captures.read(one)).hexdigest()))
    return Archive(len(files), len(checked), bad, found, said, revisits)


def complaints(files: Iterable[Path]) -> list[str]:
    """Return what ``warcio check`` says of files that it finds fault with."""
    command = [str(Path(sys.executable).with_name("warcio")), "check", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [*done.stdout.splitlines(), done.stderr[-500:]] if done.returncode else []


def verified(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield each WARC record of a file, and whether all its digests agree, as fastwarc reads it."""
    from fastwarc.warc import ArchiveIterator

    with path.open("rb") as file:
        for record in ArchiveIterator(file, parse_http=False):
            name = f"{path.name} at {record.stream_pos}: {record.headers['WARC-Type']}"
            good = record.verify_block_digest()
            own = record.headers["WARC-Type"] != "revisit"  # whose payload lies elsewhere
            if good and own and "WARC-Payload-Digest" in record.headers and record.is_http:
                record.parse_http()
                good = record.verify_payload_digest()
            yield name, good


def ends(folder: Path, archive: Archive) -> dict[str, End]:
    """Read from a study how its pages ended."""
    from hermeneut import candidates

    found, _ = candidates.read(folder / "archive" / "frontier.sqlite")
    said = frozenset(archive.said)
    return {
        row["url"]: End("kept" if row["state"] == "done" else row["error"] or row["state"], said)
        for row in found.to_pylist()
    }


def steady(archive: Archive, pages: Iterable[Page]) -> set[tuple[str, str]]:
    """Return address and payload digest of the captures that don't depend on the moment.

    Those do that were cut off: what a tar-pit said until patience ended, or a host before it broke
    off, or a bomb before it was seen to be one.
    """
    cut = {"timeout", "reset", "disconnect", "too-large"}
    moody = {page.url for page in pages if cut.intersection(page.must)}
    return {(url, digest) for url, _, digest in archive.captures if url not in moody}
