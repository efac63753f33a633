import pytest

from hermeneut.analyse.contrast import log_likelihood
from hermeneut.analyse.facets import joined
from hermeneut.analyse.keyness import Keyness
from hermeneut.design import Comparison
from hermeneut.errors import UserError
from hermeneut.sections import FACETS
from hermeneut.testing import check_analysis

OLD, NEW = "A wry letter. A film of letters. ", "A chatbot speaks, chatbot users answer. "
PAIR = (Comparison("period", "later", "2009"),)


def fill(corpus) -> None:
    for nth in range(6):
        filler = "the plot and the city " * (nth + 3)
        corpus.add(f"old{nth}", OLD + filler, published="2009-05")
        corpus.add(f"new{nth}", NEW + filler, published="2024")
        corpus.add(f"when{nth}", f"Chatbot chatbot chatbot {nth} {filler}", published=None)


def test_the_numbers_are_those_counted_by_hand(corpus) -> None:
    fill(corpus)
    got = check_analysis(Keyness(comparisons=PAIR, threshold=6.0), corpus.study())
    rows = {(r["comparison"], r["term"]): r for r in got["keyness"].to_pylist()}
    word = rows["period: later / 2009", "chatbot"]
    filler = 5 * sum(range(3, 9))  # five words a time
    assert word["target_count"] == 12
    assert word["reference_count"] == 0
    assert word["target_words"] == 6 * 6 + filler  # "A chatbot speaks, chatbot users answer"
    assert word["reference_words"] == 6 * 7 + filler
    assert word["documents"] == 6
    assert word["log_likelihood"] == pytest.approx(log_likelihood(12, 0, 201, 207))
    assert 0 < word["dispersion"] < 0.2
    assert rows["period: 2009 / later", "letter"]["target_count"] == 6
    assert ("period: later / 2009", "letter") not in rows
    assert not {term for _, term in rows} & {"a", "the", "and", "city", "plot"}


def test_evidence_is_where_the_word_stands_in_the_target(corpus) -> None:
    fill(corpus)
    got = check_analysis(Keyness(comparisons=PAIR, threshold=6.0), corpus.study())
    texts = {row["text_id"]: row["text"] for row in corpus.tables["texts"]}
    names = {r["result_id"]: r["term"] for r in got["keyness"].to_pylist()}
    shown = got["evidence"].to_pylist()
    assert {row["result_id"] for row in shown} == set(names)
    for row in shown:
        said = texts[row["text_id"]][row["start"] : row["end"]].lower()
        assert said == names[row["result_id"]]
    chatbot = [r for r in shown if names[r["result_id"]] == "chatbot"]
    assert {r["total"] for r in chatbot} == {12}
    assert {r["doc_id"] for r in chatbot} == {f"new{n}" for n in range(6)}
    assert chatbot[0]["selection"] == "“chatbot” in measured documents, period: later"


def test_function_words_are_shown_when_asked_for(corpus) -> None:
    for nth in range(6):
        corpus.add(f"a{nth}", f"she she she {'word ' * (nth + 5)}", form="essay")
        corpus.add(f"b{nth}", f"it it it {'word ' * (nth + 6)}", form="review")
    pair = (Comparison("form", "essay"),)
    study = corpus.study()
    shy = Keyness(comparisons=pair, threshold=1.0)
    assert check_analysis(shy, study)["keyness"].num_rows == 0
    bold = Keyness(comparisons=pair, threshold=1.0, function_words=True)
    rows = check_analysis(bold, study)["keyness"].to_pylist()
    assert [(r["comparison"], r["term"]) for r in rows] == [("form: essay / others", "she")]


def test_a_word_of_one_document_is_no_key_word(corpus) -> None:
    for nth in range(8):
        loud = "eukaryote " * 40 if nth == 0 else "eukaryote " if nth < 3 else ""
        corpus.add(f"a{nth}", loud + f"word {nth} " * 30, form="essay")
        corpus.add(f"b{nth}", f"word other {nth} " * 30, form="review")
    pair = (Comparison("form", "essay", "review"),)
    by_words = check_analysis(Keyness(comparisons=pair, alpha=1.0), corpus.study())["keyness"]
    assert "eukaryote" in by_words.column("term").to_pylist()
    by_documents = check_analysis(Keyness(comparisons=pair), corpus.study())["keyness"]
    assert "eukaryote" not in by_documents.column("term").to_pylist()


def test_without_comparisons_each_large_enough_period_meets_the_others(corpus) -> None:
    fill(corpus)
    corpus.add("alone", "one essay " * 30, published="2024", subjects=["companions"])
    rows = check_analysis(Keyness(threshold=6.0), corpus.study())["keyness"].to_pylist()
    assert {r["comparison"] for r in rows} == {"period: 2009 / others", "period: later / others"}


def test_the_order_of_documents_does_not_matter(corpus, answers) -> None:
    fill(corpus)
    step = Keyness(comparisons=PAIR, threshold=2.0, alpha=1.0)
    first, second = (answers(step, corpus.study(shuffled=seed)) for seed in (1, 2))
    assert first["keyness"].equals(second["keyness"])
    assert first["evidence"].equals(second["evidence"])
    assert first["keyness"].num_rows > 4


def test_documents_are_parted_by_what_a_design_may_name_and_nothing_else() -> None:
    assert len({joined(facet) for facet in FACETS}) == len(FACETS)
    with pytest.raises(UserError, match=r"no facet named 'perod'\n.*did you mean period"):
        joined("form+perod")


def test_nothing_to_compare_gives_nothing(corpus) -> None:
    corpus.add("a", "A film.", published="2009")
    assert check_analysis(Keyness(), corpus.study())["keyness"].num_rows == 0
    missing = Keyness(comparisons=(Comparison("period", "1920s"),))
    assert check_analysis(missing, corpus.study())["keyness"].num_rows == 0
