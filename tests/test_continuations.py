"""Articles captured page by page: one document with the whole text, wherever the pages lie."""

from datetime import UTC, datetime

import pytest

from hermeneut.adding import add_paths
from hermeneut.collect.evidence.warc import WarcWriter, response
from hermeneut.engine import Pool, Serial
from hermeneut.plan import Plan
from hermeneut.study import Study
from hermeneut.testing import DESIGN

SITE = "https://example.org/2014/on-up"
WORDS = "Pete Docter's film Up knows that Carl is a widower, and it lets him grieve at length. "
FURNITURE = "<p>An essay on the house that flew.</p>"


def markup(number, *links, end="That is how it ends."):
    paragraphs = "".join(
        f"<p>{WORDS}{WORDS}Page {number}, paragraph {n}: <em>Up</em> goes on. {end}</p>"
        for n in range(5)
    )
    anchors = "".join(f"<a href='{link}'>more</a>" for link in links)
    title = "<title>On Up</title><h1>On Up</h1>"
    body = f"<article>{title}{FURNITURE}{paragraphs}</article><p>{anchors}</p>"
    return f"<html><body>{body}</body></html>".encode()


def captured(folder, *pages):
    """Write pages into a WARC file: address, time of capture, markup."""
    folder.mkdir()
    with WarcWriter(folder, now=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as writer:
        for url, fetched_at, body in pages:
            headers = [("Content-Type", "text/html; charset=utf-8")]
            writer.write(response(url, fetched_at, "HTTP/1.1 200 OK", headers, body))
    return folder


@pytest.fixture
def study(tmp_path):
    root = tmp_path / "study"
    root.mkdir()
    (root / "study.toml").write_text(DESIGN, encoding="utf-8")
    return Study.open(root)


def run(study):
    with Pool(Serial) as pool:
        Plan(study).run(["sentences", "duplicates"], pool=pool)


def documents(study):
    rows = study.sql("select d.*, text from documents d left join texts using (text_id)")
    return {row["url"]: row for row in rows.to_pylist()}


TIME = "2026-01-01T00:00:00Z"
FIRST = (SITE, TIME, markup(1, f"{SITE}/2/", "/2015/other"))
SECOND = (f"{SITE}/2/", TIME, markup(2, SITE, f"{SITE}/3/"))
ENDING = (f"{SITE}/2/", TIME, markup(2, SITE))
THIRD = (f"{SITE}/3/", TIME, markup(3, f"{SITE}/2/"))


def test_pages_of_several_files_become_one_text(study, tmp_path):
    add_paths(study, [captured(tmp_path / "a", THIRD, FIRST)])
    add_paths(study, [captured(tmp_path / "b", SECOND)])
    run(study)
    found = documents(study)
    whole = found[SITE]
    places = [whole["text"].find(f"Page {n}, paragraph 0") for n in (1, 2, 3)]
    assert -1 < places[0] < places[1] < places[2]
    assert (whole["completeness"], whole["reason"]) == ("whole", "pages-joined: 3 pages")
    assert whole["text"].count("the house that flew") == 1
    later = found[f"{SITE}/2/"]
    assert later["completeness"] == "not an article"
    assert later["reason"] == f"continues: page 2 of {SITE}"
    assert later["text"] is None
    out = study.sql("select count(*) as n from corpus where left_out = 'not an article'")
    assert out.to_pylist() == [{"n": 2}]


def test_emphasis_and_starts_of_pages_lie_where_they_should(study, tmp_path):
    add_paths(study, [captured(tmp_path / "a", FIRST, ENDING)])
    run(study)
    (text,) = study.sql(
        "select t.* from texts t join documents d using (text_id) where d.completeness = 'whole'"
    ).to_pylist()
    marked = {text["text"][e["start"] : e["end"]] for e in text["emphasis"]}
    assert (marked, len(text["emphasis"])) == ({"Up"}, 10)
    starts = study.sql('select page, "start" from continuations order by page').to_pylist()
    assert [row["page"] for row in starts] == [1, 2]
    assert "Page 2" not in text["text"][: starts[1]["start"]]
    assert "Page 2" in text["text"][starts[1]["start"] :][:400]


def test_a_page_that_comes_later_is_joined_then_and_nothing_else_is_redone(study, tmp_path):
    add_paths(study, [captured(tmp_path / "a", FIRST)])
    run(study)
    alone = documents(study)[SITE]
    assert (alone["completeness"], alone["reason"]) == ("truncated", f"goes-on: {SITE}/2")
    before = study.current().runs["sentences"]
    add_paths(study, [captured(tmp_path / "b", ENDING)])
    run(study)
    assert documents(study)[SITE]["reason"] == "pages-joined: 2 pages"
    after = study.current().runs["sentences"]
    assert after.id == before.id
    assert set(before.shards) < set(after.shards)


def test_captured_again_the_latest_pages_are_joined(study, tmp_path):
    later = "2026-02-01T00:00:00Z"
    again = (f"{SITE}/2/", later, markup(2, end="It was mended since."))
    add_paths(study, [captured(tmp_path / "a", FIRST, SECOND, again)])
    run(study)
    whole = documents(study)[SITE]["text"]
    assert "It was mended since." in whole
    assert whole.count("Page 2, paragraph 0") == 1


def test_a_gap_and_a_ring_end_a_chain(study, tmp_path):
    ring = (f"{SITE}/2/", TIME, markup(2, f"{SITE}/1/"))
    add_paths(study, [captured(tmp_path / "a", THIRD, FIRST, ring)])
    run(study)
    found = documents(study)
    assert found[SITE]["reason"] == "pages-joined: 2 pages"
    assert found[f"{SITE}/3/"]["completeness"] == "whole"


def test_a_cut_last_page_leaves_the_whole_cut(study, tmp_path):
    short = markup(2).replace(b"</article>", b"<p>And then the house [...]</p></article>")
    cut = (f"{SITE}/2/", TIME, short)
    add_paths(study, [captured(tmp_path / "a", FIRST, cut)])
    run(study)
    assert documents(study)[SITE]["completeness"] == "truncated"
