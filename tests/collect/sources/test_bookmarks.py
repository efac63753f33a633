import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.collect.sources.bookmarks import Bookmarks, lies_in, read
from hermeneut.design import parse
from hermeneut.errors import UserError
from hermeneut.testing import DESIGN, Recorded, check_source

NETSCAPE = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE><H1>Bookmarks</H1>
<DL><p>
  <DT><A HREF="https://example.org/home" ADD_DATE="1">Home</A>
  <DT><H3 ADD_DATE="1">Films</H3>
  <DL><p>
    <DT><H3>Up &amp; away</H3>
    <DL><p>
      <DT><A HREF="https://example.org/up" ICON="data:image/png;base64,AA">Up, weighed</A>
      <DD>a note
      <DT><A HREF="javascript:void(0)">Press this</A>
    </DL><p>
    <DT><A HREF="https://example.org/films">Films in all</A>
  </DL><p>
  <DT><A HREF="place:sort=8">Recent</A>
  <DT><H3>Private</H3>
  <DL><p><DT><A HREF="https://example.net/diary">Dear diary</A></DL>
</DL>
"""
CHROME = {"version": 1, "roots": {"bookmark_bar": {"type": "folder", "name": "Bar", "children": [
    {"type": "folder", "name": "Films", "children": [
        {"type": "url", "name": "Up, weighed", "url": "https://example.org/up"}]},
    {"type": "url", "name": "Settings", "url": "chrome://settings"}]}, "sync": "x"}}  # fmt: skip
FIREFOX = {"root": "placesRoot", "title": "", "children": [
    {"title": "menu", "children": [{"title": "Films", "children": [
        {"title": "Up, weighed", "uri": "https://example.org/up"}]}]}]}  # fmt: skip


@pytest.fixture
def found(tmp_path):
    """Write a file of bookmarks, and list what is in it."""

    def listed(content, path="b.html", **settings):
        (tmp_path / path).write_text(content if isinstance(content, str) else json.dumps(content))
        design = dataclasses.replace(parse(DESIGN), folder=tmp_path)
        return check_source(Bookmarks(path=path, **settings), Recorded({}), design)

    return listed


def test_bookmarks_are_listed_with_their_folders(found):
    assert [
        ("https://example.org/home", "Home", "b.html"),
        ("https://example.org/up", "Up, weighed", "b.html/Films/Up & away"),
        ("https://example.org/films", "Films in all", "b.html/Films"),
        ("https://example.net/diary", "Dear diary", "b.html/Private"),
    ] == [(one.url, one.title, one.query) for one in found(NETSCAPE)]


@pytest.mark.parametrize("folders", [("Films",), ("up & away", "films"), ("FILMS/up & away",)])
def test_other_folders_are_nobodys_business(found, folders):
    kept = found(NETSCAPE, folders=folders)
    assert "https://example.org/up" == kept[0].url
    assert not any("example.net" in one.url or "home" in one.url for one in kept)


@pytest.mark.parametrize("content", [CHROME, FIREFOX], ids=["Chrome", "Firefox"])
def test_the_json_of_browsers_is_read(found, content):
    (one,) = found(content, folders=("films",))
    assert ("https://example.org/up", "Up, weighed") == (one.url, one.title)
    assert one.query.endswith("/Films")


def test_a_folder_that_is_not_there_is_told(found):
    with pytest.raises(UserError, match=r"there are: Films, Films/Up & away, Private"):
        found(NETSCAPE, folders=("Filme",))


def test_a_part_of_a_name_is_no_folder():
    assert not lies_in(("Old films",), ("films",))
    assert lies_in((), ())


@pytest.mark.parametrize("content", ["", "words", "{}", "[1]", '{"a": 1', '{"roots": 7}'])
def test_a_file_without_bookmarks_is_refused(found, content):
    with pytest.raises(UserError, match="holds no bookmarks"):
        found(content)


@given(st.text(max_size=100), st.sampled_from(["", "<dl><h3>", "<a href=https://a.org/>", "</dl>"]))
def test_rubbish_is_read_or_refused(rubbish, before):
    try:
        assert all(one.url.startswith("http") for one in read((before + rubbish).encode(), "b"))
    except UserError as error:
        said = error.what
        assert "holds no bookmarks" in said
