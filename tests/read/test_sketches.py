import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.read import sketches
from hermeneut.read.sketches import likely, own, sampled

SCATTERED = np.random.default_rng(0).integers(0, 2**64, size=100_000, dtype=np.uint64)


def text(*parts):
    """Make the shingles of a text of parts: each a first number and how many follow."""
    numbers = np.concatenate([np.arange(first, first + many) for first, many in parts])
    return np.unique(SCATTERED[numbers])


def posted(texts):
    sizes = np.array([len(t) for t in texts])
    return np.concatenate(texts), np.repeat(np.arange(len(texts)), sizes), sizes


def test_a_sample_is_the_same_numbers_in_every_text():
    whole, part = text((0, 8000)), text((1000, 3000))

    one, other = sampled(whole, 8), sampled(part, 8)

    assert set(other) == set(one) & set(part)
    assert len(one) == pytest.approx(1000, rel=0.1)


def test_a_third_shared_is_likely_and_a_tenth_is_not():
    texts = [text((0, 1000)), text((700, 1000)), text((1600, 1000))]

    assert likely(*posted(texts)).tolist() == [[0, 1]]


def test_what_many_share_pairs_each_with_the_fullest():
    texts = [text((0, 500), (10_000 + 40 * n, n % 7)) for n in range(300)]

    pairs = likely(*posted(texts))

    assert {n for pair in pairs.tolist() for n in pair} == set(range(300))
    assert len(pairs) < 300 * 13


@given(st.integers(0, 10**6), st.integers(1, 9))
def test_the_same_in_any_order_and_portion(seed, portion):
    chance = np.random.default_rng(seed)
    texts = [text((chance.integers(0, 2000), chance.integers(40, 300))) for _ in range(12)]
    hashes, owners, sizes = posted(texts)
    order = chance.permutation(len(hashes))
    sites = chance.integers(-1, 2, 12)

    usual = likely(hashes, owners, sizes).tolist(), own(hashes, owners, sites, fewest=20).tolist()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sketches, "_PORTION", 100 * portion)
        mixed = likely(hashes[order], owners[order], sizes).tolist()
        its = own(hashes[order], owners[order], sites, fewest=20)

    assert usual == (mixed, its[np.argsort(order)].tolist())


def test_what_all_pages_of_a_site_say_is_not_their_own():
    pages = [text((0, 60), (100 + 300 * n, 50)) for n in range(sketches.PAGES)]
    hashes, owners, _ = posted(pages)
    here, elsewhere = np.zeros(len(pages), int), np.arange(len(pages))

    kept = own(hashes, owners, here, fewest=40)

    assert np.bincount(owners[kept]).tolist() == [50] * len(pages)
    assert own(hashes, owners, elsewhere, fewest=40).all()
    assert own(hashes, owners, here - 1, fewest=40).all()  # no site is no site in common
    assert own(hashes, owners, here, fewest=51).all()  # one page at many addresses


def test_nothing_gives_nothing():
    none = np.empty(0, np.int64)

    assert (0, 2) == likely(np.empty(0, np.uint64), none, none).shape
    assert 0 == len(own(np.empty(0, np.uint64), none, none, fewest=1))
