"""Shares within a group that has to be coded too."""

import numpy as np

from hermeneut.testing import check_analysis
from hermeneut.validate.estimation import Estimation
from hermeneut.validate.frame import Frame
from hermeneut.validate.within import share_within

from .conftest import COUNT, FOR, GOOD


def simulated(draw, n=1200, coded=200, share=0.3):
    chance = np.random.default_rng(draw)
    group = (chance.random(n) < 0.5) * 1.0
    value = (chance.random(n) < np.where(group == 1, share, 0.1)) * 1.0
    seen = np.where(chance.random(n) < 0.8, group, 1 - group)
    label = np.where(chance.random(n) < 0.8, value, 1 - value)
    drawn = chance.permutation(n) < coded
    frame = Frame.of(label, np.where(drawn, value, np.nan))
    return share_within(frame, seen, np.where(drawn, group, np.nan))


def test_intervals_hold_what_they_say_and_gain_on_coding_alone():
    found = [simulated(draw) for draw in range(150)]
    inside = np.mean([one.corrected.low <= 0.3 <= one.corrected.high for one in found])
    raw = np.mean([one.raw.low <= 0.3 <= one.raw.high for one in found])
    gain = np.mean([one.corrected.width for one in found]) / np.mean(
        [one.coded.width for one in found]
    )

    assert 0.91 <= inside <= 0.99  # of 150 draws at 95 %
    assert raw < 0.5
    assert gain < 1


def test_cross_tables_of_the_design_are_estimated_three_ways(checked):
    got = check_analysis(Estimation.from_design(checked.design), checked)["estimates"].to_pylist()
    three = {row["way"]: row for row in got
             if (row["variable"], row["value"], row["facet"], row["slice"])
             == ("stance", "for", "within verdict", "good")}  # fmt: skip
    good = [n for n in range(COUNT) if n % 8 and GOOD[n]]
    truth = sum(FOR[n] for n in good) / len(good)

    assert {"raw", "coded", "corrected"} == set(three)
    assert three["raw"]["estimate"] < truth
    assert three["corrected"]["low"] < truth < three["corrected"]["high"]


def test_nobody_coded_in_the_group_has_no_interval():
    frame = Frame.of([1.0, 0.0, 1.0, 0.0], [1.0, 0.0, np.nan, np.nan])
    found = share_within(frame, np.ones(4), np.array([0.0, 0.0, np.nan, np.nan]))

    assert not found.corrected.known
    assert found.corrected.note
