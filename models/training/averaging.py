"""The last lessons of polarity and of targets, and the means of weights that ship.

Readers that start alike and learn from other examples err in different places; the mean of their
weights errs less, at no cost (Wortsman et al. 2022, *Robust fine-tuning of zero-shot models*;
*Model soups*). Shares were chosen on the parts set aside for calibration.
"""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import contrasts
import critics
import numpy as np
import safetensors.numpy
import tasks
from corpora import Targeted
from numpy.typing import NDArray
from tuning import Cutter, Example

# What a reader that ships is the mean of: lessons and their shares.
MEANS: Mapping[str, Mapping[str, float]] = {
    "polarity": {"polarity": 0.3, "verdicts": 0.7},
    "target": {"names": 0.5, "news": 0.5},
    "stance": {"stance": 0.5, "likewise": 0.5},
}
# How far a quip's verdict gives way to the reader's own answer: it is of the whole review.
DOUBT = 0.25
# How many quips and plots the last lesson of polarity has.
QUIPS, PLOTS = 22000, 1500
# Of how many sentences of the news the target gets another's name.
RENAMED = 4000
NAMES = {"mams": 7000, "restaurants": 1500, "laptops": 700, "twitter": 1500}
NEWS = {"mams": 2500, "restaurants": 500, "laptops": 300, "twitter": 500, "contrasts": 500}
NEWS_DOUBT = 0.15
WORDS = "encoder.words.weight"
State = Mapping[str, NDArray[np.float32]]


class Rows(Protocol):
    """What is read of a sentence and of a target, of all parts."""

    sentences: list[critics.Sentence]
    targeted: list[Targeted]


def for_verdicts(found: Rows, cut: Cutter) -> list[Example]:
    """List the treebank twice, plots, all contrasts and quips."""
    chance = random.Random(12)
    rows = [row for row in found.sentences if row.part == "train"]
    of = {name: [row for row in rows if row.corpus == name] for name in {r.corpus for r in rows}}
    quips = [row for row in rows if row.film]
    plots = of["subjectivity"]
    chance.shuffle(quips)
    chance.shuffle(plots)
    own = [*of["contrasts"], *of[contrasts.KINDS]]
    plain = [*of["sst"], *of["sst"], *plots[:PLOTS], *own]
    return [
        *tasks.polarity(plain, cut),
        *tasks.polarity(quips[:QUIPS], cut, doubt=DOUBT),
    ]


def for_names(found: Rows, cut: Cutter) -> list[Example]:
    """List the news, again with other names in the targets' places, and some of the rest."""
    chance = random.Random(11)
    of = _by_corpus(found)
    news = of["newsmtsc"]
    names = sorted({row.text[row.start : row.end] for row in news})
    other = list(tasks.renamed(_some(news, RENAMED, chance), names, chance))
    rest = [row for name, most in NAMES.items() for row in _some(of[name], most, chance)]
    return list(tasks.targets([*news, *other, *rest, *of["contrasts"]], cut))


def for_news(found: Rows, cut: Cutter) -> list[Example]:
    """List the news twice and a little of the rest, no label wholly trusted."""
    chance = random.Random(31)
    of = _by_corpus(found)
    rest = [row for name, most in NEWS.items() for row in _some(of[name], most, chance)]
    return list(tasks.targets([*of["newsmtsc"], *of["newsmtsc"], *rest], cut, doubt=NEWS_DOUBT))


def _by_corpus(found: Rows) -> dict[str, list[Targeted]]:
    of: dict[str, list[Targeted]] = {}
    for row in found.targeted:
        if row.part == "train":
            of.setdefault(row.corpus, []).append(row)
    return of


def _some(rows: Sequence[Targeted], most: int, chance: random.Random) -> list[Targeted]:
    return chance.sample(rows, len(rows))[:most]


def mean(work: Path, name: str) -> State:
    """Return the mean of the weights that the lessons of a reader left in a folder."""
    return mixed(
        {one: safetensors.numpy.load_file(work / f"{one}.safetensors") for one in MEANS[name]}, name
    )


def mixed(left: Mapping[str, State], name: str) -> State:
    """Return the mean of weights, by lesson, of which a reader is made; words stay the same."""
    shares = MEANS[name]
    first = next(iter(left.values()))
    means = {key: sum(share * left[one][key] for one, share in shares.items()) for key in first}
    return {**means, WORDS: first[WORDS]}
