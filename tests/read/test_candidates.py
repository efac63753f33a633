import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.read.candidates import CEILING, FIELDS, Candidate, agree, judged, resolve

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
    one = Candidate("outlet", "The Post", "json-ld", 0.8)
    two = [Candidate("outlet", "The Daily", s, 0.65) for s in ("title", "meta")]
    assert chosen(one, *two) == "The Daily"


@pytest.mark.parametrize(("confidence", "value"), [(0.39, None), (0.41, "The Post")])
def test_below_the_floor_nothing_is_chosen(confidence, value):
    assert chosen(Candidate("outlet", "The Post", "host", confidence)) == value


WEIGHTS = {
    "": -1.0, "+ h1": 2.0, "- h1": -0.5, "+ meta": 1.0, "+ meta *": 0.5, "+ text": 1.0,
    "- text": -1.0, "in view": 1.5, "least": 0.45,
}  # fmt: skip


def weighed(field, *running):
    return list(judged(field, running, WEIGHTS))


def winner(field, *running):
    return next((j.candidate.value for j in weighed(field, *running) if j.chosen), None)


def test_places_and_marks_are_added_up():
    one = weighed("title", Candidate("title", "Her", "h1", 0.5, frozenset({"in view"})))[0]
    assert one.confidence == pytest.approx(1 / (1 + math.exp(-2.5)), abs=1e-4)


def test_who_says_another_value_speaks_against():
    running = [Candidate("title", "Her", "h1", 0.5), Candidate("title", "Him", "meta", 0.5)]
    sure = {j.candidate.value: j.confidence for j in weighed("title", *running)}
    assert sure["Him"] == pytest.approx(1 / (1 + math.exp(0.5)), abs=1e-4)
    assert winner("title", *running) == "Her"


def test_a_rare_meta_name_counts_as_any_other():
    one = weighed("title", Candidate("title", "Her", "meta x:title", 0.5))[0]
    assert one.confidence == pytest.approx(1 / (1 + math.exp(0.5)), abs=1e-4)


def test_what_a_person_stated_goes_first():
    stated = Candidate("authors", "Ann Doe", "column", 0.95)
    page = Candidate("authors", "Bo Roe; Cy Poe", "h1", 0.5, frozenset({"in view"}))
    assert winner("authors", page, stated) == "Ann Doe"


def test_a_month_bears_out_its_day():
    day = Candidate("published", "2014-01-10", "text", 0.5)
    assert weighed("published", day, Candidate("published", "2014-01", "h1", 0.5))[0].confidence > (
        weighed("published", day)[0].confidence
    )


def test_of_lists_of_names_that_wins_whose_names_are_sure():
    both = Candidate("authors", "Ann Doe; The Post", "meta line", 0.5)
    alone = [Candidate("authors", "Ann Doe", place, 0.5) for place in ("h1", "meta")]
    assert winner("authors", both, *alone) == "Ann Doe"


def test_a_name_inside_a_longer_one_is_borne_out():
    longer = Candidate("authors", "Critic Ann Doe", "text", 0.5)
    assert agree("Ann Doe", longer)
    assert not agree("Ann", longer)


@pytest.mark.parametrize("field", ["authors", "published"])
def test_the_weights_that_ship_know_their_places(field):
    value = "2014-01-10" if field == "published" else "The Voice"
    places = {
        "authors": ("json-ld", "byline"),
        "published": ("json-ld datePublished", "meta article:published_time"),
    }
    running = [Candidate(field, value, place, 0.5) for place in places[field]]
    assert all(j.confidence > 0.5 for j in resolve(running))
