"""Check by simulation that the intervals of corrected estimates hold what they say.

    python bench/intervals.py [--draws 300] [--only share,trend] [--quick]

Corpora are drawn whose truth is known: documents of two forms over ten years, a machine whose
errors differ by form and which abstains on the hard ones, coders who err too. The estimand is what
the coders would say of all. Printed for each cell: how often the 95 % interval holds it (corrected
by ppi and by dsl, and from the coded sample alone), and the width of each beside that of the coded
sample alone. A cell outside 93 to 97 % is marked.
"""

import argparse
import math
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hermeneut.validate.corrected import difference, mean, share
from hermeneut.validate.estimate import Estimates
from hermeneut.validate.frame import Frame
from hermeneut.validate.jackknife import newton
from hermeneut.validate.regression import regression, trend

MANY = 400_000  # units by which the truth of a regression is known


@dataclass(frozen=True)
class World:
    """How a corpus comes about, and how it is coded.

    Args:
        n: Units coded.
        accuracy: Of the machine.
        share: Of units that are 1, before coders err.
        alpha: Agreement of coders; 1 where they never err.
        abstain: Share of units on which the machine abstains: three times as often in form 1.
        size: Units a document.
        draw: How units are drawn: simple, label, doubt, documents.
        units: Units in the corpus.
        finite: Whether the corpus is all there is.
    """

    n: int = 100
    accuracy: float = 0.8
    share: float = 0.3
    alpha: float = 0.7
    abstain: float = 0.15
    size: int = 1
    draw: str = "simple"
    units: int = 1200
    finite: bool = False

    def chances(self, form: Any, year: Any, apart: Any) -> Any:
        """Give the chance of being 1: more so in form 1, in later years, in some documents."""
        odds = math.log(self.share / (1 - self.share))
        return 1 / (1 + np.exp(-(odds + 0.7 * (form - 0.5) + 0.1 * (year - 4.5) + apart)))

    def error(self) -> float:
        """Give the coders' chance to err by which two of them reach alpha."""
        if self.alpha >= 1:
            return 0.0
        for error in np.linspace(0, 0.5, 5001):
            seen = self.share + error - 2 * self.share * error
            if 1 - error * (1 - error) / (seen * (1 - seen)) <= self.alpha:
                return float(error)
        raise ValueError(self.alpha)

    def corpus(self, chance: Any, units: int) -> dict[str, Any]:
        """Draw documents, what coders say of all their units, and what the machine says."""
        document = np.arange(units) // self.size
        documents = document[-1] + 1
        form = (chance.random(documents) < 0.4)[document] * 1.0
        year = chance.integers(0, 10, documents)[document] * 1.0
        apart = 0.0 if self.size == 1 else chance.normal(0, 1, documents)[document]
        truth = chance.random(units) < self.chances(form, year, apart)
        said = truth ^ (chance.random(units) < self.error())
        tilt = np.where(form == 1, 0.5, 1.5)  # form 1 gets too few, form 0 too many
        wrong = (1 - self.accuracy) * np.where(truth, 2 - tilt, tilt)
        label = (truth ^ (chance.random(units) < wrong)) * 1.0
        silent = self.abstain * np.where(form == 1, 1.8, 0.467)
        label[chance.random(units) < silent] = np.nan
        return {"document": document, "form": form, "year": year, "said": said * 1.0,
                "label": label, "noise": chance.normal(0, 1.5, units)}  # fmt: skip

    def probabilities(self, label: Any) -> Any:
        """Give each unit its probability of being drawn to be coded."""
        if self.draw == "label":  # as many of each label
            kinds = np.where(np.isnan(label), 2, np.nan_to_num(label))
            _, at, sizes = np.unique(kinds, return_inverse=True, return_counts=True)
            return np.minimum(self.n / len(sizes) / sizes[at], 1.0)
        if self.draw == "doubt":  # three times as many of those it is unsure of
            weight = np.where(np.isnan(label), 3.0, 1.0)
            return np.minimum(self.n * weight / weight.sum(), 1.0)
        return np.full(len(label), self.n / len(label))

    def drawn(self, chance: Any, corpus: dict[str, Any], probability: Any) -> Any:
        """Draw the units to be coded."""
        units = len(probability)
        if self.draw == "documents":
            documents = corpus["document"][-1] + 1
            chosen = chance.permutation(documents)[: self.n // self.size]
            return np.isin(corpus["document"], chosen)
        chosen = np.zeros(units, bool)
        for value in np.unique(probability):  # a fixed number of each
            same = np.flatnonzero(probability == value)
            chosen[chance.permutation(same)[: round(value * len(same))]] = True
        return chosen

    def frame(self, chance: Any) -> tuple[Frame, dict[str, Any]]:
        """Draw a corpus and code a sample of it."""
        corpus = self.corpus(chance, self.units)
        probability = self.probabilities(corpus["label"])
        coded = np.where(self.drawn(chance, corpus, probability), corpus["said"], np.nan)
        frame = Frame.of(
            corpus["label"], coded, probability=probability, document=corpus["document"],
            covariates=corpus["form"], finite=self.finite,
        )  # fmt: skip
        return frame, corpus


Estimator = Callable[[Frame, dict[str, Any], str], Estimates]
ESTIMANDS: dict[str, Estimator] = {
    "share": lambda f, c, m: share(f, method=m),
    "mean": lambda f, c, m: mean(graded(f, c), method=m),
    "difference": lambda f, c, m: difference(f, c["form"] == 0, c["form"] == 1, method=m),
    "trend": lambda f, c, m: trend(f, c["year"], method=m),
    "linear": lambda f, c, m: regression(
        f, np.column_stack([c["form"], c["year"]]), ["form", "year"], method=m)["form"],
    "logistic": lambda f, c, m: regression(
        f, np.column_stack([c["form"], c["year"]]), ["form", "year"], method=m,
        family="logistic")["form"],
}  # fmt: skip


def graded(frame: Frame, corpus: dict[str, Any]) -> Frame:
    """Turn yes and no into grades: what says yes is graded higher, by the machine less exactly."""
    return replace(
        frame,
        machine=np.round(3 * frame.machine + corpus["noise"] + 3),
        coded=np.round(4 * frame.coded + corpus["noise"] + 3),
    )


def truths(world: World, estimands: list[str], many: int = MANY) -> dict[str, float]:
    """Give what the coders would say, from a corpus so large that chance is no matter."""
    corpus = world.corpus(np.random.default_rng(0), many // world.size * world.size)
    whole = Frame.of(corpus["said"], corpus["said"], document=corpus["document"])
    return {name: _value(name, whole, corpus) for name in estimands}


def _value(name: str, frame: Frame, corpus: dict[str, Any]) -> float:
    said, form, year = frame.coded, corpus["form"], corpus["year"]
    ones = np.ones(len(said))
    x = np.column_stack([ones, form, year])
    match name:
        case "share":
            return float(said.mean())
        case "mean":
            return float(graded(frame, corpus).coded.mean())
        case "difference":
            return float(said[form == 1].mean() - said[form == 0].mean())
        case "trend":
            return float(np.polyfit(year, said, 1)[0])
        case "linear":
            return float(np.linalg.lstsq(x, said, rcond=None)[0][1])
        case _:
            return float(newton(x, said, ones)[1])


@dataclass(frozen=True)
class Cell:
    """What came of one world and estimand."""

    world: World
    estimand: str
    covered: dict[str, float]
    width: dict[str, float]
    worst: float  # the widest interval beside that from coding alone, in 99 of 100 draws

    def __str__(self) -> str:
        w = self.world
        tell = " ".join(
            f"{way} {self.covered[way]:.3f}{'' if 0.93 <= self.covered[way] <= 0.97 else '!'}"
            f" {self.width[way]:.2f}" for way in ("ppi", "dsl")
        )  # fmt: skip
        return (
            f"{self.estimand:10} n {w.n:3} acc {w.accuracy:.2f} share {w.share:.2f}"
            f" alpha {w.alpha:.1f} abstain {w.abstain:.2f} size {w.size} {w.draw:9}"
            f"{' finite' if w.finite else ''}: {tell} coded {self.covered['coded']:.3f}"
            f" worst {self.worst:.2f}"
        )


def simulate(world: World, estimands: list[str], draws: int, *, many: int = MANY) -> list[Cell]:
    """Draw corpora and code them, and see what the intervals hold."""
    truth = truths(world, estimands, many)
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in estimands}
    for draw in range(draws):
        chance = np.random.default_rng((zlib.crc32(repr(world).encode()), draw))
        frame, corpus = world.frame(chance)
        if world.finite:
            whole = replace(frame, coded=corpus["said"])
            truth = {name: _value(name, whole, corpus) for name in estimands}
        for name in estimands:
            ppi, dsl = (ESTIMANDS[name](frame, corpus, method) for method in ("ppi", "dsl"))
            ends = [(one.low, one.high) for one in (ppi.corrected, dsl.corrected, ppi.coded)]
            rows[name].append(tuple(_seen(ends, truth[name])))
    return [_cell(world, name, np.array(rows[name], float)) for name in estimands]


def _seen(ends: list[tuple[float, float]], truth: float) -> Iterator[float]:
    for low, high in ends:
        yield float("nan") if math.isnan(low + high) else float(low <= truth <= high)
    yield from (high - low for low, high in ends)


def _cell(world: World, name: str, rows: Any) -> Cell:
    ways = ("ppi", "dsl", "coded")
    widths = np.nanmean(rows[:, 3:], axis=0)
    return Cell(
        world,
        name,
        dict(zip(ways, np.nanmean(rows[:, :3], axis=0).tolist(), strict=True)),
        dict(zip(ways, (widths / widths[2]).tolist(), strict=True)),
        float(np.nanquantile(rows[:, 3] / rows[:, 5], 0.99)),
    )


def grid() -> list[World]:
    """Give the cells of the full grid."""
    main = [
        World(n=n, accuracy=accuracy, share=share)
        for n in (100, 200, 500)
        for accuracy in (0.6, 0.75, 0.85, 0.95)
        for share in (0.05, 0.2, 0.5)
    ]
    turned = [
        replace(World(n=n), **change)
        for n in (100, 200, 500)
        for change in (
            {"alpha": 1.0}, {"abstain": 0.0}, {"abstain": 0.4}, {"draw": "label"},
            {"draw": "doubt"}, {"size": 5}, {"size": 5, "draw": "documents"},
            {"size": 5, "draw": "label"}, {"finite": True}, {"share": 0.9, "alpha": 1.0},
            {"draw": "label", "share": 0.05, "accuracy": 0.9}, {"units": 5000},
        )
    ]  # fmt: skip
    return main + turned


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=300)
    parser.add_argument("--only", default=",".join(ESTIMANDS))
    parser.add_argument("--quick", action="store_true", help="every fifth cell")
    asked = parser.parse_args()
    began = time.process_time()
    cells = [
        cell
        for world in grid()[:: 5 if asked.quick else 1]
        for cell in shown(simulate(world, asked.only.split(","), asked.draws))
    ]
    for way in ("ppi", "dsl", "coded"):
        covered = np.array([cell.covered[way] for cell in cells])
        widths = np.array([cell.width[way] for cell in cells])
        inside = ((covered >= 0.93) & (covered <= 0.97)).mean()
        print(
            f"{way}: {len(cells)} cells, coverage {covered.min():.3f} to {covered.max():.3f},"
            f" mean {covered.mean():.3f}, {inside:.1%} within .93 to .97; width beside coding"
            f" alone {widths.min():.2f} to {widths.max():.2f}, mean {widths.mean():.2f}"
        )
    print(f"{time.process_time() - began:.0f} s of CPU")


def shown(cells: list[Cell]) -> list[Cell]:
    for cell in cells:
        print(cell, flush=True)
    return cells


if __name__ == "__main__":
    main()
