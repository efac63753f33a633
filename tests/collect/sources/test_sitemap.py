import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.candidates import Answer, NotAnswered
from hermeneut.collect.sources import sitemap
from hermeneut.collect.sources.sitemap import Place, read

HERE = "https://example.org/sitemap.xml"
FEED = """<rss><channel><title>The Balloon</title><item><title>Up</title><link>/a</link>
<pubDate>1 Jun 2009 10:00 GMT</pubDate></item></channel></rss>"""
SPACE = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"


def places(body):
    return list(read(Answer(HERE, 200, body if isinstance(body, bytes) else body.encode())))


def listed(*inside):
    return f"<urlset {SPACE}>{''.join(f'<url>{one}</url>' for one in inside)}</urlset>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (listed("<loc> https://example.org/a </loc>"), Place("https://example.org/a")),
        (listed("<loc>/a?b=1&amp;c=2</loc>"), Place("https://example.org/a?b=1&c=2")),
        (
            listed("<loc>/a</loc><lastmod>2014-01-10T08:00:00+02:00</lastmod>"),
            Place("https://example.org/a", changed="2014-01-10"),
        ),
        (
            listed(
                "<image:image xmlns:image='i'><image:loc>/p.jpg</image:loc>"
                "<image:title>A picture</image:title></image:image><loc>/a</loc>"
            ),
            Place("https://example.org/a"),
        ),
        (
            listed(
                "<loc>/a</loc><n:news xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>"
                "<n:publication><n:name>The Balloon</n:name><n:language>en</n:language>"
                "</n:publication><n:publication_date>2009-06-01</n:publication_date>"
                "<n:title>Up &amp; away</n:title></n:news>"
            ),
            Place(
                "https://example.org/a",
                published="2009-06-01",
                title="Up & away",
                outlet="The Balloon",
            ),
        ),
        (
            "<sitemapindex><sitemap><loc>/2.xml</loc><lastmod>2014</lastmod></sitemap></sitemapindex>",
            Place("https://example.org/2.xml", is_sitemap=True, changed="2014"),
        ),
        ("<urlset><url><loc>/a</loc></url></urlset>", Place("https://example.org/a")),
        ("<s:urlset xmlns:s='x'><s:url><s:loc>/a</s:loc></s:url></s:urlset>",
         Place("https://example.org/a")),
        ("\ufeffhttps://example.org/a\r\n\r\n", Place("https://example.org/a")),
        (
            FEED,
            Place("https://example.org/a", published="2009-06-01", title="Up",
                  outlet="The Balloon"),
        ),
    ],
    ids=[
        "blanks", "entities", "change", "pictures", "news", "index", "no namespace", "prefix",
        "text", "feed",
    ],
)  # fmt: skip
def test_every_kind_of_sitemap_is_read(body, expected):
    assert [expected] == places(body)
    assert [expected] == places(gzip.compress(body.encode()))


def test_a_sitemap_cut_short_is_read_as_far_as_it_goes():
    whole = listed("<loc>/a</loc>", "<loc>/b</loc>", "<loc>/c</loc>")
    found = [one.url for one in places(whole[: whole.index("/c") + 1])]
    assert ["https://example.org/a", "https://example.org/b"] == found[:2]


def test_addresses_that_lead_nowhere_are_passed_over():
    body = listed("<loc>javascript:1</loc>", "<loc/>", "", "<loc>/a</loc>")
    assert ["https://example.org/a"] == [one.url for one in places(body)]


def test_entities_that_swell_are_not_expanded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("https://example.org/secret")
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    loads = f'<!ENTITY s SYSTEM "file://{secret}"><!ENTITY e0 "ha">{levels}'
    body = f"<!DOCTYPE urlset [{loads}]>" + listed("<loc>/&e11;</loc>", "<loc>&s;</loc>")
    found = [one.url for one in places(body)]
    assert set(found) <= {"https://example.org/"}


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        (b"<html><body>Not found</body></html>", "no-sitemap"),
        (b"", "no-sitemap"),
        (b"User-agent: *", "no-sitemap"),
        (b"\x1f\x8bdamaged", "no-sitemap"),
        (gzip.compress(b"<urlset>" + b" " * 2000), "too-large"),
        (b"<urlset>" + b" " * 2000, "too-large"),
    ],
)
def test_what_is_no_sitemap_or_too_large_is_refused(monkeypatch, body, slug):
    monkeypatch.setattr(sitemap, "LARGEST", 1000)
    with pytest.raises(NotAnswered, match=slug):
        places(body)


def test_a_sitemap_of_fifty_thousand_pages_takes_no_time_and_keeps_their_order():
    body = listed(*(f"<loc>https://example.org/{n}</loc>" for n in range(50_000)))
    found = [one.url.rpartition("/")[2] for one in places(body)]
    assert [str(n) for n in range(50_000)] == found


@given(st.binary(max_size=200), st.sampled_from([b"<urlset><url><loc>", b"https://a.org/", b""]))
def test_rubbish_is_read_or_refused(rubbish, before):
    try:
        assert all(one.url.startswith("http") for one in places(before + rubbish))
    except NotAnswered as error:
        slug = error.slug
        assert slug in ("no-sitemap", "no-feed")
