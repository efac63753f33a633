"""Train the two linear models that say whose words a quotation is and what becomes of it.

    python models/training/quoting.py --out src/hermeneut/models

Lessons are ``quoting.txt``, pieces written for the project with their quotations marked
(``{kind|voice|adopted|name|content}``), and the pages of the sample study whose number four doesn't
divide; the others measure. Three ways are compared by leaving whole pieces out: rules alone, the
model without what the rules say, and both. Both ships; of adoption, words that show it decide where
the model allows them, and alone it finds quotations neutral, no more. An answer is given from the
lowest probability at which, left out, so many of those given were right as `WANTED` says.
"""

import argparse
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from manifest import ModelFile, record, write
from numpy.typing import NDArray
from safetensors.numpy import save
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from hermeneut.addresses import doc_id
from hermeneut.annotate.adoption import judged_by
from hermeneut.annotate.quotations import Quotations
from hermeneut.annotate.quoting import adoption_of, speaker_key
from hermeneut.annotate.speakers import Speaker
from hermeneut.engine import Pool, Serial
from hermeneut.models.quoting import QUESTIONS, pieces_of
from hermeneut.models.reader import WIDTH, words
from hermeneut.plan import Plan, in_order
from hermeneut.registry import passes
from hermeneut.samples import design_of, fill, make
from hermeneut.study import Study

Floats = NDArray[np.float64]
Gold = dict[str, Any]

LESSONS = Path(__file__).with_name("quoting.txt")
MARK = re.compile(r"\{([dimst])\|([^|]*)\|([^|]*)\|([^|]*)\|([^{}]*)\}")
# Tried, by leaving pieces out: .1, .15, .2, .4 and 1; means of vectors set to a length (as good,
# and slow), or not (worse); sentence vectors of the encoder (worse), polarity of the sentence
# behind (no better), bare words (no better), no vectors (worse).
STRENGTH = {"voice": 0.25, "adopted": 0.1}
# Share of answers that shall be right, by answer; the least share that is looked for.
WANTED = {"adopted": 0.9, "rejected": 0.8, "neutral": 0.7}
VOICE_WANTED = 0.7
LENGTH = 2.0  # what a stretch counts for, beside traits of one
FOLDS = 10
FEWEST = 20  # answers that a threshold is chosen by
RULE = {"voice": ("rule=",), "adopted": ("signal", "voice=")}
SOURCE = (
    "trained on pieces written for the project (quoting.txt) and pages of the sample study; "
    "the file holds names of traits and weights, no text"
)


@dataclass(frozen=True)
class Lesson:
    """One quotation as the models see it, with what it is."""

    part: str
    piece: str
    speaker: str
    traits: dict[str, dict[str, float]]
    texts: dict[str, Sequence[str]]
    signals: tuple[tuple[str, float, str], ...]
    can: bool
    true: dict[str, str]


def marked(piece: str) -> tuple[str, list[Gold]]:
    """Part a piece from its marks: the text, and what they say of its quotations."""
    text, gold, at = "", [], 0
    for found in MARK.finditer(piece):
        text += piece[at : found.start()]
        kind, voice, adopted, _, content = found.groups()
        if kind in "dim":
            place = {"start": len(text), "end": len(text) + len(content)}
            gold.append(place | {"kind": kind, "voice": voice, "adopted": adopted})
        text, at = text + content, found.end()
    return text + piece[at:], gold


def written() -> Iterator[tuple[str, str, list[Gold]]]:
    """Yield name, text and quotations of the pieces written for the project."""
    source = LESSONS.read_text("utf-8")
    for title, piece in re.findall(r"^# (.*)\n((?:(?!# ).*\n?)*)", source, re.MULTILINE):
        yield title, *marked(piece)


def sampled() -> Iterator[tuple[str, str, list[Gold]]]:
    """Yield name, text and quotations of the sample's pages that are for learning."""
    lines = (files("hermeneut.samples") / "sample" / "gold.jsonl").read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        study = Study.open(make(Path(folder) / "sample", "sample"))
        fill(study, "sample")
        with Pool(Serial) as pool:
            Plan(study, in_order([passes(study.design)["readings"]])).run(pool=pool)
        query = "select doc_id, text from readings"
        texts = {row["doc_id"]: row["text"] for row in study.sql(query).to_pylist()}
    for page in map(json.loads, lines.splitlines()):
        text = texts.get(doc_id(page["url"]))
        if text and not page["copy_of"] and int(page["file"][:3]) % 4:
            yield page["file"], text, list(_placed(text, page["quotations"]))


def _placed(text: str, quotations: Sequence[Gold]) -> Iterator[Gold]:
    folded = text.translate(str.maketrans("’‘“”", "''\"\""))
    for one in quotations:
        start = folded.find(one["content"].translate(str.maketrans("’‘“”", "''\"\"")))
        if start >= 0 and one["kind"] not in ("title", "scare"):
            place = {"start": start, "end": start + len(one["content"])}
            yield place | {"kind": one["kind"][0], "voice": one["voice"], "adopted": one["use"]}


