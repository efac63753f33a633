import pytest

from hermeneut.read.credits import CLOSES, OPENS, Place, credited


@pytest.mark.parametrize(
    ("opens", "name"),
    [
        ("LOS ANGELES (AP) — A voice wins.", "Associated Press"),
        ("NEW YORK, Jan 10 (Reuters) - A voice wins.", "Reuters"),
        ("Berlin (dpa) - Eine Stimme gewinnt.", "Deutsche Presse-Agentur"),
        ("Köln (dpa/lnw) – Eine Stimme gewinnt.", "Deutsche Presse-Agentur"),
        ("Madrid, 10 ene (EFE).- Gana una voz.", "Agencia EFE"),
        ("A Voice\n\nPARIS (AFP) – A voice wins.", "Agence France-Presse"),
        ("By JO LEE, AP Film Writer\n\nA voice wins.", "Associated Press"),
        ("A Voice Wins\n\nJo Lee, The Associated Press\n\nIt did.", "Associated Press"),
        ("Quelle: dpa\n\nEine Stimme gewinnt.", "Deutsche Presse-Agentur"),
    ],
)
def test_credits_at_the_head(opens, name):
    assert name == credited(opens, "The end.")


@pytest.mark.parametrize(
    ("closes", "name"),
    [
        ("It ends.\n\n© 2014 Associated Press. All rights reserved.", "Associated Press"),
        ("It ends. Copyright 2014 The Associated Press.", "Associated Press"),
        ("It ends.\n\n(c) 2014, Tribune Content Agency", "Tribune News Service"),
        ("It ends.\n\n— Reuters", "Reuters"),
        ("It ends.\n\nThis review was first published in The Lantern.", "The Lantern"),
        ("It ends.\n\nOriginally published on Slow Light on May 3.", "Slow Light"),
        ("It ends.\n\n(Originally published in Slow Light, 2014)", "Slow Light"),
        ("It ends.\n\nReprinted with permission from The Long Weekly", "The Long Weekly"),
        ("It ends. (Dieser Beitrag ist zuerst erschienen in: Die Lampe)", "Die Lampe"),
    ],
)
def test_credits_at_the_end(closes, name):
    assert name == credited("It begins.", closes)


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Associated Press", "Associated Press"),
        ("Jo Lee, AP", "Associated Press"),
        ("Jo Lee/AP", "Associated Press"),
        ("Reuters Staff", "Reuters"),
        ("dpa", "Deutsche Presse-Agentur"),
        ("Ap Lee", None),
        ("Jo Reuters-Lee", None),
    ],
)
def test_credits_in_the_byline(author, name):
    assert name == credited("It begins.", "It ends.", authors=[author])


@pytest.mark.parametrize(
    "text",
    [
        "The Associated Press contributed to this report.",
        "He told Reuters that the film was hers.",
        "She sat her AP exam (AP) and left.",
        "The novel was first published in France.",
        "His third volume (originally published in French) is hers.",
        "The AP style book says nothing of voices.",
        "They tt and epd",
    ],
)
def test_what_only_speaks_of_an_agency_credits_none(text):
    assert credited(text, text) is None


def test_the_middle_of_a_text_credits_none():
    middle = "x " * OPENS + "\n\n© 2014 Associated Press\n\n" + "x " * CLOSES

    assert credited(middle, middle) is None


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (Place(site="apnews.com"), None),
        (Place(site="hosted.apnews.com"), None),
        (Place(outlet="AP News"), None),
        (Place(outlet="APX News"), "Associated Press"),
        (Place(outlet="Associated Press"), None),
        (Place(site="clapnews.com"), "Associated Press"),
    ],
)
def test_an_agency_doesnt_credit_itself(place, name):
    assert name == credited("ROME (AP) — A voice.", "", place=place)


def test_nor_does_a_paper():
    note = "This essay first appeared in The Lantern."

    assert credited(note, "", place=Place(outlet="Lantern")) is None


def test_an_agency_that_is_no_more_isnt_credited():
    opens = "Berlin (dapd) - Eine Stimme."

    assert credited(opens, "", place=Place(year=2012))
    assert credited(opens, "", place=Place(year=2020)) is None
