import pytest

from hermeneut.design import FORMS, VENUES
from hermeneut.read.forms import BY_PATH, BY_SECTION, BY_TITLE, BY_TYPE, STATED, from_page, stated
from hermeneut.read.markup import parse
from hermeneut.read.sources import Page


def test_every_form_and_venue_is_one_of_the_designs():
    forms = {*BY_TYPE.values(), *BY_SECTION.values(), *(f for _, f in (*BY_PATH, *BY_TITLE))}
    forms |= {form for form, _ in STATED.values() if form}
    assert forms <= set(FORMS)
    assert {venue for _, venue in STATED.values() if venue} <= set(VENUES)


@pytest.mark.parametrize(
    ("path", "title", "forms"),
    [
        ("/film/reviews/her", "Her", {"review"}),
        ("/her-2013", "Review: Her", {"review"}),
        ("/opinion/her", "Her and us", {"op-ed"}),
        ("/x", "An interview with a sound designer", {"interview"}),
        ("/x", "I reviewed my life", set()),
    ],
)
def test_pages(path, title, forms):
    page = Page(parse("<p>"), f"https://example.org{path}")
    assert {c.value for c in from_page(page, title)} == forms


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("academic", [("form", "scholarly article")]),
        ("blog", [("venue", "blog")]),
        ("forum", [("form", "forum thread")]),
        ("Op-Ed", [("form", "op-ed")]),
        ("other", []),
    ],
)
def test_words_of_lists(word, found):
    assert [(c.field, c.value) for c in stated("form", word, "column", 0.95)] == found
