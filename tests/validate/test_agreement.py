import numpy as np
import pytest

from hermeneut.errors import UserError
from hermeneut.validate.agreement import (
    CHANCE,
    COEFFICIENTS,
    LONELY,
    UNANIMOUS,
    UNTOLD,
    agreement,
    by_code,
    by_pair,
    on_spans,
)
from hermeneut.validate.ratings import Ratings
from hermeneut.validate.unitizing import Continuum


def coded(units=200, coders=2, error=0.1, seed=1, size=1):
    """Code units of documents, whose coders err more in hard documents."""
    chance = np.random.default_rng(seed)
    truth = chance.random(units) < 0.4
    hard = np.repeat(chance.choice([0.0, 2.0], -(-units // size)), size)[:units]
    rate = error * hard if size > 1 else np.full(units, error)
    wrong = chance.random((units, coders)) < rate[:, None]
    return Ratings.of((truth[:, None] ^ wrong).astype(int).tolist(), values=[0, 1])


@pytest.mark.parametrize("coefficient", COEFFICIENTS)
def test_every_coefficient_has_its_interval(coefficient):
    found = agreement(coded(), coefficient=coefficient, resamples=200)
    assert found.low < found.value < found.high
    assert (found.n, found.n_coded, found.documents) == (200, 200, 200)
    assert found.method == coefficient


def test_intervals_hold_the_true_coefficient():
    error, share = 0.1, 0.4
    seen = share + error - 2 * share * error
    truth = 1 - error * (1 - error) / (seen * (1 - seen))
    inside = [
        found.low <= truth <= found.high
        for seed in range(150)
        for found in [agreement(coded(seed=seed), resamples=200)]
    ]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.04)


def test_units_of_one_document_are_drawn_together():
    ratings, document = coded(size=20), np.arange(200) // 20
    together = agreement(ratings, document=document)
    alone = agreement(ratings)
    assert together.value == alone.value
    assert together.width > 1.3 * alone.width
    assert together.documents == 10


def test_the_same_answer_every_time_and_in_any_order():
    ratings, document = coded(size=5), np.arange(200) // 5
    order = np.random.default_rng(1).permutation(200)
    first = agreement(ratings, document=document)
    other = agreement(ratings.take(order), document=document[order])
    assert (first.low, first.high) == pytest.approx((other.low, other.high), abs=1e-12)
    assert first == agreement(ratings, document=document)


def test_a_long_table_is_resampled_in_parts(monkeypatch):
    whole = agreement(coded(), resamples=100)
    monkeypatch.setattr("hermeneut.validate.agreement.AT_ONCE", 3000)
    assert agreement(coded(), resamples=100) == whole


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        ([["a", "a"], ["b", "b"]], UNANIMOUS),
        ([["a", "a"], ["a", "a"]], UNTOLD),
        ([["a", None], [None, "b"]], LONELY),
        ([], LONELY),
    ],
)
def test_where_there_is_no_interval_it_is_said_why(rows, note):
    found = agreement(Ratings.of(rows))
    assert found.note == note
    assert not found.known


def test_each_code_of_sets_is_told_from_the_others():
    rows = [[{"x", "y"}, {"x"}], [{"y"}, {"y"}], [{"x"}, {"x"}], [set(), {"y"}], [set(), set()]]
    found = by_code(Ratings.of(rows), resamples=50)
    assert found["x"].value == 1.0
    assert found["y"].value < 0.5


def test_pairs_show_who_differs():
    steady = coded(units=100, coders=2, error=0.02).codes
    wild = np.random.default_rng(3).integers(0, 2, (100, 1))
    ratings = Ratings(np.hstack([steady, wild]), (0, 1))
    found = by_pair(ratings, ["ann", "bo", "cy"], coefficient="cohen", resamples=50)
    assert found["ann", "bo"].value > 0.8
    assert max(found["ann", "cy"].value, found["bo", "cy"].value) < 0.4


def test_spans_have_their_interval():
    chance = np.random.default_rng(5)
    continua = []
    for _ in range(15):
        start = int(chance.integers(0, 50))
        moved = start + int(chance.integers(0, 8))
        continua.append(Continuum(100, [[(start, start + 20, "x")], [(moved, moved + 20, "x")]]))
    found = on_spans(continua, coefficient="relevant", resamples=100)
    assert 0 < found.low < found.value < found.high < 1
    assert found.documents == 15


def test_an_unknown_coefficient_is_told():
    with pytest.raises(UserError, match="did you mean"):
        agreement(coded(), coefficient="alpha-nomial")
    with pytest.raises(UserError, match="for spans"):
        on_spans([], coefficient="alpha")


def test_all_that_is_offered_is_known():
    assert set(CHANCE) < set(COEFFICIENTS)
