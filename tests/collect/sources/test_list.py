import dataclasses
import gzip
import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut import design as designs
from hermeneut import registry
from hermeneut.candidates import Candidate
from hermeneut.collect.sources.list import AddressList, addresses_in
from hermeneut.errors import UserError
from hermeneut.samples import make
from hermeneut.testing import DESIGN, Recorded, check_source


@pytest.fixture
def found(tmp_path):
    """Write a file, and list what is in it."""

    def listed(content, path="list.txt", **settings):
        body = content if isinstance(content, bytes) else content.encode()
        (tmp_path / path).write_bytes(body)
        design = dataclasses.replace(designs.parse(DESIGN), folder=tmp_path)
        fetch = Recorded({})
        candidates = check_source(AddressList(path=path, **settings), fetch, design)
        assert [] == fetch.asked
        return candidates

    return listed


def test_a_text_lists_an_address_a_line(found):
    text = "\ufeff# read\nhttps://example.org/a\n\nhttp://example.org/b # in May\nexample.net/c\n"
    urls = ["https://example.org/a", "http://example.org/b", "https://example.net/c"]
    assert [Candidate(url, "list", "list.txt") for url in urls] == found(text)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("see https://example.org/a, and <https://example.org/b>.", ["a", "b"]),
        ("(https://example.org/Her_(film))", ["Her_(film)"]),
        ("“https://example.org/a”; https://example.org/b!", ["a", "b"]),
        ("https://example.org/HER.-2013.", ["HER.-2013."]),
        ("https://example.org/a,", ["a"]),
        ("* [https://example.org/a](https://example.org/b)", ["a", "b"]),
        ("https://example.org/a#part", ["a"]),
        ("看https://example.org/a。", ["a"]),
        ("https://example.org/그녀_2013 그녀", ["그녀_2013"]),
        ("# https://example.org/a", []),
        ("nothing to see here.", []),
        ("here.", []),
        ("", []),
    ],
)
def test_addresses_are_found_among_words(line, expected):
    assert [f"https://example.org/{e}" for e in expected] == [url for url, _ in addresses_in(line)]


@given(st.text(max_size=80))
def test_any_line_is_read(line):
    assert all(
        url.startswith(("http", "HTTP", "Http")) for url, _ in addresses_in(line + " http://a.org/")
    )


TABLE = """Headline,Byline,Link,Seen,about
"Up, weighed",A. Lee,https://example.org/a,2009-06-01,up
Down,,https://example.org/b,June 2009,Both
Out,,https://example.org/c,,other
Nowhere,,n/a,,up
Twice,,http://www.example.org/a/,,up
"""
COLUMNS = "url=Link,title=Headline,authors=Byline,published=Seen"


def test_a_table_says_what_it_knows_of_each_page(found):
    first, second, third = found(TABLE, "t.csv", columns=COLUMNS)
    assert ("https://example.org/a", "Up, weighed", "A. Lee", "2009-06-01") == (
        first.url, first.title, first.author, first.published,
    )  # fmt: skip
    assert ("2009-06", "") == (second.published, third.published)


def test_rows_that_fail_a_condition_stay_with_the_reason(found):
    rows = found(TABLE, "t.csv", columns=COLUMNS, keep=("about=up|both",))
    assert ["", "", "filter: about is other"] == [one.left_out for one in rows]
    rows = found(TABLE, "t.csv", columns=COLUMNS, keep=("ABOUT!=other", "Headline!=up, weighed"))
    # The first page comes again at the end: another row wants it.
    assert ["filter: Headline is Up, weighed", "", "filter: about is other", ""] == [
        one.left_out for one in rows
    ]
    rows = found(TABLE, "t.csv", columns=COLUMNS, keep=("seen!=",))
    assert ["", "", "filter: Seen is empty"] == [one.left_out for one in rows]


def test_rows_without_an_address_are_told(found, caplog):
    with caplog.at_level(logging.WARNING):
        assert 3 == len(found(TABLE, "t.csv"))
    assert "1 rows without an address" in caplog.text


