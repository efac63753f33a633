"""A study to search for, stand-ins of services on loopback, and one who asks them for real."""

import asyncio
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from hermeneut import design
from hermeneut.candidates import Answer, NotAnswered
from hermeneut.collect.inquiries import keys

HER = """
[study]
name = "her"
[work]
title = "Her"
year = 2013
makers = ["Spike Jonze"]
cues = ["Jonze", "Theodore", "Joaquin Phoenix", "Scarlett Johansson"]
"""
MAIL = "reader@example.org"
KEY = "k3y-of-nobody-0123456789"


class Asked(NamedTuple):
    """One request as it came to a stand-in."""

    path: str
    pairs: list[tuple[str, str]]
    headers: Mapping[str, str]

    @property
    def params(self) -> dict[str, str]:
        return dict(self.pairs)


class StandIn:
    """A service on loopback: ``app`` takes a request and gives status, headers and body.

    Attributes:
        asked: The requests that came.
        busy: How many requests are first refused with 429.
    """

    def __init__(self, app: Callable[[Asked], Any]) -> None:
        self.app, self.asked, self.busy = app, list[Asked](), 0
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                service.serve(self)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        asked = Asked(parts.path, pairs, {k.lower(): v for k, v in handler.headers.items()})
        self.asked.append(asked)
        if self.busy:
            self.busy -= 1
            status, body = 429, "Please limit requests"
        else:
            answer = self.app(asked)
            status, body = answer if isinstance(answer, tuple) else (200, answer)
        sent = body if isinstance(body, bytes) else said(body)
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(sent)))
        if status == 429:
            handler.send_header("Retry-After", "0")
        handler.end_headers()
        handler.wfile.write(sent)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def said(body: Any) -> bytes:
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()


class Asker:
    """A `hermeneut.candidates.Fetch` over the wire that remembers answers and hides secrets.

    Attributes:
        log: The questions asked, without secrets.
        tries: How often one is asked while the service is busy.
    """

    def __init__(self, tries: int = 3) -> None:
        self.log: list[str] = []
        self.tries = tries
        self.remembered: dict[str, Answer] = {}

    def __call__(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        secret: tuple[str, ...] = (),
        service: bool = False,
    ) -> Answer:
        assert service, "a documented interface is asked as one"
        shown = {k: v for k, v in (params or {}).items() if k not in secret}
        question = f"{url}?{urlencode(shown)}" if shown else url
        self.log.append(question)
        if question not in self.remembered:
            whole = f"{url}?{urlencode(params)}" if params else url
            self.remembered[question] = self._asked(whole, question, headers or {})
        return self.remembered[question]

    def _asked(self, url: str, question: str, headers: Mapping[str, str]) -> Answer:
        request = urllib.request.Request(url, headers={"User-Agent": "test", **headers})
        for _ in range(self.tries):
            try:
                with urllib.request.urlopen(request, timeout=5) as answer:
                    return Answer(question, answer.status, answer.read())
            except urllib.error.HTTPError as error:
                slug = f"http-{error.code}"
                if error.code != 429:
                    break
                time.sleep(0.001)
        raise NotAnswered(slug, question)


class RealAsker:
    """The one that collecting asks through, in a loop of its own, without delays.

    Attributes:
        log: The questions that its frontier kept.
    """

    def __init__(self, archive: Path) -> None:
        self.archive = archive
        self.log, self._failed = list[str](), list[Exception]()
        self._ready, self._done = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=self._live, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)
        if self._failed:
            raise self._failed[0]

    def _live(self) -> None:
        try:
            asyncio.run(self._run())
        except Exception as error:
            self._failed.append(error)
        self._ready.set()

    async def _run(self) -> None:
        from hermeneut.collect.http.fetch import Client, agent
        from hermeneut.collect.http.guard import Guard
        from hermeneut.collect.inquiries.asking import Asking
        from hermeneut.collect.queue.frontier import Frontier
        from hermeneut.collect.visits.manners import Manners, PoliteClient
        from hermeneut.collect.visits.network import Network
        from hermeneut.collect.visits.sites import Sites
        from hermeneut.collect.visits.threads import Writer
        from hermeneut.collect.visits.turns import Turns

        manners, writer = Manners(delay=0, tries=3, backoff=0.001), Writer()
        client = Client(agent=agent(MAIL), limits=manners.limits(), guard=Guard(True))
        with Frontier(self.archive, now=_now) as frontier:
            self._frontier, self._loop = frontier, asyncio.get_running_loop()
            async with client:
                turns = Turns(delay=0, patience=5)
                polite = PoliteClient(client, turns=turns, network=Network(), manners=manners)
                sites = Sites(polite, frontier, writer=writer, manners=manners, now=_now)
                asking = Asking(polite, sites, frontier, writer=writer, manners=manners, now=_now)
                self._fetch = asking.fetch("test", "what for")
                self._ready.set()
                await self._done.wait()
                asking.close()
            self.log = [question.url for question in frontier.questions()]
            writer.close()

    def __call__(self, *args: Any, **named: Any) -> Answer:
        assert named["service"]
        return self._fetch(*args, **named)

    def close(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._done.set)
            self._thread.join(10)


def _now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(autouse=True)
def reachable(monkeypatch, tmp_path):
    """Let services know whom they can write to, and nothing of the person who runs the tests."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HERMENEUT_CONTACT", MAIL)


@pytest.fixture
def her() -> design.Design:
    return design.parse(HER)


@pytest.fixture
def study() -> Callable[[str], design.Design]:
    """Make a design with another ``[work]``."""
    return lambda work: design.parse(f'[study]\nname = "a"\n[work]\n{work}')


@pytest.fixture
def stand_in():
    """Start stand-ins: ``stand_in(app)``."""
    started: list[StandIn] = []

    def start(app: Callable[[Asked], Any]) -> StandIn:
        started.append(StandIn(app))
        return started[-1]

    yield start
    for one in started:
        one.close()


@pytest.fixture(params=["simply", "for real"])
def asker(request, tmp_path):
    """Ask over the wire: by a few lines of `urllib`, and as collecting asks."""
    if request.param == "simply":
        yield Asker()
        return
    real = RealAsker(tmp_path)
    yield real
    real.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("frontier.sqlite*"))
    assert b"127.0.0.1" in kept or not real.log
    for secret in (KEY, MAIL):
        assert secret.encode() not in kept
        assert secret not in str(real.log)


@pytest.fixture
def hidden(monkeypatch, caplog, capfd):
    """Give every service a key, and see that it shows nowhere."""
    for lock in keys.SERVICES.values():
        monkeypatch.setenv(lock.variables[0], KEY)
    caplog.set_level(0)
    yield KEY
    out = capfd.readouterr()
    assert KEY not in caplog.text + out.out + out.err


@pytest.fixture
def keyless(monkeypatch):
    for lock in keys.SERVICES.values():
        for variable in lock.variables:
            monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(keys, "_from_ring", lambda service: "")


@pytest.fixture
def exchange():
    """Write a recorded exchange as `hermeneut.testing.Recorded` keeps it."""

    def write(url: str, params: Mapping[str, str], body: Any) -> dict[str, bytes]:
        question = "&".join(f"{name}={params[name]}" for name in sorted(params))
        return {f"{url}?{question}": said(body)}

    return write
