import numpy as np
import pytest

from hermeneut.validate.ppi import Samples, powered_least_squares, powered_logistic, powered_mean


def samples():
    at = np.arange(60)
    x = np.column_stack([np.ones(60), (at * 7 % 11) / 10, (at * 5 % 7) / 6])
    truth = ((at * at + 3 * at) % 7 < 3) * 1.0
    label = np.where(at % 5 == 0, 1 - truth, truth)
    label = np.where(at % 9 == 0, 0.4, label)
    return Samples(x[:20], truth[:20], label[:20], x[20:], label[20:])


# 95 % intervals as ppi-python 0.2.3 gives them on these samples; None lets it choose λ.
MEAN = {
    None: ([0.114027983388], [0.471453903146]),
    1.0: ([0.044457500612], [0.515542499388]),
    0.5: ([0.108656986854], [0.471343013146]),
}
LINEAR = {
    None: (
        [-0.122977267637, -0.602725289933, -0.762903098167],
        [0.861838544825, 0.475156822653, 0.570898740972],
    ),
    1.0: (
        [-0.336074452126, -0.559699833185, -0.919119675966],
        [0.932514436534, 0.735027755515, 0.662084856495],
    ),
    0.5: (
        [-0.139695355353, -0.583217887606, -0.763730370861],
        [0.863267407552, 0.488165984096, 0.564744856919],
    ),
}
LOGISTIC = {
    None: (
        [-2.979077940691, -2.837954435597, -3.576753091909],
        [1.718509610282, 2.395166926333, 2.963002843051],
    ),
    1.0: (
        [-4.259604175561, -2.733563713013, -4.684573427885],
        [2.220569624007, 4.168649700875, 3.413135121642],
    ),
    0.5: (
        [-3.067630818161, -2.753922933749, -3.583397805963],
        [1.729127454653, 2.471867477992, 2.944197822595],
    ),
}


@pytest.mark.parametrize("tuning", MEAN)
def test_means_are_what_ppi_python_gives(tuning):
    some = samples()
    found = powered_mean(some.coded, some.machine, some.other_machine, tuning=tuning)
    assert np.array([found.low, found.high]) == pytest.approx(np.array(MEAN[tuning]), abs=1e-10)


@pytest.mark.parametrize("tuning", LINEAR)
def test_linear_regressions_are_what_ppi_python_gives(tuning):
    found = powered_least_squares(samples(), tuning=tuning)
    assert np.array([found.low, found.high]) == pytest.approx(np.array(LINEAR[tuning]), abs=1e-10)


@pytest.mark.parametrize("tuning", LOGISTIC)
def test_logistic_regressions_are_what_ppi_python_gives(tuning):
    # It stops some 1e-9 short of the solution, which the ends feel.
    found = powered_logistic(samples(), tuning=tuning)
    assert np.array([found.low, found.high]) == pytest.approx(np.array(LOGISTIC[tuning]), abs=2e-7)


def test_a_machine_of_no_use_is_not_weighed_in():
    chance = np.random.default_rng(2)
    coded = chance.random(50) < 0.4
    found = powered_mean(coded, np.zeros(50), np.zeros(500))
    assert found.tuning == 0
    assert found.value[0] == pytest.approx(coded.mean())


def test_a_column_that_parts_no_from_yes_has_no_answer():
    x = np.column_stack([np.ones(8), np.arange(8.0)])
    truth = (np.arange(8) >= 4) * 1.0
    found = powered_logistic(Samples(x, truth, truth, x, truth))
    assert np.isnan(found.value).all()