JSON_LINES = json.dumps({"url": "https://example.org/a", "title": "Up"}) + "\n"
RIS = "TY  - NEWS\nTI  - Up\nUR  - https://example.org/a\nER  - \n"
BIBTEX = "@online{a, title = {Up}, url = {https://example.org/a}}"
CSL = json.dumps([
    {"type": "webpage", "title": "Up", "issued": {"raw": "2009"}, "URL": "https://example.org/a"}
])  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "url,title\nhttps://example.org/a,Up\n"),
        ("a.tsv", "Title\tURL\nUp\thttps://example.org/a\n"),
        ("a.jsonl", JSON_LINES),
        ("a.csv.gz", gzip.compress(b"url,title\nhttps://example.org/a,Up\n", mtime=0)),
        ("a.md", "- [Up](https://example.org/a)\n"),
        ("a.ris", RIS),
        ("a.bib", BIBTEX),
        ("a.json", CSL),
    ],
)
def test_lists_of_many_kinds_say_the_same(found, name, content):
    assert [("https://example.org/a", "Up")] == [(c.url, c.title) for c in found(content, name)]


def test_a_table_without_a_header_is_read_as_text(found):
    rows = found("https://example.org/a,Up\nhttps://example.org/b,Down\n", "a.csv")
    assert ["https://example.org/a", "https://example.org/b"] == [
        one.url.partition(",")[0] for one in rows
    ]


@pytest.mark.parametrize(
    ("name", "content", "settings", "said"),
    [
        ("a.csv", "name,stars\nUp,4\n", {}, 'columns = "url=COLUMN", with one of name, stars'),
        ("a.csv", TABLE, {"columns": "url=Lnik"}, "did you mean Link"),
        ("a.csv", TABLE, {"keep": ("abuot=up",)}, "did you mean about"),
        ("a.txt", "https://example.org/a", {"keep": ("about=up",)}, "is no table"),
        ("a.html", "<!doctype html><p>x", {}, 'kind = "bookmarks"'),
        ("a.bin", b"\x89PNG\r\n\x1a\n", {}, "is no list of addresses"),
        ("a.gz", b"\x1f\x8bx", {}, "can't be unpacked"),
    ],
)
def test_a_mistake_says_what_to_do(found, name, content, settings, said):
    with pytest.raises(UserError, match=said):
        found(content, name, **settings)


def test_a_file_outside_the_folder_is_refused(tmp_path):
    design = dataclasses.replace(designs.parse(DESIGN), folder=tmp_path / "study")
    (tmp_path / "study").mkdir()
    (tmp_path / "list.txt").write_text("https://example.org/a")
    with pytest.raises(UserError, match="outside"):
        list(AddressList(path="../list.txt").discover(design, Recorded({})))


@pytest.mark.parametrize(
    "wrong",
    [{"path": ""}, {"path": 7}, {"keep": ("about",)}, {"keep": "a=b"}, {"leave_out": ("her",)}],
)
def test_settings_that_can_not_be_meant_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        AddressList(**{"path": "a.txt", **wrong})


def test_the_list_of_the_study_of_her_is_its_bibliography(tmp_path):
    design = designs.read(make(tmp_path / "her", "her"))
    (source,) = registry.sources(design)
    rows = check_source(source, Recorded({}), design)
    left = [one.left_out.partition(":")[0] for one in rows]
    assert (625, 159, 54) == tuple(left.count(why) for why in ("", "filter", "pattern"))
    spared = {one.url for one in rows if not one.left_out}
    assert (
        "https://www.standard.co.uk/tech/sex-tech-future-ethics-kate-devlin-a3959401.html" in spared
    )
    assert not any("redlib" in url or "staging" in url for url in spared)


def test_every_host_that_her_leaves_out_is_in_its_bibliography(tmp_path):
    design = designs.read(make(tmp_path / "her", "her"))
    (source,) = registry.sources(design)
    reasons = {one.left_out for one in source.discover(design, Recorded({}))}
    entries = {entry.partition(" ")[2] for entry in source.leave_out}
    assert {f"pattern: {entry}" for entry in entries} == {r for r in reasons if r[:3] == "pat"}


def test_a_new_study_does_not_write_over_a_list(tmp_path):
    (tmp_path / "catalogue.csv").write_text("mine")
    with pytest.raises(UserError, match=r"holds a catalogue\.csv already"):
        make(tmp_path, "her")
    assert ["catalogue.csv"] == [path.name for path in tmp_path.iterdir()]
