import pytest

from hermeneut.testing import check_analysis, make_study
from hermeneut.validate.agreement import agreement
from hermeneut.validate.ratings import Ratings
from hermeneut.validate.reliability import Agreement, place


def coding(unit, coder, value, variable="stance", kind="person", at="2026-01-01"):
    return {"unit": unit, "doc_id": unit.split(":")[0], "coder": coder, "kind": kind,
            "variable": variable, "value": value, "coded_at": at}  # fmt: skip


SAID = [("for", "for"), ("for", "against"), ("torn", "torn"), ("against", "against")] * 6


def study_of(folder, codings):
    return make_study(folder, codings=codings)


def by(rows, *names):
    return {tuple(row[n] for n in names): row for row in rows}


def test_people_agree_as_the_coefficient_says(tmp_path):
    codings = [coding(f"d{n}", "ana", pair[0]) for n, pair in enumerate(SAID)]
    codings += [coding(f"d{n}", "bo", pair[1]) for n, pair in enumerate(SAID)]
    codings.append(coding("d99", "ana", "for"))  # by nobody a second time

    got = check_analysis(Agreement(), study_of(tmp_path, codings))
    found = by(got["agreement"].to_pylist(), "coders", "code", "coefficient")

    whole = found["people", "all", "alpha-nominal"]
    assert agreement(Ratings.of(SAID)).value == pytest.approx(whole["value"])
    assert (24, 24) == (whole["units"], whole["documents"])
    assert whole["low"] < whole["value"] < whole["high"]
    assert 0.75 == found["people", "all", "percent"]["value"]
    assert {"all", "for", "against", "torn"} == {code for _, code, _ in found}
    apart = [r for r in got["evidence"].to_pylist() if r["result_id"] == whole["result_id"]]
    assert [f"d{n}" for n in range(24) if n % 4 == 1] == sorted(
        (r["doc_id"] for r in apart), key=lambda d: int(d[1:])
    )


def test_a_program_is_compared_with_each_person_and_is_none(tmp_path):
    codings = [coding(f"d{n}", "ana", pair[0]) for n, pair in enumerate(SAID)]
    codings += [coding(f"d{n}", "llm", pair[1], kind="machine") for n, pair in enumerate(SAID)]
    codings += [coding(f"d{n}", "llm-2", pair[1], kind="machine") for n, pair in enumerate(SAID)]

    got = check_analysis(Agreement(), study_of(tmp_path, codings))["agreement"].to_pylist()

    assert {"ana and llm", "ana and llm-2"} == {row["coders"] for row in got}


def test_of_three_people_each_two_are_compared_too(tmp_path):
    codings = [coding(f"d{n}", who, value) for n, value in enumerate(["yes", "no"] * 5)
               for who in ("ana", "bo", "cy")]  # fmt: skip

    got = check_analysis(Agreement(), study_of(tmp_path, codings))["agreement"].to_pylist()

    assert {"people", "ana and bo", "ana and cy", "bo and cy"} == {row["coders"] for row in got}
    assert {1.0} == {row["value"] for row in got}


def test_whether_coders_drift_is_seen_by_when_they_coded(tmp_path):
    codings = []
    for n in range(24):
        at = f"2026-01-{n // 2 + 1:02}"
        codings.append(coding(f"d{n}", "ana", "for" if n % 2 else "against", at="2026-01-01"))
        agrees = n < 12 or n % 3
        second = "for" if bool(n % 2) == bool(agrees) else "against"
        codings.append(coding(f"d{n}", "bo", second, at=at))

    got = check_analysis(Agreement(), study_of(tmp_path, codings))["agreement"].to_pylist()
    found = by(got, "coders", "code", "coefficient")

    early = found["people, earlier half", "all", "alpha-nominal"]
    late = found["people, later half", "all", "alpha-nominal"]
    assert (12, 12) == (early["units"], late["units"])
    assert 1 == early["value"]
    assert late["value"] < 0.5
    assert early["value"] > found["people", "all", "alpha-nominal"]["value"] > late["value"]


def test_what_was_coded_at_one_time_has_no_halves(tmp_path):
    codings = [coding(f"d{n}", who, "for") for n in range(40) for who in ("ana", "bo")]
    got = check_analysis(Agreement(), study_of(tmp_path, codings))["agreement"].to_pylist()
    assert {"people"} == {row["coders"] for row in got}


def test_several_values_at_once_are_sets(tmp_path):
    codings = [coding("d1", "ana", "ethics"), coding("d1", "ana", "gender"),
               coding("d1", "bo", "ethics"), coding("d2", "ana", "none"),
               coding("d2", "bo", "none")]  # fmt: skip

    got = check_analysis(Agreement(), study_of(tmp_path, codings))["agreement"].to_pylist()
    found = by(got, "code", "coefficient")

    assert ("all", "alpha-masi") in found
    assert {"ethics", "gender", "none"} == {code for code, _ in found} - {"all"}


def test_nothing_coded_twice_is_nothing(tmp_path):
    got = check_analysis(Agreement(), study_of(tmp_path, [coding("d1", "ana", "for")]))
    assert (0, 0) == (got["agreement"].num_rows, got["evidence"].num_rows)


def test_a_unit_says_where_it_stands():
    assert {"text_id": "a:b", "start": 0, "end": 9} == place("a:b:0-9")
    assert {"text_id": None, "start": None, "end": None} == place("a:b")
