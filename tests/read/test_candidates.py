import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.read.candidates import CEILING, FIELDS, Candidate, resolve

CANDIDATES = st.lists(
    st.builds(
        Candidate,
        field=st.sampled_from(FIELDS),
        value=st.sampled_from(["", "Her", "HER", "2014", "2014-01-10", "Her: a story of love"]),
        source=st.sampled_from(["h1", "meta", "url"]),
        confidence=st.floats(0, 0.99),
    ),
    max_size=20,
)


@given(CANDIDATES)
def test_one_winner_a_field_and_no_key_twice(candidates):
    judged = list(resolve(candidates))
    winners = [j.candidate.field for j in judged if j.chosen]
    keys = [(j.candidate.field, j.candidate.value, j.candidate.source) for j in judged]
    assert len(winners) == len(set(winners))
    assert len(keys) == len(set(keys))
    assert all(0 <= j.confidence <= CEILING for j in judged)
    assert all(j.candidate.value for j in judged)


def chosen(*candidates):
    return next((j.candidate.value for j in resolve(candidates) if j.chosen), None)


def test_two_that_agree_beat_a_surer_one():
    one = Candidate("authors", "Ann Doe", "json-ld", 0.8)
    two = [Candidate("authors", "Bo Roe", s, 0.65) for s in ("byline", "meta")]
    assert chosen(one, *two) == "Bo Roe"


def test_a_month_bears_out_its_day():
    day = Candidate("published", "2014-01-10", "text", 0.45)
    month = Candidate("published", "2014-01", "url", 0.9)
    assert chosen(day, month) == "2014-01-10"


def test_a_kicker_bears_out_the_headline():
    assert (
        chosen(
            Candidate("title", "The Voice He Rented", "h1", 0.7),
            Candidate("title", "Film: The Voice He Rented", "meta", 0.75),
        )
        == "The Voice He Rented"
    )


def test_the_word_review_alone_is_no_title():
    assert (
        chosen(
            Candidate("title", "Review", "h1", 0.6), Candidate("title", "Review: Her", "meta", 0.7)
        )
        == "Review: Her"
    )


@pytest.mark.parametrize(("confidence", "value"), [(0.39, None), (0.41, "Her")])
def test_below_the_floor_nothing_is_chosen(confidence, value):
    assert chosen(Candidate("title", "Her", "h2", confidence)) == value
