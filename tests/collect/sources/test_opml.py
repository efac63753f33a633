import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.candidates import NotAnswered
from hermeneut.collect.sources.opml import Opml, read
from hermeneut.design import parse
from hermeneut.errors import UserError
from hermeneut.testing import DESIGN, Recorded, check_source

LIST = """<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0"><head><title>What I read</title></head><body>
<outline text="Critics"><outline text="Film">
  <outline type="rss" text="The Balloon" xmlUrl="https://a.org/feed" htmlUrl="https://a.org/"/>
  <outline type="link" text="Up, weighed" url="https://b.org/up"/>
</outline></outline>
<outline title="Cooking" text="x"><outline text="Soup" xmlUrl="https://c.org/feed"/></outline>
<outline type="include" text="more" url="https://d.org/more.opml"/>
<outline text="a note"/>
</body></opml>"""


def rss(url):
    return f"<rss version='2.0'><channel><item><link>{url}</link></item></channel></rss>".encode()


FEEDS = {"https://a.org/feed": rss("/1"), "https://c.org/feed": rss("/2")}


@pytest.fixture
def design(tmp_path):
    (tmp_path / "list.opml").write_text(LIST)
    return dataclasses.replace(parse(DESIGN), folder=tmp_path)


def test_plain_links_are_pages_and_feeds_are_read(design):
    kept = check_source(Opml(path="list.opml"), Recorded(FEEDS), design)
    assert [
        ("https://b.org/up", "Up, weighed", "list.opml/Critics/Film"),
        ("https://a.org/1", "", "https://a.org/feed"),
        ("https://c.org/2", "", "https://c.org/feed"),
    ] == [(one.url, one.title, one.query) for one in kept]


def test_only_the_folders_that_are_wanted_are_asked_for(design):
    fetch = Recorded(FEEDS)
    source = Opml(path="list.opml", folders=("critics",))
    assert 2 == len(list(source.discover(design, fetch)))
    assert ["https://a.org/feed"] == fetch.asked
    assert ["list.opml: 1 links", "https://a.org/feed"] == list(source.asks(design))


def test_a_broken_feed_does_not_end_the_rest(design):
    source = Opml(path="list.opml")
    broken = Recorded({**FEEDS, "https://a.org/feed": 500})
    assert 2 == len(list(source.discover(design, broken)))
    with pytest.raises(NotAnswered, match="http-500"):
        list(source.discover(design, Recorded(dict.fromkeys(FEEDS, 500))))


def test_lists_elsewhere_are_not_loaded_but_told(design, caplog):
    list(Opml(path="list.opml").asks(design))
    assert "1 lists that it includes are not loaded" in caplog.text


@pytest.mark.parametrize(
    ("content", "said"), [("words", "is no OPML"), ("<rss/>", "is no OPML"), ("<opml/>", "nothing")]
)
def test_a_file_that_lists_nothing_is_refused(design, content, said):
    (design.folder / "list.opml").write_text(content)
    with pytest.raises(UserError, match=said):
        list(Opml(path="list.opml").discover(design, Recorded({})))


def test_nothing_is_loaded_from_elsewhere(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("https://a.org/secret")
    loads = f'<!DOCTYPE opml [<!ENTITY s SYSTEM "file://{secret}"><!ENTITY e "ha">]>'
    inside = '<opml><outline text="x">&s;</outline><outline url="https://a.org/&e;"/></opml>'
    (one,) = read((loads + inside).encode(), "x")
    assert ("https://a.org/ha", "") == (one.url, one.title)


def test_entities_that_swell_are_refused():
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    loads = f'<!DOCTYPE opml [<!ENTITY e0 "ha">{levels}]>'
    inside = '<opml><outline text="&e11;" url="https://a.org/"/></opml>'
    assert all(len(one.title) < 2000 for one in read((loads + inside).encode(), "x"))


@given(st.binary(max_size=100), st.sampled_from([b"", b"<opml><outline url='https://a.org/'>"]))
def test_rubbish_is_read_or_refused(rubbish, before):
    try:
        assert all(one.url.startswith("http") for one in read(before + rubbish, "x"))
    except UserError as error:
        said = error.what
        assert "is no OPML" in said
