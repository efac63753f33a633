"""What a document is about."""

import pytest

from hermeneut import design
from hermeneut.read.subject import Subjects
from hermeneut.testing import check_pass

HER = design.parse(
    """
[study]
name = "her"
[work]
title = "Her"
year = 2013
ids = ["tt1798709"]
makers = ["Spike Jonze"]
release_titles = ["Lei", "她"]
cues = ["Jonze", "Theodore", "Samantha", "Phoenix", "Johansson"]
distractors = ["Her Campus", "HER app"]
[[subject]]
id = "ai-romance"
label = "love with AI"
cues = ["Replika", "AI companion", "companion app"]
[pass.subjects]
imported = [["both", ["work", "ai-romance"]], ["distractor", []]]
"""
)
IT = design.parse(
    """
[study]
name = "it"
[work]
title = "It"
year = 1990
makers = ["Ada Quill"]
cues = ["Quill", "Pennywort", "Derwent"]
"""
)
REVIEW = (
    "Spike Jonze has made a film of soft rooms. In Her, Theodore dictates letters; Samantha, the "
    "voice of Johansson, answers. Phoenix hums.\n\nTheodore is lonely, and the city is pink."
)
ESSAY = "\n\n".join(
    ["The companion app asked how I was. I said that I was well, and it remembered. " * 4] * 6
    + ["Everybody mentions *Her*, the film of 2013, and then nobody says more about it."]
)


def verdicts(text="", of=HER, about=None, **reading):
    step = Subjects.from_design(of, **of.settings("subjects"))
    headline = reading.pop("headline", "")
    rows = step.find({"text": text, **reading}, headline=headline, about=about)
    return {row["subject"]: row["verdict"] for row in rows}


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ({"text": REVIEW}, "about"),
        ({"text": REVIEW.lower()}, "about"),
        ({"text": ESSAY}, "mentions"),
        ({"text": "Her mother saw her. " * 60}, "unrelated"),
        ({"text": "Theodore met Samantha in Ohio; the novel is long. " * 20}, "unrelated"),
        ({"text": "Her Campus is a magazine. I write for Her Campus. " * 20}, "unrelated"),
        ({"headline": "Her review: a warm machine"}, "about"),
        (
            {"headline": "A Warm Machine", "url": "https://a.example/2014/her-review.html"},
            "mentions",
        ),
        (
            {"headline": "A Warm Machine", "url": "https://a.example/spike-jonze-her-review"},
            "about",
        ),
        ({"headline": "Review: Her Campus", "url": "https://a.example/her-campus"}, "unrelated"),
        (
            {"headline": "Leave her alone", "url": "https://a.example/what-made-her-famous"},
            "unrelated",
        ),
        ({}, "unrelated"),
    ],
)
def test_about_mentions_unrelated(reading, expected):
    assert verdicts(**reading)["work"] == expected


VIEWER = "Loved it! I cried, and the colours were warm."


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://films.example/title/tt1798709/reviews", "about"),
        ("https://films.example/movie/her/user-reviews", "about"),
        ("https://films.example/m/her_2013/reviews", "about"),
        ("https://films.example/m/her_2009/reviews", "unrelated"),
        ("https://films.example/movie/her-smell", "unrelated"),
        ("https://films.example/title/tt1798700/reviews", "unrelated"),
        (None, "unrelated"),
    ],
)
def test_a_review_on_the_page_of_the_work_needs_no_name(url, expected):
    assert verdicts(VIEWER, url=url)["work"] == expected


def test_a_review_whose_page_says_what_it_reviews_needs_no_name():
    find = Subjects.from_design(HER).find
    for reviewed, expected in ((("Her (2013)",), "about"), (("Her (2009)",), "unrelated")):
        row = next(find({"text": VIEWER * 40}, reviewed=reviewed))
        assert row["verdict"] == expected


def test_a_release_title_counts_in_other_languages_when_set_apart():
    text = "Jonze gira «Lei» in una città rosa. Lei è sola. «Lei» piace. Jonze sorride."
    assert verdicts(text, language="it")["work"] == "about"
    assert verdicts("Lei è sola, e Lei lo sa. " * 40, language="it")["work"] == "unrelated"


def test_a_further_subject_has_its_own_row():
    assert verdicts(ESSAY)["ai-romance"] == "about"
    assert verdicts(REVIEW)["ai-romance"] == "unrelated"
    assert verdicts(REVIEW + " Nobody had heard of Replika.")["ai-romance"] != "unrelated"


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ("her", {"work": "about", "ai-romance": "unrelated"}),
        ("both", {"work": "about", "ai-romance": "about"}),
        ("ai-romance", {"work": "mentions", "ai-romance": "about"}),
        ("distractor", {"work": "mentions", "ai-romance": "unrelated"}),
        ("no such value", {"work": "about", "ai-romance": "unrelated"}),
        ("她 (2013)", {"work": "about", "ai-romance": "unrelated"}),
        ("TT1798709", {"work": "about", "ai-romance": "unrelated"}),
        ("tt0107048", {"work": "mentions", "ai-romance": "unrelated"}),
        ("Heat (1995)", {"work": "mentions", "ai-romance": "unrelated"}),
    ],
)
def test_a_column_decides(about, expected):
    assert verdicts(REVIEW, about=about) == expected


def test_the_column_is_named_first_among_the_cues():
    step = Subjects.from_design(HER)
    row = next(step.find({"text": REVIEW}, about="her"))
    assert (row["score"], row["cues"][0]) == (1.0, "column about")


def test_another_work_has_other_cues():
    text = (
        "Ada Quill films fog. In ‘It’, Pennywort smiles, and Derwent drowns. It is long. It rains."
    )
    assert verdicts(text, of=IT, headline="It review")["work"] == "about"
    assert verdicts("It is late. It rains, and it's cold. " * 30, of=IT)["work"] == "unrelated"
    assert verdicts(REVIEW, of=IT)["work"] == "unrelated"


def test_the_pass_gives_a_row_for_each_document_and_subject():
    reading = {
        "doc_id": "d", "capture_id": "c", "url": None, "text": None, "emphasis": None,
        "language": None, "completeness": "bibliographic",
        "fields": [
            {"field": "title", "value": "Her, She Said", "chosen": False},
            {"field": "title", "value": "Spike Jonze’s ‘Her’", "chosen": True},
        ],
    }  # fmt: skip
    out = check_pass(
        Subjects.from_design(HER), [reading, reading | {"doc_id": "e", "fields": None}]
    )
    assert [(r["doc_id"], r["subject"], r["verdict"]) for r in out.to_pylist()] == [
        ("d", "work", "about"),
        ("d", "ai-romance", "unrelated"),
        ("e", "work", "unrelated"),
        ("e", "ai-romance", "unrelated"),
    ]
