"""Train the gate before the reader of polarity, from the reader's own answers.

    python models/training/gate.py --data DATA_FOLDER --out src/hermeneut/models

Sentences of essays and of viewers' reviews are read by the shipped reader (some three minutes of
one core); two logistic regressions over hashed runs of words learn whether it leans to a side and
whether it sees a judgement. A tenth, by article and by film, is kept to say what the gate misses;
``bench/gate.py`` measures it on texts of other sources.
"""

import argparse
import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow.parquet as pq
from critics import part_of
from manifest import ModelFile, record, write
from numpy.typing import NDArray
from safetensors.numpy import save
from sklearn.linear_model import LogisticRegression

from hermeneut.annotate.sentences import Sentences
from hermeneut.models.judgement import polarity
from hermeneut.models.spelling import spelled
from sentiment import WEIGHT_TOP, matrix, vocabulary

# Leaning is asked at .3, below the threshold of .5, so that settings have room.
LEANS, JUDGES = 0.3, 0.5
# Tried: 1, 3, 10, by what a given share of misses lets the gate pass over.
STRENGTH = 10.0
FROM_ESSAYS, FROM_REVIEWS = 44_000, 8_000
EACH = 3  # sentences of a passage
LONGEST = 6_000  # characters of a review that are read
TOLD = (0.02, 0.05, 0.1, 0.2)


class Sentence(NamedTuple):
    """A sentence and the article or film it is from."""

    text: str
    source: str


def sentences(data: Path) -> list[Sentence]:
    """Draw sentences of essays and reviews, the same ones each time."""
    chance = random.Random(3)
    essays, reviews = list(_essays(data, chance)), list(_reviews(data, chance))
    chance.shuffle(essays)
    chance.shuffle(reviews)
    return essays[:FROM_ESSAYS] + reviews[:FROM_REVIEWS]


def _essays(data: Path, chance: random.Random) -> Iterator[Sentence]:
    with gzip.open(data / "commonplace_highlights" / "entries.jsonl.gz", "rt") as lines:
        for entry in map(json.loads, lines):
            for passage in entry["passages"]:
                yield from _some(passage, entry["path"], chance)


def _reviews(data: Path, chance: random.Random) -> Iterator[Sentence]:
    table = pq.read_table(data / "imdb_user_reviews" / "reviews.parquet")
    rows = table.select(["title", "review"]).to_pylist()
    for row in chance.sample(rows, FROM_REVIEWS // EACH * 2):
        yield from _some(row["review"][:LONGEST], row["title"], chance)


def _some(text: str, source: str, chance: random.Random) -> Iterator[Sentence]:
    found = [text[one["start"] : one["end"]] for one in Sentences().find(text)]
    yield from (Sentence(one, source) for one in chance.sample(found, min(EACH, len(found))))


def answers(rows: list[Sentence]) -> NDArray[np.bool_]:
    """Ask the reader: a column for leaning to a side, one for judging."""
    said = polarity([row.text for row in rows])
    return np.stack([np.maximum(said[:, 0], said[:, 2]) >= LEANS, said[:, 3] >= JUDGES], axis=1)


def train(rows: list[Sentence], wanted: NDArray[np.bool_]) -> bytes:
    """Fit both questions on nine tenths and tell what the gate would miss in the rest."""
    texts = [spelled(row.text) for row in rows]
    aside = np.array([part_of(row.source) == "test" for row in rows])
    keys = vocabulary([text for text, out in zip(texts, aside, strict=True) if not out])
    seen = matrix(texts, keys)
    models = [
        LogisticRegression(C=STRENGTH, max_iter=300).fit(seen[~aside], column[~aside])
        for column in wanted.T
    ]
    leans = models[0].predict_proba(seen[aside])[:, 1]
    for least in TOLD:
        read, lost = leans >= least, leans[wanted[aside, 0]] < least
        print(f"from {least}: {read.mean():.2f} read, {lost.mean():.3f} lost")
    weights = np.stack([model.coef_[0] for model in models], axis=1)
    step = np.abs(weights).max() / WEIGHT_TOP
    data: bytes = save(
        {
            "keys": keys,
            "weights": np.rint(weights / step).astype(np.int16),
            "bias": np.array([model.intercept_[0] for model in models]),
            "unit": np.array([step]),
        }
    )
    return data


def main() -> None:
    """Draw, read, train, write the model and its hash."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the corpora")
    parser.add_argument("--out", type=Path, required=True, help="where the package keeps models")
    options = parser.parse_args()
    rows = sentences(options.data)
    entry = ModelFile(
        "gate",
        "gate.safetensors",
        "",
        "distilled from polarity.onnx on commonplace_highlights and imdb_user_reviews; no text",
        "Apache-2.0",
        "models/training/gate.py: word n-grams 1-3, logistic regression, int16 weights",
    )
    data = train(rows, answers(rows))
    record(options.out, [write(options.out, data, describes=entry)])


if __name__ == "__main__":
    main()
