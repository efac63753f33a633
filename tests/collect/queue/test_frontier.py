import csv
import sqlite3
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hermeneut.addresses import doc_id
from hermeneut.candidates import Answer, Candidate
from hermeneut.collect.queue.frontier import Frontier, Host, Page, Place, Site, host_of
from hermeneut.errors import Bug, TryAgain, UserError

START = datetime(2026, 1, 2, tzinfo=UTC)
COPY = "https://archive.example/web/2014id_/https://a.org/x"


class Clock:
    def __init__(self):
        self.time = START

    def __call__(self):
        return self.time

    def passes(self, **much):
        self.time += timedelta(**much)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def frontier(tmp_path, clock):
    with Frontier(tmp_path / "archive", now=clock) as opened:
        yield opened


def wanted(url, source="list", query="list.txt", **further):
    return Candidate(url, source, query, **further)


def urls(frontier):
    return [page.url for host, _ in frontier.hosts() for page in frontier.due(host)]


def only(frontier):
    (page,) = [page for host, _ in frontier.hosts() for page in frontier.due(host)]
    return page


def done(frontier, page, **seen):
    frontier.kept(page, None, state="done", status=200, **seen)


def test_a_page_is_one_however_it_is_spelt_and_keeps_every_sighting(frontier):
    first = frontier.offer([
        wanted("http://www.a.org/x/?utm_source=y"),
        wanted("https://a.org/x"),
        wanted("https://a.org/x", query="other.txt"),
        wanted("https://m.a.org/x", "feeds", "https://a.org/feed"),
        wanted("https://a.org/x?page=2"),
    ])  # fmt: skip
    again = frontier.offer([wanted("https://a.org/x")])

    assert ((2, 4), (0, 0)) == (first, again)
    assert ["http://www.a.org/x/?utm_source=y", "https://a.org/x?page=2"] == urls(frontier)
    both = {
        doc_id("https://a.org/x"): {"list", "feeds"},
        doc_id("https://a.org/x?page=2"): {"list"},
    }
    assert {(page, source) for page in both for source in both[page]} == set(frontier.sightings())


def test_a_page_left_out_by_one_and_wanted_by_another_is_wanted(frontier):
    assert (1, 1) == frontier.offer([wanted("https://a.org/x", left_out="listing: of many films")])
    assert [] == frontier.hosts()
    assert [("left out", "listing", 1)] == frontier.reasons()
    assert [] == list(frontier.sightings())

    frontier.offer([wanted("https://a.org/x", "feeds", "feed")])
    frontier.offer([wanted("https://a.org/x", "links", "page", left_out="listing")])

    assert ["https://a.org/x"] == urls(frontier)
    assert ["feeds", "links", "list"] == [source for _, source in frontier.sightings()]


def test_what_the_same_source_leaves_out_first_and_wants_later_is_wanted(frontier):
    frontier.offer([wanted("https://a.org/x", left_out="old"), wanted("https://a.org/x")])

    assert ["https://a.org/x"] == urls(frontier)


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "mailto:a@b.org", "javascript:alert(1)", "", "http://", "https://a.org/"
     + "x" * 8001, "\ud800"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_left_out_with_the_reason(frontier, url):
    assert (1, 1) == frontier.offer([wanted(url, title="\udfff \x00")])
    assert [("left out", "bad-address", 1)] == frontier.reasons()


@settings(max_examples=20)  # each opens a file
@given(st.lists(st.builds(Candidate, st.text(), st.text(), st.text(), via=st.text())))
def test_whatever_a_source_yields_is_a_row(tmp_path_factory, candidates):
    with Frontier(tmp_path_factory.mktemp("any"), now=Clock()) as frontier:
        frontier.offer(candidates)
        pages = {doc_id(candidate.url) for candidate in candidates}
        assert len(pages) == sum(frontier.counts().values())


def test_found_candidates_are_kept_though_their_source_fails(frontier):
    def source():
        yield wanted("https://a.org/1")
        raise RuntimeError("the source has a mistake")

    with pytest.raises(RuntimeError):
        frontier.offer(source())
    assert ["https://a.org/1"] == urls(frontier)


