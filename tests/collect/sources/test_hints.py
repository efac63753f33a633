import pytest

from hermeneut.collect.sources.hints import hint
from hermeneut.design import parse
from hermeneut.samples import design_of

HER = design_of("her")
GATSBY = parse(
    '[study]\nname = "g"\n[work]\ntitle = "The Great Gatsby"\nyear = 1925\nkind = "novel"\n'
    'makers = ["F. Scott Fitzgerald"]'
)


@pytest.mark.parametrize(
    ("title", "url"),
    [
        ("Her (2013)", ""),
        ("Review: ‘Her’", ""),
        ("Falling for an operating system", ""),
        ("Spike Jonze’s strangest film", ""),
        ("What SPIKE JONZE saw", ""),
        ("My AI girlfriend and me", ""),
        ("", "https://example.org/2014/01/her/"),
        ("", "https://example.org/2014/01/her.html"),
        ("", "https://example.org/film-review-her"),
        ("", "https://example.org/her-2013-2/"),
        ("", "https://example.org/her_movie_explained"),
        ("", "https://example.org/spike-jonzes-love-story"),
        ("", "https://example.org/?title=scarlett-johansson-has-no-body"),
        ("", "https://example.org/Joaqu%C3%ADn-Phoenix"),
    ],
)
def test_a_page_that_may_be_about_the_work_is_hinted_at(title, url):
    assert hint(HER, title, url)


@pytest.mark.parametrize(
    ("title", "url"),
    [
        ("He loves her", "https://example.org/he-loves-her"),
        ("Ten ways to help her", "https://example.org/help-her"),
        ("Her Campus: a review", "https://example.org/her-campus"),
        ("Review: Her Smell", "https://example.org/review-her-smell"),
        ("", "https://example.org/2014/01/phoenixville-fire"),
        ("", "https://example.org/node/4711"),
        ("", "http://[::1/her-review"),
        ("", ""),
    ],
)
def test_a_page_about_something_else_is_not(title, url):
    assert "" == hint(HER, title, url)


@pytest.mark.parametrize(
    ("title", "url", "expected"),
    [
        ("", "https://example.org/books/great-gatsby", ""),
        ("", "https://example.org/why-the-great-gatsby-lasts", "the great gatsby"),
        ("Rereading The Great Gatsby", "", "the great gatsby"),
        ("Fitzgerald's debts", "", "fitzgeralds"),
    ],
)
def test_a_title_of_several_words_counts_wherever_it_stands(title, url, expected):
    assert expected == hint(GATSBY, title, url)


def test_the_catalogue_is_hinted_at_where_it_is_about_the_film(floor_of_hints):
    recall, distracted = floor_of_hints
    assert recall >= 0.8
    assert distracted <= 0.13


@pytest.fixture
def floor_of_hints():
    """What part of the pages on the film is hinted at, and of those on something else."""
    import csv
    from importlib.resources import files

    listed = files("hermeneut.samples").joinpath("her/catalogue.csv").read_text("utf-8")
    hit = {"her": [], "distractor": []}
    for row in csv.DictReader(listed.splitlines()):
        if row["about"] in hit and not row["duplicate_of"]:
            title = "" if row["title"].startswith("(") else row["title"]
            hit[row["about"]].append(bool(hint(HER, title, row["url"])))
    return [sum(found) / len(found) for found in hit.values()]


def test_a_design_that_names_nobody_goes_by_its_title():
    bare = parse('[study]\nname = "g"\n[work]\ntitle = "The Great Gatsby"\nyear = 1925')
    assert "the great gatsby" == hint(bare, "The Great Gatsby, again", "")
    assert "" == hint(bare, "Another book", "https://example.org/another-book")
