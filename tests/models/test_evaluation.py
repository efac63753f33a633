"""What weighs a whole text: tone, words, and what each sentence gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.models import evaluation
from hermeneut.models.sentiment import features

PRAISE = ["A tender and beautiful film.", "I loved it from start to finish.", "One of the best."]
BLAME = ["A dull and stupid film.", "I hated it from start to finish.", "One of the worst."]


def score(sentences, leans, weights=None):
    return evaluation.evaluate(sentences, leans, weights or [1.0] * len(sentences)).score


def test_praise_lies_above_blame():
    assert score(PRAISE, [0.9] * 3) > 0 > score(BLAME, [-0.9] * 3)


def test_the_words_alone_tell():
    assert score(PRAISE, [0.0] * 3) > score(BLAME, [0.0] * 3)


def test_the_last_sentences_count_more():
    sentences = ["So it is."] * 8
    rising, falling = [-0.5] * 4 + [0.5] * 4, [0.5] * 4 + [-0.5] * 4
    assert score(sentences, rising) > score(sentences, falling)


def test_what_has_no_weight_is_not_read():
    heard = evaluation.evaluate([*PRAISE, *BLAME], [0.9] * 3 + [-0.9] * 3, [1.0] * 3 + [0.0] * 3)
    assert heard.given[3:].tolist() == [0.0] * 3


@given(st.lists(st.tuples(st.text(max_size=40), st.floats(-1, 1), st.floats(0, 2)), max_size=6))
def test_the_score_is_the_sum_of_its_parts_and_within_bounds(rows):
    sentences, leans, weights = (list(column) for column in zip(*rows, strict=True)) if rows else (
        [], [], [])  # fmt: skip
    found = evaluation.evaluate(sentences, leans, weights)
    silent = [0.0] * len(rows)
    middle = evaluation.evaluate([""] * len(rows), silent, silent).score
    assert -1 <= found.score <= 1
    assert found.score == pytest.approx(float(np.clip(middle + found.given.sum(), -1, 1)))


def test_the_parts_of_words_add_up_however_a_text_is_parted():
    model = evaluation._weights().grams
    apart = evaluation.words(features(PRAISE), model, 3)
    again = evaluation.words(features([*PRAISE, ""]), model, 4)
    assert apart.sum() == pytest.approx(again.sum())
    assert again[3] == 0
