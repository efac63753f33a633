"""Questions that are posted to a model behind an endpoint: bounded, tried again, logged.

Each answer is a row of the frontier's log before the next question is put, so that a kill loses
none and asks none again. What can't be an answer of such a service (a page of HTML, half a
message) is logged with its reason and asked for again by the next command.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from ...answers import LARGEST, SOURCE
from ...candidates import NotAnswered
from ...errors import UserError
from ..http.exchange import Exchange
from ..http.fetch import Client, Limits
from ..http.guard import Unfetched, is_open, literal
from ..queue.frontier import Frontier, Said
from . import keys
from .inquiry import Inquiry

TRIES = 3
PATIENCE = 120.0  # seconds for an answer, and the longest wait that a service may ask for
PATH = "/chat/completions"
STOPPING = (401, 403, 404, 405)  # the key, the address or the model is wrong: for all questions
PASSING = (408, 425, 429, 500, 502, 503, 504, 529)
HOPELESS = frozenset({
    "bad-address", "private-address", "dns", "unreachable", "refused-connection", "tls", "proxy",
    "bad-header",
})  # fmt: skip  # slugs of a connection that no other question would get either
PAUSE = 2.0  # seconds before the second try, doubled before the third


class Posted(NamedTuple):
    """One question: of which passage, its key, and the body of the request."""

    query: str
    key: str
    body: bytes


class Stop(NotAnswered):
    """No further question is worth asking."""


@dataclass(frozen=True)
class Posting:
    """How questions are put to one endpoint.

    Attributes:
        endpoint: Its address, which somebody at this machine has confirmed.
        client: Asks.
        frontier: Where answers are logged.
        readable: Says why an answer is none, as a slug; empty if it is one.
        sleep: Waits.
    """

    endpoint: str
    client: Client
    frontier: Frontier
    readable: Callable[[str], str]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def ask(self, one: Posted) -> str:
        """Put one question; return why it wasn't answered, as a slug, empty if it was.

        Raises:
            Stop: The service refuses the key, the address or the model, or wants to be left alone.
        """
        inquiry = self._inquiry(one)
        said: Said = {"status": None, "error": "", "body": b""}
        stop = ""
        try:
            came = await self._had(inquiry, one.body)
            body = inquiry.scrubbed(came.content(LARGEST))
            said["status"], said["headers"], said["body"] = came.status, inquiry.openly(came), body
            said["error"] = self._wrong(came, body)
            if came.status in STOPPING or _asks_too_much(came):
                stop = _told(came, body)
        except Unfetched as error:
            said["error"] = error.slug
            stop = str(error) if error.slug in HOPELESS else ""
        self.frontier.asked(
            source=SOURCE, query=one.query, url=inquiry.open_url, key=one.key, **said
        )
        if stop:
            raise Stop(said["error"], inquiry.hidden(stop))
        return said["error"]

    def _inquiry(self, one: Posted) -> Inquiry:
        secret = key_for(self.endpoint)
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        return Inquiry(
            source=SOURCE,
            query=one.query,
            url=self.endpoint + PATH,
            headers={**headers, "Accept": "application/json"},
            secret=frozenset(headers),
            service=True,
        )

    async def _had(self, inquiry: Inquiry, body: bytes) -> Exchange:
        bounds = Limits(bytes=LARGEST, stored_bytes=LARGEST, seconds=PATIENCE)
        for tried in range(1, TRIES + 1):
            last = tried == TRIES
            wait = PAUSE * 2 ** (tried - 1)
            try:
                came = await self.client.get(
                    inquiry.url, headers=inquiry.headers, limits=bounds, content=body
                )
            except Unfetched as error:
                if last or error.slug == "timeout" or error.slug in HOPELESS:
                    raise
            else:
                if last or came.status not in PASSING or _asks_too_much(came):
                    return came
                wait = max(wait, came.retry_after() or 0)
            await self.sleep(wait)
        raise AssertionError  # the last try returns or raises

    def _wrong(self, came: Exchange, body: bytes) -> str:
        if came.truncated:
            return {"length": "too-large", "time": "timeout"}.get(came.truncated, came.truncated)
        if not 200 <= came.status < 300:
            return f"http-{came.status}"
        return self.readable(body.decode("utf-8", "replace"))


def key_for(endpoint: str) -> str:
    """Look up the key of an endpoint.

    Raises:
        NotAnswered: It can't be one.
        UserError: It would go in the clear over the open net.
    """
    parts = urlsplit(endpoint)
    secret = keys.of_host(parts.hostname or "")
    if secret and parts.scheme == "http" and not is_near(endpoint):
        what = f"the key for {parts.hostname} would go unencrypted over the net"
        raise UserError(what, hint="give the endpoint as https://…")
    return secret


def is_near(endpoint: str) -> bool:
    """Say whether an endpoint is this machine, or a number in its surroundings.

    Example:
        >>> is_near("http://127.0.0.1:11434/v1"), is_near("https://api.example.org/v1")
        (True, False)
    """
    host = urlsplit(endpoint).hostname or ""
    number = literal(host)
    return host == "localhost" or (number is not None and not is_open(number))


def _asks_too_much(came: Exchange) -> bool:
    return (came.retry_after() or 0) > PATIENCE and came.status in PASSING


def _told(came: Exchange, body: bytes) -> str:
    if _asks_too_much(came):
        return f"the service asks to be left alone for {math.ceil(came.retry_after() or 0)} seconds"
    words = "" if b"<" in body[:64] else " ".join(body[:600].decode("utf-8", "replace").split())
    return f"{came.url} {words}"[:400].strip()
