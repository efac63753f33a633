import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hermeneut.read import alike
from hermeneut.read.alike import Bounds, Likeness, likely, likeness, sampled, versions

BOUNDS = Bounds(short=0)
SCATTERED = np.random.default_rng(0).integers(0, 2**64, size=100_000, dtype=np.uint64)


def text(*parts):
    """Make the shingles of a text of parts: each a first number and how many follow."""
    numbers = np.concatenate([np.arange(first, first + many) for first, many in parts])
    return np.unique(SCATTERED[numbers])


def grouped(texts, *, bounds=BOUNDS, one_in=1, **more):
    sizes = np.array([len(t) for t in texts])
    samples = [sampled(t, one_in) for t in texts]
    owners = np.repeat(np.arange(len(texts)), [len(s) for s in samples])
    pairs = likely(np.concatenate(samples), owners, sizes, bounds=bounds)
    return versions(pairs, sizes, lambda some: {n: texts[n] for n in some}, bounds=bounds, **more)


def kinds(found):
    return {n: (v.fullest, v.kind) for n, v in found.items()}


@given(*[st.sets(st.integers(0, 60))] * 2)
def test_likeness_is_what_sets_say(one, other):
    a, b = (np.array(sorted(numbers), np.uint64) for numbers in (one, other))
    shorter, longer = sorted((len(one), len(other)))
    shared = len(one & other)

    like = likeness(a, b)

    assert like == likeness(b, a)
    if not shorter:
        assert like == Likeness(0, 0, 0, 0)
    else:
        assert like == (shared / shorter, shared / len(one | other), shorter / longer, shorter)


def test_a_sample_is_the_same_numbers_in_every_text():
    whole, part = text((0, 8000)), text((1000, 3000))

    one, other = sampled(whole, 8), sampled(part, 8)

    assert set(other) == set(one) & set(part)
    assert len(one) == pytest.approx(1000, rel=0.1)


def test_kinds():
    original = text((0, 1000))
    found = grouped(
        [
            original,
            text((0, 1000), (5000, 100)),  # with a notice below: the fullest
            text((0, 950)),
            text((0, 400)),
            text((0, 150)),
            text((0, 150), (6000, 60)),  # of an excerpt more must stand there
            text((9000, 500)),
        ]
    )

    assert kinds(found) == {
        0: (1, "reprint"), 1: (1, "fullest"), 2: (1, "reprint"), 3: (1, "abridged"),
        4: (1, "excerpt"),
    }  # fmt: skip


@pytest.mark.parametrize(("shared", "together"), [(600, False), (700, True)])
def test_about_two_thirds_must_be_shared(shared, together):
    found = grouped([text((0, 1000)), text((1000 - shared, 1000))])

    assert bool(found) == together


def test_short_texts_must_share_more():
    texts = [text((0, 100)), text((30, 100))]

    assert grouped(texts)
    assert not grouped(texts, bounds=Bounds(short=101))
    assert grouped([text((0, 100)), text((10, 100))], bounds=Bounds(short=101))


def test_likeness_is_not_handed_on_without_end():
    chain = [text((n * 250, 1000)) for n in range(12)]

    found = grouped(chain)

    groups = {v.fullest for v in found.values()}
    assert len(groups) > 3
    for n, version in found.items():
        assert likeness(chain[n], chain[version.fullest]).contained >= BOUNDS.loose


def test_two_that_share_an_excerpt_stay_two():
    found = grouped(
        [text((0, 1000), (9000, 150)), text((2000, 1000), (9000, 150)), text((9000, 150))]
    )

    assert kinds(found) == {0: (0, "fullest"), 2: (0, "excerpt")}


def test_an_excerpt_may_be_refused():
    texts = [text((0, 1000)), text((0, 150))]

    assert grouped(texts)
    assert not grouped(texts, allowed=lambda *which: which != (1, 0, "excerpt"))


def test_many_reprints_are_one_group():
    reprints = [text((0, 500), (10_000 + 40 * n, n % 7)) for n in range(300)]

    found = grouped(reprints)

    assert 300 == len(found)
    assert 1 == len({v.fullest for v in found.values()})


def test_what_all_pages_of_a_site_say_joins_none():
    pages = [text((0, 60), (100 + 300 * n, 300)) for n in range(300)]

    assert {} == grouped(pages)


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(1, 9))
def test_the_same_in_any_order(seed, portion):
    chance = random.Random(seed)
    texts = [
        text((chance.randrange(0, 2000, 100), chance.choice([50, 200, 300, 600])))
        for _ in range(chance.randint(2, 14))
    ]
    sizes = np.array([len(t) for t in texts])
    owners = np.repeat(np.arange(len(texts)), sizes)
    hashes = np.concatenate(texts)
    order = np.random.default_rng(seed).permutation(len(hashes))

    def group(hashes, owners, turn):
        pairs = likely(hashes, owners, sizes, bounds=BOUNDS)
        mixed = pairs[np.random.default_rng(turn).permutation(len(pairs))]
        return versions(mixed, sizes, lambda some: {n: texts[n] for n in some}, bounds=BOUNDS)

    usual = group(hashes, owners, 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alike, "_PORTION", portion)
        patch.setattr(alike, "_LOADED", portion)
        assert usual == group(hashes[order], owners[order], 2)


def test_nothing_gives_nothing():
    none = np.empty(0, np.int64)

    pairs = likely(np.empty(0, np.uint64), none, none, bounds=BOUNDS)

    assert (0, 2) == pairs.shape
    assert {} == versions(pairs, none, lambda some: {}, bounds=BOUNDS)
