import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hermeneut.errors import UserError
from hermeneut.validate.alpha import alpha, distances
from hermeneut.validate.ratings import Ratings

NAN = float("nan")


def table(units=40, coders=3, values=5, seed=1, gaps=0.2):
    chance = np.random.default_rng(seed)
    truth = chance.integers(1, values + 1, units)
    guess = chance.integers(1, values + 1, (units, coders))
    rows = np.where(chance.random((units, coders)) < 0.6, truth[:, None], guess).astype(float)
    rows[chance.random((units, coders)) < gaps] = NAN
    return rows


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
@pytest.mark.parametrize("seed", range(5))
def test_it_is_what_the_package_krippendorff_gives(level, seed):
    rows = table(coders=2 + seed % 3, seed=seed)
    wanted = krippendorff.alpha(rows.T, level_of_measurement=level)
    assert alpha(Ratings.of(rows.tolist()), level=level)[0] == pytest.approx(wanted, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from([NAN, 0.0, 1.0, 2.0, 7.5]), min_size=3, max_size=3),
        min_size=2,
        max_size=12,
    ),
    st.sampled_from(["nominal", "ordinal", "interval", "ratio"]),
)
def test_it_is_what_the_package_gives_on_whatever_table(rows, level):
    ratings = Ratings.of(rows)
    pairable = ratings.codes[ratings.pairable]
    found = alpha(ratings, level=level)[0]
    if len(np.unique(pairable[pairable >= 0])) < 2:
        assert np.isnan(found)
    else:
        wanted = krippendorff.alpha(np.array(rows).T, level_of_measurement=level)
        assert found == pytest.approx(wanted, abs=1e-9)


def test_words_in_the_codebooks_order_are_ordinal():
    order = ["low", "mid", "high"]
    rows = [["low", "low"], ["mid", "high"], ["high", "high"], ["low", "mid"]]
    numbers = [[order.index(value) for value in row] for row in rows]
    assert (
        alpha(Ratings.of(rows, values=order), level="ordinal")[0]
        == alpha(Ratings.of(numbers), level="ordinal")[0]
    )


def test_a_resample_is_the_table_with_units_repeated():
    rows = table(units=12).tolist()
    times = np.array([[2.0, 0, 1, 1, 3, 0, 0, 1, 1, 1, 2, 0]])
    repeated = [row for row, often in zip(rows, times[0], strict=True) for _ in range(int(often))]
    ratings = Ratings.of(rows)
    for level in ("nominal", "ordinal", "interval"):
        assert alpha(ratings, level=level, times=times)[0] == pytest.approx(
            alpha(Ratings.of(repeated, values=ratings.values), level=level)[0], abs=1e-12
        )


def test_sets_are_compared_by_masi():
    # By hand: n = 10 sets in five pairs, distances by Passonneau's table.
    rows = [({"a"}, {"a", "b"}), ({"b"}, {"b"}), ({"a", "b", "c"}, {"a"}), ({"c"}, {"b", "c"}),
            ({"a"}, {"b"})]  # fmt: skip
    observed = 2 * (2 / 3 + 0 + 7 / 9 + 2 / 3 + 1)
    sets = [frozenset(one) for row in rows for one in row]
    expected = sum(by_hand(one, other) for one in sets for other in sets) / 9
    assert alpha(Ratings.of(rows), level="masi")[0] == pytest.approx(
        1 - observed / expected, abs=1e-12
    )


def by_hand(one, other):
    if one == other:
        return 0.0
    kind = 2 / 3 if one < other or other < one else 1 / 3
    return 1 - kind * len(one & other) / len(one | other)


def test_masi_of_single_codes_is_nominal():
    rows = [["a", "a"], ["a", "b"], ["b", "b"], ["c", "b"]]
    sets = [[{value} for value in row] for row in rows]
    assert alpha(Ratings.of(sets), level="masi")[0] == alpha(Ratings.of(rows))[0]


def test_empty_sets_agree_with_each_other_alone():
    apart = distances(Ratings.of([[set(), {"a"}], [set(), set()]]), "masi")
    assert apart.tolist() == [[0, 1], [1, 0]]


def test_words_are_no_interval():
    with pytest.raises(UserError, match="must be numbers"):
        alpha(Ratings.of([["a", "b"]]), level="interval")


def test_an_unknown_level_is_told():
    with pytest.raises(UserError, match="ordinal"):
        alpha(Ratings.of([[1, 2]]), level="ordinl")


def test_a_value_outside_the_codebook_is_told():
    with pytest.raises(ValueError, match="maybe"):
        Ratings.of([["for", "maybe"]], values=["for", "against"])
