"""Train what tells reviews, news and essays apart, and count how far it can be trusted.

    python models/training/forms.py --data DATA_FOLDER [--out src/hermeneut/read/formweights.json]

Each text's label follows from where it comes from, not from a reading of it: three sites of rated
reviews, viewers' reviews, two sets of news, magazines that print
nothing but essays. Forty pieces on films were labelled by hand, since criticism of film that is no
review comes in no set (`bench/labels/forms.csv`; those whose part is ``test`` are never trained
on). A source is left out in turn, and the rest judge it: the counts, of all sources together, turn
a model's share into the confidence that is written into `fields`.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow.parquet as pq
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from hermeneut.read.formcues import cues_of
from hermeneut.read.formmodel import may_be
from hermeneut.read.running import of_text

HERE = Path(__file__).resolve()
LABELS = HERE.parents[2] / "bench" / "labels" / "forms.csv"
DATA = HERE.parents[3] / "shared" / "data"

FORMS = ("essay", "news", "review")
ESSAYS = frozenset({"Aeon", "The New Inquiry", "Real Life", "e-flux", "Ill Will", "n+1",
                    "Boston Review",
                    "The Point", "Granta", "Jacobin", "The Walrus"})  # fmt: skip
REVIEWS = frozenset(
    {"Notre Dame Philosophical Reviews"}
)  # judged, never trained on: of books for peers
OUTLETS = {"essay": ESSAYS, "review": REVIEWS}
STRENGTH = 0.05  # of the fit, scikit-learn's C: few sources, so weights stay small
ON_FILM = (
    6.0  # weight of a piece on film labelled by hand, which are few and nearest to the purpose
)
SOURCE = 400  # pieces that one source gives at most
STEPS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)  # shares at which right and wrong are counted
# Cues that mark a form by themselves, and are weighed with no others.
APART = (
    "citations", "news in the lead", "length (hundreds of words, 10 at most)",
    "asked and answered (share of paragraphs)", "speakers' turns (share of paragraphs)",
    "time stamps (share of paragraphs)", "numbered (paragraphs, 12 at most)",
    "parts of a paper (5 at most)",
)  # fmt: skip
_TEMPLATE = re.compile(r"\{[%{][^{}]{0,500}[%}]\}|!\[[^\]]{0,300}\]\([^)]{0,500}\)")
_LINK = re.compile(r"\[([^\]]{0,300})\]\([^)]{0,500}\)")


class Piece(NamedTuple):
    """A text's cues, the form that its source gives it, the source, and what it may be called."""

    source: str
    form: str
    cues: dict[str, float]
    may_be: frozenset[str]


def pieces(data: Path) -> list[Piece]:
    """Read all sources; the same pieces in the same order each time."""
    count: Counter[str] = Counter()
    found = []
    for source, form, text in _texts(data):
        cues = cues_of(of_text(text)) if count[source] < SOURCE else {}
        if cues:
            count[source] += 1
            kept = {name: n for name, n in cues.items() if name not in APART}
            found.append(Piece(source, form, kept, frozenset(f for f in FORMS if may_be(f, cues))))
    return found


def _texts(data: Path) -> Iterator[tuple[str, str, str]]:
    for row in _lines(data / "blog_reviews_rated/reviews.jsonl.gz"):
        yield row["source"], "review", without_markdown(row["text"])
    table = pq.read_table(data / "imdb_user_reviews/reviews.parquet", columns=["imdb_id", "review"])
    for row in sorted(table.to_pylist(), key=_by_hash)[:SOURCE]:
        yield "imdb", "review", row["review"] or ""
    for row in sorted(pq.read_table(data / "bbc_raw/bbc.parquet").to_pylist(), key=_by_hash):
        yield "bbc", "news", row["body"]
    for row in _lines(data / "quotes_polnear/train.jsonl.gz"):
        yield row["publisher"], "news", row["text"]
    held = {row["piece"]: row for row in labels()}
    for row in _lines(data / "commonplace_highlights/entries.jsonl.gz"):
        form = next((f for f, of in OUTLETS.items() if row["publication"] in of), None)
        label = held.get(key(row["path"]))
        if label and label["part"] == "train":
            yield f"on film: {row['publication']}", label["forms"], commonplace(row)
        elif form and not label:
            yield row["publication"], form, commonplace(row)


def _by_hash(row: dict[str, object]) -> str:
    return hashlib.sha256(str(row).encode()).hexdigest()


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def labels() -> list[dict[str, str]]:
    """Read what was labelled by hand: set, piece, forms parted by a bar."""
    with LABELS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def key(path: str) -> str:
    """Name a piece without its words."""
    return hashlib.sha256(path.encode()).hexdigest()[:12]


