"""Whether what a text makes of a work goes with its author's own rating.

    .venv/bin/python bench/evaluations.py --data ../shared/data [--documents 300]

Spearman's rank correlation with the rating on complete reviews, within each critic or site and
within viewers' reviews, beside the mean of VADER's compound over sentences, and beside ridge
regression on TF-IDF of one and two words: trained on the very documents that are measured, and
once more on all reviews of that corpus. Whatever learns is tested in folds: by film for viewers'
reviews, by critic or site for the others; so is ours, whose n-grams and shares are fitted anew for
each fold, on all three corpora. Then critics' pull quotes on films unseen, a line or two each, by
the verdict of their review. No targets are known here and nothing is quoted, so what is measured is
the reading of roles, polarity, place and words. Last, how often a text is found to
evaluate at all: rated reviews all do, news (``bbc_raw``) and essays on anything
(``commonplace_highlights``) seldom do.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from scipy.stats import spearmanr
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "models" / "training"))

import critics  # noqa: E402
from evaluation import (  # noqa: E402
    Counted,
    Review,
    balanced,
    chosen,
    fit,
    heard,
    reviews,
    standing,
    unseen,
)

DATA = ROOT.parent / "shared" / "data"
CORPORA = ("imdb_user_reviews", "scale_dataset_v1", "blog_reviews_rated")
TEXTS = 150  # of each corpus are asked whether they evaluate
LINES = 700  # pull quotes
RANDOM = 5  # folds within a critic or a site


def ridge(read: Sequence[Review], train: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Predict standing by TF-IDF and ridge regression."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    rows = words.fit_transform([read[at].text for at in train])
    model = Ridge(alpha=1.0, solver="sparse_cg").fit(rows, standing([read[at] for at in train]))
    said: np.ndarray = model.predict(words.transform([read[at].text for at in test]))
    return said


def in_folds(read: Sequence[Review], folds: np.ndarray, test: np.ndarray, pool: np.ndarray):
    """Predict each document of ``test`` from those of ``pool`` that are in other folds."""
    out = np.zeros(len(read))
    for name in np.unique(folds[test]):
        aside = test[folds[test] == name]
        out[aside] = ridge(read, pool[folds[pool] != name], aside)
    return out[test]


def ours(read: Sequence[Review], among: np.ndarray) -> np.ndarray:
    """Score the chosen documents, each by what was fitted without its fold."""
    counted, folds = Counted(read), np.array([read[at].fold for at in among])
    parts = unseen(read, counted, among, [heard(read[at].text) for at in among])
    rating, weight = np.array([read[at].rating for at in among]), balanced(read, among)
    out = np.zeros(len(among))
    for name in np.unique(folds):
        aside = folds == name
        shares, middle = fit(parts[~aside], rating[~aside], weight[~aside])
        out[aside] = middle + parts[aside] @ shares
    return out


def vader(text: str) -> float:
    """Return the mean of VADER's compound score over sentences."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    from hermeneut.annotate.sentences import split

    analyser = SentimentIntensityAnalyzer()
    return float(np.mean([analyser.polarity_scores(text[a:b])["compound"] for a, b in split(text)]))


def judged(rating: np.ndarray, score: np.ndarray) -> None:
    """Print how often the three evaluations are those that the ratings come to."""
    from hermeneut.annotate.evaluations import Evaluations

    low, high = Evaluations().mixed
    wanted = np.digitize(rating, (0.4, 0.6))
    found = np.digitize(score, (low, high))
    recall = [np.mean(found[wanted == value] == value) for value in range(3)]
    print("    negative, mixed, positive found in", *(f"{share:.2f}" for share in recall),
          f"of them; right {np.mean(found == wanted):.2f}")  # fmt: skip


