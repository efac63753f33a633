"""What robots.txt allows: the Robots Exclusion Protocol (RFC 9309).

Lines, groups and product tokens are read here as the RFC has them; whether a path matches is
Protego's to say.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ... import formats
from ...reservations import AGENT

if TYPE_CHECKING:
    from protego import Protego

LARGEST = 500 * 2**10  # bytes that are read: RFC 9309, 2.5

# As site owners write them, and as the large search engines read them.
_NAMES = {
    "user-agent": "user-agent", "useragent": "user-agent", "user agent": "user-agent",
    "allow": "allow", "disallow": "disallow", "dissallow": "disallow", "dissalow": "disallow",
    "disalow": "disallow", "diasllow": "disallow", "disallaw": "disallow",
    "sitemap": "sitemap", "sitemaps": "sitemap", "site-map": "sitemap",
    "crawl-delay": "crawl-delay", "crawl delay": "crawl-delay",
    "request-rate": "request-rate",
    # What is said about use, not about asking: Cloudflare's Content Signals, IETF's AI Preferences
    # (draft-ietf-aipref-attach), Really Simple Licensing. Kept, not judged.
    "content-signal": "content-signal", "content-usage": "content-usage", "license": "license",
}  # fmt: skip
_USES = ("content-signal", "content-usage", "license")
_LINE = re.compile(
    rb"[ \t]*(%s)[ \t]*(?::|[ \t])[ \t]*(.*)"
    % b"|".join(name.encode() for name in sorted(_NAMES, key=len, reverse=True)),
    re.IGNORECASE,
)
_FIRST_WORD = re.compile("%20|%09")
_MOST_USES = 20  # lines; honest files have one or two
_ENDS = re.compile(rb"[\r\n]+")
_BEYOND_ASCII = re.compile(rb"[^\x21-\x7e]")


@dataclass(frozen=True)
class Rules:
    """What a site's robots.txt says.

    Attributes:
        why: Where the rules come from: ``robots.txt``, or why there are none or all is refused.
        sitemaps: Addresses of sitemaps, as they stand there.
        groups: Product tokens in lower case, or ``*``, and the lines that hold for them.
        refused: Whether the whole site is.
        uses: What is said there about use, as lines.
    """

    why: str = "robots.txt"
    sitemaps: tuple[str, ...] = ()
    groups: tuple[tuple[frozenset[str], str], ...] = field(default=(), repr=False)
    refused: bool = False
    uses: tuple[str, ...] = ()

    def allows(self, url: str, agent: str = AGENT) -> bool:
        """Say whether a page may be asked for; robots.txt itself always may.

        Args:
            url: Its address.
            agent: A product token, or a User-Agent that begins with one.
        """
        try:
            if urlsplit(url).path == "/robots.txt":
                return True
            return not self.refused and self._matcher(agent).can_fetch(url, "*")
        except ValueError:  # an address that isn't one
            return False

    def delay(self, agent: str = AGENT) -> float | None:
        """Say how many seconds a site asks for between requests: Crawl-delay or Request-rate.

        Neither is of the RFC; both are old usage.
        """
        matcher = self._matcher(agent)
        rate = matcher.request_rate("*")
        asked = [matcher.crawl_delay("*"), rate and rate.seconds / rate.requests]
        return max((float(seconds) for seconds in asked if seconds is not None), default=None)

    def names(self, agent: str) -> bool:
        """Say whether there is a group for an agent by name."""
        name = _name(agent)
        return any(name in tokens for tokens, _ in self.groups)

    def _matcher(self, agent: str) -> Protego:
        name = _name(agent) if self.names(agent) else "*"
        if name not in self._matchers:
            from protego import Protego

            lines = "\n".join(text for tokens, text in self.groups if name in tokens)
            self._matchers[name] = Protego.parse(f"User-agent: *\n{lines}")
        return self._matchers[name]

    @cached_property
    def _matchers(self) -> dict[str, Protego]:
        return {}


def rules(status: int | None, body: bytes, *, error: str = "") -> Rules:
    r"""Read what a site answered to the request for its robots.txt.

    A file is read as far as it can be (RFC 9309, 2.3.1.1 and 2.5), whatever it holds besides. Where
    there is none (4xx, or redirects without end), everything is allowed (2.3.1.2, 2.3.1.3). Where
    the site can't be reached or fails (5xx), everything is refused for now (2.3.1.4). So it is at
    429: the RFC counts that as "none", but whoever asks for fewer requests means it, and Google
    reads it so too.

    Args:
        status: HTTP status; None where no answer came.
        body: Decoded of its compression.
        error: Why none came, as a slug.

    Example:
        >>> found = rules(200, b"User-agent: *\nDisallow: /drafts/\nCrawl-delay: 2")
        >>> found.allows("https://example.org/drafts/her"), found.delay()
        (False, 2.0)
        >>> rules(503, b"").why
        'http-503: whole site refused'
    """
    if status is not None and 200 <= status < 300:
        return _read(body)
    missing = error == "too-many-redirects"
    if status is not None:
        missing = 300 <= status < 500 and status != 429
    reason = f"http-{status}" if status is not None else error or "no answer"
    if missing:
        return Rules(f"{reason}: no robots.txt")
    return Rules(f"{reason}: whole site refused", refused=True)


def _read(body: bytes) -> Rules:
    groups: list[tuple[set[str], list[str]]] = []
    site: dict[str, dict[str, None]] = {"sitemap": {}, "uses": {}}
    opening = False  # whether one more user-agent is of the same group: RFC 9309, 2.1
    for name, value in _lines(body):
        if name == "sitemap":
            site["sitemap"][value] = None
        elif name in _USES:
            site["uses"][f"{name}: {value}"] = None
        elif name == "user-agent":
            if not opening:
                groups.append((set(), []))
            groups[-1][0].add(_name(_FIRST_WORD.split(value, maxsplit=1)[0]))
            opening = True
        elif groups:
            groups[-1][1].append(f"{name}: {value}")
            opening = False
    return Rules(
        sitemaps=tuple(site["sitemap"]),
        groups=tuple((frozenset(tokens), "\n".join(lines)) for tokens, lines in groups),
        uses=tuple(site["uses"])[:_MOST_USES],
    )


def _lines(body: bytes) -> Iterator[tuple[str, str]]:
    for line in _ENDS.split(_bounded(body)):
        found = _LINE.match(line.partition(b"#")[0])
        if found:
            name = _NAMES[found[1].decode("ascii").lower()]
            value = found[2].strip()
            yield name, value.decode("utf-8", "replace") if name in _USES else _escaped(value)


def _bounded(body: bytes) -> bytes:
    if body[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        body = formats.decode(body[:LARGEST]).read().encode("utf-8", "replace")
    body = body.removeprefix(codecs.BOM_UTF8)
    if len(body) > LARGEST:  # half a rule may forbid more than the whole
        body = _ENDS.split(body[:LARGEST][::-1], maxsplit=1)[-1][::-1]
    return body


def _name(agent: str) -> str:
    """Take the product token of a User-Agent (RFC 9309, 2.2.1)."""
    return agent.partition("/")[0].strip().lower()


def _escaped(value: bytes) -> str:
    return _BEYOND_ASCII.sub(lambda found: b"%%%02X" % found[0][0], value).decode("ascii")
