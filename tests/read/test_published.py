import pytest

from hermeneut.read.candidates import resolve
from hermeneut.read.markup import parse
from hermeneut.read.published import from_page
from hermeneut.read.sources import Page

URL = "https://thepost.org/film/her"


def found(page, url=URL, latest=None):
    return list(from_page(Page(parse(page), url), latest=latest))


def dated(page, **more):
    return {c.source: c.value for c in found(page, **more)}


def chosen(page, **more):
    return next((j.candidate.value for j in resolve(found(page, **more)) if j.chosen), None)


HEADED = "<html lang=en-GB><title>On the film called Her</title><h1>On the film called Her</h1>"


@pytest.mark.parametrize(
    ("markup", "source"),
    [
        ("<p class=date>10 January 2014</p>", "dateline, by the headline"),
        ("<p>10 January 2014</p>", "date alone, by the headline"),
        ("<p>Published 10 January 2014</p>", "publication in view, by the headline"),
        ("<p>Updated: 10 January 2014</p>", "update in view, by the headline"),
        ("<div class=comments><p>10 January 2014</p></div>", "date alone, aside"),
        ("<p>10 January 2014 – " + "A film. " * 40, "opening of a paragraph, by the headline"),
        ("<time pubdate>10 January 2014</time>", "time, published"),
        ("<script>x = {'datePublished': '2014-01-10T08:00Z'}</script>", "script"),
    ],
)  # fmt: skip
def test_where_dates_stand(markup, source):
    assert dated(HEADED + markup)[source] == "2014-01-10"


def test_a_page_that_states_its_date_twice_is_believed():
    page = f"""<meta property="article:published_time" content="2014-01-10T08:00:00+00:00">
        {HEADED}<p class=date>10 January 2014</p>"""
    assert chosen(page) == "2014-01-10"


def test_the_day_of_publication_goes_before_that_of_a_change():
    page = f"""<meta property="article:published_time" content="2014-01-10T08:00:00+00:00">
        <meta property="article:modified_time" content="2019-05-01T08:00:00+00:00">{HEADED}
        <p class=date>10 January 2014</p>"""
    assert chosen(page) == "2014-01-10"


def test_what_a_page_shows_of_the_day_of_capture_is_not_its_date():
    page = f"<p>Friday, 4 May 2018</p>{HEADED}"
    assert dated(page, latest="2018-05-04T10:00:00Z") == {}
    assert "2018-05-04" in dated(page, latest="2019-01-01").values()


def test_an_archive_knows_the_day_of_capture():
    page = f"<p>Friday, 4 May 2018</p>{HEADED}"
    kept = "https://web.archive.org/web/20180504101112/http://thepost.org/film/her"
    assert chosen(page, url=kept) is None


def test_no_date_after_the_capture():
    page = '<meta property="article:published_time" content="2031-01-01">'
    assert found(page, latest="2025-05-04") == []


def test_a_day_in_the_address():
    assert dated("<p>A film.", url="https://thepost.org/2014/01/10/her")["url"] == "2014-01-10"


def test_an_address_that_the_page_declares_may_hold_the_day():
    page = "<link rel=canonical href='https://post.org/2014/jan/10/her'><p>A film."
    assert dated(page, url="https://mirror.org/x") == {"url, declared": "2014-01-10"}
    assert dated(page, url="https://mirror.org/2014/01/11/x") == {"url": "2014-01-11"}


@pytest.mark.parametrize(
    ("language", "stamp", "day"),
    [
        ("de", "2022-11-06T23:00:00Z", "2022-11-07"),
        ("fr", "2022-06-30T22:00Z", "2022-07-01"),
        ("de", "2022-11-06T22:00:00Z", "2022-11-06"),
        ("de", "2022-11-06T23:10:00Z", "2022-11-06"),
        ("en", "2022-11-06T23:00:00Z", "2022-11-06"),
    ],
)
def test_midnight_in_central_europe_written_in_utc(language, stamp, day):
    page = f"<html lang={language}><meta property='article:published_time' content='{stamp}'>"
    assert dated(page)["meta article:published_time"] == day


def test_dates_are_marked_by_their_hour():
    page = '<meta property="article:published_time" content="2014-01-10T23:30:00Z">'
    assert "late in UTC" in found(page)[0].marks


@pytest.mark.parametrize("rights", ["© 10 January 2014", "&copy; 10.01.2014"])
def test_rights_are_no_date(rights):
    assert dated(f"{HEADED}<p>{rights}</p>") == {}


EARLY = '<meta property="article:published_time" content="2013-12-19T05:30:59Z">'


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/2013/12/18/her", "2013-12-18"),
        ("https://example.org/2013/12/19/her", "2013-12-19"),
        ("https://example.org/her", "2013-12-19"),
    ],
    ids=["the address says yesterday", "it says today", "it says nothing"],
)
def test_an_evening_in_the_americas_written_in_utc(url, day):
    assert chosen(EARLY + "<h1>On Her</h1><p>A film.</p>", url=url) == day


def test_a_date_in_what_is_named_updated_is_one():
    page = "<h1>On Her at last</h1><div class='postmeta updated'>18 December 2013</div>"
    (one,) = found(page)
    assert (one.value, one.source) == ("2013-12-18", "dateline of an update, by the headline")


def test_a_date_that_stands_astray_is_less_likely():
    page = "<h1>On Her</h1><div class=sidebar><abbr title=2013-12-18>then</abbr></div>"
    assert {c.source: c.confidence for c in found(page)}["abbr, aside"] < 0.5
