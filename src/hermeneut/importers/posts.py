"""What exports of platforms have in common: a post is a document, its platform the outlet."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from . import references
from .markup import one_line

_LATEST = 4_102_444_800  # 2100: a larger number counts milliseconds, or microseconds
_TWITTER = "%a %b %d %H:%M:%S %z %Y"


def moment(stated: Any) -> str:
    """Write when something was posted as an ISO date: from seconds since 1970, or from text.

    Example:
        >>> moment(1389312000), moment("1389312000000"), moment("2014-01-10 09:30:00"), moment(None)
        ('2014-01-10', '2014-01-10', '2014-01-10', '')
        >>> moment("Fri Jan 10 09:30:00 +0000 2014")
        '2014-01-10'
    """
    text = one_line(str(stated)) if isinstance(stated, str | int | float) else ""
    try:
        seconds = float(text)
    except ValueError:
        return _of_text(text)
    while seconds > _LATEST:
        seconds /= 1000
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat() if seconds > 0 else ""
    except (ValueError, OverflowError, OSError):
        return ""


def _of_text(text: str) -> str:
    try:
        return datetime.strptime(text, _TWITTER).date().isoformat()
    except ValueError:
        return references.date(text)
