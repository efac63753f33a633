"""Findings under every set of choices."""

import pytest

from hermeneut.testing import check_analysis, make_study
from hermeneut.validate.multiverse import Multiverse
from hermeneut.views.multiverse import curves_of

from .conftest import CHECKED, coding, rows


@pytest.fixture(scope="module")
def curves(checked):
    got = check_analysis(Multiverse.from_design(checked.design), checked)
    return {curve.finding: curve for curve in curves_of(got["multiverse"].to_pylist())}


def test_a_rise_that_is_of_forms_holds_where_forms_are_as_they_are_alone(curves):
    curve = curves["theme grief, from 2009 to later"]
    of = {question: {c: (held, n) for c, held, n in found} for question, found in curve.by_choice()}
    clear = {}
    for row in curve.rows:
        clear.setdefault("forms: held the same" in row["choices"], []).append(row["clear"])

    assert "grief rises from 2009 to later" == curve.claim
    assert of["forms"]["as they are"][0] == of["forms"]["as they are"][1]
    assert all(clear[False])
    assert sum(clear[True]) < len(clear[True]) / 4
    assert {"as set", "stricter", "laxer"} == set(of["threshold"])
    assert 72 == len(curve.rows) == 144 - curve.lost  # no text has two passages


def test_the_headline_is_what_the_report_chooses(curves):
    row = curves["theme grief, from 2009 to later"].headline

    assert ["copies: left out", "short texts: all", "threshold: as set", "passages: one is enough",
            "forms: as they are", "interval: reckoned"] == row["choices"]  # fmt: skip
    assert row["holds"]


def test_the_commonest_answer_of_a_cross_table_is_reckoned_for_each_coder(curves):
    curve = curves["verdict × stance"]

    assert "where verdict is good, stance is most often against" == curve.claim
    assert {"coder: model", "coder: ana", "coder: ben"} == {row["choices"][0] for row in curve.rows}
    assert all(row["holds"] for row in curve.rows if "coder: model" in row["choices"])


def test_a_copy_counts_where_it_is_chosen(tmp_path):
    made = rows()
    for n in range(0, 200, 5):
        copy = {**made["documents"][n], "doc_id": f"copy{n}", "url": f"https://b.example/{n}",
                "published": "2012"}  # fmt: skip
        made["documents"].append(copy)
        made["subjects"].append({**made["subjects"][n], "doc_id": f"copy{n}"})
    study = make_study(tmp_path / "s", made, design=CHECKED)
    got = check_analysis(Multiverse.from_design(study.design), study)["multiverse"].to_pylist()
    n = {row["choices"][0]: row["n"] for row in got if "forms: as they are" in row["choices"]
         and "short texts: all" in row["choices"] and row["estimate"] is not None}  # fmt: skip

    assert n["copies: counted"] > n["copies: left out"]


def test_a_theme_coded_of_documents_is_reckoned_by_its_coder(tmp_path):
    study = make_study(
        tmp_path / "s", rows(), design=CHECKED,
        codings=[
            coding({"unit": f"{n:016x}", "doc_id": f"{n:016x}"}, "model", "themes",
                   "grief" if n >= 300 else "none", "machine")
            for n in range(400)
        ],
    )  # fmt: skip
    got = check_analysis(Multiverse.from_design(study.design), study)["multiverse"].to_pylist()
    (curve,) = (c for c in curves_of(got) if c.finding.startswith("coded theme"))

    assert "coded theme grief, from 2009 to later, model" == curve.finding
    assert curve.clear == len(curve.rows) == 12


def test_nothing_is_reckoned_of_an_empty_study(tmp_path):
    study = make_study(tmp_path / "s", design=CHECKED)
    assert 0 == check_analysis(Multiverse.from_design(study.design), study)["multiverse"].num_rows
