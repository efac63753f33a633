"""Turn sentences of all corpora into examples of the four tasks, one way for every encoder."""

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import critics
import outcomes
import plots
from arguments import WORDINGS
from corpora import WARMING, Taken, Targeted
from tuning import Cutter, Example, answer

FLIP = {"same": 1, "contrary": -1}
# What a quip is worth beside a treebank sentence, whose label is of the sentence itself.
SST_WEIGHT = 1.5
# How many motions of each sign a claim is put beside for each thing that it speaks of.
MOTIONS = 2
# How often a claim is echoed, how many words it may have, and how often another stands behind it.
ECHOED, SHORTEST_ECHO, LONGEST_ECHO, JOINED = 2, 3, 22, 0.25
ECHOES = (("reports", 1), ("agrees", 2), ("rejects", 0))
_NOT = re.compile(r"\b(?:not|never|no|nothing|nobody|cannot|without)\b|n't", re.I)
_AUXILIARY = re.compile(r"\b(is|are|was|were|can|could|should|will|would|must|may|has|does)\b")


def polarity(
    rows: Iterable[critics.Sentence], cutter: Cutter, doubt: float = 0
) -> Iterator[Example]:
    """Read verdicts as polarity, plots as what is merely told; those of reviews can be doubted."""
    for row in rows:
        framed = cutter.sentence(row.text)
        if row.corpus == "subjectivity":
            judges = row.label == critics.JUDGES
            yield Example(framed, **answer(judges=(1 - judges, judges)))
        elif row.corpus == "sst2-dev" or not row.corpus.startswith("sst"):
            good = row.label == critics.POSITIVE
            right = answer(polarity=(1 - good, None, good))
            yield Example(framed, **right, doubt=doubt if row.film else 0)
        else:
            shares = [float(row.label == at) for at in range(3)]
            judges = (0.0, 1.0) if row.label != critics.NEUTRAL else (None, None)
            yield Example(framed, **answer(polarity=shares, judges=judges), weight=SST_WEIGHT)


def targets(rows: Iterable[Targeted], cutter: Cutter, doubt: float = 0) -> Iterator[Example]:
    """Read the polarity towards a marked target."""
    for row in rows:
        framed = cutter.target(row.text, row.start, row.end)
        right = answer(target=[float(row.label == at) for at in range(3)])
        yield Example(framed, **right, doubt=doubt)


def renamed(
    rows: Iterable[Targeted], names: Sequence[str], chance: random.Random
) -> Iterator[Targeted]:
    """Put another name in a target's place: what is said of it hangs on the sentence."""
    for row in rows:
        name = chance.choice(names)
        text = row.text[: row.start] + name + row.text[row.end :]
        yield replace(row, text=text, end=row.start + len(name))


def stances(rows: Iterable[Taken], cutter: Cutter) -> Iterator[Example]:
    """Read the stance of passages towards propositions."""
    for row in rows:
        yield stance(cutter, row.proposition, row.text, row.shares, along=row.along)


def stance(
    cutter: Cutter, claim: str, text: str, shares: Sequence[float], *, sided: bool = False,
    along: int = 0, weight: float = 1.0,
) -> Example:  # fmt: skip
    """Frame one pair.

    Sided means that only for or against was asked. A claim that goes along with its matter (1) or
    against it (-1) teaches what a stance is made of too; of most that is not known (0).
    """
    against, neither, favour = shares
    groups = {"stance": (against, None if sided else neither, favour)}
    if along:
        groups |= {"direction": (along < 0, along > 0), "attitude": (against, favour)[::along]}
    return Example(cutter.pair(claim, text), **answer(**groups), weight=weight)


def strange(rows: Sequence[Taken], cutter: Cutter, chance: random.Random) -> Iterator[Example]:
    """Put each passage beside a proposition of another subject: it takes no side."""
    claims = sorted({(row.motion, row.proposition) for row in rows})
    for row in rows:
        motion, claim = chance.choice(claims)
        if motion != row.motion:
            yield stance(cutter, claim, row.text, (0.0, 1.0, 0.0))


