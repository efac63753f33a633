import pytest

from hermeneut.read.markup import parse
from hermeneut.read.signatures import signatures
from hermeneut.read.sources import Page


def signed(markup):
    return dict(signatures(Page(parse(markup), "https://thepost.org/film/her")))


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Author:", "Ann Doe"),
        ("Auteur(s) :", "Les Amis du Cinéma de Gare"),
        ("Von:", "Ann Doe"),
        ("Ein Beitrag von", "Ann Doe"),
        ("Di", "Ann Doe"),
    ],
)
def test_a_label_names_whom_the_next_line_holds(label, name):
    assert signed(f"<h1>On Her</h1><b>{label}</b><br>{name}") == {"label above": (name,)}


def test_a_label_above_a_label_names_nobody():
    assert signed("<h1>On Her</h1><p>Author:</p><p>By:</p>") == {}


@pytest.mark.parametrize(
    ("notice", "names"),
    [
        ("© 2014 Ann Doe", ("Ann Doe",)),
        ("Copyright (c) 2012- Ann Doe. All rights reserved.", ("Ann Doe",)),
        ("2006-2008 by Ann Doe", ("Ann Doe",)),
        ("© 2012 APA/AP", ("APA/AP",)),
    ],
)
def test_who_holds_the_rights(notice, names):
    assert signed(f"<p>{notice}</p>") == {"copyright": names}


def test_a_company_that_holds_the_rights_signs_nothing():
    assert signed("<p>© 2014 Lumen Media Holdings</p>") == {}


def test_the_agency_of_a_dateline():
    told = "Hamburg (dpa/lno) – A film about love and what comes after it, in the end. " * 3
    assert signed(f"<h1>On Her</h1><p>{told}</p>") == {"dateline of an agency": ("dpa/lno",)}
    assert signed(f"<h1>On Her</h1><p>{told.replace('dpa/lno', 'SPD')}</p>") == {}


def test_a_description_that_begins_with_who_wrote_it():
    page = "<meta name=description content='Posted by Ann Doe and Bo Roe - The film team'>"
    assert signed(page) == {"description": ("Ann Doe", "Bo Roe")}


def graph(*nodes):
    return f'<script type="application/ld+json">{{"@graph": [{", ".join(nodes)}]}}</script>'


def test_what_json_ld_says_of_the_page_where_the_piece_names_nobody():
    page = '{"@type": "WebPage", "@id": "#p", "author": {"@id": "#ann"}}'
    ann = '{"@type": "Person", "@id": "#ann", "name": "Ann Doe"}'
    found = {"json-ld webpage": ("Ann Doe",), "json-ld person": ("Ann Doe",)}
    assert signed(graph(page, ann)) == found
    piece = '{"@type": "Article", "headline": "On Her", "author": "Bo Roe"}'
    assert signed(graph(page, ann, piece)) == {}


def test_of_several_persons_in_json_ld_none_is_taken():
    people = ('{"@type": "Person", "name": "Ann Doe"}', '{"@type": "Person", "name": "Bo Roe"}')
    assert signed(graph(*people)) == {}
