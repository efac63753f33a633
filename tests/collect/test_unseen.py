"""Intervals are tested by simulating what they promise; every draw is seeded."""

import random
from itertools import combinations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hermeneut.collect.unseen import CHAO, CHAPMAN, chao, chapman, dependences, unseen

# Chao et al. (2001), The applications of capture-recapture models to epidemiological data,
# Statistics in Medicine 20: hepatitis A in a college; a later test of blood found 545 cases.
HEPATITIS = {"P": 69, "Q": 55, "E": 63, "PQ": 21, "PE": 17, "QE": 18, "PQE": 28}


def sets(counts):
    return {frozenset(names): n for names, n in counts.items()}


def sightings(counts):
    return [
        (f"{names}{i}", name) for names, n in counts.items() for i in range(n) for name in names
    ]


def draw(chance, pages, reach, *, ease=None):
    """Draw which of so many pages each source finds; ``ease`` makes pages unlike."""
    missed = (1 - np.asarray(reach))[None, :] ** (1 if ease is None else ease[:, None])
    found = chance.random((pages, len(reach))) >= missed
    kinds, times = np.unique(found, axis=0, return_counts=True)
    names = {
        frozenset(f"s{i}" for i in np.flatnonzero(kind)): int(n)
        for kind, n in zip(kinds, times, strict=True)
    }
    names.pop(frozenset(), None)
    return names


def share_held(estimate, pages, reach, *, draws, seed):
    chance = np.random.default_rng(seed)
    ends = [estimate(draw(chance, pages, reach)) for _ in range(draws)]
    return np.mean([low <= pages <= high for _, low, high in ends]), np.mean([e[0] for e in ends])


@pytest.mark.parametrize(
    ("pages", "reach"),
    [(500, (0.3, 0.2)), (200, (0.5, 0.5)), (1000, (0.15, 0.1)), (2000, (0.6, 0.05))],
)
def test_the_interval_of_two_sources_holds_what_it_says(pages, reach):
    held, mean = share_held(chapman, pages, reach, draws=800, seed=1)

    assert 0.93 <= held <= 0.97
    assert mean == pytest.approx(pages, rel=0.03)


@pytest.mark.parametrize(
    ("pages", "reach"),
    [(500, (0.3, 0.3, 0.3)), (1000, (0.3, 0.05, 0.02)), (300, (0.5, 0.3, 0.2, 0.1, 0.05))],
)
def test_the_interval_of_three_and_more_holds_where_pages_are_alike(pages, reach):
    held, mean = share_held(chao, pages, reach, draws=600, seed=2)

    assert 0.92 <= held <= 0.97
    assert mean == pytest.approx(pages, rel=0.03)


@pytest.mark.parametrize("reach", [(0.3, 0.2), (0.3, 0.2, 0.1), (0.3, 0.05, 0.02)])
def test_it_is_a_lower_bound_where_some_pages_are_easier_to_find(reach):
    chance = np.random.default_rng(3)
    estimate = chapman if len(reach) == 2 else chao
    totals = []
    for _ in range(60):
        ease = chance.gamma(1.0, 1.0, size=800)
        totals.append(estimate(draw(chance, 800, reach, ease=ease))[0])

    assert max(totals) < 800
    assert np.mean(totals) > 350


def chao2(counts):
    """Give Chao's bound for sources of equal reach: what EstimateS calls Chao2."""
    sources = len({name for names in counts for name in names})
    once, twice = (sum(n for names, n in counts.items() if len(names) == k) for k in (1, 2))
    return sum(counts.values()) + (1 - 1 / sources) * once**2 / (2 * (twice + 1))


def test_with_equal_sources_it_is_chao2():
    counts = sets({"a": 40, "b": 40, "c": 40, "ab": 9, "bc": 7, "abc": 2})

    assert chao(counts)[0] == pytest.approx(chao2(counts))


def test_with_unequal_sources_chao2_would_be_no_bound():
    counts = draw(np.random.default_rng(4), 1000, (0.3, 0.05, 0.02))

    assert chao2(counts) > 1500
    assert chao(counts)[0] == pytest.approx(1000, rel=0.3)


def test_two_sources_as_in_the_textbook():
    # ten marked, fifteen caught, five of them marked: the usual example, and its interval
    total, low, high = chapman(sets({"a": 5, "b": 10, "ab": 5}))

    assert (28, 22, 65) == (int(total), round(low), round(high))


def test_a_bound_below_what_was_found_later():
    estimate = unseen(sightings(HEPATITIS), independent=["P", "Q", "E"])

    assert (271, CHAO) == (estimate.found, estimate.method)
    assert estimate.total == pytest.approx(271 + (69 * 55 + 69 * 63 + 55 * 63) / 57)
    assert (407, 475, 576) == (round(estimate.low), round(estimate.total), round(estimate.high))
    assert estimate.sentence().endswith(
        "All tend to find the same pages, so still more are missing."
    )


