"""Connections to the open web alone: the address that is checked is the one connected to.

A name is resolved once for each connection, every address it has is looked at, and the connection
goes to one of those, by number. A name that answers differently the second time (DNS rebinding)
gains nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from ...errors import HermeneutError
from .heads import Heads

if TYPE_CHECKING:
    import httpcore

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# IANA IPv4 Special-Purpose Address Registry, and multicast (RFC 5771). Written out, since what
# Python's ipaddress calls global differs from one release to the next.
_CLOSED_4 = tuple(map(ipaddress.IPv4Network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
    "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
)))  # fmt: skip
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")  # all that is handed out (RFC 4291, section 2.4)
_CLOSED_6 = tuple(map(ipaddress.IPv6Network, (
    "2001::/23",  # IETF protocols, Teredo among them, which hides an IPv4 address
    "2001:db8::/32", "3fff::/20",  # for books
)))  # fmt: skip
_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
_6TO4 = ipaddress.IPv6Network("2002::/16")  # RFC 3056: the IPv4 address follows the first 16 bits
_ENOUGH = 2**18  # bytes that wait unread before the other side is asked to wait
_PATIENCE = 15.0  # seconds for a connection, unless the request says otherwise
_FIRST_TRY = 5.0  # seconds for an address when there are others to try


class Unfetched(HermeneutError):
    """A page could not be had.

    Args:
        slug: Why, as below.
        detail: What a person would want to know.
        retry_after: Seconds after which the other side asked to be tried again.

    The slugs that are raised here and by `fetch.Client`:

    ======================  ==================================================================
    ``bad-address``         not an address of the web
    ``private-address``     it leads to this machine or its surroundings
    ``dns``                 the name has no address
    ``unreachable``         there is no way to the address
    ``refused-connection``  nobody listens there
    ``timeout``             it takes too long to connect, or until a head is whole
    ``tls``                 no certificate that holds, or no TLS in common
    ``reset``               closed before a head was whole
    ``too-large``           a head without end
    ``bad-http``            an answer that isn't HTTP
    ``bad-header``          a header that can't be sent
    ``proxy``               the proxy refuses, or is of a kind that isn't installed
    ======================  ==================================================================
    """

    def __init__(self, slug: str, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(f"{slug}: {detail}" if detail else slug)
        self.slug, self.detail, self.retry_after = slug, detail, retry_after


def literal(host: str) -> Address | None:
    """Read a host that is a number in any notation that resolvers take; None for a name.

    Example:
        >>> literal("0x7f.1"), literal("2130706433"), literal("[::1]"), literal("example.org")
        (IPv4Address('127.0.0.1'), IPv4Address('127.0.0.1'), IPv6Address('::1'), None)
    """
    bare = host.strip("[]").partition("%")[0]  # without the zone of a link-local address
    with suppress(ValueError):
        return ipaddress.ip_address(bare)
    with suppress(OSError, ValueError):
        return ipaddress.IPv4Address(socket.inet_aton(bare.rstrip(".")))
    return None


def is_open(address: Address) -> bool:
    """Say whether an address is of the open web, and not of this machine or its surroundings.

    Refused are the special-purpose ranges of IANA (private, loopback, link-local, carrier-grade
    NAT, documentation, benchmarks, multicast, reserved), and IPv6 addresses that stand for such an
    IPv4 address: mapped (RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056).

    Example:
        >>> is_open(ipaddress.ip_address("192.168.0.1")), is_open(ipaddress.ip_address("8.8.8.8"))
        (False, True)
        >>> is_open(ipaddress.ip_address("64:ff9b::7f00:1"))
        False
    """
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _CLOSED_4)
    if address in _MAPPED or address in _NAT64:
        return is_open(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if address in _6TO4:
        return is_open(ipaddress.IPv4Address(int(address) >> 80 & 0xFFFFFFFF))
    return address in _GLOBAL_6 and not any(address in network for network in _CLOSED_6)


async def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver for all addresses of a name.

    Raises:
        OSError: It has none.
        ValueError: It can't be a name.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[Any]] = loop.create_future()

    def tell(found: list[Any], error: Exception | None) -> None:
        if answer.done():  # nobody waits any more
            return
        if error:
            answer.set_exception(error)
        else:
            answer.set_result(found)

    def ask() -> None:
        found, failed = [], None
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, ValueError, OverflowError) as error:
            failed = error
        with suppress(RuntimeError):  # the loop may have ended
            loop.call_soon_threadsafe(tell, found, failed)

    # A thread of its own, which ends with the program: lookups that hang hold up neither others,
    # as they would in the loop's few threads, nor Ctrl-C.
    threading.Thread(target=ask, daemon=True).start()
    return [str(address[0]) for *_, address in await answer]


@dataclass(frozen=True)
class Guard:
    """Who may be connected to.

    Attributes:
        allow_private: Whether this machine and its surroundings may.
        resolver: Where the addresses of a name come from.
    """

    allow_private: bool = False
    resolver: Resolver = resolve

    async def addresses(self, host: str, port: int) -> list[Address]:
        """Name the addresses of a host that a connection may go to.

        Raises:
            Unfetched: ``dns`` where there is none, ``private-address`` where one isn't open.
        """
        number = literal(host)
        found = [number] if number else await self._resolved(host, port)
        closed = [address for address in found if not is_open(address)]
        if closed and not self.allow_private:
            raise Unfetched("private-address", f"{host} is {closed[0]}")
        return found

    def backend(self, *, head_bytes: int = 2**16) -> httpcore.AsyncNetworkBackend:
        """Make the network of an HTTP client, in which each connection is checked.

        Args:
            head_bytes: How much may come in before the head of an answer is whole.
        """
        return cast("httpcore.AsyncNetworkBackend", _Backend(self, head_bytes))

    async def _resolved(self, host: str, port: int) -> list[Address]:
        try:
            found = await self.resolver(host, port)
        except (OSError, ValueError, OverflowError) as error:
            raise Unfetched("dns", f"{host}: {error}") from None
        numbers = (literal(address) for address in found)
        known = list(dict.fromkeys(number for number in numbers if number))
        if not known:
            raise Unfetched("dns", f"{host} has no address")
        return known


class _Backend:
    """The part of `httpcore.AsyncNetworkBackend` that a client of the web needs."""

    def __init__(self, guard: Guard, most: int) -> None:
        self.guard, self.most = guard, most

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> Stream:
        """Try the addresses of a host, one after the other, in the resolver's order."""
        last: Exception = TimeoutError("no time left")
        left = await self.guard.addresses(host, port)
        end = _now() + (timeout or _PATIENCE)
        while left and _now() < end:
            address = left.pop(0)
            try:
                async with asyncio.timeout_at(min(end, _now() + _FIRST_TRY) if left else end):
                    return await _connected(str(address), port, self.most)
            except (OSError, OverflowError) as error:  # a time-out is an OSError
                last = error
        raise Unfetched(_slug(last), f"{host}:{port}: {last}") from None

    async def connect_unix_socket(self, path: str, **_: Any) -> Stream:
        raise Unfetched("bad-address", path)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def _connected(address: str, port: int, most: int) -> Stream:
    loop = asyncio.get_running_loop()
    transport, line = await loop.create_connection(_Line, address, port)
    return Stream(transport, line, most)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _slug(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ssl.SSLError):
        return "tls"
    if isinstance(error, ConnectionRefusedError):
        return "refused-connection"
    if isinstance(error, ConnectionError):
        return "reset"
    return "unreachable"


