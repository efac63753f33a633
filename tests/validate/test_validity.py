"""How well a machine does that errs in a known way."""

from hermeneut.testing import check_analysis, make_study
from hermeneut.validate.validity import Validity

from .conftest import CHECKED, COUNT, ESSAY, GRIEVES, machine, rows


def found(study, **settings):
    step = Validity.from_design(study.design, **settings)
    return check_analysis(step, study)


def of(rows, **wanted):
    return [row for row in rows if wanted.items() <= row.items()]


def test_precision_and_recall_hold_those_of_all_units(checked):
    got = found(checked)["quality"].to_pylist()
    says = {n: machine(GRIEVES, n, "grief") for n in range(COUNT)}
    right = sum(says[n] and GRIEVES[n] for n in range(COUNT) if n % 8)
    truth = {
        "precision": right / sum(says[n] for n in range(COUNT) if n % 8),
        "recall": right / sum(GRIEVES[n] for n in range(COUNT) if n % 8),
    }
    for measure, value in truth.items():
        (row,) = of(got, variable="grief", facet="all", measure=measure, label="yes")
        assert row["low"] < value < row["high"]
        assert (120, 350) == (row["n_coded"], row["n"])


def test_recall_of_about_counts_what_was_left_out(checked):
    got = found(checked)["quality"].to_pylist()
    (recall,) = of(got, variable="about", facet="all", measure="recall", label="about")
    (precision,) = of(got, variable="about", facet="all", measure="precision", label="about")

    assert COUNT == recall["n"]
    assert recall["low"] < 350 / 355 < recall["high"]
    assert recall["estimate"] < 1 == precision["estimate"]


def test_slices_have_their_own_where_ten_were_coded(checked):
    every = of(found(checked)["quality"].to_pylist(), measure="accuracy")
    got = of(every, variable="grief")

    assert {"essay", "review"} == {row["slice"] for row in of(got, facet="form")}
    assert {"The Quay", "The Mole"} == {row["slice"] for row in of(got, facet="outlet")}
    assert 2 == len(of(every, variable="about", facet="length"))
    assert all(row["n_coded"] >= 10 for row in got)


def test_evidence_are_the_units_on_which_machine_and_people_differ(checked):
    got = found(checked)
    names = {row["result_id"]: row for row in got["quality"].to_pylist()}
    shown = [row for row in got["evidence"].to_pylist()
             if names[row["result_id"]]["variable"] == "grief"]  # fmt: skip
    assert shown
    for row in shown:
        n = int(row["doc_id"], 16)
        assert machine(GRIEVES, n, "grief") != GRIEVES[n]


def test_documents_held_back_alone_may_count(checked):
    every = of(found(checked)["quality"].to_pylist(), variable="grief", facet="all")
    held = of(found(checked, held=True)["quality"].to_pylist(), variable="grief", facet="all")

    assert 0 < held[0]["n_coded"] < every[0]["n_coded"]


def test_without_a_sample_nothing_is_measured(tmp_path):
    study = make_study(tmp_path / "s", rows(), design=CHECKED)

    assert 0 == found(study)["quality"].num_rows
    assert any(ESSAY.values())
