"""A small web on loopback that answers as it is told to, and remembers what it was asked."""

import asyncio
import socket
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import NamedTuple

import pytest

from hermeneut.candidates import Candidate
from hermeneut.collect.evidence.keeping import Keeper
from hermeneut.collect.http.fetch import Client
from hermeneut.collect.http.guard import Guard
from hermeneut.collect.queue.frontier import Frontier
from hermeneut.collect.visits.manners import Manners
from hermeneut.collect.visits.visiting import visit

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class Asked(NamedTuple):
    """One request."""

    host: str
    path: str
    at: float
    headers: dict[str, str]


@dataclass
class Web:
    """Answers by ``host/path``; all else is 404.

    An answer is a status with a body and headers, ``"reset"``, ``"silent"``, or a list of answers
    for one request after the other, of which the last stays.
    """

    port: int = 0
    answers: dict[str, object] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def url(self, place):
        """Write the address of ``host/path``."""
        host, _, path = place.partition("/")
        return f"http://{host}:{self.port}/{path}"

    def paths(self, host=""):
        """List the paths that were asked for, in order; robots.txt and tdmrep.json left away."""
        known = ("/robots.txt", "/.well-known/tdmrep.json")
        return [a.path for a in self.asked if host in ("", a.host) and a.path not in known]

    def gaps(self, host):
        """List the seconds between the starts of requests to a host."""
        times = [a.at for a in self.asked if a.host == host]
        return [later - earlier for earlier, later in pairwise(times)]

    def answer(self, host, path):
        """Find the next answer."""
        found = self.answers.get(f"{host}{path}", (404, b"No."))
        if isinstance(found, list):
            found = found.pop(0) if len(found) > 1 else found[0]
        return found


class Handler(BaseHTTPRequestHandler):
    """Answers from `Web`."""

    protocol_version = "HTTP/1.1"
    wbufsize = 2**16  # head and body in one piece, or the second waits for the first's receipt

    def do_GET(self):
        at = time.monotonic()
        host = self.headers["Host"].partition(":")[0]
        web = self.server.web
        web.asked.append(Asked(host, self.path, at, dict(self.headers.items())))
        found = web.answer(host, self.path)
        if found == "silent":
            self.server.ended.wait(20)
            self.close_connection = True
        elif found == "reset":
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.close_connection = True
            self.connection.close()
        else:
            self._say(*found)

    def _say(self, status, body=b"", headers=()):
        fields = {"Content-Type": "text/html", "Content-Length": str(len(body)), **dict(headers)}
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    """Ends at once, whatever it is doing."""

    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        pass


@pytest.fixture
def web():
    """Serve a web for one test."""
    server = Server(("127.0.0.1", 0), Handler)
    server.ended = threading.Event()
    server.web = Web(server.server_address[1])
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.web
    server.ended.set()
    server.shutdown()
    server.server_close()


async def resolver(host, _port):
    """Find every name on loopback, but those of ``.gone``."""
    if host.endswith(".gone"):
        raise OSError("no such name")
    return ["127.0.0.1"]


async def online(_name):
    """Say that names can be looked up."""
    return True


def quick(**more):
    """Make manners for which a test needn't wait."""
    return Manners(**{"delay": 0.01, "backoff": 0.01, "patience": 5.0, "seconds": 5.0, **more})


class Heard:
    """Remembers what it was told."""

    def __init__(self):
        self.pages, self.notes = [], []

    def page(self, host, state, slug):
        self.pages.append((host, state, slug))

    def waiting(self, pages):
        pass

    def note(self, sentence):
        self.notes.append(sentence)


def ticking(**later):
    """Make a clock that goes, from a day in 2026 on, or from later."""
    begun = time.monotonic()
    return lambda: NOW + timedelta(**later) + timedelta(seconds=time.monotonic() - begun)


@dataclass
class Visits:
    """A study's archive and frontier, and the visits that are made for it."""

    web: Web
    archive: object
    manners: Manners = field(default_factory=quick)
    heard: Heard = field(default_factory=Heard)
    resolves: object = staticmethod(online)

    def mind(self, **more):
        """Visit with other manners."""
        self.manners = quick(**more)

    def want(self, *places, **more):
        """Let the frontier hold some pages."""
        with Frontier(self.archive, now=ticking()) as frontier:
            for place in places:
                url = place if "://" in place else self.web.url(place)
                frontier.offer([Candidate(url, "list", "a test", **more)])

    def go(self, *, resumed=False, again=False, **later):
        """Visit what is due: now, or so much later."""
        now = ticking(**later)

        async def visits():
            with (
                Frontier(self.archive, now=now) as frontier,
                Keeper(self.archive, now=now, study="test") as keeper,
            ):
                if again:
                    frontier.again(now())
                async with Client(
                    agent="Hermeneut/test (+x; a@b.org)",
                    limits=self.manners.limits(),
                    guard=Guard(True, resolver),
                    verify=False,  # reading certificates takes a fifth of a second
                ) as client:
                    return await visit(
                        frontier,
                        keeper,
                        client,
                        self.manners,
                        self.heard,
                        now=now,
                        resumed=resumed,
                        resolves=self.resolves,
                    )

        return asyncio.run(visits())

    def stand(self):
        """Say how each page stands: state and reason, by path."""
        with Frontier(self.archive, now=ticking()) as frontier:
            rows = frontier.rows("SELECT url, state, error FROM pages")
        return {"/" + url.split("/", 3)[3]: (state, error) for url, state, error in rows}

    def captures(self):
        """List the captures of the archive."""
        from hermeneut import archive

        return [r for f in archive.files(self.archive) for r in archive.index(f).to_pylist()]


@pytest.fixture
def visits(web, tmp_path):
    """Make visits to `web`."""
    return Visits(web, tmp_path / "archive")
