"""Teach the machines that say whether a passage takes a proposition up, and how it leans.

    python models/training/uptake.py --out src/hermeneut/models

Two support vector machines a proposition over the shipped encoder's vectors: one on the passages
that take it up (for, against, torn) against those that don't, one on its sides. Lessons:
``voices.txt``, passages in the manner of essays, reviews and posts, each labelled for every
proposition; ``her.toml``, shorter ones written for one proposition each (its own *neither* counts
as not taking it up, and so, for less, do the passages of the others); the project's lessons on
other matters; and the sentences that the design gives. Five folds say how well each does.
"""

import argparse
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from manifest import ModelFile, record, write
from numpy.typing import NDArray
from safetensors.numpy import save
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import SVC

from hermeneut.design import Proposition
from hermeneut.models.encoder import encode
from hermeneut.models.uptake import WEIGHTS, kernel, key_of, packed
from hermeneut.samples import design_of

HERE = Path(__file__).parent
PROPOSITIONS = design_of("her").propositions
SIDES = ("same", "contrary", "for", "against", "torn", "neither")
FOR, AGAINST = ("same", "for"), ("contrary", "against")
NO, EITHER = "neither", "design"
# What a passage of another proposition weighs: it may well take this one up too.
OTHERS = 0.3
# What one of voices.txt weighs beside others for sides: it is nearer to what critics write.
VOICES = 2.0
# Tried on the first half of the sample study's documents: 1, 4, 10 and 1, 4.
TAKES, LEANS = 4.0, 1.0
# Subjects of arguments.toml that are near to the propositions on the film.
NEAR = {"love-machine", "loneliness", "body", "companions", "male-fantasy", "person"}


class Lesson(NamedTuple):
    """A passage and how it stands to propositions: to one, or, where ``whole``, to all of them."""

    text: str
    stands: Mapping[str, str]
    whole: bool


class Machine(NamedTuple):
    """A fitted machine, what each lesson weighs in it, and how well it tells unseen ones apart."""

    weights: NDArray[np.float32]
    shift: float
    auc: float


def lessons(folder: Path) -> Iterator[Lesson]:
    """Yield all lessons, those of the design that ships last."""
    for claim, kinds in _toml(folder / "her.toml").items():
        for kind in SIDES:
            yield from (Lesson(text, {claim: kind}, whole=False) for text in kinds[kind])
    for text in elsewhere(folder):
        yield Lesson(text, {}, whole=True)
    yield from voices(folder / "voices.txt")
    for claim_ in PROPOSITIONS:
        for text in (claim_.text, *claim_.holds):
            yield Lesson(text, {claim_.id: "same"}, whole=False)
        yield from (Lesson(text, {claim_.id: "contrary"}, whole=False) for text in claim_.denies)


def voices(path: Path) -> Iterator[Lesson]:
    """Yield passages that are labelled for every proposition: a line of labels, and the passage.

    Raises:
        ValueError: A proposition or a side that there isn't.
    """
    known = {one.id for one in PROPOSITIONS}
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        head, _, text = block.partition("\n")
        said = head.removeprefix("# ")
        stands = {} if said == "none" else dict(one.split("=") for one in said.split("; "))
        if not stands.keys() <= known or not {*stands.values()} <= {
            "for", "against", "torn", "both", "unclear",
        }:  # fmt: skip
            raise ValueError(head)
        yield Lesson(text, stands, whole=True)


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
    """All lessons, and how like they are to each other by the kernel: a row and a column each."""

    lessons: Sequence[Lesson]
    kernel: NDArray[np.float64]

    def takes(self, claim: Proposition) -> Machine:
        """Fit what tells that a passage takes a proposition up."""
        kinds = [one.stands.get(claim.id) for one in self.lessons]
        true = np.array([kind not in (None, NO) for kind in kinds])
        asked = np.array([kind is not None for kind in kinds])
        weigh = np.array([_weight(one, claim) for one in self.lessons])
        return self._fit(np.arange(len(kinds)), true, weigh, asked, TAKES)

    def sides(self, claim: Proposition) -> Machine:
        """Fit what leans to a side of it."""
        kinds = np.array([one.stands.get(claim.id, "") for one in self.lessons])
        rows = np.flatnonzero(np.isin(kinds, FOR + AGAINST))
        weigh = np.array([VOICES if self.lessons[row].whole else 1.0 for row in rows])
        true = np.isin(kinds[rows], FOR)
        return self._fit(rows, true, weigh, np.ones(len(rows), bool), LEANS)

    def _fit(
        self,
        rows: NDArray[np.int64],
        true: NDArray[np.bool_],
        weigh: NDArray[np.float64],
        asked: NDArray[np.bool_],
        strength: float,
    ) -> Machine:
        """Fit to all; tell, by folds, how well lessons that count are told apart."""
        near, said = self.kernel[np.ix_(rows, rows)], np.zeros(len(rows))
        deal = StratifiedKFold(5, shuffle=True, random_state=1)
        for inside, outside in deal.split(near, true + 2 * asked):
            inner = near[np.ix_(inside, inside)]
            fold = _svm(strength).fit(inner, true[inside], sample_weight=weigh[inside])
            said[outside] = fold.decision_function(near[np.ix_(outside, inside)])
        model = _svm(strength).fit(near, true, sample_weight=weigh)
        weights = np.zeros(len(self.lessons), np.float32)
        weights[rows[model.support_]] = model.dual_coef_[0]
        auc = float(roc_auc_score(true[asked], said[asked]))
        return Machine(weights, float(model.intercept_[0]), auc)


def _weight(lesson: Lesson, claim: Proposition) -> float:
    return 1.0 if lesson.whole or claim.id in lesson.stands else OTHERS


def _svm(strength: float) -> SVC:
    return SVC(kernel="precomputed", C=strength)


def main() -> None:
    """Read, teach, tell, write the model and its hash."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--lessons", type=Path, default=HERE, help="folder with the lessons")
    parser.add_argument("--out", type=Path, required=True, help="where the package keeps models")
    given = parser.parse_args()
    found = list(lessons(given.lessons))
    vectors = encode([one.text for one in found])
    taught = Taught(found, kernel(vectors, vectors).astype(np.float64))
    machines, shifts = {}, {}
    for claim in PROPOSITIONS:
        takes, sides = taught.takes(claim), taught.sides(claim)
        print(f"{claim.id:16} takes it up: AUC {takes.auc:.2f}   side: AUC {sides.auc:.2f}")
        machines[key_of(claim.text)] = takes.weights, sides.weights
        shifts[key_of(claim.text)] = np.array([takes.shift, sides.shift], np.float32)
    used = np.any([np.any(pair, axis=0) for pair in machines.values()], axis=0)
    kept = {key: (pair[0][used], pair[1][used]) for key, pair in machines.items()}
    entry = ModelFile(
        "uptake",
        WEIGHTS,
        "",
        "passages written for the project; the file holds vectors and weights, no text",
        "Apache-2.0",
        "models/training/uptake.py: support vector machines over vectors of encoder.onnx",
    )
    data = save(dict(sorted(packed(vectors[used], kept, shifts).items())))
    record(given.out, [write(given.out, data, describes=entry)])


if __name__ == "__main__":
    main()
