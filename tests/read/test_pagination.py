"""The next page is the one whose address counts one up, whatever calls itself next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.addresses import canonical
from hermeneut.read.markup import parse
from hermeneut.read.pagination import next_page, numbered
from hermeneut.read.sources import Page


def page(markup: str, url: str = "https://e.org/2014/01/on-her") -> Page:
    return Page(parse(f"<html><body>{markup}</body></html>"), url)


@pytest.mark.parametrize(
    ("url", "stem", "number"),
    [
        ("https://e.org/2014/01/on-her", "https://e.org/2014/01/on-her", 1),
        ("https://e.org/2014/01/on-her/2/", "https://e.org/2014/01/on-her", 2),
        ("https://e.org/2014/01/on-her/page/3", "https://e.org/2014/01/on-her", 3),
        ("https://e.org/on-her_2.html", "https://e.org/on-her.html", 2),
        ("https://e.org/on-her-1.html", "https://e.org/on-her-1.html", 1),
        ("https://e.org/a?id=7&page=3", "https://e.org/a?id=7", 3),
        ("https://e.org/a?p=7", "https://e.org/a?p=7", 1),
        ("https://e.org/her-2013.html", "https://e.org/her-2013.html", 1),
        ("https://e.org/2014", "https://e.org/2014", 1),
        ("https://e.org/blade-runner-2", "https://e.org/blade-runner-2", 1),
    ],
)
def test_addresses_taken_apart(url: str, stem: str, number: int):
    assert numbered(canonical(url)) == (stem, number)


@pytest.mark.parametrize(
    "link",
    [
        "<a href='/2014/01/on-her/2/'>2</a>",
        "<a href='https://www.e.org/2014/01/on-her?page=2&utm_source=x'>Weiter</a>",
        "<link rel='next' href='/2014/01/on-her/page/2'>",
    ],
)
def test_the_page_that_counts_one_up(link: str):
    assert numbered(next_page(page(f"<p>A film.</p>{link}")) or "").number == 2


@pytest.mark.parametrize(
    "link",
    [
        "<a rel='next' href='/2014/02/on-up'>Next post</a>",
        "<link rel='next' href='/2014/02/on-up'>",
        "<a href='/2014/01/on-her/3/'>3</a>",
        "<a href='https://other.org/2014/01/on-her/2/'>2</a>",
        "<a href='http://[broken'>2</a>",
        "<link rel='stylesheet' href='/2014/01/on-her/2/'>",
        "",
    ],
)
def test_what_is_no_next_page(link: str):
    assert next_page(page(f"<p>A film.</p>{link}")) is None


def test_the_last_page_and_a_page_without_address():
    back = "<a href='/2014/01/on-her'>1</a> <a href='/2014/01/on-her/2/'>2</a>"
    assert next_page(page(back, "https://e.org/2014/01/on-her/2/")) is None
    assert next_page(Page(parse(back), None)) is None


@given(st.text(max_size=60))
def test_any_address_has_a_number(url: str):
    assert numbered(url).number >= 1
