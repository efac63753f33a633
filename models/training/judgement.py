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

import arguments
import averaging
import contrasts
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
from tuning import Cutter, Example, Plan, read, say, tune

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
    argued: list[corpora.Taken]

    def part(self, name: str) -> "Corpus":
        """Keep the rows of one part."""
        return replace(
            self,
            sentences=[row for row in self.sentences if row.part == name],
            targeted=[row for row in self.targeted if row.part == name],
            taken=[row for row in self.taken if row.part == name],
            argued=[row for row in self.argued if row.part == name],
        )

    def digests(self) -> dict[str, str]:
        """Return for each corpus a SHA-256 of its texts and labels, in order."""
        found: dict[str, list[str]] = {}
        for row in (*self.sentences, *self.targeted, *self.taken, *self.argued):
            found.setdefault(row.corpus, []).append(repr(row))
        return {name: _sha256("\n".join(rows)) for name, rows in sorted(found.items())}

    def digest(self) -> str:
        """Return one SHA-256 for all of them."""
        return _sha256(repr(self.digests()))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def corpus(data: Path) -> Corpus:
    """Read everything, the lessons written for the project too."""
    sentences = [*critics.read(data), *contrasts.read()]
    targeted = [*corpora.targeted(data), *contrasts.targeted()]
    return Corpus(sentences, targeted, corpora.taken(data), arguments.read())


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


def for_quips(found: Corpus, cut: Cutter) -> list[Example]:
    """List what polarity is tuned on first: the treebank twice, plots, and some of the quips."""
    rows = found.part("train").sentences
    treebank = [row for row in rows if row.corpus == "sst"]
    other = [row for row in rows if row.corpus == "subjectivity"]
    return list(tasks.polarity([*treebank, *treebank, *other, *_quips(rows)[:QUIPS]], cut))


def for_polarity(found: Corpus, cut: Cutter) -> list[Example]:
    """List what it is tuned on then: the treebank twice, plots, other quips, contrasts."""
    rows = found.part("train").sentences
    treebank = [row for row in rows if row.corpus == "sst"]
    other = [row for row in rows if row.corpus == "subjectivity"]
    own = [row for row in rows if row.corpus == "contrasts"]
    quips = _quips(rows)[QUIPS : 2 * QUIPS]
    return list(tasks.polarity([*treebank, *treebank, *other, *quips, *own], cut))


def _quips(rows: Sequence[critics.Sentence]) -> list[critics.Sentence]:
    quips = [row for row in rows if row.film]
    return random.Random(SEED).sample(quips, len(quips))


SIDES = tasks.Mix(
    plain=0, reworded=0, voiced=0, films=2000, treebank=4000, targets=3000, untaken=800,
    weighed=2500, motions=2500, echoed=2000, strange=1200, buried=2500, passages=1000,
    outcomes=2000, turned=3000,
    own={"arguments": 3500, "motions": 7000, "her": 9000, "warming": 1500},
)  # fmt: skip
MORE = tasks.Mix(
    plain=0, reworded=0, voiced=0, films=1500, treebank=2500, targets=1500, untaken=500,
    weighed=4000, motions=2500, echoed=1200, strange=600, buried=1500, passages=600,
    outcomes=3000, turned=2000,
    own={"arguments": 3500, "motions": 12000, "her": 9000, "warming": 1500},
)  # fmt: skip
STANCES = tasks.Mix(
    plain=4, reworded=2500, voiced=300, films=800, treebank=800, targets=500, untaken=250,
    weighed=1500, motions=400, echoed=2500, strange=400, buried=700, passages=250,
    outcomes=400, turned=600,
    own={"arguments": 1200, "motions": 4000, "her": 3500, "warming": 3500},
)  # fmt: skip
FIRST = {
    "newsmtsc": slice(8000), "mams": slice(5500), "restaurants": slice(1500),
    "laptops": slice(1000), "twitter": slice(1000),
}  # fmt: skip
AGAIN = {
    "newsmtsc": slice(8000), "mams": slice(None), "restaurants": slice(1500, None),
    "contrasts": slice(None),
}  # fmt: skip


def for_places(found: Corpus, cut: Cutter) -> list[Example]:
    """List what polarity towards targets is tuned on first: some of all corpora."""
    some = _some_targets(found.part("train").targeted, random.Random(SEED), FIRST)
    return list(tasks.targets(some, cut))


def for_target(found: Corpus, cut: Cutter) -> list[Example]:
    """List what it is tuned on then: the news and the restaurants again, contrasts."""
    some = _some_targets(found.part("train").targeted, random.Random(SEED + 1), AGAIN)
    return list(tasks.targets(some, cut))


def for_sides(found: Corpus, cut: Cutter) -> list[Example]:
    """List what stance is tuned on first: all that can teach it but GWSD and IBM's claims."""
    return tasks.mixed_stances(replace(found.part("train"), taken=[]), cut, SIDES)


def for_more(found: Corpus, cut: Cutter) -> list[Example]:
    """List the like of it, with more of motions."""
    return tasks.mixed_stances(replace(found.part("train"), taken=[]), cut, MORE, seed=2)


