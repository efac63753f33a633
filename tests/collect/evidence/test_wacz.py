import gzip
import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from fastwarc.warc import ArchiveIterator

from hermeneut.candidates import Candidate
from hermeneut.collect.evidence import wacz
from hermeneut.collect.evidence.keeping import Keeper
from hermeneut.collect.evidence.wacz import export
from hermeneut.collect.evidence.warc import Capture, WarcWriter
from hermeneut.collect.http.exchange import Exchange
from hermeneut.collect.queue.frontier import Frontier
from hermeneut.errors import TryAgain, UserError

START = datetime(2026, 1, 2, tzinfo=UTC)
PAGE = b"<!doctype html><title>Her, again</title><p>A warm, odd film."


def clock():
    return START


@pytest.fixture
def archive(tmp_path):
    folder = tmp_path / "archive"
    with WarcWriter(folder, now=clock) as writer:
        writer.write(Capture("file:///private.txt", "", b"Mine.", format="text"))
    with (
        Frontier(folder, now=clock) as frontier,
        Keeper(folder, now=clock, study="S", captures=2) as keeper,
    ):
        frontier.offer(
            Candidate(f"https://a.org/{n}", "list", "l", title=f"Film {n}" if n else "")
            for n in range(3)
        )
        for n, page in enumerate(frontier.due("a.org")):
            status = 404 if n == 2 else 200
            target = page.url + "/moved"
            hops = [(page.url, 301, b"", (("Location", target),)), (target, status, PAGE, ())]
            made = [
                Exchange(url, START.isoformat(), b"GET / HTTP/1.1\r\n\r\n", code,
                         f"HTTP/1.1 {code} X", (("Content-Type", "text/html"), *more), body)
                for url, code, body, more in hops
            ]  # fmt: skip
            rows, place = keeper.keep(made, page=page)
            seen = {"digest": rows[-1]["digest"], "capture": rows[-1]["capture_id"]}
            frontier.kept(page, place, state="done" if n < 2 else "failed", **seen)
    return folder


@pytest.fixture
def made(archive, tmp_path):
    path = export(archive, tmp_path / "her", title="Reception", description="*Her*", now=clock)
    with zipfile.ZipFile(path) as opened:
        yield opened


def lines(made, name):
    return [json.loads(line) for line in made.read(name).decode().splitlines()]


def test_the_parts_are_those_of_the_format(made):
    assert [
        "archive/00002.warc.gz", "archive/00003.warc.gz", "archive/00004.warc.gz",
        "indexes/index.cdx.gz", "indexes/index.idx", "pages/pages.jsonl", "datapackage.json",
        "datapackage-digest.json",
    ] == made.namelist()  # fmt: skip
    assert made.testzip() is None
    for entry in made.infolist():
        assert (entry.compress_type == zipfile.ZIP_STORED) == entry.filename.endswith(".gz")


def test_the_manifest_lists_every_part_with_its_digest(made):
    manifest = json.loads(made.read("datapackage.json"))

    assert ("data-package", "1.1.1") == (manifest["profile"], manifest["wacz_version"])
    assert ("Reception", "*Her*", "2026-01-02T00:00:00Z") == tuple(
        manifest[name] for name in ("title", "description", "created")
    )
    assert manifest["software"].startswith("hermeneut ")
    listed = {one["path"]: (one["hash"], one["bytes"]) for one in manifest["resources"]}
    parts = [name for name in made.namelist() if not name.startswith("datapackage")]
    assert parts == list(listed)
    for name in parts:
        content = made.read(name)
        assert (f"sha256:{hashlib.sha256(content).hexdigest()}", len(content)) == listed[name]
    names = [one["name"] for one in manifest["resources"]]
    assert len(names) == len(set(names))
    assert all(name == name.lower() for name in names)
    digest = json.loads(made.read("datapackage-digest.json"))
    whole = hashlib.sha256(made.read("datapackage.json")).hexdigest()
    assert {"path": "datapackage.json", "hash": f"sha256:{whole}"} == digest


def test_pages_are_what_can_be_read_with_the_titles_that_are_known(made):
    head, *pages = lines(made, "pages/pages.jsonl")

    assert {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"} == head
    assert [("https://a.org/0/moved", None), ("https://a.org/1/moved", "Film 1")] == [
        (page["url"], page.get("title")) for page in pages
    ]
    assert {"2026-01-02T00:00:00Z"} == {page["ts"] for page in pages}


def test_the_index_leads_from_an_address_to_its_record(made, monkeypatch):
    index = gzip.decompress(made.read("indexes/index.cdx.gz")).decode().splitlines()

    assert index == sorted(index, key=str.encode)
    assert 6 == len(index)
    for line in index:
        fields = json.loads(line.split(" ", 2)[2])
        at, length = int(fields["offset"]), int(fields["length"])
        stored = made.read(f"archive/{fields['filename']}")[at : at + length]
        (record,) = ArchiveIterator(io.BytesIO(stored), parse_http=False)
        assert fields["url"] == record.headers["WARC-Target-URI"]


def test_the_index_is_found_through_in_blocks(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(wacz, "LINES_A_BLOCK", 4)
    with zipfile.ZipFile(export(archive, tmp_path / "her.wacz", now=clock)) as made:
        whole, heads = made.read("indexes/index.cdx.gz"), made.read("indexes/index.idx").decode()
    meta, *blocks = heads.splitlines()

    assert '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}' == meta
    assert 2 == len(blocks)
    for head in blocks:
        front, _, place = head.partition(" {")
        place = json.loads("{" + place)
        block = whole[place["offset"] : place["offset"] + place["length"]]
        assert f"sha256:{hashlib.sha256(block).hexdigest()}" == place["digest"]
        assert gzip.decompress(block).decode().startswith(f"{front} {{")


def test_the_same_archive_makes_the_same_file(archive, tmp_path):
    one, two = (export(archive, tmp_path / name, now=clock).read_bytes() for name in ("a", "b"))
    assert one == two


def test_an_archive_with_nothing_from_the_web(tmp_path):
    with WarcWriter(tmp_path / "archive", now=clock) as writer:
        writer.write(Capture("file:///private.txt", "", b"Mine.", format="text"))
    with pytest.raises(UserError, match="nothing from the web"):
        export(tmp_path / "archive", tmp_path / "her.wacz", now=clock)
    assert ["archive"] == [path.name for path in tmp_path.iterdir()]


def test_a_full_disk_leaves_nothing_behind(archive, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hermeneut.collect.evidence.wacz.os.fsync", full)
    with pytest.raises(TryAgain, match="No space left"):
        export(archive, tmp_path / "her.wacz", now=clock)
    assert ["archive"] == [path.name for path in tmp_path.iterdir()]


def test_damaged_records_are_passed_over(archive, tmp_path):
    path = archive / "00002.warc.gz"
    stored = bytearray(path.read_bytes())
    stored[700:720] = bytes(20)
    path.write_bytes(stored)
    with zipfile.ZipFile(export(archive, tmp_path / "her.wacz", now=clock)) as made:
        assert 2 <= len(lines(made, "pages/pages.jsonl"))
