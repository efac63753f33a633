"""The gate lets judgements pass, shuts out plain facts, and is deaf to its batch."""

import tomllib
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.annotate.sentiment import Sentiment
from hermeneut.models.gate import expected

LISTS = tomllib.loads((Path(__file__).parent / "sentiment_sentences.toml").read_text("utf-8"))


def test_judgements_pass(floor):
    judged = [*LISTS["negative"], *LISTS["positive"]]
    passed = expected(judged)[:, 0] >= Sentiment().gate
    assert passed.mean() >= floor("gate", "judgements_pass")


def test_plain_facts_are_shut_out():
    facts = [
        "The book came out in 1951.",
        "He was born in Vienna in 1902.",
        "They met in March at a hotel in Berlin.",
    ]
    assert (expected(facts)[:, 0] < Sentiment().gate).all()


@given(st.lists(st.text(max_size=80), max_size=5))
def test_an_answer_depends_on_its_sentence_alone(sentences):
    together = expected(sentences)
    alone = [expected([one])[0] for one in sentences]
    assert together.shape == (len(sentences), 2)
    assert np.array_equal(together, np.array(alone).reshape(-1, 2))
