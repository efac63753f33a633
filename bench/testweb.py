"""A bounded web of its own on loopback, with all that a collector meets; how much it can serve.

    python bench/testweb.py                 the kinds of sites; then its own capacity, beside nobody
    python bench/testweb.py --serve         serves until it is ended, and says where

One process, HTTP/1.1 written by hand over asyncio, answers made before they are asked for: so that
what is measured is the collector. For every request it keeps the host, the path, the status, who
asked, and when: the kernel's time of arrival, not the time at which Python got round to it. The
log is at http://127.0.0.1:PORT/log, a line of JSON a request; /forget begins a new one. Linux only:
other systems don't answer on all of 127.0.0.0/8.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import re
import socket
import struct
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from testsites import KINDS, Web, build
from testsites.answers import Answer, Drip, Endless, Reset, Silent, Times, Wall, Whole, head, whole

CONTROL = "127.0.0.1"  # no site has this address
MISSING = whole(b"No such page.", status=404, kind="text/plain")
SO_TIMESTAMPNS = 35  # asm-generic/socket.h; Python 3.11 has no name for it
_NO_LINGER = struct.pack("ii", 1, 0)  # closing sends RST
_FIELD = re.compile(rb"\r\n(user-agent|if-none-match|cookie): *([^\r\n]*)", re.IGNORECASE)

_RETRY = re.compile(rb"\r\nRetry-After: (\d+)\r\n")


class Asked(NamedTuple):
    """One request, as the log has it.

    Attributes:
        host: The address that was connected to.
        path: With the query.
        at: When its first bytes came, in seconds of the monotonic clock.
        status: What was answered; 0 for what is no HTTP, or nothing.
        agent: The User-Agent.
        retry_after: Seconds to wait, as the answer asked for.
    """

    host: str
    path: str
    at: float
    status: int
    agent: str
    retry_after: float = 0.0


class Stamped(socket.socket):
    """A socket that knows when the kernel got what it read last."""

    at = 0.0

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Read, and note the kernel's time of arrival on the monotonic clock."""
        read, notes, _, _ = self.recvmsg(size, 64, flags)
        age = 0.0
        for level, kind, note in notes:
            if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS):
                seconds, nanoseconds = struct.unpack("qq", note)
                age = time.time() - (seconds + nanoseconds / 1e9)
        self.at = time.monotonic() - age
        return read


class Server:
    """What is served, and the log."""

    def __init__(self, web: Web) -> None:
        self.routes = {site.address: site.routes for site in web.sites}
        self.log: list[Asked] = []
        self.times: Counter[tuple[str, str]] = Counter()

    def answer(self, host: str, path: str) -> Answer:
        """Find what is to be answered."""
        found = self.routes.get(host, {}).get(path, MISSING)
        if isinstance(found, Times):
            self.times[host, path] += 1
            return found.first if self.times[host, path] <= found.n else found.then
        return found

    def control(self, path: str) -> Whole:
        """Answer whoever measures."""
        lines = "".join(json.dumps(asked) + "\n" for asked in self.log) if path == "/log" else ""
        if path == "/forget":
            self.log.clear()
            self.times.clear()
        return whole(lines.encode(), kind="application/jsonl")

    async def run(self, port: int) -> None:
        """Serve on all addresses, saying on which port, until cancelled."""
        loop = asyncio.get_running_loop()
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)  # accepted sockets inherit it
        listener.bind(("0.0.0.0", port))
        listener.listen(4096)
        listener.setblocking(False)
        print(listener.getsockname()[1], flush=True)
        while True:
            accepted, _ = await loop.sock_accept(listener)
            own = Stamped(fileno=accepted.detach())
            own.setblocking(False)
            with contextlib.suppress(OSError):  # it went away meanwhile
                host = own.getsockname()[0]
                await loop.connect_accepted_socket(lambda s=own, h=host: Talk(self, s, h), own)


class Talk(asyncio.Protocol):
    """One connection: requests one after the other, each answered before the next is read."""

    def __init__(self, server: Server, own: Stamped, host: str) -> None:
        self.server, self.own, self.host = server, own, host
        self.buffer, self.began = b"", 0.0
        self.busy: asyncio.Task[None] | None = None
        self.room = asyncio.Event()
        self.room.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop whatever is being said."""
        if self.busy:
            self.busy.cancel()

    def pause_writing(self) -> None:
        """Nobody reads: stop."""
        self.room.clear()

    def resume_writing(self) -> None:
        """Somebody reads: go on."""
        self.room.set()

    def data_received(self, data: bytes) -> None:
        """Answer when a whole request is there; no body is expected."""
        if not self.buffer:
            self.began = self.own.at
        self.buffer += data
        request, end, rest = self.buffer.partition(b"\r\n\r\n")
        if not end or self.busy:
            return
        self.buffer = rest
        words = request.split(b"\r\n", 1)[0].split(b" ")
        if len(words) != 3 or not words[2].startswith(b"HTTP/1."):
            self.transport.close()
            return
        path = words[1].decode("latin-1")
        if self.host == CONTROL:
            self.transport.write(self.server.control(path).wire)
            return
        fields = {name.lower(): value for name, value in _FIELD.findall(request)}
        answer = self.server.answer(self.host, path)
        status = self.say(answer, fields)
        agent = sys.intern(fields.get(b"user-agent", b"").decode("latin-1"))
        asked = Asked(self.host, path, round(self.began, 6), status, agent, wanted(answer))
        self.server.log.append(asked)

    def say(self, answer: Answer, fields: dict[bytes, bytes]) -> int:
        """Answer; return the status."""
        if isinstance(answer, Wall):
            answer = answer.within if b"cookie" in fields else answer.without
        if isinstance(answer, Whole):
            if answer.etag and answer.etag.encode() in fields.get(b"if-none-match", b""):
                self.transport.write(head(304, f'ETag: "{answer.etag}"'))
                return 304
            self.transport.write(answer.wire)
            if answer.close:
                self.transport.close()
            return answer.status
        if isinstance(answer, Reset):
            asyncio.get_running_loop().call_later(0.01, self.reset)  # what is written goes first
            self.transport.write(answer.wire)
        elif isinstance(answer, Drip | Endless):
            words = self.drip(answer) if isinstance(answer, Drip) else self.pour(answer)
            self.busy = asyncio.get_running_loop().create_task(words)
        return 0 if isinstance(answer, Reset | Silent) else 200

    def reset(self) -> None:
        """Break the connection off."""
        with contextlib.suppress(OSError):
            self.own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.transport.abort()

    async def drip(self, answer: Drip) -> None:
        """Say it bit by bit."""
        at = 0
        while at < len(answer.wire) or not answer.ends:
            await asyncio.sleep(answer.pause)
            self.transport.write(answer.wire[at : at + answer.piece])
            at = at + answer.piece if answer.ends else (at + answer.piece) % len(answer.wire)
        self.busy = None

    async def pour(self, answer: Endless) -> None:
        """Say it for as long as anybody reads."""
        self.transport.write(answer.head)
        while not self.transport.is_closing():
            self.transport.write(answer.piece)
            await asyncio.sleep(0)
            await self.room.wait()


def wanted(answer: Answer) -> float:
    """Return the seconds of an answer's Retry-After."""
    found = isinstance(answer, Whole) and answer.status == 429 and _RETRY.search(answer.wire)
    return float(found[1]) if found else 0.0


