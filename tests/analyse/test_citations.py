from hermeneut.analyse.citations import CitedNames
from hermeneut.passes import result_id
from hermeneut.testing import check_analysis


def row(text, start, name, cue="verb", **more):
    kind = more.pop("kind", "thinker")
    return {"text_id": text, "start": start, "end": start + 4, "kind": kind, "name": name,
            "cue": cue, **more}  # fmt: skip


def fill(corpus):
    a, b = (corpus.add(name, f"word word word word {name}") for name in ("a", "b"))
    off = corpus.add("off", "word word word word off", subjects=[])
    corpus.rows("citations", [
        row(a, 0, "Maud Ferris"), row(a, 5, "Maud Ferris", "surname"), row(b, 0, "Maud Ferris"),
        row(b, 5, "The Clay Maid", "quoted", kind="work", author="Varn"),
        row(a, 10, "Clay Maid", "listed", kind="work", wikidata="Q1"), row(off, 0, "Nobody Else"),
        row(b, 10, "Otto Rell"),
    ])  # fmt: skip


def test_counts_documents_and_joins_names_but_for_an_article(corpus):
    fill(corpus)
    got = check_analysis(CitedNames(), corpus.study())["cited"].to_pylist()
    said = [(r["name"], r["documents"], r["times"], r["wikidata"], r["listed"]) for r in got]
    assert said == [
        ("Maud Ferris", 2, 3, None, False), ("Clay Maid", 2, 2, "Q1", True),
        ("Otto Rell", 1, 1, None, False),
    ]  # fmt: skip
    assert got[1]["author"] == "Varn"


def test_an_apostrophe_parts_no_names_and_an_outlet_is_no_work(corpus):
    a = corpus.add("a", "word word word word a", outlet="The Clay Review")
    work = {"cue": "quoted", "kind": "work"}
    corpus.rows("citations", [
        row(a, 0, "A Doll's House", **work), row(a, 5, "A Doll’s House", **work),
        row(a, 10, "Clay Review", **work), row(a, 15, "Clay Review", kind="company"),
    ])  # fmt: skip

    got = check_analysis(CitedNames(), corpus.study())["cited"].to_pylist()

    assert {("A Doll's House", 2), ("Clay Review", 1)} == {(r["name"], r["times"]) for r in got}
    assert {"work", "company"} == {r["kind"] for r in got}


def test_evidence_is_each_place(corpus):
    fill(corpus)
    got = check_analysis(CitedNames(), corpus.study())["evidence"].to_pylist()
    name = result_id("cited", "thinker", "maud ferris")
    assert {(r["doc_id"], r["start"]) for r in got if r["result_id"] == name} == {
        ("a", 0), ("a", 5), ("b", 0)
    }  # fmt: skip


def test_what_is_listed_stays_however_rare(corpus):
    fill(corpus)
    got = check_analysis(CitedNames(least=2), corpus.study())["cited"].to_pylist()
    assert [r["name"] for r in got] == ["Maud Ferris", "Clay Maid"]


def test_an_empty_corpus_gives_empty_tables(corpus):
    assert check_analysis(CitedNames(), corpus.study())["cited"].num_rows == 0
