"""Compare corrected estimates with ppi-python, and with the truth of a corpus that is all coded.

    python bench/estimates.py [--draws 20] [--data ../shared/data]

The first needs ``ppi-python``. It prints the greatest difference of any end of an interval, for
means, linear and logistic regressions. Logistic ones are solved by Newton's method here, by L-BFGS
there: how far each is from the equation that both solve stands beside.

The second needs ``rt_critics_flatiron`` and ``vaderSentiment``: 3,000 critics' lines with their own
verdict, fresh or rotten, and VADER for the machine. 100, 200 or 500 are drawn as coded, 200 times,
and it is counted how often the 95 % interval holds what is known of all 3,000.
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from hermeneut.validate.corrected import difference, share
from hermeneut.validate.frame import Frame
from hermeneut.validate.jackknife import expit
from hermeneut.validate.ppi import Samples, powered_least_squares, powered_logistic, powered_mean
from hermeneut.validate.regression import trend

SIZES = ((100, 1000), (300, 3000), (1000, 1500))


def drawn(chance: Any, n: int, others: int) -> Samples:
    """Draw units with three columns; the machine is right four times in five."""
    x = np.column_stack([np.ones(n + others), chance.normal(size=(n + others, 2))])
    truth = (chance.random(n + others) < expit(x @ np.array([-0.5, 1.0, 0.3]))) * 1.0
    label = np.where(chance.random(n + others) < 0.8, truth, 1 - truth)
    return Samples(x[:n], truth[:n], label[:n], x[n:], label[n:])


def apart(found: Any, wanted: tuple[Any, Any]) -> float:
    """Give the greatest difference of an end."""
    ends = np.concatenate([found.low - np.ravel(wanted[0]), found.high - np.ravel(wanted[1])])
    return float(np.abs(ends).max())


def unsolved(samples: Samples, value: Any, tuning: float) -> float:
    """Give how far the slopes are from adding up to nothing."""
    left = (expit(samples.x @ value) - samples.coded) @ samples.x / len(samples.x)
    here = (expit(samples.x @ value) - samples.machine) @ samples.x / len(samples.x)
    there = (expit(samples.other_x @ value) - samples.other_machine) @ samples.other_x
    slope = left - tuning * here + tuning * there / len(samples.other_x)
    return float(np.abs(slope).max())


def compare(draws: int) -> None:
    """Print how far the two are apart."""
    try:
        import ppi_py
    except ImportError:
        print("ppi-python isn't installed: nothing to compare with")
        return
    worst: dict[str, float] = {}
    for seed in range(draws):
        for n, others in SIZES:
            s = drawn(np.random.default_rng((seed, n)), n, others)
            for tuning in (None, 1.0, 0.5):
                given = {"alpha": 0.05, "lam": tuning}
                five = (s.x, s.coded, s.machine, s.other_x, s.other_machine)
                mean = powered_mean(s.coded, s.machine, s.other_machine, tuning=tuning)
                linear = powered_least_squares(s, tuning=tuning)
                log = powered_logistic(s, tuning=tuning)
                theirs = ppi_py.ppi_logistic_pointestimate(*five, lam=log.tuning)
                for name, off in {
                    "mean": apart(mean, ppi_py.ppi_mean_ci(*five[1:3], five[4], **given)),
                    "linear": apart(linear, ppi_py.ppi_ols_ci(*five, **given)),
                    "logistic": apart(log, ppi_py.ppi_logistic_ci(*five, **given)),
                    "our logistic from its equation": unsolved(s, log.value, log.tuning),
                    "their logistic from its equation": unsolved(s, theirs, log.tuning),
                }.items():
                    worst[name] = max(worst.get(name, 0.0), off)
    print(f"{draws * len(SIZES) * 3} comparisons with ppi-python; greatest difference of an end")
    for name, off in worst.items():
        print(f"{name:34} {off:.1e}")


def critics(data: Path) -> dict[str, Any] | None:
    """Read critics' lines with their verdict, and what VADER makes of them."""
    path = data / "rt_critics_flatiron" / "rt_reviews.parquet"
    try:
        import pyarrow.parquet as pq
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        rows = [row for row in pq.read_table(path).to_pylist()
                if row["review"] and row["fresh"] and row["date_iso"]]  # fmt: skip
    except (ImportError, FileNotFoundError) as missing:
        print(f"{missing}: no corpus that is all coded")
        return None
    chosen = np.random.default_rng(1).choice(len(rows), 3000, replace=False)
    rows = [rows[at] for at in sorted(chosen)]
    vader = SentimentIntensityAnalyzer()
    score = np.array([vader.polarity_scores(row["review"])["compound"] for row in rows])
    return {
        "said": np.array([row["fresh"] == "fresh" for row in rows]) * 1.0,
        "label": np.where(np.abs(score) < 0.05, np.nan, score > 0),
        "film": np.array([row["id"] for row in rows]),
        "year": np.array([float(row["date_iso"][:4]) for row in rows]),
        "top": np.array([row["top_critic"] for row in rows]) == 1,
    }


def hold(corpus: dict[str, Any], coded: int, draws: int = 200) -> None:
    """Print how often intervals hold what is known of all."""
    said, top, year = corpus["said"], corpus["top"], corpus["year"]
    truth = (said.mean(), said[top].mean() - said[~top].mean(), np.polyfit(year, said, 1)[0])
    rows = []
    for draw in range(draws):
        chance = np.random.default_rng((coded, draw))
        drawn = np.isin(np.arange(len(said)), chance.choice(len(said), coded, replace=False))
        frame = Frame.of(
            corpus["label"], np.where(drawn, said, np.nan), document=corpus["film"], finite=True
        )
        for name, one, known in zip(
            ("share", "difference", "trend"),
            (share(frame), difference(frame, ~top, top), trend(frame, year)),
            truth,
            strict=True,
        ):
            ways = (one.raw, one.coded, one.corrected)
            inside = [way.low <= known <= way.high for way in ways]
            rows.append((name, *inside, one.corrected.width / one.coded.width))
    for name in ("share", "difference", "trend"):
        raw, alone, corrected, width = np.mean([row[1:] for row in rows if row[0] == name], axis=0)
        print(
            f"{coded} coded, {name:10} raw {raw:.1%} coded alone {alone:.1%} corrected"
            f" {corrected:.1%}, its width beside coded alone {width:.2f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    asked = parser.parse_args()
    compare(asked.draws)
    corpus = critics(asked.data)
    if corpus is not None:
        label, said = corpus["label"], corpus["said"]
        print(
            f"fresh {said.mean():.3f}, VADER {np.nanmean(label):.3f}, abstains from"
            f" {np.isnan(label).mean():.0%}; how often the 95 % interval holds the truth"
        )
        for coded in (100, 200, 500):
            hold(corpus, coded)


if __name__ == "__main__":
    main()
