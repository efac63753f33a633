"""Referents: the one with most cues, a special one framing what is general, or none."""

import pytest

from hermeneut.annotate.referents import Referents
from hermeneut.design import Referent
from hermeneut.samples import design_of
from hermeneut.testing import check_pass

APPS = Referent("apps", words=("Chatly|companion app*|AI friend*",))
FILM = Referent("film", targets=("hero",), words=("Orla",), within=("film|friend|the plot",))
AI = Referent("ai", words=("AI|robot*",))
STEP = Referents((APPS, FILM, AI))


def referent(text, mentions=()):
    rows = list(STEP.find(text, [{"start": 0, "end": len(text)}], list(mentions)))
    return rows[0]["referent"] if rows else None


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("Chatly sells a companion app to robots.", "apps"),
        ("Orla wakes among robots.", "film"),  # of equals, the first
        ("Two robots and another robot build a car.", "ai"),
        ("The robots of this film build a car.", "film"),  # framed
        ("Chatly is in a film now.", "apps"),  # what is special isn't framed by what is later
        ("The film opens on Friday.", None),  # a frame alone speaks of nothing
        ("My AI friend listens.", "apps"),  # a longer cue takes the shorter ones, and the frame
        ("Maud saw ai Weiwei.", None),
    ],
)
def test_the_referent_with_most_cues(text, which):
    assert referent(text) == which


def test_mentions_are_cues():
    named = [{"start": 0, "end": 2, "target": "hero"}, {"start": 3, "end": 8, "target": "other"}]
    assert referent("He walks.", named) == "film"


def test_a_pronoun_is_no_cue():
    meant = [{"start": 0, "end": 2, "target": "hero", "cue": "pronoun"}]
    assert referent("He walks.", meant) is None


def test_says_how_many_cues_and_what_part():
    text = "Orla and a robot, Orla and a film."
    (row,) = STEP.find(text, [{"start": 0, "end": len(text)}], None)
    assert (row["cues"], row["share"]) == (2, 2 / 3)
    assert [(one["value"], one["share"]) for one in row["shares"]] == [
        ("film", 2 / 3),
        ("ai", 1 / 3),
    ]


def test_what_frames_another_has_its_cues():
    text = "Orla is no robot; a robot of a film, and one robot more, and Chatly."
    (row,) = STEP.find(text, [{"start": 0, "end": len(text)}], None)
    assert (row["referent"], row["cues"], row["share"]) == ("film", 4, 4 / 5)
    assert [(one["value"], one["share"]) for one in row["shares"]] == [
        ("film", 4 / 5),
        ("apps", 1 / 5),
    ]


def test_keeps_the_promises_of_a_pass():
    spans = [{"start": 0, "end": 6}, {"start": 7, "end": 20}]
    rows = [
        {"text_id": "a", "text": "Chatly robots, an AI", "language": "en", "paragraphs": spans,
         "mentions": [{"start": 7, "end": 13, "target": "hero", "cue": "alias"}]},
        {"text_id": "b", "text": "Un robot, et Orla…   ", "language": "fr", "paragraphs": spans,
         "mentions": None},
    ]  # fmt: skip
    assert check_pass(STEP, rows).num_rows == 2


OWN = [  # sentences of our own, with what they speak of in the design that ships
    ("He told his Replika that his mother had died, and it asked how she had been.", "companions"),
    ("Samantha composes a piece for the piano and asks him to listen.", "film"),
    ("The androids of this series dream of leaving the park.", "film"),
    ("Nobody can say whether neural networks will ever understand a joke.", "ai"),
    ("An algorithm decides which of us is shown the flat.", "ai"),
    ("The second act drags, and the photography is too pretty by half.", None),
    ("Her grandmother kept bees and never locked the door.", None),
    ("The chatbot sent her a good-night message for four hundred nights.", "companions"),
    ("In Ex Machina the machine walks out, and nobody holds the door.", "film"),
    ("Robots weld the doors while the night shift sleeps.", "ai"),
]  # fmt: skip


def test_own_sentences(floor):
    from hermeneut.annotate.mentions import Mentions

    design = design_of("her")
    step, named = Referents.from_design(design), Mentions.from_design(design)
    right = 0
    for text, which in OWN:
        span = [{"start": 0, "end": len(text)}]
        rows = list(step.find(text, span, list(named.find(text))))
        right += (rows[0]["referent"] if rows else None) == which
    assert right / len(OWN) >= floor("referents", "own_sentences")
