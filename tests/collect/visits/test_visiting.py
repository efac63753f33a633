"""Visits to a web on loopback: who is asked, when, how often, and what becomes of each page."""

import asyncio
import gzip
import json
from collections import Counter

import pytest

from hermeneut.collect.visits.network import Lost

PAGE = b"<html><title>A page</title><p>Somebody wrote about a film.</p></html>"
OK = (200, PAGE)


def to(place, status=302):
    return (status, b"", {"Location": place})


def test_a_page_is_asked_for_after_robots_and_reservations_and_kept(web, visits):
    web.answers["a.test/her"] = OK
    visits.want("a.test/her")

    visited = visits.go()

    assert (1, Counter(), Counter(), {}, "") == tuple(vars(visited).values())
    assert ["/robots.txt", "/.well-known/tdmrep.json", "/her"] == [a.path for a in web.asked]
    assert [(f"a.test:{web.port}", "done", "")] == visits.heard.pages
    (capture,) = visits.captures()
    assert (web.url("a.test/her"), 200, None) == (
        capture["url"], capture["status"], capture["error"]
    )  # fmt: skip
    assert {a.headers["User-Agent"] for a in web.asked} == {"Hermeneut/test (+x; a@b.org)"}


def test_a_host_is_never_asked_faster_than_its_delay_and_hosts_dont_wait_for_each_other(
    web, visits
):
    hosts = [f"{name}.test" for name in "abcdefgh"]
    places = [f"{host}/{n}" for host in hosts for n in range(5)]
    web.answers |= dict.fromkeys(places, OK)
    visits.mind(delay=0.05)
    visits.want(*places)

    assert 40 == visits.go().kept

    assert all(min(web.gaps(host)) >= 0.05 for host in hosts)
    times = [a.at for a in web.asked]
    assert max(times) - min(times) < 8 * 6 * 0.05  # one after the other would take as long


def test_crawl_delay_counts_where_it_is_longer(web, visits):
    web.answers["a.test/robots.txt"] = (200, b"User-agent: *\nCrawl-delay: 0.2")
    web.answers |= {"a.test/1": OK, "a.test/2": OK}
    visits.want("a.test/1", "a.test/2")

    visits.go()

    assert len(web.gaps("a.test")) == 3
    assert min(web.gaps("a.test")) >= 0.2


def test_robots_are_obeyed_and_asked_for_once_a_day(web, visits):
    web.answers["a.test/robots.txt"] = (200, b"User-agent: *\nDisallow: /private")
    web.answers |= {"a.test/1": OK, "a.test/2": OK, "a.test/3": OK}
    visits.want("a.test/1", "a.test/private/1")
    assert {"robots": 1} == visits.go().refused
    visits.want("a.test/2")
    visits.go(hours=23)
    visits.want("a.test/3")
    visits.go(hours=25)

    assert ["/1", "/2", "/3"] == web.paths()
    assert 2 == sum(a.path == "/robots.txt" for a in web.asked)
    assert ("refused", "robots") == visits.stand()["/private/1"]


ROBOTS = {
    "missing": ((404, b"No."), "done"),
    "forbidden": ((403, b"No."), "done"),
    "failing": ((500, b"Oops."), "refused"),
    "silent": ("silent", "refused"),
    "reset": ("reset", "refused"),
    "too often": ((429, b"Later.", {"Retry-After": "0"}), "refused"),
    "a page": ((200, PAGE), "done"),
    "elsewhere": (to("/robots"), "done"),
    "round and round": (to("/robots.txt"), "done"),
}


@pytest.mark.parametrize(("answer", "state"), ROBOTS.values(), ids=ROBOTS)
def test_what_robots_txt_may_answer(web, visits, answer, state):
    web.answers |= {"a.test/robots.txt": answer, "a.test/her": OK}
    visits.mind(seconds=0.3, tries=2)
    visits.want("a.test/her")

    visits.go()

    assert state == visits.stand()["/her"][0]
    assert web.paths() == (
        ["/robots", "/her"]
        if "robots" in str(answer) and "/robots'" in str(answer)
        else ["/her"] * (state == "done")
    )


def test_robots_are_asked_of_the_site_that_a_redirect_leads_to(web, visits):
    web.answers["b.test/robots.txt"] = (200, b"User-agent: *\nDisallow: /")
    web.answers["a.test/her"] = to(web.url("b.test/her"))
    visits.want("a.test/her")

    visits.go()

    assert ("refused", "robots") == visits.stand()["/her"]
    assert [] == web.paths("b.test")
    assert [302] == [c["status"] for c in visits.captures()]


