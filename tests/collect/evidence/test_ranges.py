import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from hermeneut import formats
from hermeneut.captures import Capture, read
from hermeneut.collect.evidence import ranges
from hermeneut.collect.evidence.ranges import unpack
from hermeneut.collect.evidence.warc import WarcWriter
from hermeneut.errors import RowFailed

URL = "https://example.org/2014/her-review"
PAGE = b"<!doctype html><title>Her</title><p>Warm, and a little sad.</p>" * 20


def record(kind="response", url=URL, body=PAGE, status="200 OK", packed=True, **headers):
    """Write one record as Common Crawl does."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    http = StatusAndHeaders(status, [("Content-Type", "text/html")], protocol="HTTP/1.1")
    made = writer.create_warc_record(
        url, kind, payload=io.BytesIO(body), http_headers=http if kind == "response" else None,
        warc_headers_dict={"WARC-Date": "2014-03-08T01:02:03Z", **headers},
    )  # fmt: skip
    writer.write_record(made)
    return out.getvalue()


def slug_of(body, **more):
    with pytest.raises(RowFailed) as why:
        unpack(body, **more)
    return why.value.slug


@pytest.mark.parametrize("packed", [True, False])
def test_the_original_response_is_what_comes_out(packed):
    found = unpack(record(packed=packed), url="http://www.example.org/2014/her-review/", via="v")
    assert (found.url, found.fetched_at, found.kind) == (URL, "2014-03-08T01:02:03Z", "response")
    assert (found.http.status, found.http.headers["content-type"]) == (200, "text/html")
    assert (read(found), found.via) == (PAGE, "v")


def test_it_can_be_written_as_evidence_and_read_again(tmp_path):
    from datetime import UTC, datetime

    from hermeneut.captures import index

    found = unpack(record(), via="https://data.example.org/1.warc.gz")
    with WarcWriter(tmp_path, now=lambda: datetime(2026, 1, 2, tzinfo=UTC)) as writer:
        writer.write(found)
    [row] = index(tmp_path / "00001.warc.gz").to_pylist()
    assert (row["url"], row["fetched_at"]) == (URL, "2014-03-08T01:02:03Z")
    assert (row["via"], row["error"], row["format"]) == (found.via, None, "html")


def test_a_record_of_the_older_format_is_read_too():
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
    line = f"{URL} 192.0.2.7 20120110052146 text/html {len(http)}\n".encode()
    found = unpack(gzip.compress(line + http + b"\n"), url=URL)
    assert (found.url, found.fetched_at) == (URL, "2012-01-10T05:21:46Z")
    assert read(found) == PAGE


def test_what_is_no_response_is_refused():
    assert slug_of(record("metadata")) == "no-capture"
    assert slug_of(record("revisit", body=b"")) == "no-capture"
    assert slug_of(record(url="dns:example.org", kind="resource")) == "no-capture"


def test_another_page_is_refused():
    assert slug_of(record(), url="https://example.org/other") == "other-page"


@pytest.mark.parametrize(
    "body", [b"", b"<html>503 Slow Down</html>", b"\x1f\x8b\x08\x00", b"\x00" * 99]
)
def test_what_is_no_archive_is_damaged(body):
    assert slug_of(body) == "damaged"


def test_a_page_cut_short_is_damaged():
    whole = record()
    assert {slug_of(whole[:cut]) for cut in range(1, len(whole), 37)} == {"damaged"}
    plain = record(packed=False)
    cut = {slug_of(plain[:cut]) for cut in range(0, len(plain) - 4, 101)}
    assert cut == {"damaged", "no-capture"}  # the latter without the line that says what it is


def test_a_range_that_swells_is_refused(monkeypatch):
    monkeypatch.setattr(formats, "LARGEST_PAYLOAD", 1000)
    monkeypatch.setattr(ranges, "LONGEST_HEAD", 100)
    assert slug_of(record()) == "too-large"


GOOD = record()


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=4))
def test_damage_is_found_or_did_none(changes):
    body = bytearray(GOOD)
    for place, value in changes:
        body[place] = value
    try:
        found = unpack(bytes(body))
    except RowFailed:
        return
    assert (found.url, read(found)) == (URL, PAGE)


@given(
    st.binary(max_size=400), st.booleans(), st.sampled_from([b"", b"WARC/1.0\r\n", b"http://a "])
)
def test_any_bytes_end_as_a_capture_or_a_reason(noise, packed, head):
    body = gzip.compress(head + noise) if packed else head + noise
    try:
        ended: object = unpack(body)
    except RowFailed as why:
        ended = why.slug
    assert isinstance(ended, Capture) or ended in ("damaged", "no-capture", "too-large")
