import logging

import pytest

from hermeneut.candidates import NotAnswered
from hermeneut.collect.sources.sitemaps import USUAL, Sitemaps
from hermeneut.design import parse
from hermeneut.testing import DESIGN, Recorded, check_source

UP = parse(DESIGN)
SITE = "https://example.org"
ROBOTS, MAP = f"{SITE}/robots.txt", f"{SITE}/sitemap.xml"


def listed(*urls):
    return f"<urlset>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>".encode()


def index(*urls, changed=""):
    inside = "".join(f"<sitemap><loc>{u}</loc><lastmod>{changed}</lastmod></sitemap>" for u in urls)
    return f"<sitemapindex>{inside}</sitemapindex>".encode()


def found(answers, **settings):
    return check_source(Sitemaps(**{"urls": (SITE,), **settings}), Recorded(answers), UP)


def urls(candidates):
    return [one.url.removeprefix(SITE) for one in candidates]


def test_the_sitemaps_that_robots_txt_names_are_read():
    robots = f"User-agent: *\nDisallow: /x\nSitemap: /pages.xml\nSITEMAP: {MAP} # all".encode()
    kept = found({ROBOTS: robots, f"{SITE}/pages.xml": listed("/a", "/b"), MAP: listed("/b", "/c")})
    assert ["/a", "/b", "/c"] == urls(kept)
    assert [f"{SITE}/pages.xml"] * 2 + [MAP] == [one.query for one in kept]


def test_where_robots_txt_names_none_the_usual_places_are_tried_up_to_the_first():
    first, second, third = (f"{SITE}{path}" for path in USUAL)
    source = Sitemaps(urls=(SITE,))
    fetch = Recorded({ROBOTS: 404, first: 404, second: listed("/a")})
    assert ["/a"] == urls(source.discover(UP, fetch))
    assert [ROBOTS, first, second] == fetch.asked
    assert [ROBOTS] == list(source.asks(UP))
    assert third not in fetch.asked


def test_where_there_is_none_it_says_so():
    with pytest.raises(NotAnswered, match="http-404"):
        found({ROBOTS: 404} | {f"{SITE}{path}": 404 for path in USUAL})


def test_the_address_of_a_sitemap_is_read_as_one():
    fetch = Recorded({f"{SITE}/news/map.txt": b"https://example.org/a\n"})
    (one,) = Sitemaps(urls=(f"{SITE}/news/map.txt",)).discover(UP, fetch)
    assert ("/a", "", f"{SITE}/news/map.txt") == (one.url.removeprefix(SITE), one.title, one.query)


def test_an_index_leads_to_its_sitemaps_and_around_circles():
    answers = {
        MAP: index("/1.xml", "/deep.xml", "/sitemap.xml"),
        f"{SITE}/1.xml": listed("/a"),
        f"{SITE}/deep.xml": index("/sitemap.xml", "/2.xml"),
        f"{SITE}/2.xml": listed("/b"),
    }
    assert ["/a", "/b"] == urls(found(answers, urls=(MAP,)))


def test_indexes_without_end_end():
    answers = {f"{SITE}/{n}.xml": index(f"/{n + 1}.xml") for n in range(9)}
    source = Sitemaps(urls=(f"{SITE}/0.xml",))
    fetch = Recorded(answers)
    assert [] == list(source.discover(UP, fetch))
    assert 4 == len(fetch.asked)


def test_limits_are_kept_and_told(caplog):
    many = {MAP: index(*(f"/{n}.xml" for n in range(5)))}
    many |= {f"{SITE}/{n}.xml": listed(f"/a{n}", f"/b{n}") for n in range(5)}
    with caplog.at_level(logging.WARNING):
        assert ["/a0", "/b0", "/a1", "/b1"] == urls(found(many, urls=(MAP,), files=3))
        assert ["/a0", "/b0", "/a1"] == urls(found(many, urls=(MAP,), limit=3))
    assert "stopped at its limit of 3 sitemaps" in caplog.text
    assert "stopped at its limit of 3 pages" in caplog.text


def test_only_what_is_asked_for_is_read_and_kept():
    answers = {MAP: index("/posts-1.xml", "/tags.xml"), f"{SITE}/posts-1.xml": listed(
        "/reviews/up", "/news/fire", "/reviews/about-us")}  # fmt: skip
    kept = found(
        answers,
        urls=(MAP,),
        sitemaps=("*posts*",),
        keep=("/reviews/*",),
        leave_out=("*/about-us not a review",),
    )
    assert [("/reviews/up", ""), ("/reviews/about-us", "pattern: not a review")] == [
        (url, one.left_out) for url, one in zip(urls(kept), kept, strict=True)
    ]


def test_what_was_last_changed_too_early_is_left_out_and_its_sitemaps_unread():
    old = index("/2001.xml", changed="2001-05-01").replace(b"<sitemapindex>", b"")
    both = index("/2009.xml", changed="2010-01-01").replace(b"</sitemapindex>", old)
    dated = b"<url><loc>/a</loc><lastmod>2003-01-01</lastmod></url>"
    pages = b"<urlset>" + dated + b"<url><loc>/b</loc></url></urlset>"
    kept = found({MAP: both, f"{SITE}/2009.xml": pages}, urls=(MAP,), since="2009")
    assert [("/a", "early: last changed 2003-01-01, before 2009"), ("/b", "")] == [
        (url, one.left_out) for url, one in zip(urls(kept), kept, strict=True)
    ]
    assert ["", ""] == [one.published for one in kept]


def test_pages_of_another_site_are_left_out():
    answers = {ROBOTS: b"Sitemap: https://cdn.example.net/map.xml"}
    answers["https://cdn.example.net/map.xml"] = listed(
        "https://www.example.org/a", "https://blog.example.org/b", "https://example.com/c"
    )
    assert ["", "", "off-site: a sitemap speaks of its own site alone"] == [
        one.left_out for one in found(answers)
    ]


def test_addresses_that_hint_at_nothing_are_left_out():
    answers = {MAP: listed("/up-review", "/the-carl-problem", "/grow-up", "/node/7")}
    kept = found(answers, urls=(MAP,), about=True)
    assert ["", "", "no-cue", "no-cue"] == [one.left_out.partition(":")[0] for one in kept]


def test_one_broken_sitemap_does_not_end_the_rest(caplog):
    answers = {MAP: index("/1.xml", "/2.xml", "/3.xml"), f"{SITE}/1.xml": 500}
    answers |= {f"{SITE}/2.xml": b"<html>", f"{SITE}/3.xml": listed("/a")}
    assert ["/a"] == urls(found(answers, urls=(MAP,)))
    assert "2 sitemaps weren't had, http-500" in caplog.text


@pytest.mark.parametrize(
    "wrong", [{"urls": ()}, {"keep": ("her",)}, {"sitemaps": "x"}, {"files": 0}, {"until": "x"}]
)
def test_settings_that_can_not_be_meant_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Sitemaps(**{"urls": (SITE,), **wrong})


def test_a_site_that_fails_altogether_is_not_asked_on(caplog):
    answers = {MAP: index("/1.xml", "/2.xml", "/3.xml", "/4.xml", "/5.xml")}
    fetch = Recorded(answers | {f"{SITE}/{n}.xml": 503 for n in range(1, 6)})
    assert [] == list(Sitemaps(urls=(MAP,)).discover(UP, fetch))
    assert 4 == len(fetch.asked)
    assert "the site isn't asked on: http-503" in caplog.text