def test_how_it_is_told():
    estimate = unseen(
        [*sightings({"a": 40, "b": 60, "ab": 20}), ("x", "list"), ("y", "list")],
        independent=["a", "b"],
    )

    assert (120, 122, ("a", "b"), CHAPMAN) == (
        estimate.found,
        estimate.known,
        estimate.sources,
        estimate.method,
    )
    assert estimate.sentence() == (
        "2 sources that searched by themselves found 120 pages; they could have found 234 or more "
        "(95 % interval 184 to 341), so at least 114 were missed. This is a lower bound: pages "
        "that such sources can’t find at all aren’t in it. That the two are independent is taken "
        "on trust. Other sources brought 2 pages more, which don’t count here."
    )


def test_more_known_than_estimated_is_told():
    known = [(f"x{i}", "list") for i in range(900)]
    estimate = unseen(sightings({"a": 40, "b": 60, "ab": 20}) + known, independent=["a", "b"])

    assert estimate.sentence().endswith("these sources reach but a part.")


@pytest.mark.parametrize(
    ("seen", "independent", "why"),
    [
        ([], ["a"], "nothing was found yet"),
        ([("x", "a")], ["a", "b"], "only one source, a, searched by itself"),
        (
            [("x", "a"), ("y", "list")],
            ["a"],
            "only one source, a, searched by itself (list isn’t independent)",
        ),
        ([("x", "list"), ("x", "links")], ["a"], "links and list aren’t independent"),
        ([("x", "a"), ("y", "b")], ["a", "b"], "no overlap: a and b found no page in common"),
        (
            [("x", "a"), ("y", "b"), ("z", "c")],
            ["a", "b", "c"],
            "no overlap: a, b and c found no page in common",
        ),
    ],
)
def test_where_nothing_can_be_estimated_it_says_why(seen, independent, why):
    estimate = unseen(seen, independent=independent)

    assert (None, None, None) == (estimate.total, estimate.low, estimate.high)
    assert why == estimate.why_not
    assert estimate.sentence() == f"How many pages were missed can’t be estimated: {why}."


def test_sources_that_read_one_index_are_seen_and_told():
    chance = np.random.default_rng(5)
    reads, other, third = chance.random((3, 1500)) < np.array([[0.3], [0.25], [0.2]])
    twin = np.where(chance.random(1500) < 0.8, reads, chance.random(1500) < 0.1)
    named = {"one": reads, "twin": twin, "other": other, "third": third}
    seen = [(str(i), name) for name, found in named.items() for i in np.flatnonzero(found)]

    estimate = unseen(seen, independent=named)

    assert [("one", "twin")] == [(d.first, d.second) for d in estimate.dependent]
    assert estimate.dependent[0].low > 1
    assert "one and twin tend to find the same pages" in estimate.sentence()
    assert estimate.total < 1500


def test_sources_that_keep_apart_count_as_one():
    chance = np.random.default_rng(6)
    left = np.arange(1000) < 500
    paper = left & (chance.random(1000) < 0.6)
    gazette = ~left & (chance.random(1000) < 0.6)
    named = {"paper": paper, "gazette": gazette, "index": chance.random(1000) < 0.4}
    seen = [(str(i), name) for name, found in named.items() for i in np.flatnonzero(found)]

    estimate = unseen(seen, independent=named)

    assert ("gazette+paper", "index") == estimate.sources
    assert CHAPMAN == estimate.method
    assert estimate.low < 1000 < estimate.high
    assert "gazette and paper keep apart (odds ratio" in estimate.sentence()


def test_sources_that_all_keep_apart_tell_nothing():
    seen = sightings({"a": 5, "b": 5, "c": 5, "ab": 40, "ac": 40, "bc": 40})

    estimate = unseen(seen, independent="abc")

    assert "a, b and c aren’t independent: they keep apart" == estimate.why_not


def test_independent_sources_are_seldom_suspected():
    chance = np.random.default_rng(7)
    alarms = [bool(dependences(draw(chance, 500, (0.3, 0.3, 0.2, 0.1)))) for _ in range(300)]

    assert np.mean(alarms) <= 0.06


@given(
    st.dictionaries(
        st.sampled_from(["".join(c) for k in (1, 2, 3, 4) for c in combinations("abcd", k)]),
        st.integers(1, 400),
    ),
    st.randoms(use_true_random=False),
)
@example({"a": 39, "ab": 1}, random.Random(0))
def test_ends_stand_in_order_whatever_was_found(counts, chance):
    seen = sightings(counts)
    estimate = unseen(seen, independent="abcd")
    chance.shuffle(seen)

    assert estimate == unseen(seen + seen[:7], independent=set("abcd"))
    assert estimate.found == sum(counts.values())
    assert (estimate.total is None) == bool(estimate.why_not)
    if estimate.total is not None:
        assert estimate.found <= estimate.low <= estimate.total + 1e-9
        assert estimate.total <= estimate.high + 1e-9
    assert estimate.sentence().endswith(".")
