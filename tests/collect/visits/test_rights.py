import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.collect.http.exchange import Exchange
from hermeneut.collect.visits.rights import HEAD, Reservation, reserved, signals, tdmrep
from hermeneut.collect.visits.robots import rules

URL = "https://example.org/reviews/her"


def page(html="", *headers, kind="text/html; charset=utf-8"):
    body = html if isinstance(html, bytes) else html.encode()
    return Exchange(
        URL, "2014-01-10T05:00:00Z", b"", 200, "HTTP/1.1 200 OK",
        (("Content-Type", kind), *headers), body,
    )  # fmt: skip


def said(html="", *headers, **options):
    kind = options.pop("kind", "text/html")
    return signals(URL, page(html, *headers, kind=kind), **options)


def test_a_page_that_says_nothing_has_no_signals():
    assert said("<title>Her</title><p>A warm, odd film about robots.") == {}
    assert reserved({}) == ""


# TDM Reservation Protocol.


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ([{"location": "/", "tdm-reservation": 1}], (Reservation("/", 1, ""),)),
        ([{"location": "/a", "tdm-reservation": 0}], (Reservation("/a", 0, ""),)),
        (
            [{"location": "/", "tdm-reservation": "1", "tdm-policy": "https://example.org/p.json"}],
            (Reservation("/", 1, "https://example.org/p.json"),),
        ),
        ({"location": "/", "tdm-reservation": 1}, (Reservation("/", 1, ""),)),
        ([{"location": "/", "tdm-reservation": 2}], ()),
        ([{"location": "/"}], ()),
        ([{"tdm-reservation": 1}], ()),
        ([{"location": 7, "tdm-reservation": 1}, None, [], "x", 5], ()),
        ([{"location": "/", "tdm-reservation": 1, "tdm-policy": [1]}], (Reservation("/", 1, ""),)),
        ("text", ()),
        (None, ()),
    ],
)
def test_a_site_s_file_is_read(body, found):
    assert tdmrep(json.dumps(body).encode()) == found


@pytest.mark.parametrize("body", [b"", b"<html>", b"[" * 10**5, b"\xff\xfe[", b"9" * 5000])
def test_what_is_no_such_file_says_nothing(body):
    assert tdmrep(body) == ()


@given(st.binary(max_size=200))
def test_no_bytes_make_a_site_s_file_fail(body):
    assert isinstance(tdmrep(body), tuple)


@pytest.mark.parametrize(
    ("location", "matches"),
    [
        ("/", True),
        ("/reviews/", True),
        ("/reviews/her$", True),
        ("/reviews/h$", False),
        ("/*/her", True),
        ("*/her", True),
        ("*", True),
        ("/Reviews/", False),
        ("reviews/", True),
        ("https://example.org/reviews/", True),
        ("/reviews/%68er", True),
        ("/news/", False),
        ("/#", False),
        ("", True),
        ("/reviews/her\nallow: /", False),
        ("/ツ", False),
        ("\ud800", False),
    ],
)
def test_where_a_rule_of_the_file_holds(location, matches):
    found = said(tdm=[Reservation(location, 1, "")])
    assert found == ({"tdm-reservation": "1", "tdm-source": "file"} if matches else {})


def test_the_first_rule_that_matches_counts():
    tdm = [Reservation("/news/", 1, ""), Reservation("/reviews/", 0, ""), Reservation("/", 1, "")]
    found = said(tdm=tdm)
    assert (found["tdm-reservation"], reserved(found)) == ("0", "")


META = '<meta name="TDM-Reservation" content="1"><meta name="tdm-policy" content="/p.json">'


@pytest.mark.parametrize(
    ("html", "headers", "source", "reservation"),
    [
        (META, [("tdm-reservation", "0")], "meta", "1"),
        ("", [("TDM-Reservation", "0")], "header", "0"),
        ("", [], "file", "1"),
        ('<meta name="tdm-reservation" content="2">', [], "file", "1"),
        ("", [("tdm-reservation", "yes")], "file", "1"),
        ("", [("tdm-reservation", "0"), ("tdm-reservation", "0")], "header", "0"),
        ('<meta name="tdm-reservation" content=" 0 ">', [("tdm-reservation", "1")], "meta", "0"),
    ],
)
def test_the_page_counts_before_its_header_before_the_file(html, headers, source, reservation):
    found = said(html, *headers, tdm=[Reservation("/", 1, "")])
    assert (found["tdm-source"], found["tdm-reservation"]) == (source, reservation)
    assert bool(reserved(found)) == (reservation == "1")


