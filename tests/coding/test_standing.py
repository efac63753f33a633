import pytest

from hermeneut.coding.standing import disagreements, settle, status
from hermeneut.errors import UserError

AT = "2026-01-01T00:00:00.000000+00:00"


def say(study, row, coder, *values, variable="tone", at=AT, kind="person"):
    study.judgements.append("codings", [
        {"unit": row["unit"], "doc_id": row["doc_id"], "coder": coder, "kind": kind,
         "variable": variable, "value": value, "coded_at": at, "quote": row["quote"]}
        for value in values])  # fmt: skip


@pytest.fixture
def coded(drawn_study, sample):
    """Three units of which two coders say: the same, another thing, another thing."""
    for row, (one, other) in zip(
        sample.rows, [("earnest", "earnest"), ("earnest", "mocking"), ("unclear", "mocking")],
        strict=False,
    ):  # fmt: skip
        say(drawn_study, row, "ana", one)
        say(drawn_study, row, "ben", other)
    say(drawn_study, sample.rows[0], "model", "mocking", kind="machine")
    return drawn_study


def test_status_says_who_has_coded_what_of_the_newest_sample(coded, sample):
    rows = status(coded)

    held = [row["held"] for row in sample.rows[:3]]
    assert [("ana", "person", 3, 3, 5, 1, 2), ("ben", "person", 3, 3, 5, 0, 2)] == [
        (r["coder"], r["kind"], r["coded"], r["done"], r["of_sample"], r["unclear"],
         r["disagreements"]) for r in rows if r["kind"] == "person"
    ]  # fmt: skip
    assert {sum(held)} == {r["held_done"] for r in rows if r["kind"] == "person"}


def test_a_sample_that_nobody_coded_is_told_too(drawn_study, sample):
    assert [("tone", "", 0, 5)] == [
        (r["variable"], r["coder"], r["coded"], r["of_sample"]) for r in status(drawn_study)
    ]


def test_disagreements_show_what_each_says_and_settling_takes_them_off(coded, sample):
    rows = disagreements(coded, "tone")
    assert {sample.rows[1]["unit"], sample.rows[2]["unit"]} == {row["unit"] for row in rows}
    one = next(row for row in rows if row["unit"] == sample.rows[1]["unit"])
    assert ("earnest", "mocking") == (one["ana"], one["ben"])

    start = sample.rows[1]["unit"][:20]
    said = settle(coded, start, "tone", "MOCKING", who="eva", why="the quotation marks")
    assert (sample.rows[1]["unit"], "mocking") == (said["unit"], said["value"])

    assert [sample.rows[2]["unit"]] == [row["unit"] for row in disagreements(coded, "tone")]
    every = disagreements(coded, "tone", settled=True)
    assert ["the quotation marks"] == [row["why"] for row in every if row["settled"]]
    settled = coded.sql("select unit, value, how from settled order by how").to_pylist()
    assert [("mocking", "adjudicated"), ("earnest", "agreed"), (None, "open")] == [
        (row["value"], row["how"]) for row in settled
    ]


def test_settling_is_append_only_and_taken_back_by_nothing(coded, sample):
    unit = sample.rows[1]["unit"]
    settle(coded, unit, "tone", "mocking", who="eva", why="so")
    settle(coded, unit, "tone", "earnest", who="eva", why="no, so")
    assert ["earnest"] == coded.sql("select value from adjudications")["value"].to_pylist()

    settle(coded, unit, "tone", "", who="eva", why="let them talk")

    assert 2 == len(disagreements(coded, "tone"))
    assert 3 == coded.judgements.rows("adjudications").num_rows


WRONG = {
    "no reason": (("x", "tone", "mocking", " "), "needs its reason"),
    "no unit": (("zzz", "tone", "mocking", "so"), "nobody coded tone"),
    "several units": (("", "tone", "mocking", "so"), "fits several"),
    "no variable": (("x", "tune", "mocking", "so"), "did you mean tone"),
}


@pytest.mark.parametrize(("asked", "words"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_settled_is_told(coded, asked, words):
    *given, why = asked
    with pytest.raises(UserError, match=words):
        settle(coded, *given, who="eva", why=why)
    with pytest.raises(UserError, match="did you mean mocking"):
        settle(coded, coded.judgements.rows("codings")["unit"][0].as_py(), "tone", "mockin",
               who="eva", why="so")  # fmt: skip


def test_sets_differ_when_one_value_does(drawn_study, sample):
    row = sample.rows[0]
    say(drawn_study, row, "ana", "grief", "loneliness", variable="themes")
    say(drawn_study, row, "ben", "loneliness", variable="themes")

    assert ["grief; loneliness"] == [r["ana"] for r in disagreements(drawn_study, "themes")]