class _Line(asyncio.Protocol):
    """What comes in over one connection, kept until it is read."""

    def __init__(self) -> None:
        self.waiting = bytearray()
        self.ended = False
        self.error: Exception | None = None
        self.paused = False
        self.reader: asyncio.Future[None] | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        if len(self.waiting) > _ENOUGH and self.transport and not self.paused:
            self.paused = True
            self.transport.pause_reading()
        self.wake()

    def eof_received(self) -> bool:
        self.ended = True
        self.wake()
        return False

    def connection_lost(self, error: Exception | None) -> None:
        self.ended, self.error = True, error
        self.wake()

    def wake(self) -> None:
        if self.reader and not self.reader.done():
            self.reader.set_result(None)

    async def read(self, most: int) -> bytes:
        if not self.waiting and not self.ended:
            self.reader = asyncio.get_running_loop().create_future()
            try:
                await self.reader
            finally:
                self.reader = None
        if not self.waiting:
            if self.error:
                raise Unfetched(_slug(self.error), str(self.error)) from None
            return b""
        piece = bytes(self.waiting[:most])
        del self.waiting[:most]
        if self.paused and self.transport and not self.transport.is_closing():
            self.paused = False
            self.transport.resume_reading()
        return piece


class Stream:
    """One connection, as `httpcore.AsyncNetworkStream` has it, with an eye on one exchange.

    Attributes:
        ip: The address connected to.
        sent: What was written until the head of an answer was whole.
        came: Bytes read until then.
        most: How many may be read before the head of an answer is whole.
        whole: Whether it is; over HTTP/2, whoever reads it says so.
        newer: Whether HTTP/2 is spoken.
    """

    def __init__(self, transport: asyncio.Transport, line: _Line, most: int) -> None:
        self._transport, self._line = transport, line
        self.ip = str((transport.get_extra_info("peername") or ("",))[0])
        self.most = most
        tls = transport.get_extra_info("ssl_object")
        self.newer = bool(tls and tls.selected_alpn_protocol() == "h2")
        self.expect()

    def expect(self) -> None:
        """Begin a new exchange."""
        self.sent, self.came, self.whole = b"", 0, False
        self._heads = Heads()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come; nothing at the end. A head of HTTP/1 comes whole.

        Raises:
            Unfetched: ``reset``, or ``too-large`` where a head has no end.
        """
        if self.whole:
            return await self._line.read(max_bytes)
        ready = b""
        while not ready:
            if self.came >= self.most:
                raise Unfetched("too-large", f"a head of more than {self.most} bytes")
            piece = await self._line.read(max_bytes)
            if not piece:
                raise Unfetched("reset", "closed before an answer came")
            self.came += len(piece)
            ready = piece if self.newer else self._heads.feed(piece)
        self.whole = self._heads.whole
        return ready

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write; requests are small, so nothing is waited for."""
        if not self.whole:
            self.sent += buffer
        self._transport.write(buffer)

    async def aclose(self) -> None:
        """Close at once."""
        self._transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> Stream:
        """Begin TLS.

        Raises:
            Unfetched: ``tls``, or ``timeout``.
        """
        loop = asyncio.get_running_loop()
        try:
            transport = await loop.start_tls(
                self._transport,
                self._line,
                ssl_context,
                server_hostname=(server_hostname or "").rstrip("."),
                ssl_handshake_timeout=timeout,
            )
        except (OSError, ValueError) as error:
            self._transport.abort()
            slow = isinstance(error, ConnectionAbortedError)  # as asyncio says it
            raise Unfetched("timeout" if slow else "tls", str(error)) from None
        if transport is None:
            raise Unfetched("tls", "closed during the handshake")
        self._line.transport = transport
        return Stream(transport, self._line, self.most)

    def get_extra_info(self, info: str) -> Any:
        """Tell what httpcore wants to know of a connection."""
        if info == "is_readable":
            return self._line.ended or bool(self._line.waiting)
        if info == "stream":
            return self
        return self._transport.get_extra_info(info)
