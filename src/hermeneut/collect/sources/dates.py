"""Dates as feeds, sitemaps and lists state them, in ISO 8601."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?<![\d:])(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|\d\d)(?![\d:])"
_FULL_YEAR = r"(?P<year>\d{4})(?!\d)"
_ISO = re.compile(
    r"(?P<year>\d{4})(?:(?P<mark>[-/.]\s?)(?P<month>\d\d?)(?:(?P=mark)(?P<day>\d\d?))?)?"
    r"(?!(?![TtZz])\w|[/–-]|[.:]\d)"
)
_EAST = re.compile(r"(?P<year>\d{4})[年년]\s*(?P<month>\d\d?)[月월](?:\s*(?P<day>\d\d?)[日일])?")
_RUN = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?!\d)")
_WORDED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_DAY}[\s.-]+{_MONTH}[\s,-]+{_YEAR}",  # RFC 822: Wed, 08 Jan 2014
        rf"\b{_MONTH}\s+{_DAY},?\s+(?:[\d:.]+\s+(?:[a-z]{{2,5}}\s+)?)?{_FULL_YEAR}",
        rf"^\W*{_MONTH},?\s+{_FULL_YEAR}",
    )
)
_FIGURES = re.compile(r"(?P<one>\d{1,2})[/.](?P<two>\d{1,2})[/.](?P<year>\d{4})(?!\d)")


def iso_date(text: str) -> str:
    """Read a stated date at the precision stated, as the day it was where it was written.

    Reads ISO 8601 and W3C-DTF, the dates of RFC 822 and its heirs (years of two figures as RFC
    5322, section 4.3, has it), those of ``ctime``, months in English words, years, months and days
    so marked in Chinese, Japanese and Korean, and figures if only one order of them can be meant.

    Returns:
        ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; empty if no date, or no sure one, is stated.

    Example:
        >>> iso_date("Wed, 08 Jan 2014 23:30:00 -0500"), iso_date("2014-01"), iso_date("1/2/2014")
        ('2014-01-08', '2014-01', '')
    """
    text = text.strip()[:100]
    if found := _ISO.match(text) or _EAST.match(text) or _RUN.match(text):
        return _date(found["year"], found["month"], found["day"])
    for pattern in _WORDED:
        if worded := pattern.search(text):
            parts = worded.groupdict()
            return _date(parts["year"], _MONTHS[parts["month"][:3].lower()], parts.get("day"))
    figures = _FIGURES.match(text)
    return _of_figures(figures) if figures else ""


def _of_figures(found: re.Match[str]) -> str:
    one, two = int(found["one"]), int(found["two"])
    if one > 12 or one == two:
        return _date(found["year"], two, one)
    return _date(found["year"], one, two) if two > 12 else ""


def _date(year: str, month: str | int | None, day: str | int | None) -> str:
    full = int(year)
    if len(year) == 2:
        full += 2000 if full < 50 else 1900
    if not 1000 <= full <= 2999:
        return ""
    if not month or not int(month):
        return f"{full}"
    if not 1 <= int(month) <= 12:
        return ""
    if not day or not int(day):
        return f"{full}-{int(month):02}"
    try:
        return date(full, int(month), int(day)).isoformat()
    except ValueError:
        return ""
