import gzip
import subprocess
import sys
import zlib
from datetime import UTC, datetime

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut import captures, formats, schema
from hermeneut.captures import Capture, utc
from hermeneut.collect.evidence.warc import WarcWriter, index, payload, response, sources
from hermeneut.errors import RowFailed, TryAgain

PAGE = b"<!doctype html><title>Her, again</title><p>A warm, odd film." * 20
WHEN = "2014-01-10T05:00:00Z"


def clock():
    return datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def page(url="https://example.org/her", body=PAGE, status="200 OK", **headers):
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    lines = [("Content-Type", "text/html"), *named]
    return response(url, WHEN, f"HTTP/1.1 {status}", lines, body)


def written(folder, *found, **options):
    with WarcWriter(folder, now=clock, **options) as writer:
        return [writer.write(capture) for capture in found]


def chunked(body):
    half = len(body) // 2
    return b"".join(b"%x\r\n%b\r\n" % (len(b), b) for b in (body[:half], body[half:], b""))


def test_what_is_written_is_what_is_read(tmp_path):
    given = [page(), Capture("file:///her.txt", "", b"Warm.\r\n\r\n", format="text")]
    rows = written(tmp_path, *given)
    assert index(tmp_path / "00001.warc.gz").to_pylist() == rows
    assert [payload(tmp_path / r["warc"], r["offset"]) for r in rows] == [PAGE, b"Warm.\r\n\r\n"]
    assert [r["fetched_at"] for r in rows] == [WHEN, "2026-01-02T03:04:05Z"]
    assert [(r["status"], r["format"], r["error"]) for r in rows] == [
        (200, "html", None),
        (None, "text", None),
    ]
    assert index(tmp_path / "00001.warc.gz").schema.equals(schema.CAPTURES)


def test_the_same_captures_make_the_same_bytes(tmp_path):
    for folder in ("one", "two"):
        written(tmp_path / folder, page(), page("https://example.org/2"))
    one, two = ((tmp_path / f / "00001.warc.gz").read_bytes() for f in ("one", "two"))
    assert one == two


def test_other_tools_agree_with_the_digests(tmp_path):
    written(tmp_path, page(), page(body=chunked(PAGE), Transfer_Encoding="chunked"))
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(tmp_path / "00001.warc.gz")]
    checked = subprocess.run(command, capture_output=True, text=True, check=True)
    assert checked.stdout.count("digest pass") == 3


def test_a_new_file_is_begun_when_one_is_full(tmp_path):
    pages = [page(f"https://example.org/{n}") for n in range(5)]
    rows = written(tmp_path, *pages, captures=2)
    assert [r["warc"] for r in rows] == [f"0000{n}.warc.gz" for n in (1, 1, 2, 2, 3)]
    rows = written(tmp_path, *pages[:2], size=len(PAGE))
    assert [r["warc"] for r in rows] == ["00004.warc.gz", "00005.warc.gz"]


def failing(folder):
    with WarcWriter(folder, now=clock, captures=2) as writer:
        for n in range(3):
            writer.write(page(f"https://example.org/{n}"))
        raise KeyboardInterrupt


