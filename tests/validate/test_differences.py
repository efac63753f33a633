"""A share that seems to rise because essays fill the later period."""

import pytest

from hermeneut.analyse.trends import Trends
from hermeneut.disk import shard_path, write_shard
from hermeneut.study import Run
from hermeneut.testing import check_analysis, make_study
from hermeneut.validate.differences import Differences, held

from .conftest import CHECKED, rows


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    made = make_study(tmp_path_factory.mktemp("differences") / "s", rows(), design=CHECKED)
    with made.reader() as tables:
        trends = Trends.from_design(made.design)(tables).tables["trends"]
    write_shard(shard_path(made.tables, "trends", "now", "00001"), trends)
    made.publish(made.current().with_run("now", Run("now", ("trends",), ("00001",))))
    return made


def test_what_rises_with_essays_alone_doesnt_with_forms_held(study):
    got = check_analysis(Differences.from_design(study.design), study)
    of = {
        row["way"]: row
        for row in got["differences"].to_pylist()
        if (row["variable"], row["facet"]) == ("grief", "period")
    }

    assert of["plain"]["low"] > 0.03
    assert of["held"]["low"] < 0 < of["held"]["high"]
    assert ["essay", "review"] == of["held"]["held"]
    assert ("2009", "later", 1.0) == tuple(of["held"][k] for k in ("first", "second", "covered"))


def test_between_forms_the_difference_stays(study):
    got = check_analysis(Differences.from_design(study.design), study)
    both = [
        row
        for row in got["differences"].to_pylist()
        if (row["variable"], row["facet"]) == ("grief", "form")
    ]

    assert 2 == len(both)
    assert all(row["low"] > 0.1 or row["high"] < -0.1 for row in both)


def test_no_outlet_in_both_windows_is_warned_of_and_authors_are_counted(study):
    got = check_analysis(Differences.from_design(study.design), study)
    of = {row["of"]: row for row in got["continuity"].to_pylist()}

    assert of["outlet"]["warning"].startswith("no outlet is in both windows (1 in the first, 1 in")
    assert (90, "") == (of["author"]["in_both"], of["author"]["warning"])


def test_without_a_form_in_both_nothing_is_held():
    assert held({"a": {"k": 1, "n": 9}}, {"b": {"k": 1, "n": 9}}) is None
    assert held({"a": {"k": 0, "n": 1}}, {"a": {"k": 1, "n": 9}}) is None


def test_one_period_has_nothing_to_compare(study):
    got = check_analysis(Differences(("2009",)), study)
    assert {"form"} == {row["facet"] for row in got["differences"].to_pylist()}
    assert 0 == got["continuity"].num_rows
