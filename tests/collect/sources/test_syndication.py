import gzip
import json
import re
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.candidates import Answer, NotAnswered
from hermeneut.collect.sources import syndication
from hermeneut.collect.sources.syndication import Entry, is_feed, read

HERE = "https://example.org/feeds/all"


def feed(body, **headers):
    sent = body if isinstance(body, bytes) else body.encode()
    return read(Answer(HERE, 200, sent, headers))


def item(inside):
    start = "<rss version='2.0'><channel><title>The Balloon</title>"
    return f"{start}<item>{inside}</item></channel></rss>"


def entry(inside):
    start = "<feed xmlns='http://www.w3.org/2005/Atom'><title>The Balloon</title>"
    return f"{start}<entry>{inside}</entry></feed>"


RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<item rdf:about="x"><title>Up, weighed &amp;amp; found</title><link>https://example.org/up</link>
<dc:creator>A. Lee</dc:creator><dc:date>2009-06-01</dc:date></item></rdf:RDF>"""
FULL = Entry("https://example.org/up", "Up, weighed & found", "A. Lee", "", "2009-06-01")


@pytest.mark.parametrize(
    "body",
    [
        item(
            "<title>Up, weighed &amp;amp; found</title><link>https://example.org/up</link>"
            "<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>A. Lee</dc:creator>"
            "<pubDate>Mon, 01 Jun 2009 23:10:00 -0700</pubDate>"
        ),
        entry(
            "<title type='html'>&lt;i&gt;Up&lt;/i&gt;, weighed &amp;amp; found</title>"
            "<link href='/up'/><link rel='replies' href='/up/comments'/>"
            "<author><name>A. Lee</name></author><published>2009-06-01T23:10:00-07:00</published>"
            "<updated>2020-01-01T00:00:00Z</updated>"
        ),
        RDF,
        json.dumps({
            "version": "https://jsonfeed.org/version/1.1",
            "title": "The Balloon",
            "items": [{
                "id": "1", "url": "/up", "title": "Up, weighed & found",
                "authors": [{"name": "A. Lee"}], "date_published": "2009-06-01T23:10:00-07:00",
            }],
        }),
    ],
    ids=["RSS 2.0", "Atom", "RSS 1.0", "JSON Feed"],
)  # fmt: skip
def test_every_kind_of_feed_says_the_same(body):
    assert (FULL,) == feed(body).entries


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (item("<link>/up</link>"), "https://example.org/up"),
        (item("<guid>https://example.org/up</guid>"), "https://example.org/up"),
        (item("<guid isPermaLink='false'>tag:1</guid><link>/b</link>"), "https://example.org/b"),
        (
            item(
                "<link>https://feeds.example.net/~r/1</link><fb:origLink "
                "xmlns:fb='http://rssnamespace.org/feedburner/ext/1.0'>https://example.org/up"
                "</fb:origLink>"
            ),
            "https://example.org/up",
        ),
        (
            entry("<link rel='enclosure' href='/a.mp3'/><link rel='alternate' href='/up'/>"),
            "https://example.org/up",
        ),
        (
            entry("<link type='audio/mpeg' href='/a.mp3'/><link type='text/html' href='/up'/>"),
            "https://example.org/up",
        ),
        (entry("<link xml:base='https://example.net/a/' href='up'/>"), "https://example.net/a/up"),
        (entry("<id>https://example.org/up</id>"), "https://example.org/up"),
        (entry("<id>urn:uuid:1</id><link rel='via' href='https://example.net/up'/>"),
         "https://example.net/up"),
    ],
)  # fmt: skip
def test_an_entrys_page_is_found(body, url):
    assert [url] == [one.url for one in feed(body).entries]


@pytest.mark.parametrize(
    "body",
    [
        item("<enclosure url='https://example.org/a.mp3' type='audio/mpeg'/>"),
        item("<link>javascript:alert(1)</link>"),
        entry("<id>urn:uuid:1</id>"),
    ],
)
def test_an_entry_without_a_page_is_counted(body):
    assert ((), 1) == (feed(body).entries, feed(body).pageless)


@pytest.mark.parametrize(
    ("body", "published"),
    [
        (entry("<id>https://a.org/</id><updated>2020-01-01T00:00:00Z</updated>"), ""),
        (item("<guid>https://a.org/</guid><pubDate>1 Jun 09 10:00 GMT</pubDate>"), "2009-06-01"),
        (item("<guid>https://a.org/</guid><pubDate>some day</pubDate>"), ""),
        (
            item("<guid>https://a.org/</guid><pubDate>2009년 06월 01일 오후 11:10</pubDate>"),
            "2009-06-01",
        ),
    ],
)  # fmt: skip
def test_the_day_of_publication_is_never_that_of_a_change(body, published):
    assert [published] == [one.published for one in feed(body).entries]


def test_where_an_entry_comes_from_goes_before_the_feed():
    (one,) = feed(item("<link>/a</link><source url='https://b.org/feed'>B Weekly</source>")).entries
    assert "B Weekly" == one.outlet


def test_older_pages_of_a_feed_are_named():
    ahead = "<link rel='next' href='?page=2'/><link rel='self' href='?page=1'/>"
    assert f"{HERE}?page=2" == feed(entry("").replace("<entry>", ahead + "<entry>")).next
    archive = "<link rel='prev-archive' href='/2008'/>"
    assert (
        "https://example.org/2008" == feed(entry("").replace("<entry>", archive + "<entry>")).next
    )
    given = '{"version": "https://jsonfeed.org/version/1", "next_url": "?2", "items": []}'
    assert f"{HERE}?2" == feed(given).next
    made = "<generator>https://wordpress.org/?v=6.4</generator><item>"
    assert feed(item("").replace("<item>", made)).wordpress


DAMAGED = """<?xml version="1.0"?><rss version="2.0"><channel><title>A & B</title>
<item><title>Up < down</title><link>https://example.org/up?a=1&b=2</link></item>
<item><title>Caf\xe9</title><link>https://example.org/cafe</link>"""


