import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.analyse.intervals import bootstrap, wilson


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [  # Newcombe (1998), Statistics in Medicine 17, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_newcombes_examples(k: int, n: int, low: float, high: float) -> None:
    assert np.allclose(wilson(k, n), (low, high), atol=5e-5)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_stays_inside(pair: tuple[int, int]) -> None:
    k, n = pair
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    assert low < high
    mirrored = wilson(n - k, n)
    assert np.allclose((1 - high, 1 - low), mirrored, atol=1e-12)


def test_wilson_covers_what_it_says() -> None:
    chance = np.random.default_rng(1)
    covered = []
    for share in (0.05, 0.2, 0.5):
        k = chance.binomial(40, share, size=20_000)
        low, high = wilson(k, np.full(k.shape, 40))
        covered.append(((low <= share) & (share <= high)).mean())
    assert np.mean(covered) == pytest.approx(0.95, abs=0.015)
    assert min(covered) > 0.93


def test_bootstrap_covers_what_it_says() -> None:
    chance = np.random.default_rng(2)
    hits = 0
    for _ in range(400):
        seen = chance.beta(2, 5, size=60).round(2)
        low, high = bootstrap(*np.unique(seen, return_counts=True), resamples=1000)
        hits += low <= 2 / 7 <= high
    assert hits / 400 == pytest.approx(0.95, abs=0.035)


def test_bootstrap_is_the_ordinary_one() -> None:
    values, times = np.array([0.0, 0.25, 1.0]), np.array([30, 50, 20])
    each = np.repeat(values, times)
    draws = np.random.default_rng(3).choice(each, size=(20_000, len(each))).mean(axis=1)
    assert np.allclose(bootstrap(values, times), np.quantile(draws, [0.025, 0.975]), atol=0.006)


@given(
    st.dictionaries(st.floats(0, 1, width=16), st.integers(1, 9), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_bootstrap_does_not_mind_the_order(counts: dict[float, int], chance) -> None:
    pairs = list(counts.items())
    first = bootstrap(*zip(*pairs, strict=True), resamples=200)
    chance.shuffle(pairs)
    assert bootstrap(*zip(*pairs, strict=True), resamples=200) == first
    assert min(counts) <= first.low <= first.high <= max(counts)