def lessons() -> list[Lesson]:
    """Find the marked quotations as the pass finds them; what it misses teaches nothing."""
    parts = (
        ("pieces", Quotations(), written()),
        ("sample", Quotations.from_design(design_of("sample")), sampled()),
    )
    return [
        one
        for part, step, pieces in parts
        for name, text, gold in pieces
        for one in _lessons(part, name, text, gold, step)
    ]


def _lessons(
    part: str, name: str, text: str, gold: list[Gold], step: Quotations
) -> Iterator[Lesson]:
    rows, found = step.seen(text)
    speakers = [Speaker(row["speaker_name"]) for row in rows]
    seen = {one.nth: one for one in found}
    for wanted, nth in _matched(gold, rows):
        if nth in seen:
            one = seen[nth]
            asked = {"adopted": one.adopted} | ({"voice": one.voice} if one.voice else {})
            yield Lesson(
                part,
                f"{part} {name}",
                f"{part} {name} {speaker_key(text, rows, speakers, nth)}",
                {question: dict(traits.named) for question, traits in asked.items()},
                {question: traits.texts for question, traits in asked.items()},
                one.said.signals,
                one.can,
                {"voice": wanted["voice"], "adopted": wanted["adopted"]},
            )


def _matched(gold: list[Gold], rows: Sequence[Gold]) -> Iterator[tuple[Gold, int]]:
    """Pair what is marked with what is found, by most shared; direct speech may be in parts."""
    used: set[int] = set()
    for wanted in gold:
        free = [n for n, row in enumerate(rows) if n not in used or row["kind"] == "direct"]
        shared = [min(wanted["end"], rows[n]["end"]) - max(wanted["start"], rows[n]["start"])
                  for n in free]  # fmt: skip
        most = max(shared, default=0)
        if most <= 0:
            continue
        nth = free[shared.index(most)]
        sizes = (one["end"] - one["start"] for one in (wanted, rows[nth]))
        if 2 * most >= min(sizes):
            used.add(nth)
            yield wanted, nth


@dataclass(frozen=True)
class Vectors:
    """Stretches of text as numbers: vectors less the usual one, summed, by their number's root."""

    table: NDArray[np.float32]
    usual: NDArray[np.float32]

    @classmethod
    def of(cls, found: Sequence[Lesson]) -> "Vectors":
        """Take the mean of all word pieces of the lessons for the usual one."""
        texts = (text for one in found for stretches in one.texts.values() for text in stretches)
        table = words()
        return cls(table, table[[piece for text in texts for piece in pieces_of(text)]].mean(0))

    def __call__(self, text: str) -> Floats:
        """Sum a stretch of text up: `WIDTH` numbers."""
        pieces = pieces_of(text)
        total: Floats = (self.table[pieces] - self.usual).sum(axis=0, dtype=np.float64)
        return LENGTH * total / max(1, len(pieces)) ** 0.5


@dataclass(frozen=True)
class Matrix:
    """What the models see, a row a quotation: columns of traits by name, then of vectors."""

    names: list[str]
    seen: Floats
    true: NDArray[np.str_]

    @classmethod
    def of(
        cls,
        found: Sequence[Lesson],
        question: str,
        vectors: Vectors,
        without: tuple[str, ...] = (),
    ) -> "Matrix":
        """Lay lessons out; traits whose names begin so may be left out."""
        names = sorted({name for one in found for name in one.traits[question]})
        names = [name for name in names if not (without and name.startswith(without))]
        named = np.array([[one.traits[question].get(name, 0.0) for name in names] for one in found])
        means = [np.concatenate([vectors(text) for text in one.texts[question]]) for one in found]
        true = np.array([one.true[question] for one in found])
        return cls(names, np.hstack([named, np.array(means, float)]), true)


def left_out(found: Sequence[Lesson], question: str, matrix: Matrix) -> Floats:
    """Weigh each lesson by what the other pieces teach."""
    logits = np.zeros((len(found), len(QUESTIONS[question])))
    pieces = [one.piece for one in found]
    for inside, outside in GroupKFold(FOLDS).split(pieces, groups=pieces):
        model = fitted(question, matrix.seen[inside], matrix.true[inside])
        logits[outside] = model.decision_function(matrix.seen[outside])
    if question == "voice":
        logits = _together(found, logits)
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def fitted(question: str, seen: Floats, true: NDArray[np.str_]) -> LogisticRegression:
    """Fit one question."""
    model = LogisticRegression(C=STRENGTH[question], max_iter=200, tol=1e-3).fit(seen, true)
    if tuple(model.classes_) != QUESTIONS[question]:
        raise SystemExit(f"{question}: lessons hold {', '.join(model.classes_)}")
    return model


