"""Findings under every set of choices."""

import json
import re

import pytest

from hermeneut.cli import main
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


def test_the_command_prints_what_a_person_reads(checked, monkeypatch, capsys):
    def said(*more):
        told = ["hermeneut", "multiverse", "--study", str(checked.root), *more]
        monkeypatch.setattr("sys.argv", told)
        with pytest.raises(SystemExit) as end:
            main()
        assert 0 == end.value.code
        return capsys.readouterr().out

    lines = said().splitlines()
    at = lines.index("Grief rises from 2009 to later")
    assert lines[at + 1].startswith("  holds in 36 of 72 sets of choices, in 36 of them beyond")
    assert re.fullmatch(r"  \+\d+ points as reported, .+ points in all", lines[at + 2])
    assert "Where verdict is “good”, the commonest on stance is “against”" in lines
    assert any(line.startswith("  hangs on coder: ") for line in lines)
    csv, given = said("--csv"), json.loads(said("--json").splitlines()[0])
    assert "result_id" not in csv
    assert "Grief rises from 2009 to later" in csv
    assert given["result_id"]


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


PROPOSED = CHECKED.replace('rows = "verdict"\ncolumns = "stance"',
                           'rows = "evaluation"\ncolumns = "heals"')  # fmt: skip
PROPOSED += '[[proposition]]\nid = "heals"\ntext = "Loss heals."\n'


def passes(tmp_path, **more):
    """Two in three texts praise it, by little or by much; half hold the claim, by quotations."""
    made = rows()
    ids = [one["doc_id"] for one in made["documents"]]
    texts = [one["text_id"] for one in made["documents"]]
    made["evaluations"] = [
        {"text_id": text, "evaluation": "positive" if n % 3 else "negative",
         "score": (0.1 if n % 2 else 0.6) if n % 3 else -0.6, "judging": 3.0, "evidence": [],
         "consensus_evidence": []}
        for n, text in enumerate(texts)
    ]  # fmt: skip
    made["document_positions"] = [
        {"result_id": doc, "doc_id": doc, "proposition": "heals", "position": "for",
         "own": "not taken up" if n % 4 else "for", "conceding": False, "favour": 1, "against": 0,
         "torn": 0, "passages": 1}
        for n, doc in enumerate(ids)
    ]  # fmt: skip
    return make_study(tmp_path / "s", made, design=PROPOSED, **more)


def reckoned(study):
    got = check_analysis(Multiverse.from_design(study.design), study)["multiverse"].to_pylist()
    return {curve.finding: curve for curve in curves_of(got)}


def test_own_words_and_quotations_are_choices_where_passes_find_positions(tmp_path):
    curve = reckoned(passes(tmp_path))["evaluation × heals"]
    by = {question: {c: (held, n) for c, held, n in of} for question, of in curve.by_choice()}
    first = curve.headline["choices"]

    assert "where evaluation is positive, heals is most often for" == curve.claim
    assert {"coder: hermeneut", "evaluation: as set", "quotations: adopted ones counted"} <= {
        *first
    }
    assert (
        by["quotations"]["adopted ones counted"][0] == by["quotations"]["adopted ones counted"][1]
    )
    assert 0 == by["quotations"]["own words alone"][0]
    assert {"as set", "stricter", "laxer"} == set(by["evaluation"])


def test_where_none_is_mixed_thresholds_move_nothing(tmp_path):
    curve = reckoned(passes(tmp_path))["evaluation × heals"]
    n = {}
    for row in curve.rows:
        n.setdefault(row["choices"][1], set()).add(row["n"])

    assert n["evaluation: stricter"] == n["evaluation: as set"]


def test_a_band_that_is_wider_makes_faint_praise_mixed():
    from hermeneut.validate.commonest import _evaluated

    band = {"low": -0.2, "high": 0.1}
    scored = [{"doc_id": "d", "evaluation": "positive", "score": 0.13},
              {"doc_id": "e", "evaluation": "none", "score": None}]  # fmt: skip

    assert {"d": "positive", "e": "none"} == _evaluated(scored, band, "as set")
    assert {"d": "mixed", "e": "none"} == _evaluated(scored, band, "stricter")
    assert {"d": "positive", "e": "none"} == _evaluated(scored, band, "laxer")


def test_a_person_who_coded_half_of_it_makes_the_claim_and_passes_are_another_coder(tmp_path):
    people = [
        coding({"unit": f"{n:016x}", "doc_id": f"{n:016x}"}, "ana", variable, value)
        for n in range(300)
        for variable, value in (("evaluation", "positive"), ("heals", "against"))
    ]
    curve = reckoned(passes(tmp_path, codings=people))["evaluation × heals"]
    held = {}
    for row in curve.rows:
        held.setdefault(row["choices"][0], set()).add(row["holds"])

    assert "where evaluation is positive, heals is most often against" == curve.claim
    assert {"coder: ana": {True}, "coder: hermeneut": {False}} == held


def test_what_ships_is_a_choice_beside_a_measure_of_the_studys_own(tmp_path):
    made = rows()
    made["labels"] = [
        {**{name: one[name] for name in ("text_id", "start", "end")}, "variable": "grief",
         "seat": "themes", "value": "yes" if n >= 200 else "no", "score": 0.9, "by": "head"}
        for n, one in enumerate(made["paragraphs"])
    ]  # fmt: skip
    study = make_study(tmp_path / "s", made, design=CHECKED)
    curve = reckoned(study)["theme grief, from 2009 to later"]
    of = {}
    for row in curve.rows:
        of.setdefault(row["choices"][0], []).append(row["estimate"])

    assert "measure: the study’s own" == curve.headline["choices"][0]
    assert max(of["measure: the study’s own"]) == 1.0
    assert 0 < max(of["measure: the one that ships"]) < 1.0
