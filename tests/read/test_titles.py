import pytest

from hermeneut.read.candidates import resolve
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
        ("Her | Daily Post Online", ("Daily Post",), "Her"),
        ("NFF / Tine football school goes on", ("tine",), "NFF / Tine football school goes on"),
        ("Post: Tine football school goes on", ("tine",), "Post: Tine football school goes on"),
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


def titles(page, url="https://post.org/x"):
    return {c.source: c.value for c in from_page(Page(parse(page), url))}


def test_a_page_gives_every_title_it_has():
    page = "<title>Her | Post</title><meta property='og:title' content='Her!'><h1>Her</h1>"
    assert titles(page) == {"h1": "Her", "meta og:title": "Her!", "title": "Her"}


def test_a_kicker_comes_off_a_heading():
    page = "<h1><span class=kicker>Film</span> The Voice He Rented <small>9 May</small></h1>"
    found = titles(page)
    assert found["h1"] == "Film The Voice He Rented 9 May"
    assert found["h1, kicker off"] == "The Voice He Rented"


def test_parts_of_a_title_are_in_the_running():
    found = titles("<title>Film: The Voice He Rented – What It Costs</title>")
    assert found["title, behind the first cut"] == "The Voice He Rented – What It Costs"
    assert found["title, before the last cut"] == "Film: The Voice He Rented"


def test_the_heading_that_the_head_repeats_is_first():
    page = "<title>The Voice He Rented</title><h1>Daily</h1><h1>The Voice He Rented</h1>"
    assert titles(page)["h1"] == "The Voice He Rented"


def test_what_speaks_for_a_title_is_marked():
    page = "<title>The Voice He Rented | Post</title><h1>The Voice He Rented</h1>"
    marks = next(from_page(Page(parse(page), "https://post.org/the-voice-he-rented"))).marks
    assert {"the only h1", "a heading in view", "address holds all of it"} <= marks


def test_the_headline_of_a_page():
    page = """<title>The Voice He Rented | The Post</title><h1>The Voice He Rented</h1>
        <h2>Read on</h2><div class=headline>Another Film Altogether</div>"""
    judged = resolve(from_page(Page(parse(page), "https://post.org/x")))
    assert next(j.candidate.value for j in judged if j.chosen) == "The Voice He Rented"
