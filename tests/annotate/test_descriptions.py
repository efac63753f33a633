"""Descriptions: whose role it is where that is clear, and nobody's elsewhere."""

import re

import pytest

from hermeneut.annotate.descriptions import described, related
from hermeneut.annotate.pronouns import Named
from hermeneut.design import Target

VARGA = Target("varga", "Ilse Varga", "person", ("Varga",), roles=("the director",))
BEN = Target("ben", "Ben", "person", ("Ben",), roles=("the actor", "her co-star"))
KIT = Target("kit", "Kit", "person", ("Kit",), roles=("the actor", "the star"))
ADA = Target("ada", "Ada", "character", ("Ada",), roles=("the heroine",))
FILM = Target("film", "the film", "work", ("Tide",))
CAST = (VARGA, BEN, KIT, ADA, FILM)


def named(text):
    return sorted(
        Named(found.start(), found.end(), one.id, kind=one.kind)
        for one in CAST
        for found in re.finditer(rf"\b{one.aliases[0]}\b", text)
    )


@pytest.mark.parametrize(
    ("text", "holders"),
    [
        ("Varga is patient. The director waits.", ["varga"]),
        ("Tide is long. The director waits.", ["varga"]),  # the work is named
        ("It is long. The director waits.", []),
        ("Tide is long. The director of photography waits.", []),
        ("Tide is long. I prefer the director’s cut.", []),
        ("Tide is long. The director, Ilse Varga, waits.", []),  # her name counts
        ("Tide is by Varga, the director.", []),
        ("Tide is long. Director Ann Pell made Ebb; the director rests.", []),
        ("Director Ann Pell made Ebb, Varga Tide. The director rests.", ["varga"]),
        ("Ebb was directed by Ann Pell. Tide is long. The director rests.", []),
        ("Ben walks. The actor smiles.", ["ben"]),
        ("Ben walks with Kit. The actor smiles.", []),
        ("Tide is long. The actor smiles.", []),  # which of the two?
        ("Ben walks.\n\nThe actor smiles.", []),
        ("Tide is long. The star smiles.", []),  # whoever that is
        ("Tide is Kit’s. The star smiles.", ["kit"]),
        ("In Tide, Ada becomes the heroine.", []),
        ("In Tide, the heroine’s hands are cold.", ["ada"]),
        ("Tide is long. In every film, the heroine dies.", []),
    ],
)
def test_roles(text, holders):
    assert [one.target for one in described(text, CAST, named(text))] == holders


def test_each_says_which_name_it_stands_for():
    text = "Varga waits. The director is patient."
    (one,) = described(text, CAST, named(text))
    assert (one.start, one.antecedent) == (13, 0)
    text = "Tide is long. The director is patient."
    (one,) = described(text, CAST, named(text))
    assert one.antecedent is None


@pytest.mark.parametrize(("owner", "holders"), [("ada", ["ben"]), ("ben", []), (None, [])])
def test_a_co_star_is_somebody_elses(owner, holders):
    text = "Ada smiles at Ben, her co-star in all but name. She likes her co-star."
    at = text.rindex("her co-star")
    owners = {at: owner} if owner else {}
    found = [one for one in related(text, CAST, named(text), owners) if one.start == at]
    assert [one.target for one in found] == holders