def _together(found: Sequence[Lesson], logits: Floats) -> Floats:
    speakers = np.unique([one.speaker for one in found], return_inverse=True)[1]
    means = [logits[speakers == n].mean(axis=0) for n in range(speakers.max() + 1)]
    return np.array(means)[speakers]


def thresholds(question: str, shares: Floats, true: NDArray[np.str_]) -> Floats:
    """Find from which probability answers are right often enough."""
    said, sure = np.array(QUESTIONS[question])[shares.argmax(axis=1)], shares.max(axis=1)
    least = []
    for answer in QUESTIONS[question]:
        of = said == answer if question == "adopted" else np.ones(len(said), bool)
        least.append(_lowest(sure[of], (said == true)[of], WANTED.get(answer, VOICE_WANTED)))
    return np.array(least)


def _lowest(sure: Floats, right: NDArray[np.bool_], wanted: float) -> float:
    for least in np.arange(0.3, 0.95, 0.01):
        if (sure >= least).sum() < FEWEST or right[sure >= least].mean() >= wanted:
            return float(least)
    return 1.0


def tell(way: str, found: Sequence[Lesson], question: str, said: NDArray[np.str_]) -> None:
    """Print how often what was said is right, by part."""
    true = np.array([one.true[question] for one in found])
    for part in ("pieces", "sample"):
        of = np.array([one.part == part for one in found])
        given = of & (said != "")
        right = (said == true)[of].mean()
        line = f"  {question:8s} {way:6s} {part:7s} of {of.sum()}: right {right:.2f}"
        line += f", said {given.sum() / of.sum():.2f}, precision {(said == true)[given].mean():.2f}"
        for answer in ("adopted", "rejected") if question == "adopted" else ():
            hits = (of & (said == answer) & (true == answer)).sum()
            line += f" | {answer}: precision {hits / max(1, (of & (said == answer)).sum()):.2f}"
            line += f", recall {hits / (of & (true == answer)).sum():.2f}"
        print(line)


def by_rule(one: Lesson, question: str) -> str:
    """Say what the rules alone would."""
    if question == "voice":
        rule = next(name for name in one.traits["voice"] if name.startswith("rule="))
        return rule.removeprefix("rule=").replace("unknown", "")
    return judged_by(one.signals) or "neutral"


def given(question: str, shares: Floats, least: Floats) -> NDArray[np.str_]:
    """Answer where it is likely enough; else nothing."""
    best = shares.argmax(axis=1)
    enough = shares.max(axis=1) >= least[best]
    return np.where(enough, np.array(QUESTIONS[question])[best], "")


def train(found: Sequence[Lesson], question: str, of: Vectors) -> dict[str, NDArray[Any]]:
    """Compare the ways and return the tensors of the one that ships."""
    tell("rules", found, question, np.array([by_rule(one, question) for one in found]))
    bare = Matrix.of(found, question, of, RULE[question])
    matrix = Matrix.of(found, question, of)
    for way, seen in (("model", bare), ("both", matrix)):
        shares = left_out(found, question, seen)
        least = thresholds(question, shares, seen.true)
        tell(way, found, question, given(question, shares, least))
    if question == "adopted":
        said = [
            adoption_of(a, b.signals, least.tolist(), can=b.can)
            for a, b in zip(shares, found, strict=True)
        ]
        tell("ships", found, question, np.array([one.replace("unclear", "") for one in said]))
    print("   ", dict(zip(QUESTIONS[question], least.round(2).tolist(), strict=True)))
    model, width = fitted(question, matrix.seen, matrix.true), len(matrix.names)
    vectors = model.coef_.T[width:].reshape(-1, WIDTH, len(QUESTIONS[question]))
    return {
        f"{question}.names": np.frombuffer("\n".join(matrix.names).encode(), np.uint8),
        f"{question}.traits": np.ascontiguousarray(model.coef_.T[:width]),
        f"{question}.vectors": np.ascontiguousarray((LENGTH * vectors).astype(np.float32)),
        f"{question}.bias": model.intercept_,
        f"{question}.least": least,
    }


def main() -> None:
    """Read the lessons, compare, train, write the models and their hash."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="where the package keeps models")
    out = parser.parse_args().out
    found = lessons()
    print(f"{len(found)} quotations in {len({one.piece for one in found})} pieces")
    asked = [one for one in found if "voice" in one.traits]
    vectors = Vectors.of(found)
    tensors = train(asked, "voice", vectors) | train(found, "adopted", vectors)
    tensors["usual"] = vectors.usual
    entry = ModelFile(
        "quoting",
        "quoting.safetensors",
        "",
        SOURCE,
        "Apache-2.0",
        "models/training/quoting.py: traits and mean vectors of words, logistic regression",
    )
    record(out, [write(out, save(tensors), describes=entry)])


if __name__ == "__main__":
    main()