def for_stance(found: Corpus, cut: Cutter) -> list[Example]:
    """List what it is tuned on last: those two, again and again, and some of all the rest."""
    return tasks.mixed_stances(found.part("train"), cut, STANCES)


def for_likewise(found: Corpus, cut: Cutter) -> list[Example]:
    """List the same with others of the rest."""
    return tasks.mixed_stances(found.part("train"), cut, STANCES, seed=2)


def small(wheels: Path) -> Reader:
    """Return an untuned small reader."""
    torch.manual_seed(SEED)
    return Reader(MINILM, encoder.read_wheel(wheels)[0])


@dataclass(frozen=True)
class Lesson:
    """One tuning: what it starts from, on what, and how.

    It starts ``after`` a lesson, or nothing; if ``averaged``, after the reader that ships under
    that name, a mean of lessons.
    """

    after: str
    examples: Callable[[Corpus, Cutter], list[Example]]
    plan: Plan
    averaged: bool = False


AGAIN_PLAN = Plan(epochs=1, rate=1e-4, head_rate=5e-4, forget=0.03, frozen=1, seed=SEED + 1)
LAST_PLAN = replace(AGAIN_PLAN, forget=0.04, seed=78, pieces_a_batch=1024)
STANCE_PLAN = Plan(epochs=1, rate=2e-4, forget=0.05, frozen=1, seed=SEED + 2)
LESSONS = {
    "quips": Lesson("", for_quips, Plan(epochs=1, rate=1.5e-4, forget=0.03, frozen=1)),
    "polarity": Lesson("quips", for_polarity, AGAIN_PLAN),
    "verdicts": Lesson("polarity", averaging.for_verdicts, LAST_PLAN),
    "places": Lesson("quips", for_places, Plan(epochs=1, rate=1.5e-4, forget=0.03, frozen=1)),
    "target": Lesson("places", for_target, AGAIN_PLAN),
    "names": Lesson(
        "target", averaging.for_names, replace(LAST_PLAN, rate=1.2e-4, forget=0.06, seed=77)
    ),
    "news": Lesson(
        "target",
        averaging.for_news,
        replace(LAST_PLAN, head_rate=3e-4, forget=0.08, frozen=2, seed=81),
    ),
    "sides": Lesson(
        "target",
        for_sides,
        Plan(epochs=1, rate=1.5e-4, forget=0.03, frozen=1, seed=SEED + 3),
        averaged=True,
    ),
    "more": Lesson("sides", for_more, Plan(epochs=1, rate=1.5e-4, forget=0.03, frozen=1)),
    "stance": Lesson("more", for_stance, STANCE_PLAN),
    "likewise": Lesson("more", for_likewise, replace(STANCE_PLAN, seed=SEED + 4)),
}
READERS = ("polarity", "target", "stance")


def begun(lesson: Lesson, work: Path) -> Reader:
    """Return the reader that a lesson goes on from."""
    if lesson.averaged:
        reader = Reader.of(MINILM, averaging.mean(work, lesson.after))
        reader.lean()
        return reader
    return Reader.of(MINILM, safetensors.numpy.load_file(work / f"{lesson.after}.safetensors"))


def learn(name: str, found: Corpus, wheels: Path, work: Path, share: float = 1) -> None:
    """Give one lesson, or a share of it, to a reader and keep what it leaves."""
    lesson = LESSONS[name]
    reader = begun(lesson, work) if lesson.after else small(wheels)
    examples = lesson.examples(found, cutter(MINILM))[:: max(1, round(1 / share))]
    tune(reader, examples, lesson.plan, work / "log.jsonl")
    safetensors.torch.save_file(reader.state_dict(), work / f"{name}.safetensors")


def finish(found: Corpus, work: Path, out: Path) -> None:
    """Fit temperatures, build the graphs, check them against torch, write the files."""
    cut = cutter(MINILM)
    taken = [*found.taken, *found.argued]
    chosen = shipping.aside(found.sentences, found.targeted, taken, cut)
    states = {name: averaging.mean(work, name) for name in READERS}
    said = {}
    for name in READERS:
        reader = Reader.of(MINILM, states[name])
        said[name] = read(reader, chosen[name][:50])
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
    parser.add_argument("--share", type=float, default=1, help="of the examples, to try it out")
    parser.add_argument("--threads", type=int, default=2)
    run(parser.parse_args())


def run(options: argparse.Namespace) -> None:
    """Give the lessons whose files are not there yet, then finish."""
    torch.set_num_threads(options.threads)
    options.work.mkdir(parents=True, exist_ok=True)
    found, work, wheels = corpus(options.data), options.work, options.wheels
    say(work / "log.jsonl", event="data", digest=found.digest(), corpora=found.digests())
    for name in LESSONS:
        if options.only in (None, name) and not (work / f"{name}.safetensors").exists():
            print(name, flush=True)
            learn(name, found, wheels, work, options.share)
    if options.only in (None, "finish"):
        finish(found, work, options.out)


if __name__ == "__main__":
    main()
