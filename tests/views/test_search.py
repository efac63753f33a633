"""Search and concordance: what is found, where it stands, and what is refused."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut import testing
from hermeneut.errors import UserError
from hermeneut.views.asked import parse
from hermeneut.views.search import kwic, search

TEXTS = {
    "a": "The harbour sleeps. A glass harbour, and real love.\n\nHarbours dream; love is real.",
    "b": "HARBOUR love, loved by her. Café au lait.",
    "c": "Le havre dort. La café ferme.",
    "d": "Emoji 🙂🙂 before the harbour, \x00 and after.",
}
TITLES = {"a": "Harbour lights", "b": "On love", "c": "Le havre", "d": "Smiles", "e": "Harbour"}


def rows():
    forms = {"a": "review", "b": "essay", "c": "essay", "d": "Review", "e": "review"}
    years = {"a": "2014-01-02", "b": "2013", "c": None, "d": "2015", "e": "2016"}
    for ident, title in TITLES.items():
        text = TEXTS.get(ident)
        yield {
            "doc_id": ident, "capture_id": f"c{ident}", "title": title, "form": forms[ident],
            "published": years[ident], "outlet": "The Post" if ident in "ab" else None,
            "authors": ["Noor Vey", "Ada Pell"] if ident == "a" else [],
            "language": "fr" if ident == "c" else "en", "fetched_at": "2026",
            "text_id": testing.text_row(text)["text_id"] if text else None,
            "completeness": "whole" if text else "bibliographic", "url": f"https://x.example/{ident}",
        }  # fmt: skip


@pytest.fixture
def study(tmp_path):
    docs = list(rows())
    subjects = [
        {"doc_id": d["doc_id"], "capture_id": d["capture_id"], "subject": subject,
         "verdict": "about"}
        for d in docs for subject in (["work", "glass"] if d["doc_id"] == "a" else ["work"])
    ]  # fmt: skip
    texts = [testing.text_row(t) for t in TEXTS.values()]
    return testing.make_study(
        tmp_path / "study", {"documents": docs, "texts": texts, "subjects": subjects}
    )


def found(table):
    return sorted(table.column("doc_id").to_pylist())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("harbour", ["a", "b", "d", "e"]),
        ("harbour love", ["a", "b"]),
        ('"real love"', ["a"]),
        ('"love real"', []),
        ("“real love”", ["a"]),
        ("harbo*", ["a", "b", "d", "e"]),
        ("lov* -her", ["a"]),
        ('sleeps OR "au lait"', ["a", "b"]),
        ("cafe", ["b", "c"]),
        ("havre", ["c"]),
        ("nothing", []),
    ],
)
def test_search_finds(study, query, expected):
    assert found(search(study, query)) == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"form": "review"}, ["a", "d", "e"]),
        ({"form": "REVIEW", "year": "2014"}, ["a"]),
        ({"outlet": "the post"}, ["a", "b"]),
        ({"outlet": ""}, ["d", "e"]),
        ({"subject": "glass"}, ["a"]),
        ({"subject": "work"}, ["a", "b", "d", "e"]),
        ({"authors": "Ada Pell"}, ["a"]),
        ({"authors": "Ada"}, []),
        ({"measured": "true"}, ["a", "b", "d"]),
        ({"left_out": "no text"}, ["e"]),
    ],
)
def test_search_keeps_to_filters(study, where, expected):
    assert found(search(study, "harbour", where=where)) == expected


def test_search_puts_titles_first_and_keeps_to_its_limit(study):
    got = search(study, "harbour", limit=2).to_pylist()
    assert [row["doc_id"] for row in got] == ["e", "a"]
    assert got[0]["score"] > got[1]["score"] > 0
    assert search(study, "harbour", limit=0).num_rows == 0


def test_capitals_count_when_asked(study):
    assert found(search(study, "HARBOUR", case=True)) == ["b"]
    assert [line["node"] for line in kwic(study, "harbour*", case=True).to_pylist()] == [
        "harbour", "harbour", "harbour",
    ]  # fmt: skip


def test_concordance_stands_in_order_of_date_with_its_context(study):
    lines = kwic(study, "harbour*", window_words=2).to_pylist()
    assert [(n["doc_id"], n["left"], n["node"], n["right"]) for n in lines] == [
        ("b", "", "HARBOUR", "love, loved"),
        ("a", "The", "harbour", "sleeps. A"),
        ("a", "A glass", "harbour", ", and real"),
        ("a", "real love.", "Harbours", "dream; love"),
        ("d", "before the", "harbour", ", � and"),
    ]


def test_concordance_sorted_by_what_stands_left_or_right(study):
    left = kwic(study, "love", sort="left").to_pylist()
    assert [n["left"].split()[-1] for n in left] == ["dream;", "HARBOUR", "real"]
    right = kwic(study, "love", sort="right").to_pylist()
    assert [n["right"].split()[0] for n in right] == [".", "is", ","]


def test_offsets_are_code_points_of_the_text(study):
    for line in kwic(study, '"the harbour" OR love').to_pylist():
        cut = TEXTS[line["doc_id"]][line["start"] : line["end"]]
        assert cut == line["node"]


@pytest.mark.parametrize(
    "query", ['"open', "", "   ", "-only", "OR x", "x OR", "a OR OR b", "***", '""', "x " * 99]
)
def test_a_query_that_asks_nothing_is_told_so(study, query):
    with pytest.raises(UserError) as told:
        search(study, query)
    assert told.value.hint


def test_an_unknown_field_or_order_is_told_with_the_nearest(study):
    with pytest.raises(UserError, match="outlet"):
        search(study, "x", where={"outlett": "x"})
    with pytest.raises(UserError, match="left or right"):
        kwic(study, "x", sort="sideways")


@pytest.fixture(scope="module")
def bare_index():
    index = sqlite3.connect(":memory:")
    index.execute("create virtual table words using fts5(title, body)")
    return index


@given(
    query=st.text(
        alphabet=st.sampled_from("ab\"*-()^:+,{}'NEAR ORNOTAND\\_\n.é人\x00"), max_size=30
    )
)
def test_no_query_reaches_the_index_malformed(bare_index, query):
    try:
        asked = parse(query)
    except UserError:
        return
    for column in ("", "body"):
        bare_index.execute("select * from words where words match ?", [asked.fts(column)])


def test_the_index_is_made_once_and_again_when_the_study_changes(study):
    search(study, "love")
    path = study.root / "index" / "search.sqlite"
    made = path.stat().st_mtime_ns
    search(study, "harbour")
    assert path.stat().st_mtime_ns == made
    study.judgements.append("corrections", [
        {"doc_id": "a", "field": "outlet", "value": "The Gazette", "who": "me", "why": "seen",
         "corrected_at": "2026-01-01"},
    ])  # fmt: skip
    assert found(search(study, "harbour", where={"outlet": "The Gazette"})) == ["a"]
    assert path.stat().st_mtime_ns != made


@pytest.mark.parametrize("damage", ["deleted", "garbage"])
def test_a_lost_or_damaged_index_is_made_anew(study, damage):
    assert found(search(study, "havre")) == ["c"]
    path = study.root / "index" / "search.sqlite"
    path.unlink()
    if damage == "garbage":
        path.write_bytes(b"not a database" * 99)
    assert found(search(study, "havre")) == ["c"]
    assert [p.name for p in path.parent.iterdir()] == ["search.sqlite"]


def test_a_study_without_documents_finds_nothing(tmp_path):
    assert kwic(testing.make_study(tmp_path / "s"), "love").num_rows == 0
