from hypothesis import given
from hypothesis import strategies as st

from hermeneut.analyse.words import LIGHT, STOP, count, terms, words


@given(st.text())
def test_words_lie_where_they_say(text: str) -> None:
    at = 0
    for word, start, end in words(text):
        assert at <= start < end <= len(text)
        assert word
        at = end


@given(st.text(alphabet="aBé’'s-‐ 1.\n"))
def test_counting_is_finding(text: str) -> None:
    found: dict[str, int] = {}
    for word, _, _ in words(text):
        found[word] = found.get(word, 0) + 1
    assert count(text) == found


def test_apostrophes_hyphens_and_genitives() -> None:
    text = "The director’s co-writer DIDN'T cry—’twas Twombly’s AI-made, rock ’n’ roll 2013."
    assert [w.word for w in words(text)] == [
        "the", "director", "co-writer", "didn't", "cry", "twas", "twombly", "ai-made", "rock",
        "n", "roll",
    ]  # fmt: skip


def test_terms_do_not_reach_over_marks_or_function_words() -> None:
    assert list(terms("a lonely, gentle man of letters")) == ["lonely", "gentle", "gentle man",
                                                             "man", "letters"]  # fmt: skip


def test_light_words_are_no_function_words() -> None:
    assert STOP < LIGHT
    assert not {"love", "think", "film"} & STOP
