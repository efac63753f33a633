from dataclasses import replace

import numpy as np
import pytest

from hermeneut.errors import UserError
from hermeneut.validate.dsl import corrected_labels
from hermeneut.validate.frame import Frame
from hermeneut.validate.jackknife import expit, least_squares, logistic
from hermeneut.validate.regression import regression, trend


def drawn(units=1200, n=300, seed=1):
    chance = np.random.default_rng(seed)
    year = chance.integers(2014, 2024, units) * 1.0
    form = (chance.random(units) < 0.5) * 1.0
    truth = (chance.random(units) < expit(-0.5 + 0.8 * form + 0.1 * (year - 2018))) * 1.0
    label = np.where(chance.random(units) < 0.9 - 0.2 * form, truth, 1 - truth)
    coded = np.where(np.arange(units) < n, truth, np.nan)
    return Frame.of(label, coded, covariates=form), truth, form, year


@pytest.mark.parametrize("method", ["ppi", "dsl"])
@pytest.mark.parametrize("family", ["linear", "logistic"])
def test_bias_by_form_is_put_right(method, family):
    frame, truth, form, _ = drawn(units=6000, n=1500)
    fit = {"linear": least_squares, "logistic": logistic}[family]
    ones = np.ones(6000)
    wanted = fit(np.column_stack([ones, form]), truth, ones, np.arange(6000), 6000).value[1]
    found = regression(frame, form, ["form"], family=family, method=method)["form"]
    assert found.raw.high < wanted
    assert found.corrected.low < wanted < found.corrected.high
    assert found.corrected.width < found.coded.width


def test_a_trend_is_the_slope_of_a_regression_on_time():
    frame, _, _, year = drawn()
    slope = trend(frame, year)
    same = regression(frame, year - 2018, ["year"])["year"]
    for one, other in ((slope.coded, same.coded), (slope.corrected, same.corrected)):
        assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high))


def test_undated_units_are_left_out_of_a_trend():
    frame, _, _, year = drawn()
    undated = np.where(np.arange(1200) % 3 == 0, np.nan, year)
    found = trend(frame, undated).corrected
    assert (found.n, found.n_coded) == (800, 200)


def test_leaving_out_is_refitting():
    frame, truth, form, _ = drawn(units=80)
    x, document = np.column_stack([np.ones(80), form]), np.arange(80) // 4
    fit = least_squares(x, truth, frame.weight, document, 20)
    for gone in (0, 7):
        left = document != gone
        again = np.linalg.lstsq(x[left], truth[left], rcond=None)[0]
        assert fit.value + fit.moves[gone] == pytest.approx(again, abs=1e-12)


def test_leaving_out_of_a_logistic_regression_is_nearly_refitting():
    frame, truth, form, _ = drawn(units=400)
    x, document = np.column_stack([np.ones(400), form]), np.arange(400) // 2
    fit = logistic(x, truth, frame.weight, document, 200)
    left = document != 3
    again = logistic(x[left], truth[left], frame.weight[left], document[left], 200)
    assert fit.value + fit.moves[3] == pytest.approx(again.value, abs=2e-4)


def test_columns_that_say_the_same_have_no_coefficients():
    frame, _, form, _ = drawn()
    found = regression(frame, np.column_stack([form, 1 - form]), ["form", "other"])
    assert not found["form"].corrected.known
    assert found["form"].corrected.note


def test_a_column_that_one_document_decides_has_no_coefficient():
    frame, _, _, _ = drawn()
    once = (np.arange(1200) == 5) * 1.0
    assert not regression(frame, once, ["once"])["once"].coded.known


def test_a_column_that_parts_no_from_yes_has_no_log_odds():
    truth = np.repeat([0.0, 1.0], 50)
    found = regression(Frame.of(truth, truth), truth, ["same"], family="logistic")["same"]
    assert not found.corrected.known


def test_corrected_labels_are_right_on_average_whatever_the_machine_says():
    chance = np.random.default_rng(4)
    off = []
    for _ in range(200):
        truth = (chance.random(400) < 0.3) * 1.0
        probability = np.where(truth == chance.integers(0, 2, 400), 0.5, 0.2)
        coded = np.where(chance.random(400) < probability, truth, np.nan)
        frame = Frame.of(1 - truth, coded, probability=probability)
        off.append(corrected_labels(frame).mean() - truth.mean())
    assert np.mean(off) == pytest.approx(0, abs=0.01)


def test_corrected_labels_know_what_covariates_know():
    frame, truth, _, _ = drawn()
    with_form = np.var(corrected_labels(frame) - truth)
    without = np.var(corrected_labels(replace(frame, covariates=np.zeros((1200, 0)))) - truth)
    assert with_form < without


def test_what_cannot_be_fitted_is_told():
    frame, _, form, _ = drawn()
    with pytest.raises(UserError, match="linear, logistic"):
        regression(frame, form, ["form"], family="probit")
    with pytest.raises(UserError, match="gaps"):
        regression(frame, np.where(form == 0, np.nan, 1.0), ["form"])
    with pytest.raises(ValueError, match="2 names"):
        regression(frame, form, ["form", "year"])
