"""When a piece was published: ISO dates, at the precision that is known.

Never the day of capture; "54 months ago" gives nothing, since it counts from an unknown day.
Impossible dates, dates before the web's (1990) and dates after the capture are discarded.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

EARLIEST = 1990  # of what a page says of itself; columns and front matter may go further back
EARLIEST_STATED = 1400

_NAMES = {
    1: "january januar jänner janvier enero gennaio januari stycznia janeiro jan jän janv ene gen",
    2: "february februar feber février fevrier febrero febbraio februari lutego fevereiro feb févr",
    3: "march märz maerz mars marzo maart marca março mar mär mrz mrt",
    4: "april avril abril aprile kwietnia apr avr abr kwi",
    5: "may mai mayo maggio mei maja maio",
    6: "june juni juin junio giugno czerwca junho jun giu cze",
    7: "july juli juillet julio luglio lipca julho jul juil lug lip",
    8: "august août aout agosto augustus sierpnia aug ago sie",
    9: "september septembre septiembre setiembre settembre września setembro sep sept wrz",
    10: "october oktober octobre octubre ottobre października outubro oct okt ott paź",
    11: "november novembre noviembre listopada novembro nov lis",
    12: "december dezember décembre diciembre dicembre grudnia dezembro dec dez déc dic gru",
}  # English, German, French, Spanish, Italian, Dutch, Polish, Portuguese
MONTHS = {name: number for number, names in _NAMES.items() for name in names.split()}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_Y = r"(?P<y>(?:19|20)\d\d)"

_NOTATIONS = (
    re.compile(rf"\b{_Y}[-/.](?P<m>\d\d?)[-/.](?P<d>\d\d?)(?!\d)"),
    re.compile(rf"\b{_Y}年\s*(?P<m>\d\d?)月\s*(?P<d>\d\d?)日"),
    re.compile(rf"\b(?P<n>{_MONTH})\b\.?\s+(?P<d>\d\d?)(?:st|nd|rd|th)?,?\s+{_Y}\b", re.IGNORECASE),
    re.compile(
        rf"\b(?P<d>\d\d?)(?:st|nd|rd|th|er|\.|º|°)?[\s-]+(?:of\s+|de\s+)?"
        rf"(?P<n>{_MONTH})\b\.?,?[\s-]+(?:de\s+)?{_Y}\b",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?P<d>\d\d?)\.\s?(?P<m>\d\d?)\.\s?{_Y}\b"),
    re.compile(r"\b(?P<d>\d\d)\.(?P<m>\d\d)\.(?P<yy>\d\d)\b(?!\.)"),
    re.compile(rf"\b(?P<a>\d\d?)[/-](?P<b>\d\d?)[/-]{_Y}\b"),
    re.compile(rf"(?<!\d )(?<!\d\. )\b(?P<n>{_MONTH})\b\.?,?\s+{_Y}\b", re.IGNORECASE),
)  # fmt: skip
_YEAR = r"(?:19|20)\d\d"
DATE_LIKE = re.compile(  # what may be a whole date, in one quick pass
    rf"(?:(?:\d\d?(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+)?)?(?:{_MONTH})\b\.?,?\s+(?:de\s+)?"
    rf"(?:\d\d?(?:st|nd|rd|th)?,?\s+)?|\d\d?[./-]\s?\d\d?[./-]\s?){_YEAR}|"
    rf"{_YEAR}[-/.年]\s?\d\d?[-/.月]\s?\d\d?|\b\d\d\.\d\d\.\d\d\b",
    re.IGNORECASE,
)
_ISO = re.compile(r"\s*(?P<y>\d{4})(?:-?(?P<m>\d\d)(?:-?(?P<d>\d\d))?)?(?=\D|$)")
_IN_PATH = (
    re.compile(rf"/{_Y}/(?P<m>\d\d?|{_MONTH})/(?P<d>\d\d?)(?=[/.\-_]|$)"),
    re.compile(rf"(?<!\d){_Y}-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)"),
    re.compile(rf"[/_-]{_Y}(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01])(?!\d)"),
    re.compile(rf"(?<!\d)(?P<d>1[3-9]|2\d|3[01])-(?P<m>0[1-9]|1[0-2])-{_Y}(?!\d)"),
    re.compile(rf"/{_Y}/(?P<m>0[1-9]|1[0-2]|{_MONTH})(?=/)"),
    re.compile(rf"/{_Y}-(?P<m>0[1-9]|1[0-2])(?=/)"),
)


def parse(text: str, *, latest: str | None = None, day_first: bool | None = None) -> str | None:
    """Read one date in any of the notations known.

    Args:
        text: May hold other words.
        latest: ISO date; what lies after it (by more than a day, for time zones) isn't a date.
        day_first: Which way round 3/4/2014 is; ``None``: only the year is then known.

    Returns:
        An ISO date at the precision known, or ``None``.

    Example:
        >>> [parse(x) for x in ("Jan 10, 2014", "10. Januar 2014", "10.01.2014", "12/18/2013")]
        ['2014-01-10', '2014-01-10', '2014-01-10', '2013-12-18']
        >>> parse("3/4/2014"), parse("March 2014"), parse("54 months ago"), parse("31.02.2014")
        ('2014', '2014-03', None, None)
    """
    for notation in _NOTATIONS:
        for match in notation.finditer(text[:400]):
            found = _checked(*_parts(match.groupdict(), day_first), latest=latest)
            if found:
                return found
    return None


def parse_iso(text: str, *, latest: str | None = None, earliest: int = EARLIEST) -> str | None:
    """Read a date as machines write it; the day is the one printed, whatever the time zone.

    Example:
        >>> parse_iso("2014-01-10T23:30:00-05:00"), parse_iso("20140110"), parse_iso("2014")
        ('2014-01-10', '2014-01-10', '2014')
    """
    match = _ISO.match(text)
    if not match:
        return None
    parts = [int(match[name]) if match[name] else 0 for name in ("y", "m", "d")]
    return _checked(parts[0], parts[1], parts[2], latest=latest, earliest=earliest)


def stated(text: str, *, latest: str | None = None) -> str | None:
    """Read a date that a person put in a column or in front matter.

    Example:
        >>> stated("2014-05-04 09:28:33+00:00"), stated("May 4, 2014"), stated("1818")
        ('2014-05-04', '2014-05-04', '1818')
    """
    iso = parse_iso(text, latest=latest, earliest=EARLIEST_STATED)
    return iso if iso else parse(text, latest=latest)


def _parts(found: dict[str, str | None], day_first: bool | None) -> tuple[int, int, int]:
    year = int(found.get("y") or 0) or 2000 + int(found.get("yy") or 0)
    if name := found.get("n"):
        return year, MONTHS[name.lower()], int(found.get("d") or 0)
    if found.get("a"):
        return (year, *_turned(int(found["a"] or 0), int(found["b"] or 0), day_first))
    return year, int(found.get("m") or 0), int(found.get("d") or 0)


def _turned(a: int, b: int, day_first: bool | None) -> tuple[int, int]:
    """Month and day of a/b, zeros where which is which can't be known."""
    if a == b or (a <= 12 < b):
        return a, b
    if b <= 12 < a:
        return b, a
    if day_first is None:
        return 0, 0
    return (b, a) if day_first else (a, b)


