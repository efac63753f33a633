"""Comparisons of ways to label: they find what is better, and claim nothing where nothing is."""

import numpy as np
import pytest
from sklearn.metrics import f1_score

from hermeneut.validate.comparison import compare

CODED = ["for", "against", "torn", "for"] * 30
DOCUMENTS = [f"d{n // 4}" for n in range(120)]


def wrong(share, seed):
    chance = np.random.default_rng(seed)
    return [chance.choice(["for", "against"]) if chance.random() < share else v for v in CODED]


def test_f1_is_what_scikit_learn_gives():
    said = wrong(0.5, 1)
    found = compare(CODED, said, CODED, DOCUMENTS)
    assert found.first.f1 == pytest.approx(f1_score(CODED, said, average="macro"))
    assert found.first.low < found.first.f1 < found.first.high
    assert (found.second.f1, found.second.low) == (1, 1)


def test_what_no_person_coded_is_wrong_and_no_value_of_its_own():
    said = ["unclear" if value == "torn" else value for value in CODED]
    assert compare(CODED, said, CODED, DOCUMENTS).first.f1 == pytest.approx(2 / 3)


def test_better_wins_and_the_same_is_a_tie():
    better, worse = wrong(0.2, 1), wrong(0.6, 2)
    assert compare(CODED, better, worse, DOCUMENTS).wins > 0.99
    assert compare(CODED, worse, better, DOCUMENTS).wins < 0.01
    assert compare(CODED, worse, worse, DOCUMENTS).wins == 0.5


def test_nothing_is_claimed_where_nothing_is():
    wins = [compare(CODED, wrong(0.5, n), wrong(0.5, 50 + n), DOCUMENTS).wins for n in range(40)]
    assert np.mean([win > 0.9 for win in wins]) <= 0.25


def test_documents_that_are_alike_tell_less():
    said = [v if n % 4 else "torn" for n, v in enumerate(CODED)]
    clustered = [v if n < 60 else "torn" for n, v in enumerate(CODED)]
    few = [f"d{n // 20}" for n in range(120)]
    loose = compare(CODED, said, CODED, [str(n) for n in range(120)]).first
    tight = compare(CODED, clustered, CODED, few).first
    assert tight.high - tight.low > loose.high - loose.low