def test_a_source_may_ask_while_its_candidates_are_taken_in(frontier):
    def source():
        for n in range(3):
            frontier.asked(source="feeds", query="q", url=f"https://a.org/{n}", key=str(n))
            yield wanted(f"https://a.org/{n}")

    assert (3, 3) == frontier.offer(source())


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.a.org/x", "a.org"),
        ("http://m.a.org:80", "a.org"),
        ("https://a.org:8080/x?y", "a.org:8080"),
        ("http://127.0.0.1:5001/", "127.0.0.1:5001"),
        ("http://[::1]:80/x", "[::1]"),
        ("http://a:b@a.org/", "a.org"),
        ("http://bücher.example/", "xn--bcher-kva.example"),
        ("ftp://a.org/", ""),
        ("", ""),
    ],
)
def test_host_of(url, host):
    assert host == host_of(url)


def test_pages_are_due_in_the_order_found_host_by_host(frontier):
    frontier.offer(wanted(f"https://{host}.org/{n}") for n in range(3) for host in "ba")

    assert [("a.org", 3), ("b.org", 3)] == frontier.hosts()
    assert ["https://b.org/0", "https://b.org/1"] == [p.url for p in frontier.due("b.org", 2)]
    assert START == frontier.next_due()
    page = frontier.due("a.org")[0]
    assert (doc_id("https://a.org/0"), "a.org", 0, (("list", "list.txt"),)) == (
        page.url_id, page.host, page.tries, page.found,
    )  # fmt: skip


def test_put_off_means_not_before_its_time(frontier, clock):
    frontier.offer([wanted("https://a.org/x")])
    at = START + timedelta(milliseconds=1500)
    frontier.later(only(frontier), error="http-503", detail="", at=at)

    assert ([], at) == (frontier.hosts(), frontier.next_due())
    clock.passes(seconds=1, milliseconds=400)
    assert [] == frontier.due("a.org")
    clock.passes(milliseconds=100)
    assert 1 == only(frontier).tries


def test_nothing_waits(frontier):
    assert frontier.next_due() is None
    assert dict.fromkeys(("waiting", "done", "failed", "refused", "left out"), 0) == (
        frontier.counts()
    )


def test_what_came_of_pages_is_counted(frontier):
    frontier.offer([wanted(f"https://{h}.org/{n}") for h, n in ("a0", "a1", "a2", "a3", "b0")])
    first, second, third, _ = frontier.due("a.org")
    done(frontier, first)
    frontier.kept(second, None, state="failed", error="dns", detail="no such host")
    frontier.kept(third, None, state="refused", error="robots")

    assert {"waiting": 2, "done": 1, "failed": 1, "refused": 1, "left out": 0} == frontier.counts()
    assert [Host("a.org", 1, 1, 1, 1, "dns"), Host("b.org", 0, 1, 0, 0, "")] == frontier.by_host()
    assert [("failed", "dns", 1), ("refused", "robots", 1)] == frontier.reasons()
    with pytest.raises(Bug, match="can't be 'lost'"):
        frontier.kept(first, None, state="lost")


def test_a_second_visit_knows_the_first(frontier, clock):
    frontier.offer([wanted("https://a.org/x")])
    place = Place("00001.warc.gz", 900, "https://a.org/y", "2026-01-02T00:00:00Z")
    seen = {"etag": '"1"', "modified": "Fri, 02 Jan 2026 00:00:00 GMT", "digest": "d1"}
    frontier.kept(only(frontier), place, state="done", **seen, capture="c1")
    assert (0, []) == (frontier.again(START), urls(frontier))
    assert 1 == frontier.again(START + timedelta(seconds=1))

    page = only(frontier)
    known = ('"1"', seen["modified"], "d1", "c1", place.url, place.at)
    assert known == page[page._fields.index("etag") : -1]


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ({}, ('"1"', "d1", "c1")),  # 304
        ({"digest": "d1", "capture": "c2", "etag": '"2"'}, ('"2"', "d1", "c1")),  # a revisit
        ({"digest": "d2", "capture": "c2"}, ("", "d2", "c2")),  # changed, and has no ETag now
    ],
    ids=["not-modified", "same-bytes", "changed"],
)
def test_a_revisit_refers_to_the_capture_that_holds_the_bytes(frontier, seen, expected):
    frontier.offer([wanted("https://a.org/x")])
    done(frontier, only(frontier), etag='"1"', digest="d1", capture="c1")
    frontier.again(None)
    done(frontier, only(frontier), **seen)
    frontier.again(None)

    page = only(frontier)
    assert expected == (page.etag, page.digest, page.capture)