def _checked(
    year: int, month: int, day: int, *, latest: str | None, earliest: int = EARLIEST
) -> str | None:
    if not earliest <= year <= 9999 or month > 12:
        return None
    if month and day > calendar.monthrange(year, month)[1]:
        return None
    shown = f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")
    return None if latest and shown > next_day(latest)[: len(shown)] else shown


def next_day(day: str, *, days: int = 1) -> str:
    """Return the day after, or so many days on.

    Example:
        >>> next_day("2014-02-28"), next_day("2014-03-01", days=-1)
        ('2014-03-01', '2014-02-28')
    """
    try:
        return (date.fromisoformat(day[:10]) + timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return day[:10]


def in_path(path: str, *, latest: str | None = None) -> str | None:
    """Read the date in an address's path, the surest place where there is one.

    Example:
        >>> paths = "/2014/01/10/her/ /film/2014/jan/her /a/20140110.html /20-01-2014".split()
        >>> [in_path(path) for path in paths]
        ['2014-01-10', '2014-01', '2014-01-10', '2014-01-20']
    """
    for notation in _IN_PATH:
        for match in notation.finditer(path.lower()):
            raw = match["m"]
            month = MONTHS.get(raw) or int(raw) if raw.isdigit() or raw in MONTHS else 0
            day = int(match.groupdict().get("d") or 0)
            found = _checked(int(match["y"]), month, day, latest=latest) if month else None
            if found:
                return found
    return None
