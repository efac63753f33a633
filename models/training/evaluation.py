"""Train what weighs a whole text's evaluation of a work.

    python models/training/evaluation.py --data DATA_FOLDER --out src/hermeneut/models

Ridge regression from n-grams of whole reviews to their authors' own ratings
(``imdb_user_reviews``, ``scale_dataset_v1``, ``blog_reviews_rated``; within each critic or set in
standard deviations), then two shares by least squares: of the tone of judging sentences, and of
the words, with words read by models that hadn't seen the film or the critic.
``bench/evaluations.py`` measures it in the same folds.
"""

import argparse
import gzip
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from manifest import ModelFile, record, write
from numpy.typing import NDArray
from safetensors.numpy import save
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LinearRegression, Ridge

from hermeneut.annotate.sentences import split
from hermeneut.annotate.sentiment import Sentiment
from hermeneut.models.evaluation import IDF_UNIT, Grams, tone, words
from hermeneut.models.roles import EVALUATION, classify
from hermeneut.models.sentiment import features

Floats = NDArray[np.float64]

MIN_REVIEWS = 15  # that an n-gram must stand in
FOLDS = 5  # of films; critics and sites are each a fold of their own
READ = {"imdb_user_reviews": 600, "scale_dataset_v1": 450, "blog_reviews_rated": 160}
WEIGHT_TOP = 32767
MARKUP = re.compile(r"\{%.*?%\}|!\[.*?\]\(.*?\)|[*_#>]")
SOURCE = (
    "trained on imdb_user_reviews, scale_dataset_v1 (Pang and Lee 2005) and blog_reviews_rated; "
    "the file holds hashes and weights, no text"
)


@dataclass(frozen=True)
class Review:
    """A whole review with its author's rating from 0 to 1; ``by`` tells what to keep apart."""

    corpus: str
    by: str
    name: str
    text: str
    rating: float

    @property
    def fold(self) -> str:
        """The fold that it is tested in: its film's, its critic's or its site's."""
        return f"films {number(self.by) % FOLDS}" if self.corpus.startswith("imdb") else self.by

    @property
    def scale(self) -> str:
        """Whose scale the rating is on."""
        return self.corpus if self.corpus.startswith("imdb") else self.by


def number(name: str) -> int:
    """Hash a name to a number.

    >>> number("film") % 5
    4
    """
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16)


def reviews(data: Path) -> list[Review]:
    """Read all rated reviews, in an order of their own."""
    return sorted(_reviews(data), key=lambda review: number(review.name))


def _reviews(data: Path) -> Iterator[Review]:
    table = pq.read_table(data / "imdb_user_reviews" / "reviews.parquet").to_pylist()
    for row in table:
        if row["rating_clean"] and row["review"]:
            film, name = row["imdb_id"], f"{row['imdb_id']}/{row['user']}"
            rating = (row["rating_clean"] - 1) / 9
            yield Review("imdb_user_reviews", film, name, row["review"], rating)
    for row in pq.read_table(data / "scale_dataset_v1" / "scale_reviews.parquet").to_pylist():
        name = f"{row['critic']}/{row['review_id']}"
        yield Review("scale_dataset_v1", row["critic"], name, row["text"], row["rating01"])
    with gzip.open(data / "blog_reviews_rated" / "reviews.jsonl.gz", "rt") as lines:
        for row in map(json.loads, lines):
            top = re.search(r"\d+", str(row.get("rating_scale")))
            if row.get("rating") is not None and top:
                text, rating = MARKUP.sub("", row["text"]), float(row["rating"]) / int(top[0])
                name = f"{row['source']}/{row['path']}"
                yield Review("blog_reviews_rated", row["source"], name, text, rating)


class Counted:
    """How often the n-grams of reviews stand in each, counted once for all folds."""

    def __init__(self, read: Sequence[Review]) -> None:
        """Count them sentence by sentence, as the package does."""
        parts = [(r.text[a:b], at) for at, r in enumerate(read) for a, b in split(r.text)]
        found = features([text for text, _ in parts])
        review = np.array([at for _, at in parts])[found.sentence]
        keys, column = np.unique(found.key, return_inverse=True)
        ones = np.ones(len(column), np.float32)
        counts = csr_matrix((ones, (review, column)), shape=(len(read), len(keys)))
        counts.sum_duplicates()
        held = np.bincount(counts.indices, minlength=len(keys))
        kept = np.flatnonzero(held >= MIN_REVIEWS)
        self.keys = keys[kept]
        rarity = np.log((len(read) + 1) / (held[kept] + 1)) + 1
        self.rarity = np.clip(np.rint(rarity * IDF_UNIT), 1, 255).astype(np.uint8)
        rows = counts[:, kept]
        rows.data = 1 + np.log(rows.data)
        rows = rows @ diags(self.rarity / IDF_UNIT)
        length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
        self.rows = (diags(1 / np.maximum(length, 1e-9)) @ rows).tocsr().astype(np.float32)

    def learn(self, standing: Floats, among: NDArray[np.int64]) -> Grams:
        """Fit the worth of n-grams on some reviews."""
        model = Ridge(alpha=1.0, solver="sparse_cg", max_iter=60, tol=1e-2)
        worth = model.fit(self.rows[among], standing[among]).coef_
        unit = float(np.abs(worth).max() / WEIGHT_TOP)
        return Grams(self.keys, np.rint(worth / unit).astype(np.int16), self.rarity, unit)