def test_a_page_is_followed_and_what_waits_there_is_not_fetched_twice(web, visits):
    web.answers |= {
        "a.test/old": to("/newer", 301),
        "a.test/newer": to(web.url("b.test/her"), 307),
        "b.test/her": OK,
    }
    visits.want("a.test/old", "b.test/her", "a.test/newer")

    visited = visits.go()

    assert Counter(web.paths()) == {"/old": 1, "/newer": 1, "/her": 1}
    assert {("done", "")} == set(visits.stand().values())
    assert visited.failed == visited.refused == Counter()
    assert 1 == sum(c["status"] == 200 for c in visits.captures())


def test_two_that_lead_to_the_same_page_fetch_it_once(web, visits):
    web.answers |= {f"{h}.test/x": to(web.url("z.test/her")) for h in "abcdef"}
    web.answers["z.test/her"] = OK
    visits.want(*(f"{h}.test/x" for h in "abcdef"))

    visits.go()

    assert ["/her"] == web.paths("z.test")
    assert {("done", "")} == set(visits.stand().values())


def test_pages_that_lead_to_each_other_end(web, visits):
    web.answers |= {
        "a.test/x": to(web.url("b.test/x")),
        "b.test/x": to(web.url("a.test/x")),
    }
    visits.want("a.test/x", "b.test/x")

    visited = visits.go()

    assert {"too-many-redirects": 2} == visited.failed
    assert len(web.paths()) <= 6


def test_redirects_end(web, visits):
    web.answers |= {f"a.test/{n}": to(f"/{n + 1}") for n in range(14)} | {
        "a.test/loop": to("/loop?again"),
        "a.test/loop?again": to("/loop"),
        "a.test/file": to("file:///etc/hostname"),
        "a.test/nowhere": (302, b""),
    }
    visits.want("a.test/0", "a.test/loop", "a.test/file", "a.test/nowhere")

    visits.go()

    stand = visits.stand()
    assert ("failed", "too-many-redirects") == stand["/0"] == stand["/loop"]
    assert ("failed", "bad-address") == stand["/file"] == stand["/nowhere"]
    assert "/10" in web.paths()
    assert "/11" not in web.paths()


PASSING = {
    "an error": [(500, b"Oops."), OK],
    "a reset": ["reset", OK],
    "no gateway": [(502, b"Oops."), (504, b"Oops."), OK],
    "half of it": [(200, PAGE[:20], {"Content-Length": "900", "Connection": "close"}), OK],
}


@pytest.mark.parametrize("answers", PASSING.values(), ids=PASSING)
def test_what_may_pass_is_tried_again(web, visits, answers):
    web.answers["a.test/her"] = list(answers)
    visits.want("a.test/her")

    assert 1 == visits.go().kept

    assert len(answers) == len(web.paths())
    assert {"later", "done"} == {state for _, state, _ in visits.heard.pages}


LASTING = {
    "gone": ((404, b"No."), "http-404", 1),
    "forbidden": ((403, b"No."), "http-403", 1),
    "paid": ((402, b"No."), "http-402", 1),
    "failing": ((500, b"Oops."), "http-500", 3),
    "reset": ("reset", "reset", 3),
    "part of it": ((206, b"part"), "http-206", 1),
    "cut": ((200, PAGE[:20], {"Content-Length": "900", "Connection": "close"}), "disconnect", 3),
}


@pytest.mark.parametrize(("answer", "slug", "times"), LASTING.values(), ids=LASTING)
def test_what_lasts_is_a_reason(web, visits, answer, slug, times):
    web.answers["a.test/her"] = answer
    visits.mind(tries=3)
    visits.want("a.test/her")

    assert {slug: 1} == visits.go().failed

    assert times == len(web.paths())
    assert ("failed", slug) == visits.stand()["/her"]


def test_a_page_that_is_whole_is_kept_though_more_was_promised(web, visits):
    promised = {"Content-Length": "900", "Connection": "close"}
    web.answers["a.test/her"] = (200, PAGE + b"\n", promised)
    visits.want("a.test/her")

    assert 1 == visits.go().kept


def test_a_page_that_is_too_large_or_too_slow_ends(web, visits):
    web.answers["a.test/bomb"] = (
        200,
        gzip.compress(bytes(3 * 2**20)),
        {"Content-Encoding": "gzip"},
    )
    web.answers["a.test/silent"] = "silent"
    visits.mind(megabytes=1, seconds=0.4, tries=1)
    visits.want("a.test/bomb", "a.test/silent")

    assert {"too-large": 1, "timeout": 1} == visits.go().failed


