"""Answers of models behind an endpoint, as they lie in ``archive/frontier.sqlite``.

They are logged there like any question of a service, under the source `SOURCE`. What was asked of
which passage stands in ``query``; ``key`` is the digest of the question, which holds prompt, model
and passage, so that an answer can be found again whatever else has changed.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from .candidates import FRONTIER_FILE, is_made, opened, told

SOURCE = "seat"
LARGEST = 256 * 2**10  # bytes of an answer; a verdict as JSON has hundreds

# The last good answer to each question; where there is none, why the last try failed.
_ANSWERS = """
SELECT CAST(key AS TEXT), CAST(query AS TEXT), CAST(asked_at AS TEXT), CAST(error AS TEXT),
  {body} FROM questions WHERE rowid IN (
  SELECT coalesce(max(CASE WHEN error = '' THEN rowid END), max(rowid)) FROM questions
  WHERE source = ? AND key IS NOT NULL AND asked_at IS NOT NULL GROUP BY key)
ORDER BY key"""


def unit_of(query: str) -> str:
    """Name the passage that a question was asked of.

    Example:
        >>> unit_of("real-love 0dc7a7:12-80"), unit_of("a stranger's row")
        ('0dc7a7:12-80', '')
    """
    last = query.rpartition(" ")[2]
    return last if ":" in last else ""


def rows(archive: Path, *, bodies: bool = True) -> Iterator[dict[str, Any]]:
    """Yield what came of each question that was ever put to a model, by key.

    Args:
        archive: The folder of the archive.
        bodies: Whether to read the answers too.

    Yields:
        Rows of text_id, key, asked_at, error, answer.
    """
    path = archive / FRONTIER_FILE
    if not path.exists():
        return
    with told(path), closing(opened(path)) as connection:
        if not is_made(connection):
            return
        query = _ANSWERS.format(body="body" if bodies else "NULL")
        for key, asked, at, error, body in _each(connection, query):
            yield {
                "text_id": unit_of(asked or "").rpartition(":")[0], "key": key, "asked_at": at,
                "error": error or None,
                "answer": None if error or not bodies else _text(body),
            }  # fmt: skip


def digest(archive: Path, words: Callable[[str], object]) -> str:
    """Digest what all answers say; not when, nor in what order. Empty if there are none.

    Args:
        archive: The folder of the archive.
        words: Takes what counts out of an answer: services write the hour into each.
    """
    made = hashlib.sha256()
    said = False
    for row in rows(archive):
        said = True
        what = row["error"] or words(row["answer"])
        made.update(f"{row['key']} {what!r}\n".encode("utf-8", "replace"))
    return made.hexdigest()[:16] if said else ""


def _each(connection: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    yield from connection.execute(query, (SOURCE,))


def _text(body: object) -> str:
    """Decompress an answer; what isn't one, or is more than one can be, is read as far as it is."""
    try:
        data = zlib.decompressobj().decompress(bytes(body), LARGEST)  # type: ignore[call-overload]
    except (zlib.error, TypeError, ValueError):
        return ""
    return str(data.decode("utf-8", "replace"))