def test_the_conditions_are_an_address():
    assert said(META)["tdm-policy"] == "https://example.org/p.json"
    odd = [("tdm-reservation", "1"), ("tdm-policy", "javascript:alert(1)")]
    assert "tdm-policy" not in said("", *odd)


# Directives for robots.


@pytest.mark.parametrize(
    ("values", "found", "why"),
    [
        (["noai"], "noai", "noai"),
        (["NoAI, NoImageAI"], "noai, noimageai", "noai"),
        (["noimageai"], "noimageai", ""),
        (["noml"], "noml", "noml"),
        (["noindex, noarchive", "nosnippet"], "noindex, noarchive, nosnippet", ""),
        (["none"], "none", ""),
        (["googlebot: noai, noindex"], "googlebot: noai, googlebot: noindex", ""),
        (["googlebot: noindex", "noai"], "googlebot: noindex, noai", "noai"),
        (["hermeneut: noindex"], "hermeneut: noindex", "hermeneut: noindex"),
        (["Hermeneut: none"], "hermeneut: none", "hermeneut: none"),
        (["hermeneut: nofollow"], "hermeneut: nofollow", ""),
        (["otherbot: noai, hermeneut: noai"], "otherbot: noai, hermeneut: noai", "hermeneut: noai"),
        (["*: noai"], "noai", "noai"),
        (["max-snippet: 20, noai"], "max-snippet:20, noai", "noai"),
        (["all"], "all", ""),
        ([", ,;"], None, ""),
    ],
)
def test_directives_in_headers(values, found, why):
    gathered = said("", *[("X-Robots-Tag", value) for value in values])
    assert gathered.get("x-robots-tag") == found
    assert reserved(gathered) == (f"the page says {why} (x-robots-tag)" if why else "")


@pytest.mark.parametrize(
    ("html", "found", "why"),
    [
        ('<meta name="robots" content="noai, noimageai">', "noai, noimageai", "noai"),
        ("<META CONTENT=NOAI NAME=ROBOTS>", "noai", "noai"),
        ("<meta name='robots' content='noai'/>", "noai", "noai"),
        ('<meta name="hermeneut" content="noindex">', "hermeneut: noindex", "hermeneut: noindex"),
        ('<meta name="googlebot" content="noai">', None, ""),
        ('<meta name="robots" content="index, follow">', "index, follow", ""),
        ('<meta name="robots">', None, ""),
        ('<!-- <meta name="robots" content="noai"> -->', None, ""),
        ('<script>"<meta name=robots content=noai>"</script>', None, ""),
        ('<p title="<meta name=robots content=noai>">', None, ""),
        ('<head><meta name="robots" content="noai"', "noai", "noai"),
        ('<div><meta name="robots" content="noai">', "noai", "noai"),
    ],
)
def test_directives_in_pages(html, found, why):
    gathered = said(f"<!doctype html>{html}<p>robots")
    assert gathered.get("robots-meta") == found
    assert reserved(gathered) == (f"the page says {why} (robots-meta)" if why else "")


def test_a_page_in_utf_16_is_read():
    html = '\ufeff<html><meta name="robots" content="noai">'
    assert said(html.encode("utf-16-le"))["robots-meta"] == "noai"


def test_only_the_beginning_is_looked_at():
    assert said("<p>" + "a" * HEAD + '<meta name="robots" content="noai">') == {}


def test_what_is_no_page_is_not_parsed():
    assert said('<meta name="robots" content="noai">', kind="application/pdf") == {}


def test_what_is_packed_is_looked_into():
    import gzip

    packed = gzip.compress(b'<meta name="robots" content="noai">')
    assert said(packed, ("Content-Encoding", "gzip"))["robots-meta"] == "noai"


# Licences.

CC = "https://creativecommons.org/licenses/by/4.0/"
PICTURED = json.dumps(
    {
        "@type": ["Article"],
        "image": {"@type": ["ImageObject"], "license": "https://x.example"},
        "license": CC,
    }
)


