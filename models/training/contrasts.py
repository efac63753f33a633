"""Make verdicts whose sign hangs on how words are joined, from a small grammar."""

import random
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from corpora import Targeted
from critics import Sentence, grams

from hermeneut.models.sentiment import NEGATIVE, NEUTRAL, POSITIVE

HERE = Path(__file__).parent
PAIRS = HERE.parents[1] / "tests" / "models" / "minimal_pairs.toml"
GRAMMAR = tomllib.loads((HERE / "contrasts.toml").read_text("utf-8"))
LABELS = {"bad": NEGATIVE, "good": POSITIVE}
NAMED = {"A": POSITIVE, "B": NEGATIVE, "C": NEUTRAL, "D": NEUTRAL}
# How often each frame is filled.
FILLED, FILLED_AGAIN = 24, 12
# The corpus of the sentences that came later, of the kinds that were hardest.
KINDS = "more contrasts"
_SLOT = re.compile(r"\{([a-z]+)\}")
_NAME = re.compile(r"\{([A-D])\}")
_MARK = re.compile(r"\[\[|\]\]")


def read() -> list[Sentence]:
    """Fill each frame some times; what shares seven words with the minimal pairs is left out.

    >>> {row.part for row in read()}
    {'train'}
    """
    held = _measured()
    return [row for row in _filled() if held.isdisjoint(grams(row.text))]


def targeted() -> list[Targeted]:
    """Do the same for verdicts on several things in a sentence.

    >>> sorted({row.label for row in targeted()})
    [0, 1, 2]
    """
    held = _measured()
    return [row for row in _named() if held.isdisjoint(grams(row.text))]


def _measured() -> set[str]:
    kinds = tomllib.loads(PAIRS.read_text("utf-8"))
    halves = [half[2:] for pairs in kinds.values() for pair in pairs for half in pair]
    return {gram for half in halves for gram in grams(_MARK.sub("", half))}


def _filled() -> Iterator[Sentence]:
    for frames, corpus, times in (("frames", "contrasts", FILLED), ("more", KINDS, FILLED_AGAIN)):
        chance = random.Random(1)
        for side, label in LABELS.items():
            for frame in GRAMMAR[frames][side]:
                for text in dict.fromkeys(_worded(frame, chance) for _ in range(times)):
                    yield Sentence(text[0].upper() + text[1:], label, corpus, "", "train")


def _worded(frame: str, chance: random.Random) -> str:
    words = GRAMMAR["words"]
    return _SLOT.sub(lambda slot: chance.choice(words.get(slot[1], [slot[0]])), frame)


def _named() -> Iterator[Targeted]:
    chance = random.Random(1)
    for frame in GRAMMAR["targets"]["frames"]:
        for _ in range(FILLED):
            names = _cast(chance)
            text, spans = "", {}
            for piece in _NAME.split(_worded(frame, chance)):
                if piece in names:
                    spans[piece] = len(text), len(text) + len(names[piece])
                text += names.get(piece, piece)
            text = text[0].upper() + text[1:]
            for name, span in spans.items():
                yield Targeted(text, *span, NAMED[name], "contrasts", "train")


def _cast(chance: random.Random) -> dict[str, str]:
    people, names = GRAMMAR["targets"]["people"], GRAMMAR["targets"]["names"]
    told = chance.sample(people, 2)
    judged = chance.sample([name for name in names if name not in told], 2)
    return dict(zip(NAMED, [*judged, *told], strict=True))
