"""Verbs of saying, and who is named beside them."""

import pytest

from hermeneut.annotate.saying import CUE, forms
from hermeneut.annotate.speech import after, before, cited


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("note", ("note", "notes", "noted", "noting")),
        ("quip", ("quip", "quips", "quipped", "quipping")),
        ("deny", ("deny", "denies", "denied", "denying")),
        ("confess", ("confess", "confesses", "confessed", "confessing")),
        ("write", ("write", "writes", "wrote", "written", "writing")),
    ],
)
def test_verbs_inflect(verb, expected):
    assert forms(verb) == expected


def test_so_called_is_no_cue():
    assert CUE.search("the so-called ") is None
    assert CUE.search("he called it ")["name"] == "called"


@pytest.mark.parametrize(
    ("tag", "source", "cue"),
    [
        (" says Maud Ferris, who saw it.", "Maud Ferris", "says"),
        (" she said.", "she", "said"),
        (", Ferris later wrote in a letter.", "Ferris", "wrote"),
        (" wrote the director of the festival.", "the director of the festival", "wrote"),
        (" Prof. Maud Ferris (Leeds), an expert on letters, told us.", "Prof. Maud Ferris", "told"),
        (" the film’s own director said.", "the film’s own director", "said"),
    ],
)
def test_tags(tag, source, cue):
    found = after("“x,”" + tag, 4, 4 + len(tag))
    assert (found.source.of("“x,”" + tag), found.cue.of("“x,”" + tag)) == (source, cue)


def test_prose_is_no_tag():
    assert after("“x” and then nothing happened.", 3, 30) is None


@pytest.mark.parametrize(
    ("clause", "source", "cue"),
    [
        ("As Maud Ferris writes, ", "Maud Ferris", "writes"),
        ("He told the Post: ", "He", "told"),
        ("According to Ferris, ", "Ferris", "According to"),
        ("For Ferris, ", "Ferris", "For"),
        ("In her words, ", "her", "In her words"),
        ("Ferris’s verdict was short: ", "Ferris", "verdict"),
        ("But Ferris, a critic in Leeds, had once called it ", "Ferris", "called"),
        ("That year a colleague, Ada Quill, wrote: ", "Ada Quill", "wrote"),
        ("A.O. Brill in The Paper wrote that ", "A.O. Brill", "wrote"),
        ("Ferris smiled before asking, ", "Ferris", "asking"),
    ],
)
def test_leads(clause, source, cue):
    found = before(clause + "“x”", 0, len(clause))
    assert (found.source.of(clause), found.cue.of(clause)) == (source, cue)


@pytest.mark.parametrize(
    ("behind", "source"),
    [
        (" (Ferris 2014, 3).", "Ferris"),
        (" (Ferris).", "Ferris"),
        (" — Maud Ferris\n", "Maud Ferris"),
    ],
)
def test_citations(behind, source):
    text = "“x”" + behind
    assert cited(text, 3).source.of(text) == source


def test_an_aside_is_no_citation():
    assert cited("“x” (which I doubt)", 3) is None
