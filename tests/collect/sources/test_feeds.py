import logging

import pytest

from hermeneut.candidates import NotAnswered
from hermeneut.collect.sources.feeds import USUAL, Feeds
from hermeneut.design import parse
from hermeneut.testing import DESIGN, Recorded, check_source

UP = parse(DESIGN)
SITE = "https://example.org"


def rss(*entries, head=""):
    items = "".join(
        f"<item><title>{title}</title><link>{url}</link><pubDate>{day}</pubDate></item>"
        for url, title, day in entries
    )
    text = f"<rss version='2.0'><channel><title>The Balloon</title>{head}{items}</channel></rss>"
    return text.encode()


A = ("/a", "Carl, up close", "Mon, 01 Jun 2009 10:00:00 GMT")
B = ("/b", "Nothing of note", "Mon, 04 May 2009 10:00:00 GMT")
C = ("/c", "Early words", "Mon, 05 Jan 2009 10:00:00 GMT")
FEED = f"{SITE}/feed"


def found(fetch, **settings):
    return check_source(Feeds(**{"urls": (FEED,), **settings}), fetch, UP)


def urls(candidates):
    return [one.url.removeprefix(SITE) for one in candidates]


def test_a_feed_gives_what_it_says_of_each_page():
    (one,) = found(Recorded({FEED: rss(A)}))
    assert (f"{SITE}/a", "feeds", FEED) == (one.url, one.source, one.query)
    assert ("Carl, up close", "The Balloon", "2009-06-01") == (one.title, one.outlet, one.published)


def test_of_a_home_page_the_feeds_that_it_names_are_read():
    home = (
        b"<html><head><link rel=alternate type=application/rss+xml href=/feed>"
        b"<link rel=alternate type=application/atom+xml title='Comments on all' href=/c.xml>"
        b"<link rel=alternate type=application/rss+xml href=/comments/feed/></head></html>"
    )
    fetch = Recorded({SITE: home, FEED: rss(A, B)})
    assert ["/a", "/b"] == urls(Feeds(urls=("example.org",)).discover(UP, fetch))
    assert [SITE, FEED] == fetch.asked


def test_where_a_page_names_none_the_usual_places_are_tried_in_turn():
    tried = {f"{SITE}/blog/{path}": 404 for path in USUAL}
    tried[f"{SITE}/blog/rss.xml"] = b"<html>no such page, said politely</html>"
    tried[f"{SITE}/blog/feed.xml"] = rss(A)
    fetch = Recorded({f"{SITE}/blog/": b"<html></html>", **tried})
    assert ["/a"] == urls(Feeds(urls=(f"{SITE}/blog/",)).discover(UP, fetch))
    assert f"{SITE}/blog/feed.xml" == fetch.asked[-1]


def test_where_there_is_no_feed_it_says_so():
    fetch = Recorded({SITE: b"<html></html>"} | {f"{SITE}/{path}": 404 for path in USUAL})
    with pytest.raises(NotAnswered, match=r"no-feed: https://example\.org names none"):
        list(Feeds(urls=(SITE,)).discover(UP, fetch))


def linked(page):
    return f"<link xmlns='http://www.w3.org/2005/Atom' rel='next' href='/feed?{page}'/>"


def test_a_feed_is_followed_to_its_older_pages():
    answers = {FEED: rss(A, head=linked(2)), f"{FEED}?2": rss(A, B, head=linked(3))}
    fetch = Recorded({**answers, f"{FEED}?3": rss(C)})
    assert ["/a", "/b", "/c"] == urls(found(fetch))


WORDPRESS = "<generator>https://wordpress.org/?v=6.4</generator>"


def test_wordpress_is_asked_page_by_page_until_it_has_no_more():
    fetch = Recorded({
        FEED: rss(A, head=WORDPRESS),
        f"{FEED}?paged=2": rss(B, head=WORDPRESS),
        f"{FEED}?paged=3": 404,
    })  # fmt: skip
    assert ["/a", "/b"] == urls(Feeds(urls=(FEED,)).discover(UP, fetch))
    assert f"{FEED}?paged=3" == fetch.asked[-1]


@pytest.mark.parametrize(
    "second",
    [rss(A, head=linked(3)), rss(head=linked(3)), rss(B, head=linked(2)), b"<html></html>", 503],
    ids=["nothing new", "empty", "a circle", "no feed", "fails"],
)
def test_a_feed_without_end_ends(second):
    fetch = Recorded({FEED: rss(A, head=linked(2)), f"{FEED}?2": second})
    assert set(urls(found(fetch))) <= {"/a", "/b"}


def test_a_feed_is_read_no_further_than_its_limit_and_says_so(caplog):
    fetch = Recorded({FEED: rss(A, head=linked(2)), f"{FEED}?2": rss(B, head=linked(3))})
    with caplog.at_level(logging.WARNING):
        assert ["/a", "/b"] == urls(found(fetch, pages=2))
    assert "stopped at its limit of 2 pages" in caplog.text
    assert f"{FEED}?3" in caplog.text


def test_a_feed_is_asked_no_further_back_than_wanted():
    fetch = Recorded({FEED: rss(A, head=linked(2)), f"{FEED}?2": rss(B, C, head=linked(3))})
    kept = found(fetch, since="2009-06")
    assert [("/a", ""), ("/b", "early"), ("/c", "early")] == [
        (url, one.left_out.partition(":")[0]) for url, one in zip(urls(kept), kept, strict=True)
    ]


def test_one_broken_feed_of_many_does_not_end_the_rest(caplog):
    broken = {f"{SITE}/1": 500, f"{SITE}/2": b"\x00\x01", f"{SITE}/3": b"<rss><channel>"}
    fetch = Recorded({**broken, **{f"{SITE}/2{p}": 404 for p in USUAL}, FEED: rss(A)})
    fetch.answers.update({f"{SITE}/{path}": 404 for path in USUAL})
    assert ["/a"] == urls(found(fetch, urls=(*broken, FEED)))
    assert "http-500" in caplog.text


def test_when_every_feed_is_broken_the_first_reason_is_given():
    fetch = Recorded({f"{SITE}/1": 403, f"{SITE}/2": 500})
    with pytest.raises(NotAnswered, match="http-403"):
        list(Feeds(urls=(f"{SITE}/1", f"{SITE}/2")).discover(UP, fetch))


def test_pages_that_nothing_hints_at_are_left_out():
    kept = found(Recorded({FEED: rss(A, B)}), about=True)
    assert ["", "no-cue: neither title nor address hints at the work"] == [
        one.left_out for one in kept
    ]


def test_entries_without_a_page_are_told(caplog):
    assert ["/a"] == urls(found(Recorded({FEED: rss(A, ("", "Sound alone", ""))})))
    assert "1 entries point to no page" in caplog.text


@pytest.mark.parametrize(
    "wrong", [{"urls": ()}, {"urls": "https://example.org"}, {"pages": 0}, {"since": "soon"}]
)
def test_settings_that_can_not_be_meant_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Feeds(**{"urls": (FEED,), **wrong})
