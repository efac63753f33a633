"""How numbers and names are written: the same way on every page."""

from __future__ import annotations

import hashlib
import re
import unicodedata

PERCENT = "\u202f%"  # a narrow no-break space keeps number and sign on one line


def count(n: float | None) -> str:
    """Write a count with its thousands parted.

    Example:
        >>> count(12345), count(None), count(2.5)
        ('12,345', '–', '2.5')
    """
    if n is None:
        return "–"
    return f"{int(n):,}" if float(n).is_integer() else f"{n:,.1f}"


def share(part: float | None) -> str:
    """Write a share as per cent; one decimal where rounding would say none or all.

    Example:
        >>> [share(x) for x in (0, 0.0001, 0.004, 0.25, 0.999, 1)]
        ['0\u202f%', '<0.1\u202f%', '0.4\u202f%', '25\u202f%', '99.9\u202f%', '100\u202f%']
    """
    return "–" if part is None else _bare(part) + PERCENT


def interval(low: float | None, high: float | None) -> str:
    """Write the two ends of an interval of shares; empty where there is none.

    Example:
        >>> interval(0.03, 0.08)
        '3–8\u202f%'
    """
    return "" if low is None or high is None else f"{_bare(low)}–{_bare(high)}{PERCENT}"


def estimate(k: float, part: float, low: float | None, high: float | None) -> str:
    """Write a count with its share and interval.

    Example:
        >>> estimate(13, 0.0461, 0.027, 0.077) == "13 (5 %, 3–8 %)"
        True
    """
    ends = interval(low, high)
    return f"{count(k)} ({share(part)}{', ' + ends if ends else ''})"


def points(difference: float | None) -> str:
    """Write a difference of two shares in points of per cent, with its sign.

    Example:
        >>> points(-0.044), points(0.1), points(0.001)
        ('−4 points', '+10 points', '+0.1 points')
    """
    if difference is None:
        return "–"
    said = _signed(difference)
    return f"{said} point{'' if said in ('+1', '−1') else 's'}"


def between(low: float | None, high: float | None) -> str:
    """Write the two ends of an interval of differences; empty where there is none.

    Example:
        >>> between(-0.43, 0.37)
        '−43 to +37'
    """
    return "" if low is None or high is None else f"{_signed(low)} to {_signed(high)}"


def coefficient(value: float | None) -> str:
    """Write a coefficient from −1 to 1 as statisticians do.

    Example:
        >>> coefficient(0.7412), coefficient(-0.05), coefficient(1.0), coefficient(None)
        ('.74', '−.05', '1', '–')
    """
    if value is None:
        return "–"
    return f"{value:.2f}".replace("1.00", "1").replace("0.", ".").replace("-", "−")


def plain(name: str | None) -> str:
    """Write an identifier as words.

    Example:
        >>> plain("film_verdict"), plain("na")
        ('film verdict', 'none given')
    """
    return "none given" if name == "na" else (name or "").replace("_", " ")


def cut(text: str, chars: int) -> str:
    """Shorten to so many code points, at a word where there is one near the end.

    Example:
        >>> cut("a long and winding headline", 16)
        'a long and…'
    """
    if len(text) <= chars:
        return text
    head = text[: chars - 1]
    space = head.rfind(" ")
    return (head[:space] if space > chars * 0.6 else head).rstrip() + "…"


def slug(*parts: str) -> str:
    """Make a file name or anchor of any text: ASCII, lower case, never two texts the same.

    Example:
        >>> slug("theme", "loneliness")
        'theme-loneliness'
        >>> slug("form: op-ed / all")
        'form-op-ed-all-d6f1bc'
    """
    whole = "-".join(parts)
    ascii_only = unicodedata.normalize("NFKD", whole).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[:60]
    return name if name == whole else f"{name}-{_digest(whole)}".strip("-")


def listed(parts: list[str]) -> str:
    """Join words as a sentence does.

    Example:
        >>> listed(["one", "two", "three"])
        'one, two and three'
    """
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _bare(part: float) -> str:
    percent = 100 * part
    rounded = round(percent)
    hides = (rounded == 0 and percent > 0) or (rounded == 100 and percent < 100)
    return "<0.1" if 0 < percent < 0.05 else f"{percent:.1f}" if hides else str(rounded)


def _signed(part: float) -> str:
    return "0" if part == 0 else f"{'−' if part < 0 else '+'}{_bare(abs(part))}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]
