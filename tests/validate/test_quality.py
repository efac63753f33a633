import numpy as np
import pytest
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support

from hermeneut.validate.calibration import FEW, calibration
from hermeneut.validate.frame import Frame
from hermeneut.validate.quality import (
    UNCODED,
    UNSEEN,
    Checked,
    by_slice,
    effective_size,
    estimates_of,
    quality,
)

LABELS = ["against", "for", "torn"]


def table(n=300, seed=1):
    chance = np.random.default_rng(seed)
    truth = chance.choice(LABELS, n, p=[0.2, 0.5, 0.3])
    machine = np.where(chance.random(n) < 0.7, truth, chance.choice(LABELS, n))
    return machine.tolist(), truth.tolist()


def test_where_all_is_coded_it_is_what_scikit_learn_gives():
    machine, truth = table()
    found = quality(Checked.of(machine, truth))
    wanted = precision_recall_fscore_support(truth, machine, labels=LABELS)
    for at, label in enumerate(LABELS):
        one = found.labels[label]
        given = [one.precision.value, one.recall.value, one.f1.value]
        assert given == pytest.approx([wanted[row][at] for row in range(3)])
    assert found.accuracy.value == pytest.approx(accuracy_score(truth, machine))
    assert found.macro_f1.value == pytest.approx(f1_score(truth, machine, average="macro"))
    assert found.coverage.value == 1


def test_abstaining_costs_recall_and_coverage_not_precision():
    machine, truth = table()
    silent = [None if at % 3 == 0 else label for at, label in enumerate(machine)]
    told, less = quality(Checked.of(machine, truth)), quality(Checked.of(silent, truth))
    assert less.coverage.value == pytest.approx(2 / 3)
    assert less.labels["for"].recall.value < 0.75 * told.labels["for"].recall.value
    assert less.labels["for"].precision.value == pytest.approx(
        told.labels["for"].precision.value, abs=0.08
    )


def sampled(chance, accepted=60, rejected=120):
    """Judge 2,000 pages; people look at some accepted and some rejected."""
    about = chance.random(2000) < 0.3
    verdict = np.where(about, chance.random(2000) < 0.85, chance.random(2000) < 0.08)
    coded, probability = np.full(2000, None, object), np.ones(2000)
    for value, often in ((True, accepted), (False, rejected)):
        units = np.flatnonzero(verdict == value)
        probability[units] = often / len(units)
        drawn = chance.choice(units, often, replace=False)
        coded[drawn] = np.where(about[drawn], "about", "not")
    machine = np.where(verdict, "about", "not").tolist()
    return Checked.of(machine, coded.tolist(), probability=probability)


def test_recall_is_found_from_a_sample_of_the_rejected():
    found = [quality(sampled(np.random.default_rng(seed))).labels["about"] for seed in range(120)]
    precision = 0.3 * 0.85 / (0.3 * 0.85 + 0.7 * 0.08)
    f1 = 2 * precision * 0.85 / (precision + 0.85)
    for name, truth in (("recall", 0.85), ("precision", precision), ("f1", f1)):
        all_of = [getattr(one, name) for one in found]
        covered = np.mean([one.low <= truth <= one.high for one in all_of])
        assert 0.9 <= covered <= 1.0
        assert np.mean([one.value for one in all_of]) == pytest.approx(truth, abs=0.015)
        assert np.mean([one.width for one in all_of]) < 0.25


def test_none_missed_among_few_rejected_leaves_doubt():
    machine = ["yes"] * 50 + ["no"] * 950
    coded = ["yes"] * 50 + ["no"] * 30 + [None] * 920
    found = quality(Checked.of(machine, coded)).labels["yes"].recall
    assert found.value == 1
    assert found.low < 0.8


def test_nothing_coded_is_not_yet_checked():
    found = quality(Checked.of(["yes", "no", None], [None, None, None]))
    assert np.isnan(found.accuracy.value)
    assert found.accuracy.note == UNCODED
    assert found.coverage.value == pytest.approx(2 / 3)


def test_a_label_behind_which_nobody_looked_is_not_guessed():
    found = quality(Checked.of(["yes", "no", "no"], ["yes", None, None]))
    assert found.labels["yes"].precision.value == 1
    assert found.labels["yes"].recall.note == UNSEEN


def test_slices_show_where_it_fails():
    machine, truth = table()
    forms = ["review" if right == label else "essay"
             for right, label in zip(truth, machine, strict=True)]  # fmt: skip
    found = by_slice(Checked.of(machine, truth), forms)
    assert found["review"].accuracy.value == 1
    assert found["essay"].accuracy.value == 0


def test_documents_make_intervals_wider():
    right = np.repeat(np.random.default_rng(2).random(20) < 0.7, 20)
    machine = np.where(right, "a", "b").tolist()
    alone = quality(Checked.of(machine, ["a"] * 400))
    together = quality(Checked.of(machine, ["a"] * 400, document=np.arange(400) // 20))
    assert together.labels["a"].recall.width > 2.5 * alone.labels["a"].recall.width
    assert together.accuracy.documents == 20


def test_unequal_weights_leave_fewer_effective_units():
    kinds = np.arange(100) % 2
    even = effective_size(kinds, np.ones(100), np.arange(100))
    uneven = effective_size(kinds, np.where(np.arange(100) < 10, 20.0, 1.0), np.arange(100))
    assert uneven < 0.3 * even


def test_the_same_answer_every_time():
    checked = Checked.of(*table())
    assert list(estimates_of(quality(checked))) == list(estimates_of(quality(checked)))


def test_what_is_no_label_is_told():
    with pytest.raises(ValueError, match="maybe"):
        Checked.of(["maybe"], ["yes"], labels=["yes", "no"])
    with pytest.raises(ValueError, match="length"):
        Checked.of(["yes"], ["yes", "no"])


def scored(n, sure, seed):
    chance = np.random.default_rng(seed)
    scores = chance.random(n)
    said = (chance.random(n) < 0.5 + sure * (scores - 0.5)) * 1.0
    return Frame.of(
        np.concatenate([scores, chance.random(n)]), np.concatenate([said, [np.nan] * n])
    )


@pytest.mark.parametrize("sure", [1.0, 0.4])
def test_calibration_is_found_whatever_the_size_of_the_sample(sure):
    truth = (1 - sure) / 4
    found = [calibration(scored(150, sure, seed)) for seed in range(150)]
    assert np.mean([one.low <= truth <= one.high for one in found]) >= 0.88
    # Uncorrected, chance alone would give .08 where scores are right.
    assert np.mean([one.value for one in found]) == pytest.approx(truth, abs=0.05)


def test_scores_of_two_values_make_two_bins():
    said = [0.0, 1.0] * 50 + [1.0, 1.0] * 10 + [0.0, 1.0] * 40  # of .2 a tenth, of .9 all
    found = calibration(Frame.of([0.2, 0.9] * 100, said))
    assert found.value == pytest.approx(0.10, abs=0.001)


def test_too_few_scores_are_said():
    assert calibration(Frame.of([0.5] * 5, [1.0] * 5)).note == FEW
