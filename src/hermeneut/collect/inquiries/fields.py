"""Fields of a service's answer, which may be missing, of another kind, or full of markup."""

from __future__ import annotations

import html
import re
from datetime import date, datetime
from typing import Any

_DAY = re.compile(r"(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?(?=$|[T\s])")
_TAG = re.compile(r"<[^<>]{0,200}>")
_BLANK = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]+")
_LONGEST = 1000  # characters of a title or a name; more is no title


def iso(value: object) -> str:
    """Write a date as services give it as an ISO date, at the precision known; else empty.

    Example:
        >>> iso("2014-01-10T21:02:51+0000"), iso("20140110T210000Z"), iso("2014-01"), iso("soon")
        ('2014-01-10', '2014-01-10', '2014-01', '')
    """
    match = _DAY.match(value.strip()) if isinstance(value, str) else None
    return iso_parts([int(part) for part in match.groups() if part]) if match else ""


def iso_parts(parts: object) -> str:
    """Write year, month and day as an ISO date; what isn't one is cut to what is.

    Example:
        >>> iso_parts([2014, 1, 10]), iso_parts([2014, 13]), iso_parts([None])
        ('2014-01-10', '2014', '')
    """
    known = [part for part in parts if type(part) is int][:3] if isinstance(parts, list) else []
    for many in range(len(known), 0, -1):
        try:
            date(known[0], *[*known[1:many], 1, 1][:2])
        except (ValueError, OverflowError):
            continue
        return "-".join([f"{known[0]:04}", *(f"{part:02}" for part in known[1:many])])
    return ""


def moment(stamp: object) -> str:
    """Write an archive's time stamp of fourteen digits as ISO 8601 UTC; empty if it isn't one.

    Example:
        >>> moment("20140110052146"), moment("2014")
        ('2014-01-10T05:21:46Z', '')
    """
    try:
        if not isinstance(stamp, str) or not re.fullmatch("[0-9]{14}", stamp):
            return ""
        return datetime.strptime(stamp, "%Y%m%d%H%M%S").isoformat() + "Z"
    except ValueError:
        return ""


def dig(value: object, *path: str | int) -> Any:
    """Reach into nested JSON; None where the path ends.

    Example:
        >>> dig({"a": [{"b": 1}]}, "a", 0, "b"), dig({"a": None}, "a", "b")
        (1, None)
    """
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def rows(value: object, *path: str | int) -> list[Any]:
    """Reach into nested JSON for a list; empty where there is none."""
    found = dig(value, *path)
    return found if isinstance(found, list) else []


def number(value: object) -> int | None:
    """Read a count, given as a number or in digits.

    Example:
        >>> number(7), number("7"), number(True), number("many")
        (7, 7, None, None)
    """
    if isinstance(value, str) and re.fullmatch("[0-9]{1,15}", value):
        return int(value)
    return value if type(value) is int and value >= 0 else None


def line(value: object) -> str:
    """Read a field as one line of plain text: tags, entities and runs of blanks undone.

    Example:
        >>> line(" <i>Her</i>&#8217;s   voice "), line(["Her", None]), line(None)
        ('Her’s voice', 'Her', '')
    """
    if isinstance(value, list):
        return line(next((part for part in value if isinstance(part, str) and part.strip()), ""))
    if not isinstance(value, str):
        return ""
    text = _TAG.sub("", html.unescape(_TAG.sub("", value[: 4 * _LONGEST])))
    text = text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates
    return _BLANK.sub(" ", text).strip()[:_LONGEST]


def address(value: object) -> str:
    """Read a field as an address that can be fetched; empty if it isn't one.

    Example:
        >>> address(" https://example.org/a b "), address("mailto:x@example.org"), address(7)
        ('https://example.org/a%20b', '', '')
    """
    if not isinstance(value, str):
        return ""
    url = _BLANK.sub("%20", value.strip()[:4000])
    url = url.encode("utf-8", "replace").decode("utf-8")
    url = "https:" + url if url.startswith("//") else url
    return url if re.match(r"https?://[^/?#]+", url, re.IGNORECASE) else ""