def test_a_writer_that_fails_leaves_whole_files_alone(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        failing(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["00001.warc.gz"]


def test_until_it_is_whole_a_file_isnt_there(tmp_path):
    with WarcWriter(tmp_path, now=clock) as writer:
        writer.write(page())
        assert list(tmp_path.glob("[!.]*")) == []
        (tmp_path / "00001.warc.gz").touch()
        with pytest.raises(TryAgain, match="someone else writes"):
            writer.close()
    assert (tmp_path / "00001.warc.gz").read_bytes() == b""


def test_nothing_written_makes_no_file(tmp_path):
    assert written(tmp_path / "archive") == []
    assert not (tmp_path / "archive").exists()


CODINGS = {
    "gzip": gzip.compress(PAGE),
    "x-gzip": gzip.compress(PAGE[:50]) + gzip.compress(PAGE[50:]),
    "deflate": zlib.compress(PAGE),
    "Deflate": zlib.compress(PAGE)[2:-4],
    "br": brotli.compress(PAGE),
    "identity": PAGE,
    "gzip, br": brotli.compress(gzip.compress(PAGE)),
}


@pytest.mark.parametrize(("coding", "body"), CODINGS.items(), ids=CODINGS)
@pytest.mark.parametrize("chunks", [False, True], ids=["whole", "chunked"])
def test_compression_and_chunks_are_undone(tmp_path, coding, body, chunks):
    headers = {"Content_Encoding": coding}
    if chunks:
        headers["Transfer_Encoding"] = "chunked"
    (row,) = written(tmp_path, page(body=chunked(body) if chunks else body, **headers))
    assert (row["error"], row["format"]) == (None, "html")
    assert payload(tmp_path / row["warc"], row["offset"]) == PAGE


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_pages_stored_decoded_keep_their_bytes(tmp_path, coding):
    headers = {"Content_Encoding": coding, "Transfer_Encoding": "chunked"}
    (row,) = written(tmp_path, page(**headers))
    assert payload(tmp_path / row["warc"], row["offset"]) == PAGE


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_bombs_are_bounded(tmp_path, monkeypatch, coding):
    monkeypatch.setattr(formats, "LARGEST_PAYLOAD", 1_000_000)
    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[coding]
    (row,) = written(tmp_path, page(body=pack(b" " * 1_000_001), Content_Encoding=coding))
    assert row["error"] == "too-large"
    with pytest.raises(RowFailed, match="too-large"):
        payload(tmp_path / row["warc"], row["offset"])


UNREAD = [
    (page(status="404 Not Found"), "http-404"),
    (page(status="301 Moved", Location="/x"), "redirect"),
    (page(status="301 Moved"), "http-301"),
    (page(status="500 Oops"), "http-500"),
    (page(body=b""), "empty"),
    (page(body=b"\x89PNG\r\n\x1a\n" + bytes(99)), "binary"),
    (page(body=gzip.compress(PAGE)[:-20], Content_Encoding="gzip"), "damaged"),
    (response("https://a.org", "", "HTTP/1.1 200", [("Content-Type", "text/css")], b"a"), "format"),
    (Capture("https://a.org", WHEN, b"HTTP/1.1 200 OK\r\n\r\n", kind="revisit"), "revisit"),
    (
        Capture("file:///a", WHEN, bytes([32, 65]) * formats.LARGEST_TEXT, format="html"),
        "too-large",
    ),
]


@pytest.mark.parametrize(("capture", "error"), UNREAD, ids=[error for _, error in UNREAD])
def test_what_cant_be_read_says_why(tmp_path, capture, error):
    (row,) = written(tmp_path, capture)
    assert row["error"] == error
    assert index(tmp_path / row["warc"]).to_pylist() == [row]


def test_capture_ids_tell_address_time_and_bytes_apart():
    one = page()
    others = [page("https://a.org"), page(body=b"x"), Capture(one.url, "2015", one.block)]
    assert len({one.id, *(other.id for other in others)}) == 4
    assert len(one.id) == 24
    assert page().id == one.id


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2014-01-10T05:00:00Z", "2014-01-10T05:00:00Z"),
        ("2014-01-10T05:00:00.123456+02:00", "2014-01-10T03:00:00Z"),
        ("2014-01", "2014-01-01T00:00:00Z"),
        ("2014", "2014-01-01T00:00:00Z"),
        ("2014-13-45", "2014-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z"),
        ("", "1970-01-01T00:00:00Z"),
    ],
)
def test_dates_of_archives(date, expected):
    assert utc(date) == expected


@pytest.fixture
def archive(tmp_path):
    rows = written(tmp_path, *[page(f"https://example.org/{n}") for n in range(4)])
    return tmp_path / "00001.warc.gz", rows


def test_a_record_is_read_alone(archive):
    path, rows = archive
    assert payload(path, rows[2]["offset"]) == PAGE
    with pytest.raises(RowFailed, match="damaged"):
        payload(path, rows[2]["offset"] + 3)
    with pytest.raises(RowFailed, match="no capture"):
        payload(path, 0)  # the record about the file itself


def test_every_cut_is_told_and_what_stands_before_it_is_read(archive, tmp_path):
    path, rows = archive
    stored, offsets = path.read_bytes(), [r["offset"] for r in rows]
    ends = [*offsets[1:], len(stored)]
    for size in range(0, len(stored), 7):
        cut = tmp_path / "cut.warc.gz"
        cut.write_bytes(stored[:size])
        found = index(cut).to_pylist()
        whole = sum(end <= size for end in ends)
        sound = [r["capture_id"] for r in found if not r["error"]]
        assert sound == [r["capture_id"] for r in rows[: len(sound)]]
        assert len(sound) - whole in (0, 1)  # 1 where only the checksum of gzip is missing
        at_a_border = size in (offsets[0], *ends)
        errors = [r["error"] for r in found if r["error"]]
        assert errors == ([] if at_a_border else ["truncated-archive"])


def test_a_damaged_record_costs_no_other(archive):
    path, rows = archive
    stored = bytearray(path.read_bytes())
    stored[rows[1]["offset"] + 40] ^= 0xFF
    path.write_bytes(stored)
    found = index(path).to_pylist()
    sound = [r["capture_id"] for r in found if not r["error"]]
    assert sound == [rows[n]["capture_id"] for n in (0, 2, 3)]
    assert {r["error"] for r in found} - {None} <= {"damaged", "damaged-archive"}
    assert len(found) > 3


