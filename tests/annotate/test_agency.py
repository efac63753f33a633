"""Agency: whose pronoun it is, where that is safe, and who acts on whom, where that is plain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.annotate.agency import Agency
from hermeneut.annotate.sentences import Sentences
from hermeneut.samples import design_of
from hermeneut.testing import check_pass

STEP = Agency(("ada", "ben"), ("star",))
NAMES = {"Ada": "ada", "Ben": "ben", "Maud": "star"}


def mentions(text):
    found = [
        {"start": at, "end": at + len(name), "target": target, "cue": "alias"}
        for name, target in NAMES.items()
        for at in range(len(text))
        if text.startswith(name, at)
    ]
    return sorted(found, key=lambda m: m["start"])


def found(text):
    rows = STEP.find(text, list(Sentences().find(text)), mentions(text))
    return [
        (text[r["start"] : r["end"]], r["target"], r["role"])
        for r in rows
        if r["role"] or r["pronoun"]
    ]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Ada sorts the mail.", [("Ada", "ada", "acts")]),
        ("They sell Ada to anyone.", [("Ada", "ada", "acted on")]),
        ("Ada has never been loved.", [("Ada", "ada", "acted on")]),
        ("Ada is always composing.", [("Ada", "ada", "acts")]),
        ("Ada is a wonder.", [("Ada", "ada", "is")]),
        ("Ada’s voice fills the room.", []),
        ("We see Ada at last.", []),  # by the audience
        ("A machine called Ada, no more.", []),
        (
            "Ada wakes. She composes, and nobody hears her.",
            [("Ada", "ada", "acts"), ("She", "ada", "acts"), ("her", "ada", "acted on")],
        ),
        (
            "Ben loves Ada, and she leaves him. He weeps.",
            [("Ben", "ben", "acts"), ("Ada", "ada", "acted on"), ("she", "ada", "acts"),
             ("him", "ben", "acted on"), ("He", "ben", "acts")],
        ),
    ],
)  # fmt: skip
def test_roles_and_pronouns(text, rows):
    whole = f"{text}"
    if "him" in text:  # a text must show once that it calls him so
        whole = f"Ben naps. He snores. {text}"
        assert found(whole)[2:] == rows
    else:
        assert found(whole) == rows


def test_it_counts_as_the_subject_of_what_only_a_character_does():
    text = "Ada hums. It wants to be heard. It is late. It rains."
    said = [row for row in found(text) if row[0] == "It"]
    assert said == [("It", "ada", "acts")]


def test_a_pronoun_near_a_player_may_be_hers():
    assert ("She", "ada", "acts") not in found("Ada wakes. She hums. Maud plays Ada. She sighs.")[
        3:
    ]
    assert found("Ada (Maud) wakes. She hums.")[-1] == ("She", "ada", "acts")


def test_another_woman_in_between_makes_it_unsafe():
    assert found("Ada wakes. She hums. Ada asks a woman in, and she sighs.")[-1][0] == "Ada"


@given(st.text(alphabet="Ada Ben shehritloves.’s \n", max_size=120))
def test_spans_are_inside_and_in_order(text):
    at = 0
    for row in STEP.find(text, list(Sentences().find(text)), mentions(text)):
        assert at <= row["start"] < row["end"] <= len(text)
        at = row["start"]


def test_whom_mentions_take_a_pronoun_for_is_read_anew():
    text = "Ada wakes. She hums."
    meant = [*mentions(text), {"start": 11, "end": 14, "target": "ada", "cue": "pronoun"}]
    rows = list(STEP.find(text, list(Sentences().find(text)), meant))
    assert [(row["start"], row["pronoun"]) for row in rows] == [(0, None), (11, "she")]


def test_keeps_the_promises_of_a_pass():
    text = "Ada wakes. She hums."
    row = {"text_id": "a", "text": text, "language": "en", "mentions": mentions(text),
           "sentences": [{"start": 0, "end": 10}, {"start": 11, "end": 20}]}  # fmt: skip
    bare = {"text_id": "b", "text": "", "language": "en", "mentions": None, "sentences": None}
    assert check_pass(STEP, [row, bare]).num_rows == 2


def test_takes_characters_and_people_of_the_design():
    step = Agency.from_design(design_of("her"))
    assert step.characters == ("theodore", "samantha")
    assert "johansson" in step.people


OWN = [  # sentences of our own, with the role of the name or pronoun that comes last
    ("Samantha laughs at him.", "acts"),
    ("He has bought Samantha on a whim.", "acted on"),
    ("Samantha was built to please.", "acted on"),
    ("Samantha is nobody’s secretary.", "is"),
    ("Nobody ever asks Samantha.", "acted on"),
    ("By then Samantha has already left.", "acts"),
    ("Samantha, meanwhile, learns.", "acts"),
    ("One cannot hold Samantha.", "acted on"),
    ("Samantha can hardly be blamed.", "acted on"),
    ("Samantha outgrows them all.", "acts"),
]


def test_own_sentences(floor):
    from hermeneut.annotate.mentions import Mentions

    design = design_of("her")
    step, named = Agency.from_design(design), Mentions.from_design(design)
    right = 0
    for text, role in OWN:
        rows = list(step.find(text, [{"start": 0, "end": len(text)}], list(named.find(text))))
        right += rows[-1]["role"] == role
    assert right / len(OWN) >= floor("agency", "own_sentences")


@pytest.mark.parametrize(
    "text",
    [
        "Ada becomes too good for him, and so he is left. He weeps.",
        "Ada takes it on herself to mend his prose, and he is charmed. He smiles.",
        "“Ada would have been rolled back by lunch,” he said. He laughed.",
        "Ben naps. He snores. Ben hums. He sings. Ada wakes. He rises. She hums, and she sings.",
    ],
    ids=["done to him", "herself", "in speech", "somebody else is he"],
)
def test_another_who_stands_near_lends_no_pronoun(text):
    assert not {
        row["pronoun"]
        for row in STEP.find(text, list(Sentences().find(text)), mentions(text))
        if row["target"] == "ada"
    } & {"he"}