def test_a_host_that_says_too_often_is_left_alone_as_a_whole(web, visits):
    later = (429, b"Later.", {"Retry-After": "1"})
    web.answers |= {"a.test/1": [later, OK], "a.test/2": OK, "a.test/3": OK}
    visits.want("a.test/1", "a.test/2", "a.test/3")

    assert 3 == visits.go().kept

    (first, second, *_) = [a.at for a in web.asked if a.path in ("/1", "/2", "/3")]
    assert second - first >= 1.0


def test_a_host_that_says_tomorrow_is_asked_tomorrow(web, visits):
    web.answers |= {"a.test/1": [(503, b"", {"Retry-After": "86400"}), OK], "a.test/2": OK}
    visits.want("a.test/1", "a.test/2", "b.test/1")

    visited = visits.go()

    assert ["/1"] == web.paths("a.test")
    assert {f"a.test:{web.port}"} == set(visited.left)
    assert "left alone" in visits.heard.notes[0]
    visits.go(hours=1, resumed=True)
    assert ["/1"] == web.paths("a.test")
    assert 2 == visits.go(hours=25, resumed=True).kept


def test_a_host_that_says_too_often_and_not_for_how_long_gets_longer_and_longer_pauses(web, visits):
    web.answers["a.test/1"] = [(429, b"Later.")] * 3 + [OK]
    visits.mind(backoff=0.05)
    visits.want("a.test/1")

    assert 1 == visits.go().kept

    assert [True] * 3 == [
        g >= p for g, p in zip(web.gaps("a.test")[2:], (0.05, 0.1, 0.2), strict=True)
    ]


RIGHTS = {
    "a header": ({"TDM-Reservation": "1"}, PAGE),
    "a tag": ({}, b'<html><meta name="tdm-reservation" content="1"><p>Mine.</html>'),
    "noai": ({"X-Robots-Tag": "noai"}, PAGE),
}


@pytest.mark.parametrize(("headers", "body"), RIGHTS.values(), ids=RIGHTS)
def test_a_page_whose_rights_are_reserved_is_refused_and_its_text_not_kept(
    web, visits, headers, body
):
    web.answers["a.test/her"] = (200, body, headers)
    visits.want("a.test/her")

    assert {"rights": 1} == visits.go().refused

    (capture,) = visits.captures()
    assert ("rights", 0) == (capture["error"], capture["length"])
    assert json.loads(capture["rights"])
    assert ("refused", "rights") == visits.stand()["/her"]
    for path in visits.archive.glob("*.warc.gz"):
        assert b"Somebody" not in gzip.decompress(path.read_bytes())


def test_a_site_may_reserve_some_of_its_paths(web, visits):
    rule = b'[{"location": "/novels/*", "tdm-reservation": 1}]'
    web.answers |= {"a.test/.well-known/tdmrep.json": (200, rule)}
    web.answers |= {"a.test/novels/1": OK, "a.test/essays/1": OK}
    visits.want("a.test/novels/1", "a.test/essays/1")

    visited = visits.go()

    assert (1, {"rights": 1}) == (visited.kept, visited.refused)


def test_whoever_holds_a_licence_keeps_what_is_reserved_and_the_signals(web, visits):
    web.answers["a.test/her"] = (200, PAGE, {"TDM-Reservation": "1"})
    visits.mind(obey_rights=False)
    visits.want("a.test/her")

    assert 1 == visits.go().kept

    (capture,) = visits.captures()
    assert "1" == json.loads(capture["rights"])["tdm-reservation"]
    assert capture["length"] == len(PAGE)


def test_a_second_visit_asks_whether_a_page_changed(web, visits):
    web.answers["a.test/same"] = [(200, PAGE, {"ETag": '"x"'}), (304, b"", {"ETag": '"x"'})]
    web.answers["a.test/new"] = [(200, PAGE, {"Last-Modified": "then"}), (200, PAGE + b"More.")]
    web.answers["a.test/twin"] = OK
    visits.want("a.test/same", "a.test/new", "a.test/twin")
    visits.go()

    assert 3 == visits.go(again=True, days=3, resumed=True).kept

    asked = {a.path: a.headers for a in web.asked}
    assert '"x"' == asked["/same"]["If-None-Match"]
    assert "then" == asked["/new"]["If-Modified-Since"]
    kinds = Counter((c["url"].rsplit("/", 1)[1], c["error"]) for c in visits.captures())
    assert {
        ("same", None): 1, ("same", "revisit"): 1, ("twin", None): 1, ("twin", "revisit"): 1,
        ("new", None): 2,
    } == kinds  # fmt: skip