def reworded(rows: Sequence[Taken], cutter: Cutter, chance: random.Random) -> Iterator[Example]:
    """Put each passage beside other wordings of its proposition, and beside strange ones."""
    claims = sorted({row.proposition for row in rows})
    for row in rows:
        words = _wordings(row)
        for kind, sign in FLIP.items():
            for claim in chance.sample(words[kind], min(2, len(words[kind]))):
                yield stance(cutter, claim, row.text, row.shares[::sign], along=sign * row.along)
        if others := [claim for claim in claims if claim != row.proposition]:
            yield stance(cutter, chance.choice(others), row.text, (0.0, 1.0, 0.0), weight=0.7)


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
    rows: Sequence[Taken], told: Sequence[str], chance: random.Random, share: float = 0.3
) -> Iterator[Taken]:
    """Put sentences of plots before or behind some passages, which say the same as before."""
    for row in rows:
        if chance.random() < share:
            plot = chance.choice(told)
            text = f"{plot} {row.text}" if chance.random() < 0.5 else f"{row.text} {plot}"
            row = replace(row, text=text)
        yield row


def untaken(
    told: Sequence[str], claims: Sequence[str], cutter: Cutter, chance: random.Random
) -> Iterator[Example]:
    """Put what is merely told beside propositions: it takes no side."""
    for text in told:
        yield stance(cutter, chance.choice(claims), text, (0.0, 1.0, 0.0), weight=0.7)


def weighed(rows: Sequence[Taken], cutter: Cutter, chance: random.Random) -> Iterator[Example]:
    """Put claims beside motions to keep or to end what they speak of."""
    for row in rows:
        for what, sign in row.judged:
            for kind in FLIP:
                for frame in chance.sample(WORDINGS["motion"][kind], MOTIONS):
                    favour = float(sign * FLIP[kind] > 0)
                    shares = (1 - favour, 0.0, favour)
                    claim = frame.format(what[0].lower() + what[1:])
                    yield stance(
                        cutter, claim, row.text, shares, sided=True, along=FLIP[kind], weight=0.7
                    )


def echoed(claims: Sequence[str], cutter: Cutter, chance: random.Random) -> Iterator[Example]:
    """Put claims beside themselves: said, agreed with, denied, told of others; and left alone."""
    for claim in claims:
        other = chance.choice(claims)
        ways = [(claim, 2), (other, 1)]
        ways += [(_voice(kind, claim, chance), side) for kind, side in ECHOES]
        if (denied := negated(claim)) != claim:
            ways.append((denied, 0))
        for said, side in chance.sample(ways, ECHOED):
            text = f"{said.rstrip('.')}. {other}" if chance.random() < JOINED else said
            yield stance(cutter, claim, text, [float(side == at) for at in range(3)], weight=0.7)


def echoes(rows: "Rows", most: int, chance: random.Random) -> list[str]:
    """Choose what can be claimed: propositions, claims, and sentences of the news and of plots."""
    claims = {row.text for row in rows.taken if row.motion}
    claims |= {row.proposition for row in rows.argued}
    told = {row.text for row in rows.targeted if row.corpus == "newsmtsc"}
    told |= {row.text for row in rows.sentences if row.corpus == "subjectivity"}
    found = [text for some in (claims, told) for text in chance.sample(sorted(some), len(some))]
    short = [
        text for text in found
        if SHORTEST_ECHO <= len(text.split()) <= LONGEST_ECHO and not text.startswith("This house")
    ]  # fmt: skip
    return short[:most]


def negated(claim: str) -> str:
    """Deny a claim, if it has a verb that takes *not* and none that has.

    >>> negated("Love is blind."), negated("Love never ends.")
    ('Love is not blind.', 'Love never ends.')
    """
    return claim if _NOT.search(claim) else _AUXILIARY.sub(r"\1 not", claim, count=1)


def _voice(kind: str, claim: str, chance: random.Random) -> str:
    claim = claim.strip().rstrip(".!")
    return str(chance.choice(WORDINGS["voice"][kind]).format(claim[0].lower() + claim[1:]))


