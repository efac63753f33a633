import pytest

from hermeneut.analyse.positions import DocumentPositions, summed
from hermeneut.passes import result_id
from hermeneut.testing import check_analysis

STEP = DocumentPositions()


def row(text, start, position, own="", *, conceding=False, claim="p", taken=0.0, lean=0.0):
    span = {"text_id": text, "start": start, "end": start + 9}
    said = {"proposition": claim, "position": position, "own": own or position}
    how = {
        "conceding": conceding,
        "favour": 1.0,
        "against": -1.0,
        "near": 0.5,
        "taken": taken,
        "lean": lean,
        "own_lean": None if own == "not taken up" else lean,
    }
    return {**span, **said, **how, "carries": [{"start": start, "end": start + 4}]}


def fill(corpus):
    text = "word " * 20
    a, b, c = (corpus.add(name, text + name) for name in ("a", "b", "c"))
    off = corpus.add("off", text + "off", subjects=[])
    corpus.rows("positions", [
        row(a, 0, "for"), row(a, 10, "for"), row(a, 20, "for"), row(a, 30, "for"),
        row(a, 40, "against", "not taken up"), row(a, 0, "for", claim="q"),
        row(b, 0, "for", "not taken up"), row(b, 10, "against", "not taken up"),
        row(c, 0, "not taken up"), row(off, 0, "for"),
        row(c, 10, "against", conceding=True, claim="q"),
    ])  # fmt: skip


def test_documents_by_the_rules(corpus):
    fill(corpus)
    got = check_analysis(STEP, corpus.study())["document_positions"].to_pylist()
    said = {(r["doc_id"], r["proposition"]): (r["position"], r["own"], r["conceding"]) for r in got}
    assert said == {
        ("a", "p"): ("for", "for", True),
        ("a", "q"): ("for", "for", False),
        ("b", "p"): ("torn", "not taken up", False),
        ("c", "q"): ("against", "against", True),
    }
    (first,) = (r for r in got if (r["doc_id"], r["proposition"]) == ("a", "p"))
    assert (first["favour"], first["against"], first["passages"]) == (4, 1, 5)


@pytest.mark.parametrize(("taken", "said"), [(0.6, ["unclear"]), (0.4, [])])
def test_weak_passages_add_up_but_take_no_side(corpus, taken, said):
    text = corpus.add("a", "word " * 20)
    corpus.rows("positions", [row(text, n, "not taken up", taken=taken) for n in (0, 10)])
    got = check_analysis(STEP, corpus.study())["document_positions"].to_pylist()
    assert [r["position"] for r in got] == [r["own"] for r in got] == said


@pytest.mark.parametrize(
    ("taken", "lean", "said"),
    [(0.9, 0.6, "for"), (0.9, -0.6, "against"), (0.9, 0.2, "unclear"), (0.6, 0.9, "unclear")],
)
def test_unsettled_passages_that_lean_one_way_come_to_a_side(corpus, taken, lean, said):
    text = corpus.add("a", "word " * 20)
    corpus.rows("positions", [
        row(text, 0, "not taken up", taken=taken, lean=lean),
        row(text, 10, "not taken up", "unclear", taken=taken, lean=lean),
    ])  # fmt: skip
    (got,) = check_analysis(STEP, corpus.study())["document_positions"].to_pylist()
    assert (got["position"], got["own"]) == (said, said)


def test_what_only_others_say_has_no_lean_and_counts_for_nothing(corpus):
    text = corpus.add("a", "word " * 20)
    corpus.rows("positions", [row(text, 0, "not taken up", taken=9.0, lean=None)])
    assert check_analysis(STEP, corpus.study())["document_positions"].num_rows == 0


def test_quotations_alone_take_no_side_of_the_writers_own(corpus):
    text = corpus.add("a", "word " * 20)
    corpus.rows("positions", [row(text, 0, "unclear", "not taken up", taken=2.0, lean=0.8)])
    (got,) = check_analysis(STEP, corpus.study())["document_positions"].to_pylist()
    assert (got["position"], got["own"]) == ("for", "not taken up")


def test_evidence_is_what_carries(corpus):
    fill(corpus)
    got = check_analysis(STEP, corpus.study())["evidence"].to_pylist()
    name = result_id("document_positions", "a", "p")
    assert [(r["start"], r["end"]) for r in got if r["result_id"] == name][:2] == [(0, 4), (10, 14)]
    assert {r["doc_id"] for r in got} == {"a", "b", "c"}


def test_the_order_of_rows_is_nothing(corpus):
    fill(corpus)
    first = check_analysis(STEP, corpus.study(shuffled=1))
    assert all(first[name].equals(check_analysis(STEP, corpus.study(shuffled=2))[name])
               for name in first)  # fmt: skip


def test_nothing_taken_up_is_no_row(corpus):
    text = corpus.add("a", "word " * 20)
    assert check_analysis(STEP, corpus.study())["document_positions"].num_rows == 0
    corpus.rows("positions", [row(text, 0, "not taken up")])
    assert check_analysis(STEP, corpus.study())["document_positions"].num_rows == 0


@pytest.mark.parametrize(
    ("counts", "position"),
    [
        ({"for": 3, "against": 1}, "torn"),
        ({"for": 4, "against": 1}, "for"),
        ({"torn": 1}, "torn"),
        ({"torn": 1, "against": 3}, "against"),
        ({"unclear": 3}, "unclear"),
        ({"reports both": 1, "unclear": 3}, "reports both"),
        ({"not taken up": 5}, "not taken up"),
    ],
)
def test_summed(counts, position):
    assert summed(counts)[0] == position
