import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import stdtrit

from hermeneut.errors import UserError
from hermeneut.validate.corrected import FEW, difference, mean, share
from hermeneut.validate.frame import Frame
from hermeneut.validate.ppi import powered_mean

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))  # scripts, no package
from intervals import World, simulate

DRAWS = 70  # eight cells measure a mean coverage of .95 to ± .009 (one standard error)


def drawn(n=100, units=1000, accuracy=0.85, chance_of=0.3, seed=1):
    chance = np.random.default_rng(seed)
    truth = (chance.random(units) < chance_of) * 1.0
    label = np.where(chance.random(units) < accuracy, truth, 1 - truth)
    return Frame.of(label, np.where(np.arange(units) < n, truth, np.nan)), truth


def test_intervals_hold_what_they_say():
    worlds = [
        World(n=100, accuracy=0.95, share=0.5, units=600),
        World(n=100, size=5, draw="documents", units=600),
        World(n=200, draw="label", abstain=0.4, units=600),
        World(n=100, finite=True, units=300),
    ]
    cells = [
        cell
        for world in worlds
        for cell in simulate(world, ["share", "trend"], DRAWS, many=100_000)
    ]
    for way in ("ppi", "dsl", "coded"):
        covered = [cell.covered[way] for cell in cells]
        assert min(covered) >= 0.87, cells
        assert np.mean(covered) == pytest.approx(0.95, abs=0.02), cells
        assert max(cell.width[way] for cell in cells) <= 1.1
    assert max(cell.worst for cell in cells) <= 1.1


def test_a_good_machine_narrows_the_interval_and_a_bad_one_does_no_harm():
    good = share(drawn(accuracy=0.95)[0])
    bad = share(drawn(accuracy=0.5)[0])
    assert good.corrected.width < 0.7 * good.coded.width
    assert bad.corrected.width < 1.03 * bad.coded.width


def test_a_biased_machine_is_put_right():
    frame, truth = drawn(n=300, units=3000)
    wrong = replace(frame, machine=np.maximum(frame.machine, np.arange(3000) % 2))
    found = share(wrong)
    assert found.raw.low > 0.5
    assert found.corrected.low < truth.mean() < found.corrected.high
    assert found.corrected.value == pytest.approx(truth.mean(), abs=0.05)


def test_raw_coded_and_corrected_say_what_they_rest_on():
    frame, _ = drawn()
    silent = replace(frame, machine=np.where(np.arange(1000) % 4 == 0, np.nan, frame.machine))
    found = share(silent, method="dsl")
    assert (found.raw.n, found.raw.n_coded, found.raw.method) == (750, 0, "raw")
    assert (found.coded.n, found.coded.n_coded, found.coded.method) == (1000, 100, "coded")
    assert (found.corrected.documents, found.corrected.method) == (100, "dsl")


def test_a_mean_is_that_of_ppi_as_published():
    # λ times how far the machine's mean on the other units is from that on the coded ones is added
    # to the coded mean; λ is chosen from the same covariance, up to a unit more or less.
    frame, truth = drawn(n=200, units=2000)
    found = mean(frame).corrected
    coded, label = truth[:200], frame.machine
    weighed = (found.value - coded.mean()) / (label[200:].mean() - label[:200].mean())
    published = powered_mean(coded, label[:200], label[200:])
    assert weighed == pytest.approx(published.tuning, rel=0.05)
    assert found.width == pytest.approx(float(published.high[0] - published.low[0]), rel=0.05)


def test_coded_alone_is_what_people_said_by_their_probabilities():
    coded = np.array([1.0, 0.0, 1.0, 0.0] + [np.nan] * 36)
    chance = np.array([0.5, 0.5, 0.1, 0.1] + [0.1] * 36)
    found = share(Frame.of(np.zeros(40), coded, probability=chance)).coded
    assert found.value == pytest.approx((2 + 10) / (2 + 2 + 10 + 10))


def test_units_of_one_document_are_worth_less():
    chance = np.random.default_rng(6)
    document = np.arange(600) // 20
    truth = np.repeat(chance.random(30) < 0.4, 20) * 1.0
    coded = np.where(chance.random(600) < 0.3, truth, np.nan)
    alone = share(Frame.of(truth, coded)).coded
    together = share(Frame.of(truth, coded, document=document)).coded
    assert together.width > 2 * alone.width
    assert (together.documents, together.n_coded) == (30, alone.n_coded)


def test_all_of_a_finite_corpus_coded_leaves_nothing_to_chance():
    truth = np.array([0.0, 1.0, 1.0, 0.0, 1.0] * 20)
    found = share(Frame.of(1 - truth, truth, finite=True)).corrected
    assert (found.low, found.value, found.high) == pytest.approx((0.6, 0.6, 0.6))
    assert share(Frame.of(1 - truth, truth)).corrected.width > 0.1


