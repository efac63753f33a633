import pytest

from hermeneut.candidates import NotAnswered
from hermeneut.collect.sources.links import Links
from hermeneut.design import parse
from hermeneut.testing import DESIGN, Recorded, check_source

UP = parse(DESIGN)
PAGE = "https://example.org/round-up"
ROUND_UP = b"""<nav><a href="https://elsewhere.example/">partner</a></nav><article>
<a href="https://a.example/up">Carl's balloons</a> <a href="https://b.example/x">Down below</a>
<a href="/last-year">last year</a> <a href="https://blog.example.org/own">our own</a>
<a href="https://web.archive.org/web/20090601000000/http://gone.example/up">gone</a></article>"""


def found(**settings):
    source = Links(**{"urls": (PAGE,), **settings})
    return check_source(source, Recorded({PAGE: ROUND_UP}), UP)


def urls(candidates):
    return [one.url for one in candidates]


OFF = ["https://a.example/up", "https://b.example/x", "http://gone.example/up"]
ON = ["https://example.org/last-year", "https://blog.example.org/own"]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, OFF),
        ({"where": "on-site"}, ON),
        ({"where": "everywhere"}, [*OFF[:2], *ON, OFF[2]]),
        ({"body": False}, ["https://elsewhere.example/", *OFF]),
        ({"keep": ("/up", "b.example")}, OFF),
        ({"keep": ("/x",)}, OFF[1:2]),
    ],
)
def test_links_are_chosen_by_where_they_lead_and_stand(settings, expected):
    assert expected == urls(found(**settings))


def test_a_link_says_what_it_is_called_and_where_it_stood():
    first, *_, last = found()
    assert ("Carl's balloons", PAGE, "") == (first.title, first.query, first.via)
    assert "https://web.archive.org/web/20090601000000id_/http://gone.example/up" == last.via


def test_what_is_not_wanted_is_left_out_with_the_reason():
    kept = found(about=True, leave_out=("a.example known already",))
    assert ["pattern", "no-cue", ""] == [one.left_out.partition(":")[0] for one in kept]


def test_one_page_that_can_not_be_had_does_not_end_the_rest():
    other = "https://example.org/other"
    source = Links(urls=(other, PAGE))
    assert OFF == urls(source.discover(UP, Recorded({PAGE: ROUND_UP, other: b"%PDF-1.7"})))
    with pytest.raises(NotAnswered, match="http-404"):
        list(source.discover(UP, Recorded({PAGE: 500, other: 404})))


@pytest.mark.parametrize("wrong", [{"urls": ()}, {"keep": ("x",)}, {"where": "here"}])
def test_settings_that_can_not_be_meant_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Links(**{"urls": (PAGE,), **wrong})
