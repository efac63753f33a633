"""Speakers: who is meant by a surname, a pronoun, a role."""

import pytest

from hermeneut.annotate.quotations import Quotations
from hermeneut.annotate.speakers import cast_of, resolve
from hermeneut.design import Target

JUNO = Target("juno", "Juno", "character", ("Juno",))
VARGA = Target(
    "direction", "direction", "person", ("Ilse Varga", "Varga", "Vargha", "the director")
)


def name_of(text, said):
    """Name the speaker whose words are the last mention of ``said``."""
    at = text.rindex(said)
    row = {"kind": "indirect", "start": at + len(said), "end": len(text),
           "source_start": at, "source_end": at + len(said)}  # fmt: skip
    (one,) = resolve(text, [row], cast_of((JUNO, VARGA), ("Ilse Varga",)))
    return one.name


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("Maud Ferris came. Ferris said so.", "Ferris", "Maud Ferris"),
        ("Maud Ferris met Jon Ferris. Ferris objected.", "Ferris", "Ferris"),
        ("The critic Ada Quill wrote of it. She said more.", "She", "Ada Quill"),
        ("At noon there came both Ada Quill and Maud Ferris. She said more.", "She", None),
        ("Mr Quill met Maud Ferris. She said more.", "She", "Maud Ferris"),
        ("Ada Quill left. Then a nurse rang. She said it hurt.", "She", None),
        ("Ruth Calloway, a historian, came. The historian said no.", "The historian",
         "Ruth Calloway"),
        ("Ilse Varga was there. The director said no.", "The director", "Ilse Varga"),
        ("The director said no.", "The director", None),
        ("A study by the Calder Institute came. The study says no.", "The study",
         "Calder Institute"),
        ("A spokesman for Wardwell Systems said no.", "A spokesman for Wardwell Systems", None),
        ("In 2014 Vargha said no.", "Vargha", "Ilse Varga"),
        ("The Evening Courier’s Marcus Tull said no.", "The Evening Courier’s Marcus Tull",
         "Marcus Tull"),
        ("It is Juno who says it.", "who", "Juno"),
        ("I’ve said it.", "I’ve", None),
    ],
)  # fmt: skip
def test_who_is_meant(text, said, expected):
    assert name_of(text, said) == expected


def test_roles_of_the_design_are_known_where_one_has_them():
    one = Target("one", "One", "person", ("Ilse Varga",), roles=("the director", "the actor"))
    two = Target(
        "two", "Two", "person", ("Bo Pell",), roles=("the star", "the actor", "his co-star")
    )
    assert list(cast_of((one, two), ()).roles) == ["the director"]


def test_a_character_is_known_by_its_target():
    find = Quotations(targets=(JUNO, VARGA), makers=("Ilse Varga",)).find
    (row,) = find("“You never asked,” says Juno.")
    known = (row["speaker_name"], row["speaker_target"], row["voice"])
    assert known == ("Juno", "juno", "character")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“It is warm,” a student in Chengdu told me.", None),
        ("“It is warm,” said a student. In Chengdu she said “it is long”.", None),
        ("Grand manager Loretta Pugh was sure. “It is warm,” said manager Loretta Pugh.",
         "Loretta Pugh"),
        ("British critic Ada Quill said that it was warm.", "Ada Quill"),
        ("Nine said “it is warm”, and two were silent.", None),
        ("Parents said that it was warm.", None),
        ("Nine is late. “It is warm,” says Nine, and then Nine sits.", "Nine"),
        ("“It is warm,” she and the Duke said.", None),
        ("It’s been said that “it is warm”.", None),
        ("France said that it was warm.", None),
    ],
)  # fmt: skip
def test_places_numbers_and_common_words_are_nobody(text, name):
    rows = list(Quotations().find(text))
    assert rows
    assert rows[-1]["speaker_name"] == name


def test_a_pronoun_means_no_work():
    text = "Then Blade Runner 2049 came, with a hologram in it. “You are special,” she says."
    assert [row["speaker_name"] for row in Quotations().find(text)] == [None]
