"""Lessons in stance that were written for the project: passages beside propositions.

Each subject of ``arguments.toml`` has a proposition and its contrary in several wordings, and
passages for it, against it, and on neither side. A subject is dealt as a whole into train,
calibrate or test, so what is measured on it is measured on propositions never seen.
"""

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpora import Shares, Taken
from critics import Part, part_of

HERE = Path(__file__).parent
VOICE = tomllib.loads((HERE / "propositions.toml").read_text("utf-8"))["passages"]
SIDES: dict[str, Shares] = {
    "for": (0.0, 0.0, 1.0),
    "against": (1.0, 0.0, 0.0),
    "neither": (0.0, 1.0, 0.0),
}
NEITHER = SIDES["neither"]


@dataclass(frozen=True)
class Subject:
    """What can be argued about: wordings of a proposition and its contrary, and passages."""

    name: str
    same: Sequence[str]
    contrary: Sequence[str]
    passages: Sequence[tuple[str, Shares]]
    part: Part

    def beside(self, text: str, shares: Shares) -> Iterator[Taken]:
        """Put a passage beside each wording; beside a contrary, for is against."""
        row = Taken(text, "", shares, False, "arguments", self.part, self.name)
        for claim in self.same:
            yield replace(row, proposition=claim)
        for claim in self.contrary:
            yield replace(row, proposition=claim, shares=shares[::-1])


def subjects() -> list[Subject]:
    """Read all subjects."""
    found = tomllib.loads((HERE / "arguments.toml").read_text("utf-8"))
    return [
        Subject(
            name,
            rows["same"],
            rows["contrary"],
            [(text, shares) for side, shares in SIDES.items() for text in rows[side]],
            part_of(name),
        )
        for name, rows in found.items()
    ]


def read() -> list[Taken]:
    """List each passage beside each wording, beside a strange proposition, and in other voices.

    >>> rows = read()
    >>> {row.part for row in rows if row.motion == "loneliness"}
    {'train'}
    """
    chance = random.Random(1)
    return [row for part in ("train", "calibrate", "test") for row in _of(part, chance)]


def wordings(part: str) -> list[Taken]:
    """List the wordings of one part's propositions, each beside all of its subject.

    >>> len(wordings("train")) > 1000
    True
    """
    some = [subject for subject in subjects() if subject.part == part]
    return [
        row
        for subject in some
        for side, claims in (("for", subject.same), ("against", subject.contrary))
        for claim in claims
        for row in subject.beside(claim, SIDES[side])
    ]


def _of(part: str, chance: random.Random) -> Iterator[Taken]:
    some = [subject for subject in subjects() if subject.part == part]
    for subject in some:
        others = [other for other in some if other is not subject]
        for text, shares in subject.passages:
            yield from subject.beside(text, shares)
            if shares != NEITHER:
                yield from _voiced(subject, text, shares, chance)
                yield chance.choice(list(chance.choice(others).beside(text, NEITHER)))


def _voiced(subject: Subject, text: str, shares: Shares, chance: random.Random) -> Iterator[Taken]:
    for kind, told in (("reports", NEITHER), ("refutes", shares[::-1]), ("owns", shares)):
        said = chance.choice(VOICE[kind]).format(text)
        yield from chance.sample(list(subject.beside(said, told)), 1)
