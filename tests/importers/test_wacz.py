import gzip
from datetime import UTC, datetime

import pytest

from hermeneut.captures import Capture
from hermeneut.collect.evidence.warc import WarcWriter, sources
from hermeneut.errors import RowFailed
from hermeneut.importers import wacz


@pytest.fixture
def crawl(tmp_path):
    with WarcWriter(tmp_path / "w", now=lambda: datetime(2026, 1, 2, tzinfo=UTC)) as writer:
        for n in range(2):
            page = f"<!doctype html><p>Page {n}".encode()
            writer.write(Capture(f"https://a.org/{n}", "2014-01-10T05:00:00Z", page, format="html"))
    return (tmp_path / "w" / "00001.warc.gz").read_bytes()


def package(make, path, parts):
    path.write_bytes(make.zipped({"datapackage.json": "{}", **parts}, stored=set(parts)))
    return path


def test_the_archives_inside_are_read_in_order(make, tmp_path, crawl):
    parts = {
        "archive/b.warc.gz": crawl,
        "archive/a.warc": gzip.decompress(crawl),
        "pages/x.warc": b"",
    }
    path = package(make, tmp_path / "my crawl.wacz", parts)
    assert wacz.is_wacz(path)
    found = [(part.name, [c.url for c in sources(part)]) for part in wacz.warcs(path)]
    urls = ["https://a.org/0", "https://a.org/1"]
    assert found == [("my_crawl-1.warc", urls), ("my_crawl-2.warc.gz", urls)]


def test_names_are_never_paths_and_nothing_stays(make, tmp_path, crawl):
    parts = {"archive/../../../evil.warc.gz": crawl, "/archive/x.warc.gz": crawl}
    path = package(make, tmp_path / "a.wacz", {**parts, "archive/ok.warc.gz": crawl})
    unpacked = list(wacz.warcs(path))
    assert [part.name for part in unpacked] == ["a-1.warc.gz"]
    assert not any(part.exists() for part in unpacked)
    assert not list(tmp_path.parent.rglob("evil*"))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x03\x04" + bytes(99), b"WARC/1.1"])
def test_what_is_no_package(tmp_path, content):
    path = tmp_path / "a.wacz"
    path.write_bytes(content)
    assert not wacz.is_wacz(path)


def test_a_bomb_is_refused(make, tmp_path, monkeypatch):
    monkeypatch.setattr(wacz, "_SMALL", 1000)
    path = tmp_path / "a.wacz"
    path.write_bytes(
        make.zipped({"datapackage.json": "{}", "archive/a.warc": b"WARC/1.1" + bytes(9_000_000)})
    )
    with pytest.raises(RowFailed, match="too-large"):
        list(wacz.warcs(path))
