"""Collecting: sources, queries, pages and rights, told from what was kept; silent without them."""

import json
import re

import pytest

from hermeneut.addresses import doc_id
from hermeneut.report import build
from hermeneut.testing import make_study

RISKY = "<script>her</script>"
_FOUND = [  # address, source, query, state, error, reason
    ("https://a.example/had", "list", "list.txt", "done", None, None),
    ("https://b.example/gone", "list", "list.txt", "failed", "http-404", None),
    ("https://c.example/kept-out", "list", "list.txt", "refused", "robots", None),
    ("https://d.example/reserved", "list", "list.txt", "refused", "rights", None),
    ("https://e.example/later", "list", "list.txt", "waiting", None, None),
    ("https://f.example/old", "gdelt", RISKY, None, None, "early: of 2001"),
    ("https://g.example/older", "gdelt", RISKY, None, None, "early: of 1999"),
    ("https://h.example/nowhere", "gdelt", RISKY, "failed", "dns", None),
    ("https://a.example/had", "gdelt", RISKY, None, None, "early: of 1998"),
]
_CAPTURED = [  # address, status, rights, via, error
    ("https://a.example/had", 200, {"tdm-reservation": "1", "x-robots-tag": "noindex, noai"},
     "https://archive.example/2014/x", None),
    ("https://b.example/gone", 404, {}, None, "http-404"),
    ("https://d.example/reserved", 200, {"robots-meta": "noai"}, None, "rights"),
    ("file:///added.txt", None, {}, None, None),
]  # fmt: skip


