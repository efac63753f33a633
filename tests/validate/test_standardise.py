import numpy as np
import pytest

from hermeneut.validate.corrected import difference
from hermeneut.validate.frame import Frame
from hermeneut.validate.standardise import Groups, continuity, standardised


def corpus(units=2000, change=0.0, seed=1):
    """Reviews fill the first period, essays the second; essays hold the theme more often."""
    chance = np.random.default_rng(seed)
    late = np.arange(units) >= units // 2
    essay = chance.random(units) < np.where(late, 0.8, 0.2)
    truth = (chance.random(units) < 0.1 + 0.4 * essay + change * late) * 1.0
    label = np.where(chance.random(units) < 0.85, truth, 1 - truth)
    coded = np.where(chance.random(units) < 0.25, truth, np.nan)
    form = np.where(essay, "essay", "review").tolist()
    return Frame.of(label, coded, probability=np.full(units, 0.25)), Groups(~late, late, form)


def test_a_difference_of_form_is_no_change_over_time():
    found = standardised(*corpus())
    assert found.plain.corrected.low > 0.1
    assert found.standardised.corrected.low < 0 < found.standardised.corrected.high
    assert found.covered == 1
    assert found.mixture == pytest.approx({"essay": 0.5, "review": 0.5}, abs=0.03)


def test_a_change_within_forms_stays():
    for method in ("ppi", "dsl"):
        values = [
            standardised(*corpus(change=0.2, seed=seed), method=method).standardised.corrected.value
            for seed in range(20)
        ]
        assert np.mean(values) == pytest.approx(0.2, abs=0.02)


def test_intervals_hold_what_they_say():
    inside = []
    for seed in range(120):
        found = standardised(*corpus(units=800, change=0.1, seed=seed)).standardised
        inside.append([one.low <= 0.1 <= one.high for one in (found.coded, found.corrected)])
    assert np.mean(inside, axis=0) == pytest.approx([0.95, 0.95], abs=0.045)


def test_the_mixture_can_be_given():
    frame, groups = corpus(change=0.2)
    essays = standardised(frame, groups, mixture={"essay": 1.0})
    alone = np.array([form == "essay" for form in groups.strata])
    wanted = difference(frame, groups.first & alone, groups.second & alone)
    assert essays.standardised.coded.value == pytest.approx(wanted.coded.value)
    assert essays.standardised.coded.width == pytest.approx(wanted.coded.width, rel=0.02)


def test_strata_that_cannot_be_compared_are_told():
    frame, groups = corpus()
    strata = list(groups.strata)
    strata[0] = "interview"
    strata[1] = None
    found = standardised(frame, Groups(groups.first, groups.second, strata))
    assert set(found.left_out) == {None, "interview"}
    assert found.covered == pytest.approx(1998 / 2000)


def test_units_of_neither_period_play_no_part():
    frame, groups = corpus()
    outside = np.arange(2000) % 10 == 0
    some = Groups(groups.first & ~outside, groups.second & ~outside, groups.strata)
    strata = np.array(groups.strata)[~outside].tolist()
    taken = Groups(some.first[~outside], some.second[~outside], strata)
    whole, part = standardised(frame, some), standardised(frame.take(~outside), taken)
    assert whole.mixture == pytest.approx(part.mixture)
    assert whole.standardised.corrected.value == pytest.approx(part.standardised.corrected.value)


def test_nothing_to_compare_gives_nothing():
    frame, groups = corpus()
    apart = np.where(groups.first, "review", "essay").tolist()
    assert standardised(frame, Groups(groups.first, groups.second, apart)) is None


def test_nobody_in_both_windows_is_warned_of():
    found = continuity("author", [["A. Reed"], [], ["B. Holt", "C. Dane"]], [["D. Moss"]])
    assert found.warning.startswith(
        "no author is in both windows (3 in the first, 1 in the second)"
    )
    assert (found.both, found.documents) == ((), 0)


def test_who_is_in_both_is_named():
    found = continuity("outlet", [["Lamp"], ["Post"]], [["Post"], ["Quay"], []])
    assert (found.warning, found.both, found.documents) == ("", ("Post",), 0.5)


def test_nobody_known_is_no_continuity():
    found = continuity("author", [[]], [[]])
    assert found.documents == 0
    assert "0 in the first" in found.warning
