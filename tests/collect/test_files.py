import gzip
import hashlib
import io
import json
import os
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from hermeneut import formats
from hermeneut.addresses import doc_id, doc_id_of_row
from hermeneut.captures import Capture, index, payload
from hermeneut.collect import files
from hermeneut.collect.evidence.warc import WarcWriter
from hermeneut.collect.files import add, coded_values, known_of, preview
from hermeneut.errors import UserError

PAGE = b"<!doctype html><title>Her</title><p>A warm, odd film."
TABLE = b"critic,review,date\nA. Lee,Warm.,2014-01-10\nB. Roy,Cold.,2014-01-11\n"
JSON_LINES = b'{"text": "Warm.", "author": "A. Lee"}\n'


class Desk:
    """A folder to add from, an archive, and a clock that ticks at each question."""

    def __init__(self, folder):
        self.inbox, self.archive = folder / "inbox", folder / "archive"
        self.inbox.mkdir()
        self.time = datetime(2026, 1, 2, tzinfo=UTC)

    def now(self):
        self.time += timedelta(seconds=1)
        return self.time

    def put(self, name, content):
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def add(self, *paths, **options):
        found = sorted(self.archive.glob("[!.]*"))
        known = known_of(pa.concat_tables(map(index, found))) if found else set()
        return add(paths or [self.inbox], self.archive, now=self.now, known=known, **options)

    def read(self, row):
        return payload(self.archive / row["warc"], row["offset"])


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def outcome(added):
    return [(r["url"].removeprefix("file:///"), r["format"], r["error"]) for r in added.added]


FORMATS = {
    "a.txt": (b"Warm.", "text"),
    "a.md": (b"# Her", "markdown"),
    "a.markdown": (b"# Her", "markdown"),
    "a.html": (PAGE, "html"),
    "a.htm": (PAGE, "html"),
    "a.xhtml": (PAGE, "html"),
    "a.csv": (TABLE, "csv"),
    "a.tsv": (TABLE.replace(b",", b"\t"), "tsv"),
    "a.jsonl": (JSON_LINES, "jsonl"),
    "a.ndjson": (JSON_LINES, "jsonl"),
}


@pytest.mark.parametrize(("name", "content", "kind"), [(n, *c) for n, c in FORMATS.items()])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_formats_are_kept_byte_for_byte(desk, name, content, kind, packed):
    stored = gzip.compress(content, mtime=0) if packed else content
    path = desk.put(name + ".gz" * packed, stored)
    (row,) = desk.add(path).added
    assert (row["format"], row["error"], row["length"]) == (kind, None, len(stored))
    assert desk.read(row) == content
    assert row == index(desk.archive / row["warc"]).to_pylist()[0]
    kept = gzip.decompress((desk.archive / row["warc"]).read_bytes())
    assert b"\r\n\r\n" + stored + b"\r\n\r\n" in kept


def test_parquet(desk, tmp_path):
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"review": ["Warm."]}), desk.inbox / "a.parquet")
    (row,) = desk.add().added
    assert (row["format"], json.loads(row["mapping"])) == ("parquet", {"map": {"text": "review"}})


def test_a_folder_is_walked_in_order_and_shows_no_private_path(desk):
    for name in ("b.txt", "a/z.txt", "a/é ü.txt", "c.txt"):
        desk.put(name, name.encode())
    assert outcome(desk.add()) == [
        ("a/z.txt", "text", None),
        ("a/%C3%A9%20%C3%BC.txt", "text", None),
        ("b.txt", "text", None),
        ("c.txt", "text", None),
    ]


def test_the_same_bytes_twice_add_nothing(desk):
    desk.put("a.txt", b"Warm.")
    desk.put("b.csv", TABLE)
    first = desk.add()
    again = desk.add()
    assert (len(first.added), first.already) == (2, 0)
    assert (len(again.added), again.already) == (0, 2)
    assert len(list(desk.archive.iterdir())) == 1


def test_other_bytes_of_the_same_name_get_an_address_of_their_own(desk):
    urls = []
    for folder, content in (("x", b"Warm."), ("y", b"Cold."), ("z", b"Cold.")):
        added = desk.add(desk.put(f"{folder}/a.txt", content))
        urls += [row["url"] for row in added.added]
    assert urls == ["file:///a.txt", f"file:///a.txt?{hashlib.sha256(b'Cold.').hexdigest()[:8]}"]
    assert added.already == 1
    assert doc_id(urls[0]) != doc_id(urls[1])


