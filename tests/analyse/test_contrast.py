import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, chi2_contingency, ttest_ind

from hermeneut.analyse.contrast import Dispersion, log_likelihood, log_ratio, welch
from hermeneut.analyse.keyness import P_0001

COUNT = st.integers(1, 500)


def test_log_likelihood_worked_by_hand() -> None:
    # 75 are expected on each side: 2 (100 ln (100/75) + 50 ln (50/75)).
    assert log_likelihood(100, 50, 100_000, 100_000) == pytest.approx(16.99, abs=0.005)


@given(COUNT, COUNT, st.integers(5_000_000, 10_000_000), st.integers(5_000_000, 10_000_000))
def test_log_likelihood_is_near_the_full_table_where_words_are_rare(
    a: int, b: int, c: int, d: int
) -> None:
    full = chi2_contingency([[a, b], [c - a, d - b]], correction=False, lambda_="log-likelihood")
    assert log_likelihood(a, b, c, d) == pytest.approx(full.statistic, rel=2e-3, abs=2e-3)


def test_a_word_on_one_side_only_has_a_value() -> None:
    assert log_likelihood(10, 0, 1000, 1000) == pytest.approx(20 * np.log(2))
    assert log_ratio(10, 0, 1000, 1000) == pytest.approx(np.log2(20))
    assert log_ratio(0, 10, 1000, 1000) == pytest.approx(-np.log2(20))


def test_the_default_threshold_is_its_p() -> None:
    assert chi2.sf(P_0001, 1) == pytest.approx(1e-4, rel=0.01)


def test_dispersion_is_griess_example() -> None:
    # Gries (2008), section 3: five parts of 9, 10, 10, 10, 11 words; the word comes 1, 2, 3,
    # 4 and 5 times.
    word = Dispersion(15, 50)
    for here, long in ((1, 9), (2, 10), (3, 10), (4, 10), (5, 11)):
        word.add(here, long)
    assert word.dp == pytest.approx(0.18)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(9, 300)), min_size=1, max_size=12))
def test_dispersion_is_its_definition(parts: list[tuple[int, int]]) -> None:
    times, size = sum(p[0] for p in parts), sum(p[1] for p in parts)
    if not times:
        return
    word = Dispersion(times, size)
    for here, long in parts:
        if here:
            word.add(here, long)
    expected = sum(abs(here / times - long / size) for here, long in parts) / 2
    assert word.dp == pytest.approx(expected)
    assert 0 <= word.dp < 1


@given(st.lists(st.integers(0, 50), min_size=2), st.lists(st.integers(0, 50), min_size=2))
def test_welch_is_scipys(left: list[int], right: list[int]) -> None:
    got = welch(*((len(v), sum(v), sum(x * x for x in v)) for v in (left, right)))
    if len(set(left)) == len(set(right)) == 1:
        assert got == float(left[0] == right[0])
        return
    assert got == pytest.approx(ttest_ind(left, right, equal_var=False).pvalue, abs=1e-9)


def test_one_document_is_no_group() -> None:
    assert welch((1, 5, 25), (9, 1, 1)) == 1.0