def test_a_failed_second_visit_leaves_the_first_capture_known(frontier):
    frontier.offer([wanted("https://a.org/x")])
    done(frontier, only(frontier), digest="d1", capture="c1")
    frontier.again(None)
    frontier.kept(only(frontier), None, state="failed", error="http-500", status=500)

    assert 0 == frontier.again(None)
    assert 1 == frontier.again(None, states=("failed",))
    assert "c1" == only(frontier).capture


def test_a_page_of_an_archive_is_asked_for_at_the_archive_once(frontier):
    copy = {"via": COPY, "span": (7, 99), "captured_at": "2014-01-10T00:00:00Z"}
    frontier.offer([wanted("https://a.org/x", "commoncrawl", "a.org/*", **copy)])

    page = only(frontier)
    assert ("https://a.org/x", "archive.example", COPY, (7, 99), "2014-01-10T00:00:00Z") == (
        page.url, page.host, page.via, page.span, page.captured_at,
    )  # fmt: skip
    done(frontier, page)
    assert 0 == frontier.again(None)
    frontier.offer([wanted("https://a.org/x")])
    assert [] == urls(frontier)


def test_a_copy_is_turned_to_when_the_page_itself_is_dead(frontier):
    frontier.offer([
        wanted("https://a.org/x", "wayback", "q", via=COPY),
        wanted("https://a.org/x", "wayback", "q2", via=COPY + "2"),
        wanted("https://a.org/x"),
    ])  # fmt: skip
    tried = []
    while frontier.hosts():
        page = only(frontier)
        tried.append(page.via or page.url)
        frontier.kept(page, None, state="failed", error="http-404", status=404)

    assert ["https://a.org/x", COPY, COPY + "2"] == tried
    assert 1 == frontier.counts()["failed"]
    frontier.offer([wanted("https://a.org/x"), wanted("https://a.org/x", "w", "q", via=COPY)])
    assert [] == frontier.hosts()
    frontier.offer([wanted("https://a.org/x", "w", "q", via=COPY + "3")])
    assert COPY + "3" == only(frontier).via


def test_of_many_copies_a_few_are_tried(frontier):
    frontier.offer(wanted("https://a.org/x", "w", str(n), via=f"{COPY}{n}") for n in range(9))
    tried = 0
    while frontier.hosts():
        frontier.kept(only(frontier), None, state="failed", error="timeout")
        tried += 1
    assert 3 == tried


@pytest.mark.parametrize("error", ["robots", "rights", "http-401", "http-403", "http-451"])
def test_what_a_site_refuses_is_not_fetched_from_an_archive_instead(frontier, error):
    frontier.offer([wanted("https://a.org/x"), wanted("https://a.org/x", "w", "q", via=COPY)])
    frontier.kept(only(frontier), None, state="failed", error=error)
    frontier.offer([wanted("https://a.org/x", "w", "q2", via=COPY + "2")])

    assert [] == frontier.hosts()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://reader:sesame@a.org/x", "https://a.org/x"),
        (" HTTP://reader:se@same@a.org", "HTTP://a.org"),
        ("https://a.org/@critic?by=b@c.org#@", "https://a.org/@critic?by=b@c.org#@"),
        ("https://a.org?by=b@c.org", "https://a.org?by=b@c.org"),
    ],
)
def test_a_name_and_password_in_an_address_are_not_kept(frontier, given, kept):
    frontier.offer([wanted(given)])

    assert [kept] == urls(frontier)
    assert [(kept,)] == frontier.rows("SELECT url FROM sightings")
    assert not [line for line in frontier._connection.iterdump() if "sesame" in line]


