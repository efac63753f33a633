"""What a text attends to."""

import pytest

from hermeneut.read.attention import attention, is_kin, is_passing, is_sequel, other_work


def place(text, title="Heat"):
    start = text.index(title)
    return text, start, start + len(title)


def test_share_counts_names_inside_sentences():
    text = "Here came Ada. Then came Bo and came Ada, and then came Cy."
    own = [(text.index("Ada"), text.index("Ada") + 3)]
    assert attention(text, own).share == 1 / (1 + 3 + 3)


def test_a_rival_is_named_twice():
    text = "Today we met Bo, and then Cy, and then Bo."
    assert attention(text, [])[1:] == ("Bo", 2)
    assert attention(text, [(13, 15), (39, 41)])[1:] == ("", 0)


def test_a_genitive_is_no_other_name():
    assert attention("It was Bo's room, and then Bo’s house.", [])[1:] == ("Bo", 2)


def test_a_text_without_capitals_names_nothing():
    assert attention("ada met bo. " * 20, []) == (0.0, "", 0)
    assert attention("", []) == (0.0, "", 0)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("I saw Heat 2 twice", True),
        ("I saw Heat II twice", True),
        ("I saw Heat Part Two", True),
        ("Heat (1972) is short", True),
        ("Heat 2049 is long", True),
        ("Heat (1995) is long", False),
        ("Heat (1996) is long", False),
        ("Heat 1995", False),
        ("Heat is long", False),
        ("Heat 20 years on", False),
    ],
)
def test_a_sequel_has_a_number_and_a_remake_another_year(line, expected):
    assert is_sequel(*place(line), 1995) is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("see Heat: Redux again", True),
        ("see Heat Wave again", True),
        ("see Son of Heat again", True),
        ("see Heat again", False),
        ("see Heat. Again", False),
        ("the score of Heat swells", False),
        ("the Heat DVD", False),
    ],
)
def test_a_longer_title_is_its_kin(line, expected):
    assert is_kin(*place(line)) is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a drama like “Heat”", True),
        ("Casino, Ronin, Heat", True),
        ("Heat, Casino and Ronin", True),
        ("Ada Bell (Heat) plays her", True),
        ("In a word: Heat is long", False),
        ("Heat opens at night", False),
    ],
)
def test_a_comparison_or_a_list_names_in_passing(line, expected):
    assert is_passing(*place(line)) is expected


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("‘Casino’: a second look", "Casino"),
        ("<em>Casino</em> at thirty", "Casino"),
        ("Casino Review", "Casino"),
        ("Film Review: Casino", "Casino"),
        ("Casino (1995)", "Casino"),
        ("Love in a cold town", ""),
        ("It’s Ada’s town", ""),
        ("", ""),
    ],
)
def test_what_a_headline_says_it_reviews(headline, expected):
    assert other_work(headline) == expected
