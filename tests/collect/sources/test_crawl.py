import logging
import re
import zlib

import pytest

from hermeneut.candidates import Answer, NotAnswered
from hermeneut.collect.sources.crawl import Crawl, goes_in_circles, shape
from hermeneut.design import parse
from hermeneut.testing import DESIGN, Recorded, check_source

UP = parse(DESIGN)
SITE = "https://example.org"


def page(*paths, head=""):
    links = "".join(f'<a href="{path}">To {path}</a>' for path in paths)
    return f"<html><head>{head}</head><body>{links}</body></html>".encode()


def found(answers, **settings):
    answers = {f"{SITE}{path}": body for path, body in answers.items()}
    source = Crawl(**{"urls": (f"{SITE}/",), "keep": ("/reviews/*",), **settings})
    fetch = Recorded(answers)
    kept = check_source(source, fetch, UP)
    return [one.url.removeprefix(SITE) for one in kept], fetch.asked[: len(fetch.asked) // 2]


def test_lists_are_asked_for_breadth_first_and_pages_never():
    kept, asked = found({
        "/": page("/a", "/b", "/reviews/1", "https://example.net/reviews/9"),
        "/a": page("/a/2", "/reviews/2", "/reviews/1"),
        "/b": page("/reviews/3", "/"),
        "/a/2": page("/reviews/4"),
    })  # fmt: skip
    on_site = [f"/reviews/{n}" for n in (2, 3, 4)]
    assert ["/reviews/1", "https://example.net/reviews/9", *on_site] == kept
    assert [f"{SITE}{path}" for path in ("/", "/a", "/b", "/a/2")] == asked


def test_a_page_says_what_it_is_called_and_where_the_crawl_began():
    fetch = Recorded({f"{SITE}/": page("/reviews/1")})
    (one,) = Crawl(urls=(f"{SITE}/",), keep=("/reviews/*",)).discover(UP, fetch)
    assert ("To /reviews/1", f"{SITE}/") == (one.title, one.query)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"depth": 0}, ["/"]),
        ({"depth": 1}, ["/", "/a", "/b"]),
        ({"pages": 2}, ["/", "/a"]),
        ({"follow": ("/b",)}, ["/", "/b"]),
        ({"leave_out": ("/a*",)}, ["/", "/b"]),
    ],
)
def test_bounds_are_kept(settings, expected):
    answers = {"/": page("/a", "/b"), "/a": page("/a/2"), "/b": page(), "/a/2": page()}
    assert [f"{SITE}{path}" for path in expected] == found(answers, **settings)[1]


def test_what_a_site_does_not_want_followed_is_not():
    answers = {
        "/": page("/a", "/reviews/0") + b'<a rel="nofollow" href="/private">x</a>',
        "/a": page("/reviews/1", head='<meta name="robots" content="nofollow">'),
    }
    kept, asked = found(answers)
    assert ["/reviews/0"] == kept
    assert [f"{SITE}/", f"{SITE}/a"] == asked


def test_a_header_may_say_so_too():
    def fetch(url, **_):
        return Answer(url, 200, page("/a"), {"x-robots-tag": "noindex, nofollow"})

    assert [] == list(Crawl(urls=(SITE,), keep=("/a",)).discover(UP, fetch))


class Endless:
    """A site that makes a page for any address asked for."""

    def __init__(self, links):
        self.links, self.asked = links, []

    def __call__(self, url, **_):
        self.asked.append(url)
        return Answer(url, 200, page(*self.links(url)))


def next_month(url):
    year, month = map(int, (re.findall(r"\d+", url) or [2009, 1])[:2])
    return [f"/calendar/{year + month // 12}/{month % 12 + 1}", "/reviews/up"]


def session(url):
    return [
        f"/list?sid={zlib.crc32(url.encode()):032x}",
        f"/list;jsessionid={len(url)}A?page=1",
        "/reviews/up",
    ]


def deeper(url):
    return ["more/", "/reviews/up"]


def any_date(url):
    return [f"/day?date={2000 + n}-{len(url) % 10}-{n}" for n in range(50)] + ["/reviews/up"]


@pytest.mark.parametrize(
    ("links", "most"), [(next_month, 11), (session, 12), (deeper, 4), (any_date, 12)]
)
def test_a_trap_catches_nobody(links, most, caplog):
    site = Endless(links)
    source = Crawl(urls=(f"{SITE}/",), keep=("/reviews/*",), depth=10_000, pages=10_000, alike=10)
    kept = [one.url for one in source.discover(UP, site)]
    assert [f"{SITE}/reviews/up"] == kept
    assert len(site.asked) <= most


def test_limits_are_told(caplog):
    with caplog.at_level(logging.WARNING):
        found({"/": page("/a", "/b"), "/a": page(), "/b": page()}, pages=2)
        found({"/": page("/1", "/2"), "/1": 500, "/2": page()}, alike=1)
    assert "stopped at its limit of 2 lists (1 left)" in caplog.text
    assert "1 links looked like lists without end" in caplog.text
    assert "1 lists weren't had, http-500" in caplog.text


def test_a_start_that_can_not_be_had_does_not_end_the_rest():
    fetch = Recorded({f"{SITE}/": 500, "https://example.net/": page("/reviews/1")})
    source = Crawl(urls=(f"{SITE}/", "https://example.net/"), keep=("/reviews/*",))
    assert ["https://example.net/reviews/1"] == [one.url for one in source.discover(UP, fetch)]
    with pytest.raises(NotAnswered, match="http-500"):
        found({"/": 500})


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("/archive/2009/01", "/archive/2010/12", True),
        ("/archive/january-2009", "/archive/march-2010", True),
        ("/list?page=2", "/list?page=31", True),
        ("/x/0f3a9c7b2d41e8", "/x/77aa01bc9d2e4f", True),
        ("/films/up", "/films/down", False),
        ("/list?by=critic", "/list?by=year", False),
    ],
)
def test_addresses_of_a_series_have_one_shape(one, other, alike):
    assert alike == (shape(SITE + one) == shape(SITE + other))


def test_a_path_that_repeats_itself_goes_in_circles():
    assert goes_in_circles(f"{SITE}/{'/'.join('abcdefghijklmn')}")
    assert not goes_in_circles(f"{SITE}/film/reviews/film/")


@pytest.mark.parametrize(
    "wrong",
    [{"urls": ()}, {"keep": ()}, {"keep": ("x",)}, {"follow": ("x",)}, {"depth": -1}, {"pages": 0}],
)
def test_settings_that_can_not_be_meant_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Crawl(**{"urls": (SITE,), "keep": ("/a",), **wrong})


def test_a_site_that_fails_altogether_is_not_asked_on(caplog):
    paths = [f"/{word}" for word in ("one", "two", "three", "four", "five")]
    _, asked = found({"/": page(*paths)} | dict.fromkeys(paths, 503))
    assert 4 == len(asked)
    assert "the site isn't asked on: http-503" in caplog.text
