from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.errors import UserError
from hermeneut.validate.sampling import (
    Design,
    Frame,
    allocate,
    draw,
    permanent,
    poisson,
    proportional_to,
    systematic,
)

MANY = 200


def frame(size=MANY, *, each=4):
    rng = np.random.default_rng(5)
    strata = ["large" if i < size * 0.7 else "small" if i < size * 0.95 else "tiny"
              for i in range(size)]  # fmt: skip
    doubt = rng.random(size) ** 3
    documents = [f"d{i // each}" for i in range(size)]
    return Frame([f"t{i}:0-9" for i in range(size)], documents, strata, doubt.tolist())


def shuffled(of, order):
    return Frame(*([part[i] for i in order] for part in (of.units, of.documents, of.strata,
                                                         of.doubt)))  # fmt: skip


WAYS = {
    "simple": Design(n=30),
    "stratified": Design(n=30, way="stratified"),
    "equal": Design(n=30, way="stratified", allocation="equal"),
    "neyman": Design(n=30, way="stratified", allocation="neyman"),
    "uncertain": Design(n=30, way="uncertain"),
    "systematic": Design(n=30, way="systematic"),
    "clustered": Design(n=30, way="clustered", each=2),
}


def usable(of, design):
    """Take the strata away where a draw has none."""
    return of if design.way == "stratified" else Frame(of.units, of.documents, (), of.doubt)


@pytest.mark.parametrize("design", WAYS.values(), ids=WAYS)
def test_the_order_of_the_frame_is_nothing_to_a_draw(design):
    one = usable(frame(), design)
    order = np.random.default_rng(1).permutation(MANY)
    other = usable(shuffled(frame(), order), design)

    first, second = draw(one, design), draw(other, design)

    assert [one.units[i] for i in first.units] == [other.units[i] for i in second.units]
    assert np.array_equal(first.probability[order], second.probability)
    assert np.array_equal(first.held[order], second.held)
    assert first.strata == second.strata


@pytest.mark.parametrize("design", WAYS.values(), ids=WAYS)
def test_units_come_as_often_as_their_probability_says(design):
    population, times = usable(frame(), design), 120
    came = np.zeros(MANY)
    for seed in range(times):
        drawn = draw(population, replace(design, seed=seed))
        came[drawn.units] += 1
    wide = np.sqrt(drawn.probability * (1 - drawn.probability) / times)

    assert np.abs(came / times - drawn.probability).max() <= 4.5 * wide.max()
    assert came.sum() / times == pytest.approx(30, rel=0.08)


@pytest.mark.parametrize("design", WAYS.values(), ids=WAYS)
def test_weighted_by_probability_a_sample_speaks_for_all(design):
    population = usable(frame(), design)
    truth = (np.asarray(population.doubt) > 0.3).astype(float)
    told = []
    for seed in range(120):
        drawn = draw(population, replace(design, seed=seed))
        told.append((truth[drawn.units] / drawn.probability[drawn.units]).sum() / MANY)

    assert np.mean(told) == pytest.approx(truth.mean(), abs=4 * np.std(told) / np.sqrt(120))


@pytest.mark.parametrize("way", ["simple", "stratified", "uncertain", "clustered"])
def test_a_larger_draw_holds_the_smaller(way):
    design = Design(n=20, way=way, each=2)
    population = usable(frame(), design)

    few = {population.units[i] for i in draw(population, design).units}
    many = {population.units[i] for i in draw(population, Design(n=45, way=way, each=2)).units}

    assert few < many


def test_the_unsure_come_oftener_and_none_is_out_of_reach():
    drawn = draw(usable(frame(), Design(way="uncertain")), Design(n=30, way="uncertain"))
    doubt = np.asarray(frame().doubt)

    assert np.corrcoef(doubt, drawn.probability)[0, 1] > 0.99
    assert drawn.probability.min() > 0
    assert drawn.probability.max() / drawn.probability.min() <= 5


def test_a_document_is_held_whole_and_by_every_draw():
    one = draw(usable(frame(), Design()), Design(n=30, seed=1))
    other = draw(usable(frame(), Design()), Design(n=30, seed=2, held=0.8))
    documents = np.asarray(frame().documents)

    assert all(len(set(one.held[documents == d])) == 1 for d in set(documents))
    assert not (one.held & ~other.held).any()
    assert one.held.mean() == pytest.approx(0.5, abs=0.1)


def test_more_than_there_is_takes_all_for_certain():
    drawn = draw(usable(frame(20), Design()), Design(n=500))

    assert 20 == len(drawn.units)
    assert np.all(drawn.probability == 1)


def test_what_each_stratum_has_and_gave_is_told():
    told = draw(frame(), Design(n=30, way="stratified", allocation="equal")).strata

    assert {"units": 10, "drawn": 10} == told["tiny"]
    assert 30 == sum(part["drawn"] for part in told.values())
    assert MANY == sum(part["units"] for part in told.values())


@given(
    st.lists(st.integers(0, 5000), min_size=1, max_size=12).filter(any),
    st.integers(1, 400),
    st.sampled_from(["proportional", "equal"]),
)
def test_sharing_gives_each_stratum_its_least_and_no_more_than_it_has(counts, n, how):
    strata = sum(count > 0 for count in counts)
    if min(n, sum(counts)) < strata:
        with pytest.raises(UserError, match="can't serve"):
            allocate(counts, n, how=how)
        return
    shares = allocate(counts, n, how=how)

    assert sum(shares) == min(n, sum(counts))
    assert all(share <= count for share, count in zip(shares, counts, strict=True))
    assert all(share >= 1 for share, count in zip(shares, counts, strict=True) if count)


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=60), st.integers(1, 80))
def test_probabilities_add_up_to_what_is_wanted(sizes, n):
    probability = proportional_to(np.array(sizes), n)

    assert probability.sum() == pytest.approx(min(n, len(sizes)))
    assert ((probability > 0) & (probability <= 1)).all()


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=60), st.integers(1, 40), st.integers())
def test_steps_take_as_many_as_the_probabilities_sum_to(sizes, n, seed):
    probability = proportional_to(np.array(sizes), n)
    chance = permanent([str(i) for i in range(len(sizes))], seed)

    assert min(n, len(sizes)) == systematic(probability, chance).sum()
    assert poisson(probability, chance).sum() <= len(sizes)


WRONG = {
    "way": (lambda: Design(way="simpel"), "did you mean simple"),
    "allocation": (lambda: Design(allocation="nyman"), "did you mean neyman"),
    "none": (lambda: Design(n=0), "at least one"),
    "held": (lambda: Design(held=2), "from 0 to 1"),
    "silent": (lambda: draw(Frame(["a"], ["d"]), Design(way="uncertain")), "says nothing"),
    "spread": (lambda: draw(Frame(["a"], ["d"]), Design(way="stratified", allocation="neyman")),
               "says nothing"),
    "parted": (lambda: draw(Frame(["a", "b"], ["d", "d"], ["x", "y"]), Design(way="clustered")),
               "several strata"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "words"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_drawn_is_told(make, words):
    with pytest.raises(UserError, match=words):
        make()


def test_a_unit_named_twice_is_our_mistake():
    with pytest.raises(ValueError, match="twice"):
        draw(Frame(["a", "a"], ["d", "d"]), Design())