def tables():
    return {
        "candidates": [
            {"url_id": doc_id(url), "source": source, "query": query, "url": url, "canonical": url,
             "found_at": f"2026-01-0{1 + n // 5}T00:00:00Z", "state": state, "error": error,
             "reason": reason, "decision": "left out" if reason else "fetch",
             "title": RISKY}
            for n, (url, source, query, state, error, reason) in enumerate(_FOUND)
        ],
        "questions": [
            {"source": "gdelt", "query": RISKY, "url": f"https://api.example/?q={RISKY}&n={n}",
             "asked_at": f"2026-01-0{n}T00:00:00.000Z", "status": 200 if n < 4 else None,
             "error": None if n < 4 else "timeout"}
            for n in (2, 3, 4)
        ],
        "captures": [
            {"capture_id": f"c{n}", "url": url, "fetched_at": "2026-01-05", "status": status,
             "rights": json.dumps(rights) if rights else None, "via": via, "error": error,
             "warc": "1.warc.gz", "offset": n}
            for n, (url, status, rights, via, error) in enumerate(_CAPTURED)
        ],
        "documents": [
            {"doc_id": doc_id(url), "capture_id": f"c{n}", "url": url, "title": f"Piece {n}",
             "completeness": "unreadable" if error else "bibliographic", "reason": error,
             "fetched_at": "2026-01-05"}
            for n, (url, *_, error) in enumerate(_CAPTURED)
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("collecting")
    return build(make_study(folder / "s", tables()), folder / "report")


def words(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))


def row(page, begins):
    (found,) = re.findall(rf'<tr><th scope="row">{re.escape(begins)}</th>.*?</tr>', page, re.S)
    return words(found).strip(), re.findall(r'href="(.*?)">(\d+)<', found)


def page(report, name):
    return (report / name).read_text("utf-8")


def test_each_page_stands_once_with_its_reason(report):
    table = (
        page(report, "collecting.html")
        .split('aria-label="How the pages stand"')[1]
        .split("</table>")[0]
    )
    said = {name: row(table, name)[0] for name in ("had", "left out", "refused", "failed")}
    assert said["had"] == "had1"
    assert said["left out"] == "left out2early 2"
    assert "its site reserves text and data mining 1" in said["refused"]
    assert "robots.txt forbids it, or could not be had 1" in said["refused"]
    assert "not found (HTTP 404) 1" in said["failed"]
    assert row(table, "waiting")[0] == "waiting1"


def test_sources_and_queries_are_told_with_dates_and_counts(report):
    whole = page(report, "collecting.html")
    found = whole.split("<caption>Pages by source")[1].split("</table>")[0]
    assert "list.txt2026-01-015" in row(found, "list")[0]
    assert "failed 1 (not found (HTTP 404))" in row(found, "list")[0]
    assert "left out 3 (early" in row(found, "gdelt")[0]
    asked = words(whole.split('id="asked"')[1])
    assert "2026-01-02 to 2026-01-043 no answer in time 1" in asked


def test_every_count_opens_as_many_addresses(report):
    checked = 0
    for name in ("collecting.html", "index.html"):
        for href, n in re.findall(r'href="(lists/(?:pages|sought|asked)-.*?)">(\d+)<',
                                  page(report, name)):  # fmt: skip
            path, _, anchor = href.partition("#")
            text = page(report, path)
            if anchor and anchor != "all":
                text = text.split(f'id="{anchor}"')[1].split("<h2")[0]
            assert len(re.findall("<tr><td>", text)) == int(n) > 0, href
            checked += 1
    assert checked > 15


def test_signals_archives_and_what_was_kept_all_the_same(report):
    rights = page(report, "collecting.html").split('id="rights"')[1]
    said = words(rights)
    assert "1 capture was kept although the site reserves" in said
    assert "obey_rights = false" in said
    assert re.search(r"tdm-reservation ?1 ?1 ?1", said)
    assert re.search(r"x-robots-tag ?noai ?1 ?1", said)
    assert "archive.example" in said


def test_the_flow_begins_with_pages_and_counts_none_twice(report):
    flow = page(report, "index.html").split('aria-label="From found to counted"')[1]
    flow = flow.split("</table>")[0]
    assert row(flow, "pages that sources pointed to")[0].endswith("8")
    assert row(flow, "pages to be fetched")[0] == "pages to be fetched6 2 left out: early 2"
    left = row(flow, "pages that answered")[0]
    assert left.startswith("pages that answered3 3")
    assert "failed: no site of that name 1" in left
    assert "waiting 1" in left
    assert "reserves" not in left  # its answer came, and leaves as a document
    assert "at such a page’s address 3" in row(flow, "documents found")[0]
    assert row(flow, "fetched and readable")[0].startswith("fetched and readable2 2")


def test_methods_tell_how_it_was_collected(report):
    said = words(page(report, "methods.html"))
    assert "Pages were sought between 2026-01-01 and 2026-01-04 through 2 sources" in said
    assert "list (“list.txt”; 5 pages)" in said
    assert "3 questions went to services and sites, of which 1 got no answer" in said
    assert "The sources pointed to 8 pages: 1 was had; 2 were left out (early: 2)" in said
    assert "1 capture was kept although" in said


def test_what_came_from_outside_is_escaped(report):
    for path in report.rglob("*.html"):
        assert "<script" not in path.read_text("utf-8").lower(), path


def test_every_link_leads_to_a_page(report):
    for path in report.rglob("*.html"):
        for href in re.findall(r'href="([^"#:]+)["#]', path.read_text("utf-8")):
            assert (path.parent / href).exists(), (path, href)


def test_nothing_of_this_shows_where_nothing_was_collected(tmp_path):
    known = tables()
    files = {"documents": known["documents"][3:]}
    made = build(make_study(tmp_path / "s", files), tmp_path / "report")
    assert not (made / "collecting.html").exists()
    first = page(made, "index.html")
    assert "Collecting" not in first
    assert "Documents at each step" in first
    assert "Pages were sought" not in page(made, "methods.html")


def test_many_queries_are_summed(tmp_path):
    rows = [
        {"url_id": f"u{n}", "source": "feeds", "query": f"feed {n}", "url": f"https://{n}.example/",
         "canonical": f"https://{n}.example/", "found_at": "2026", "decision": "fetch",
         "state": "waiting"}
        for n in range(203)
    ]  # fmt: skip
    made = build(make_study(tmp_path / "s", {"candidates": rows}), tmp_path / "report")
    assert "3 further queries" in page(made, "collecting.html")
