import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.read.scales import LETTERS, value_of


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("3/4", 0.75), ("3.5/5", 0.7), ("2½/4", 0.625), ("3 1/2 / 4", 0.875), ("9 out of 10", 0.9),
        ("four out of five", 0.8), ("three and a half out of four stars", 0.875),
        ("4 stars (out of 5)", 0.8), ("3 von 5 Sternen", 0.6), ("4 étoiles sur 5", 0.8),
        ("★★★½☆", 0.7), ("★★☆☆", 0.5), ("⭐️⭐️⭐️", 0.6), ("***1/2", 0.7), ("3½ stars", 0.7),
        ("8 stars", 0.8), ("B+", 0.75), ("A−", 0.8333), ("F", 0.0), ("78%", 0.78), ("78/100", 0.78),
        ("two thumbs up", 1.0), ("thumbs down", 0.0), ("Rating: 4/5", 0.8),
        ("-2 from -4 to 4", 0.25),
        ("8", None), ("3/2", None), ("1-5", None), ("R", None), ("24/7", None), ("", None),
        ("a film that earns its four tears", None),
    ],
)  # fmt: skip
def test_notations(printed, value):
    assert value_of(printed) == value


def test_an_outlet_may_give_fewer_stars():
    assert value_of("★★★★", host="www.rogerebert.com") == 1.0
    assert value_of("★★★★") == 0.8
    assert value_of("★★★★★", host="rogerebert.com") == 1.0


def test_letters_rise_by_equal_steps():
    values = [value_of(letter) for letter in LETTERS]
    assert values == sorted(values)
    assert (values[0], values[-1]) == (0, 1)


def test_rules_of_outlets_say_until_when():
    rules = tomllib.loads((files("hermeneut.read") / "scales.toml").read_text("utf-8"))["hosts"]
    assert all(set(rule) == {"stars", "until"} for rule in rules.values())


@given(st.text(max_size=120))
def test_any_text_is_a_value_or_none(text):
    value = value_of(text)
    assert value is None or 0 <= value <= 1


@given(st.integers(2, 100), st.data())
def test_fractions_keep_their_order(whole, data):
    less, more = sorted(data.draw(st.lists(st.integers(0, whole), min_size=2, max_size=2)))
    assert value_of(f"{less}/{whole}") <= value_of(f"{more}/{whole}")
