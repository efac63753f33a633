import logging

import pytest

from hermeneut.candidates import NotAnswered
from hermeneut.collect.sources.search import Search
from hermeneut.design import parse
from hermeneut.testing import DESIGN, Recorded, check_source

UP = parse(DESIGN)
SITE = "https://example.org"
URL = f"{SITE}/?s={{query}}&page={{page}}"


def results(*paths):
    links = "".join(f'<h2><a href="{path}">About {path}</a></h2>' for path in paths)
    around = '<nav><a href="/menu">Menu</a></nav><a href="/tag/film">Film</a><a href="/">Home</a>'
    return f"<html><body><main>{links}{around}</main></body></html>".encode()


def page(number, query="up"):
    return f"{SITE}/?s={query}&page={number}"


def found(answers, **settings):
    fetch = Recorded(answers)
    return check_source(Search(**{"url": URL, "queries": ("up",), **settings}), fetch, UP)


def urls(candidates):
    return [one.url.removeprefix(SITE) for one in candidates]


@pytest.mark.parametrize(
    "last", [results("/b"), results(), 404], ids=["nothing new", "no results", "not there"]
)
def test_pages_are_asked_for_until_there_is_nothing_new(last):
    answers = {page(1): results("/a", "/b"), page(2): results("/b", "/?p=7"), page(3): last}
    kept = found(answers)
    assert ["/a", "/b", "/?p=7"] == urls(kept)
    assert ("About /a", f"{SITE}/?s=up&page={{page}}") == (kept[0].title, kept[0].query)


def test_no_more_pages_are_asked_for_than_the_limit(caplog):
    answers = {page(n): results(f"/{n}") for n in range(1, 4)}
    with caplog.at_level(logging.WARNING):
        assert ["/1", "/2"] == urls(found(answers, pages=2))
    assert "stopped at its limit of 2 pages of results" in caplog.text


def test_the_query_of_a_design_is_its_title_with_a_maker():
    assert [f"{SITE}/?s=Up+Pete+Docter&page=1"] == list(Search(url=URL).asks(UP))


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"url": f"{SITE}/find/{{query}}"}, f"{SITE}/find/a%2Fb%20c"),
        ({"url": f"{SITE}/?q={{query}}&n={{page}}", "first": 0}, f"{SITE}/?q=a%2Fb+c&n=0"),
        ({"url": "example.org?q={query}"}, f"{SITE}?q=a%2Fb+c"),
    ],
)  # fmt: skip
def test_the_query_is_written_into_the_address(settings, expected):
    assert [expected] == list(Search(queries=("a/b c",), **settings).asks(UP))


def test_results_are_counted_on_as_the_site_counts():
    url = f"{SITE}/?q={{query}}&start={{page}}"
    answers = {f"{SITE}/?q=up&start={n}": results(f"/{n}") for n in (0, 10)}
    answers[f"{SITE}/?q=up&start=20"] = results()
    assert ["/0", "/10"] == urls(found(answers, url=url, first=0, step=10))


def test_a_pattern_says_what_a_result_is():
    answers = {page(1): results("/2009/06/up", "/about"), page(2): results()}
    assert ["/2009/06/up"] == urls(found(answers, keep=("/20##/*",)))


def test_results_in_a_feed_are_read_too():
    feed = (
        "<rss version='2.0'><channel><item><title>Up</title><link>/a</link></item></channel></rss>"
    )
    (one,) = found({f"{SITE}/?s=up&feed=rss2": feed.encode()}, url=f"{SITE}/?s={{query}}&feed=rss2")
    assert (f"{SITE}/a", "Up") == (one.url, one.title)


def test_one_query_that_fails_does_not_end_the_rest():
    answers = {page(1): 500, page(1, "carl"): results("/a"), page(2, "carl"): results()}
    assert ["/a"] == urls(found(answers, queries=("up", "carl")))
    with pytest.raises(NotAnswered, match="http-500"):
        found({page(1): 500})


@pytest.mark.parametrize(
    "wrong",
    [{"url": SITE}, {"url": "mailto:{query}"}, {"queries": ("",)}, {"pages": 0}, {"keep": ("x",)}],
)
def test_settings_that_can_not_be_meant_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Search(**{"url": URL, **wrong})