def test_a_host_that_is_gone_fails_without_a_request_for_each_page(web, visits):
    visits.want("http://a.gone/1", "http://a.gone/2")
    visits.mind(tries=2)

    visited = visits.go()

    assert {"dns": 2} == visited.failed
    assert {("failed", "dns")} == set(visits.stand().values())


def test_a_lost_network_fails_nothing(web, visits):
    async def offline(_name):
        return False

    web.answers["b.test/1"] = OK
    visits.resolves = offline
    visits.mind(patience=0.5)
    visits.want("http://a.gone/1", "http://c.gone/1")

    with pytest.raises(ExceptionGroup) as told:
        visits.go()

    assert told.group_contains(Lost)
    assert "the network seems lost" in visits.heard.notes[0]
    assert {("waiting", "")} == set(visits.stand().values())


def test_a_network_that_comes_back_is_noticed(web, visits, monkeypatch):
    looks = []

    async def back_soon(_name):
        looks.append(_name)
        return len(looks) > 1

    sleep = asyncio.sleep
    monkeypatch.setattr("hermeneut.collect.visits.network.asyncio.sleep", lambda _: sleep(0))
    visits.resolves = back_soon
    visits.mind(tries=1)
    visits.want("http://a.gone/1")

    assert {"dns": 1} == visits.go().failed

    assert [
        "the network seems lost; waiting for it (what was done is kept)",
        "the network is back",
    ] == (visits.heard.notes)


def test_a_private_address_is_not_asked(web, visits, monkeypatch):
    from hermeneut.collect.http.guard import Guard

    real = Guard.__init__
    monkeypatch.setattr(Guard, "__init__", lambda s, _, resolver: real(s, False, resolver))
    web.answers["a.test/her"] = OK
    visits.want("a.test/her")

    assert {"private-address": 1} == visits.go().failed

    assert [] == web.asked


def test_limits_hold_pages_back(web, visits):
    web.answers |= {f"{h}.test/{n}": OK for h in "ab" for n in range(5)}
    visits.want(*web.answers)
    visits.mind(pages=3)

    assert 6 == visits.go().kept
    assert 0 == visits.go(resumed=True).kept  # of a host, in all
    visits.mind(total=1)
    visited = visits.go(resumed=True)
    assert (1, "the limit of 1 pages is reached") == (visited.kept, visited.stopped)
    visits.mind(minutes=1e-9)
    assert "minutes are over" in visits.go(resumed=True).stopped
    visits.mind()
    assert 3 == visits.go(resumed=True).kept
    assert Counter(web.paths("a.test")).most_common(1)[0][1] == 1


def test_a_host_that_stops_answering_is_left_for_another_day(web, visits):
    web.answers |= {f"a.test/{n}": "reset" for n in range(9)} | {"b.test/1": OK}
    visits.mind(tries=1)
    visits.want(*(p for p in web.answers))

    visited = visits.go()

    assert 1 == visited.kept
    assert 3 == visited.failed["reset"] == len(web.paths("a.test"))
    assert "no answer 3 times (reset)" in visited.left[f"a.test:{web.port}"]
    assert 6 == sum(state == "waiting" for state, _ in visits.stand().values())


def test_an_archives_copy_bears_the_pages_own_address_and_time(web, visits):
    taken = "Fri, 10 Jan 2014 05:21:46 GMT"
    web.answers["ark.test/2014id_/http://gone.test/her"] = (200, PAGE, {"Memento-Datetime": taken})
    visits.want("http://gone.test/her", via=web.url("ark.test/2014id_/http://gone.test/her"))

    assert 1 == visits.go().kept

    (capture,) = visits.captures()
    assert ("http://gone.test/her", "2014-01-10T05:21:46Z") == (
        capture["url"], capture["fetched_at"]
    )  # fmt: skip
    assert [] == [a for a in web.asked if a.host == "gone.test"]


def test_what_the_site_had_reserved_counts_in_an_archives_copy(web, visits):
    web.answers["ark.test/1id_/http://gone.test/her"] = (
        200, PAGE, {"x-archive-orig-tdm-reservation": "1", "TDM-Reservation": "0"}
    )  # fmt: skip
    visits.want("http://gone.test/her", via=web.url("ark.test/1id_/http://gone.test/her"))

    assert {"rights": 1} == visits.go().refused


def test_a_page_that_comes_while_others_are_visited_is_visited(web, visits):
    web.answers |= {f"a.test/{n}": OK for n in range(40)}  # more than one lot
    visits.want(*web.answers)

    assert 40 == visits.go().kept

    assert 1 == max(Counter(web.paths()).values())