class TestRedirects:
    @pytest.fixture
    def pages(self, frontier):
        frontier.offer([wanted("https://a.org/old"), wanted("https://b.org/new")])
        return frontier.due("a.org")[0], frontier.due("b.org")[0]

    def test_what_a_page_leads_to_isnt_fetched_a_second_time(self, frontier, pages):
        old, _ = pages
        assert not frontier.redirected(old, "http://www.b.org/new/")
        assert ["https://a.org/old"] == urls(frontier)
        done(frontier, old)

        assert ([], 2) == (urls(frontier), frontier.counts()["done"])
        frontier.again(None)
        assert ["https://a.org/old"] == urls(frontier)

    def test_what_a_former_visit_of_it_said_no_longer_holds(self, frontier, pages):
        old, new = pages
        frontier.kept(new, None, state="failed", error="dns", detail="b.org")
        frontier.again(None, states=("failed",))
        frontier.redirected(old, "https://b.org/new")
        done(frontier, old)

        query = "SELECT state, error, detail FROM pages WHERE url_id = ?"
        assert [("done", "", "")] == frontier.rows(query, new.url_id)

    def test_found_later_it_isnt_fetched_either(self, frontier, pages):
        frontier.redirected(pages[0], "https://c.org/later")
        done(frontier, pages[0])
        frontier.offer([wanted("https://c.org/later")])

        assert ["https://b.org/new"] == urls(frontier)

    def test_who_comes_second_is_told(self, frontier, pages):
        frontier.offer([wanted("https://c.org/old")])
        (other,) = frontier.due("c.org")
        frontier.redirected(pages[0], "https://d.org/target")
        done(frontier, pages[0])

        assert frontier.redirected(other, "https://d.org/target")
        assert not frontier.redirected(pages[0], "https://d.org/target")
        done(frontier, pages[1])
        assert frontier.redirected(other, "https://b.org/new")

    @pytest.mark.parametrize("end", ["failed", "refused", "later"])
    def test_if_the_page_comes_to_nothing_its_target_waits_for_itself(self, frontier, pages, end):
        old, _ = pages
        frontier.redirected(old, "https://b.org/new")
        if end == "later":
            frontier.later(old, error="timeout", detail="", at=START + timedelta(hours=1))
        else:
            frontier.kept(old, None, state=end, error="timeout")

        assert ["https://b.org/new"] == urls(frontier)

    def test_a_circle_ends(self, frontier, pages):
        old, new = pages
        assert not frontier.redirected(old, new.url)
        assert not frontier.redirected(old, old.url)
        frontier.kept(old, None, state="failed", error="too-many-redirects")
        assert not frontier.redirected(new, old.url)
        frontier.kept(new, None, state="failed", error="too-many-redirects")

        assert {"failed": 2} == {k: v for k, v in frontier.counts().items() if v}

    def test_a_killed_visit_lets_the_target_go(self, tmp_path, frontier, pages):
        frontier.redirected(pages[0], "https://b.org/new")
        with Frontier(tmp_path / "archive", now=Clock()) as again:
            assert ["https://a.org/old", "https://b.org/new"] == urls(again)


def test_sites_are_remembered_and_what_they_said_before_stays(frontier):
    assert frontier.site("https://a.org") is None
    old = Site("https://a.org", "2026-01-01T00:00:00Z", 200, b"Disallow: /", b"[]")
    new = Site("https://a.org", "2026-01-02T00:00:00Z", None, b"", b"", "timeout")
    frontier.keep_site(old)
    assert old == frontier.site("https://a.org")
    frontier.keep_site(new)

    assert new == frontier.site("https://a.org")
    assert [(2,)] == frontier.rows("SELECT count(*) FROM sites")


def test_answers_are_remembered_and_questions_listed(frontier, clock):
    ask = {"source": "wayback", "query": "a.org/*", "url": "https://cdx.example/?url=a.org"}
    frontier.asked(**ask, key="k", status=None, error="timeout")
    assert frontier.remembered("k") is None
    body = b"[]" * 5000
    frontier.asked(**ask, key="k", status=200, body=body, headers={"etag": "x"})
    clock.passes(hours=1)
    frontier.asked(**ask, key="k", status=429, error="http-429", body=b"slow down")

    assert Answer(ask["url"], 200, body, {"etag": "x"}) == frontier.remembered("k")
    assert frontier.remembered("other") is None
    assert frontier.remembered("k", since=START + timedelta(minutes=1)) is None
    assert [
        ("2026-01-02T00:00:00.000Z", None, "timeout", 0),
        ("2026-01-02T00:00:00.000Z", 200, "", 10_000),
        ("2026-01-02T01:00:00.000Z", 429, "http-429", 9),
    ] == [(q.asked_at, q.status, q.error, q.length) for q in frontier.questions()]


