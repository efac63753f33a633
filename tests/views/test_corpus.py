"""The corpus in numbers: what left and why, years and forms, outlets over time."""

from hermeneut import testing
from hermeneut.views import corpus


def doc(**more):
    known = {"left_out": None, "why": None, "text_id": "t", "counted": True, "year": 2009,
             "form": "review", "period": "then", "outlet": "The Post"}  # fmt: skip
    return known | more


def test_flow_adds_up_and_gives_reasons():
    docs = [doc(), doc(left_out="copy", why="copy of https://x"), doc(left_out="language",
            why="not in a measured language: fr")]  # fmt: skip
    steps = corpus.flow(docs)
    assert [s.stayed for s in steps] == [3, 3, 3, 2, 2, 2, 2, 1]
    assert steps[3].reasons == (("copy of a page named as its source", 1),)
    assert steps[-1].reasons == (("not in a measured language", 1),)


def test_flow_of_a_study_without_texts_stops_before_texts():
    steps = corpus.flow([doc(text_id=None, left_out="no text", why="facts only, no text")])
    assert steps[-1].words == "about the study’s subjects"
    assert steps[-1].stayed == 1


def test_years_by_form_keeps_the_undated_apart_and_last():
    grid = corpus.years_by_form([doc(), doc(year=None, form=None), doc(counted=False)])
    assert grid.years == ("2009", "undated")
    assert grid.cells == {("2009", "review"): 1, ("undated", "not known"): 1}
    assert grid.of_year("undated") == grid.of_form("not known") == 1


def test_rare_forms_are_summed():
    grid = corpus.years_by_form([doc(form=f"form {i:02}") for i in range(14)])
    assert len(grid.forms) == corpus.FORMS_SHOWN + 1
    assert grid.of_form("other") == 14 - corpus.FORMS_SHOWN


def test_outlets_in_several_periods_are_named():
    docs = [doc(), doc(period="now"), doc(outlet="B"), doc(outlet="C", period=None)]
    assert corpus.outlets_over_periods(docs) == (2, ["The Post"])


def test_documents_carry_their_place_and_their_coders(tmp_path):
    study = testing.make_study(
        tmp_path / "s",
        {"documents": [{"doc_id": "a", "capture_id": "c", "completeness": "whole",
                        "fetched_at": "2026"}],
         "captures": [{"capture_id": "c", "warc": "1.warc.gz", "offset": 7}]},
        codings=[{"unit": "a", "coder": "ann", "kind": "person", "variable": "v", "value": "x",
                  "coded_at": "2026"}],
    )  # fmt: skip
    with study.reader() as tables:
        (row,) = corpus.documents(tables)
    assert (row["warc"], row["offset"], row["coded_by"]) == ("1.warc.gz", 7, ["person"])
