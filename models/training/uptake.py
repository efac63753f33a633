"""Teach the heads that say whether a passage takes a proposition up, and how it leans.

    python models/training/uptake.py --out src/hermeneut/models

Two logistic regressions a proposition over the shipped encoder's vectors: one on the passages of
``her.toml`` that take it up (for, against, torn) against those that don't (its own *neither*, the
passages of the other propositions, and the project's lessons on other matters), one on its sides.
The sentences that the design gives are among them. Five folds say how well each does.
"""

import argparse
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from manifest import ModelFile, record, write
from numpy.typing import NDArray
from safetensors.numpy import save
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from hermeneut.design import Proposition
from hermeneut.models.encoder import encode
from hermeneut.models.uptake import WEIGHTS, key_of
from hermeneut.samples import design_of

HERE = Path(__file__).parent
SIDES = ("same", "contrary", "for", "against", "torn", "neither")
# What a passage of another proposition weighs: it may well take this one up too.
OTHERS = 0.3
# Tried on the first half of the sample study's documents: 1, 2, 4 and .3, 1, 4.
TAKES, LEANS = 2.0, 0.3
# Subjects of arguments.toml that are near to the propositions on the film.
NEAR = {"love-machine", "loneliness", "body", "companions", "male-fantasy", "person"}


class Passage(NamedTuple):
    """A passage, the proposition that it was written for, and how it stands to it."""

    text: str
    claim: str
    kind: str


class Head(NamedTuple):
    """A fitted regression and how well it tells passages that it didn't see apart."""

    weights: NDArray[np.float32]
    auc: float


def lessons(folder: Path) -> list[Passage]:
    """Read the passages on the propositions of the study that ships."""
    return [
        Passage(text, claim, kind)
        for claim, kinds in _toml(folder / "her.toml").items()
        for kind in SIDES
        for text in kinds[kind]
    ]


def elsewhere(folder: Path) -> Iterator[str]:
    """Yield sentences on other matters, which take none of the propositions up."""
    for name, kinds in _toml(folder / "arguments.toml").items():
        if name not in NEAR:
            yield from (text for kind in SIDES[2:] for text in kinds.get(kind, ()))
    for kinds in _toml(folder / "motions.toml").values():
        yield from [text for kind in ("good", "bad", "neutral") for text in kinds.get(kind, ())][
            ::3
        ]


def _toml(path: Path) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


class Taught(NamedTuple):
    """All vectors that heads learn from."""

    passages: list[Passage]
    vectors: NDArray[np.float32]
    elsewhere: NDArray[np.float32]

    def takes(self, claim: Proposition) -> Head:
        """Fit what tells that a passage takes a proposition up."""
        own = np.array([one.claim == claim.id for one in self.passages])
        takes = own & np.array([one.kind != "neither" for one in self.passages])
        examples = encode([claim.text, *claim.holds, *claim.denies])
        rows = np.concatenate([self.vectors, self.elsewhere, examples])
        ones = np.ones(len(examples))
        true = np.concatenate([takes, np.zeros(len(self.elsewhere)), ones])
        weigh = np.concatenate([np.where(own, 1, OTHERS), np.ones(len(self.elsewhere)), ones])
        told = np.concatenate([own, np.zeros(len(true) - len(own), bool)])
        return _head(rows, true, weigh, told, TAKES)

    def sides(self, claim: Proposition) -> Head:
        """Fit what leans to a side of it."""
        kinds = [one.kind if one.claim == claim.id else "" for one in self.passages]
        own = np.isin(kinds, SIDES[:4])
        holds = np.isin(np.array(kinds)[own], ("same", "for"))
        given = encode([claim.text, *claim.holds, *claim.denies])
        sides = np.arange(len(given)) <= len(claim.holds)
        rows, true = np.concatenate([self.vectors[own], given]), np.concatenate([holds, sides])
        return _head(rows, true, np.ones(len(true)), np.ones(len(true), bool), LEANS)


def _head(
    rows: NDArray[np.float32],
    true: NDArray[Any],
    weigh: NDArray[np.float64],
    told: NDArray[np.bool_],
    strength: float,
) -> Head:
    """Fit to all; tell, by folds, how well passages that count are told apart."""
    said = np.zeros(len(true))
    deal = StratifiedKFold(5, shuffle=True, random_state=1)
    for inside, outside in deal.split(rows, true + 2 * told):
        fold = _model(strength).fit(rows[inside], true[inside], sample_weight=weigh[inside])
        said[outside] = fold.decision_function(rows[outside])
    model = _model(strength).fit(rows, true, sample_weight=weigh)
    weights = np.append(model.coef_[0], model.intercept_).astype(np.float32)
    return Head(weights, float(roc_auc_score(true[told], said[told])))


def _model(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=500)


def main() -> None:
    """Read, teach, tell, write the model and its hash."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lessons", type=Path, default=HERE, help="folder with the lessons")
    parser.add_argument("--out", type=Path, required=True, help="where the package keeps models")
    given = parser.parse_args()
    passages = lessons(given.lessons)
    vectors = encode([one.text for one in passages])
    taught = Taught(passages, vectors, encode(list(elsewhere(given.lessons))))
    heads = {}
    for claim in design_of("her").propositions:
        takes, sides = taught.takes(claim), taught.sides(claim)
        print(f"{claim.id:16} takes it up: AUC {takes.auc:.2f}   side: AUC {sides.auc:.2f}")
        heads[key_of(claim.text)] = np.stack([takes.weights, sides.weights])
    entry = ModelFile(
        "uptake",
        WEIGHTS,
        "",
        "passages written for the project; the file holds weights, no text",
        "Apache-2.0",
        "models/training/uptake.py: logistic regressions over vectors of encoder.onnx",
    )
    data = save(dict(sorted(heads.items())))
    record(given.out, [write(given.out, data, describes=entry)])


if __name__ == "__main__":
    main()
