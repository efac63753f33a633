"""One request over HTTP, within bounds: the only HTTP client of the house.

What comes back is kept as it came: still compressed, chunks joined, its head in its order. No
redirect is followed, no cookie is kept, no proxy is taken from the environment unless asked for,
and no browser is impersonated.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, Self, cast

from ... import __version__
from ...captures import stamp
from .content_coding import Swelling, codings
from .exchange import MOST, Exchange, Target, head, phrase, retry_after, target, wire
from .guard import Guard, Stream, Unfetched
from .lines import Line, most_idle, note_missing

if TYPE_CHECKING:
    import ssl

    import httpcore

__all__ = ["Client", "Exchange", "Limits", "Unfetched", "agent", "retry_after"]

ACCEPT = "text/html, application/xhtml+xml, */*;q=0.8"
CODINGS = "gzip, deflate"  # every reader of WARC files undoes these; some know no br and no zstd
BEGINNING = 2**20  # bytes kept of a body that is too large
_KEPT_FOR = 30.0  # seconds an idle connection is kept
_FORBIDDEN = re.compile(r"[\r\n\0]")  # what would begin another header: RFC 9110, 5.5
_OURS = ("host", "user-agent", "connection", "transfer-encoding", "content-length")
_FILM = re.compile(r"\s*(?:audio|video|image)/", re.IGNORECASE)
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True)
class Limits:
    """How much one request may take.

    Attributes:
        bytes: Of a body, after decompression.
        stored_bytes: Of a body, as it comes.
        head_bytes: Before the head of an answer is whole.
        seconds: For the whole request, from looking up the name to the last byte.
        connect_seconds: For connecting, and again for the TLS handshake.
        redirects: For whoever follows them.
    """

    bytes: int = MOST
    stored_bytes: int = MOST
    head_bytes: int = 2**16
    seconds: float = 60.0
    connect_seconds: float = 15.0
    redirects: int = 10


def agent(contact: str) -> str:
    """Name the tool and whom to write to, as every request does (RFC 9110, 10.1.5).

    Example:
        >>> agent("reader@example.org")
        'Hermeneut/0.1.0 (reception studies; reader@example.org)'
    """
    plain = _BLANK.sub(" ", contact).strip().encode("ascii", "ignore").decode()
    return f"Hermeneut/{__version__} (reception studies; {plain.translate(_NO_BRACKETS)})"


_NO_BRACKETS = str.maketrans("", "", "()\\")  # they would end the comment


class Client:
    """A client that asks one thing at a time of each connection, and keeps it for the next.

    Used as an async context.

    Args:
        agent: What it calls itself: see `agent`.
        limits: Of each request, unless the request has its own.
        allow_private: Whether this machine and its surroundings may be asked.
        proxies: Whether the environment's proxies are used. Behind one, it is the proxy that
            connects: what is known to be private here is refused, what is private there can't be.
        verify: Whether certificates are verified; or what to verify them with.
        http2: Whether HTTP/2 may be spoken, over TLS.
        guard: Who may be connected to, in place of ``allow_private``.
    """

    def __init__(
        self,
        *,
        agent: str,
        limits: Limits = Limits(),
        allow_private: bool = False,
        proxies: bool = False,
        verify: bool | ssl.SSLContext = True,
        http2: bool = True,
        guard: Guard | None = None,
    ) -> None:
        self.agent, self.limits = agent, limits
        self.proxies, self.verify, self.http2 = proxies, verify, http2
        self.guard = guard or Guard(allow_private)
        self._idle: dict[Line, None] = {}  # the longest idle first
        self._most_idle = most_idle()
        self._pools: dict[str, httpcore.AsyncConnectionPool] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for line in self._idle:
            await line.connection.aclose()
        self._idle.clear()

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] = MappingProxyType({}),
        span: tuple[int, int] | tuple[()] = (),
        limits: Limits | None = None,
        content: bytes = b"",
    ) -> Exchange:
        """Ask for a page; an answer of any status is an exchange.

        Args:
            url: Absolute, http or https.
            headers: Beyond the usual ones. They are part of ``Exchange.request``, secrets too.
            span: First byte and length of what is wanted of it; all of it if empty.
            limits: In place of the client's, all but ``head_bytes``.
            content: JSON to be posted; without it, the page is got.

        Raises:
            Unfetched: No answer came, or none whose head is whole.
        """
        bounds = limits or self.limits
        visit = _Visit(target(url), bounds)
        request = self._request(visit.target, headers, span, bounds)
        if content:
            request = _posted(request, content)
        line = None
        try:
            async with asyncio.timeout(bounds.seconds):
                line = await self._line(visit.target)
                await visit.go(line, request)
        except TimeoutError:
            visit.ended("time", Unfetched("timeout", f"more than {bounds.seconds:g} seconds"))
        except Exception as error:  # whatever a server sends ends as a value
            visit.ended("disconnect", _unfetched(error))
        finally:
            if line:
                await self._leave(line, whole=visit.whole)
        return visit.exchange()

    def _request(
        self,
        target: Target,
        headers: Mapping[str, str],
        span: tuple[int, int] | tuple[()],
        bounds: Limits,
    ) -> httpcore.Request:
        import httpcore

        fields = {
            "host": ("Host", target.netloc),
            "user-agent": ("User-Agent", self.agent),
            "accept": ("Accept", ACCEPT),
            "accept-encoding": ("Accept-Encoding", CODINGS),
        }
        if span:
            fields["accept-encoding"] = (
                "Accept-Encoding",
                "identity",
            )  # bytes are counted as stored
            fields["range"] = ("Range", f"bytes={span[0]}-{span[0] + span[1] - 1}")
        for name, value in headers.items():
            if name.lower() in _OURS or _FORBIDDEN.search(name + value):
                raise Unfetched("bad-header", name)
            fields[name.lower()] = (name, value.strip())
        scheme, host, port = target.origin
        return httpcore.Request(
            method=b"GET",
            url=httpcore.URL(scheme=scheme, host=host, port=port, target=target.path),
            headers=[(wire(name), wire(value)) for name, value in fields.values()],
            extensions={"timeout": {"connect": bounds.connect_seconds}},
        )

    async def _line(self, target: Target) -> Line:
        """Take the idle connection to a host, or make one that connects when it is asked."""
        found = [line for line in self._idle if line.origin == target.origin]
        for line in reversed(found):
            del self._idle[line]
            if line.is_good():
                return line
            await line.connection.aclose()
        return await self._new_line(target)

    async def _leave(self, line: Line, *, whole: bool) -> None:
        if not (whole and line.is_good()):
            await line.connection.aclose()
            return
        self._idle[line] = None
        if len(self._idle) > self._most_idle:
            oldest = next(iter(self._idle))
            del self._idle[oldest]
            await oldest.connection.aclose()

    async def _new_line(self, target: Target) -> Line:
        import httpcore

        proxy = _proxy(target) if self.proxies else ""
        if proxy:
            await self._check(target)
        if proxy not in self._pools:
            self._pools[proxy] = self._pool(proxy)
        connection = self._pools[proxy].create_connection(httpcore.Origin(*target.origin))
        return Line(target.origin, connection, proxied=bool(proxy))

    async def _check(self, target: Target) -> None:
        try:
            await self.guard.addresses(target.host.decode("ascii"), target.port)
        except Unfetched as error:
            if error.slug != "dns":  # the proxy may know names that this machine doesn't
                raise

    def _pool(self, proxy: str) -> httpcore.AsyncConnectionPool:
        """Make what makes connections, with one TLS context for all of them."""
        import httpcore
        import httpx

        note_missing()
        context = self.verify
        if isinstance(context, bool):
            context = httpx.create_ssl_context(verify=context, trust_env=False)
        guard, through = self.guard, None
        if proxy:
            guard = Guard(allow_private=True)  # a proxy is where its user says it is
            try:
                named = httpx.Proxy(proxy)
            except (ValueError, httpx.InvalidURL) as error:
                raise Unfetched("proxy", str(error)) from None
            through = httpcore.Proxy(str(named.url), auth=named.raw_auth, ssl_context=context)
        return httpcore.AsyncConnectionPool(
            ssl_context=context,
            proxy=through,
            http2=self.http2,
            keepalive_expiry=_KEPT_FOR,
            network_backend=guard.backend(head_bytes=self.limits.head_bytes),
        )


def _posted(request: httpcore.Request, content: bytes) -> httpcore.Request:
    """Make of a request for a page one that hands over JSON."""
    import httpcore

    more = [(b"Content-Type", b"application/json"), (b"Content-Length", b"%d" % len(content))]
    return httpcore.Request(
        method=b"POST",
        url=request.url,
        headers=[*request.headers, *more],
        content=content,
        extensions=request.extensions,
    )


class _Visit:
    """One request under way."""

    def __init__(self, target: Target, bounds: Limits) -> None:
        self.target, self.bounds = target, bounds
        self.at, self.began = stamp(datetime.now(UTC)), time.perf_counter()
        self.response: httpcore.Response | None = None
        self.headers: tuple[tuple[str, str], ...] = ()
        self.request, self.ip = b"", ""
        self.body = bytearray()
        self.truncated = ""
        self.whole = False

    async def go(self, line: Line, request: httpcore.Request) -> None:
        if line.stream:
            line.stream.expect()
        response = await line.connection.handle_async_request(request)
        try:
            line.stream = response.extensions["network_stream"].get_extra_info("stream")
            self.headed(response, line.stream, request)
            self.ip = "" if line.proxied else line.stream.ip
            await self.take(response)
            self.whole = not self.truncated
        finally:
            await response.aclose()

    def headed(
        self, response: httpcore.Response, stream: Stream, request: httpcore.Request
    ) -> None:
        stream.whole = True
        self.request = head(request.url.target, request.headers) if stream.newer else stream.sent
        self.headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in response.headers
            if name.lower() != b"transfer-encoding"
        )
        self.response = response

    def header(self, name: str) -> str:
        return ",".join(value for key, value in self.headers if key.lower() == name)

    def is_long_film(self) -> bool:
        """Say whether a film or a recording won't fit; pages that say so are often wrong."""
        length = self.header("content-length")
        return bool(
            _FILM.match(self.header("content-type"))
            and length.isdecimal()
            and int(length[:20]) > self.bounds.stored_bytes
        )

    async def take(self, response: httpcore.Response) -> None:
        if self.is_long_film():
            self.truncated = "length"
            return
        swelling = Swelling(codings(self.header("content-encoding")), self.bounds.bytes)
        pieces = cast("AsyncGenerator[bytes, None]", aiter(cast("Any", response.stream)))
        async with aclosing(pieces):
            async for piece in pieces:
                self.body += piece
                if len(self.body) > self.bounds.stored_bytes or swelling.over(self.body):
                    self.cut()
                    return
        if swelling.over(self.body, whole=True):
            self.cut()

    def cut(self) -> None:
        """Keep the beginning of what is too large: enough to see what it was."""
        self.truncated = "length"
        del self.body[min(self.bounds.stored_bytes, BEGINNING) :]

    def ended(self, why: str, error: Unfetched) -> None:
        """Keep what came of a body, or say that nothing did."""
        if self.response is None:
            raise error
        self.truncated = self.truncated or why

    def exchange(self) -> Exchange:
        assert self.response
        status, extensions = self.response.status, self.response.extensions
        version = extensions["http_version"].decode("latin-1")
        reason = extensions.get("reason_phrase", b"").decode("latin-1")
        protocol = version.lower()
        if version == "HTTP/2":  # which has no such line; what reads WARC files expects one
            version, reason, protocol = "HTTP/1.1", phrase(status), "h2"
        return Exchange(
            url=self.target.url,
            at=self.at,
            request=self.request,
            status=status,
            status_line=f"{version} {status} {reason}".strip(),
            headers=self.headers,
            body=bytes(self.body),
            ip=self.ip,
            seconds=time.perf_counter() - self.began,
            truncated=self.truncated,
            protocol=protocol,
        )


def _unfetched(error: Exception) -> Unfetched:
    import httpcore

    if isinstance(error, Unfetched):
        return error
    slug = "bad-http"
    if error.args and type(error.args[0]).__module__ == "h2.events":  # the stream was reset
        slug = "reset"
    elif isinstance(error, httpcore.LocalProtocolError):
        slug = "bad-header"
    elif isinstance(error, (httpcore.ProxyError, ImportError)):  # a kind of proxy not installed
        slug = "proxy"
    return Unfetched(slug, str(error) or type(error).__name__)


def _proxy(target: Target) -> str:
    from urllib.request import getproxies, proxy_bypass

    proxies = getproxies()
    found = proxies.get(target.scheme.decode()) or proxies.get("all", "")
    return "" if not found or proxy_bypass(target.netloc) else found
