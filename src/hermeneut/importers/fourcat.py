"""4CAT's CSV and NDJSON: threads and posts as its data sources write them.

Every data source of 4CAT gives ``id``, ``thread_id``, ``timestamp`` and ``body``, most ``author``
and ``subject`` (https://github.com/digitalmethodsinitiative/4cat/wiki); other columns are kept.
Posts that 4CAT got from Zeeschuimer and left as the platform wrote them are read as Zeeschuimer's.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping

from .. import formats, rows
from . import posts
from .importer import Document, Importer, Sample

_NEEDED = {"id", "thread_id", "body", "timestamp"}
# Addresses of the post itself come before those of what is shown or linked in it.
_ADDRESSES = ("link", "tiktok_url", "post_url", "permalink", "url_post", "url", "video_url")
_TAKEN = {"body", "subject", "author", "timestamp", "unix_timestamp", *_ADDRESSES}
_OPENING = 4096  # characters in which the first row of NDJSON names its columns


def _read(payload: bytes) -> Iterator[Document]:
    kind = "jsonl" if formats.decode(payload[:_OPENING]).read(1) == "{" else "csv"
    for row in rows.read_rows(payload, kind):
        yield Document({}, row.error) if row.error else Document(_facts(row.values))


def _facts(cells: Mapping[str, str]) -> dict[str, str]:
    addresses = (cells[name].strip() for name in _ADDRESSES if cells.get(name))
    address = next((a for a in addresses if a.startswith(("http://", "https://"))), "")
    others = {name: value for name, value in cells.items() if name not in _TAKEN}
    return {
        **others,
        "text": cells.get("body", ""),
        "title": cells.get("subject", ""),
        "authors": cells.get("author", ""),
        "published": posts.moment(cells.get("timestamp") or cells.get("unix_timestamp")),
        "url": address,
        "venue": "platform",
    }


def _recognise(sample: Sample) -> bool:
    line = sample.text.split("\n", 1)[0].strip()
    if line.startswith("{"):
        try:
            first = json.loads(line)
        except (ValueError, RecursionError):
            return False
        return isinstance(first, dict) and first.keys() >= _NEEDED and "data" not in first
    try:
        return set(next(csv.reader([line]), [])) >= _NEEDED
    except csv.Error:
        return False


FOURCAT = Importer(_read, _recognise)
