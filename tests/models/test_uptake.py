"""Machines of taking up: there for each proposition that ships, and for no other."""

import numpy as np

from hermeneut.models.encoder import encode
from hermeneut.models.uptake import kernel, key_of, leanings, packed
from hermeneut.samples import design_of

CLAIMS = {one.id: one.text for one in design_of("her").propositions}


def test_each_proposition_that_ships_was_taught():
    said = leanings(encode(["Nothing much."]))
    assert {key_of(text) for text in CLAIMS.values()} == said.keys()
    assert len(said) == len(CLAIMS)


def test_another_wording_was_not_taught():
    assert key_of("Love needs no body.") not in leanings(encode(["Love needs no body."]))


def test_what_argues_the_matter_is_told_from_what_names_it():
    vectors = encode(
        ["An app like this leaves its users lonelier than it found them, and it is meant to.",
         "The company said that its new phone goes on sale in March."]
    )  # fmt: skip
    argued, named = leanings(vectors)[key_of(CLAIMS["isolates"])].takes
    assert argued > named + 0.5
    assert named < 0


def test_a_text_gets_the_same_answer_in_any_company():
    vectors = encode(["It only pretends to love him.", "The score is lovely.", "I cried."])
    together = leanings(vectors)
    for key, said in leanings(vectors[1:2]).items():
        assert np.allclose(said.takes, together[key].takes[1:2], atol=1e-5)
        assert np.allclose(said.side, together[key].of(slice(1, 2)).side, atol=1e-5)


def test_lessons_are_kept_in_whole_numbers():
    lessons = encode(["A dull film.", "A lovely film."])
    weights = np.ones(2, np.float32)
    kept = packed(lessons, {"k": (weights, -weights)}, {"k": np.array([0.5, 1], np.float32)})
    assert kept["lessons"].dtype == np.int8
    again = kept["lessons"].astype(np.float32) * kept["scales"]
    assert np.abs(again - lessons).max() < 2e-3
    assert kernel(again, lessons).diagonal().min() > 0.99
    assert kept["k"].tolist() == [[1, -1], [1, -1]]
