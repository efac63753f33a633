import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hermeneut.read import alike
from hermeneut.read.alike import Bounds, Ties, Wording, likeness, versions
from hermeneut.read.shingles import shingles
from hermeneut.read.sketches import likely

BOUNDS = Bounds(short=0)
SCATTERED = np.random.default_rng(0).integers(0, 2**64, size=100_000, dtype=np.uint64)
WORDS = st.lists(st.sampled_from("abcd"), max_size=60)


def text(*parts):
    """Make a text of parts: each a first run and how many follow."""
    numbers = np.concatenate([np.arange(first, first + many) for first, many in parts])
    return Wording(SCATTERED[numbers])


def pairs_of(texts):
    sizes = np.array([len(t.distinct) for t in texts])
    owners = np.repeat(np.arange(len(texts)), sizes)
    return likely(np.concatenate([t.distinct for t in texts]), owners, sizes), sizes


def grouped(texts, *, bounds=BOUNDS, **more):
    pairs, sizes = pairs_of(texts)
    return versions(pairs, sizes, lambda some: {n: texts[n] for n in some}, bounds=bounds, **more)


def kinds(found):
    return {n: (v.fullest, v.kind) for n, v in found.items()}


def standing(words, others):
    """Say in plain Python which words stand in another text."""
    runs = {tuple(others[i : i + 5]) for i in range(len(others) - 4)}
    at = [i for i in range(len(words) - 4) if tuple(words[i : i + 5]) in runs]
    stands = {n for i in at for n in range(i, i + 5)}
    for one, other in pairwise(at):
        if other - (one + 5) <= 8:
            stands |= set(range(one, other))
    return [n in stands for n in range(len(words))]


@given(WORDS, WORDS)
def test_what_stands_in_another_text(words, others):
    one, other = (Wording(shingles([" ".join(text)])[0]) for text in (words, others))

    found = one.standing_in(other).tolist()

    assert (standing(words, others) if len(words) > 4 else []) == found


@given(WORDS, WORDS)
def test_likeness_is_of_shares(words, others):
    one, other = (Wording(shingles([" ".join(text)])[0]) for text in (words, others))

    like = likeness(one, other)

    assert all(0 <= share <= 1 for share in like[:3] + like[4:])
    assert like.words in (0, len(words), len(others))
    assert not len(one.runs) or likeness(one, one)[:3] == (1, 1, 1)


def test_a_word_changed_here_and_there_is_no_other_text():
    words = [f"w{n}" for n in range(300)]
    edited = ["x" if n % 7 == 6 else word for n, word in enumerate(words)]
    one, other = (Wording(runs) for runs in shingles([" ".join(words), " ".join(edited)]))

    assert likeness(one, other).contained > 0.97
    assert len(np.intersect1d(one.distinct, other.distinct)) < 0.3 * len(one.distinct)


def test_what_only_one_has_amid_what_both_share():
    original = text((0, 1000))

    assert likeness(original, text((0, 1000), (5000, 100))).inside == pytest.approx(0, abs=0.01)
    assert likeness(original, text((0, 500), (5000, 100), (500, 500))).inside > 0.07


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


@pytest.mark.parametrize(
    ("changed", "near", "together"),
    [
        ((700, 300), False, True),  # cut, and another end
        ((600, 400), False, False),
        ((600, 400), True, True),  # within days, less is asked
        ((450, 550), True, False),
    ],
)
def test_how_much_must_be_shared(changed, near, together):
    shared, other = changed
    texts = [text((0, 1000)), text((0, shared), (5000, other))]

    assert together == bool(grouped(texts, known=lambda *which: Ties(near=near)))


@pytest.mark.parametrize(("background", "together"), [(700, False), (850, True)])
def test_another_opening_asks_for_more(background, together):
    report = text((0, 1000))
    later = text((5000, 1000 - background), (1000 - background, background))

    assert together == bool(grouped([report, later]))


def test_short_texts_must_share_more():
    texts = [text((0, 100)), text((0, 70), (500, 30))]

    assert grouped(texts)
    assert not grouped(texts, bounds=Bounds(short=105))
    assert grouped([text((0, 100)), text((10, 100))], bounds=Bounds(short=105))


def test_likeness_is_not_handed_on_without_end():
    chain = [text((n * 150, 1000)) for n in range(12)]

    found = grouped(chain)

    groups = {v.fullest for v in found.values()}
    assert len(groups) > 2
    for n, version in found.items():
        assert likeness(chain[n], chain[version.fullest]).contained >= BOUNDS.loose


def test_two_that_share_an_excerpt_stay_two():
    found = grouped(
        [text((0, 1000), (9000, 150)), text((2000, 1000), (9000, 150)), text((9000, 150))]
    )

    assert kinds(found) == {0: (0, "fullest"), 2: (0, "excerpt")}


def test_what_is_quoted_is_no_excerpt():
    texts = [text((0, 1000)), text((0, 150))]

    assert grouped(texts)
    assert not grouped(texts, known=lambda *which: Ties(quoted=which == (1, 0)))


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
    pairs, sizes = pairs_of(texts)

    def group(turn):
        mixed = pairs[np.random.default_rng(turn).permutation(len(pairs))]
        return versions(mixed, sizes, lambda some: {n: texts[n] for n in some}, bounds=BOUNDS)

    usual = group(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alike, "_LOADED", portion)
        assert usual == group(2)


def test_nothing_gives_nothing():
    assert {} == versions(
        np.empty((0, 2), np.int64), np.empty(0, np.int64), lambda some: {}, bounds=BOUNDS
    )