def test_bytes_that_are_not_those_written_are_told(archive):
    path, _ = archive
    plain = gzip.decompress(path.read_bytes()).replace(b"odd film", b"bad film")
    path.with_suffix("").write_bytes(plain)
    assert set(index(path.with_suffix(""))["error"].to_pylist()) == {"damaged"}


@given(st.binary(max_size=300))
def test_rubbish_is_indexed_without_a_crash(tmp_path_factory, rubbish):
    path = tmp_path_factory.mktemp("rubbish") / "00001.warc.gz"
    path.write_bytes(b"WARC/1.1\r\n" + rubbish)
    assert all(row["error"] for row in index(path).to_pylist())


def one_gzip_stream(path):
    return gzip.compress(gzip.decompress(path.read_bytes()))


def test_a_warc_in_one_gzip_stream_can_be_taken_in_but_not_indexed(archive, tmp_path):
    path, rows = archive
    other = tmp_path / "other.warc.gz"
    other.write_bytes(one_gzip_stream(path))
    assert set(index(other)["error"].to_pylist()) == {"one-gzip-stream"}
    assert [c.id for c in sources(other)] == [r["capture_id"] for r in rows]


def test_records_are_copied_byte_for_byte(archive, tmp_path):
    path, rows = archive
    again = written(tmp_path / "copy", *sources(path))
    assert [r["capture_id"] for r in again] == [r["capture_id"] for r in rows]
    assert (tmp_path / "copy" / "00001.warc.gz").read_bytes() == path.read_bytes()


NOTES = """\
WARC/1.0\r
WARC-Type: {kind}\r
WARC-Date: 2014-01-10T05:00:00Z\r
WARC-Target-URI: {url}\r
Content-Type: text/html\r
Content-Length: {length}\r
\r
"""


def foreign(path, *records):
    lines = [
        NOTES.format(kind=kind, url=url, length=len(body)).encode() + body + b"\r\n\r\n"
        for kind, url, body in records
    ]
    path.write_bytes(b"".join(lines))
    return path


def test_a_crawlers_own_notes_are_passed_over(tmp_path):
    path = foreign(
        tmp_path / "a.warc",
        ("warcinfo", "", b"software: x"),
        ("request", "https://a.org/", b"GET / HTTP/1.1\r\n\r\n"),
        ("response", "dns:a.org", b"1.2.3.4"),
        ("resource", "metadata://a/b", b"notes"),
        ("metadata", "https://a.org/", b"via: x"),
        ("resource", "<https://a.org/a b>", PAGE),
        ("conversion", "https://a.org/c", PAGE),
    )
    assert [c.url for c in sources(path)] == ["https://a.org/a%20b", "https://a.org/c"]


def test_a_record_beyond_bounds_keeps_its_head_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(formats, "LARGEST_PAYLOAD", 10_000)
    film = page("https://a.org/film.mp4", bytes(10_001)).block
    path = foreign(tmp_path / "a.warc", ("response", "https://a.org/film.mp4", film))
    (capture,) = sources(path)
    assert (capture.error, capture.http.status, capture.http.body) == ("too-large", 200, b"")
    (row,) = written(tmp_path / "archive", capture)
    assert index(tmp_path / "archive" / row["warc"])["error"].to_pylist() == ["too-large"]


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_arc_files_are_taken_in(tmp_path, packed):
    notes = b"1 0 x\nURL IP-address Archive-date Content-type Archive-length\n"
    about = b"filedesc://a.arc 0.0.0.0 20140110050000 text/plain %d\n%b\n" % (len(notes), notes)
    block = page().block
    entry = b"http://a.org/ 1.2.3.4 20140110050000 text/html %d\n%b\n" % (len(block), block)
    path = tmp_path / "a.arc"
    pack = gzip.compress if packed else bytes
    path.write_bytes(pack(about) + pack(entry))
    (capture,) = sources(path)
    assert (capture.url, capture.fetched_at, capture.block) == ("http://a.org/", WHEN, block)


def test_a_header_may_be_long_and_in_any_script(tmp_path):
    mapping = '{"map": {"text": "' + "Spalte Ä " * 9000 + '"}}'
    capture = Capture("file:///a%20b.csv", WHEN, b"a\n1\n", format="csv", mapping=mapping)
    (row,) = written(tmp_path, capture)
    assert index(tmp_path / row["warc"]).to_pylist() == [row]


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hermeneut.collect.evidence.warc.member", full)
    with pytest.raises(TryAgain, match="No space left"):
        written(tmp_path, page())
    assert list(tmp_path.iterdir()) == []


def test_a_response_that_isnt_http_is_its_own_payload():
    capture = Capture("ftp://a.org/x", WHEN, b"Her.", kind="response")
    assert captures.read(capture) == b"Her."