# From another process ----------------------------------------------------------------------------


class Serving(NamedTuple):
    """A web that is being served by another process."""

    web: Web
    port: int

    def log(self) -> list[Asked]:
        """Fetch the log."""
        with urllib.request.urlopen(f"http://{CONTROL}:{self.port}/log") as answer:
            return [Asked(*json.loads(line)) for line in answer]

    def forget(self) -> None:
        """Begin a new log; what was fine the second time isn't again the first."""
        urllib.request.urlopen(f"http://{CONTROL}:{self.port}/forget").close()


@contextlib.contextmanager
def serving(
    *, sites: int = 300, pages: int = 6000, delay: float = 1.0, port: int = 0, seed: int = 2013
) -> Iterator[Serving]:
    """Serve a web from a process of its own for as long as the context lasts.

    Args:
        sites: As `testsites.build` says; likewise pages, delay and seed.
        pages: How many addresses there are in the list.
        delay: Seconds between requests to one host.
        port: Where; 0 for any that is free.
        seed: Another seed, another web.
    """
    wanted = {"sites": sites, "pages": pages, "delay": delay, "port": port, "seed": seed}
    if not port:
        wanted["port"] = port = _free()
    options = [f"--{name}={value}" for name, value in wanted.items()]
    command = [sys.executable, str(Path(__file__)), "--serve", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            if not process.stdout.readline().strip():
                raise RuntimeError("the test web didn't start")
            yield Serving(build(**wanted), port)  # type: ignore[arg-type]
        finally:
            process.terminate()


def _free() -> int:
    with socket.socket() as one:
        one.bind(("0.0.0.0", 0))
        return int(one.getsockname()[1])


# Its own capacity ---------------------------------------------------------------------------------


async def asking(port: int, paths: list[tuple[str, str]]) -> None:
    """Ask for pages of hosts, one after the other over one connection a host, reading all."""
    host, _ = paths[0]
    reader, writer = await asyncio.open_connection(host, port)
    for _, path in paths:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        got = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(re.search(rb"Content-Length: (\d+)", got)[1]))
    writer.close()


async def capacity(served: Serving, connections: int = 50, rounds: int = 40) -> float:
    """Return how many requests a second it answers, with a client as bare as can be beside it."""
    plain = [site for site in served.web.sites if site.kind == "plain"][:connections]
    asks = []
    for site in plain:
        kept = [p for p, a in site.routes.items() if isinstance(a, Whole) and not a.close]
        sized = [p for p in kept if b"Content-Length" in site.routes[p].wire[:300]]
        asks.append([(site.address, path) for path in sized * rounds][: rounds * 10])
    began = time.perf_counter()
    await asyncio.gather(*(asking(served.port, ask) for ask in asks))
    return sum(map(len, asks)) / (time.perf_counter() - began)


def table(web: Web) -> None:
    """Print the kinds of sites, their pages, and how those must end."""
    for kind in [*KINDS, "plain"]:
        sites = [site for site in web.sites if site.kind == kind]
        pages = [page for site in sites for page in site.pages]
        ends = Counter(page.must[0] for page in pages)
        said = ", ".join(f"{end} {n}" for end, n in ends.most_common())
        print(f"{kind:15}{len(sites):4} sites {len(pages):5} pages: {said}")
    print(f"{'all':15}{len(web.sites):4} sites {len(web.pages):5} pages")


def main() -> None:
    """Serve, or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true")
    for name, usual in (("sites", 300), ("pages", 6000), ("port", 0), ("seed", 2013)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--delay", type=float, default=1.0)
    given = vars(parser.parse_args())
    if given.pop("serve"):
        given["port"] = given["port"] or _free()
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(Server(build(**given)).run(given["port"]))
        return
    with serving(**given) as served:
        table(served.web)
        rate = asyncio.run(capacity(served))
        print(f"capacity, a client beside it: {rate:,.0f} requests/s")


if __name__ == "__main__":
    main()
