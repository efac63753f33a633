from dataclasses import replace

import numpy as np
import pytest

from hermeneut.errors import UserError
from hermeneut.validate.corrected import share
from hermeneut.validate.frame import Frame
from hermeneut.validate.power import Guess, Need, more, needed


def corpus(units=3000, accuracy=0.85, chance_of=0.4, seed=1, size=1):
    chance = np.random.default_rng(seed)
    apart = np.repeat(chance.normal(0, 0.15, units // size), size) if size > 1 else 0
    truth = (chance.random(units) < chance_of + apart) * 1.0
    label = np.where(chance.random(units) < accuracy, truth, 1 - truth)
    return truth, label, np.arange(units) // size


def coded(n, **options):
    truth, label, document = corpus(**options)
    return Frame.of(label, np.where(np.arange(len(truth)) < n, truth, np.nan), document=document)


def test_before_coding_it_says_how_many_will_do():
    guess = Guess(share=0.4, accuracy=0.85)
    need = needed(0.05, 3000, guess)
    halves = [share(coded(need.coded, seed=seed)).corrected.width / 2 for seed in range(20)]
    assert np.mean(halves) == pytest.approx(0.05, rel=0.04)


@pytest.mark.parametrize("size", [1, 5])
def test_as_coding_goes_on_it_says_how_many_more(size):
    off = []
    for seed in range(20):
        need = more(coded(100, seed=seed, size=size), 0.05)
        off.append(share(coded(need.coded, seed=seed, size=size)).corrected.width / 2 / need.half)
    assert np.mean(off) == pytest.approx(1, abs=0.06)


def test_a_better_machine_asks_for_less():
    asked = [needed(0.05, 5000, Guess(accuracy=accuracy)).coded
             for accuracy in (0.5, 0.7, 0.8, 0.9)]  # fmt: skip
    assert asked == sorted(asked, reverse=True)
    assert asked[0] > 1.5 * asked[-1]


def test_units_that_come_in_documents_ask_for_more():
    single = needed(0.05, 5000).coded
    clustered = needed(0.05, 5000, Guess(per_document=5, alike=0.3)).coded
    assert clustered > 2 * single


def test_a_finite_corpus_asks_for_less_than_what_it_stands_for():
    assert needed(0.05, 400, finite=True).coded < needed(0.05, 400).coded
    frame = coded(100, units=400)
    assert more(replace(frame, finite=True), 0.05).more < more(frame, 0.05).more


def test_what_is_reached_needs_no_more():
    assert more(coded(1500), 0.05).more == 0
    assert str(more(coded(1500), 0.05)).startswith("reached")


def test_what_cannot_be_reached_is_said():
    need = needed(0.01, 300)
    assert (need.coded, need.reached) == (300, False)
    assert str(need).startswith("coding all 300 gives ± ")


def test_it_reads_as_a_sentence():
    assert str(Need(160, 60, 0.05, True)) == "code 60 more to reach ± 5.0 points"


def test_none_found_yet_is_not_taken_for_certain():
    frame = Frame.of(np.zeros(1000), np.where(np.arange(1000) < 30, 0.0, np.nan))
    assert more(frame, 0.02).more > 20


def test_what_cannot_be_asked_is_told():
    with pytest.raises(UserError, match=r"0\.05"):
        needed(5, 1000)
    with pytest.raises(UserError, match="needed"):
        more(coded(1), 0.05)
