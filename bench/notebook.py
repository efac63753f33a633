"""What a user would write in a notebook, on the same input, stage by stage beside ours.

    python bench/notebook.py [--data DIR]

The notebook: pandas, VADER on sentences cut by a regular expression, scikit-learn's LDA on raw
counts, shares by year. Ours does more at each stage; this says what that costs.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import subprocess
import sys
import time
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
BESIDE = {
    "read": ("add", "readings", "fields", "documents", "subjects"),
    "sentiment": ("sentences", "sentiments"),
    "topics": ("paragraphs", "embeddings", "topics"),
    "table": ("trends", "report"),
}


def notebook(data: Path) -> dict[str, float]:
    """Run the notebook; return seconds by stage."""
    import pandas as pd
    from sklearn.decomposition import LatentDirichletAllocation
    from sklearn.feature_extraction.text import CountVectorizer
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    seconds: dict[str, float] = {}
    began = time.perf_counter()
    with gzip.open(data / "commonplace_highlights/entries.jsonl.gz", "rt") as lines:
        frame = pd.DataFrame(map(json.loads, lines))
    frame["text"] = frame.passages.map("\n\n".join)
    frame["year"] = frame.date.str[:4]
    seconds["read"] = time.perf_counter() - began

    began = time.perf_counter()
    vader = SentimentIntensityAnalyzer()
    sentences = frame.text.map(lambda t: re.split(r"(?<=[.!?])\s+", t))
    frame["sentiment"] = sentences.map(
        lambda ss: sum(vader.polarity_scores(s)["compound"] for s in ss) / len(ss)
    )
    seconds["sentiment"] = time.perf_counter() - began

    began = time.perf_counter()
    counts = CountVectorizer(stop_words="english", min_df=3, max_features=20_000)
    model = LatentDirichletAllocation(10, random_state=0)
    model.fit_transform(counts.fit_transform(frame.text))
    seconds["topics"] = time.perf_counter() - began

    began = time.perf_counter()
    frame.groupby("year").sentiment.agg(["mean", "count"])
    seconds["table"] = time.perf_counter() - began
    return seconds


def ours(data: Path) -> dict[str, float]:
    """Run the main job with one worker; return seconds by stage."""
    script = Path(__file__).with_name("main_job.py")
    command = [sys.executable, str(script), "--data", str(data), "--workers", "1"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {
        line.split()[0]: float(line.split()[1])
        for line in printed.splitlines()
        if re.match(r"\S+\s+[\d.]+ s ", line)
    }


def main() -> None:
    """Print both, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    given = parser.parse_args()
    if not (given.data / "commonplace_highlights").exists():
        raise SystemExit(f"no commonplace_highlights in {given.data}: nothing measured")
    try:
        theirs = notebook(given.data)
    except ImportError as error:
        raise SystemExit(f"{error}: make bench installs what the notebook needs") from None
    mine = ours(given.data)
    print(f"{'stage':10} {'notebook':>10} {'ours':>10} {'ratio':>7}")
    for stage, steps in BESIDE.items():
        taken = sum(mine.get(step, 0.0) for step in steps)
        print(f"{stage:10} {theirs[stage]:8.1f} s {taken:8.1f} s {taken / theirs[stage]:7.1f}")
    total = sum(theirs.values())
    print(f"{'all':10} {total:8.1f} s {mine['all']:8.1f} s {mine['all'] / total:7.1f}")


if __name__ == "__main__":
    main()
