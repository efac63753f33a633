import pytest

from hermeneut.analyse.crosstabs import Crosstabs
from hermeneut.analyse.intervals import wilson
from hermeneut.design import parse
from hermeneut.passes import result_id
from hermeneut.testing import DESIGN, check_analysis

STEP = Crosstabs(pairs=(("verdict", "stance"),))


def fill(corpus) -> None:
    forms = ["review"] * 6 + ["essay"] * 3 + [None]
    for nth, form in enumerate(forms):
        corpus.add(f"d{nth}", f"Text {nth}.", form=form)
    corpus.add("off", "Another film.", subjects=[])
    for nth in (0, 1, 2, 3, 6):
        corpus.code(f"d{nth}", "verdict", "positive")
    corpus.code("d4", "verdict", "negative")
    for nth, value in ((0, "torn"), (1, "against"), (6, "torn"), (4, "against"), (9, "for")):
        corpus.code(f"d{nth}", "stance", value)
    corpus.code("off", "verdict", "positive")
    corpus.code("d0", "verdict", "mixed", coder="bo")


def cells(rows: list[dict]) -> dict:
    return {(r["coder"], r["slice"], r["row"], r["column"]): r for r in rows}


def test_the_cells_are_those_counted_by_hand(corpus) -> None:
    fill(corpus)
    got = cells(check_analysis(STEP, corpus.study())["crosstabs"].to_pylist())
    ann = {key[2:]: (r["n"], r["of"]) for key, r in got.items() if key[:2] == ("ann", "all")}
    assert ann == {
        ("positive", "torn"): (2, 5), ("positive", "against"): (1, 5), ("positive", "for"): (0, 5),
        ("positive", "not coded"): (2, 5),
        ("negative", "torn"): (0, 1), ("negative", "against"): (1, 1), ("negative", "for"): (0, 1),
        ("negative", "not coded"): (0, 1),
        ("not coded", "torn"): (0, 4), ("not coded", "against"): (0, 4),
        ("not coded", "for"): (1, 4), ("not coded", "not coded"): (3, 4),
    }  # fmt: skip
    cell = got["ann", "all", "positive", "torn"]
    assert cell["share"] == 0.4
    assert (cell["low"], cell["high"]) == pytest.approx([float(x) for x in wilson(2, 5)])


def test_cells_add_up_to_all_documents_in_each_slice(corpus) -> None:
    fill(corpus)
    rows = check_analysis(STEP, corpus.study())["crosstabs"].to_pylist()
    sums: dict[tuple[str, str], int] = {}
    for row in rows:
        sums[row["coder"], row["slice"]] = sums.get((row["coder"], row["slice"]), 0) + row["n"]
    of = {"all": 10, "review": 6, "essay": 3, "form unknown": 1}
    assert sums == {(coder, name): n for coder in ("ann", "bo") for name, n in of.items()}


def test_evidence_names_the_documents(corpus) -> None:
    fill(corpus)
    got = check_analysis(STEP, corpus.study())
    name = result_id("crosstabs", "ann", "verdict", "positive", "stance", "torn", "form", "essay")
    assert name in got["crosstabs"].column("result_id").to_pylist()
    rows = [row for row in got["evidence"].to_pylist() if row["result_id"] == name]
    assert [(r["doc_id"], r["text_id"], r["total"]) for r in rows] == [("d6", None, 1)]
    assert rows[0]["selection"] == (
        "counted documents that ann coded as verdict: positive and stance: torn, form: essay"
    )


def test_a_document_of_two_values_stands_in_both_cells(corpus) -> None:
    corpus.add("a", "Text.")
    corpus.code("a", "theme", "love")
    corpus.code("a", "theme", "grief")
    corpus.code("a", "stance", "torn")
    rows = check_analysis(Crosstabs(pairs=(("theme", "stance"),)), corpus.study())["crosstabs"]
    assert {(r["row"], r["n"]) for r in rows.to_pylist()} == {("love", 1), ("grief", 1)}


def test_the_order_of_rows_does_not_matter(corpus, answers) -> None:
    fill(corpus)
    first, second = (answers(STEP, corpus.study(shuffled=seed)) for seed in (1, 2))
    assert first["crosstabs"].equals(second["crosstabs"])
    assert first["evidence"].equals(second["evidence"])


def test_the_design_names_the_pairs() -> None:
    design = parse(DESIGN + '[[crosstab]]\nrows = "verdict"\ncolumns = "stance"')
    made = Crosstabs.from_design(design)
    assert made.pairs == STEP.pairs
    assert made.propositions == tuple(p.id for p in design.propositions)


def test_what_the_passes_found_is_one_coders_more(corpus) -> None:
    praise, none = (corpus.add(name, f"Text {name}.") for name in ("a", "b"))
    corpus.add("foreign", "Un film.", language="fr")
    corpus.rows("evaluations", [
        {"text_id": praise, "evaluation": "positive", "score": 0.8, "evidence": []},
        {"text_id": none, "evaluation": "none", "score": 0.0, "evidence": []},
    ])  # fmt: skip
    corpus.rows("document_positions", [{"doc_id": "a", "proposition": "love", "position": "torn"}])
    step = Crosstabs(pairs=(("evaluation", "love"),), propositions=("love",))
    got = cells(check_analysis(step, corpus.study())["crosstabs"].to_pylist())
    found = {key[2:]: r["n"] for key, r in got.items() if key[1] == "all" and r["n"]}
    assert {key[0] for key in got} == {"hermeneut"}
    assert found == {
        ("positive", "torn"): 1, ("none", "not taken up"): 1, ("not coded", "not coded"): 1,
    }  # fmt: skip


def test_a_pair_of_which_the_passes_find_one_alone_is_not_theirs(corpus) -> None:
    corpus.rows("evaluations", [{"text_id": corpus.add("a", "Text."), "evaluation": "positive"}])
    corpus.code("a", "stance", "torn")
    step = Crosstabs(pairs=(("evaluation", "stance"),), propositions=("love",))
    rows = check_analysis(step, corpus.study())["crosstabs"].to_pylist()
    assert {row["coder"] for row in rows} == {"ann"}


def test_nothing_asked_gives_nothing(corpus) -> None:
    fill(corpus)
    assert check_analysis(Crosstabs(), corpus.study())["crosstabs"].num_rows == 0
