"""What marks a title in running text."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.cues import headline_mark, names_in, title_marks

NAMES = ("Spike Jonze", "Jonze", "Theodore", "Samantha", "Joaquin Phoenix", "Phoenix")
AMONG = "\n\nTheodore writes letters, Samantha sorts them, and Phoenix hums."
DISTRACTORS = ("Her Campus", "HER app", "H.E.R.", "Her Smell", "In Her Shoes", "Her Majesty")


def cues(text, title="Her", **about):
    about = {"year": 2013, "names": NAMES, "distractors": DISTRACTORS} | about
    return [mark.cue for mark in title_marks(text, title, about.pop("emphasis", ()), **about)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nobody moves in 'Her' at all.", ["quoted"]),
        ("Nobody moves in “Her,” nobody.", ["quoted"]),
        ("Das Schönste an »Her« ist leise.", ["quoted"]),
        ("Tout « Her » tient dans ce plan.", ["quoted"]),
        ("Its stillness, 'Her''s stillness.", ["quoted"]),
        ("So *Her* and _Her_ and **Her** again.", ["starred"] * 3),
        ("We watched Her on a Tuesday.", ["capital"]),
        ("In Her, nobody moves.", ["capital"]),
        ("A film as kind as Her: who knew?", ["capital"]),
        ("The year's best: Her, two westerns, and nothing else.", ["context"]),
        ("Give me Her and Ex Machina.", ["capital"]),
        ("HER is a film of rooms.", ["verb"]),
        ("Her is a film of rooms.", ["verb"]),
        ("Her opens on a letter.", ["verb"]),
        ("Her imagines a kinder city.", ["verb"]),
        ("Her, if you ask me, is a ghost story.", ["context"]),
        ("Her's charm wears thin.", ["possessive"]),
        ("I queued for her (2013) twice.", ["year"]),
        ("Her (2014) came late to us.", ["year"]),
        ("Spike Jonze's Her, and Jonze’s new film Her.", ["maker"] * 2),
        ("Her, directed by Spike Jonze, is warm.", ["maker"]),
        ("Among other things the movie Her was long.", ["named"]),
    ],
)
def test_a_marked_title_counts(text, expected):
    assert cues(text + AMONG) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Her voice is warm. He loves her, and her letters.",
        "She told him: “Her name is Kay.”",
        "“Her hands,” he says. Her? No. Her!",
        "Her hopes are strong, her stars align.",
        "I read Her Campus, and Her Majesty read In Her Shoes.",
        "The HER app beats H.E.R. live, and Her Smell beats both.",
        "She had been told of Her Highness before.\nNobody else had.",
        "I LOVE HER SO MUCH THAT IT HURTS",
        "What Her Neighbours Never Told Anybody",
        "He Left Her Behind",
        "“No.” Her work takes years.",
        "A note.[12] Her work takes years.",
    ],
)
def test_a_pronoun_or_another_name_does_not(text):
    assert cues(text) == []


def test_italics_count_when_they_hold_the_title_and_no_more():
    text = "I wept at Her, and he called her mother. Her mother called."
    start = text.index("Her,")
    assert cues(text, emphasis=[(start, start + 4)]) == ["emphasis"]
    whole = text.rindex("Her mother")
    assert cues(text, emphasis=[(whole, whole + 10)]) == ["capital"]


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("It", "It is late. It's ‘It’ that scared us. ‘It’s fine,’ she said.", ["quoted"]),
        ("Up", "Up is a film about a house. In the end we like Up.", ["verb", "capital"]),
        ("Us", "The US film Us is not about us.", ["named"]),
        ("Frozen", "The frozen peas. Frozen is a hit; the frozen lake.", ["verb"]),
        ("Lost in Translation", "We lost in translation. Lost in Translation won.", ["plain"]),
        ("1917", "In 1917 he wrote it. ‘1917’ was shot in one take.", ["quoted"]),
        ("她", "她说她喜欢《她》。", ["quoted"]),
        ("21", "They watched 21 twice. At 21 he left; 21 people came.", ["small"]),
        ("mother!", "Mother! is loud. Her mother left. We saw mother! alone.", ["verb", "capital"]),
        ("Monster", "The 'monster' is a dog. In 'monster', nobody is.", ["quoted"]),
    ],
)
def test_other_titles(title, text, expected):
    assert cues(text, title, year=None, names=(), distractors=()) == expected


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("Her", True),
        ("her (2013)", True),
        ("Her review: a warm machine", True),
        ("HER (2013)", True),
        ("Film of the week: Her", True),
        ("Movie Review - Her", True),
        ("Nobody Home: Spike Jonze's Her", True),
        ("What 'Her' Knew", True),
        ("What Her Got Right About Us", True),
        ("The Sad Sweet City of the Movie Her", True),
        ("He Loves Her", False),
        ("Leave Her Alone", False),
        ("Her Campus: Review", False),
        ("Mother Says Her Son Was Kind", False),
    ],
)
def test_headlines(headline, expected):
    found = headline_mark(headline, "Her", year=2013, names=NAMES, distractors=DISTRACTORS)
    assert bool(found) is expected


@given(st.text(alphabet="Her r.,'“”‘’*_()2013 \nIJonze’s", max_size=120))
def test_a_mark_covers_the_title_and_no_letters_around_it(text):
    for mark in title_marks(text, "Her", year=2013, names=NAMES, distractors=DISTRACTORS):
        assert text[mark.start : mark.end].lower() == "her"
        around = text[mark.start - 1 : mark.start] + text[mark.end : mark.end + 1]
        assert not re.search(r"[^\W_]", around)
        assert 0 < mark.confidence <= 1


@given(st.text(max_size=60), st.text(max_size=12))
def test_any_title_in_any_text_gives_spans_inside_it(text, title):
    for mark in title_marks(text, title):
        assert 0 <= mark.start < mark.end <= len(text)


# Passages written for this test: the work between brackets, the pronoun bare.
PASSAGES = Path(__file__).parent / "gold" / "her.txt"


def test_the_work_and_the_pronoun_are_told_apart(floor):
    hits = given = wanted = 0
    for passage in PASSAGES.read_text("utf-8").split("\n\n"):
        gold, text = set(), ""
        for part in re.split(r"(⟦.*?⟧)", passage):
            if part.startswith("⟦"):
                gold.add(len(text))
            text += part.strip("⟦⟧")
        found = {
            mark.start
            for mark in title_marks(text, "Her", year=2013, names=NAMES, distractors=DISTRACTORS)
        }
        hits, given, wanted = hits + len(gold & found), given + len(found), wanted + len(gold)
    assert 2 * hits / (given + wanted) >= floor("mentions", "own_passages_f1")


def test_names_of_one_person_count_once():
    found = names_in("Joaquin Phoenix hums. Phoenix sings to Samantha.", ("Joaquin", *NAMES))
    assert len({name.person for name in found}) == 2


@given(st.text(max_size=80), st.lists(st.text(max_size=8), max_size=4))
def test_names_stand_where_they_are_said_to(text, names):
    for name in names_in(text, names):
        assert text[name.start : name.end] == name.text
