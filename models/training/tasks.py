"""Turn sentences of all corpora into examples of the four tasks, one way for every encoder."""

import random
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import critics
from corpora import WARMING, Taken, Targeted
from tuning import Cutter, Example, answer

WORDINGS = tomllib.loads((Path(__file__).parent / "propositions.toml").read_text("utf-8"))
FLIP = {"same": 1, "contrary": -1}
# What a quip is worth beside a treebank sentence, whose label is of the sentence itself.
SST_WEIGHT = 1.5
# Beside how many other claims of its motion a claim is put.
BESIDE = 4


def polarity(rows: Iterable[critics.Sentence], cutter: Cutter) -> Iterator[Example]:
    """Read verdicts as polarity, plots as what is merely told."""
    for row in rows:
        framed = cutter.sentence(row.text)
        if row.corpus == "subjectivity":
            judges = row.label == critics.JUDGES
            yield Example(framed, **answer(judges=(1 - judges, judges)))
        elif row.corpus == "sst2-dev" or not row.corpus.startswith("sst"):
            good = row.label == critics.POSITIVE
            yield Example(framed, **answer(polarity=(1 - good, None, good)))
        else:
            shares = [float(row.label == at) for at in range(3)]
            judges = (0.0, 1.0) if row.label != critics.NEUTRAL else (None, None)
            yield Example(framed, **answer(polarity=shares, judges=judges), weight=SST_WEIGHT)


def targets(rows: Iterable[Targeted], cutter: Cutter) -> Iterator[Example]:
    """Read the polarity towards a marked target."""
    for row in rows:
        framed = cutter.target(row.text, row.start, row.end)
        yield Example(framed, **answer(target=[float(row.label == at) for at in range(3)]))


def stances(rows: Iterable[Taken], cutter: Cutter) -> Iterator[Example]:
    """Read the stance of passages towards propositions."""
    for row in rows:
        yield stance(cutter, row.proposition, row.text, row.shares, sided=row.sided)


def stance(
    cutter: Cutter, claim: str, text: str, shares: Sequence[float], *, sided: bool = False,
    weight: float = 1.0,
) -> Example:  # fmt: skip
    """Frame one pair; sided means that only for or against was asked."""
    against, neither, favour = shares
    wanted = answer(stance=(against, None if sided else neither, favour))
    return Example(cutter.pair(claim, text), **wanted, weight=weight)


def reworded(rows: Sequence[Taken], cutter: Cutter, chance: random.Random) -> Iterator[Example]:
    """Put each passage beside other wordings of its proposition, and beside strange ones."""
    claims = sorted({row.proposition for row in rows})
    for row in rows:
        words = _wordings(row)
        for kind, sign in FLIP.items():
            for claim in chance.sample(words[kind], min(2, len(words[kind]))):
                yield stance(cutter, claim, row.text, row.shares[::sign], sided=row.sided)
        strange = chance.choice([claim for claim in claims if claim != row.proposition])
        yield stance(cutter, strange, row.text, (0.0, 1.0, 0.0), weight=0.7)


def voiced(rows: Sequence[Taken], cutter: Cutter, chance: random.Random) -> Iterator[Example]:
    """Put claims into others' mouths, and agree or disagree with them."""
    clear = [row for row in rows if max(row.shares[0], row.shares[2]) > 0.9]
    for row in clear:
        claim = row.text.strip().rstrip(".!")
        claim = claim if claim.isupper() or claim[1:2].isupper() else claim[0].lower() + claim[1:]
        for kind, shares in (
            ("reports", (0.0, 1.0, 0.0)),
            ("agrees", row.shares),
            ("rejects", row.shares[::-1]),
        ):
            said = chance.choice(WORDINGS["voice"][kind]).format(claim)
            words = [row.proposition, *_wordings(row)["same"]]
            yield stance(cutter, chance.choice(words), said, shares, weight=0.7)


def _wordings(row: Taken) -> dict[str, list[str]]:
    if row.proposition == WARMING:
        return WORDINGS["warming"]
    return WORDINGS["motions"][row.motion]


def padded(
    rows: Sequence[Taken], plots: Sequence[str], chance: random.Random, share: float = 0.3
) -> Iterator[Taken]:
    """Put sentences of plots before or behind some passages, which say the same as before."""
    for row in rows:
        if chance.random() < share:
            plot = chance.choice(plots)
            text = f"{plot} {row.text}" if chance.random() < 0.5 else f"{row.text} {plot}"
            row = replace(row, text=text)
        yield row


