import json

import pytest

from hermeneut.addresses import doc_id, doc_id_of_row
from hermeneut.read.pieces import pieces_of

TABLE = "link,critic,review\nhttps://e.org/a,Ann,A film.\n,Bo,\nhttps://e.org/c,Cy,Another.\n"
MAP = json.dumps({"map": {"url": "link", "authors": "critic", "text": "review"}, "code": {}})


def capture(payload, **columns):
    return {"capture_id": "c", "url": "file:///t.csv", "payload": payload, **columns}


def test_each_row_is_a_document():
    pieces = list(pieces_of(capture(TABLE.encode(), format="csv", mapping=MAP)))
    assert [p.number for p in pieces] == [1, 2, 3]
    assert [p.kind for p in pieces] == ["text", "none", "text"]
    assert pieces[0].doc_id == doc_id("https://e.org/a")
    assert pieces[1].doc_id == doc_id_of_row("file:///t.csv", 2)
    assert pieces[0].columns == {"url": ("https://e.org/a",), "authors": ("Ann",)}


@pytest.mark.parametrize(
    ("header", "rating", "form"),
    [
        ("user,rating10", "8/10", "user review"),
        ("username,stars_5", "8/5", "user review"),
        ("user,rating", "8", "user review"),
        ("critic,rating10", "8/10", None),
        ("user,rating2", "8", "user review"),
    ],
)
def test_a_column_names_the_scale_and_whose_reviews_they_are(header, rating, form):
    user, scale = header.split(",")
    how = json.dumps({"map": {"authors": user, "rating": scale, "text": "t"}})
    (piece,) = pieces_of(capture(f"{header},t\nx9,8,Fine.\n".encode(), format="csv", mapping=how))
    assert piece.columns["rating"] == (rating,)
    assert piece.columns.get("form") == ((form,) if form else None)


@pytest.mark.parametrize(
    ("table", "owners"),
    [
        ("u,t\nhttps://e.org/a,One.\nhttps://e.org/a,Two.\n", [False, False]),
        ("u,t\nhttps://e.org/a,\nhttps://e.org/a,\n", [True, False]),
    ],
    ids=["reviews-of-one-page", "a-page-listed-twice"],
)
def test_rows_that_share_an_address_stay_apart(table, owners):
    how = json.dumps({"map": {"url": "u", "text": "t"}})
    pieces = list(pieces_of(capture(table.encode(), format="csv", mapping=how)))
    assert [p.doc_id == doc_id("https://e.org/a") for p in pieces] == owners
    assert len({p.doc_id for p in pieces}) == 2


@pytest.mark.parametrize(
    ("column", "text", "kind"),
    [
        ("body_markdown", "A *film*.", "markdown"),
        ("review", "A <i>film</i>.", "fragment"),
        ("review", "A film.", "text"),
        ("html", "<html><body><p>A film.", "html"),
    ],
)
def test_what_a_column_is_written_in(column, text, kind):
    row = json.dumps({column: text}).encode()
    how = json.dumps({"map": {"text": column}})
    assert next(pieces_of(capture(row, format="jsonl", mapping=how))).kind == kind


@pytest.mark.parametrize(
    ("columns", "slug"),
    [
        ({"payload": None, "format": "html", "error": "http-404"}, "http-404"),
        ({"payload": None, "format": "html"}, "no-payload"),
        ({"payload": b"", "format": "html"}, "empty"),
        ({"payload": b"%PDF-1.4", "format": "unknown"}, "binary"),
        ({"payload": b"a" * 20_000_001, "format": "text"}, "too-large"),
        ({"payload": b"", "format": "csv", "mapping": MAP}, "empty"),
        ({"payload": b"not parquet", "format": "parquet", "mapping": MAP}, None),
    ],
)
def test_trouble_is_a_piece_with_a_reason(columns, slug):
    pieces = list(pieces_of({"capture_id": "c", "url": "https://e.org/a", **columns}))
    assert len(pieces) == 1
    assert pieces[0].trouble is not None
    assert slug is None or pieces[0].trouble[0] == slug


@pytest.mark.parametrize("mapping", [None, "", "nonsense", "[]", '{"map": 3}'])
def test_a_table_without_a_mapping_has_facts_of_nothing(mapping):
    pieces = list(pieces_of(capture(TABLE.encode(), format="csv", mapping=mapping)))
    assert [p.kind for p in pieces] == ["none"] * 3


REFS = b"""TY  - NEWS
TI  - Two voices
UR  - https://e.org/a
AB  - A film.
ER  -
TY  - NEWS
TI  - Three
ER  -
"""


def test_each_reference_is_a_document_with_its_facts():
    pieces = list(pieces_of(capture(REFS, format="ris")))
    assert [(p.number, p.kind, p.body) for p in pieces] == [(1, "text", "A film."), (2, "none", "")]
    assert pieces[0].doc_id == doc_id("https://e.org/a")
    assert pieces[1].doc_id == doc_id_of_row("file:///t.csv", 2)
    assert pieces[1].columns == {
        "title": ("Three",), "form": ("newspaper article",), "venue": ("newspaper",),
    }  # fmt: skip


def test_a_mapping_overrules_what_an_importer_takes_a_column_for():
    how = json.dumps({"map": {"about": "title"}})
    piece = next(pieces_of(capture(REFS, format="ris", mapping=how)))
    assert (piece.columns["about"], piece.body) == (("Two voices",), "A film.")


def test_a_file_that_is_one_document_is_named_by_its_address():
    page = capture(rb"{\rtf1 I saw {\i Her}.}", format="rtf", url="https://e.org/essay.rtf")
    (piece,) = pieces_of(page)
    assert (piece.doc_id, piece.number) == (doc_id("https://e.org/essay.rtf"), None)
    assert (piece.kind, piece.body) == ("fragment", "<p>I saw <em>Her</em>.</p>")
    assert piece.url == "https://e.org/essay.rtf"


def test_a_document_that_cant_be_read_keeps_its_facts():
    (piece,) = pieces_of(capture(rb"{\rtf1{\info{\title Two voices}}}", format="rtf"))
    assert piece.trouble == ("no-text", "nothing but marks and pictures")
    assert (piece.kind, piece.columns) == ("none", {"title": ("Two voices",)})


def test_markdown_states_its_facts():
    page = capture(b"---\ntitle: Her\n---\nA film.", format="markdown")
    piece = next(pieces_of(page))
    assert (piece.body, piece.front) == ("A film.", {"title": ("Her",)})
