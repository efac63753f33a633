"""What a page says that it reviews."""

import pytest

from hermeneut.read.markup import parse
from hermeneut.read.reviewed import from_page
from hermeneut.read.sources import Page

LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            LD.format(
                '{"@type": "Review", "itemReviewed": '
                '{"@type": "Movie", "name": "Her", "datePublished": "2013-12-18"}}'
            ),
            ["Her (2013)"],
        ),
        (
            LD.format('{"@type": "NewsArticle", "about": [{"@type": "Movie", "name": "Up"}, 7]}'),
            ["Up"],
        ),
        (LD.format('{"@type": "Article", "about": {"@type": "Person", "name": "Ada"}}'), []),
        (LD.format('{"@type": "Review", "itemReviewed": {"@type": "Claim", "name": "x"}}'), []),
        ('<p itemprop="itemReviewed" itemtype="https://schema.org/Movie">Her', ["Her"]),
        ('<p itemprop="itemReviewed" itemtype="https://schema.org/Recipe">Cake', []),
        (LD.format('{"@type": "Review", "itemReviewed": null}'), []),
        ("<p>Nothing.", []),
    ],
)
def test_works_that_are_reviewed(html, expected):
    assert [c.value for c in from_page(Page(parse(html), None))] == expected
