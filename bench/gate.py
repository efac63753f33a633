"""Measure what the gate before the reader of polarity saves, and what it loses.

    python bench/gate.py [--data ../shared/data] [--sentences 2000]

On texts of sources that it didn't learn from. *Lost* are sentences in which the reader takes a
side (.5 or more) and that the gate would not have let it read. Time is of the processor.
"""

import argparse
import gzip
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from hermeneut.annotate.sentences import Sentences
from hermeneut.annotate.sentiment import Sentiment
from hermeneut.models.gate import expected
from hermeneut.models.judgement import polarity

SIDE = 0.5
SEED = 20131218


def texts(data: Path) -> Iterator[tuple[str, str]]:
    """Yield each source's name with one text."""
    for line in (data / "her_essays" / "essays.jsonl").open():
        yield "essays", json.loads(line)["body_markdown"]
    for line in (data / "her_user_reviews" / "reviews.jsonl").open():
        yield "viewers' reviews", json.loads(line)["text"]
    with gzip.open(data / "blog_reviews_rated" / "reviews.jsonl.gz", "rt") as lines:
        for line in lines:
            yield "blogs' reviews", json.loads(line)["text"]


def measured(sentences: list[str]) -> str:
    """Read all sentences both ways; return a row of the table."""
    since = time.process_time()
    gated = expected(sentences)[:, 0] >= Sentiment().gate
    between = time.process_time()
    said = polarity(sentences)
    whole, gate = time.process_time() - between, between - since
    sided = np.maximum(said[:, 0], said[:, 2]) >= SIDE
    lost = (sided & ~gated).sum() / max(1, sided.sum())
    return (
        f"{len(sentences):>9,} {sided.mean():>9.2f} {gated.mean():>9.2f} {lost:>9.3f} "
        f"{1e3 * gate / len(sentences):>9.2f} {1e3 * whole / len(sentences):>9.2f}"
    )


def main() -> None:
    """Print a row for each source."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    parser.add_argument("--data", type=Path, default=default)
    parser.add_argument("--sentences", type=int, default=2000, help="of each source at most")
    given = parser.parse_args()
    if not (given.data / "her_essays").exists():
        raise SystemExit(f"no her_essays in {given.data}: nothing measured")
    found: dict[str, list[str]] = {}
    for source, text in texts(given.data):
        spans = Sentences().find(text)
        found.setdefault(source, []).extend(text[one["start"] : one["end"]] for one in spans)
    print(f"{'':<18}sentences     sided      read      lost   gate ms reader ms")
    for source, sentences in found.items():
        random.Random(SEED).shuffle(sentences)
        print(f"{source:<18}{measured(sentences[: given.sentences])}")


if __name__ == "__main__":
    main()
