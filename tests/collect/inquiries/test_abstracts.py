import json
from datetime import UTC, datetime

import pytest

from hermeneut.addresses import doc_id
from hermeneut.candidates import Answer, Candidate
from hermeneut.captures import index, payload
from hermeneut.collect.evidence.warc import WarcWriter
from hermeneut.collect.files import known_of
from hermeneut.collect.inquiries.abstracts import COLUMNS, conversion, converted, keep
from hermeneut.collect.queue.frontier import Frontier
from hermeneut.collect.sources.openalex import OpenAlex
from hermeneut.design import FORMS, parse
from hermeneut.read.article import Article
from hermeneut.rows import FIELDS, guess_mapping, read_rows

AT = "2026-01-02T03:04:05Z"
URL = "https://api.example.org/works?search=her"
ROWS = [
    {"url": "https://doi.org/10.5555/2", "title": "Voices", "abstract": "It argues.\n\nIt ends."},
    {"url": "https://doi.org/10.5555/1", "title": "Hér", "abstract": "Un essai sur l’amour.",
     "authors": ["A. Lee", "B. Roe"], "outlet": "Écrans", "published": "2015-03",
     "form": "scholarly article", "language": "fr"},
]  # fmt: skip


def test_the_columns_are_fields_that_tables_have():
    assert set(COLUMNS) <= set(FIELDS)
    assert "scholarly article" in FORMS


def test_rows_become_a_table_that_says_where_it_came_from(tmp_path):
    made = conversion(ROWS, url=URL, at=AT)
    with WarcWriter(tmp_path, now=lambda: datetime(2026, 1, 2, tzinfo=UTC)) as writer:
        written = writer.write(made)
    [row] = index(tmp_path / written["warc"]).to_pylist()
    assert (row["url"], row["fetched_at"], row["format"], row["error"]) == (URL, AT, "jsonl", None)
    columns = json.loads(row["mapping"])["map"]
    table = list(read_rows(payload(tmp_path / row["warc"], row["offset"]), "jsonl"))
    assert [r.values[columns["text"]] for r in table] == [
        "Un essai sur l’amour.",
        ROWS[0]["abstract"],
    ]
    assert table[0].values[columns["authors"]] == "A. Lee; B. Roe"
    assert guess_mapping(list(table[0].values), table).items() >= {("text", "abstract")}


def test_each_row_is_a_document_with_its_page_s_name():
    made = conversion(ROWS, url=URL, at=AT)
    capture = {
        "capture_id": "c", "url": made.url, "fetched_at": AT, "content_type": made.content_type,
        "format": made.format, "mapping": made.mapping, "error": None, "payload": made.block,
    }  # fmt: skip
    found = {row["doc_id"]: row for row in Article().find(capture)}
    assert set(found) == {doc_id(row["url"]) for row in ROWS}
    assert found[doc_id(ROWS[1]["url"])]["text"] == "Un essai sur l’amour."


def test_answers_that_hold_abstracts_are_converted_where_the_page_is_not_had():
    design = parse('[study]\nname = "a"\n[work]\ntitle = "Her"\nyear = 2013')
    work = {"abstract_inverted_index": {"It": [0], "argues.": [1]}, "display_name": "On Her"}
    body = {"results": [{**work, "doi": f"https://doi.org/10.5555/{n}"} for n in range(3)]}
    answers = [
        (Answer("https://api.example.org/1", 200, json.dumps(body).encode()), AT),
        (Answer("https://api.example.org/2", 200, b'{"results": []}'), AT),
        (Answer("https://api.example.org/3", 200, b"<html>"), AT),
    ]
    had = {doc_id("https://doi.org/10.5555/1")}
    [made] = converted(OpenAlex(), answers, design, wanted=lambda page: page not in had)
    assert (made.url, made.fetched_at) == ("https://api.example.org/1", AT)
    assert [row.values["url"][-1] for row in read_rows(made.block, "jsonl")] == ["0", "2"]


def test_the_same_rows_in_any_order_are_the_same_bytes_and_none_are_none():
    assert conversion(ROWS, url=URL, at=AT) == conversion(ROWS[::-1], url=URL, at=AT)
    assert conversion([], url=URL, at=AT) is None


@pytest.mark.parametrize("text", ["\ud800 lone", "\x00 nul", "a\u2028b"])
def test_odd_letters_keep_to_one_line(text):
    made = conversion([{"url": "https://a.org", "abstract": text}], url=URL, at=AT)
    [row] = read_rows(made.block, "jsonl")
    assert row.error is None


def test_abstracts_of_answers_are_kept_once_and_not_where_the_page_was_had(tmp_path):
    design = parse('[study]\nname = "a"\n[work]\ntitle = "Her"\nyear = 2013')
    works = [
        {"doi": f"https://doi.org/10.5555/{n}", "display_name": f"On Her {n}",
         "abstract_inverted_index": {"It": [0], "argues.": [1]}}
        for n in (1, 2)
    ]  # fmt: skip
    clock = lambda: datetime(2026, 1, 2, tzinfo=UTC)  # noqa: E731
    with Frontier(tmp_path, now=clock) as frontier:
        answered = json.dumps({"results": works}).encode()
        for status, error, body in [(500, "http-500", b"no"), (200, "", answered)]:
            frontier.asked(source="openalex", query="her", url=URL, key="k", status=status,
                           error=error, body=body)  # fmt: skip
        frontier.offer([Candidate(works[0]["doi"], "openalex", "her")])
        [page] = frontier.due("doi.org")
        frontier.kept(page, None, state="done")

        def kept(known):
            source = OpenAlex()
            return keep([source, object()], frontier, design, known=known, now=clock)

        assert kept(set()) == 1
        [path] = tmp_path.glob("*.warc.gz")
        [row] = index(path).to_pylist()
        [line] = payload(path, row["offset"]).splitlines()
        assert json.loads(line)["title"] == "On Her 2"
        assert kept(known_of(index(path))) == 0


def test_an_abstract_is_not_taken_for_the_work():
    made = conversion(ROWS, url=URL, at=AT)
    capture = {"capture_id": "c", "url": made.url, "format": made.format, "mapping": made.mapping,
               "payload": made.block}  # fmt: skip
    assert {row["completeness"] for row in Article().find(capture)} == {"abstract"}
