"""One exchange over HTTP: what was asked, and what came back, as it came."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from .content_coding import codings, decoded
from .guard import Unfetched

MOST = 20 * 2**20  # bytes of a page, decoded; the longest novel has 3 MB
REDIRECTS = (301, 302, 303, 307, 308)  # RFC 9110, 15.4

_LONGEST_WAIT = 366 * 86400.0  # seconds; who asks for more means never
_SECONDS = re.compile(r"[0-9]{1,12}(?:\.[0-9]{0,9})?")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_NO_HOST = re.compile(r"[\x00-\x20\x7f\"#%/<>?@\\^`{|}\[\]]")
_SAFE = "!$%&'()*+,/:;=?@[]~"  # what is reserved keeps its meaning, escapes stay
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Exchange:
    """What was asked, and what came back.

    Attributes:
        url: The address asked for: absolute, escaped, without fragment, name and password.
        at: When, ISO 8601 UTC.
        request: The head as it was sent; over HTTP/2, the same as HTTP/1.1 would write it.
        status: Of any kind.
        status_line: As in ``HTTP/1.1 200 OK``; over HTTP/2 likewise.
        headers: As they came, in order, read as ISO 8859-1; without Transfer-Encoding, since
            chunks are joined.
        body: As it came: still compressed.
        ip: The address connected to; empty behind a proxy.
        seconds: From asking to the last byte.
        truncated: Why the body isn't whole, as WARC 1.1, 5.13 has it: ``length``, ``time`` or
            ``disconnect``; empty if it is.
        protocol: What was spoken: ``http/1.0``, ``http/1.1`` or ``h2``.
    """

    url: str
    at: str
    request: bytes = field(repr=False)
    status: int
    status_line: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)
    ip: str = ""
    seconds: float = 0.0
    truncated: str = ""
    protocol: str = "http/1.1"

    def header(self, name: str) -> str:
        """Read a header; several of one name are joined by commas (RFC 9110, 5.3)."""
        return ", ".join(self.every(name))

    def every(self, name: str) -> list[str]:
        """Read the headers of one name, each by itself."""
        wanted = name.lower()
        return [value for key, value in self.headers if key.lower() == wanted]

    def location(self) -> str:
        """Say where a redirect leads: an absolute address; empty where it leads nowhere.

        Control characters, fragment, name and password are dropped, what is beyond ASCII is
        escaped. What is neither http nor https leads nowhere; where there are several headers,
        the first counts.
        """
        found = self.every("location") if self.status in REDIRECTS else []
        return absolute(self.url, found[0]) if found else ""

    def content(self, most: int = MOST) -> bytes:
        """Undo the compression, up to so many bytes; where it is damaged, as far as it goes."""
        return decoded(self.body, codings(self.header("content-encoding")), most)

    def retry_after(self) -> float | None:
        """Say after how many seconds the other side asks to be tried again."""
        return retry_after(self.header("retry-after"), self.at)


class Target(NamedTuple):
    """An address, parted as HTTP needs it."""

    scheme: bytes
    host: bytes
    port: int
    netloc: str
    path: bytes

    @property
    def origin(self) -> tuple[bytes, bytes, int]:
        """Who is to be connected to."""
        return self.scheme, self.host, self.port

    @property
    def url(self) -> str:
        """The address as it is asked for."""
        return f"{self.scheme.decode()}://{self.netloc}{self.path.decode('ascii')}"


def target(url: str) -> Target:
    """Part an address, and escape what can't be sent (RFC 3986; hosts by IDNA 2008, UTS 46).

    Raises:
        Unfetched: ``bad-address``: it isn't one, or neither http nor https.

    Example:
        >>> target("http://me:secret@Bücher.example/über uns#top").url
        'http://xn--bcher-kva.example/%C3%BCber%20uns'
    """
    try:
        parts = urlsplit(url.strip())
        usual = _PORTS.get(parts.scheme, 0)
        host, port = _host(parts.hostname or ""), parts.port if parts.port is not None else usual
    except ValueError as error:
        raise Unfetched("bad-address", f"{_escaped(url[:200])}: {error}") from None
    if not (usual and host and port):
        raise Unfetched("bad-address", f"not of the web: {_escaped(url[:200])}")
    path = _escaped(parts.path or "/") + ("?" + _escaped(parts.query) if parts.query else "")
    netloc = f"[{host}]" if ":" in host else host
    netloc = netloc if port == usual else f"{netloc}:{port}"
    return Target(parts.scheme.encode(), host.encode(), port, netloc, path.encode())


def absolute(base: str, reference: str) -> str:
    """Read a reference, as a header holds it, as an absolute address; empty if it is none.

    Args:
        base: Where it was found.
        reference: Its bytes, read as ISO 8859-1.

    Example:
        >>> absolute("https://example.org/a/b", "../c?x=1#top")
        'https://example.org/c?x=1'
        >>> absolute("https://example.org/a/b", "javascript:alert(1)")
        ''
    """
    raw = _CONTROLS.sub("", reference.strip()).encode("latin-1", "replace")
    try:
        return target(urljoin(base, raw.decode("utf-8", "surrogateescape"))).url if raw else ""
    except (Unfetched, ValueError):
        return ""


def _host(name: str) -> str:
    if not name.isascii():
        import idna

        name = idna.encode(name, uts46=True).decode("ascii")
    if _NO_HOST.search(name):
        raise ValueError("no host is called so")
    return name


def _escaped(text: str) -> str:
    return quote(text, safe=_SAFE, errors="surrogateescape")


def head(path: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Write the head of a request as HTTP/1.1 does (RFC 9112, 3)."""
    lines = [b"GET " + path + b" HTTP/1.1", *(name + b": " + value for name, value in headers)]
    return b"\r\n".join([*lines, b"", b""])


def wire(text: str) -> bytes:
    """Write a header's name or value as it was read: ISO 8859-1, else UTF-8."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def phrase(status: int) -> str:
    """Name a status in words, for what speaks HTTP/2, which has none."""
    with suppress(ValueError):
        return HTTPStatus(status).phrase
    return ""


def retry_after(value: str, at: str) -> float | None:
    """Read a Retry-After header: seconds, or a date (RFC 9110, 10.2.3).

    Args:
        value: The header.
        at: When the answer came, ISO 8601 UTC.

    Returns:
        Seconds from then, between none and a year; None if it says nothing.

    Example:
        >>> retry_after("120", "2014-01-10T00:00:00Z")
        120.0
        >>> retry_after("Fri, 10 Jan 2014 00:01:00 GMT", "2014-01-10T00:00:00Z")
        60.0
    """
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
        wait = moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.fromisoformat(at)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return min(max(wait.total_seconds(), 0.0), _LONGEST_WAIT)
