import re

import pytest

from hermeneut.design import VENUES
from hermeneut.read.markup import parse
from hermeneut.read.sources import Page
from hermeneut.read.venues import _rules, from_page, of_host


def venues(page, url):
    return {c.value for c in from_page(Page(parse(page), url))}


@pytest.mark.parametrize(
    ("host", "venue"),
    [
        ("oakhamgazette.example", {"newspaper"}), ("thedailyfern.example", {"newspaper"}),
        ("news.fernhill.edu", {"university"}), ("film.fernhill.ac.uk", {"university"}),
        ("ann.tistory.com", {"blog"}), ("blogs.fern.example", {"blog"}), ("ann.blog", {"blog"}),
        ("forum.fern.example", {"platform"}), ("fernmagazine.example", {"magazine"}),
        ("link.springer.com", {"journal"}), ("show.simplecast.com", {"podcast"}),
        ("fern.example", set()), ("localhost", set()), ("", set()),
    ],
)  # fmt: skip
def test_hosts(host, venue):
    assert {c.value for c in of_host(host)} == venue


@pytest.mark.parametrize(
    ("page", "url", "venue"),
    [
        ("<meta property='og:site_name' content='Fern Quarterly'>", "https://fern.example/her",
         "magazine"),
        ("<meta name='author' content='Ann Doe'>", "https://anndoe.example/her", "blog"),
        ("<meta name='generator' content='Open Journal Systems 3'>", "https://fern.example/x",
         "journal"),
        ("<meta name='citation_issn' content='1234-5678'>", "https://fern.example/x", "journal"),
        ("<p>Hi.<footer>Fern is a student newspaper.</footer>", "https://fern.example/x",
         "newspaper"),
        ("<p>Hi.", "https://fern.example/podcast/12", "podcast"),
        ("<p>Hi.", "https://fern.example/forum/her", "platform"),
    ],
)  # fmt: skip
def test_pages(page, url, venue):
    assert venue in venues(page, url)


def test_a_name_that_only_holds_the_words_says_nothing():
    assert (
        venues("<meta property='og:site_name' content='Pressure Points'>", "https://x.example")
        == set()
    )


def test_rules_name_venues_of_the_design():
    rules = _rules()
    named = {*rules["hosts"], *(r["venue"] for r in (*rules["words"], *rules["said"]))}
    assert named <= set(VENUES)
    listed = [host for hosts in rules["hosts"].values() for host in hosts]
    assert len(listed) == len(set(listed))
    assert all(re.compile(w) for r in rules["said"] for w in r["words"])
