"""Time stamps of transcripts: taken out of the running words, and kept as places in them.

A transcript shows them at the start of lines (``0:42``, ``[00:12:34]``, ``00:12:34,500 --> …``),
from first to last in rising order. One or two times of day in an essay are no such thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from .dropping import Cut, lines_of, without
from .prose import Prose

FEWEST = 4  # stamps that make a transcript
SHARE = 0.08  # of the lines, that carry one
_STAMP = re.compile(
    r"[\[(]?(?:(\d{1,2}):)?(\d{1,3}):(\d\d)(?:[.,]\d{1,3})?[\])]?"
    r"(?:\s{0,3}-->\s{0,3}(?:\d{1,2}:)?\d{1,3}:\d\d(?:[.,]\d{1,3})?)?(?=\s|$|[A-Z\[(“\"])"
)
_NUMBER = re.compile(r"\d{1,5}")
_UNFINISHED = re.compile(r"[^.!?…。！？\"”»:]$")


def without_stamps(text: Prose) -> Prose:
    r"""Take the time stamps out of a transcript; what isn't one comes back as it is.

    Lines that a stamp cut inside a sentence stay lines of one paragraph.

    Example:
        >>> talk = "0:01\nHello there.\n0:04\nHow are you?\n0:09\nI am well,\n0:12\nthank you."
        >>> said = without_stamps(Prose(talk))
        >>> said.text
        'Hello there.\nHow are you?\nI am well,\nthank you.'
        >>> [(d.at, d.text) for d in said.dropped][2]
        (25, '0:09')
    """
    cuts = _stamps(text.text)
    return without(text, cuts) if cuts else text


def _stamps(text: str) -> list[Cut]:
    lines = lines_of(text)
    found: list[Cut] = []
    seconds: list[int] = []
    for start, end in lines:
        match = _STAMP.match(text, start, end)
        if match:
            found.append(Cut(start, match.end(), "time-stamp"))
            hours, minutes, rest = (int(part or 0) for part in match.groups())
            seconds.append(3600 * hours + 60 * minutes + rest)
    rising = sum(a <= b for a, b in pairwise(seconds))
    if len(found) < max(FEWEST, SHARE * len(lines)) or rising < 0.9 * (len(seconds) - 1):
        return []
    return _with_numbers(text, lines, found)


def _with_numbers(text: str, lines: Sequence[tuple[int, int]], stamps: list[Cut]) -> list[Cut]:
    """Subtitles number their lines: a number alone before a stamp goes with it."""
    starts = {cut.start for cut in stamps}
    numbers = [
        Cut(*line, "time-stamp")
        for line, after in pairwise(lines)
        if after[0] in starts and _NUMBER.fullmatch(text[line[0] : line[1]])
    ]
    return sorted([*stamps, *numbers])
