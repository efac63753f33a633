"""Heads of taking up: there for each proposition that ships, and for no other."""

import numpy as np

from hermeneut.models.encoder import WIDTH, encode
from hermeneut.models.uptake import key_of, leaning
from hermeneut.samples import design_of

CLAIMS = {one.id: one.text for one in design_of("her").propositions}


def test_each_proposition_that_ships_was_taught():
    nowhere = np.zeros(WIDTH, np.float32)
    assert [ident for ident, text in CLAIMS.items() if leaning(text, nowhere) is None] == []
    assert len({key_of(text) for text in CLAIMS.values()}) == len(CLAIMS)


def test_another_wording_has_no_head():
    vector = encode(["Love needs no body."])[0]
    assert leaning("Love needs no body.", vector) is None


def test_what_argues_the_matter_is_told_from_what_names_it():
    argued, named = encode(
        ["An app like this leaves its users lonelier than it found them, and it is meant to.",
         "The company said that its new phone goes on sale in March."]
    )  # fmt: skip
    claim = CLAIMS["isolates"]
    assert leaning(claim, argued).takes > 0 > leaning(claim, named).takes
