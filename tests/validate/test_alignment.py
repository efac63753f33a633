import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.validate.alignment import GAP, fold, place

OLD = (
    "The house lifts off, and with it the whole first act. Nobody speaks for a while.\n\n"
    "“He never wanted company”, she wrote — and then the boy knocked at the door.\n\n"
    "What stays is the tie. It is patched, re-tied, and worn to the end.\n\n"
    "Nobody speaks for a while. Then a dog does."
)


def coded(quote, text=OLD, *, nth=0):
    """Find the nth place of a quote, as it and its context would be kept."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(quote, at + 1)
    end = at + len(quote)
    return quote, f"{text[max(0, at - 60) : at]}{GAP}{text[end : end + 60]}"


def found(quote, context, text):
    placed = place(quote, context, text)
    return placed.how, placed.span and placed.span.of(text)


READINGS = {
    "the same": (OLD, "exact"),
    "furniture around": ("Skip to content\n\n" + OLD + "\n\nShare this page", "exact"),
    "plain marks": (OLD.replace("“", '"').replace("”", '"').replace("—", "-"), "normalised"),
    "other spaces": (OLD.replace("\n\n", "\n").replace(" she", "  she").replace(" the boy",
                     "\u00a0the boy"), "normalised"),
    "small capitals": (OLD.upper(), "normalised"),
    "a word lost": (OLD.replace("and then the boy", "and the boy"), "fuzzy"),
    "a link's words put in": (OLD.replace("the boy", "the boy (read more)"), "fuzzy"),
    "a scanner's mistakes": (OLD.replace("never", "ncver"), "fuzzy"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "how"), READINGS.values(), ids=READINGS)
def test_words_are_found_in_another_reading(text, how):
    quote, context = coded("“He never wanted company”, she wrote — and then the boy knocked at "
                           "the door.")  # fmt: skip
    got, words = found(quote, context, text)

    assert how == got
    assert words.casefold().startswith(("“he n", '"he n'))
    assert words.casefold().endswith("at the door.")


@pytest.mark.parametrize("nth", [0, 1])
def test_of_several_places_the_one_with_the_same_surroundings_is_taken(nth):
    quote, context = coded("Nobody speaks for a while.", nth=nth)
    text = "A banner.\n\n" + OLD

    placed = place(quote, context, text)

    assert "exact" == placed.how
    assert placed.span.start == text.index(quote) if nth == 0 else text.rindex(quote)


def test_where_surroundings_cannot_decide_nothing_is_placed():
    assert ("in several places", None) == found("Nobody speaks for a while.", "", OLD)


@pytest.mark.parametrize(
    "text", ["", "Something else entirely, on another film and by another hand.", OLD[:60]]
)
def test_what_is_gone_is_not_placed(text):
    assert ("gone", None) == found(*coded("What stays is the tie. It is patched, re-tied"), text)


def test_few_words_need_their_surroundings():
    assert ("gone", None) == found("the tie", f"He loses {GAP} on the stairs", OLD)
    assert ("exact", "the tie") == found(*coded("the tie"), OLD)


def test_no_part_of_a_word_is_taken_for_it():
    assert ("gone", None) == found("art", f"all {GAP} is", "A heart is all smart")


@given(st.text(max_size=200), st.integers(0, 200), st.integers(1, 60))
def test_what_stands_unchanged_is_found_where_it_stands(text, start, size):
    quote = text[start : start + size]
    context = f"{text[:start]}{GAP}{text[start + size :]}"
    placed = place(quote, context, text)

    if placed.span is not None:
        assert fold(placed.span.of(text))[0] == fold(quote)[0] or "fuzzy" == placed.how
        assert 0 <= placed.span.start < placed.span.end <= len(text)


@given(st.text(max_size=120))
def test_folding_says_where_each_character_was(text):
    folded, at = fold(text)

    assert len(folded) == len(at)
    assert at == sorted(at)
    assert fold(folded)[0] == folded or not folded.isascii()


def test_a_long_text_of_one_word_takes_no_time():
    before = time.process_time()
    place("no " * 400 + "yes", f"no no{GAP}no", "no " * 10_000)

    assert time.process_time() - before < 5
