import pytest

from hermeneut.analyse.agency import Agents
from hermeneut.testing import check_analysis


def row(text, start, pronoun, role):
    return {"text_id": text, "start": start, "end": start + 4, "target": "ada", "pronoun": pronoun,
            "role": role, "verb": "hums"}  # fmt: skip


def fill(corpus):
    a = corpus.add("a", "word " * 9 + "a", form="review")
    b = corpus.add("b", "word " * 9 + "b", form="essay")
    off = corpus.add("off", "word " * 9 + "off", subjects=[])
    corpus.rows("agency", [
        row(a, 0, None, "acts"), row(a, 5, "she", "acts"), row(a, 10, "it", "acted on"),
        row(a, 15, "she", None), row(b, 0, "it", "acts"), row(off, 0, "he", "is"),
    ])  # fmt: skip


def test_each_document_weighs_one(corpus):
    fill(corpus)
    rows = check_analysis(Agents(), corpus.study())["agents"].to_pylist()
    got = {(r["measure"], r["value"], r["facet"], r["slice"]): r for r in rows}
    assert got["role", "acts", "all", "all"]["share"] == pytest.approx((2 / 3 + 1) / 2)
    assert got["pronoun", "it", "all", "all"]["share"] == pytest.approx((1 / 3 + 1) / 2)
    assert got["pronoun", "she", "form", "review"]["share"] == pytest.approx(2 / 3)
    cell = got["role", "acted on", "all", "all"]
    assert (cell["documents"], cell["times"]) == (2, 1)
    assert cell["low"] <= cell["share"] <= cell["high"]
    assert not [r for r in rows if r["value"] in ("he", "is")]


def test_one_document_is_no_certainty(corpus):
    fill(corpus)
    rows = check_analysis(Agents(), corpus.study())["agents"].to_pylist()
    (cell,) = [
        r for r in rows if (r["measure"], r["facet"], r["slice"]) == ("pronoun", "form", "essay")
    ]
    assert (cell["value"], cell["documents"], cell["share"], cell["high"]) == ("it", 1, 1, 1)
    assert cell["low"] == pytest.approx(0.2065, abs=1e-4)  # Wilson's for one of one


def test_evidence_is_each_place(corpus):
    fill(corpus)
    made = check_analysis(Agents(), corpus.study())
    (name,) = [
        r["result_id"] for r in made["agents"].to_pylist()
        if (r["value"], r["facet"]) == ("acts", "all")
    ]  # fmt: skip
    shown = [r for r in made["evidence"].to_pylist() if r["result_id"] == name]
    assert {(r["doc_id"], r["start"]) for r in shown} == {("a", 0), ("a", 5), ("b", 0)}


def test_the_order_of_rows_is_nothing(corpus):
    fill(corpus)
    one, other = (check_analysis(Agents(), corpus.study(shuffled=n)) for n in (1, 2))
    assert all(one[name].equals(other[name]) for name in one)


def test_a_rare_he_beside_many_a_she_is_somebody_elses(corpus):
    for n in range(5):
        said = "he" if n == 4 else "she"
        text = corpus.add(f"d{n}", f"word {n}")
        corpus.rows("agency", [row(text, 0, said, "acts"), row(text, 5, "it", "is")])
    rows = check_analysis(Agents(facets=("all",)), corpus.study())["agents"].to_pylist()
    got = {(r["measure"], r["value"]): r for r in rows}
    assert ("pronoun", "he") not in got
    assert (got["stray", "he"]["documents"], got["stray", "he"]["times"]) == (1, 1)
    assert got["pronoun", "she"]["share"] == pytest.approx((4 * 0.5) / 5)
    assert (got["role", "acts"]["times"], got["role", "is"]["times"]) == (4, 5)
    kept = check_analysis(Agents(("all",), strays=0.2), corpus.study())["agents"].to_pylist()
    assert ("pronoun", "he") in {(r["measure"], r["value"]) for r in kept}


def test_who_is_called_both_in_earnest_stays_both(corpus):
    for n, said in enumerate(("she", "she", "he")):
        corpus.rows("agency", [row(corpus.add(f"d{n}", f"word {n}"), 0, said, "acts")])
    rows = check_analysis(Agents(facets=("all",)), corpus.study())["agents"].to_pylist()
    shares = {r["value"]: r["share"] for r in rows if r["measure"] == "pronoun"}
    assert shares == {"she": pytest.approx(2 / 3), "he": pytest.approx(1 / 3)}


def test_what_somebody_says_aloud_is_not_the_writers_pronoun(corpus):
    text = corpus.add("d", "word " * 9)
    corpus.rows("agency", [row(text, 0, "she", "acts"), row(text, 20, "it", "acts"),
                           row(text, 32, "it", "is")])  # fmt: skip
    corpus.rows("quotations", [
        {"text_id": text, "start": start, "end": start + 8, "kind": kind}
        for start, kind in ((19, "direct"), (30, "indirect"))
    ])  # fmt: skip
    rows = check_analysis(Agents(facets=("all",)), corpus.study())["agents"].to_pylist()
    shares = {r["value"]: r["share"] for r in rows if r["measure"] == "pronoun"}
    assert shares == {"she": 0.5, "it": 0.5}


def test_an_empty_corpus_gives_empty_tables(corpus):
    assert check_analysis(Agents(), corpus.study())["agents"].num_rows == 0
