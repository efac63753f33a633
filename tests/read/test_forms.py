import json
from importlib.resources import files

import pytest

from hermeneut.design import FORMS, VENUES
from hermeneut.read.candidates import resolve
from hermeneut.read.encoding import decode
from hermeneut.read.forms import (
    BY_PATH,
    BY_SECTION,
    BY_SIGN,
    BY_TITLE,
    BY_TYPE,
    STATED,
    from_page,
    stated,
)
from hermeneut.read.markup import parse
from hermeneut.read.sources import Page


def test_every_form_and_venue_is_one_of_the_designs():
    forms = {*BY_TYPE.values(), *BY_SECTION.values(), *(f for _, f, _ in (*BY_PATH, *BY_TITLE))}
    forms |= set(BY_SIGN.values())
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
        ("/cine/resena/", "Ella", {"review"}),
        ("/x", "10 best films about machines", {"listing"}),
        ("/doi/10.1000/12", "On voices", {"scholarly article"}),
    ],
)
def test_pages(path, title, forms):
    page = Page(parse("<p>"), f"https://example.org{path}")
    assert {c.value for c in from_page(page, title) if c.field == "form"} == forms


def test_what_a_page_states_outweighs_what_its_text_looks_like():
    said = "<p>" + "The minister said on Monday that the police will report on Friday. " * 9
    found = {c.value: c.confidence for c in from_page(Page(parse(said), "https://e.org/opinion/x"))}
    assert found["op-ed"] > found["news"]
    alone = {c.value: c.confidence for c in from_page(Page(parse(said), "https://e.org/x"))}
    assert alone["news"] > found["news"]


@pytest.mark.parametrize(
    ("path", "form"),
    [("/tag/her/", "listing"), ("/", "listing"), ("/title/tt123/reviews", "user review")],
)
def test_pages_that_are_no_article(path, form):
    page = Page(parse("<p>A film. <p>Another."), f"https://example.org{path}")
    assert form in {c.value for c in from_page(page)}


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


def test_the_samples_pages(floor):
    folder = files("hermeneut") / "samples" / "sample"
    gold = [json.loads(x) for x in (folder / "gold.jsonl").read_text("utf-8").splitlines()]
    right = {"form": [], "venue": []}
    for row in gold:
        tree = parse(decode((folder / "pages" / row["file"]).read_bytes(), "text/html").text)
        for judged in resolve(from_page(Page(tree, row["url"]), row["title"])):
            if judged.chosen:
                field = judged.candidate.field
                right[field].append(judged.candidate.value == row[field])
    for field, answers in right.items():
        assert sum(answers) / len(answers) >= floor("forms", f"{field}_precision")
        assert len(answers) / len(gold) >= floor("forms", f"{field}_answered")
