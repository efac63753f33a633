"""The sample's pages as the WARC that ships.

    python -m hermeneut.samples.pages

writes it anew from ``sample/pages/`` and ``sample/pages.csv``, to the same bytes.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from ..captures import Capture
from ..collect.evidence.warc import WarcWriter, response

HOME = Path(__file__).parent / "sample"
MADE = datetime(2025, 7, 1, tzinfo=UTC)


def pages(home: Path = HOME) -> Iterator[Capture]:
    """Yield each page as the response of a server that never was."""
    with (home / "pages.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            body = (home / "pages" / row["file"]).read_bytes()
            headers = [
                ("Content-Type", row["content_type"]),
                ("Content-Length", str(len(body))),
                ("X-Invented", "written for Hermeneut's sample study"),
            ]
            status = f"HTTP/1.1 {row['status']} OK"
            yield response(row["url"], row["fetched_at"], status, headers, body)


def write(target: Path, home: Path = HOME) -> Path:
    """Write the pages into one WARC file."""
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        with WarcWriter(Path(folder), now=lambda: MADE) as writer:
            for capture in pages(home):
                writer.write(capture)
        (made,) = Path(folder).glob("*.warc.gz")
        made.replace(target)
    return target


if __name__ == "__main__":
    print(write(HOME / "pages.warc.gz"))