def judged_films(
    rows: Sequence[critics.Sentence], cutter: Cutter, chance: random.Random, *, most: int
) -> Iterator[Example]:
    """Read a critic's verdict as a stance towards a judgement of the film."""
    known = [row for row in rows if row.label != critics.JUDGES]
    for row in chance.sample(known, min(most, len(known))):
        kind = chance.choice(list(FLIP))
        claim = chance.choice(WORDINGS["film"][kind])
        shares = [float(row.label == at) for at in range(3)][:: FLIP[kind]]
        along = FLIP[kind] if row.label != critics.NEUTRAL else 0
        yield stance(cutter, claim, row.text, shares, along=along, weight=0.5)


def buried_films(
    rows: Sequence[critics.Sentence], told: Sequence[str], cutter: Cutter, chance: random.Random,
    *, most: int,
) -> Iterator[Example]:  # fmt: skip
    """Read verdicts in the midst of plots; one plot in three has none."""
    known = [row for row in rows if row.label in (critics.NEGATIVE, critics.POSITIVE)]
    some = chance.sample(known, min(most, len(known)))
    for text, shares in plots.verdicts(some, told, WORDINGS["passages"], chance):
        kind = chance.choice(list(FLIP))
        claim = chance.choice(WORDINGS["film"][kind])
        along = FLIP[kind] if shares != plots.NEITHER else 0
        yield stance(cutter, claim, text, shares[:: FLIP[kind]], along=along, weight=0.7)
        if chance.random() < 1 / 2:
            plot = plots.buried(chance.choice(told), told, chance)
            yield stance(cutter, claim, plot, plots.NEITHER, weight=0.7)


def brought_about(
    rows: Sequence[Taken], cutter: Cutter, chance: random.Random, *, most: int
) -> Iterator[Example]:
    """Put claims on what a thing brings about beside motions on it; a few in others' mouths."""
    on = outcomes.matters(rows)
    for claim, matter, sign in outcomes.claims(on, most, chance):
        kind = chance.choice(list(FLIP))
        favour = float(sign * FLIP[kind] > 0)
        shares, along = (1 - favour, 0.0, favour), FLIP[kind]
        if chance.random() < 0.15:
            claim, shares, along = _voice("reports", claim, chance), (0.0, 1.0, 0.0), 0
        motion = chance.choice(WORDINGS["motion"][kind]).format(matter)
        yield stance(cutter, motion, claim, shares, along=along, weight=0.5)


def directed(
    rows: Sequence[Taken], cutter: Cutter, chance: random.Random, *, most: int
) -> Iterator[Example]:
    """Ask of motions and propositions alone whether they go along with their matter."""
    more = WORDINGS["direction"]
    on = [*outcomes.matters(rows), *more["matters"]]
    for _ in range(most):
        kind = chance.choice(list(FLIP))
        motion = chance.choice([*WORDINGS["motion"][kind], *more[kind]]).format(chance.choice(on))
        shares = (float(FLIP[kind] < 0), float(FLIP[kind] > 0))
        motion = motion[0].upper() + motion[1:]
        yield Example(cutter.pair(motion, ""), **answer(direction=shares), weight=0.5)


def judged_targets(
    rows: Sequence[Targeted], cutter: Cutter, chance: random.Random, *, most: int,
    words: str = "target",
) -> Iterator[Example]:  # fmt: skip
    """Read the polarity towards a target as a stance towards a judgement of it."""
    rows = [row for row in rows if row.corpus != "contrasts"]
    for row in chance.sample(rows, min(most, len(rows))):
        kind = chance.choice(list(FLIP))
        sign = (row.label - 1) * FLIP[kind]
        claim = chance.choice(WORDINGS[words][kind]).format(row.text[row.start : row.end])
        shares = (float(sign < 0), float(sign == 0), float(sign > 0))
        yield stance(cutter, claim, row.text, shares, along=FLIP[kind], weight=0.5)


