import pytest

from hermeneut.read.markup import parse
from hermeneut.read.sources import Page
from hermeneut.read.titles import clean_title, from_page, without_site


@pytest.mark.parametrize(
    ("title", "names", "expected"),
    [
        ("Her | The Daily Post", ("dailypost.com", "dailypost"), "Her"),
        ("The Daily Post: Her", ("Daily Post",), "Her"),
        ("Her – a review - Daily Post", ("Daily Post",), "Her – a review"),
        ("« Her », la voix", ("La Lucarne",), "« Her », la voix"),
        ("Her", ("her",), "Her"),
        ("Love: a story", ("Daily Post",), "Love: a story"),
        (" | Daily Post", ("Daily Post",), ""),
    ],
)
def test_site_names_come_off_the_ends(title, names, expected):
    assert without_site(title, names) == expected


@pytest.mark.parametrize(
    ("raw", "title"),
    [("_Her_", "Her"), ("*Her*, again", "Her, again"), ("snake_case_name", "snake_case_name"),
     ("A <em>film</em>", "A film"), ("5 * 3 * 2", "5 * 3 * 2")],
)  # fmt: skip
def test_marks_of_emphasis_go(raw, title):
    assert clean_title(raw) == title


def test_a_page_gives_every_title_it_has():
    page = "<title>Her | Post</title><meta property='og:title' content='Her!'><h1>Her</h1>"
    found = {c.source: c.value for c in from_page(Page(parse(page), "https://post.org/x"))}
    assert found == {"h1": "Her", "meta og:title": "Her!", "title": "Her"}
