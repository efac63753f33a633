"""The linear model of roles: shares, neighbours, what a sentence shows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.models import roles

PLOT = "She leaves her husband and takes the night train to Lisbon."
PRAISE = "A lovely film, beautifully acted and never dull."


def test_shares_sum_to_one():
    shares = roles.classify([PLOT, PRAISE, ""])
    assert shares.dtype == np.float32
    assert shares.sum(axis=1) == pytest.approx(1)


def test_nothing_gives_nothing():
    assert roles.classify([]).shape == (0, len(roles.ROLES))


def test_neighbours_speak_for_a_sentence():
    alone = roles.classify(["He is gone."])[0]
    among_plot = roles.classify([PLOT, PLOT, "He is gone.", PLOT, PLOT])[2]
    among_praise = roles.classify([PRAISE, PRAISE, "He is gone.", PRAISE, PRAISE])[2]
    assert among_plot[roles.PLOT] > among_praise[roles.PLOT]
    assert among_praise[roles.EVALUATION] > alone[roles.EVALUATION]


def test_chunks_change_nothing(monkeypatch):
    sentences = [PLOT, PRAISE, "So it goes.", PRAISE, PLOT]
    whole = roles.classify(sentences)
    monkeypatch.setattr(roles, "_CHUNK", 2)
    assert np.array_equal(roles.classify(sentences), whole)


@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_text_gets_an_answer(sentences):
    shares = roles.classify(sentences)
    assert shares.shape == (len(sentences), len(roles.ROLES))
    assert np.isfinite(shares).all()


def test_the_digest_is_that_of_the_file():
    assert len(roles.digest()) == 64