@pytest.mark.parametrize(
    ("name", "content", "kind", "error"),
    [
        ("a.txt", b"", "text", "empty"),
        ("a.csv", b"", "csv", "empty"),
        ("a.txt", b"\x7fELF" + bytes(range(256)), "unknown", "binary"),
        ("a.txt", b"%PDF-1.7" + bytes(range(256)), "pdf", None),
        ("a.html", b"\x89PNG" + bytes(99), "unknown", "binary"),
        ("a.parquet", b"no parquet", "unknown", "format"),
        ("a.parquet", b"PAR1 cut", "parquet", "damaged"),
        ("a.txt.gz", gzip.compress(b"Warm. " * 99, mtime=0)[:-9], "text", "damaged"),
        ("a.txt", PAGE, "html", None),
    ],
)
def test_what_stands_in_a_file_beats_its_name(desk, name, content, kind, error):
    desk.put(name, content)
    (row,) = desk.add().added
    assert (row["format"], row["error"]) == (kind, error)


def test_a_page_too_long_is_kept_and_not_read(desk, monkeypatch):
    monkeypatch.setattr(formats, "LARGEST_TEXT", 100)
    desk.put("a.html", PAGE * 3)
    (row,) = desk.add().added
    assert (row["error"], row["length"]) == ("too-large", len(PAGE) * 3)


