"""Train the readers of judgement that ship: polarity, targets and stances.

    python models/training/judgement.py --data DATA --wheels WHEELS --work WORK --out MODELS

An encoder (all-MiniLM-L6-v2) is tuned to read the polarity of critics' sentences. From there a
copy goes on to polarity towards targets and to stance. Temperatures are fitted on texts set aside,
and both are laid into int8 graphs. Each lesson leaves its file in WORK
and is left out where that is; ``--only`` names one.
"""

import argparse
import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import corpora
import critics
import encoder
import safetensors.numpy
import safetensors.torch
import shipping
import tasks
import torch
from network import MINILM, Reader, Shape
from tokenizers import Tokenizer
from tuning import Cutter, Example, Plan, read, tune

SEED = 20131218
TOKENIZER = Path(__file__).parents[2] / "src" / "hermeneut" / "models" / "tokenizer.json"

# Critics' quips that are drawn: sizes that a processor core manages in half an hour.
QUIPS = 26000


@dataclass(frozen=True)
class Corpus:
    """All that is read from the data folder."""

    sentences: list[critics.Sentence]
    targeted: list[corpora.Targeted]
    taken: list[corpora.Taken]

    def part(self, name: str) -> "Corpus":
        """Keep the rows of one part."""
        return replace(
            self,
            sentences=[row for row in self.sentences if row.part == name],
            targeted=[row for row in self.targeted if row.part == name],
            taken=[row for row in self.taken if row.part == name],
        )

    def digest(self) -> str:
        """Return a SHA-256 of all texts and labels, in order."""
        rows = (self.sentences, self.targeted, self.taken)
        return hashlib.sha256(repr(rows).encode()).hexdigest()


def corpus(data: Path) -> Corpus:
    """Read everything."""
    return Corpus(critics.read(data), corpora.targeted(data), corpora.taken(data))


def cutter(shape: Shape) -> Cutter:
    """Make what lays texts before an encoder."""
    tokenizer = Tokenizer.from_str(TOKENIZER.read_text("utf-8"))
    tokenizer.no_truncation()
    return Cutter(tokenizer, shape)


def _some_targets(
    rows: Sequence[corpora.Targeted], chance: random.Random, most: dict[str, slice]
) -> Iterator[corpora.Targeted]:
    for name, taken in most.items():
        some = [row for row in rows if row.corpus == name]
        chance.shuffle(some)
        yield from some[taken]


def for_polarity(found: Corpus, cut: Cutter) -> list[Example]:
    """List what polarity is tuned on: the treebank twice, plots, and some of the quips."""
    rows = found.part("train").sentences
    treebank = [row for row in rows if row.corpus == "sst"]
    other = [row for row in rows if row.corpus == "subjectivity"]
    return list(tasks.polarity([*treebank, *treebank, *other, *_quips(rows)[:QUIPS]], cut))


def _quips(rows: Sequence[critics.Sentence]) -> list[critics.Sentence]:
    quips = [row for row in rows if row.film]
    return random.Random(SEED).sample(quips, len(quips))


FIRST = {
    "newsmtsc": slice(8000), "mams": slice(5500), "restaurants": slice(1500),
    "laptops": slice(1000), "twitter": slice(500),
}  # fmt: skip
AGAIN = {"newsmtsc": slice(8000), "mams": slice(5500, None)}


def for_target(found: Corpus, cut: Cutter) -> list[Example]:
    """List what targets and stances are tuned on first."""
    rows = found.part("train")
    mix = tasks.Mix(2, 2000, 1000, 500, 500)
    some = _some_targets(rows.targeted, random.Random(SEED), FIRST)
    return [*tasks.targets(some, cut), *tasks.mixed_stances(rows, cut, mix)]


def for_target_again(found: Corpus, cut: Cutter) -> list[Example]:
    """List what they are tuned on then: the news again, what was left, stances more often."""
    rows = found.part("train")
    mix = tasks.Mix(3, 1000, 500, 0, 0)
    some = _some_targets(rows.targeted, random.Random(SEED), AGAIN)
    return [*tasks.targets(some, cut), *tasks.mixed_stances(rows, cut, mix)]


def small(wheels: Path) -> Reader:
    """Return an untuned small reader."""
    torch.manual_seed(SEED)
    return Reader(MINILM, encoder.read_wheel(wheels)[0])


@dataclass(frozen=True)
class Lesson:
    """One tuning: what it starts from (a lesson's name, or nothing), on what, and how."""

    after: str
    examples: Callable[[Corpus, Cutter], list[Example]]
    plan: Plan


LESSONS = {
    "polarity": Lesson("", for_polarity, Plan(epochs=1, rate=1.5e-4, forget=0.03, frozen=1)),
    "first": Lesson("polarity", for_target, Plan(epochs=1, rate=1.5e-4, forget=0.03, frozen=2)),
    "target": Lesson(
        "first",
        for_target_again,
        Plan(epochs=1, rate=1e-4, head_rate=5e-4, forget=0.03, frozen=2, seed=SEED + 1),
    ),
}
READERS = ("polarity", "target")


def learn(name: str, found: Corpus, wheels: Path, work: Path) -> None:
    """Give one lesson to a reader and keep what it leaves."""
    lesson = LESSONS[name]
    if lesson.after:
        left = safetensors.numpy.load_file(work / f"{lesson.after}.safetensors")
        reader = Reader.of(MINILM, left)
    else:
        reader = small(wheels)
    tune(reader, lesson.examples(found, cutter(MINILM)), lesson.plan, work / "log.jsonl")
    safetensors.torch.save_file(reader.state_dict(), work / f"{name}.safetensors")


def finish(found: Corpus, work: Path, out: Path) -> None:
    """Fit temperatures, build the graphs, check them against torch, write the files."""
    cut = cutter(MINILM)
    chosen = shipping.aside(found.sentences, found.targeted, found.taken, cut)
    states = {name: safetensors.numpy.load_file(work / f"{name}.safetensors") for name in READERS}
    said = {}
    for name, head in (("polarity", "polarity"), ("target", "target")):
        reader = Reader.of(MINILM, states[name])
        said[name] = read(reader, chosen[head][:50])
    texts = [row.text for row in shipping.polar(found.sentences)]
    shipping.ship(shipping.files(states, chosen, cut, said, texts), out, found.digest())


def main() -> None:
    """Read what was asked for and run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the corpora")
    parser.add_argument("--wheels", type=Path, required=True, help="folder with the wheels")
    parser.add_argument("--work", type=Path, required=True, help="where the stages leave files")
    parser.add_argument("--out", type=Path, required=True, help="where the package keeps models")
    parser.add_argument("--only", help="one lesson, or finish")
    parser.add_argument("--threads", type=int, default=2)
    run(parser.parse_args())


def run(options: argparse.Namespace) -> None:
    """Give the lessons whose files are not there yet, then finish."""
    torch.set_num_threads(options.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    found, work, wheels = corpus(options.data), options.work, options.wheels
    for name in LESSONS:
        if options.only in (None, name) and not (work / f"{name}.safetensors").exists():
            print(name, flush=True)
            learn(name, found, wheels, work)
    if options.only in (None, "finish"):
        finish(found, work, options.out)


if __name__ == "__main__":
    main()
