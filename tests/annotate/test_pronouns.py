"""Pronouns: whose they are where that is safe, and nobody's elsewhere."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.annotate.mentions import Mentions
from hermeneut.annotate.pronouns import Named, meant
from hermeneut.annotate.sentences import Sentences
from hermeneut.samples import design_of

ADA, BEN, MAUD = (
    ("Ada", {"she", "it"}, "character"),
    ("Ben", {"he"}, "character"),
    ("Maud", {"she"}, "person"),
)
KIT = ("Kit", set(), "person")  # nobody knows what Kit is called
FILM = ("The film", set(), "work")
PASSAGES = (Path(__file__).parent / "referring.txt").read_text(encoding="utf-8")


def named(text):
    rows = [
        Named(found.start(), found.end(), name.lower(), frozenset(pronouns), kind)
        for name, pronouns, kind in (ADA, BEN, MAUD, KIT, FILM)
        for found in re.finditer(rf"\b{name}\b", text)
    ]
    return sorted(rows)


def found(text):
    spans = [(row["start"], row["end"]) for row in Sentences().find(text)]
    return [(text[one.start : one.end], one.target) for one in meant(text, spans, named(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada wakes. She hums, and her hum is low.", [("She", "ada"), ("her", "ada")]),
        ("Ben wakes. She hums.", []),
        ("Ada meets Ben. She likes him.", [("She", "ada"), ("him", "ben")]),
        ("Ada meets Maud. She hums.", []),
        ("Ada meets Kit. She hums.", []),
        ("Ada meets Tess. She hums.", []),
        ("Ada meets a woman. She hums.", []),
        ("Ada meets a man. She hums.", [("She", "ada")]),
        ("Ada is a woman. She hums.", [("She", "ada")]),
        ("Ada meets Tess Quill. She hums.", []),
        ("Ada wakes in New Cardiff. She hums.", [("She", "ada")]),
        ("Ada (Maud) wakes. She hums.", [("She", "ada")]),
        ("Maud plays Ada. She is superb.", [("She", "maud")]),
        ("Maud’s Ada is superb. She hums.", [("She", "ada")]),
        ("Ada wakes. Rain falls. She hums.", [("She", "ada")]),
        ("Ada sees her.", []),
        ("Ada sees her house.", [("her", "ada")]),
        ("When Ada sees rain, we hear her.", [("her", "ada")]),
        ("Maud sleeps. When Ada wakes, she hums.", [("she", "ada")]),
        ("“Ada wakes,” says he. She hums.", []),
        ("Ada wakes. It is late, and it rains.", []),
        ("Ada wakes. It laughs.", [("It", "ada")]),
        ("The film is Ada’s. It laughs too much.", []),
        ("Ada wakes.\n\nShe hums.", [("She", "ada")]),
        ("Ada and Maud wake.\n\nShe hums.", []),
        ("I saw Her with Ada.", []),
        ("Ada: example.org/see/her/now", []),
    ],
)
def test_antecedents(text, expected):
    assert found(text) == expected


def test_each_says_which_name_it_stands_for():
    text = "Ada wakes. She hums. Ada sleeps, and she dreams."
    assert [one.antecedent for one in meant(text, [(0, 10), (11, 20), (21, 48)], named(text))] == [
        0,
        21,
    ]


@given(st.text(alphabet="Ada Ben Maud shehritlov.’s“”\n", max_size=160))
def test_spans_are_inside_apart_and_in_order(text):
    at = 0
    spans = [(row["start"], row["end"]) for row in Sentences().find(text)]
    for one in meant(text, spans, named(text)):
        assert at <= one.start < one.end <= len(text)
        assert one.antecedent < one.start
        at = one.end


def passages():
    for block in re.split(r"\n\s*\n", PASSAGES)[1:]:
        text, gold = "", {}
        for part in re.split(r"(\[[^\]]*\])", block.strip()):
            if part.startswith("["):
                said, _, target = part[1:-1].partition("=")
                gold[len(text)] = set(target.split("|"))
                text += said
            else:
                text += part
        yield text, gold


def test_own_passages(floor):
    find = Mentions.from_design(design_of("her")).find
    right = given_ = wanted = 0
    for text, gold in passages():
        got = {
            row["start"]: row["target"]
            for row in find(text, None, list(Sentences().find(text)))
            if row["antecedent"] is not None or row["cue"] in ("role", "pronoun")
        }
        given_ += len(got)
        right += sum(target in gold.get(at, ()) for at, target in got.items())
        wanted += sum("" not in targets for targets in gold.values())
    assert right / given_ >= floor("mentions", "own_referring_precision")
    assert right / wanted >= floor("mentions", "own_referring_recall")
