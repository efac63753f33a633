import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hermeneut import formats, importers, registry
from hermeneut.addresses import doc_id, doc_id_of_row
from hermeneut.errors import RowFailed, UserError
from hermeneut.importers import Document, Importer, Sample
from hermeneut.rows import FIELDS

SAMPLES = {
    "ris": b"TY  - NEWS\nAU  - Petrov, Ana\nTI  - Two voices\nPY  - 2014\nAB  - A film.\nER  - \n",
    "bibtex": b"@article{a, author = {Petrov, Ana}, title = {Two {Voices}}, year = {2014}}\n",
    "csl-json": json.dumps([{"type": "book", "title": "Her", "issued": {"raw": "2014"}}]).encode(),
    "zotero-csv": b'"Key","Item Type","Publication Year","Author","Title","Publication Title",'
    b'"DOI"\n'
    b'"A","book","2014","Petrov, Ana","Two voices","","10.1000/1"\n',
    "zotero-rdf": b'<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    b' xmlns:z="http://www.zotero.org/namespaces/export#"'
    b' xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description><z:itemType>book</z:itemType>'
    b"<dc:title>Her</dc:title></rdf:Description></rdf:RDF>",
    "nexis": b"x\n\n1 of 1 DOCUMENTS\n\nHarbour Weekly\n\nJanuary 11, 2014\n\nTwo voices\n\n"
    b"LENGTH: 2 words\n\nA film.\n\nLANGUAGE: ENGLISH\n",
    "factiva": b"Two voices\n2 words\n1 January 2014\nHarbour Weekly\nEnglish\n" + b"A film. " * 20
    + b"\nDocument HARBWK0020140101ea1100001\n",
    "europresse": b'<html><article><header><span class="DocPublicationName">Le Courrier</span>'
    b'<p class="titreArticleVisu">Deux voix</p></header><div class="docOcurrContainer"><p>Un film.'
    b"</p></div></article></html>",
    "4cat": b"id,thread_id,timestamp,body,author\n1,1,1389312000,Her.,ana\n",
    "zeeschuimer": b'{"item_id": "1", "source_platform": "tiktok.com", "data": {"desc": "Her."}}\n',
    "rtf": rb"{\rtf1\ansi{\fonttbl{\f0\fcharset0 A;}}I saw {\i Her}\par caf\'e9 \u8212?\par}",
}  # fmt: skip


@pytest.fixture(scope="module")
def samples(make):
    return {
        **SAMPLES,
        "docx": make.docx(lambda document: document.add_paragraph("A film.")),
        "epub": make.epub({"one.xhtml": "<h1>One</h1><p>A film.</p>"}),
        "pdf": make.pdf([[(50, 500, 10, "A film about a voice.")]]),
    }


def test_every_notation_has_a_sample_and_is_registered(samples):
    assert set(importers.FORMATS) == set(samples) == set(registry.entries("importers"))


@pytest.mark.parametrize("kind", importers.FORMATS)
def test_what_is_recognised_is_read(samples, kind):
    payload = samples[kind]
    assert importers.recognise(payload) == kind
    rows = list(importers.read(payload, kind))
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert [row.error for row in rows] == [None] * len(rows)
    assert any(
        row.values.get("title") or row.values.get(importers.mapping(kind)["text"]) for row in rows
    )


@pytest.mark.parametrize("kind", importers.FORMATS)
def test_the_columns_are_fields(samples, kind):
    columns = importers.mapping(kind)
    assert tuple(columns) == FIELDS
    assert {columns[field] for field in FIELDS if field != "text"} == set(FIELDS) - {"text"}
    texts = [row.values.get(columns["text"]) for row in importers.read(samples[kind], kind)]
    assert any(texts) or kind in ("bibtex", "csl-json", "zotero-csv", "zotero-rdf")


def test_a_table_is_read_as_ever():
    (row,) = importers.read(b"a,b\n1,2\n", "csv")
    assert row.values == {"a": "1", "b": "2"}


def test_a_format_that_isnt_known():
    with pytest.raises(UserError, match="one of csv, tsv"):
        importers.read(b"", "docs")


@pytest.mark.parametrize(
    ("payload", "name", "kind"),
    [
        (b"", "refs.RIS", "ris"),
        (b"", "a.bib.gz", "bibtex"),
        (b"gone", "a.docx", "docx"),
        (b"", "a.csljson", "csl-json"),
        (b"A film.", "a.txt", ""),
        (b"", "", ""),
        (SAMPLES["ris"], "a.txt", "ris"),
        (b"<html><p>A film.", "a.html", ""),
        (b"a,b\n", "a.csv", ""),
    ],
)
def test_content_comes_before_the_name(payload, name, kind):
    assert importers.recognise(payload, name) == kind


