"""Measure the readers of judgement, beside VADER and TextBlob, on texts not trained on.

    python bench/models.py [--data ../shared/data] [--only corpora pairs speed manners gate]
    python bench/models.py --only stances pairs

Corpora are those of ``models/training``, their test parts (GWSD has none: what it teaches is
measured in folds, by ``models/training/crossvalidation.py``); the peers are measured if they are
installed. The minimal pairs (``tests/models/minimal_pairs.toml``) and the manners of writing need
no corpora. Speed is processor time, one thread.
"""

import argparse
import random
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from hermeneut.models.judgement import polarity, stance, towards

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "models" / "training"))

import arguments  # noqa: E402
import corpora  # noqa: E402
import critics  # noqa: E402

Shares = NDArray[np.float64]
Labels = NDArray[np.int64]
# A sentence to a score: below zero blames, above praises.
Peer = Callable[[str], float]

BINS, DRAWS, SEED = 15, 500, 20131218
# Where a peer's score counts as neither; VADER's authors give it.
NEUTRAL = 0.05
# From where on the pass of stances is sure.
SURE = 0.6


@dataclass(frozen=True)
class Answers:
    """What was said of one test set, and what is right."""

    shares: Shares
    labels: Labels

    @property
    def accuracy(self) -> float:
        """Return the share of right answers, in per cent."""
        return 100 * float((self.shares.argmax(1) == self.labels).mean())

    @property
    def macro(self) -> float:
        """Return F1, each class counting alike, in per cent."""
        return 100 * float(f1_score(self.labels, self.shares.argmax(1), average="macro"))

    @property
    def surest(self) -> float:
        """Return accuracy on the half with the largest probabilities, in per cent."""
        order = np.argsort(-self.shares.max(1), kind="stable")[: len(self.labels) // 2]
        return 100 * float((self.shares.argmax(1) == self.labels)[order].mean())

    def calibration(self) -> str:
        """Return the debiased calibration error of the likeliest class with its interval."""
        chance = np.random.default_rng(SEED)
        n = len(self.labels)
        sure, right = self.shares.max(1), self.shares.argmax(1) == self.labels
        draws = [chance.integers(0, n, n) for _ in range(DRAWS)]
        low, high = np.quantile([calibration(sure[d], right[d]) for d in draws], [0.025, 0.975])
        return f"{calibration(sure, right):.3f} [{low:.3f}, {high:.3f}]"


def calibration(sure: Shares, right: NDArray[np.bool_]) -> float:
    """Return the root of the debiased squared calibration error over bins of equal size.

    Kumar, Liang and Ma 2019, *Verified Uncertainty Calibration* (NeurIPS), definition 4.1: what a
    bin's own chance adds to its squared gap is taken off.
    """
    total = 0.0
    for bin_ in np.array_split(np.argsort(sure, kind="stable"), BINS):
        hits = right[bin_].mean()
        gap = (sure[bin_].mean() - hits) ** 2 - hits * (1 - hits) / max(1, len(bin_) - 1)
        total += len(bin_) / len(sure) * gap
    return float(max(0.0, total) ** 0.5)


def two(shares: Shares) -> Shares:
    """Leave out the middle of three shares."""
    ends = shares[:, [0, 2]].astype(float) + 1e-9
    return ends / ends.sum(1, keepdims=True)


def peers() -> dict[str, Peer]:
    """Return what is installed of VADER and TextBlob."""
    found: dict[str, Peer] = {}
    if find_spec("vaderSentiment"):
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        read = SentimentIntensityAnalyzer().polarity_scores
        found["VADER"] = lambda text: read(text)["compound"]
    if find_spec("textblob"):
        from textblob import TextBlob

        found["TextBlob"] = lambda text: TextBlob(text).sentiment.polarity
    return found


def three(scores: Sequence[float]) -> Shares:
    """Lay scores out as shares whose largest is the peer's answer."""
    score = np.array(scores)
    return np.stack([-score, np.full(len(score), NEUTRAL), score], axis=1)


def signs(scores: Sequence[float]) -> Shares:
    """Lay scores out as two shares; no score is blame, which serves the peers best."""
    score = np.array(scores) - 1e-6
    return np.stack([-score, score], axis=1)


def on_corpora(data: Path) -> None:
    """Print the table of all corpora, ours beside the peers."""
    print(f"{'':34}{'n':>6}{'ours':>8}" + "".join(f"{name:>10}" for name in peers()), end="")
    print("   calibration error (debiased) [95 %]")
    rows = [row for row in critics.read(data) if row.part == "test"]
    for name, corpus, figure in (
        ("SST-2 dev, accuracy", "sst2-dev", "accuracy"),
        ("critics, unseen films, macro-F1", "flatiron", "macro"),
    ):
        some = [row for row in rows if row.corpus == corpus]
        kept = [r for r in some if corpus != "sst2-dev" or not critics.fitted_on(r.text)]
        texts, labels = [r.text for r in some], np.array([r.label // 2 for r in some])
        ours = Answers(two(polarity(texts)[:, :3]), labels)
        unfitted = Answers(two(polarity([r.text for r in kept])[:, :3]), labels_of(kept) // 2)
        line(
            name,
            ours,
            figure,
            {k: Answers(signs([p(t) for t in texts]), labels) for k, p in peers().items()},
            unfitted,
        )
    some = [row for row in rows if row.corpus == "sst5-dev"]
    texts, labels = [r.text for r in some], labels_of(some)
    others = {k: Answers(three([p(t) for t in texts]), labels) for k, p in peers().items()}
    line("SST dev in three, macro-F1", Answers(polarity(texts)[:, :3], labels), "macro", others)
    plots = [row for row in rows if row.corpus == "subjectivity"]
    judges = polarity([row.text for row in plots])[:, 3]
    told = np.array([row.label == critics.JUDGES for row in plots]).astype(int)
    line(
        "plot or judgement, accuracy",
        Answers(np.stack([1 - judges, judges], 1), told),
        "accuracy",
        {},
    )
    on_targets(data)
    on_stances(data)


def labels_of(rows: Sequence[critics.Sentence]) -> Labels:
    """Return the labels of sentences."""
    return np.array([row.label for row in rows])


def on_targets(data: Path) -> None:
    """Print the lines of polarity towards a target."""
    rows = [row for row in corpora.targeted(data) if row.part == "test"]
    for name, corpus, figure in (
        ("NewsMTSC devtest mt, macro-F1", "newsmtsc", "macro"),
        ("MAMS val, accuracy", "mams", "accuracy"),
        ("restaurants, macro-F1", "restaurants", "macro"),
        ("laptops, macro-F1", "laptops", "macro"),
        ("Twitter, macro-F1", "twitter", "macro"),
    ):
        some = [row for row in rows if row.corpus == corpus]
        labels = np.array([row.label for row in some])
        ours = Answers(towards((r.text, r.start, r.end) for r in some), labels)
        others = {k: Answers(three([p(r.text) for r in some]), labels) for k, p in peers().items()}
        line(name, ours, figure, others)


def on_stances(data: Path) -> None:
    """Print the lines of stance."""
    # Sides of motions are told by readers that learned from no claim: all of them measure.
    claims = [row for row in corpora.whole(data) if row.corpus == "ibm"]
    sides = np.array([int(row.shares[2] > row.shares[0]) for row in claims])
    said = stance((row.text, row.proposition) for row in claims)
    for name, figure in (("accuracy", "accuracy"), ("the surest half", "surest")):
        line(f"IBM claims, sides, {name}", Answers(two(said), sides), figure, {})
    unseen = np.array([row.part == "test" for row in claims])
    line("  on unseen motions", Answers(two(said)[unseen], sides[unseen]), "accuracy", {})
    line("  neither is wrong", Answers(said[unseen], 2 * sides[unseen]), "accuracy", {})
    on_verdicts(data)
    on_long(data)
    written = [row for row in arguments.read() if row.part == "test"]
    for name, corpus in (
        ("our own, unseen subjects", "arguments"),
        ("our own, unseen motions", "motions"),
        ("our own, on the film, unseen passages", arguments.TAUGHT),
    ):
        on_arguments(name, [row for row in written if row.corpus == corpus])


def on_verdicts(data: Path) -> None:
    """Print the line of critics' verdicts as stances towards a judgement of the film."""
    some = [row for row in critics.read(data) if row.corpus == "sst2-dev"][::4]
    claims = (("The film is good.", 1), ("The film is a failure.", -1))
    said = stance((row.text, claim) for row in some for claim, _ in claims)
    sides = np.array([1 + (row.label - 1) * sign for row in some for _, sign in claims])
    line("verdicts on films, accuracy of three", Answers(said, sides), "accuracy", {})


def on_long(data: Path) -> None:
    """Print the lines of verdicts at the end of or within long plots, and of plots alone."""
    chance = random.Random(SEED)
    rows = [row for row in critics.read(data) if row.part == "test"]
    told = [r.text for r in rows if r.corpus == "subjectivity" and r.label != critics.JUDGES]
    some = chance.sample([row for row in rows if row.corpus == "flatiron"], 200)
    plots = [chance.sample(told, chance.randint(8, 25)) for _ in some]
    texts = []
    for at, (row, plot) in enumerate(zip(some, plots, strict=True)):
        place = len(plot) if at % 2 else chance.randint(0, len(plot))
        texts.append(" ".join([*plot[:place], row.text, *plot[place:]]))
    said = stance((text, "The film is good.") for text in texts)
    line(
        "verdicts in long plots, accuracy of three", Answers(said, labels_of(some)), "accuracy", {}
    )
    said = stance((" ".join(plot), "The film is good.") for plot in plots)
    neither = np.ones(len(plots), np.int64)
    line("  the plots alone: neither, accuracy", Answers(said, neither), "accuracy", {})


def on_arguments(name: str, rows: Sequence[corpora.Taken]) -> None:
    """Print the lines of passages written for the project that taught nothing."""
    labels = np.array([np.argmax(row.shares) for row in rows])
    said = stance((row.text, row.proposition) for row in rows)
    line(f"{name}, macro-F1", Answers(said, labels), "macro", {})
    for what, some in (("neither", labels == 1), ("for or against", labels != 1)):
        line(f"  what is {what}, accuracy", Answers(said[some], labels[some]), "accuracy", {})
    sided, sides = two(said[labels != 1]), labels[labels != 1] // 2
    line("  of sides alone, accuracy", Answers(sided, sides), "accuracy", {})
    sure = (said.max(1) >= SURE) & (said.argmax(1) != 1)
    if sure.sum() >= BINS:
        line("  of sure positions, accuracy", Answers(said[sure], labels[sure]), "accuracy", {})


def line(
    name: str, ours: Answers, figure: str, others: dict[str, Answers],
    calibrated: Answers | None = None,
) -> None:  # fmt: skip
    """Print one line of the table."""
    cells = "".join(
        f"{getattr(others[peer], figure):10.1f}" if peer in others else f"{'-':>10}"
        for peer in peers()
    )
    print(
        f"{name:34}{len(ours.labels):6}{getattr(ours, figure):8.1f}{cells}"
        f"   {(calibrated or ours).calibration()}",
        flush=True,
    )


LABELS = {"-": 0, "0": 1, "+": 2}


def said_of(text: str) -> Shares:
    """Answer one half of a minimal pair."""
    if " | " in text:
        passage, claim = text.split(" | ")
        return stance([(passage, claim)])[0]
    plain = text.replace("[[", "").replace("]]", "")
    if "[[" in text:
        start = text.index("[[")
        return towards([(plain, start, text.index("]]") - 2)])[0]
    return polarity([plain])[0, :3]


def right(shares: Shares, label: int) -> bool:
    """Say whether an answer has the right sign, or is rightly in the middle."""
    if label == 1:
        return bool(shares.argmax() == 1)
    return bool(shares[label] > shares[2 - label])


def on_pairs(show: bool) -> None:
    """Print the share of minimal pairs with both halves right, by kind."""
    kinds = tomllib.loads((ROOT / "tests/models/minimal_pairs.toml").read_text("utf-8"))
    readers: dict[str, Callable[[str], Shares]] = {"ours": said_of}
    for name, peer in peers().items():
        readers[name] = lambda text, peer=peer: three(
            [peer(text.split(" | ")[0].replace("[[", "").replace("]]", ""))]
        )[0]
    print(f"\n{'minimal pairs, both right, %':34}{'n':>6}" + "".join(f"{n:>10}" for n in readers))
    total = dict.fromkeys(readers, 0)
    for kind, pairs in kinds.items():
        cells = ""
        for name, reader in readers.items():
            passed = [
                all(right(reader(half[2:]), LABELS[half[0]]) for half in pair) for pair in pairs
            ]
            total[name] += sum(passed)
            cells += f"{100 * sum(passed) / len(pairs):10.0f}"
            if show and name == "ours":
                for pair, ok in zip(pairs, passed, strict=True):
                    if not ok:
                        for half in pair:
                            print("   ", half, said_of(half[2:]).round(2))
        print(f"{kind:34}{len(pairs):6}{cells}")
    n = sum(map(len, kinds.values()))
    print(f"{'all':34}{n:6}" + "".join(f"{100 * passed / n:10.0f}" for passed in total.values()))


PLAIN = (
    "The film isn't nearly as clever as it thinks it is.",
    "It's a tender, intelligent romance that doesn't put a foot wrong.",
    "A dull, lifeless film that wastes its brilliant cast.",
    "The performances are wonderful, and the script never lets them down.",
    "His wife leaves him, and he moves to the coast.",
    "I couldn't wait for it to end.",
)
MANNERS: dict[str, Callable[[str], str]] = {
    "curly quotes": lambda text: text.replace("'", "’"),
    "tokenised": lambda text: text.replace("n't", " n't").replace(",", " ,").replace(".", " ."),
    "capitals": str.upper,
    "small letters": str.lower,
    "emphasis": lambda text: text.replace("film", "*film*").replace("never", "_never_"),
    "quotation marks": lambda text: f"“{text}”",
    "emoji": lambda text: f"{text} 🎬",
    "no full stop": lambda text: text.rstrip("."),
    "doubled spaces": lambda text: text.replace(" ", "  "),
}
FOREIGN = (
    "Ein langweiliger Film, der seine Darsteller verschwendet.",
    "Une histoire d'amour tendre et intelligente, sans un faux pas.",
    "Una película aburrida que desperdicia a sus actores.",
    "Un film noioso che spreca i suoi attori.",
    "Скучный фильм, который тратит талант актёров впустую.",
    "これは素晴らしい映画です。",
    "Een saaie film die zijn acteurs verspilt.",
)


def on_manners() -> None:
    """Print how far another manner of writing moves an answer, and who abstains."""
    plain = polarity(PLAIN)[:, :3]
    print(f"\n{'manner of writing':34}{'same label':>12}{'moved at most':>15}")
    for name, change in MANNERS.items():
        other = polarity([change(text) for text in PLAIN])[:, :3]
        same = int((other.argmax(1) == plain.argmax(1)).sum())
        print(f"{name:34}{same:9} / {len(PLAIN)}{np.abs(other - plain).max():15.3f}")
    neutral = int((polarity(FOREIGN)[:, 1] == 1).sum())
    print(f"{'other languages: abstains':34}{neutral:9} / {len(FOREIGN)}")


THIRTY = (
    "The director takes his time with a story that other film makers would have told in a hurry, "
    "and by the end of the second hour every one of his choices pays off."
)
CLAIM = "The film is worth seeing."


def on_speed(times: int = 300) -> None:
    """Print sentences of thirty words a second of processor time."""
    print(f"\n{'sentences of 30 words a second, one thread':44}")
    many = [THIRTY] * times
    tasks: dict[str, Callable[[], object]] = {
        "polarity": lambda: polarity(many),
        "target": lambda: towards((text, 0, 12) for text in many),
        "stance": lambda: stance((text, CLAIM) for text in many),
        **{name: (lambda peer=peer: list(map(peer, many))) for name, peer in peers().items()},
    }
    for name, task in tasks.items():
        task()
        start = time.process_time()
        task()
        print(f"{name:34}{times / (time.process_time() - start):14.0f}")


def on_gate(data: Path) -> None:
    """Print how many passages that take a side the gate of stances admits."""
    from hermeneut.annotate.stances import Stances
    from hermeneut.models.encoder import encode

    rows = [row for row in corpora.taken(data) if max(row.shares[0], row.shares[2]) > 0.5]
    claims = encode([row.proposition for row in rows])
    near = (encode([row.text for row in rows]) * claims).sum(1)
    strange = (encode([row.text for row in rows]) * np.roll(claims, len(rows) // 2, axis=0)).sum(1)
    for at in (0.1, 0.15, 0.2, 0.25, 0.3):
        mark = " (the pass's)" if at == Stances().near else ""
        sided, other = 100 * (near >= at).mean(), 100 * (strange >= at).mean()
        print(
            f"near {at:.2f}: admits {sided:.1f} % of those with a side, {other:.1f} % beside a "
            f"strange proposition{mark}"
        )


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--show", action="store_true", help="print the pairs that fail")
    parser.add_argument(
        "--only", nargs="*", default=["corpora", "pairs", "manners", "speed", "gate"]
    )
    options = parser.parse_args()
    there = (options.data / "sst").is_dir()
    if not there:
        print(f"no corpora in {options.data}: only what needs none is measured")
    if there and "corpora" in options.only:
        on_corpora(options.data)
    elif there and "stances" in options.only:
        on_stances(options.data)
    if "pairs" in options.only:
        on_pairs(options.show)
    if "manners" in options.only:
        on_manners()
    if "speed" in options.only:
        on_speed()
    if there and "gate" in options.only:
        print()
        on_gate(options.data)


if __name__ == "__main__":
    main()
