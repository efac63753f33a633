"""Paragraphs: joining, cutting, headings, and what must hold of any text."""

from hypothesis import given
from hypothesis import strategies as st

from hermeneut.annotate.paragraphs import Paragraphs, is_heading, words
from hermeneut.testing import check_pass

LONG = "It was a long winter, and nobody called. "  # 8 words
TEXTS = st.lists(
    st.sampled_from(
        ["Her", "he left. ", "\n\n", "\n", " ", "a b c d e. ", "她" * 9, "“Why?” ", "* "]
    ),
    max_size=60,
).map("".join)


def of(text: str, **settings: int) -> list[str]:
    return [text[row["start"] : row["end"]] for row in Paragraphs(**settings).find(text)]


def test_joins_short_paragraphs_until_they_reach_the_shortest() -> None:
    assert of("One two.\n\nThree four.\n\nFive six.\n\nSeven eight.", shortest=4) == [
        "One two.\n\nThree four.",
        "Five six.\n\nSeven eight.",
    ]


def test_joins_a_short_end_to_what_stands_before() -> None:
    assert of("One two three four.\n\nFive.", shortest=4) == ["One two three four.\n\nFive."]


def test_keeps_a_heading_with_what_follows() -> None:
    text = "One two three four.\n\nFive.\n\nThe Body\n\nSix seven eight nine."
    assert of(text, shortest=4) == [
        "One two three four.\n\nFive.",
        "The Body\n\nSix seven eight nine.",
    ]


def test_keeps_a_heading_even_when_it_is_long_enough_by_itself() -> None:
    assert of("The Body and Its Voice\n\nIt sings.", shortest=3) == [
        "The Body and Its Voice\n\nIt sings."
    ]


def test_cuts_long_paragraphs_evenly_at_sentence_ends() -> None:
    parts = of(LONG * 30)  # 240 words
    assert [words(part) for part in parts] == [120, 120]
    assert all(part.endswith("called.") for part in parts)


def test_cuts_a_sentence_that_never_ends_at_a_word() -> None:
    assert [words(part) for part in of("and then " * 200)] == [180, 180, 40]


def test_leaves_a_text_of_one_word_whole() -> None:
    assert of(" Dull. ") == ["Dull."]


def test_counts_words_of_scripts_without_spaces() -> None:
    assert words("他爱上了她") == 3


def test_tells_a_passage_in_another_language() -> None:
    german = "Eine Stimme, und kein Körper: das ist die Liebe, von der dieser lange Film erzählt. "
    text = f"{LONG * 5}\n\n{german * 3}\n\nShe left."

    found = [row["language"] for row in Paragraphs().find(text)]

    assert found == ["en", "de"]
    assert [row["language"] for row in Paragraphs().find("She left.")] == [None]


def test_tells_headings_from_short_paragraphs() -> None:
    assert [is_heading(t) for t in ("Virtual Humans", "“No.”", "A\nB", "Dull.")] == [
        True, False, False, False,
    ]  # fmt: skip


@given(TEXTS, st.integers(1, 12), st.integers(5, 20))
def test_covers_all_but_white_space_without_overlap(text: str, shortest: int, longest: int) -> None:
    at = 0
    for row in Paragraphs(shortest=shortest, longest=longest).find(text):
        assert at <= row["start"] < row["end"] <= len(text)
        assert not text[at : row["start"]].strip()
        piece = text[row["start"] : row["end"]]
        assert piece == piece.strip()
        assert row["words"] == words(piece)
        assert row["words"] <= max(longest, 2)
        at = row["end"]
    assert not text[at:].strip()


def test_keeps_the_promises_of_a_pass() -> None:
    rows = [
        {"text_id": "a", "text": "One.", "language": "en"},
        {"text_id": "b", "text": "Zwei.\n\nDrei.", "language": "de"},
        {"text_id": "c", "text": LONG * 30, "language": None},
    ]
    assert check_pass(Paragraphs(), rows).num_rows == 4
