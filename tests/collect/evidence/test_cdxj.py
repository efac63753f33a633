import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.collect.evidence import cdxj
from hermeneut.collect.evidence.warc import Capture, WarcWriter, response

WHEN = "2014-01-10T05:00:00Z"


def page(url, **headers):
    lines = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return response(url, WHEN, "HTTP/1.1 200 OK", lines, b"<title>Her</title>")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.archive.org/", "org,archive)/"),
        ("http://archive.org", "org,archive)/"),
        ("http://archive.org/goo/", "org,archive)/goo"),
        ("http://archive.org/goo/?", "org,archive)/goo"),
        ("http://archive.org/goo/?b&a", "org,archive)/goo?a&b"),
        ("http://archive.org/goo/?a=2&b&a=1", "org,archive)/goo?a=1&a=2&b"),
        ("http://archive.org/goo?b=&a=1", "org,archive)/goo?a=1&b="),
        ("HTTPS://WWW2.Archive.org:443/Goo#top", "org,archive)/goo"),
        ("http://archive.org:8080/", "org,archive:8080)/"),
        ("https://archive.org:80/", "org,archive:80)/"),
        ("http://me:secret@archive.org/", "org,archive)/"),
        ("http://www2archive.org/", "org,www2archive)/"),
        ("http://archive.org/a/../b//c/./d", "org,archive)/b/c/d"),
        ("http://archive.org/%7Efoo/%2541", "org,archive)/~foo/a"),
        ("http://archive.org/100%/x%20y", "org,archive)/100%25/x%20y"),
        ("http://archive.org/ä", "org,archive)/%c3%a4"),
        ("http://archive.org/x.php?PHPSESSID=0123456789abcdefghijklemopqrstuv&a=1",
         "org,archive)/x.php?a=1"),
        ("http://archive.org/(S(4hqa0555fwsecu455xqckv45))/m.aspx", "org,archive)/m.aspx"),
        ("http://192.168.1.254/info/", "254,1,168,192)/info"),
        ("http://[::1]:5000/x", "::1:5000)/x"),
        ("urn:x:Y", "urn:x:y"),
        ("http://[broken/", "http://[broken/"),
        ("", ""),
    ],
)  # fmt: skip
def test_keys_sort_what_belongs_together(url, key):
    assert key == cdxj.key(url)


@given(st.text())
def test_a_key_stands_in_one_field_of_one_line(text):
    for url in (text, f"http://a.org/{text}", f"http://{text}/", f"http://a.org/?{text}"):
        assert not set(cdxj.key(url)) & set(" \n\r\t")


def test_a_line_names_the_capture_and_its_place():
    found = page("https://a.org/x", Content_Type="text/html; charset=utf-8")
    line = cdxj.line(found, file="00001.warc.gz", offset=316, length=372)

    front, moment, fields = line.split(" ", 2)
    assert ("org,a)/x", "20140110050000") == (front, moment)
    assert {
        "url": "https://a.org/x", "mime": "text/html", "status": "200",
        "digest": f"sha256:{found.digest}", "length": "372", "offset": "316",
        "filename": "00001.warc.gz",
    } == json.loads(fields)  # fmt: skip


def test_what_isnt_of_the_web_has_no_line():
    found = Capture("file:///essay.txt", WHEN, b"Warm.", format="text")
    assert "" == cdxj.line(found, file="00001.warc.gz", offset=0, length=9)


def test_an_index_is_sorted_by_bytes_and_leads_to_the_records(tmp_path):
    with WarcWriter(tmp_path, now=lambda: datetime(2026, 1, 2, tzinfo=UTC)) as writer:
        for url in ("https://b.org/", "https://a.org/x", "https://a.org/x-y", "file:///a.txt"):
            writer.write(page(url) if url[0] == "h" else Capture(url, "", b"a", format="text"))
    path = tmp_path / "00001.warc.gz"
    stored = path.read_bytes()
    written = cdxj.write(path).read_text().splitlines()

    assert ["org,a)/x", "org,a)/x-y", "org,b)/"] == [line.split(" ")[0] for line in written]
    assert written == sorted(written, key=str.encode)
    import gzip

    for line in written:
        fields = json.loads(line.split(" ", 2)[2])
        at, length = int(fields["offset"]), int(fields["length"])
        record = gzip.decompress(stored[at : at + length]).decode()
        assert f"WARC-Target-URI: {fields['url']}\r\n" in record
