"""Mentions of targets, by alias and by title."""

import pytest

from hermeneut import design
from hermeneut.annotate.mentions import Mentions
from hermeneut.testing import check_pass

HER = design.parse(
    """
[study]
name = "her"
[work]
title = "Her"
year = 2013
makers = ["Spike Jonze"]
cues = ["Jonze", "Theodore", "Samantha"]
distractors = ["Her Campus"]
[[target]]
id = "film"
label = "the film"
kind = "work"
aliases = ["the film", "Jonze's film"]
[[target]]
id = "direction"
label = "the direction"
kind = "person"
aliases = ["Spike Jonze", "Jonze"]
roles = ["the director"]
[[target]]
id = "phoenix"
label = "his performance"
kind = "person"
aliases = ["Joaquin Phoenix", "Phoenix"]
pronouns = ["he"]
roles = ["her co-star"]
except_before = ["Arizona"]
[[target]]
id = "samantha"
label = "Samantha"
kind = "character"
aliases = ["Samantha", "the OS"]
pronouns = ["she"]
except_before = ["Morton"]
[[target]]
id = "technology"
label = "the technology"
aliases = ["AI", "A.I."]
except_after = ["Weird"]
"""
)
UP = design.parse(
    """
[study]
name = "up"
[work]
title = "Up"
year = 2009
[[target]]
id = "house"
label = "the house"
kind = "work"
"""
)


def named(text, of=HER, emphasis=()):
    rows = Mentions.from_design(of).find(text, emphasis)
    return [(row["target"], text[row["start"] : row["end"]], row["cue"]) for row in rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The film is Jonze’s.", [("film", "The film"), ("direction", "Jonze")]),
        ("Jonze’s film is long.", [("film", "Jonze’s film")]),
        (
            "Joaquin Phoenix, then Phoenix.",
            [("phoenix", "Joaquin Phoenix"), ("phoenix", "Phoenix")],
        ),
        ("Not River Phoenix, not Phoenix Arizona.", []),
        (
            "When Phoenix sings, Mr. Phoenix sings.",
            [("phoenix", "Phoenix"), ("phoenix", "Phoenix")],
        ),
        ("Samantha Morton left; Samantha stayed.", [("samantha", "Samantha")]),
        ("the OSes, the osprey, THE OS", []),
        ("AI or A.I., but not Weird AI.", [("technology", "AI"), ("technology", "A.I.")]),
    ],
)
def test_aliases(text, expected):
    assert named(text) == [(target, words, "alias") for target, words in expected]


def test_the_work_is_found_by_its_marked_title():
    text = "Her is warm. I saw her read Her Campus at ‘Her’."
    assert named(text) == [("film", "Her", "title-verb"), ("film", "Her", "title-quoted")]


def test_roles_and_pronouns_count_where_it_is_safe_and_say_for_which_name():
    text = "Samantha hums. She likes Phoenix. The director likes Her."
    sentences = [{"start": 0, "end": 14}, {"start": 15, "end": 33}, {"start": 34, "end": 57}]
    rows = list(Mentions.from_design(HER).find(text, None, sentences))
    assert [(r["target"], r["cue"], r["antecedent"]) for r in rows] == [
        ("samantha", "alias", None),
        ("samantha", "pronoun", 0),
        ("phoenix", "alias", None),
        ("direction", "role", None),
        ("film", "title-capital", None),
    ]


def test_a_role_of_somebodys_needs_her():
    assert named("Samantha hums to her co-star. Phoenix plays on.")[:3] == [
        ("samantha", "Samantha", "alias"),
        ("phoenix", "her co-star", "role"),
        ("phoenix", "Phoenix", "alias"),
    ]


def test_pronouns_can_be_left_out_and_need_to_be_listed():
    text = "Samantha hums, and she smiles. Jonze wrote it; he waits."
    of = Mentions.from_design(HER, pronouns=False)
    assert {row["cue"] for row in of.find(text)} == {"alias"}
    found = [row for row in Mentions.from_design(HER).find(text) if row["cue"] == "pronoun"]
    assert [row["target"] for row in found] == ["samantha"]


def test_a_title_that_is_somebodys_name_is_nobodys_for_sure():
    juno = design.parse(
        '[study]\nname = "j"\n[work]\ntitle = "Juno"\nyear = 2007\n'
        '[[target]]\nid = "film"\nlabel = "it"\nkind = "work"\n'
        '[[target]]\nid = "juno"\nlabel = "Juno"\nkind = "character"\naliases = ["Juno"]\n'
        'pronouns = ["she"]\n'
        '[[target]]\nid = "vanessa"\nlabel = "V"\nkind = "character"\naliases = ["Vanessa"]\n'
        'pronouns = ["she"]\n'
    )
    text = "Vanessa waits in *Juno*. She hums."
    rows = Mentions.from_design(juno).find(text, [{"start": 18, "end": 22}])
    assert "pronoun" not in {row["cue"] for row in rows}


def test_emphasis_comes_as_the_table_has_it():
    text = "She liked it; her, she said, hers. Her!"
    assert named(text, emphasis=[{"start": 35, "end": 38}]) == [("film", "Her", "title-emphasis")]


def test_another_work_has_another_title():
    assert named("Up is sweet, and her balloons go up.", UP) == [("house", "Up", "title-verb")]


def test_the_pass_keeps_its_promises_and_reads_measured_languages():
    out = check_pass(
        Mentions.from_design(HER),
        [
            {"text_id": "a", "text": "In Her, AI.", "emphasis": [], "language": "en",
             "sentences": [{"start": 0, "end": 11}]},
            {"text_id": "b", "text": "In Her, AI.", "emphasis": None, "language": "de",
             "sentences": None},
        ],
    )  # fmt: skip
    found = [(row["text_id"], row["target"]) for row in out.to_pylist()]
    assert found == [("a", "film"), ("a", "technology")]


def test_no_targets_no_mentions():
    assert list(Mentions().find("In Her, Samantha.")) == []
