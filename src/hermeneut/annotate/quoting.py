"""Whose words each quotation of a text is, and what the writer does with it.

What the design says of a speaker stands. For others a model weighs what the rules say beside many
weaker traits (`hermeneut.annotate.traits`), and answers where it is sure enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..models import quoting
from ..models.quoting import Traits
from ..passes import Row
from .adoption import Heard, can_be_taken_up, deciding, heard, judged_by
from .speakers import Speaker
from .traits import Seen, adoption_traits, voice_traits
from .voices import role_of, voices

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NOBODY_NAMED = 3.0  # what signals must weigh where nothing says who speaks
_ALLOWED = 0.5  # probability without which words that show adoption aren't believed,
_PLAINLY = 0.1  # or a verdict in so many words: This is nonsense.
_VERDICT = 2.5  # what a signal weighs that is one
_NOBODYS = {"scare": "rejected", "title": None}


@dataclass(frozen=True)
class Quoting:
    """What is seen of one quotation that has a source."""

    nth: int
    said: Heard
    voice: Traits | None  # unless the design tells the voice
    adopted: Traits
    can: bool  # be adopted or rejected


def seen_of(text: str, rows: Sequence[Row], speakers: Sequence[Speaker]) -> Iterator[Quoting]:
    """See what tells of each quotation that is somebody's words, and says whose."""
    seen = Seen(text)
    rules = voices(text, rows, speakers, seen.described)
    for nth, (row, speaker, rule) in enumerate(zip(rows, speakers, rules, strict=True)):
        if row["kind"] not in _NOBODYS and row["source_start"] is not None:
            said = heard(text, rows, nth)
            voice = None
            if not speaker.known:
                voice = voice_traits(seen, row, speaker, str(rule), said)
            source = text[row["source_start"] : row["source_end"]]
            named = bool(speaker.name or speaker.described or role_of(source))
            told = rule == "character" and row["kind"] == "indirect"  # the plot
            can = not told and can_be_taken_up(text, row, named=named)
            yield Quoting(nth, said, voice, adoption_traits(seen, row, str(rule), said), can)


def judged(text: str, rows: Sequence[Row], speakers: Sequence[Speaker]) -> list[Row]:
    """Say of each quotation whose voice it is and whether it is adopted.

    Returns:
        ``voice``, ``adopted`` and ``adopted_cue`` of each row, in order.
    """
    found = list(seen_of(text, rows, speakers))
    whose = _voices(text, rows, speakers, found)
    weighed = quoting.logits("adopted", [one.adopted for one in found])
    answers = {}
    for one, logits in zip(found, weighed, strict=True):
        value = adoption_of(quoting.shares(logits), one.said.signals, can=one.can)
        cue = deciding(one.said.signals, value)
        answers[one.nth] = {"voice": whose[one.nth], "adopted": value, "adopted_cue": cue}
    return [answers.get(nth) or _of_nobody(text, rows, nth) for nth in range(len(rows))]


def _of_nobody(text: str, rows: Sequence[Row], nth: int) -> Row:
    """Judge what is no speech, or has no source: only what the writer says tells its adoption."""
    kind = rows[nth]["kind"]
    if kind in _NOBODYS:
        return {"voice": None, "adopted": _NOBODYS[kind], "adopted_cue": None}
    signals = heard(text, rows, nth).signals
    value = judged_by(signals, _NOBODY_NAMED) or ("unclear" if signals else "neutral")
    return {"voice": "unknown", "adopted": value, "adopted_cue": deciding(signals, value)}


def adoption_of(
    shares: NDArray[np.float64],
    signals: Sequence[tuple[str, float, str]],
    least: Sequence[float] | None = None,
    *,
    can: bool = True,
) -> str:
    """Say whether a quotation is adopted: by words that show it, weighed by the model.

    Words decide where the model agrees. Without any it can find a quotation neutral, but gives no
    side: in real prose none of 24 sides that it gave alone was one, read by us.

    Args:
        shares: How likely the model thinks each answer.
        signals: What the writer says that shows it.
        least: From which probability the model gives each answer; by default those that ship.
        can: Whether these are somebody's words, that can be adopted or rejected at all.

    Returns:
        One of `ADOPTIONS`.
    """
    answers = quoting.QUESTIONS["adopted"]
    shown = judged_by(signals)
    if shown:
        plain = any(abs(weight) >= _VERDICT for _, weight, _ in signals)
        allowed = _PLAINLY if plain else _ALLOWED
        believed = can and shares[answers.index(shown)] >= allowed
        return shown if believed else "unclear"
    best = int(shares.argmax())
    needed = least[best] if least is not None else quoting.least("adopted", answers[best])
    return answers[best] if answers[best] == "neutral" and shares[best] >= needed else "unclear"


def _voices(
    text: str, rows: Sequence[Row], speakers: Sequence[Speaker], found: Sequence[Quoting]
) -> dict[int, str]:
    """Give each quotation a voice: the design's, else the model's; a speaker has one in a text."""
    import numpy as np

    whose = {one.nth: known.voice for one in found if (known := speakers[one.nth].known)}
    asked = {one.nth: one.voice for one in found if one.voice is not None}
    weighed = dict(zip(asked, quoting.logits("voice", list(asked.values())), strict=True))
    groups: dict[str, list[int]] = {}
    for nth in weighed:
        groups.setdefault(speaker_key(text, rows, speakers, nth), []).append(nth)
    for members in groups.values():
        mean = np.mean([weighed[nth] for nth in members], axis=0)
        whose |= dict.fromkeys(members, _given(mean) or "unknown")
    return whose


def speaker_key(text: str, rows: Sequence[Row], speakers: Sequence[Speaker], nth: int) -> str:
    """Name a speaker within a text, so that their quotations are judged together."""
    if speakers[nth].name:
        return f"name {speakers[nth].name}"
    start, end = rows[nth]["source_start"], rows[nth]["source_end"]
    said = text[start:end].lower() if start is not None else ""
    return f"source {said}" if " " in said else f"quotation {nth}"


def _given(logits: NDArray[np.float64]) -> str | None:
    """Give the likeliest voice if it is likely enough."""
    shares = quoting.shares(logits)
    best = int(shares.argmax())
    answer = quoting.QUESTIONS["voice"][best]
    return answer if shares[best] >= quoting.least("voice", answer) else None
