"""A printed rating on one scale from 0 to 1, so that stars and letters can be compared.

What is printed stays as it is in `documents.rating`; the number beside it is ours. A fraction is
taken as it stands (3/5 is .6: most scales start at nought or act as if they did); letters are
thirteen equal steps from F to A+; stars without a total are out of five, unless the outlet is known
to give fewer (`scales.toml`). A bare number has no scale and gets no value here: the view
`documents` reads it on the scale of its outlet's or its table's other ratings.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

STARS = 5  # what stars are out of where nobody says
LETTERS = ("F", "D-", "D", "D+", "C-", "C", "C+", "B-", "B", "B+", "A-", "A", "A+")
LONGEST = 80  # characters of a rating; a longer one is prose

_WORDS = {
    "zero": 0, "no": 0, "half": 0.5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_PARTS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "1/2": 0.5, "1/4": 0.25, "3/4": 0.75}
_AMOUNT = (
    r"-?\d{1,3}(?:[.,]\d{1,2})?(?:(?: | and |-)?(?:[½¼¾]|(?<=[ -])[13]/[24](?!\d)))?|[½¼¾]|"
    rf"(?:{'|'.join(_WORDS)}|\d)(?:(?: |-)and(?: |-)a(?: |-)half)?"
)
_STAR = r"(?:stars?|sterne?n?|étoiles?|estrellas?|stelle|stella)"
_OF = r"(?:/|\bout of\b|\bof\b|\bvon\b|\bsur\b|\bde\b|\bsu\b)"
_FRACTION = re.compile(
    rf"(?P<n>{_AMOUNT})\s?(?:{_STAR}\s?)?\(?{_OF}\s?(?:a (?:possible "
    rf")?)?(?P<of>{_AMOUNT})(?:\s?{_STAR})?\)?"
)
_SPAN = re.compile(rf"(?P<n>{_AMOUNT}) from (?P<low>{_AMOUNT}) to (?P<high>{_AMOUNT})")
_COUNTED = re.compile(rf"(?P<n>{_AMOUNT})[ -]{_STAR}")
_PERCENT = re.compile(r"(?P<n>\d{1,3}(?:[.,]\d{1,2})?)\s?(?:%|per ?cent\b|/ ?100)")
_GLYPHS = re.compile(r"(?P<whole>[★⭐✭✮*●]*)\s?(?P<part>½|1/2|[+])?\s?(?P<empty>[☆✩○]*)")
_LETTER = re.compile(r"(?P<grade>[a-d][+-]?|f)\b(?P<after>[+-]?)")
_THUMBS = re.compile(r"(?:(?:one|two|big|1|2) )*thumbs?[ -](?P<way>up|down|sideways)")
_LABEL = re.compile(
    r"^(?:\w+ )?(?:rating|grade|score|verdict|stars|wertung|bewertung|note) ?[:=-] ?"
)
_DASHES = str.maketrans("‐‑‒–—−", "------")


def value_of(printed: str, *, host: str = "", day: str = "") -> float | None:
    """Put a printed rating on the scale from 0 (worst) to 1 (best).

    Args:
        printed: As the review has it.
        host: Of the outlet; says out of how many its stars are.
        day: When it was published, ISO; a rule in `scales.toml` may have ended before.

    Returns:
        The value; ``None`` for what is no rating, or has no scale.

    Example:
        >>> [value_of(x) for x in ("3/4", "★★★½☆", "B+", "three and a half stars", "78%")]
        [0.75, 0.7, 0.75, 0.7, 0.78]
        >>> value_of("★★★½", host="rogerebert.com"), value_of("8"), value_of("two thumbs up")
        (0.875, None, 1.0)
    """
    text = " ".join(printed.translate(_DASHES).replace("\ufe0f", "").casefold().split())
    if not text or len(text) > LONGEST:
        return None
    text = _LABEL.sub("", text).strip(" .!\"'“”")
    stars = _stars_of(host, day)
    for pattern, read in _NOTATIONS:
        match = pattern.fullmatch(text)
        found = read(match, stars) if match else None
        if found is not None:
            return round(found, 4) if 0 <= found <= 1 else None
    return None


def _amount(text: str) -> float:
    """Read a number in figures or in words, with its half."""
    if text in _WORDS:
        return _WORDS[text]
    for part, worth in _PARTS.items():
        if text.endswith(part):
            before = re.sub(r"(?: and|-| )+$", "", text[: -len(part)].strip())
            return (_amount(before) if before else 0) + worth
    if text.endswith("half"):
        return _amount(re.split(r"[ -]", text)[0]) + 0.5
    return float(text.replace(",", "."))


def _fraction(match: re.Match[str], stars: int) -> float | None:
    whole = _amount(match["of"])
    return _amount(match["n"]) / whole if 2 <= whole <= 100 else None


def _span(match: re.Match[str], stars: int) -> float | None:
    low, high = _amount(match["low"]), _amount(match["high"])
    return (_amount(match["n"]) - low) / (high - low) if high > low else None


def _counted(match: re.Match[str], stars: int) -> float | None:
    return _out_of(_amount(match["n"]), stars)


def _out_of(count: float, stars: int) -> float | None:
    """More stars than the outlet gives show that it gives five, or ten."""
    whole = next((s for s in (stars, STARS, 10) if count <= s), None)
    return count / whole if whole else None


def _percent(match: re.Match[str], stars: int) -> float | None:
    return float(match["n"].replace(",", ".")) / 100


def _glyphs(match: re.Match[str], stars: int) -> float | None:
    count = len(match["whole"]) + (0.5 if match["part"] else 0)
    if match["whole"][:1] in "*●" and not match["empty"] and len(match["whole"]) < 2:
        return None
    empty = len(match["empty"])
    if not empty:
        return _out_of(count, stars) if count else None
    return count / (len(match["whole"]) + bool(match["part"]) + empty)


def _letter(match: re.Match[str], stars: int) -> float | None:
    grade = (match["grade"] + match["after"]).upper()
    return LETTERS.index(grade) / (len(LETTERS) - 1) if grade in LETTERS else None


def _thumbs(match: re.Match[str], stars: int) -> float | None:
    return {"up": 1.0, "sideways": 0.5, "down": 0.0}[match["way"]]


_NOTATIONS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int], float | None]], ...] = (
    (_FRACTION, _fraction), (_SPAN, _span), (_PERCENT, _percent), (_COUNTED, _counted),
    (_GLYPHS, _glyphs), (_LETTER, _letter), (_THUMBS, _thumbs),
)  # fmt: skip


def _stars_of(host: str, day: str) -> int:
    labels = host.lower().removeprefix("www.").split(".")
    for i in range(len(labels) - 1):
        rule = _hosts().get(".".join(labels[i:]))
        if rule and not (rule["until"] and day > rule["until"]):
            return int(rule["stars"])
    return STARS


@lru_cache(maxsize=1)
def _hosts() -> Mapping[str, Mapping[str, Any]]:
    text = (files(__package__) / "scales.toml").read_text(encoding="utf-8")
    listed: Mapping[str, Mapping[str, Any]] = tomllib.loads(text)["hosts"]
    return listed
