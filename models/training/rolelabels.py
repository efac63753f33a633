"""Read the sentences whose role was set down by hand, and the pieces that they stand in.

``bench/labels/roles.csv`` holds no text: a row names a set, a piece, where the sentence stands in
it, a hash of the sentence, and its role. Sets are folders of the data folder.
"""

import csv
import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from hermeneut.annotate.sentences import split
from hermeneut.models.roles import ROLES

LABELS = Path(__file__).resolve().parents[2] / "bench" / "labels" / "roles.csv"


@dataclass(frozen=True)
class Labelled:
    """The sentences of a piece, and the roles of those that were labelled, by their place."""

    part: str
    corpus: str
    sentences: list[str]
    roles: dict[int, int]


def named(piece: str) -> str:
    """Name a piece by a hash of what its corpus calls it.

    >>> named("0123")
    '1be2e452b46d'
    """
    return hashlib.sha256(piece.encode()).hexdigest()[:12]


def pieces(data: Path) -> Iterator[tuple[str, str, str]]:
    """Yield corpus, name and text of each piece of the sets that labels are from."""
    for row in _lines(data / "blog_reviews_rated" / "reviews.jsonl.gz"):
        yield "blog_reviews_rated", named(row["path"]), row["text"]
    for nth, line in enumerate(_open(data / "her_user_reviews" / "reviews.jsonl")):
        yield "her_user_reviews", named(str(nth)), json.loads(line)["text"]
    for line in _open(data / "her_essays" / "essays.jsonl"):
        row = json.loads(line)
        yield "her_essays", named(row["id"]), row["body_markdown"]
    for row in _lines(data / "commonplace_highlights" / "entries.jsonl.gz"):
        yield "commonplace_highlights", named(row["path"]), "\n\n".join(row["passages"])
    path = data / "imdb_user_reviews" / "reviews.parquet"
    for row in pq.read_table(path, columns=["imdb_id", "user", "review"]).to_pylist():
        if row["review"]:
            yield "imdb_user_reviews", named(f"{row['imdb_id']}/{row['user']}"), row["review"]


def labelled_pieces() -> set[tuple[str, str]]:
    """Name the pieces that hold labelled sentences, by corpus and name."""
    with LABELS.open(encoding="utf-8") as lines:
        return {(row["set"], row["piece"]) for row in csv.DictReader(lines)}


def labelled(data: Path, *parts: str) -> list[Labelled]:
    """Read the labelled pieces of some parts (``fit``, ``test``), in the order of the file.

    Raises:
        SystemExit: A sentence is no longer where the labels say.
    """
    wanted: dict[tuple[str, str], list[dict[str, str]]] = {}
    with LABELS.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["part"] in parts:
                wanted.setdefault((row["set"], row["piece"]), []).append(row)
    texts = {(corpus, name): text for corpus, name, text in pieces(data)}
    return [_placed(rows, texts[key]) for key, rows in wanted.items()]


def _placed(rows: list[dict[str, str]], text: str) -> Labelled:
    spans = list(split(text))
    place = {span: nth for nth, span in enumerate(spans)}
    roles = {}
    for row in rows:
        start, end = int(row["start"]), int(row["end"])
        if named(text[start:end]) != row["hash"] or (start, end) not in place:
            raise SystemExit(f"{row['set']} {row['piece']}: no such sentence at {start}-{end}")
        roles[place[start, end]] = ROLES.index(row["role"])
    sentences = [text[start:end] for start, end in spans]
    return Labelled(rows[0]["part"], rows[0]["set"], sentences, roles)


def _open(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        yield from lines


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