@pytest.mark.parametrize(
    "html",
    [
        f'<link rel="license" href="{CC}">',
        f'<link rel="alternate LICENSE" href=" {CC} ">',
        f'<p>Some rights <a rel="license nofollow" href="{CC}">reserved</a>',
        f'<script type="application/ld+json">{{"@type": "Review", "license": "{CC}"}}</script>',
        f'<script type="application/ld+json">{{"license": {{"@id": "{CC}"}}}}</script>',
        f'<script type="application/ld+json">{{"@graph": [{PICTURED}]}}</script>',
        f'<link rel="license" href="{CC}"><a rel="license" href="https://x.example">',
        f'<a rel="license" href="">?</a><a rel="license" href="{CC}">',
    ],
)
def test_licences_in_pages(html):
    assert said(html)["licence"] == CC


@pytest.mark.parametrize(
    "html",
    [
        f'<figure><img><figcaption><a rel="license" href="{CC}">CC BY</a></figcaption></figure>',
        f'<a href="{CC}">licence</a>',
        '<a rel="license" href="javascript:alert(1)">licence</a>',
        '<a rel="license" href="http://[bad/">licence</a>',
        '<script type="application/ld+json">{"@type": "ImageObject", "license": "https://x"}</script>',
        '<script type="application/ld+json">{"license": ' + "[" * 9999 + "</script>",
        '<script type="application/ld+json">{"license": 7, "@type": [[]]}</script>',
        '<script>{"license": "https://x.example"}</script>',
    ],
)
def test_what_is_no_licence_of_the_page(html):
    assert "licence" not in said(html)


@pytest.mark.parametrize(
    ("value", "licence"),
    [
        (f'<{CC}>; rel="license"', CC),
        (f"<{CC}>; title=terms; rel=license", CC),
        (f'</a.css>; rel=preload, <{CC}>; rel="x license"', CC),
        ("</licence>; rel=license", "https://example.org/licence"),
        (f"<{CC}>; rel=unlicensed", None),
        ("<>; rel=license", None),
        ("<" * 5000, None),
    ],
)
def test_licences_in_headers(value, licence):
    assert said("", ("Link", value)).get("licence") == licence


# Preferences, and what robots.txt says to others.


def test_preferences_are_recorded_and_refuse_nothing():
    robots = rules(200, b"User-agent: *\nContent-Signal: search=yes,ai-train=no\nDisallow: /x\n")
    found = said("", ("Content-Usage", "train-ai=n"), robots=robots)
    assert found == {"content-usage": "train-ai=n", "content-signal": "search=yes,ai-train=no"}
    assert reserved(found) == ""


def test_agents_that_train_and_are_kept_out_are_recorded():
    robots = rules(
        200,
        b"User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /reviews/\n\n"
        b"User-agent: Bytespider\nDisallow: /news/\n\nUser-agent: *\nDisallow:\n",
    )
    found = said(robots=robots)
    assert (found, reserved(found)) == ({"robots-ai": "ccbot, gptbot"}, "")


# Whatever comes.


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(body):
    found = said(
        b"<meta name=robots content=noai>" + body, ("X-Robots-Tag", body.decode("latin-1"))
    )
    assert all(isinstance(value, str) and value for value in found.values())
    assert isinstance(reserved(found), str)


TAGS = st.sampled_from(
    ["<meta name=robots", " content='noai", "'>", "<a rel=license href=", "<link ", "<figure>",
     '<script type="application/ld+json">', '{"license":', "}", "</script>", "<!--", "-->", "\0",
     "&#x0;", "/>"]
)  # fmt: skip


@given(st.lists(TAGS, max_size=15))
def test_broken_markup_is_read(pieces):
    assert isinstance(said("".join(pieces) + "robots"), dict)


@pytest.mark.parametrize(
    "html",
    ["<div>" * 13000 + "robots", "<!--" * 16000 + "robots", "<meta name=robots content='" * 2400,
     '<a rel=license href="' * 3000, "<meta name=robots content=" + "noai," * 12000 + ">",
     "&" * 60000 + "robots"],
    ids=["deep", "comments", "quotes", "links", "long", "entities"],
)  # fmt: skip
def test_a_page_made_to_be_slow_is_not(html):
    found = said(html)
    assert all(len(value) <= 500 for value in found.values())