def standing(read: Sequence[Review]) -> Floats:
    """Put ratings in standard deviations from the mean of their own scale."""
    rating = np.array([review.rating for review in read])
    out = np.zeros(len(read))
    for scale in {review.scale for review in read}:
        own = np.array([review.scale == scale for review in read])
        out[own] = (rating[own] - rating[own].mean()) / rating[own].std()
    return out


@dataclass(frozen=True)
class Heard:
    """A review's sentences, with their lean and how far each evaluates."""

    sentences: list[str]
    lean: Floats
    weight: Floats


def heard(text: str) -> Heard:
    """Read a review as the passes do."""
    spans = [{"start": start, "end": end} for start, end in split(text)]
    sentences = [text[s["start"] : s["end"]] for s in spans]
    rows = list(Sentiment().find(text, spans))
    lean = np.array([row["positive"] - row["negative"] for row in rows])
    return Heard(sentences, lean, classify(sentences)[:, EVALUATION].astype(np.float64))


def told(one: Heard, grams: Grams) -> Floats:
    """Sum the two parts of an evaluation: tone and words."""
    said = words(features(one.sentences), grams, len(one.sentences))
    return np.array([tone(one.lean, one.weight).sum(), said.sum()])


def chosen(read: Sequence[Review], most: dict[str, int]) -> NDArray[np.int64]:
    """Choose the first reviews of each corpus, in the order at hand; critics in equal parts."""
    left = dict(most)
    taken = []
    for at, review in enumerate(read):
        if left.get(review.corpus, 0) and review.text.strip():
            left[review.corpus] -= 1
            taken.append(at)
    return np.array(taken)


def balanced(read: Sequence[Review], among: NDArray[np.int64]) -> Floats:
    """Let each corpus count as much, the small one half."""
    names = [read[at].corpus for at in among]
    least = {"blog_reviews_rated": 0.5}
    return np.array([least.get(name, 1.0) / names.count(name) for name in names]) * len(names)


def fit(parts: Floats, rating: Floats, weight: Floats) -> tuple[NDArray[np.float64], float]:
    """Fit what the two parts are worth, on the scale from -1 to 1."""
    model = LinearRegression().fit(parts, 2 * rating - 1, sample_weight=weight)
    return model.coef_.astype(np.float64), float(model.intercept_)


def unseen(
    read: Sequence[Review], counted: Counted, among: NDArray[np.int64], ears: Sequence[Heard]
) -> Floats:
    """Give the two parts of each chosen review, words by a model that saw none of its fold."""
    folds, stand = np.array([review.fold for review in read]), standing(read)
    out = np.zeros((len(among), 2))
    for name in sorted(set(folds[among])):
        grams = counted.learn(stand, np.flatnonzero(folds != name))
        for place in np.flatnonzero(folds[among] == name):
            out[place] = told(ears[place], grams)
    return out


def main() -> None:
    """Read the data, train, write the model and its hash."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the corpora")
    parser.add_argument("--out", type=Path, required=True, help="where the package keeps models")
    given = parser.parse_args()
    read = reviews(given.data)
    counted = Counted(read)
    among = chosen(read, READ)
    ears = [heard(read[at].text) for at in among]
    parts = unseen(read, counted, among, ears)
    rating = np.array([read[at].rating for at in among])
    shares, middle = fit(parts, rating, balanced(read, among))
    grams = counted.learn(standing(read), np.arange(len(read)))
    said = np.abs(grams.weights) > 0
    data: bytes = save(
        {
            "keys": grams.keys[said], "weights": grams.weights[said],
            "rarity": grams.rarity[said], "unit": np.array([grams.unit]),
            "shares": shares, "middle": np.array([middle]),
        }
    )  # fmt: skip
    print(f"{len(read)} reviews, {len(among)} read closely, shares {shares.round(3)}, "
          f"middle {middle:.3f}, {len(data)} bytes")  # fmt: skip
    built = "models/training/evaluation.py: n-grams 1-3, ridge regression, int16; two shares"
    entry = ModelFile("evaluation", "evaluation.safetensors", "", SOURCE, "Apache-2.0", built)
    record(given.out, [write(given.out, data, describes=entry)])


if __name__ == "__main__":
    main()
