"""Whether sentences called positive or negative add up to the authors' own ratings.

    python bench/verdicts.py [--data DIR]

On complete reviews of `blog_reviews_rated` (Spearman's rank correlation within each site): the
balance of polar sentences, as `trends` counts it, beside the mean of VADER's compound score. The
setting `usual` of the sentiments was chosen on these reviews.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from pathlib import Path

from scipy.stats import spearmanr

from hermeneut.annotate.sentences import split
from hermeneut.annotate.sentiment import Sentiment

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
MARKUP = re.compile(r"\{%.*?%\}|!\[.*?\]\(.*?\)|[*_#>]")


def reviews(data: Path):
    """Yield site, text and rating from 0 to 1 of each review that has more than 150 words."""
    with gzip.open(data / "blog_reviews_rated/reviews.jsonl.gz", "rt") as lines:
        for row in map(json.loads, lines):
            scale = re.search(r"\d+", str(row.get("rating_scale")))
            if row.get("rating") is not None and scale and len(row["text"].split()) > 150:
                yield (
                    row["source"],
                    MARKUP.sub("", row["text"]),
                    float(row["rating"]) / int(scale[0]),
                )


def balance(text: str) -> tuple[int, int]:
    """Count the positive and the negative sentences of a text."""
    spans = [{"start": start, "end": end} for start, end in split(text)]
    found = [row["polarity"] for row in Sentiment().find(text, spans)]
    return found.count("positive"), found.count("negative")


def vader_mean(text: str) -> float:
    """Return the mean of VADER's compound score over sentences."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyser = SentimentIntensityAnalyzer()
    scores = [analyser.polarity_scores(text[a:b])["compound"] for a, b in split(text)]
    return sum(scores) / len(scores)


def main() -> None:
    """Print a line a site."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    given = parser.parse_args()
    if not (given.data / "blog_reviews_rated").exists():
        raise SystemExit(f"no blog_reviews_rated in {given.data}: nothing measured")
    read = list(reviews(given.data))
    counts = [balance(text) for _, text, _ in read]
    ours = [(p - n) / max(1, p + n) for p, n in counts]
    try:
        theirs = [vader_mean(text) for _, text, _ in read]
    except ImportError:
        theirs = []
    for site in sorted({site for site, _, _ in read}):
        at = [i for i, (where, _, _) in enumerate(read) if where == site]
        rated = [read[i][2] for i in at]
        said = f"{site:18} n {len(at):3}  ours {spearmanr([ours[i] for i in at], rated)[0]:.2f}"
        if theirs:
            said += f"  VADER {spearmanr([theirs[i] for i in at], rated)[0]:.2f}"
        print(said)
    for name, keep in (
        ("rated .7 and more", lambda r: r >= 0.7),
        ("rated .45 and less", lambda r: r <= 0.45),
    ):
        some = [c for c, (_, _, r) in zip(counts, read, strict=True) if keep(r)]
        up, down = sum(p > n for p, n in some), sum(p < n for p, n in some)
        print(f"{name}: {len(some)}, mostly positive {up}, mostly negative {down}")


if __name__ == "__main__":
    main()
