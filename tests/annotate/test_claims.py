"""Claims: which passages take a proposition up, and to which side their clauses lean."""

import pytest

from hermeneut.annotate import claims
from hermeneut.annotate.positions import Positions
from hermeneut.design import Proposition
from hermeneut.models.encoder import encode
from hermeneut.models.uptake import key_of, leanings

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


def test_a_clause_leans_to_the_side_whose_sentences_are_nearer():
    sentences = ["The machine truly loves.", "No machine can love; it only pretends."]
    favour, against = claims.readings(CLAIM, sentences, encode(["So.", *sentences]), None)
    assert favour.lean > 1
    assert against.lean < -1
    assert min(favour.near, against.near) > 0.99


@pytest.mark.parametrize(
    ("passage", "taken"),
    [
        ("No machine can love; it only pretends.", True),
        ("The bus to the coast leaves at nine.", False),
        ("Nobody can be fond of such an apparatus.", False),
    ],
)
def test_a_proposition_never_taught_is_taken_up_by_words_and_likeness(passage, taken):
    found = claims.uptake(CLAIM, [passage], encode([passage]), None, taught=2.75, untaught=0.5)
    assert (found.odds >= 1) is taken
    assert found.lean is None


def test_a_proposition_that_was_taught_needs_no_words():
    claim = Proposition("body", "Love needs a body.", words=("nothing like it",))
    passages = [
        "A voice without flesh is no lover; there is no love without touch.",
        "The bus to the coast leaves at nine.",
    ]
    limits = {"taught": Positions().taught, "untaught": Positions().untaught}
    held, strange = (
        claims.uptake(claim, [passage], said, leanings(said)[key_of(claim.text)], **limits).odds
        for passage, said in ((passage, encode([passage])) for passage in passages)
    )
    assert held > 1 > strange


def test_nearness_is_to_the_nearest_sentence_of_either_side():
    vector = encode(["No machine can love; it only pretends."])[0]
    assert claims.nearness(CLAIM, vector) == pytest.approx(1, abs=1e-5)
