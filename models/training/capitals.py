"""Learn which words are written small: a capital that opens a sentence doesn't make them names.

    python models/training/capitals.py --data DATA_FOLDER --out src/hermeneut/models

Words of reviews and of the news are counted inside sentences, behind a small word or a comma; what
stands small `SHARE` of the time is a small word, if it is one of the readers' word pieces. The file
holds a bit a word piece, no text.
"""

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from manifest import ModelFile, record, write
from safetensors.numpy import save

from hermeneut.models.reader import vocabulary

SHARE, LEAST = 0.6, 5  # of a word's places inside sentences
_INSIDE = re.compile(r"(?<=[a-z,] )[A-Za-z]{2,}(?![\w’'-])")
SOURCE = "counted in blog_reviews_rated, newsmtsc and bbc_raw; the file holds bits, no text"


def texts(data: Path) -> Iterator[str]:
    """Read the corpora."""
    with gzip.open(data / "blog_reviews_rated" / "reviews.jsonl.gz", "rt", encoding="utf-8") as f:
        for row in map(json.loads, f):
            yield row["text"]
    with gzip.open(data / "newsmtsc" / "train.jsonl.gz", "rt", encoding="utf-8") as f:
        for row in map(json.loads, f):
            yield row["sentence_normalized"]
    for row in pq.read_table(data / "bbc_raw" / "bbc.parquet").to_pylist():
        yield row["body"]


def small(data: Path) -> set[str]:
    """Find the words that stand small inside sentences."""
    counts: Counter[str] = Counter()
    for text in texts(data):
        counts.update(_INSIDE.findall(text))
    large: Counter[str] = Counter()
    for word, times in counts.items():
        if not word.islower():
            large[word.lower()] += times
    return {
        word
        for word, times in counts.items()
        if word.islower() and times >= LEAST and times >= SHARE * (times + large[word])
    }


def main() -> None:
    """Count, write the bits and their hash."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="where the corpora are")
    parser.add_argument("--out", type=Path, required=True, help="where the package keeps models")
    asked = parser.parse_args()
    found, places = small(asked.data), vocabulary()
    bits = np.zeros(max(places.values()) + 1, np.uint8)
    known = [places[word] for word in found if word in places]
    bits[known] = 1
    print(f"{len(found)} small words, {len(known)} of them word pieces")
    entry = ModelFile(
        "capitals", "capitals.safetensors", "", SOURCE, "Apache-2.0",
        f"models/training/capitals.py: small in {SHARE} of at least {LEAST} places",
    )  # fmt: skip
    record(asked.out, [write(asked.out, save({"small": np.packbits(bits)}), describes=entry)])


if __name__ == "__main__":
    main()
