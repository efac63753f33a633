from datetime import UTC, datetime

import pytest

from hermeneut.correct import correct
from hermeneut.errors import UserError
from hermeneut.testing import make_study

DOCUMENTS = [
    {"doc_id": "abc1", "capture_id": "c1", "title": "A quiet film", "url": "https://a.example/1",
     "published": "2015", "completeness": "whole"},
    {"doc_id": "abd2", "capture_id": "c2", "title": "A loud film", "url": "https://a.example/2",
     "completeness": "whole"},
]  # fmt: skip


@pytest.fixture
def study(tmp_path):
    return make_study(tmp_path, {"documents": DOCUMENTS})


def lay_over(study, wanted, assignment, **more):
    options = {"who": "ana", "why": "as printed", "now": lambda: datetime(2026, 1, 1, tzinfo=UTC)}
    return correct(study, wanted, assignment, **{**options, **more})


@pytest.mark.parametrize("wanted", ["abc1", "abc", "https://a.example/1", "1", "quiet"])
def test_a_document_is_found_by_id_address_file_or_title(study, wanted):
    assert "abc1" == lay_over(study, wanted, "published=2014-01-10")["doc_id"]


def test_what_was_said_is_kept_with_who_and_why(study):
    row = lay_over(study, "abc1", "authors=Maud Ferris; Jo Li ", who="ana", why="byline on paper")

    kept = study.judgements.rows("corrections").drop_columns("rowid").to_pylist()
    assert [{k: v for k, v in row.items() if k != "title"}] == kept
    assert "Maud Ferris; Jo Li" == row["value"]
    assert "2026-01-01T00:00:00.000000+00:00" == row["corrected_at"]


def test_it_shows_everywhere_and_an_empty_value_takes_it_back(study):
    lay_over(study, "abc1", "published=2014-01-10")
    assert [2014] == study.sql("select year from corpus where doc_id = 'abc1'")["year"].to_pylist()

    lay_over(study, "abc1", "published=", now=lambda: datetime(2026, 1, 2, tzinfo=UTC))

    assert [2015] == study.sql("select year from corpus where doc_id = 'abc1'")["year"].to_pylist()


def dates(study, doc_id):
    query = "select published, dated, dated_why, year from corpus where doc_id = $doc"
    return tuple(study.sql(query, {"doc": doc_id}).to_pylist()[0].values())


def test_an_interval_takes_the_place_of_the_date_that_was_read(study):
    lay_over(study, "abc1", "dated = 2014-01 / 2014-03", why="before the awards")
    assert (None, "2014-01/2014-03", "before the awards", None) == dates(study, "abc1")

    lay_over(study, "abc1", "dated=", now=lambda: datetime(2026, 1, 2, tzinfo=UTC))
    assert ("2015", None, None, 2015) == dates(study, "abc1")


def test_a_date_that_a_person_gave_goes_before_an_interval(study):
    lay_over(study, "abd2", "dated=2014/2016")
    lay_over(study, "abd2", "published=2015-02")
    assert ("2015-02", None, None, 2015) == dates(study, "abd2")


MISTAKES = {
    "no sign": ("published", "isn't field=value"),
    "unknown field": ("publisht=2014", "did you mean published"),
    "impossible day": ("published=2014-02-30", "can't be '2014-02-30'"),
    "not ISO": ("published=10 Jan 2014", "an ISO date"),
    "no interval": ("dated=2014-01", "from when to when"),
    "an interval backwards": ("dated=2014-03/2014-01", "can't be '2014-03/2014-01'"),
    "an interval of two precisions": ("dated=2014/2014-03", "from when to when"),
    "an impossible month": ("dated=2014-01/2014-13", "from when to when"),
    "unknown form": ("form=revue", "did you mean review"),
    "unknown subject": ("about=wrok", "did you mean work"),
}


@pytest.mark.parametrize(("assignment", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_value_that_a_field_cannot_hold_is_refused(study, assignment, message):
    with pytest.raises(UserError, match=message):
        lay_over(study, "abc1", assignment)
    assert 0 == study.judgements.rows("corrections").num_rows


def test_a_reason_is_asked_for(study):
    with pytest.raises(UserError, match="needs its reason"):
        lay_over(study, "abc1", "published=2014", why=" ")


def test_several_documents_or_none_are_told(study):
    with pytest.raises(UserError, match="fits several"):
        lay_over(study, "film", "published=2014")
    with pytest.raises(UserError, match="no document"):
        lay_over(study, "zzz", "published=2014")