def test_none_found_is_not_none_there():
    found = share(Frame.of(np.zeros(500), np.where(np.arange(500) < 100, 0.0, np.nan)))
    assert found.corrected.value == 0
    assert 0.02 < found.corrected.high < 0.06


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_coded_is_said(n):
    found = share(drawn(n=n)[0]).corrected
    assert not found.known
    assert found.note == FEW


def test_ten_coded_documents_are_the_least_for_weighing_labels_in():
    few, enough = share(drawn(n=9)[0]), share(drawn(n=30, accuracy=0.95)[0])
    assert few.corrected.value == few.coded.value
    assert enough.corrected.value != enough.coded.value


def test_a_machine_that_labels_nothing_leaves_coding_alone():
    frame, _ = drawn()
    found = share(replace(frame, machine=np.full(1000, np.nan)))
    assert np.isnan(found.raw.value)
    assert (found.corrected.value, found.corrected.low) == (found.coded.value, found.coded.low)


def test_weights_make_documents_count_alike():
    document = np.repeat([0, 1], [90, 10])
    truth = np.repeat([0.0, 1.0], [90, 10])
    weight = np.repeat([1 / 90, 1 / 10], [90, 10])
    found = share(Frame.of(truth, truth, document=document, weight=weight))
    assert found.raw.value == pytest.approx(0.5)


def test_the_order_of_units_does_not_matter():
    frame, truth = drawn()
    order = np.random.default_rng(3).permutation(1000)
    names = np.array([f"d{at // 5:03}" for at in range(1000)])
    coded = np.where(np.arange(1000) < 100, truth, np.nan)
    for method in ("ppi", "dsl"):
        one = share(Frame.of(frame.machine, coded, document=names), method=method)
        other = share(
            Frame.of(frame.machine[order], coded[order], document=names[order]), method=method
        )
        assert one.corrected.low == pytest.approx(other.corrected.low, abs=1e-12)
        assert one.corrected.high == pytest.approx(other.corrected.high, abs=1e-12)


def test_a_difference_of_grades_is_welchs_where_all_is_coded():
    chance = np.random.default_rng(8)
    grades = np.concatenate([chance.normal(3, 1, 40), chance.normal(4, 2, 60)])
    early = np.arange(100) < 40
    found = difference(Frame.of(grades, grades), early, ~early, shares=False).coded
    errors = grades[:40].var(ddof=1) / 40, grades[40:].var(ddof=1) / 60
    free = sum(errors) ** 2 / (errors[0] ** 2 / 39 + errors[1] ** 2 / 59)
    # Each side's degrees of freedom are estimated from its grades here, and counted by Welch.
    assert found.value == pytest.approx(grades[40:].mean() - grades[:40].mean())
    assert found.width == pytest.approx(2 * stdtrit(free, 0.975) * sum(errors) ** 0.5, rel=0.01)


def test_groups_of_the_same_documents_share_their_chance():
    document = np.repeat(np.arange(50), 4)
    chance = np.random.default_rng(9)
    hard = np.repeat(chance.normal(0, 2, 50), 4)
    grades = hard + chance.normal(0, 0.3, 200)
    first = np.arange(200) % 4 < 2
    joint = difference(Frame.of(grades, grades, document=document), first, ~first, shares=False)
    apart = difference(Frame.of(grades, grades), first, ~first, shares=False)
    assert joint.coded.width < 0.5 * apart.coded.width


def test_what_makes_no_frame_is_told():
    with pytest.raises(UserError, match="probability"):
        Frame.of([1.0, 0.0], [1.0, np.nan], probability=[0.0, 0.5])
    with pytest.raises(ValueError, match="length"):
        Frame.of([1.0, 0.0, 1.0], [1.0, np.nan])
    with pytest.raises(UserError, match="did you mean ppi"):
        share(drawn()[0], method="pp")


def test_a_corrected_interval_is_at_most_a_tenth_wider_than_coding_alone(monkeypatch):
    def widths(seed):
        """Draw sixty coded of six hundred units, one in twenty of which are 1."""
        chance = np.random.default_rng(seed)
        truth = (chance.random(600) < 0.05) * 1.0
        label = np.where(chance.random(600) < 0.9, truth, 1 - truth)
        frame = Frame.of(label, np.where(np.arange(600) < 60, truth, np.nan))
        found = share(frame)
        return found.corrected.width / found.coded.width

    seeds = (4, 91, 94, 95, 144)
    assert max(map(widths, seeds)) <= 1.1
    monkeypatch.setattr("hermeneut.validate.corrected.WIDEST", math.inf)
    assert max(map(widths, seeds)) > 1.1
