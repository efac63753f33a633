import re
import unicodedata
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.read import shingles as module
from hermeneut.read.shingles import distinct, shingles

WRITTEN = st.text(alphabet="abcdé ÀÖœ’'-.,\n\u00ad\u0301٣ß123", max_size=80)


def words_of(text):
    """Say in plain Python what the words of a text in a spaced script are."""
    folded = unicodedata.normalize("NFKD", re.sub("['’\u00ad]", "", text))
    seen = "".join(c for c in folded if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    return re.findall(r"[^\W_]+", seen.casefold())


def runs_of(text, length=5):
    words = words_of(text)
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


@given(st.lists(WRITTEN, max_size=6))
def test_there_are_as_many_as_there_are_distinct_runs_of_words(texts):
    found = [distinct(text) for text in shingles(texts)]

    assert [len(runs_of(text)) for text in texts] == [len(text) for text in found]
    assert all(text.tolist() == sorted(set(text.tolist())) for text in found)
    for one, other in pairwise(texts):
        a, b = (shingles([text])[0] for text in (one, other))
        assert len(runs_of(one) & runs_of(other)) == len(np.intersect1d(a, b))


@given(st.lists(st.sampled_from(["a", "bc", "d"]), max_size=30))
def test_one_begins_at_each_word_but_the_last_four(words):
    found = shingles([" ".join(words)])[0].tolist()

    runs = [" ".join(words[n : n + 5]) for n in range(len(words) - 4)]
    assert found == [run[0] for run in shingles(runs)]


@given(st.lists(WRITTEN, max_size=8), st.integers(1, 60))
def test_a_text_has_the_same_in_any_company(texts, portion):
    alone = [shingles([text])[0].tolist() for text in texts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_CHARACTERS", portion)
        together = [found.tolist() for found in shingles(texts)]

    assert alone == together


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It isn’t love, it’s LOVE — of a kind", "it isn't love its love of a kind"),
        ("a café in the naïve city, at noon", "A cafe\u0301 in the nai\u0308ve city; at noon!"),
        ("a soft\u00adware that speaks to us all", "a software that speaks to us all"),
        ("one two three\n\nfour five six", "one two three four five six"),
        (
            "ＷＩＤＥ letters are letters like any others",
            "wide letters are letters like any others",
        ),
    ],
)
def test_what_doesnt_count(one, other):
    first, second = shingles([one, other])

    assert len(first) > 1
    assert first.tolist() == second.tolist()


def test_scripts_without_spaces_go_by_the_character():
    one, other = shingles(["世界でひとつの彼女", "世界でひとつの彼氏"])

    assert (5, 5) == (len(one), len(other))
    assert 4 == len(np.intersect1d(one, other))


def test_a_shingle_is_of_one_text():
    assert [0, 0, 1] == [len(found) for found in shingles(["a b c", "d e f", "a b c d e"])]
    assert [] == shingles([])


def test_order_of_words_counts():
    one, other = shingles(["a b c d e", "e d c b a"])

    assert one.tolist() != other.tolist()


@pytest.mark.parametrize("text", ["\ud800" * 9, "😀 " * 9, "\x00 " * 9, "a" * 200_000])
def test_rubbish_is_no_error(text):
    assert 0 == len(shingles([text])[0])


def test_long_words_differ_by_their_ends():
    long = "x" * 40
    one, other = shingles([f"{long}a b c d e", f"{long}b b c d e"])

    assert one.tolist() != other.tolist()
