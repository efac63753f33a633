"""Bury verdicts in plots: what a long text says is what its one verdict says.

A critic's sentence, or a passage of ours, is put behind, between or before sentences that tell a
plot; the plot alone takes no side. Texts are made to fit a reader's window.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

import critics
from corpora import Shares, Taken

# How many words a text may have, so that its end is inside the window.
ROOM = 72
NEITHER: Shares = (0.0, 1.0, 0.0)
# How often the verdict stands at the end; how often one sentence makes the whole plot; how often
# the verdict is somebody else's, denied, or owned to.
LAST, REPEATED, VOICED = 0.6, 0.15, 0.3


def buried(text: str, told: Sequence[str], chance: random.Random) -> str:
    """Put a text among sentences of plots.

    >>> buried("It is dull.", ["He leaves."], random.Random(1)).count("It is dull.")
    1
    """
    some = []
    most = chance.randint(10, ROOM) - len(text.split())
    one = chance.choice(told) if chance.random() < REPEATED else ""
    while sum(len(plot.split()) for plot in some) < most:
        some.append(one or chance.choice(told))
    at = len(some) if chance.random() < LAST else chance.randint(0, len(some))
    while some and len(text.split()) + sum(len(plot.split()) for plot in some) > ROOM + 10:
        some.pop(0 if at else -1)
        at = max(0, at - 1)
    return " ".join([*some[:at], text, *some[at:]])


def verdicts(
    rows: Sequence[critics.Sentence], told: Sequence[str], frames: dict[str, list[str]],
    chance: random.Random,
) -> Iterator[tuple[str, Shares]]:  # fmt: skip
    """Bury verdicts on films, and give each what it says of *the film is good*."""
    for row in rows:
        good = float(row.label == critics.POSITIVE)
        shares, text = (1 - good, 0.0, good), row.text
        if chance.random() < VOICED:
            kind = chance.choice(("reports", "refutes", "owns"))
            text = chance.choice(frames[kind]).format(text)
            shares = {"reports": NEITHER, "refutes": shares[::-1], "owns": shares}[kind]
        yield buried(text, told, chance), shares


def passages(rows: Sequence[Taken], told: Sequence[str], chance: random.Random) -> Iterator[Taken]:
    """Bury passages, which say the same as before."""
    for row in rows:
        yield replace(row, text=buried(row.text, told, chance))
