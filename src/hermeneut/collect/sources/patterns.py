"""Patterns of addresses, as settings of sources write them.

A star stands for any run of characters, a ``#`` for one digit (no address that is fetched holds
one); all else stands for itself, capitals or not. A pattern that begins with a slash is laid
against path and query, one that holds no slash against the host or the whole address, any other
against host and path. The scheme and ``www.`` don't count.

    >>> fits("/20##/##/*", "https://www.example.org/2014/01/her/")
    True
    >>> fits("*.example.org", "http://blog.example.org/her")
    True
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from ...addresses import canonical, host

LONGEST = 8000  # characters of an address; RFC 9110, section 4.1, asks servers to take that many
_FRONT = re.compile(r"^(?:(?:https?:)?//(?:www\.)?|www\.)", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_BARE = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?::\d+)?(?:[/?]\S*)?")


def fits(pattern: str, url: str) -> bool:
    """Say whether an address fits a pattern, as it is given or in its canonical form.

    Takes time that grows with the lengths alone, whatever the pattern.
    """
    parts = _parts(_FRONT.sub("", pattern.strip(), count=1).casefold())
    return any(_laid(parts, pattern, form.casefold()) for form in _forms(url))


def fits_any(patterns: Sequence[str], url: str) -> bool:
    """Say whether an address fits one of some patterns."""
    return any(fits(pattern, url) for pattern in patterns)


def reason(leave_out: Sequence[str], url: str) -> str:
    """Find why an address is to be left out: what follows the first pattern that it fits.

    Args:
        leave_out: Patterns, each with a blank and a reason behind it, or without.
        url: The address.

    Returns:
        Slug and words; empty if it isn't left out.

    Example:
        >>> reason(("*.example.net a proxy", "/tag/*"), "http://p.example.net/her")
        'pattern: a proxy'
    """
    for entry in leave_out:
        pattern, _, why = entry.strip().partition(" ")
        if fits(pattern, url):
            return f"pattern: {why.strip() or 'the study leaves out ' + pattern}"
    return ""


def check(name: str, patterns: object) -> None:
    """Refuse what isn't a list of patterns.

    Raises:
        ValueError: With the setting's name and what to write.
    """
    for text in texts(name, patterns):
        pattern = text.strip().partition(" ")[0]
        if not pattern or not re.search(r"[/.*]", pattern):
            raise ValueError(
                f"{name}: {text!r} fits no address; write *{pattern}* or {pattern}.org"
            )


def places(name: str, urls: object) -> tuple[str, ...]:
    """Read a list of addresses that a study names; ``https://`` may be missing.

    Raises:
        ValueError: There is none, or one is no address of the web.

    Example:
        >>> places("urls", ("example.org/feed",))
        ('https://example.org/feed',)
    """
    given = texts(name, urls)
    if not given:
        raise ValueError(f'{name} names no address; write {name} = ["https://…"]')
    for text in given:
        if not address(text):
            raise ValueError(f"{name}: {text!r} is no address of the web")
    return tuple(map(address, given))


def check_path(path: object) -> None:
    """Refuse what can't be the name of a file.

    Raises:
        ValueError: With what to write.
    """
    if not isinstance(path, str) or not path.strip():
        raise ValueError("path must name a file in the study's folder")


def address(text: str, base: str = "") -> str:
    """Make of what stands in a link an address that can be asked for; empty if it can't be.

    Blanks around it, control characters and the fragment go, a relative link is resolved. Only
    http and https count.

    Args:
        text: What stands there; nothing, or a fragment alone, leads nowhere.
        base: What it is relative to; without one, ``https://`` may be missing before a host.

    Example:
        >>> address(" her.html#end", "https://example.org/reviews/")
        'https://example.org/reviews/her.html'
        >>> address("javascript:void(0)", "https://example.org/")
        ''
    """
    text = _CONTROLS.sub("", text.strip()).partition("#")[0].strip()
    if not text:
        return ""
    if not base and _BARE.fullmatch(text):
        text = f"https://{text}"
    try:
        url = urljoin(base, text) if base else text
        parts = urlsplit(url)
        named = bool(parts.hostname and parts.hostname.strip(".")) and parts.port != 0
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not named or len(url) > LONGEST:
        return ""
    return url.replace(" ", "%20")


def same_site(one: str, other: str) -> bool:
    """Say whether two addresses lie on one host, or one of their hosts under the other's.

    Example:
        >>> same_site("https://blog.example.org/a", "http://www.example.org/")
        True
        >>> same_site("https://a.example.org/", "https://b.example.org/")
        False
    """
    a, b = f".{host(one)}", f".{host(other)}"
    return a != "." and b != "." and (a.endswith(b) or b.endswith(a))


def texts(name: str, given: object) -> tuple[str, ...]:
    """Refuse what isn't a list of texts.

    Raises:
        ValueError: With the setting's name and what to write.
    """
    if not isinstance(given, tuple) or not all(isinstance(text, str) for text in given):
        raise ValueError(f'{name} must be a list of texts: {name} = ["…"]')
    return given


@lru_cache(maxsize=8192)
def _forms(url: str) -> tuple[str, ...]:
    """Write an address as given and in its canonical form, without what stands before the host."""
    given = _FRONT.sub("", url.strip().partition("#")[0], count=1)
    page = canonical(url).removeprefix("https://")
    slashed = page if "?" in page else f"{page.rstrip('/')}/"
    return tuple(dict.fromkeys((given, page, slashed)))


class _Part(NamedTuple):
    """What stands between two stars."""

    pattern: re.Pattern[str]
    length: int

    def at(self, text: str, start: int) -> bool:
        return start >= 0 and bool(self.pattern.match(text, start))


@lru_cache(maxsize=1024)
def _parts(pattern: str) -> tuple[_Part, ...]:
    return tuple(
        _Part(re.compile("[0-9]".join(map(re.escape, part.split("#")))), len(part))
        for part in pattern.split("*")
    )


def _laid(parts: tuple[_Part, ...], pattern: str, form: str) -> bool:
    end = min(at for at in (form.find("/"), form.find("?"), len(form)) if at >= 0)
    site, rest = form[:end], f"/{form[end:].removeprefix('/')}"
    if pattern.strip().startswith("/") and not pattern.strip().startswith("//"):
        return _whole(parts, rest)
    if "/" not in _FRONT.sub("", pattern.strip(), count=1) and _whole(
        parts, site.partition(":")[0]
    ):
        return True
    return _whole(parts, site + rest)


def _whole(parts: tuple[_Part, ...], text: str) -> bool:
    """Lay the parts between stars one after another, each at the first place that will do."""
    first, *others = parts
    if not others:
        return first.length == len(text) and first.at(text, 0)
    if not first.at(text, 0):
        return False
    at = first.length
    for part in others[:-1]:
        found = part.pattern.search(text, at)
        if not found:
            return False
        at = found.end()
    last = len(text) - others[-1].length
    return last >= at and others[-1].at(text, last)
