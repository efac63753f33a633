"""The form that a text's manner shows: review, essay or news, with a counted confidence.

A multinomial logistic regression over the named cues of `formcues`, trained offline
(`models/training/forms.py`) on texts whose source gives their form. Its weights, a number for each
cue and form, lie readable in `formweights.json`; so does how often each form was right on sources
that the model hadn't seen. Other forms leave marks that need no training: voices in turn,
timestamps, the parts of a paper.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from .formcues import cues_of

FLOOR = 0.85  # counted confidence below which nothing is said
ESSAY = 250  # words of running text that an essay has, at least
BOOKISH = 0.25  # words for books, of a hundred, from which on it may be a review of one
CAPSULE = 200  # words of running text; a shorter review is a capsule


class Shown(NamedTuple):
    """A form, how sure, and what shows it."""

    form: str
    confidence: float
    why: str


def shown(passages: Sequence[str]) -> Iterator[Shown]:
    """Yield the form that a text shows, with what speaks for it most.

    Args:
        passages: Its paragraphs in order.

    Example:
        >>> said = "The minister said on Monday the police will report to the court on Friday. "
        >>> [one.form for one in shown([said * 9])]
        ['news']
    """
    cues = cues_of(passages)
    if not cues:
        return
    marked = list(_marked(cues))
    yield from marked
    if marked:
        return
    form, share, why = judge(cues)
    confidence = _counted(form, share)
    if may_be(form, cues) and confidence >= FLOOR:
        short = form == "review" and cues["length (hundreds of words, 10 at most)"] * 100 < CAPSULE
        yield Shown("capsule" if short else form, confidence, why)


def may_be(form: str, cues: Mapping[str, float]) -> bool:
    """Say whether nothing forbids a form that the manner of a text shows.

    Features and columns quote as news does, but don't begin as it does. Reviews of books for
    scholars argue as essays do, and so do short notices; an essay has room.

    Args:
        form: Which.
        cues: As `formcues.cues_of` counts them.
    """
    if form == "news":
        return bool(cues["news in the lead"])
    if form == "essay":
        length = 100 * cues["length (hundreds of words, 10 at most)"]
        return length >= ESSAY and cues["book"] < BOOKISH
    return True


def _marked(cues: Mapping[str, float]) -> Iterator[Shown]:
    """Forms seen by their shape: too rare in what was labelled to count, so set by hand."""
    asked = cues["asked and answered (share of paragraphs)"]
    turns = cues["speakers' turns (share of paragraphs)"]
    stamps = cues["time stamps (share of paragraphs)"]
    if stamps >= 0.2:
        yield Shown("transcript", 0.8, "time stamps")
    elif asked >= 0.25 or turns >= 0.3:
        yield Shown("interview", 0.8, "asked and answered" if asked >= 0.25 else "speakers in turn")
    elif cues["citations"] >= 0.4 and cues["parts of a paper (5 at most)"] >= 1:
        yield Shown("scholarly article", 0.8, "citations, parts of a paper")
    elif cues["numbered (paragraphs, 12 at most)"] >= 5:
        yield Shown("listing", 0.6, "numbered paragraphs")


def judge(cues: Mapping[str, float]) -> tuple[str, float, str]:
    """Weigh the cues: the likeliest form, its share of the odds, and its three strongest cues.

    Args:
        cues: As `formcues.cues_of` counts them.
    """
    model = _model()
    forms, weights = model["forms"], model["weights"]
    odds = [
        constant + sum(cues[name] * weights[name][i] for name in weights)
        for i, constant in enumerate(model["constants"])
    ]
    top = max(odds)
    grown = [math.exp(one - top) for one in odds]
    best = grown.index(max(grown))
    others = len(forms) - 1
    for_it = {
        name: cues[name] * (row[best] - (sum(row) - row[best]) / others)
        for name, row in weights.items()
    }
    strongest = sorted(for_it, key=lambda name: (-for_it[name], name))[:3]
    return forms[best], grown[best] / sum(grown), ", ".join(n.split(" (")[0] for n in strongest)


def _counted(form: str, share: float) -> float:
    """Read off, between two steps, how often a form was right at this share."""
    steps: list[list[float]] = _model()["counted"][form]
    below = max((s for s in steps if s[0] <= share), default=[0.0, 0.0])
    above = min((s for s in steps if s[0] > share), default=below)
    if above == below:
        return below[1]
    part = (share - below[0]) / (above[0] - below[0])
    return round(below[1] + part * (above[1] - below[1]), 3)


@lru_cache(maxsize=1)
def _model() -> Mapping[str, Any]:
    text = (files(__package__) / "formweights.json").read_text(encoding="utf-8")
    read: Mapping[str, Any] = json.loads(text)
    return read
