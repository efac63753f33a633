"""Turn sentences of all corpora into examples of the four tasks, one way for every encoder."""

import random
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import critics
from corpora import WARMING, Taken, Targeted
from tuning import Cutter, Example, answer

WORDINGS = tomllib.loads((Path(__file__).parent / "propositions.toml").read_text("utf-8"))
FLIP = {"same": 1, "contrary": -1}
# What a quip is worth beside a treebank sentence, whose label is of the sentence itself.
SST_WEIGHT = 1.5


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
        films: Critics' verdicts as stances towards a judgement of the film.
        targets: Polarities towards a target as stances towards a judgement of it.
    """

    plain: int
    reworded: int
    voiced: int
    films: int
    targets: int


class Rows(Protocol):
    """What stances are made of."""

    sentences: list[critics.Sentence]
    targeted: list[Targeted]
    taken: list[Taken]


def mixed_stances(rows: Rows, cutter: Cutter, mix: Mix) -> list[Example]:
    """Make examples of stance from all that tells of it, the same on every run."""
    chance = random.Random(1)
    other = list(reworded(rows.taken, cutter, chance))
    voices = list(voiced(rows.taken, cutter, chance))
    chance.shuffle(other)
    chance.shuffle(voices)
    quips = [row for row in rows.sentences if row.film]
    return [
        *list(stances(rows.taken, cutter)) * mix.plain,
        *other[: mix.reworded],
        *voices[: mix.voiced],
        *judged_films(quips, cutter, chance, most=mix.films),
        *judged_targets(rows.targeted, cutter, chance, most=mix.targets),
    ]
