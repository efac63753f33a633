"""Lessons in stance that were written for the project: passages beside propositions.

Each subject of ``arguments.toml`` has a proposition and its contrary in several wordings, and
passages for it, against it, and on neither side. A subject is dealt as a whole into train,
calibrate or test, so what is measured on it is measured on propositions never seen. The sentences
of ``warming.txt`` all teach, beside GWSD's.
"""

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpora import WARMING, Shares, Taken, apart
from critics import Part, part_of

HERE = Path(__file__).parent
WORDINGS = tomllib.loads((HERE / "propositions.toml").read_text("utf-8"))
VOICE = WORDINGS["passages"]
SIDES: dict[str, Shares] = {
    "for": (0.0, 0.0, 1.0),
    "against": (1.0, 0.0, 0.0),
    "torn": (0.0, 1.0, 0.0),
    "neither": (0.0, 1.0, 0.0),
}
WEIGHED = {"good": "for", "bad": "against", "neutral": "neither"}
NEITHER = SIDES["neither"]
# How readers would take a sentence of warming.txt, by its code: disagrees, neither, agrees.
CONCERN: dict[str, Shares] = {
    "D": (0.90, 0.08, 0.02),
    "d": (0.60, 0.37, 0.03),
    "nd": (0.32, 0.66, 0.02),
    "N": (0.03, 0.92, 0.05),
    "na": (0.02, 0.66, 0.32),
    "a": (0.03, 0.37, 0.60),
    "A": (0.02, 0.08, 0.90),
}
# Subjects whose passages are dealt one by one, so that most of each teach.
TAUGHT = "her"
# Subjects of which another file teaches the like: none of them can measure what is unseen.
KIN = {"voice-imitation", "leaves-open", "companions", "cars-city", "night-shops"}
# Beside how many wordings a passage is put.
MOST_BESIDE = 6


@dataclass(frozen=True)
class Subject:
    """What can be argued about: wordings of a proposition and its contrary, and passages.

    ``along`` is 1 if the proposition goes along with its matter or affirms it, -1 if it is
    against it; ``matter`` names it where it is named.
    """

    name: str
    same: Sequence[str]
    contrary: Sequence[str]
    passages: Sequence[tuple[str, Shares]]
    along: int
    corpus: str
    matter: str = ""

    def part(self, text: str) -> Part:
        """Deal a passage: with its whole subject, but by itself where the subject is taught."""
        if self.corpus != TAUGHT and self.name in KIN:
            return "train"
        return part_of(text if self.corpus == TAUGHT else self.name)

    def beside(self, text: str, shares: Shares) -> Iterator[Taken]:
        """Put a passage beside each wording; beside a contrary, for is against."""
        sign = int(shares[2] - shares[0])
        judged = ((self.matter, sign),) if self.matter and sign else ()
        row = Taken(text, "", shares, self.corpus, self.part(text), self.name, judged)
        for claim in self.same:
            yield replace(row, proposition=claim, along=self.along)
        for claim in self.contrary:
            yield replace(row, proposition=claim, shares=shares[::-1], along=-self.along)


def subjects() -> list[Subject]:
    """Read all subjects."""
    return [*_argued("arguments"), *_argued(TAUGHT), *_moved()]


def _argued(corpus: str) -> Iterator[Subject]:
    for name, rows in _file(corpus).items():
        passages = [(text, SIDES[side]) for side in SIDES for text in rows.get(side, ())]
        along = rows.get("along", 1)
        yield Subject(name, rows["same"], rows["contrary"], passages, along, corpus)


def _moved() -> Iterator[Subject]:
    for name, rows in _file("motions").items():
        same, contrary = (
            [text for text, sign in rows["motions"] if sign == one] for one in (1, -1)
        )
        passages = [(text, SIDES[WEIGHED[kind]]) for kind in WEIGHED for text in rows[kind]]
        yield Subject(name, same, contrary, passages, 1, "motions", rows["target"])


def _file(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))


def read() -> list[Taken]:
    """List passages beside wordings, beside a strange proposition, and in other voices.

    >>> rows = read()
    >>> {row.part for row in rows if row.motion == "loneliness"}
    {'train'}
    """
    chance = random.Random(1)
    found = subjects()
    dealt = {
        (corpus, part): [one for one in found if one.corpus == corpus and one.part("") == part]
        for corpus in ("arguments", "motions")
        for part in ("train", "calibrate", "test")
    }
    rows = [row for some in dealt.values() for row in _of(some, some, chance)]
    # The propositions on the film are too much alike to be strange to each other.
    film = [one for one in found if one.corpus == TAUGHT]
    warmed = _warmed(chance)
    return apart([*rows, *_of(film, dealt["motions", "train"], chance), *warmed])


def wordings(part: str) -> list[Taken]:
    """List the wordings of one part's propositions, each beside all of its subject.

    >>> len(wordings("train")) > 1000
    True
    """
    some = [one for one in subjects() if one.corpus == "arguments" and one.part("") == part]
    return [
        row
        for subject in some
        for side, claims in (("for", subject.same), ("against", subject.contrary))
        for claim in claims
        for row in subject.beside(claim, SIDES[side])
    ]


def _warmed(chance: random.Random) -> Iterator[Taken]:
    """Put each sentence on the climate beside the proposition of GWSD, a wording, a contrary."""
    words = WORDINGS["warming"]
    for line in (HERE / "warming.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, text = line.split("\t")
            row = Taken(text, WARMING, CONCERN[code], "warming", "train", "warming", along=1)
            other, contrary = (chance.choice(words[kind]) for kind in ("same", "contrary"))
            yield row
            yield replace(row, proposition=other)
            yield replace(row, proposition=contrary, shares=row.shares[::-1], along=-1)


def _of(
    some: Sequence[Subject], strange: Sequence[Subject], chance: random.Random
) -> Iterator[Taken]:
    for subject in some:
        others = [other for other in strange if other is not subject]
        for text, shares in subject.passages:
            beside = list(subject.beside(text, shares))
            yield from chance.sample(beside, min(MOST_BESIDE, len(beside)))
            if shares != NEITHER:
                yield from _voiced(subject, text, shares, chance)
                other = chance.choice(list(chance.choice(others).beside(text, NEITHER)))
                row = replace(beside[0], proposition=other.proposition)
                yield replace(row, shares=NEITHER, along=0, judged=())


def _voiced(subject: Subject, text: str, shares: Shares, chance: random.Random) -> Iterator[Taken]:
    for kind, told in (("reports", NEITHER), ("refutes", shares[::-1]), ("owns", shares)):
        said = chance.choice(VOICE[kind]).format(text)
        for row in chance.sample(list(subject.beside(said, told)), 1):
            yield replace(row, part=subject.part(text))