def test_what_an_importer_yields_is_cleaned_and_numbered(monkeypatch):
    def reader(_):
        yield Document({"title": "a\x00\ud800b", "empty": "", "text": "t"})
        yield Document({}, "bad: \ud800")
        raise RowFailed("too-long", "why")

    made = Importer(reader, lambda sample: False)
    monkeypatch.setattr(importers, "_importers", lambda: {"ris": made})
    rows = list(importers.read(b"", "ris"))
    assert [(row.number, row.values, row.error) for row in rows] == [
        (1, {"title": "a\ufffd\ufffdb", "text": "t"}, None),
        (2, {}, "bad: \ufffd"),
        (3, {}, "too-long: why"),
    ]


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (ValueError("one\ntwo"), "damaged: one"),
        (KeyError(), "damaged: KeyError"),
        (RecursionError("deep"), "damaged: deep"),
        (MemoryError(), "damaged: MemoryError"),
    ],
)
def test_whatever_a_parser_raises_is_a_row(monkeypatch, failure, error):
    def reader(_):
        raise failure
        yield

    monkeypatch.setattr(importers, "_importers", lambda: {"ris": Importer(reader, bool)})
    assert [row.error for row in importers.read(b"", "ris")] == [error]
    monkeypatch.setattr(importers, "_importers", lambda: {"ris": Importer(lambda _: [], bool)})
    assert [row.error for row in importers.read(b"", "ris")] == ["empty: no document in it"]


def test_documents_are_named_by_their_address_or_by_their_place():
    source, rows = "file:///a", [(1, "https://a.org/1", True), (2, "", True)]
    assert importers.doc_ids(source, "ris", rows) == [
        doc_id("https://a.org/1"), doc_id_of_row(source, 2),
    ]  # fmt: skip
    assert importers.doc_ids(source, "pdf", rows[:1]) == [doc_id(source)]
    assert importers.doc_ids(source, "csv", rows) == importers.doc_ids(source, "ris", rows)


def mutated(payload, edits):
    """Change, drop and repeat some bytes, or cut the end off."""
    changed = bytearray(payload)
    for kind, place, byte in edits:
        at = place % (len(changed) or 1)
        if kind == "set" and changed:
            changed[at] = byte
        elif kind == "drop":
            del changed[at : at + byte]
        elif kind == "add":
            changed[at:at] = bytes([byte]) * (byte % 7)
        elif kind == "repeat":
            changed[at:at] = changed[at : at + byte]
        elif kind == "cut":
            del changed[at:]
    return bytes(changed)


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["set", "drop", "add", "repeat", "cut"]),
        st.integers(0, 60_000),
        st.integers(0, 255),
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("kind", [k for k in importers.FORMATS if k != "pdf"])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_damaged_bytes_end_in_rows(samples, kind, edits):
    payload = mutated(samples[kind], edits)
    importers.recognise(payload)
    rows = list(importers.read(payload, kind))
    assert rows
    for row in rows:
        assert row.error is None or ":" in row.error
        json.dumps([row.values, row.error], ensure_ascii=False).encode()


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_a_damaged_pdf_ends_in_a_row(samples, edits):
    (row,) = importers.read(mutated(samples["pdf"], edits), "pdf")
    assert row.error is None or ":" in row.error


@given(st.binary(max_size=400))
def test_any_bytes_are_asked_for_their_notation_and_read(payload):
    importers.recognise(payload)
    for kind in importers.FORMATS:
        if kind != "pdf":
            for row in importers.read(payload, kind):
                json.dumps(row.values, ensure_ascii=False).encode()


HOSTILE = {
    "blanks": b"\n" * 100_000,
    "spaces": b" " * 100_000,
    "tags": b"<p>" * 30_000,
    "open": b"<" * 100_000,
    "quotes": b'"' * 100_000,
    "brackets": b"[" * 100_000,
    "braces": b"{" * 100_000,
    "ats": b"\n@a{" * 5_000,
    "numbers": b"1 of " * 20_000,
    "fields": b"LENGTH:" * 15_000,
    "documents": b"Document A" * 10_000,
    "ends": b"End of Document\n" * 6_000,
    "letters": b"a" * 100_000,
    "nul": b"\x00" * 100_000,
    "tabs": b"HD\t" * 30_000,
    "types": b"TY  - \n" * 8_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_much_of_one_thing_is_read_in_time(name):
    payload = HOSTILE[name]
    importers.recognise(payload)
    for kind in importers.FORMATS:
        if kind != "pdf":
            assert list(importers.read(payload, kind))


def test_a_sample_says_what_its_bytes_are():
    sample = Sample("\ufeffÉté".encode())
    assert (sample.text, sample.kind) == ("Été", formats.UNKNOWN)
