"""Make claims that speak well or ill of a matter by what it brings about, from a small grammar.

What raises a good outcome or lowers a bad one is well, the rest ill (the sentiment of a claim in
Bar-Haim et al. 2017 is made so). The matter is any that a motion is on: what is to be learned is
how outcomes and verbs are joined, and how a motion goes along with its matter or against it.
"""

import random
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpora import Taken

GRAMMAR = tomllib.loads((Path(__file__).parent / "outcomes.toml").read_text("utf-8"))
SIGNS = {"well": 1, "ill": -1}
KINDS = ("claims", "claims", "judgements", "bare")
# A matter longer than this is a clause, which no frame of a claim takes.
LONGEST_MATTER = 4


def matters(rows: Sequence[Taken]) -> list[str]:
    """List what the motions of some rows are on.

    >>> row = Taken("", "", (0, 0, 1), "", "train", "", (("night work", 1),))
    >>> matters([row])
    ['night work']
    """
    named = {what for row in rows for what, _ in row.judged}
    return sorted(what for what in named if 1 <= len(what.split()) <= LONGEST_MATTER)


def claims(on: Sequence[str], most: int, chance: random.Random) -> Iterator[tuple[str, str, int]]:
    """Make claims: each with its matter, and 1 if it speaks well of it, -1 if ill.

    >>> claim, matter, sign = next(claims(["zoos"], 1, random.Random(2)))
    >>> matter, sign in (1, -1)
    ('zoos', True)
    """
    for _ in range(most):
        matter, kind = chance.choice(on), chance.choice(KINDS)
        name = chance.choice(sorted(SIGNS))
        frame = chance.choice(GRAMMAR[kind][name])
        claim = frame.format(m=matter, u=_brought(chance, 1), d=_brought(chance, -1))
        yield claim[0].upper() + claim[1:], matter, SIGNS[name]


def _brought(chance: random.Random, sign: int) -> str:
    raised = chance.random() < 0.5
    verb = chance.choice(GRAMMAR["verbs"]["raises" if raised else "lowers"])
    outcome = chance.choice(GRAMMAR["outcomes"]["good" if raised == (sign > 0) else "bad"])
    return f"{verb} {outcome}"
