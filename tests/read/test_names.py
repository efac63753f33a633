import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.read.names import LONGEST, MOST, begins_as_name, is_desk, split_names, stated_whole


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("By Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("Jane Doe | Jan 10, 2014", ("Jane Doe",)),
        ("JANE O'NEIL-DOE", ("Jane O'Neil-Doe",)),
        ("Reviewed by Jane van der Doe, Film Critic", ("Jane van der Doe",)),
        ("Von Jörg Müller und Ann Roe", ("Jörg Müller", "Ann Roe")),
        ("Ein Artikel von Jörg Müller", ("Jörg Müller",)),
        ("Filmkritikerin Ann Roe", ("Ann Roe",)),
        ("FILM-Redakteurin Ann Roe", ("Ann Roe",)),
        ("Ann Roe Staff Writer", ("Ann Roe",)),
        ("Jane Doe jane@example.org", ("Jane Doe",)),
        ("Jane Doe for The Daily Post", ("Jane Doe",)),
        ("T. V. Raman", ("T. V. Raman",)),
        ("Marisol Etxart February 14", ("Marisol Etxart",)),
        ("Geschreven door Ann Roe", ("Ann Roe",)),
        ("Escribe Ann Roe", ("Ann Roe",)),
        ("Ann Roe / AFP", ("Ann Roe",)),
        ("Rechtsanwältin Ann Roe", ("Ann Roe",)),
        ("Bo Roe sagt", ("Bo Roe",)),
        ("Creative Commons Attribution", ()),
        ("Staff Writer", ()),
        ("Reuters", ()),
        ("dailypost.com", ()),
        ("Posted on 12 May", ()),
        ("Weitere Informationen", ()),
        ("Zur Startseite", ()),
        ("a man who falls in love with his operating system", ()),
        ("", ()),
    ],
)
def test_bylines(byline, names):
    assert split_names(byline) == names


def test_a_handle_counts_only_where_names_alone_stand():
    assert split_names("x_9") == ()
    assert split_names("x_9", alone=True) == ("x_9",)
    assert split_names("10; 13", alone=True) == ()


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Redaktion", ("Redaktion",)),
        ("Von Ann Doe, dpa", ("Ann Doe",)),
        ("AFP", ("AFP",)),
        ("dpa/lno", ("dpa/lno",)),
        ("Daily Post/jd", ("Daily Post/jd",)),
        ("Staff and news service reports", ("Staff and news service reports",)),
        ("AFP and Reuters", ("AFP", "Reuters")),
        ("Read more", ()),
    ],
)
def test_a_desk_signs_where_nobody_else_does(byline, names):
    assert split_names(byline, desks=True) == names


def test_desks():
    assert is_desk("Die Online-Redaktion")
    assert not is_desk("Ann Doe")


@given(st.text(max_size=200), st.booleans(), st.booleans())
def test_any_text_gives_short_names_or_none(text, alone, desks):
    names = split_names(text, alone=alone, desks=desks)
    assert len(names) <= MOST
    assert all(0 < len(name) <= LONGEST for name in names)


def test_function_words_stand_inside_no_name():
    assert split_names("Fatima in Gefühle", alone=True) == ()


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("Jörg Müller", True), ("J. Roe", True), ("Prof. Dr. Ann Doe", True), ("Grüne Jobs", False)],
)
def test_how_names_begin(name, is_one):
    assert begins_as_name(name) == is_one


def test_a_name_that_is_stated_whole():
    assert stated_whole("Eingestellt von der Michel") == ("der Michel",)
    assert stated_whole("Subscribe to our Newsletter") == ()
    assert stated_whole("no capital here") == ()
