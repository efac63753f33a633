"""Claims: which sentences speak of a proposition, and to which side their words lean."""

import numpy as np
import pytest

from hermeneut.annotate import claims
from hermeneut.design import Proposition
from hermeneut.models import judgement
from hermeneut.models.encoder import encode

CLAIM = Proposition(
    "love",
    "A machine can love.",
    words=("love*|loving", "machine*|program*"),
    favours=("truly|real love",),
    opposes=("pretend*|imitat*",),
    holds=("The machine truly loves.",),
    denies=("No machine can love; it only pretends.",),
)


@pytest.mark.parametrize(
    ("sentence", "before", "speaks"),
    [
        ("Machines love.", "", True),
        ("Can it love?", "It is a machine.", True),
        ("It rains on the machine.", "", False),
        ("It rains.", "The machine loves.", False),
    ],
)
def test_speaks_of_a_claim_that_holds_its_words(sentence, before, speaks):
    assert claims.speaks_of(CLAIM, sentence, before) is speaks


@pytest.mark.parametrize(
    ("sentence", "side"),
    [
        ("The machine truly loves.", 1),
        ("It does not truly love.", -1),
        ("The program imitates love.", -1),
        ("Nobody could say that it pretends to love.", 1),
        ("It truly pretends to love.", 0),
        ("The machine hums of love.", 0),
    ],
)
def test_cues_with_a_not(sentence, side):
    assert claims.cued(CLAIM, sentence) == side


def test_reads_only_what_is_near(monkeypatch):
    read = []

    def stance(pairs):
        read.extend(pairs)
        return np.array([[0.1, 0.2, 0.7]] * len(pairs), np.float32)

    monkeypatch.setattr(judgement, "stance", stance)
    far, near = encode(["The bus to the coast leaves at nine.", "The machine truly loves her."])
    assert claims.read(CLAIM, "The bus to the coast leaves at nine.", far, 0.5).side == 0
    assert read == []
    found = claims.read(CLAIM, "The machine truly loves her.", near, 0.5)
    assert found.cue
    assert found.lean > 2
    assert found.side == pytest.approx(0.8)


def test_nearness_is_to_the_nearest_sentence_of_either_side():
    vector = encode(["No machine can love; it only pretends."])[0]
    assert claims.nearness(CLAIM, vector) == pytest.approx(1, abs=1e-5)
