"""Attributing: what marks show and what the network finds, as one set of quotations."""

import pytest

from hermeneut.annotate.attributing import combined, contents, said_by
from hermeneut.annotate.quotations import Quotations
from hermeneut.annotate.saying import manner
from hermeneut.models.attributions import Tagged
from hermeneut.testing import check_pass


def tagged(text, *parts):
    return [Tagged(text.index(part), text.index(part) + len(part), False, 0.9) for part in parts]


def indirect(text):
    return [
        (row["speaker"], row["cue"], text[row["start"] : row["end"]])
        for row in Quotations().find(text)
        if row["kind"] == "indirect"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ferris argued that the film flatters its hero.",
         [("Ferris", "argued", "that the film flatters its hero")]),
        ("The company denied that it kept any figures.",
         [("The company", "denied", "that it kept any figures")]),
        ("I think that the film flatters its hero.", []),
        ("The lamp stood in the window all night.", []),
    ],
)  # fmt: skip
def test_reports_without_marks(text, expected):
    assert indirect(text) == expected


def test_words_quoted_in_a_report_are_part_of_it():
    text = "Ferris argued that the film “flatters” its hero and “robs” his wife."
    (row,) = Quotations().find(text)
    assert (row["kind"], text[row["start"] : row["end"]]) == (
        "mixed", "that the film “flatters” its hero and “robs” his wife"
    )  # fmt: skip
    assert [text[p["start"] : p["end"]] for p in row["parts"]] == ["flatters", "robs"]


def test_a_source_of_another_sentence_gives_way():
    text = "Ada came. Maud said it was late."
    content = contents(text, tagged(text, "it was late"))[0]
    tags = {"source": tagged(text, "Ada", "Maud"), "cue": tagged(text, "said")}
    assert [one.of(text) for one in said_by(text, content, tags)] == ["Maud", "said"]


def test_a_relative_clause_goes_with_its_noun():
    text = "My aunt, who hates films, said it was late."
    content = contents(text, tagged(text, "it was late"))[0]
    tags = {"source": tagged(text, "My aunt", "who hates films"), "cue": tagged(text, "said")}
    assert said_by(text, content, tags)[0].of(text) == "My aunt, who hates films"


def test_unsure_and_seeming_reports_are_left_out():
    text = "Maud seemed to be late tonight."
    tags = {
        "content": tagged(text, "to be late tonight"), "source": tagged(text, "Maud"),
        "cue": tagged(text, "seemed"),
    }  # fmt: skip
    assert list(combined(text, [], tags)) == []


def test_manners():
    assert [manner(cue) for cue in ("wrote", "hopes", "opposed", ":", "")] == [
        "speech", "thought", "attitude", "speech", None
    ]  # fmt: skip


def test_the_pass_finds_the_same_in_any_batch():
    texts = ["Ferris argued that the film is cold.", "“Yes,” she said.", "", "No words of others."]
    rows = [{"text_id": str(i), "text": t, "language": "en"} for i, t in enumerate(texts)]
    assert check_pass(Quotations(), rows).num_rows == 2


@pytest.mark.parametrize(
    ("source", "report", "expected"),
    [
        ("Others", "that it is warm. I loved the music. So will you", "that it is warm."),
        ("Others", "that Dr. Quill and St. Ives are warm. I loved it",
         "that Dr. Quill and St. Ives are warm."),
    ],
    ids=["sentences", "abbreviations"],
)  # fmt: skip
def test_a_report_without_marks_ends_with_its_sentence(source, report, expected):
    text = f"{source} have said {report}."
    tags = {"content": tagged(text, report), "cue": tagged(text, "said"),
            "source": tagged(text, source)}  # fmt: skip
    (row,) = combined(text, [], tags)
    assert text[row["start"] : row["end"]] == expected


def test_a_report_is_the_sentence_beside_its_verb():
    text = "I loved the music. It is warm, Lund said."
    tags = {"content": tagged(text, "I loved the music. It is warm"), "cue": tagged(text, "said"),
            "source": tagged(text, "Lund")}  # fmt: skip
    (row,) = combined(text, [], tags)
    assert text[row["start"] : row["end"]] == "It is warm"


def test_words_in_marks_are_not_joined_to_the_sentence_before():
    text = "I loved the music. Lund called it “warm” and long. So will you."
    marks = {"start": text.index("warm"), "end": text.index("warm") + 4}
    quoted = [{**marks, "kind": "mixed", "depth": 0, "parts": [marks], "source_start": None}]
    report = text[: text.index(" So")]
    tags = {"content": tagged(text, report + " So will"), "cue": [], "source": []}
    (row,) = combined(text, quoted, tags)
    assert text[row["start"] : row["end"]] == "Lund called it “warm” and long."