def test_a_damaged_feed_is_read_as_far_as_it_goes():
    found = feed(DAMAGED.encode("latin-1"))
    urls = [one.url for one in found.entries]
    assert ["https://example.org/up?a=1&b=2", "https://example.org/cafe"] == urls
    assert "Café" == found.entries[1].title


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><body><p>An RSS feed</p></body></html>", b'{"items": []}', b"%PDF-1.7", b"words"],
)
def test_what_is_no_feed_is_refused(body):
    assert not is_feed(body)
    with pytest.raises(NotAnswered, match="no-feed"):
        feed(body)


def test_a_feed_in_utf_16_is_one():
    assert is_feed(item("<link>/up</link>").encode("utf-16"))


def test_entities_that_swell_are_not_expanded():
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha">{levels}]>'
    found = feed(bomb + item("<title>&e11;</title><link>/up</link>"))
    assert all(len(one.title) < 2000 for one in found.entries)


def test_no_file_is_opened(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(item("<title>secret</title><link>/s</link>"))
    loads = f'<!DOCTYPE rss [<!ENTITY s SYSTEM "file://{secret}">]>'
    titles = [one.title for one in feed(loads + item("<title>&s;</title><link>/a</link>")).entries]
    assert titles
    assert not any("secret" in title for title in titles)


@pytest.mark.parametrize(("name", "value"), [("LARGEST", 50), ("MOST", 0)])
def test_a_feed_made_to_fill_a_memory_is_refused(monkeypatch, name, value):
    monkeypatch.setattr(syndication, name, value)
    with pytest.raises(NotAnswered, match="too-large"):
        feed(item("<link>/up</link>"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["url", "id", "title", "authors", "author", "name", "external_url"]),
            inner,
        )
    ),
    max_leaves=9,
)


@given(JSON, JSON)
def test_any_json_feed_is_read(items, authors):
    given = {"version": "https://jsonfeed.org/version/1.1", "items": items, "authors": authors}
    assert all(one.url.startswith("http") for one in feed(json.dumps(given)).entries)


@given(st.binary(max_size=200), st.sampled_from([b"<rss><channel><item>", b"<feed><entry>", b""]))
def test_rubbish_is_read_or_refused(rubbish, before):
    try:
        found = feed(before + rubbish)
    except NotAnswered as error:
        slug = error.slug
        assert "no-feed" == slug
    else:
        assert all(one.url.startswith("http") for one in found.entries)


@pytest.fixture(scope="module")
def corpus(data):
    """The feeds of feedparser's own tests, each with what its authors expect of it."""
    folder = data / "feeds_feedparser"
    with tarfile.open(folder / "feedparser_tests.tar.xz") as packed:
        bodies = {m.name: packed.extractfile(m).read() for m in packed if m.isfile()}
    lines = gzip.decompress((folder / "index.jsonl.gz").read_bytes()).splitlines()
    return [(bodies[one["path"]], one["expect"] or "") for one in map(json.loads, lines)]


def test_feeds_of_all_kinds_and_conditions_are_read(corpus):
    unread = 0
    for body, _ in corpus:
        try:
            feed(body)
        except NotAnswered:
            unread += 1
    assert 2106 == len(corpus)
    assert unread <= 8  # seven channels of CDF without entries, and an empty file


def test_their_links_are_those_that_are_expected(corpus):
    wanted = re.compile(
        r"entries\[0\](?:\['link'\]|\.link) == (?:entries\[1\]\['link'\] == )?'(.+?)'"
    )
    cases = [(body, m[1]) for body, expect in corpus if (m := wanted.search(expect))]
    right = [url == next(iter(feed(body).entries)).url for body, url in cases]
    assert 22 == len(right)
    assert sum(right) >= 20  # the others hang on where the file was served from
