import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.read.prose import CLOSE, OPEN, line, normalise

PIECES = st.lists(
    st.one_of(st.text(max_size=12), st.sampled_from([OPEN, CLOSE, "\n\n", " ", "\u00a0", "Her"])),
    max_size=25,
).map("".join)


@given(PIECES)
def test_emphasis_is_sorted_disjoint_and_lies_in_words(marked):
    prose = normalise(marked)
    at = 0
    for start, end in prose.emphasis:
        assert at <= start < end <= len(prose.text)
        covered = prose.text[start:end]
        assert covered == covered.strip()
        assert "\n\n" not in covered
        at = end


@given(PIECES)
def test_a_normal_text_is_clean_and_stays_as_it_is(marked):
    text = normalise(marked).text
    text.encode("utf-8")
    assert "\x00" not in text
    assert "\n\n\n" not in text
    assert "\r" not in text
    assert unicodedata.is_normalized("NFC", text)
    assert normalise(text).text == text


@given(st.text(max_size=40), st.text(max_size=40))
def test_marks_change_no_text(before, inside):
    before, inside = before.replace(OPEN, ""), inside.replace(CLOSE, "")
    assert normalise(f"{before}{OPEN}x{CLOSE}").text == normalise(f"{before}x").text


def test_white_space_stays_outside_emphasis():
    prose = normalise(f"I saw{OPEN} Her {CLOSE}twice.")
    assert prose.text == "I saw Her twice."
    assert [s.of(prose.text) for s in prose.emphasis] == ["Her"]


def test_emphasis_over_paragraphs_is_cut_at_the_blank_line():
    prose = normalise(f"{OPEN}One.\n\nTwo.{CLOSE}")
    assert [s.of(prose.text) for s in prose.emphasis] == ["One.", "Two."]


def test_composed_characters_keep_offsets_right():
    prose = normalise(f"cafe\u0301 {OPEN}Her{CLOSE}")
    assert [s.of(prose.text) for s in prose.emphasis] == ["Her"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a\u200bb", "ab"),
        ("a\u00a0b", "a b"),
        ("lone \ud83d surrogate", "lone \ufffd surrogate"),
        ("it\u0092s", "it’s"),
        ("one\r\n\r\n\r\n\r\ntwo", "one\n\ntwo"),
    ],
)
def test_odd_characters(raw, expected):
    assert normalise(raw).text == expected


def test_emphasis_keeps_its_words_when_mojibake_is_mended():
    prose = normalise(f"Itâ€™s {OPEN}Herâ€¦{CLOSE} and {OPEN}Ona{CLOSE} â€“ twice")
    assert prose.text == "It’s Her… and Ona – twice"
    assert [s.of(prose.text) for s in prose.emphasis] == ["Her…", "Ona"]


def test_a_fact_stands_on_one_line():
    assert line("Uh-Huh,\n\t Her ") == "Uh-Huh, Her"