def untaken(
    told: Sequence[str], claims: Sequence[str], cutter: Cutter, chance: random.Random
) -> Iterator[Example]:
    """Put what is merely told beside propositions: it takes no side."""
    for text in told:
        yield stance(cutter, chance.choice(claims), text, (0.0, 1.0, 0.0), weight=0.7)


def claims_beside(rows: Sequence[Taken], cutter: Cutter, chance: random.Random) -> Iterator[Example]:
    """Put claims of one motion beside each other: those of one side agree, of two disagree."""
    motions: dict[str, list[Taken]] = {}
    for row in rows:
        if row.motion:
            motions.setdefault(row.motion, []).append(row)
    for some in motions.values():
        for row in some:
            for other in chance.sample(some, min(len(some), BESIDE)):
                if other is not row:
                    shares = row.shares[:: 1 if other.shares[2] > other.shares[0] else -1]
                    yield stance(cutter, other.text, row.text, shares, sided=True, weight=0.5)


def judged_films(
    rows: Sequence[critics.Sentence], cutter: Cutter, chance: random.Random, *, most: int
) -> Iterator[Example]:
    """Read a critic's verdict as a stance towards a judgement of the film."""
    known = [row for row in rows if row.label in (critics.NEGATIVE, critics.POSITIVE)]
    for row in chance.sample(known, min(most, len(known))):
        kind = chance.choice(list(FLIP))
        favour = float((row.label == critics.POSITIVE) == (kind == "same"))
        claim = chance.choice(WORDINGS["film"][kind])
        yield stance(cutter, claim, row.text, (1 - favour, 0.0, favour), sided=True, weight=0.5)


def judged_targets(
    rows: Sequence[Targeted], cutter: Cutter, chance: random.Random, *, most: int
) -> Iterator[Example]:
    """Read the polarity towards a target as a stance towards a judgement of it."""
    for row in chance.sample(rows, min(most, len(rows))):
        kind = chance.choice(list(FLIP))
        sign = (row.label - 1) * FLIP[kind]
        claim = chance.choice(WORDINGS["target"][kind]).format(row.text[row.start : row.end])
        shares = (float(sign < 0), float(sign == 0), float(sign > 0))
        yield stance(cutter, claim, row.text, shares, weight=0.5)


@dataclass(frozen=True)
class Mix:
    """How many examples of each kind teach stance.

    Attributes:
        plain: How often each passage comes under its corpus's own wording.
        reworded: Passages beside other wordings of the proposition, or beside strange ones.
        voiced: Claims in others' mouths, agreed with, rejected.
        beside: Claims beside other claims of their motion.
        films: Critics' verdicts as stances towards a judgement of the film.
        targets: Polarities towards a target as stances towards a judgement of it.
        untaken: Plots beside any proposition.
    """

    plain: int
    reworded: int
    voiced: int
    beside: int
    films: int
    targets: int
    untaken: int


class Rows(Protocol):
    """What stances are made of."""

    sentences: list[critics.Sentence]
    targeted: list[Targeted]
    taken: list[Taken]
    argued: list[Taken]


def mixed_stances(rows: Rows, cutter: Cutter, mix: Mix) -> list[Example]:
    """Make examples of stance from all that tells of it, the same on every run."""
    chance = random.Random(1)
    kinds = ((reworded, mix.reworded), (voiced, mix.voiced), (claims_beside, mix.beside))
    quips = [row for row in rows.sentences if row.film]
    plots = [row.text for row in rows.sentences if row.label == critics.NEUTRAL and not row.film]
    claims = [*WORDINGS["film"]["same"], *{row.proposition for row in rows.argued}]
    return [
        *list(stances(rows.taken, cutter)) * mix.plain,
        *stances(padded(rows.argued, plots, chance), cutter),
        *(one for kind, most in kinds for one in _some(kind(rows.taken, cutter, chance), most, chance)),
        *judged_films(quips, cutter, chance, most=mix.films),
        *judged_targets(rows.targeted, cutter, chance, most=mix.targets),
        *untaken(chance.sample(plots, min(mix.untaken, len(plots))), claims, cutter, chance),
    ]


def _some(made: Iterator[Example], most: int, chance: random.Random) -> list[Example]:
    found = list(made)
    chance.shuffle(found)
    return found[:most]