def evaluates(texts: Sequence[str]) -> float:
    """Return the share of texts that evaluate, none of whose targets is known."""
    from hermeneut.annotate.evaluations import Evaluations
    from hermeneut.annotate.roles import Roles
    from hermeneut.annotate.sentences import split

    found = []
    for text in texts:
        spans = [{"start": a, "end": b} for a, b in split(text)]
        plain = [{**span, "negative": 0.0, "positive": 0.0} for span in spans]
        rows = Evaluations().find(text, plain, list(Roles().find(text, spans)))
        found += [row["evaluation"] != "none" for row in rows]
    return float(np.mean(found))


def lines(data: Path) -> None:
    """Print what is made of critics' pull quotes whose films nothing learned from."""
    from hermeneut.annotate.evaluations import Evaluations
    from hermeneut.annotate.roles import Roles
    from hermeneut.annotate.sentences import split
    from hermeneut.annotate.sentiment import Sentiment

    quotes = [row for row in critics.read(data) if row.part == "test" and row.film]
    quotes = [row for row in quotes if row.label in critics.VERDICT.values()]
    random.Random(1).shuffle(quotes)
    found = Counter()
    for row in quotes[:LINES]:
        spans = [{"start": a, "end": b} for a, b in split(row.text)]
        steps = Sentiment().find(row.text, spans), Roles().find(row.text, spans)
        (one,) = Evaluations().find(row.text, *map(list, steps))
        found[row.label, one["evaluation"]] += 1
    for name, label in critics.VERDICT.items():
        told = {value: found[label, value] for value in ("negative", "mixed", "positive", "none")}
        print(f"critics' lines, {name:6} n {sum(told.values()):4}", told)


def others(data: Path) -> dict[str, list[str]]:
    """Read texts that seldom evaluate, as far as they are there."""
    out: dict[str, list[str]] = {}
    if (news := data / "bbc_raw" / "bbc.parquet").exists():
        out["bbc_raw"] = [row["body"] for row in pq.read_table(news).to_pylist()]
    if (essays := data / "commonplace_highlights" / "entries.jsonl.gz").exists():
        with gzip.open(essays, "rt") as lines:
            out["commonplace_highlights"] = ["\n\n".join(json.loads(x)["passages"]) for x in lines]
    return {name: [text for text in texts if text.strip()] for name, texts in out.items()}


def main() -> None:
    """Print a line a critic, site and corpus."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--documents", type=int, default=300, help="of each corpus")
    given = parser.parse_args()
    if not all((given.data / corpus).exists() for corpus in CORPORA):
        raise SystemExit(f"not all of {', '.join(CORPORA)} in {given.data}: nothing measured")
    read = reviews(given.data)
    among = chosen(read, dict.fromkeys(CORPORA, given.documents))
    corpus = np.array([review.corpus for review in read])
    score = dict(zip(among, ours(read, among), strict=True))
    rating = np.array([review.rating for review in read])
    for name in CORPORA:
        test = among[corpus[among] == name]
        folds = np.array([review.fold for review in read])
        if len(set(folds[test])) < RANDOM:  # within few critics: at random, which favours the peer
            folds = np.array([f"{at % RANDOM}" for at in range(len(read))])
        columns = {
            "ours": np.array([score[at] for at in test]),
            "VADER": np.array([vader(read[at].text) for at in test]),
            "ridge, same documents": in_folds(read, folds, test, test),
            "ridge, whole corpus": in_folds(read, folds, test, np.flatnonzero(corpus == name)),
        }
        scales = np.array([read[at].scale for at in test])
        for scale in [*np.unique(scales)]:
            own = scales == scale
            said = "  ".join(
                f"{who} {spearmanr(found[own], rating[test][own])[0]:.3f}"
                for who, found in columns.items()
            )
            print(f"{scale:20} n {own.sum():4}  {said}")
        judged(rating[test], columns["ours"])
        print(f"    evaluates: {evaluates([read[at].text for at in test[:TEXTS]]):.2f}")
    lines(given.data)
    for name, texts in others(given.data).items():
        share = evaluates(texts[:: max(1, len(texts) // TEXTS)][:TEXTS])
        print(f"{name:22} evaluates: {share:.2f}")


if __name__ == "__main__":
    main()