def test_an_answer_says_where_it_came_from_in_the_end(frontier):
    where = {"url": "https://a.org/feed", "answered": "https://a.org/feed.xml"}
    frontier.asked(source="feeds", query="q", key="k", status=200, body=b"<rss/>", **where)

    assert "https://a.org/feed.xml" == frontier.remembered("k").url


def test_whatever_a_server_says_can_be_stored(frontier):
    odd = "\ud800 \x00" * 9000
    frontier.offer([wanted("https://a.org/x"), wanted("https://a.org/y")])
    first, second = frontier.due("a.org")
    frontier.redirected(first, f"https://a.org/{odd}")
    frontier.kept(first, Place("", 0, odd, ""), state="done", digest="d", etag=odd, modified=odd)
    frontier.later(second, error=odd, detail=odd, at=START)
    frontier.kept(second, None, state="failed", error="reset", detail=odd)
    frontier.asked(source=odd, query=odd, url=odd, key="k", status=200, headers={odd: odd})
    frontier.keep_site(Site("https://a.org", "2026", None, b"", b"", odd))

    assert 10_000 == len(frontier.rows("SELECT detail FROM pages WHERE state = 'failed'")[0][0])
    assert frontier.remembered("k").headers
    assert frontier.site("https://a.org").error


def test_evidence_refuses_to_be_changed(frontier):
    frontier.offer([wanted("https://a.org/x")])
    done(frontier, only(frontier))
    frontier.asked(source="s", query="q", url="u", key="k")
    frontier.keep_site(Site("https://a.org", "2026", 200, b""))
    for statement in ("DELETE FROM visits", "UPDATE questions SET url = ''", "DELETE FROM sites"):
        with pytest.raises(UserError, match="append only"), frontier.writing() as connection:
            connection.execute(statement)
    assert 1 == frontier.counts()["done"]


def test_closed_it_is_one_file_and_opens_again(tmp_path, frontier):
    frontier.offer([wanted("https://a.org/x")])
    frontier.__exit__(None, None, None)

    assert ["frontier.sqlite"] == [path.name for path in (tmp_path / "archive").iterdir()]
    with Frontier(tmp_path / "archive", now=Clock()) as again:
        assert ["https://a.org/x"] == urls(again)


def test_several_threads_may_use_it(frontier):
    def offer(letter):
        frontier.offer(wanted(f"https://{letter}.org/{n}") for n in range(200))

    threads = [threading.Thread(target=offer, args=(letter,)) for letter in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 800 == frontier.counts()["waiting"]


def test_used_without_being_opened_it_says_so(tmp_path):
    with pytest.raises(Bug, match="isn't open"):
        Frontier(tmp_path, now=Clock()).counts()


def test_a_newer_format_is_refused(tmp_path, frontier):
    frontier.__exit__(None, None, None)
    with sqlite3.connect(frontier.path) as connection:
        connection.execute("PRAGMA user_version = 2")

    with pytest.raises(UserError, match=r"newer version of Hermeneut.*\n.*pip install --upgrade"):
        Frontier(tmp_path / "archive", now=Clock()).__enter__()


def test_another_writer_is_waited_for_and_then_told(tmp_path, frontier, monkeypatch):
    monkeypatch.setattr("hermeneut.candidates.WAIT_SECONDS", 0)
    other = sqlite3.connect(frontier.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TryAgain, match="in use"):
        Frontier(tmp_path / "archive", now=Clock()).__enter__()
    other.close()


def test_a_file_of_a_writer_killed_at_its_first_step_is_begun_anew(tmp_path):
    (tmp_path / "frontier.sqlite").touch()
    with Frontier(tmp_path, now=Clock()) as frontier:
        assert (1, 1) == frontier.offer([wanted("https://a.org/x")])


def test_a_page_can_be_made_by_hand():
    assert ("", (), 0, ()) == (
        (page := Page("1", "https://a.org/", "a.org")).via, page.span, page.tries, page.found,
    )  # fmt: skip


def test_the_whole_list_of_a_study_is_taken_in_at_once(frontier, data):
    with (data.parent / "her" / "catalogue.csv").open(encoding="utf-8", newline="") as file:
        found = [wanted(row["url"], title=row["title"]) for row in csv.DictReader(file)]
    offered = frontier.offer(found)

    pages = {doc_id(candidate.url) for candidate in found}
    assert (len(pages), 0) == (offered.pages, frontier.counts()["left out"])
