import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.read.formcues import RATES, cues_of, is_english

PROSE = "The film is the story of a man who writes letters for the people of a city. " * 6


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("names in brackets", PROSE + "A clerk (Ann Marie Doe) sighs."),
        ("advice", PROSE + "It is well worth seeing."),
        ("saying, past", PROSE + "The mayor said so."),
        ("viewing", PROSE + "I watched it in the rain."),
        ("citations", PROSE + "As has been shown (Doe and Roe, 2014)."),
        ("sums", PROSE + "It cost $4 million."),
    ],
)
def test_a_phrase_counts_as_its_cue(cue, text):
    assert cues_of([text])[cue] > cues_of([PROSE])[cue]


def test_turns_of_two_who_speak_by_turns():
    turns = [f"{name}: It is what the film was for in the end." for name in ("ANN", "BO") * 6]
    assert cues_of(turns)["speakers' turns (share of paragraphs)"] == 1
    assert cues_of([PROSE, *turns[:2]])["speakers' turns (share of paragraphs)"] == 0


def test_shape():
    cues = cues_of(["LONDON (AP) — The film will open on Friday.", PROSE, "Rating: 4/5"])
    assert cues["dateline"] == cues["news in the lead"] == cues["verdict at the ends"] == 1
    listed = cues_of([PROSE, *(f"{i}. The letter of the day" for i in range(1, 8))])
    assert listed["numbered (paragraphs, 12 at most)"] == 7


def test_too_short_or_not_english_counts_nothing():
    assert cues_of(["A film."]) == {}
    assert cues_of(["Der Film erzählt von einem Mann, der für andere Briefe schreibt. " * 9]) == {}
    assert not is_english("")


@given(st.lists(st.text(max_size=200), max_size=8))
def test_cues_are_numbers_of_bounded_size(passages):
    cues = cues_of([PROSE, *passages])
    assert set(RATES) < set(cues)
    assert all(0 <= value <= 50 for value in cues.values())
