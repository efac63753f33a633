import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.collect.inquiries import copies
from hermeneut.collect.inquiries.copies import Copy


@pytest.mark.parametrize(
    "good", ["example.org/her", "https://example.org/*", "*.example.org", "a.be"]
)
def test_addresses_and_patterns_that_an_index_knows(good):
    copies.check_urls([good])
    assert copies.is_pattern(good) == ("*" in good)


@pytest.mark.parametrize("bad", ["", "*", "*.", "a b.org", "example.org/*/her", "*example.org", 7])
def test_what_an_index_cannot_be_asked_for_is_refused(bad):
    with pytest.raises(ValueError, match="urls"):
        copies.check_urls([bad])
    with pytest.raises(ValueError, match="urls must name"):
        copies.check_urls([])


@pytest.mark.parametrize(
    ("words", "url", "fits"),
    [
        ((), "https://example.org/anything", True),
        (("her",), "https://example.org/2014/Her-review", True),
        (("her",), "https://example.org/2014/there/other", False),
        (("her",), "https://her.example.org/2014/review", False),  # the host doesn't count
        (("Spike Jonze",), "http://example.org:80/films/spike_jonze.html", True),
        (("spike jonze", "her"), "https://example.org/?title=her", True),
        (("a.b",), "https://example.org/axb", False),
    ],
)
def test_words_are_whole_words_behind_the_host(words, url, fits):
    assert copies.fits(words, url) == fits


@given(st.lists(st.text(max_size=8), max_size=3), st.text(max_size=60))
def test_any_words_make_an_expression_that_compiles(words, text):
    re.compile(copies.expression(words))
    assert copies.fits(words, f"https://example.org/{text}") in (True, False)


def listed(*marks):
    return [Copy(key, stamp, f"http://{key}.org/", "") for key, stamp in marks]


def test_one_copy_of_each_page_the_first_or_the_last():
    lines = listed(("a", "1"), ("a", "2"), ("a", "3"), ("b", "2"), ("c", "1"), ("c", "4"))
    first = [(c.key, c.timestamp) for c in copies.chosen(lines, earliest=True)]
    last = [(c.key, c.timestamp) for c in copies.chosen(lines, earliest=False)]
    assert first == [("a", "1"), ("b", "2"), ("c", "1")]
    assert last == [("a", "3"), ("b", "2"), ("c", "4")]
    assert list(copies.chosen([], earliest=True)) == []
