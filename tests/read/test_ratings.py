import pytest

from hermeneut.read.markup import parse
from hermeneut.read.ratings import at_the_ends, from_page, in_text
from hermeneut.read.sources import Page


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("★★★½", "★★★½"),
        ("★★★☆☆", "★★★☆☆"),
        ("Rating: 3.5/5", "3.5/5"),
        ("I give it 4 out of 5", "4 out of 5"),
        ("three and a half out of four stars", "three and a half out of four stars"),
        ("Grade: B+", "B+"),
        ("4/5 or 5/5?", None),
        ("on 1/10/2014", None),
        ("A love story", None),
        ("open 24/7", None),
    ],
)
def test_notations(text, rating):
    assert in_text(text) == rating


def ratings(page):
    return [c.value for c in from_page(Page(parse(page), "https://example.org/her"))]


def test_schema_org():
    page = """<script type="application/ld+json">{"@type": "Review", "author": "Ann Doe",
        "reviewRating": {"ratingValue": "3.0", "bestRating": 4}}</script>"""
    assert ratings(page) == ["3/4"]


def test_a_scale_of_schema_org_ends_at_five_unless_it_says_so():
    page = """<script type="application/ld+json">{"@type": "Review", "author": "Ann Doe",
        "reviewRating": %s}</script>"""
    assert ratings(page % '{"ratingValue": 4}') == ["4/5"]
    assert ratings(page % '{"ratingValue": 8}') == ["8"]
    assert ratings(page % '{"ratingValue": 2, "bestRating": 4, "worstRating": -4}') == [
        "2 from -4 to 4"
    ]


def test_an_average_is_not_the_authors():
    page = """<script type="application/ld+json">{"@type": "Movie", "aggregateRating":
        {"ratingValue": 4.1, "ratingCount": 900}}</script>"""
    assert ratings(page) == []


def test_stars_that_are_drawn():
    icons = (
        "<i class='fa fa-star'></i>" * 3
        + "<i class='fa fa-star-half-o'></i><i class='fa fa-star-o'></i>"
    )
    assert ratings(f"<div class='review-rating'>{icons}</div>") == ["★★★½☆"]
    assert ratings(f"<div class='rating'>{'<i class=star></i>' * 5}</div>") == []
    assert ratings("<img class='stars' alt='3.5 out of 5'>") == ["3.5 out of 5"]


@pytest.mark.parametrize("line", ["Verdict: 9/10", "★★★★½", "B+", "4/5", "3½ stars (of 4)"])
def test_a_line_by_itself(line):
    prose = "<p>" + "The film opens on a face that reads letters aloud. " * 8
    assert len(ratings(f"<h1>On Her</h1>{prose * 4}<p>{line}</p>")) == 1
    assert ratings(f"<h1>On Her</h1>{prose * 4}<p>IMDb: {line}</p>") == []


def test_an_average_of_readers_is_no_rating():
    assert ratings("<span class='user-rating'>4/5</span>") == []


def test_several_ratings_are_several_reviews():
    assert ratings("<b class=rating>4/5</b><b class=rating>2/5</b>") == []


def test_only_the_ends_of_a_text_count():
    assert [c.value for c in at_the_ends("Her is a marvel.\n\nRating: 9/10")] == ["9/10"]
    middle = "word " * 300 + "\n\nRating: 9/10\n\n" + "word " * 300
    assert list(at_the_ends(middle)) == []
