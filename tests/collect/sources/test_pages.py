import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.candidates import Answer, NotAnswered
from hermeneut.collect.sources import pages
from hermeneut.collect.sources.pages import Page, leads_to_a_page, unwrapped

HERE = "https://example.org/round-up/"


def page(html, url=HERE, **headers):
    body = html if isinstance(html, bytes) else html.encode()
    return Page(Answer(url, 200, body, {k.replace("_", "-"): v for k, v in headers.items()}))


def urls(links):
    return [link.url for link in links]


ROUND_UP = """<!doctype html><html><head><title>What they said</title></head>
<body class="has-sidebar nav-open">
<header role="banner"><a href="/">Home</a></header>
<nav><a href="https://example.net/menu">Menu</a></nav>
<div id="wrap" class="content-sidebar"><article class="post related-content">
  <header><h1><a href="https://a.example/up">Up, weighed</a></h1></header>
  <p>One liked it (<a href="https://b.example/review">full review</a>), one
     <a href="https://c.example/essay">wept through it</a>.</p>
  <div class="sharedaddy"><a href="https://example.com/share-me">Share</a></div>
  <form action="/x"><a href="https://d.example/form">form</a></form>
</article>
<aside><a href="https://e.example/aside">aside</a></aside>
<div class="related-posts"><a href="https://f.example/related">more of this</a></div></div>
<section id="comments"><a href="https://g.example/troll">my blog</a></section>
<footer><a href="https://h.example/theme">theme</a></footer></body></html>"""


def test_links_in_the_text_are_told_from_those_around_it():
    found = page(ROUND_UP).body_links()
    assert [
        ("https://a.example/up", "Up, weighed"),
        ("https://b.example/review", ""),
        ("https://c.example/essay", "wept through it"),
    ] == [(link.url, link.title) for link in found]
    assert 11 == len(page(ROUND_UP).links())


@pytest.mark.parametrize(
    "html",
    [
        "<div class=sidebar>{words}<a href=/a>a</a></div><div class=menu><a href=/b>b</a></div>",
        "<div class=entry-content><a href=/a>a</a></div><p>{words} <a href=/b>b</a></p>",
        "<main><a href=/a>a</a></main><a href=/b>b</a>",
        "<div role=main><a href=/a>a</a><ul role=navigation><a href=/b>b</a></ul></div>",
        "<aside><article><a href=/b>b</a></article></aside><article><a href=/a>a</a></article>",
        "<nav><a href=/a>a</a></nav>",
    ],
    ids=["wrapper", "entry-content", "main", "roles", "aside", "nothing else"],
)
def test_the_text_is_found_however_it_is_marked(html):
    found = page(html.replace("{words}", "words " * 50)).body_links()
    assert ["https://example.org/a"] == urls(found)


def test_each_page_comes_once_with_the_first_words_that_say_something():
    found = page(
        '<a href="/up"><img src="p.jpg" alt=""></a> <a href="/up?utm_source=x">Read more</a>'
        '<a href="http://www.example.org/up#end">Up, up and away</a>'
        '<a href="/b">https://example.org/b</a><a href="/c"><img src=x alt="A balloon"></a>'
    ).links()
    assert [
        ("https://example.org/up", "Up, up and away"),
        ("https://example.org/b", ""),
        ("https://example.org/c", "A balloon"),
    ] == [(link.url, link.title) for link in found]


def test_links_are_resolved_against_the_base_that_the_page_names():
    html = '<base href="//cdn.example.net/a/"><a href="b">b</a><a href="?p=1">p</a>'
    assert ["https://cdn.example.net/a/b", "https://cdn.example.net/a/?p=1"] == urls(
        page(html).links()
    )


def test_only_links_to_pages_count():
    html = "".join(
        f'<a href="{href}">x</a>'
        for href in (
            "mailto:a@example.org", "javascript:void(0)", "tel:+1", "/poster.JPG", "/feed.xml",
            "https://twitter.com/intent/tweet?url=x", "https://www.facebook.com/sharer.php?u=x",
            "ftp://example.org/x", "http://[bad", "", "#top", "/essay.pdf",
        )
    )  # fmt: skip
    found = urls(page(html).links())
    assert ["https://example.org/essay.pdf"] == found


