"""Questions of sources, asked of a web on loopback."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest

from hermeneut.candidates import Candidate, NotAnswered
from hermeneut.collect.evidence.keeping import Keeper
from hermeneut.collect.http.fetch import Client
from hermeneut.collect.http.guard import Guard
from hermeneut.collect.inquiries.asking import Asking, query_of
from hermeneut.collect.queue.frontier import Frontier
from hermeneut.collect.visits.manners import Manners
from hermeneut.collect.visits.threads import Writer, in_thread
from hermeneut.collect.visits.tools import tools_of
from hermeneut.errors import TryAgain, UserError

SECRET = "k-3:cr/et"


async def _resolver(_host, _port):
    return ["127.0.0.1"]


async def _online(_name):
    return True


@dataclass
class Desk:
    """Asks through what sources ask through."""

    web: object
    archive: object
    clock: object
    manners: Manners

    def work(self, does, *, since=None):
        """Run ``does(asking)``, a coroutine, with a frontier."""

        async def main():
            writer = Writer()
            with (
                Frontier(self.archive, now=self.clock) as frontier,
                Keeper(self.archive, now=self.clock, study="test") as keeper,
            ):
                guard = Guard(True, _resolver)
                async with Client(agent="Hermeneut/test", guard=guard, verify=False) as client:
                    tools = tools_of(
                        frontier, keeper, client, self.manners, writer=writer, now=self.clock,
                        resolves=_online,
                    )  # fmt: skip
                    asking = Asking(
                        tools.client, tools.sites, frontier, writer=writer, manners=self.manners,
                        now=self.clock, since=since,
                    )  # fmt: skip
                    try:
                        return await does(asking)
                    finally:
                        asking.close()
                        writer.close()

        return asyncio.run(main())

    def ask(self, place, *, rate=0, since=None, **more):
        """Ask one question."""
        url = place if "://" in place else self.web.url(place)
        return self.work(
            lambda asking: in_thread(
                lambda: asking.fetch("a-source", "what for", rate=rate)(url, **more)
            ),
            since=since,
        )

    def logged(self):
        with Frontier(self.archive, now=self.clock) as frontier:
            return frontier.questions()

    def find(self, source):
        """Run a source; return what was found and what was new."""
        new = []
        found = self.work(lambda asking: asking.discover(source, None, new.append))
        return found, new


@pytest.fixture
def desk(web, tmp_path):
    from datetime import UTC, datetime

    begun, moved = time.monotonic(), [timedelta()]

    def clock():
        seconds = timedelta(seconds=time.monotonic() - begun)
        return datetime(2026, 1, 2, tzinfo=UTC) + seconds + moved[0]

    manners = Manners(delay=0.01, backoff=0.01, patience=3.0, seconds=5.0, tries=3)
    made = Desk(web, tmp_path / "archive", clock, manners)
    made.move = lambda **by: moved.append(moved.pop() + timedelta(**by))
    return made


def test_an_answer_is_had_logged_and_not_asked_for_again_that_day(web, desk):
    web.answers["a.test/api?q=Her%20%22Jonze%22"] = [(200, b'{"n": 1}'), (200, b'{"n": 2}')]
    params = {"q": 'Her "Jonze"'}

    answers = [desk.ask("a.test/api", params=params, service=True) for _ in range(2)]
    desk.move(hours=25)
    answers.append(desk.ask("a.test/api", params=params, service=True))

    assert [1, 1, 2] == [answer.json()["n"] for answer in answers]
    assert "text/html" == answers[0].headers["content-type"]
    first, second = desk.logged()
    assert ("a-source", "what for", 200, "", 8) == (
        first.source, first.query, first.status, first.error, first.length
    )  # fmt: skip
    assert first.url == second.url == web.url("a.test/api?q=Her%20%22Jonze%22")


def test_who_wants_to_ask_again_asks_again(web, desk):
    web.answers["a.test/api"] = [(200, b"1"), (200, b"2")]
    desk.ask("a.test/api", service=True)
    desk.move(hours=1)

    assert b"2" == desk.ask("a.test/api", service=True, since=desk.clock()).body


def test_robots_keep_sources_out_of_pages_and_not_of_services(web, desk):
    web.answers["a.test/robots.txt"] = (200, b"User-agent: *\nDisallow: /")
    web.answers["a.test/x"] = (200, b"Here.")

    assert b"Here." == desk.ask("a.test/x", service=True).body
    assert ["/x"] == [a.path for a in web.asked]
    with pytest.raises(NotAnswered) as told:
        desk.ask("a.test/y")
    assert "robots" == told.value.slug
    assert ["/x"] == web.paths()
    assert ["", "robots"] == [question.error for question in desk.logged()]


def test_robots_txt_itself_is_asked_for_once(web, desk):
    web.answers["a.test/robots.txt"] = (200, b"Sitemap: https://a.test/map.xml")

    assert b"Sitemap" in desk.ask("a.test/robots.txt").body
    assert 1 == sum(a.path == "/robots.txt" for a in web.asked)
    with pytest.raises(NotAnswered, match="http-404"):
        desk.ask("b.test/robots.txt")


def test_redirects_are_followed_with_the_robots_of_where_they_lead(web, desk):
    web.answers |= {
        "a.test/feed": (301, b"", {"Location": web.url("b.test/feed")}),
        "a.test/shut": (301, b"", {"Location": web.url("c.test/feed")}),
        "b.test/feed": (200, b"<rss/>"),
        "c.test/robots.txt": (200, b"User-agent: *\nDisallow: /"),
    }

    assert web.url("b.test/feed") == desk.ask("a.test/feed").url
    with pytest.raises(NotAnswered, match="robots"):
        desk.ask("a.test/shut")


FAILING = {
    "gone": ((404, b"No."), "http-404", 1),
    "no key": ((401, b'{"message": "bad key"}', {"Content-Type": "text/json"}), "http-401", 1),
    "failing": ((500, b"Oops."), "http-500", 3),
    "reset": ("reset", "reset", 3),
    "tomorrow": ((429, b"", {"Retry-After": "86400"}), "resting", 1),
    "no end": ((302, b"", {"Location": "/x"}), "too-many-redirects", 11),
    "nowhere": ((302, b"", {"Location": "file:///etc"}), "bad-address", 1),
    "cut": ((200, b"Half", {"Content-Length": "99", "Connection": "close"}), "disconnect", 3),
}


@pytest.mark.parametrize(("answer", "slug", "times"), FAILING.values(), ids=FAILING)
def test_what_cant_be_had_is_a_reason_and_logged(web, desk, answer, slug, times):
    web.answers["a.test/x"] = answer

    with pytest.raises(NotAnswered) as told:
        desk.ask("a.test/x", service=True)

    assert slug == told.value.slug
    assert [slug] == [question.error for question in desk.logged()]
    assert times == len(web.paths())


def test_what_a_service_says_of_a_refusal_is_told(web, desk):
    web.answers["a.test/x"] = FAILING["no key"][0]

    with pytest.raises(NotAnswered, match="bad key"):
        desk.ask("a.test/x", service=True)


def test_what_may_pass_is_tried_again(web, desk):
    web.answers["a.test/x"] = [(503, b"Later."), "reset", (200, b"Here.")]

    assert b"Here." == desk.ask("a.test/x", service=True).body


def test_a_services_rate_is_kept(web, desk):
    web.answers |= {f"a.test/{n}": (200, b"Here.") for n in range(3)}

    def ask(asking):
        fetch = asking.fetch("a-source", "", rate=600)
        return in_thread(lambda: [fetch(web.url(f"a.test/{n}"), service=True) for n in range(3)])

    desk.work(ask)

    assert min(web.gaps("a.test")) >= 0.1


def everything(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_secrets_are_sent_and_written_nowhere(web, desk, caplog):
    caplog.set_level("DEBUG", logger="hermeneut")
    echo = f'{{"asked": "?q=her&api-key={SECRET}", "token": "{SECRET}"}}'.encode()
    web.answers |= {
        "a.test/api?q=her&api-key=k-3:cr/et": (200, echo, {"X-Key": SECRET}),
        "a.test/bad?api-key=k-3:cr/et": (403, f"no such key: {SECRET}".encode(), {
            "Content-Type": "text/plain"
        }),
    }  # fmt: skip
    given = {"secret": ("api-key", "X-Token"), "headers": {"X-Token": SECRET}, "service": True}

    answer = desk.ask("a.test/api", params={"q": "her", "api-key": SECRET}, **given)
    with pytest.raises(NotAnswered) as told:
        desk.ask("a.test/bad", params={"api-key": SECRET}, **given)

    assert {SECRET} == {a.headers.get("X-Token") for a in web.asked}
    said = f"{answer!r} {answer.body!r} {answer.headers} {told.value} {caplog.text}"
    for spelt in (SECRET, "k-3%3Acr%2Fet", "k-3:cr%2Fet"):
        assert spelt not in said
        assert spelt.encode() not in everything(desk.archive)
    with sqlite3.connect(desk.archive / "frontier.sqlite") as stored:
        for row in stored.execute("SELECT * FROM questions"):
            assert SECRET not in repr(row)
    assert [web.url("a.test/api?q=her"), web.url("a.test/bad")] == [q.url for q in desk.logged()]


def test_secrets_dont_follow_a_redirect_to_another_site(web, desk):
    web.answers |= {
        "a.test/api": (302, b"", {"Location": web.url("b.test/api")}),
        "b.test/api": (200, b"Here."),
    }
    headers = {"X-Token": SECRET, "X-Page": "2"}

    desk.ask("a.test/api", headers=headers, secret=("X-Token",), service=True)

    there = {a.host: a.headers for a in web.asked}
    assert SECRET == there["a.test"]["X-Token"]
    assert "X-Token" not in there["b.test"]
    assert "2" == there["b.test"]["X-Page"]


def test_the_same_question_with_another_key_is_the_same_question(web, desk):
    web.answers["a.test/api?key=1"] = (200, b"Here.")
    for key in "12":
        desk.ask("a.test/api", params={"key": key}, secret=("key",), service=True)

    assert 1 == len(web.paths())


@dataclass(frozen=True)
class Found:
    """A source for tests: it points to pages of a list, and does whatever comes behind them."""

    pages: tuple[str, ...] = ()
    then: object = None

    name: ClassVar[str] = "found"
    rate: ClassVar[int] = 0
    independent: ClassVar[bool] = True

    def discover(self, design, fetch) -> Iterator[Candidate]:
        if self.then == "at once":
            raise UserError("no such file", hint="put it there")
        for page in self.pages:
            yield Candidate(page, self.name, "q")
        if self.then:
            self.then(fetch)

    def asks(self, design):
        yield from self.pages


PAGES = ("http://a.test/1", "http://a.test/2")


def raises(error):
    def then(_fetch):
        raise error

    return then


ENDS = {
    "well": (None, ""),
    "unanswered": (raises(NotAnswered("no-key", "get one")), "no-key"),
    "a user's mistake": (raises(UserError("no such file")), "mistake"),
    "a plug-in's mistake": (raises(ZeroDivisionError("oops")), "mistake"),
}


@pytest.mark.parametrize(("then", "slug"), ENDS.values(), ids=ENDS)
def test_what_a_source_found_is_kept_however_it_ends(desk, then, slug):
    found, new = desk.find(Found(PAGES, then))

    assert (2, 2, 2, slug) == (found.candidates, found.pages, found.sightings, found.error)
    assert 2 == sum(one.pages for one in new)
    again, _ = desk.find(Found(PAGES))
    assert (2, 0) == (again.candidates, again.pages)


def test_a_source_that_cant_even_begin_is_told(desk):
    found, _ = desk.find(Found(then="at once"))

    assert ("mistake", "no such file\n  → put it there") == (found.error, found.detail)


def test_a_full_disk_ends_everything(desk, monkeypatch):
    monkeypatch.setattr(Frontier, "offer", lambda *_: raises(TryAgain("the disk is full"))(None))

    with pytest.raises(TryAgain, match="disk is full"):
        desk.find(Found(PAGES))


def test_a_source_that_is_interrupted_ends_at_its_next_question(web, desk):
    web.answers["a.test/slow"] = "silent"
    ended = threading.Event()

    def then(fetch):
        try:
            fetch(web.url("a.test/slow"), service=True)
        finally:
            ended.set()

    async def interrupted(asking):
        task = asyncio.create_task(asking.discover(Found((), then), None, lambda _: None))
        while not web.asked:
            await asyncio.sleep(0.01)
        task.cancel()
        asking.close()
        await asyncio.gather(task, return_exceptions=True)

    desk.work(interrupted)

    assert ended.wait(10)


def test_a_search_that_was_interrupted_goes_on_where_it_stopped(web, desk):
    web.answers |= {f"a.test/{n}": (200, b"Here.") for n in range(5)}

    def asks(upto):
        return lambda fetch: [fetch(web.url(f"a.test/{n}"), service=True) for n in range(upto)]

    desk.find(Found((), asks(3)))
    desk.find(Found((), asks(5)))

    assert [f"/{n}" for n in range(5)] == web.paths()


def test_a_query_says_what_isnt_usual():
    assert "pages=a b" == query_of(Found(("a", "b")))
    assert "" == query_of(Found())