def test_what_is_far_too_large_is_refused(desk, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_FILE", 2000)
    monkeypatch.setattr(files, "LARGEST_KEPT", 1000)
    desk.put("film.txt", b"x" * 2001)
    desk.put("long.txt", b"x" * 1001)
    desk.put("table.csv", b"text\n" + b"x\n" * 700)
    desk.put("table.tsv.gz", gzip.compress(b"text\n" + b"x\n" * 1000, mtime=0))
    added = desk.add()
    assert outcome(added) == [("table.csv", "csv", None)]
    assert [(Path(r.path).name, r.slug) for r in added.refused] == [
        ("film.txt", "too-large"),
        ("long.txt", "too-large"),
        ("table.tsv.gz", "too-large"),
    ]


def test_a_page_that_swells_without_end_is_kept_as_it_is_packed(desk, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_FILE", 200_000)
    monkeypatch.setattr(formats, "LARGEST_PAYLOAD", 100_000)
    bomb = gzip.compress(b"<p>" + b" " * 1_000_000, mtime=0)
    added = desk.add(desk.put("bomb.html.gz", bomb))
    (row,) = added.added
    assert added.refused == ()
    assert (row["error"], row["length"]) == ("too-large", len(bomb))


def test_what_is_passed_over_says_why(desk, tmp_path):
    outside = tmp_path / "private.txt"
    outside.write_bytes(b"secret")
    desk.put("page.html", PAGE)
    desk.put("page_files/advert.html", PAGE)
    desk.put("own_files/a.txt", b"Warm.")
    desk.put(".git/a.txt", b"x")
    desk.put("photo.jpg", b"\xff\xd8\xff")
    desk.put("README", b"text without a name for it")
    (desk.inbox / "secret.txt").symlink_to(outside)
    (desk.inbox / "up").symlink_to(tmp_path)
    (desk.inbox / "again").symlink_to(desk.inbox / "own_files")
    (desk.inbox / "circle").symlink_to(desk.inbox / "circle")
    (desk.inbox / "copy.txt").symlink_to(desk.inbox / "own_files" / "a.txt")
    os.mkfifo(desk.inbox / "pipe.txt")
    added = desk.add(desk.inbox, tmp_path / "no such.txt")
    assert [r["url"] for r in added.added] == [
        "file:///copy.txt", "file:///own_files/a.txt", "file:///page.html",
    ]  # fmt: skip
    refused = {os.path.relpath(r.path, desk.inbox): r.slug for r in added.refused}
    assert refused.pop("circle") in ("missing", "unreadable", "outside")
    assert refused == {
        ".git": "hidden", "README": "format", "again": "link", "page_files": "page-parts",
        "photo.jpg": "format", "pipe.txt": "special", "secret.txt": "outside", "up": "outside",
        "../no such.txt": "missing",
    }  # fmt: skip
    assert all(r.advice for r in added.refused)


def test_a_study_takes_in_nothing_of_itself(desk):
    desk.put("study.toml", b"[study]")
    desk.put("report/index.html", PAGE)
    desk.put("archive/00001.warc.gz", b"")
    desk.put("texts/report/a.html", PAGE)
    added = desk.add(desk.inbox)
    assert outcome(added) == [("texts/report/a.html", "html", None)]
    assert {(Path(r.path).name, r.slug) for r in added.refused} == {
        ("archive", "study"), ("report", "study"), ("study.toml", "study"),
    }  # fmt: skip


NOTATIONS = {
    "refs.ris": (b"TY  - NEWS\nTI  - Two voices\nUR  - https://a.org/x\nER  - \n", "ris"),
    "refs.txt": (b"TY  - NEWS\nTI  - Two voices\nUR  - https://a.org/x\nER  - \n", "ris"),
    "refs.bib": (b"@article{a, title = {Two voices}}\n", "bibtex"),
    "refs.json": (b'[{"type": "book", "title": "Her", "DOI": "10.1/x", "issued": {}}]', "csl-json"),
    "essay.rtf": (rb"{\rtf1 A film.}", "rtf"),
    "essay.doc": (rb"{\rtf1 A film.}", "rtf"),
    "essay.pdf": (b"%PDF-1.4\n%%EOF", "pdf"),
    "essay.docx": (b"PK\x03\x04" + bytes(99) + b"word/document.xml", "docx"),
    "book.epub": (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/epub+zip", "epub"),
    "posts.ndjson": (
        b'{"item_id": "1", "source_platform": "tiktok.com", "data": {}}\n', "zeeschuimer",
    ),
    "posts.csv": (b"id,thread_id,timestamp,body\n1,1,1,x\n", "4cat"),
    "broken.docx": (b"no archive at all", "docx"),
    "notes.md": (b"TY  - NEWS\nTI  - shown as an example\nER  - \n", "markdown"),
    "page.html": (b"<!doctype html><pre>TY  - NEWS", "html"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTATIONS)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_documents_in_other_notations_are_kept_byte_for_byte(desk, name, packed):
    content, kind = NOTATIONS[name]
    stored = gzip.compress(content, mtime=0) if packed else content
    (row,) = desk.add(desk.put(name + ".gz" * packed, stored)).added
    assert (row["format"], row["error"], row["mapping"]) == (kind, None, None)
    assert desk.read(row) == content
    assert row == index(desk.archive / row["warc"]).to_pylist()[0]


def test_a_list_of_references_can_be_mapped_coded_and_previewed(desk):
    path = desk.put("refs.ris", NOTATIONS["refs.ris"][0].replace(b"ER", b"KW  - love\nER"))
    shown = preview(path)
    assert shown.columns == ("title", "url", "form", "venue", "keywords")
    assert shown.guess == {"title": "title", "url": "url", "form": "form", "venue": "venue"}
    given = {"map": {"form": "venue"}, "code": {"columns": ["Keywords"], "coder": "me"}}
    (row,) = desk.add(path, mapping=given).added
    how = json.loads(row["mapping"])
    assert (how["map"]["form"], how["code"]["columns"]) == ("venue", ["keywords"])
    coded = list(coded_values(desk.read(row), "ris", how, source=row["url"]))
    assert coded == [(1, doc_id("https://a.org/x"), "keywords", "love")]


def test_a_mapping_is_for_lists_and_not_for_a_document_among_them(desk):
    desk.put("a.csv", TABLE)
    desk.put("b.rtf", rb"{\rtf1 A film.}")
    desk.put("c.bib", b"@article{a, title = {Two voices}}")
    added = desk.add(mapping={"map": {"text": "review"}})
    assert outcome(added) == [("a.csv", "csv", None), ("b.rtf", "rtf", None)]
    assert [(Path(r.path).name, r.slug) for r in added.refused] == [("c.bib", "mapping")]


def zipped(parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_the_archives_in_a_wacz_are_taken_in_capture_by_capture(desk, tmp_path):
    with WarcWriter(tmp_path / "other", now=desk.now) as writer:
        for n in range(2):
            writer.write(Capture(f"https://a.org/{n}", "2014-01-10T05:00:00Z", PAGE, format="html"))
    stored = (tmp_path / "other" / "00001.warc.gz").read_bytes()
    inside = {"datapackage.json": "{}", "pages/pages.jsonl": "", "archive/data.warc.gz": stored}
    desk.put("crawl.wacz", zipped(inside))
    desk.put("cut.wacz", zipped({**inside, "archive/data.warc.gz": stored[:-30]}))
    desk.put("none.wacz", zipped({"datapackage.json": "{}"}))
    locked = zipped(inside).replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
    )
    desk.put("locked.wacz", locked)
    added = desk.add()
    assert [(r["url"], r["error"]) for r in added.added] == [
        ("https://a.org/0", None), ("https://a.org/1", None),
        ("https://a.org/1", "truncated-archive"),
    ]  # fmt: skip
    assert [(Path(r.path).name, r.slug) for r in added.refused] == [
        ("locked.wacz", "encrypted"), ("none.wacz", "format"),
    ]  # fmt: skip
    assert desk.add().added == ()


def test_archives_are_taken_in_capture_by_capture(desk, tmp_path):
    with WarcWriter(tmp_path / "other", now=desk.now) as writer:
        for n in range(3):
            writer.write(Capture(f"https://a.org/{n}", "2014-01-10T05:00:00Z", PAGE, format="html"))
    stored = (tmp_path / "other" / "00001.warc.gz").read_bytes()
    desk.put("crawl.warc.gz", stored)
    desk.put("named.txt", gzip.decompress(stored))
    desk.put("empty.warc", b"WARC/1.1\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
    desk.put("cut.warc.gz", stored[:-30])
    added = desk.add()
    assert [(r["url"], r["error"]) for r in added.added] == [
        ("https://a.org/0", None),
        ("https://a.org/1", None),
        ("https://a.org/2", None),
        ("https://a.org/2", "truncated-archive"),
    ]
    assert added.added[0]["fetched_at"] == "2014-01-10T05:00:00Z"
    assert added.already >= 5
    assert [r.slug for r in added.refused] == ["no-captures"]
    assert desk.add().added == ()


def test_the_mapping_of_a_table_is_guessed_or_given(desk):
    path = desk.put("a.csv", TABLE)
    (row,) = desk.add(path).added
    guess = {"authors": "critic", "published": "date", "text": "review"}
    assert json.loads(row["mapping"]) == {"map": guess}
    given = {"map": {"text": "Review"}, "code": {"columns": ["CRITIC"], "coder": "me"}}
    (again,) = desk.add(path, mapping=given).added
    assert json.loads(again["mapping"]) == {
        "map": {"text": "review"},
        "code": {"columns": ["critic"], "coder": "me"},
    }
    assert (again["url"], again["digest"]) == (row["url"], row["digest"])
    assert again["capture_id"] != row["capture_id"]
    assert desk.add(path, mapping=given).already == 1
    assert desk.add(path).already == 1


@pytest.mark.parametrize(
    ("content", "mapping", "advice"),
    [
        (TABLE, {"map": {"text": "reviw"}}, "no column named 'reviw'; did you mean review?"),
        (b"text\n1\n", {"code": {"columns": ["mood"]}}, "no column named 'mood'; columns: text"),
        (b"x,y\n1,2\n", None, "say which column is the text, of: x, y"),
    ],
)  # fmt: skip
def test_a_table_without_a_mapping_is_refused_with_advice(desk, content, mapping, advice):
    desk.put("a.csv", content)
    desk.put("b.txt", b"Warm.")
    added = desk.add(mapping=mapping)
    assert [(r.slug, r.advice) for r in added.refused] == [("mapping", advice)]
    assert outcome(added) == [("b.txt", "text", None)]


def test_a_column_may_first_come_in_a_late_line(desk):
    lines = b'{"text": "Warm."}\n' * 200 + b'{"text": "Cold.", "mood": "sad"}\n'
    desk.put("a.jsonl", lines)
    (row,) = desk.add(mapping={"map": {"text": "text", "form": "mood"}}).added
    assert json.loads(row["mapping"])["map"]["form"] == "mood"


def test_preview(desk):
    found = preview(desk.put("a.csv.gz", gzip.compress(TABLE, mtime=0)))
    assert found.columns == ("critic", "review", "date")
    assert found.guess == {"text": "review", "authors": "critic", "published": "date"}
    assert [row.values["review"] for row in found.first_rows] == ["Warm.", "Cold."]


@pytest.mark.parametrize("name", ["a.txt", "missing.csv", "a.png"])
def test_preview_of_what_is_no_table(desk, name):
    desk.put("a.txt", b"Warm.")
    desk.put("a.png", b"\x89PNG")
    with pytest.raises(UserError, match=name):
        preview(desk.inbox / name)


def test_coded_values():
    table = (
        b"link,stance,themes,notes\n"
        b"https://a.org/1,for,loneliness;intimacy; loneliness,\n"
        b",against,,x\n"
        b"https://a.org/3,torn\n"
        b"https://a.org/4, ,;,\n"
    )
    how = {"map": {"url": "link"}, "code": {"columns": ["stance", "themes"], "coder": "me"}}
    source = "file:///t.csv"
    first, second = doc_id("https://a.org/1"), doc_id_of_row(source, 2)
    assert list(coded_values(table, "csv", how, source=source)) == [
        (1, first, "stance", "for"),
        (1, first, "themes", "loneliness"),
        (1, first, "themes", "intimacy"),
        (2, second, "stance", "against"),
    ]


def test_a_table_without_coded_columns_holds_no_judgements():
    assert list(coded_values(TABLE, "csv", {"map": {}}, source="file:///t.csv")) == []
