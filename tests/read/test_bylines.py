import json

import pytest

from hermeneut.read.bylines import from_page
from hermeneut.read.candidates import resolve
from hermeneut.read.markup import parse
from hermeneut.read.sources import Page

URL = "https://thepost.org/film/her"


def found(page, url=URL, outlet=None):
    return list(from_page(Page(parse(page), url), outlet=outlet))


def named(page, **more):
    return {c.source: c.value for c in found(page, **more)}


def chosen(page, **more):
    return next((j.candidate.value for j in resolve(found(page, **more)) if j.chosen), None)


def test_json_ld_references_are_followed():
    page = """<script type="application/ld+json">{"@graph": [
        {"@type": "Article", "headline": "x", "author": {"@id": "#a"}},
        {"@type": ["Person", "Organization"], "@id": "#a", "name": "Ann Doe"}]}</script>"""
    assert named(page) == {"json-ld": "Ann Doe"}


def test_commenters_did_not_write_the_piece():
    page = """<h1>On Her</h1><p class=byline>By Ann Doe</p><p>A film about love.</p>
        <div class=comments><span class=author>Bo Roe</span></div>"""
    assert named(page)["byline"] == "Ann Doe"
    assert chosen(page) == "Ann Doe"


@pytest.mark.parametrize(
    ("line", "source", "value"),
    [
        ("By Ann Doe and Bo Roe", "text", "Ann Doe; Bo Roe"),
        ("Von Ann Doe, dpa", "text", "Ann Doe"),
        ("Text: Ann Doe", "label", "Ann Doe"),
        ("Autorin: Ann Doe", "label", "Ann Doe"),
        ("Quelle: dpa", "label of origin", "dpa"),
        ("12.01.2014, von Ann", "by beside a date", "Ann"),
        ("Ann Doe, 12 January 2014", "beside a date", "Ann Doe"),
        ("Ann Doe", "a name alone", "Ann Doe"),
        ("By<a>Ann Doe</a><a>Follow</a>", "text", "Ann Doe Follow"),
    ],
)
def test_lines_by_the_headline(line, source, value):
    names = named(f"<h1>On the film called Her</h1><p>{line}</p>")
    assert names.get(source, "").startswith(value.removesuffix(" Follow"))


def test_a_name_by_a_date_is_surer_than_one_alone():
    page = "<h1>On the film called Her</h1><p>Ann Doe</p><p>12 May 2014</p>"
    assert named(page) == {"a name alone by a date": "Ann Doe"}


def test_a_heading_that_reads_like_a_name_is_none():
    assert named("<h1>On the film called Her</h1><h3>Quick Glance</h3>") == {}


def test_a_card_may_hold_one_word():
    assert (
        named("<h1>On Her</h1><a class='author-name'>zeddified</a>")["author-card"] == "zeddified"
    )


def test_the_outlet_signs_nothing_beside_a_person():
    page = """<meta name=author content="Lumen Weekly"><h1>On the film called Her</h1>
        <p class=byline>By <a rel=author>Ann Doe</a></p>"""
    marks = {c.source: c.marks for c in found(page, outlet="Lumen Weekly")}
    assert {"the outlet", "though a person is named"} <= marks["meta author"]
    assert chosen(page, outlet="Lumen Weekly") == "Ann Doe"


def test_a_person_goes_before_the_outlet_in_one_list():
    page = "<meta name=author content='Ann Doe, Lumen Weekly'>"
    assert named(page, outlet="Lumen Weekly") == {"meta author": "Ann Doe"}


def test_authors_in_scripts():
    page = """<script>var page = {"section": "film", "author": "Ann Doe"};</script><p>A film."""
    assert named(page) == {"script": "Ann Doe"}


def test_cards_far_apart_are_of_many():
    card = "<div><div><div><a class=author-name>{}</a></div></div></div><p>A film about love.</p>"
    names = named("<h1>On Her</h1>" + card.format("Ann Doe") + card.format("Bo Roe"))
    assert names["author-card, one of many"] == "Ann Doe"
    beside = "<p><a class=author-name>Ann Doe</a> <a class=author-name>Bo Roe</a></p>"
    assert named(beside)["author-card"] == "Ann Doe; Bo Roe"


def test_a_name_that_the_page_shows_nowhere():
    page = "<meta name=author content='Ann Doe'><h1>On the film called Her</h1><p>{}</p>"
    hidden, shown = (found(page.format(text))[0].marks for text in ("A film", "By Ann Doe"))
    assert "nowhere in view" in hidden
    assert "nowhere in view" not in shown


def test_a_desk_in_a_list_goes_before_a_person():
    page = "<h1>On Her</h1><p><a rel=author>Ann Doe</a> <a rel=author>Online-Redaktion</a></p>"
    assert named(page)["rel-author"] == "Ann Doe"


def test_an_apostrophe_in_a_script():
    page = """<script>var page = {"author": "Ann O'Doe"};</script><p>A film."""
    assert named(page)["script"] == "Ann O'Doe"


@pytest.mark.parametrize(
    "page",
    [
        "<p class=byline>" + "By " * 5_000,
        "<script>" + '"author":' * 20_000,
        "<a rel=author>" * 300,
        "<h1></h1>" + "<p>Von</p>" * 3_000,
    ],
    ids=["by", "script", "nested", "many"],
)
def test_hostile_pages_name_nobody(page):
    assert chosen(page) is None


def reviews(*authors):
    told = [{"@type": "Review", "author": {"@type": "Person", "name": a}} for a in authors]
    return f'<script type="application/ld+json">{json.dumps(told)}</script><p>A film.</p>'


def test_of_many_viewers_none_wrote_the_page():
    assert named(reviews("Ann Doe")) == {"json-ld": "Ann Doe"}
    assert "json-ld" not in named(reviews("Ann Doe", "Bo Roe"))


def test_who_made_what_viewers_review_wrote_the_page():
    made = {"@type": "CreativeWork", "name": "On Her", "author": {"name": "Ann Doe"}}
    said = {"@type": "Review", "author": {"name": "Bo Roe"}}
    page = json.dumps([said, said | {"author": {"name": "Cy Poe"}}, made])
    assert named(f'<script type="application/ld+json">{page}</script>')["json-ld"] == "Ann Doe"


def test_the_card_of_another_piece_names_its_author_alone():
    page = """<h1>On Her at last</h1><p>A film about love.</p><a href=/x><div>Next: a play</div>
        <div class=author-name>By Bo Roe</div></a>"""
    assert "byline" not in named(page)


def test_accents_hide_nobody():
    page = """<script>var page = {"author": "Jose Munoz"}</script><h1>On Her at last</h1>
        <p class=byline>José Muñoz</p>"""
    assert not any("nowhere in view" in c.marks for c in found(page))


def test_the_site_signs_as_an_outlet():
    page = '<meta name=author content="post.org"><h1>On Her</h1>'
    one = found(page, url="https://film.post.org/her")[0]
    assert "the outlet" in one.marks
