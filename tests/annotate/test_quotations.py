"""Quotations: their kinds, their parts, their speakers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut import design
from hermeneut.annotate.quotations import Quotations
from hermeneut.testing import check_pass


def rows(text):
    found = (r for r in Quotations(titles=("Her",)).find(text) if r["kind"] != "indirect")
    return [
        (r["kind"], [text[p["start"] : p["end"]] for p in r["parts"]], r["speaker"]) for r in found
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“I cried,” says Ferris.", ("direct", ["I cried,"], "Ferris")),
        ("Ferris writes: “It is a letter.”", ("direct", ["It is a letter."], "Ferris")),
        ("“Why?” asks Ferris.", ("direct", ["Why?"], "Ferris")),
        ("“One,” she said, “and two.”", ("direct", ["One,", "and two."], "she")),
        ("“One,” said Ada Quill. “Two.”", ("direct", ["One,", "Two."], "Ada Quill")),
        ("He said:\n\n“It is a letter.”", ("direct", ["It is a letter."], "He")),
        ("“Nobody wins.”", ("direct", ["Nobody wins."], None)),
        ("Ferris calls it “a business plan with a voice”.",
         ("mixed", ["a business plan with a voice"], "Ferris")),
        ("Ferris said that “nobody wins” there.", ("mixed", ["nobody wins"], "Ferris")),
        ("The so-called “operating system” hums.", ("scare", ["operating system"], None)),
        ("Its “kindness” is sold by the month.", ("scare", ["kindness"], None)),
        ("I saw ‘Her’ twice.", ("title", ["Her"], None)),
        ("We watched “The Long Goodbye” again.", ("title", ["The Long Goodbye"], None)),
    ],
)  # fmt: skip
def test_kinds_and_speakers(text, expected):
    assert rows(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "“It is the oldest story we have,” the poster reads. “It is about a letter.”",
        "“It is about a letter,” she told us in Portland, N.Y. “It is long.”",
        "“It is about a letter,” she said “It is long.”",
        "At night “the whole town is a letter,” said Ada Quill. “It is long.”",
        "“It is the oldest of stories,” she said. “It is about a letter” and a stamp.",
    ],
    ids=["no known verb", "short for a state", "no stop", "begun by the writer", "not ended"],
)
def test_speech_that_one_tag_interrupts_is_one_quotation(text):
    (row,) = [r for r in rows(text) if r[0] in ("direct", "mixed")]
    assert len(row[1]) == 2


def test_a_sentence_in_marks_that_ends_with_a_comma_is_speech():
    assert rows("“It is the oldest story we have,” the poster reads.") == [
        ("direct", ["It is the oldest story we have,"], "the poster")
    ]


def test_words_that_the_writers_sentence_runs_on_from_are_no_speech_of_their_own():
    (row,) = rows("Ferris claimed “Nobody wins” the war of letters.")
    assert row[:2] == ("mixed", ["Nobody wins"])


def test_a_second_verb_begins_a_second_quotation():
    assert rows("“One,” she said, adding, “Two.”") == [
        ("direct", ["One,"], "she"),
        ("direct", ["Two."], "she"),
    ]


def test_quotations_in_one_sentence_share_its_verb():
    text = "Ferris called it “a toy for adults” and “a mirror”."
    assert rows(text) == [("mixed", ["a toy for adults", "a mirror"], "Ferris")]


def test_what_is_quoted_inside_a_quotation_is_never_direct():
    assert rows("“She said, ‘No, thank you.’ I left,” he wrote.") == [
        ("direct", ["She said, ‘No, thank you.’ I left,"], "he"),
        ("mixed", ["No, thank you."], "She"),
    ]


def test_a_speaker_goes_on_in_the_next_paragraph_that_speech_opens():
    assert rows("“One,” said Ferris.\n\n“Two.”")[1] == ("direct", ["Two."], "Ferris")
    assert rows("“One,” said Ferris.\n\nNight. “Two.”")[1] == ("direct", ["Two."], None)


def test_a_title_among_the_tags_does_not_part_a_quotation():
    text = "“It is warm,” wrote Ferris in ‘Her’, “and long.”"
    assert [r[0] for r in rows(text)] == ["direct", "title"]


def test_offsets_point_to_what_they_name():
    text = "At dawn Maud Ferris wrote: “🎬 It is warm.”"
    (row,) = Quotations().find(text)
    assert text[row["source_start"] : row["source_end"]] == row["speaker"] == "Maud Ferris"
    assert text[row["cue_start"] : row["cue_end"]] == row["cue"] == "wrote"
    assert text[row["start"] : row["end"]] == "🎬 It is warm."


def test_the_pass_keeps_its_promises():
    step = Quotations.from_design(
        design.parse('[study]\nname = "up"\n[work]\ntitle = "Up"\nyear = 2009'), scare_words=2
    )
    assert (step.titles, step.scare_words) == (("Up",), 2)
    text = (
        "I saw ‘Up’. Its “warmth” tires. “Yes,” he said, “it is sweet.” He calls it “a bit much”."
    )
    rows = [{"text_id": i, "text": text, "language": "en"} for i in "ab"]
    kinds = check_pass(step, rows).column("kind").to_pylist()
    assert kinds == ["title", "scare", "direct", "mixed"] * 2


@given(st.text(alphabet="ab. ,\"“”‘’':\nAsaid he", max_size=120))
def test_rows_are_ordered_distinct_and_inside_the_text(text):
    found = list(Quotations().find(text))
    spans = [(r["start"], r["end"]) for r in found]
    assert len(set(spans)) == len(spans)
    for row in found:
        assert 0 < row["start"] < row["end"] <= len(text)
        assert (row["kind"] == "indirect") == (not row["parts"])
        if row["kind"] in ("direct", "scare", "title"):
            edges = row["parts"][0]["start"], row["parts"][-1]["end"]
            assert edges == (row["start"], row["end"])
