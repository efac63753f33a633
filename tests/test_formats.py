import gzip
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut import formats
from hermeneut.formats import by_name, decode, gunzip, is_binary, sniff, trouble

TEXT = "Été: a warm film."
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_is_decoded(encoding):
    assert decode(TEXT.encode(encoding)).read() == TEXT
    assert not is_binary(TEXT.encode(encoding))


def test_undecodable_bytes_stay_visible():
    assert decode(b"a\x81b").read() == "a\ufffdb"


@given(st.binary(max_size=300))
def test_any_bytes_decode(payload):
    decode(payload).read().encode("utf-8")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.txt", "text"), ("a.MD", "markdown"), ("a.markdown", "markdown"), ("a.htm", "html"),
        ("a.xhtml", "html"), ("a.csv.gz", "csv"), ("a.tsv", "tsv"), ("a.ndjson", "jsonl"),
        ("a.parquet", "parquet"), ("a.gz", None), ("a", None), ("a.png", None), (".txt", None),
        ("a.PDF", "pdf"), ("a.docx", "docx"), ("a.epub", "epub"), ("a.rtf", "rtf"),
        ("a.ris.gz", "ris"), ("a.bib", "bibtex"),
    ],
)  # fmt: skip
def test_by_name(name, kind):
    assert by_name(name) == kind


@pytest.mark.parametrize(
    ("payload", "name", "served", "kind"),
    [
        (b"Her.", "a.txt", "", "text"),
        (b"# Her", "a.md", "", "markdown"),
        (b"<!DOCTYPE html><p>Her", "a.txt", "", "html"),
        (b"\xef\xbb\xbf\n<!-- x --> <html>", "", "text/plain", "html"),
        ("<html><p>Été".encode("utf-16"), "a.txt", "", "html"),
        (b'<?xml version="1.0"?><html xmlns="x">', "a.xml", "", "html"),
        (b"<div><p>One<p>Two", "", "", "html"),
        (b"One <p> and <p> of <p>", "a.txt", "", "text"),
        (b"PAR1xxxPAR1", "a.csv", "", "parquet"),
        (b"not parquet", "a.parquet", "", "unknown"),
        (b'{"a": 1}\n{"a": 2}\n', "a.json", "", "jsonl"),
        (b'[{"a": 1}]', "a.json", "", "unknown"),
        (b"a,b\n", "a.csv", "text/plain", "text"),
        (b"a,b\n", "a", "text/csv; charset=utf-8", "csv"),
        (b"body { }", "a.css", "text/css", "unknown"),
        (b"%PDF-1.7 text", "a.txt", "text/html", "pdf"),
        (b"\xef\xbb\xbf\n%PDF-1.4", "a", "", "pdf"),
        (b"Of %PDF-1.4", "a.pdf", "", "unknown"),
        (b"plain", "a.docx", "application/pdf", "unknown"),
        (b"{\\rtf1\\ansi Her.}", "a.doc", "", "rtf"),
        (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/epub+zipPK", "a.zip", "", "epub"),
        (b"PK\x03\x04" + bytes(9000) + b"META-INF/container.xml", "a", "", "epub"),
        (b"PK\x03\x04" + bytes(9000) + b"word/document.xml", "a.epub", "", "docx"),
        (b"PK\x03\x04" + bytes(9000) + b"xl/workbook.xml", "a.docx", "", "unknown"),
        (b"TY  - JOUR\n", "a.ris", "", "ris"),
        (b"@article{a}", "a", "application/x-bibtex", "bibtex"),
        (b"\x89PNG", "a.txt", "text/html", "unknown"),
        (b"plain", "", "", "unknown"),
    ],
)
def test_content_beats_type_beats_name(payload, name, served, kind):
    assert sniff(payload, name=name, content_type=served) == kind


@pytest.mark.parametrize("kind", formats.DOCUMENTS)
def test_a_format_is_served_as_what_is_read_as_it(kind):
    assert formats.TYPES[formats.CONTENT_TYPES[kind]] == kind
    assert "x-" not in formats.CONTENT_TYPES[kind]


def test_random_bytes_are_binary_and_a_stray_nul_is_not():
    assert is_binary(random.Random(1).randbytes(4000))
    assert not is_binary(b"a,b\n" * 100 + b"\x00")
    assert not is_binary(b"")


@pytest.mark.parametrize(
    ("payload", "kind", "slug"),
    [
        (b"", "text", "empty"),
        (b" \n\t\xef\xbb\xbf"[:3], "html", "empty"),
        (b"\x89PNG\r\n", "unknown", "binary"),
        (b"int main() {}", "unknown", "format"),
        (b"PAR1 cut", "parquet", "damaged"),
        (b"x" * (formats.LARGEST_TEXT + 1), "html", "too-large"),
        (b"x" * (formats.LARGEST_TEXT + 1), "csv", None),
        (b"x", "text", None),
    ],
)
def test_trouble(payload, kind, slug):
    assert trouble(payload, kind) == slug


def test_gunzip_reads_every_member():
    assert (
        gunzip(
            gzip.compress(b"one ", mtime=0) + gzip.compress(b"two", mtime=0) + b"\x00\x00", limit=99
        )
        == b"one two"
    )


def test_gunzip_is_bounded():
    bomb = gzip.compress(b"x" * 1_000_000, mtime=0)
    assert len(gunzip(bomb, limit=1_000_000)) == 1_000_000
    with pytest.raises(OverflowError):
        gunzip(bomb, limit=999_999)


@pytest.mark.parametrize(
    "payload", [b"no gzip", gzip.compress(b"x" * 99, mtime=0)[:-9], b"\x1f\x8b"]
)
def test_damaged_gzip(payload):
    with pytest.raises(ValueError, match=r"\w"):
        gunzip(payload, limit=1000)