def commonplace(row: dict[str, str]) -> str:
    """Join the passages of a reading note, less the diarist's quotation marks."""
    return "\n\n".join(re.sub(r"^[“\"]|[”\"]$", "", p.strip()) for p in row["passages"])


def without_markdown(text: str) -> str:
    """Take templates, pictures and marks out of a Markdown text."""
    return re.sub(r"[*_#>]", "", _LINK.sub(r"\1", _TEMPLATE.sub("", text)))


def matrix(some: list[Piece]) -> np.ndarray:
    """Return cues as rows; a piece without English words is not among them."""
    return np.array([list(p.cues.values()) for p in some])


def fit(some: list[Piece]) -> tuple[np.ndarray, np.ndarray]:
    """Fit weights on the cues as they are counted: a row a form, and its constant."""
    x, y = matrix(some), np.array([p.form for p in some])
    mean, spread = x.mean(0), x.std(0) + 1e-6
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=2_000)
    weigh = [ON_FILM if p.source.startswith("on film") else 1.0 for p in some]
    model.fit((x - mean) / spread, y, sample_weight=weigh)
    assert tuple(model.classes_) == FORMS
    weights = model.coef_ / spread
    return weights, model.intercept_ - weights @ mean


def shares(weights: tuple[np.ndarray, np.ndarray], some: list[Piece]) -> np.ndarray:
    """Return each form's share of the odds."""
    odds = matrix(some) @ weights[0].T + weights[1]
    grown = np.exp(odds - odds.max(1, keepdims=True))
    return grown / grown.sum(1, keepdims=True)


def left_out(found: list[Piece]) -> list[tuple[str, str, str, float]]:
    """Judge each source by the others: source, form, the form found and its share.

    What may not be called what it was found to be is left out, as it is where texts are read.
    """
    judged = []
    for source in sorted({p.source for p in found}):
        mine = [p for p in found if p.source == source]
        rest = [p for p in found if p.source not in (source, *REVIEWS)]
        got = shares(fit(rest), mine)
        judged += [
            (source, p.form, FORMS[i], float(row[i]))
            for p, row, i in zip(mine, got, got.argmax(1), strict=True)
            if FORMS[i] in p.may_be
        ]
    return judged


def counted(
    judged: list[tuple[str, str, str, float]], all_of: Counter[str]
) -> dict[str, list[list[float]]]:
    """Say how often a form was right at each share, rising; each source weighs the same."""
    weight = {source: 1 / max(n, 25) for source, n in all_of.items()}
    table = {}
    for form in FORMS:
        some = [j for j in judged if j[2] == form]
        rising = IsotonicRegression(y_min=0.05, y_max=0.95, out_of_bounds="clip")
        rising.fit([j[3] for j in some], [j[1] == form for j in some],
                   sample_weight=[weight[j[0]] for j in some])  # fmt: skip
        table[form] = [
            [s, round(float(v), 3)] for s, v in zip(STEPS, rising.predict(STEPS), strict=True)
        ]
    return table


def main() -> None:
    """Print how each source is judged by the others; write the weights if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, help="the file of weights")
    given = parser.parse_args()
    found = pieces(given.data)
    judged, all_of = left_out(found), Counter(p.source for p in found)
    for source in sorted({p.source for p in found}):
        mine = [j for j in judged if j[0] == source]
        if not mine:
            continue
        sure = [j for j in mine if j[3] >= 0.8]
        right = sum(j[1] == j[2] for j in sure)
        print(f"{source:34} {mine[0][1]:12} {all_of[source]:4} "
              f"answered {len(sure) / all_of[source]:.2f} right {right / max(1, len(sure)):.3f}  "
              f"{dict(Counter(j[2] for j in sure))}")  # fmt: skip
    found = [p for p in found if p.source not in REVIEWS]
    weights = fit(found)
    names = list(found[0].cues)
    for form, row in zip(FORMS, weights[0], strict=True):
        spread = matrix(found).std(0)
        top = sorted(zip(row * spread, names, strict=True))
        print(form, [f"{n} {w:+.2f}" for w, n in (*top[-7:][::-1], *top[:4])])
    trust = counted(judged, all_of)
    print(json.dumps(trust))
    if given.out:
        shown = {
            "forms": FORMS,
            "constants": [round(float(v), 4) for v in weights[1]],
            "weights": {n: [round(float(v), 4) for v in weights[0][:, i]]
                        for i, n in enumerate(names)},
            "counted": trust,
        }  # fmt: skip
        given.out.write_text(json.dumps(shown, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