@pytest.mark.parametrize(
    ("body", "headers", "title"),
    [
        (b"<a href=x>O\xf9 ?</a>", {"content_type": "text/html; charset=latin1"}, "Où ?"),
        ("<meta charset=windows-1251><a href=x>Она</a>".encode("cp1251"), {}, "Она"),
        ("<a href=x>Она</a>".encode(), {"content_type": "text/html; charset=no-such"}, "Она"),
        ("<a href=x>Она</a>".encode(), {"content_type": "text/html; charset=us-ascii"}, "Она"),
        ("<a href=x>Она</a>".encode("utf-16"), {}, "Она"),
        (b"<?xml version='1.0' encoding='utf-8'?><html><a href=x>Her</a></html>", {}, "Her"),
    ],
    ids=["header", "meta", "unknown", "wrong", "mark", "prolog"],
)  # fmt: skip
def test_words_are_decoded_as_they_were_written(body, headers, title):
    assert [title] == [link.title for link in page(body, **headers).links()]


def test_what_a_page_asks_not_to_follow_is_told():
    found = page("<a rel='nofollow noopener' href=/a>a</a><a href=/b>b</a><a href=/a>a</a>").links()
    assert [("https://example.org/a", True), ("https://example.org/b", True)] == [
        (link.url, link.follow) for link in found
    ]
    (one,) = page("<a rel=nofollow href=/a>a</a>").links()
    assert not one.follow
    assert page(
        '<meta name="ROBOTS" content="noindex, NoFollow"><a href=/a>a</a>'
    ).asks_not_to_follow()
    assert not page('<meta name="robots" content="noindex"><a href=/a>a</a>').asks_not_to_follow()


def test_other_forms_of_a_page_are_named():
    html = (
        '<link rel="alternate" type="application/rss+xml; charset=utf-8" title="All" href="/feed">'
        '<link rel="stylesheet" type="text/css" href="/s.css">'
        '<link rel="ALTERNATE home" type="application/atom+xml" href="atom">'
    )
    assert [
        ("application/rss+xml", "All", "https://example.org/feed"),
        ("application/atom+xml", "", "https://example.org/round-up/atom"),
    ] == page(html).alternates()


@pytest.mark.parametrize("body", [b"", b"plain words", b"\x00\x01\x02", b"{}", b"%PDF-1.7"])
def test_what_is_no_page_is_refused(body):
    with pytest.raises(NotAnswered, match="no-page"):
        page(body)


@given(st.binary(max_size=300), st.sampled_from([b"", b"<a href=", b"<article><nav><a href='/x'>"]))
def test_rubbish_is_read_or_refused(rubbish, before):
    try:
        found = page(before + rubbish)
    except NotAnswered as error:
        slug = error.slug
        assert "no-page" == slug
    else:
        assert all(url.startswith("http") for url in urls(found.links() + found.body_links()))


def test_elements_left_open_a_thousand_deep_are_read():
    assert ["https://example.org/a"] == urls(page("<div>" * 1000 + "<a href=/a>a</a>").links())


def test_only_the_first_part_of_a_huge_page_is_read(monkeypatch):
    monkeypatch.setattr(pages, "LARGEST", 200)
    html = "".join(f"<a href=/page-{n}>{n}</a>" for n in range(100))
    found = urls(page(html).links())
    assert [f"https://example.org/page-{n}" for n in range(9)] == found


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.google.com/url?sa=t&url=https%3A%2F%2Fa.org%2Fx&usg=1", "https://a.org/x"),
        ("https://www.google.co.uk/url?q=https://a.org/x", "https://a.org/x"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fa.org%2F", "https://a.org/"),
        ("https://duckduckgo.com/l/?uddg=https%3A%2F%2Fa.org%2Fx", "https://a.org/x"),
        ("https://www.google.com/url?q=javascript:1", "https://www.google.com/url?q=javascript:1"),
        ("https://a.org/url?url=https://b.org", "https://a.org/url?url=https://b.org"),
    ],
)
def test_what_is_wrapped_around_a_link_is_taken_off(url, expected):
    assert expected == unwrapped(url)


def test_a_document_is_a_page():
    assert leads_to_a_page("https://example.org/essay.pdf")
    assert leads_to_a_page("https://x.com/someone/status/1")
    assert not leads_to_a_page("https://example.org/essay.zip?x=1")