@dataclass(frozen=True)
class Mix:
    """How many examples of each kind teach stance.

    Attributes:
        plain: How often each passage comes under its corpus's own wording.
        reworded: Passages beside other wordings of the proposition, or beside strange ones.
        voiced: Claims in others' mouths, agreed with, rejected.
        films: Critics' verdicts as stances towards a judgement of the film.
        targets: Polarities towards a target as stances towards a judgement of it.
        untaken: Plots beside any proposition.
        weighed: Claims beside motions to keep or to end what they speak of.
        motions: Polarities towards a target as stances towards such motions.
        echoed: How many claims are put beside themselves, agreed with, denied, told of others.
        strange: Claims beside motions on something else.
        treebank: Sentences of the treebank, those that judge both ways too, read likewise.
        buried: Verdicts on films in the midst of plots.
        passages: Passages of our own in the midst of plots.
        outcomes: Claims on what a thing brings about beside motions on it.
        turned: Motions and propositions alone, asked whether they go along with their matter.
        own: Passages written for the project, by their file.
    """

    plain: int
    reworded: int
    voiced: int
    films: int
    targets: int
    untaken: int
    weighed: int = 0
    motions: int = 0
    echoed: int = 0
    strange: int = 0
    treebank: int = 0
    buried: int = 0
    passages: int = 0
    outcomes: int = 0
    turned: int = 0
    own: Mapping[str, int] = field(default_factory=lambda: {"arguments": 4000})


class Rows(Protocol):
    """What stances are made of."""

    sentences: list[critics.Sentence]
    targeted: list[Targeted]
    taken: list[Taken]
    argued: list[Taken]


def mixed_stances(rows: Rows, cutter: Cutter, mix: Mix, seed: int = 1) -> list[Example]:
    """Make examples of stance from all that tells of it, the same on every run."""
    chance = random.Random(seed)
    quips = [row for row in rows.sentences if row.film]
    told = [row.text for row in rows.sentences if row.label == critics.NEUTRAL and not row.film]
    treebank = [row for row in rows.sentences if row.corpus == "sst"]
    plot = [row for row in rows.sentences if row.corpus == "subjectivity"]
    scenes = [row.text for row in plot if row.label == critics.NEUTRAL]
    claims = [*WORDINGS["film"]["same"], *sorted({row.proposition for row in rows.argued})]
    own = {name: [row for row in rows.argued if row.corpus == name] for name in mix.own}
    moved = [*rows.taken, *own.get("motions", ())]
    kinds = (
        (reworded, rows.taken, mix.reworded),
        (voiced, rows.taken, mix.voiced),
        (weighed, moved, mix.weighed),
        (strange, [row for row in moved if row.motion], mix.strange),
    )
    made = [_some(kind(some, cutter, chance), most, chance) for kind, some, most in kinds]
    argued = [
        _some(stances(padded(own[name], told, chance), cutter), most, chance)
        for name, most in mix.own.items()
    ]
    among = chance.sample(rows.argued, min(mix.passages, len(rows.argued)))
    return [
        *list(stances(rows.taken, cutter)) * mix.plain,
        *(one for some in (*argued, *made) for one in some),
        *echoed(echoes(rows, mix.echoed, chance), cutter, chance),
        *judged_films(quips, cutter, chance, most=mix.films),
        *judged_films(treebank, cutter, chance, most=mix.treebank),
        *judged_targets(rows.targeted, cutter, chance, most=mix.targets),
        *judged_targets(rows.targeted, cutter, chance, most=mix.motions, words="motion"),
        *buried_films(quips, scenes, cutter, chance, most=mix.buried),
        *stances(plots.passages(among, scenes, chance), cutter),
        *brought_about(moved, cutter, chance, most=mix.outcomes),
        *directed(moved, cutter, chance, most=mix.turned),
        *untaken(chance.sample(told, min(mix.untaken, len(told))), claims, cutter, chance),
    ]


def _some(made: Iterator[Example], most: int, chance: random.Random) -> list[Example]:
    found = list(made)
    chance.shuffle(found)
    return found[:most]
