import pytest

from hermeneut.read.markup import parse
from hermeneut.read.names import from_page, split_names
from hermeneut.read.sources import Page


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("By Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("Jane Doe | Jan 10, 2014", ("Jane Doe",)),
        ("JANE O'NEIL-DOE", ("Jane O'Neil-Doe",)),
        ("Reviewed by Jane van der Doe, Film Critic", ("Jane van der Doe",)),
        ("Von Jörg Müller und Ann Roe", ("Jörg Müller", "Ann Roe")),
        ("Jane Doe jane@example.org", ("Jane Doe",)),
        ("Jane Doe for The Daily Post", ("Jane Doe",)),
        ("T. V. Raman", ("T. V. Raman",)),
        ("Marisol Etxart February 14", ("Marisol Etxart",)),
        ("Staff Writer", ()),
        ("Reuters", ()),
        ("dailypost.com", ()),
        ("Posted on 12 May", ()),
        ("a man who falls in love with his operating system", ()),
        ("", ()),
    ],
)
def test_bylines(byline, names):
    assert split_names(byline) == names


def test_a_handle_counts_only_where_names_alone_stand():
    assert split_names("x_9") == ()
    assert split_names("x_9", alone=True) == ("x_9",)


def authors(page, url="https://example.org/her"):
    return {c.source: c.value for c in from_page(Page(parse(page), url))}


def test_json_ld_references_are_followed():
    page = """<script type="application/ld+json">{"@graph": [
        {"@type": "Article", "headline": "x", "author": {"@id": "#a"}},
        {"@type": ["Person", "Organization"], "@id": "#a", "name": "Ann Doe"}]}</script>"""
    assert authors(page) == {"json-ld": "Ann Doe"}


def test_commenters_did_not_write_the_piece():
    page = "<p class=byline>By Ann Doe<div class=comments><span class=author>Bo Roe</span></div>"
    assert set(authors(page).values()) == {"Ann Doe"}


def test_the_outlet_signs_nothing():
    page = "<meta name=author content='The Daily Post'>"
    assert list(from_page(Page(parse(page), "https://dp.org/x"), outlet="The Daily Post")) == []
