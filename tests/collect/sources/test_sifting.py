import pytest

from hermeneut.candidates import Candidate
from hermeneut.collect.sources.sifting import Sieve
from hermeneut.design import parse
from hermeneut.testing import DESIGN

UP = parse(DESIGN)


def page(url, **facts):
    return Candidate(url, "list", "a.txt", **facts)


def sifted(sieve, *found):
    return [(one.url, one.left_out) for one in sieve.sift(found, UP)]


def test_a_page_comes_once_at_its_first_place():
    found = [page("https://b.org/x"), page("https://a.org/y"), page("http://www.b.org/x/?utm_id=1")]
    assert [("https://b.org/x", ""), ("https://a.org/y", "")] == sifted(Sieve(), *found)


def test_a_page_left_out_comes_again_when_it_is_wanted():
    out, wanted = page("https://a.org/x", left_out="filter: no"), page("https://a.org/x")
    assert [("https://a.org/x", "filter: no"), ("https://a.org/x", "")] == sifted(
        Sieve(), out, wanted, out
    )


@pytest.mark.parametrize(
    ("sieve", "facts", "slug"),
    [
        (Sieve(("a.org a proxy",)), {}, "pattern: a proxy"),
        (Sieve(since="2009-05"), {"published": "2009-04-30"}, "early: of 2009-04-30"),
        (Sieve(since="2009-05"), {"published": "2009"}, ""),
        (Sieve(since="2009-05"), {"published": ""}, ""),
        (Sieve(until="2009-05"), {"published": "2009-05-31"}, ""),
        (Sieve(until="2009-05"), {"published": "2009-06"}, "late: of 2009-06"),
        (Sieve(about=True), {"title": "Balloons"}, "no-cue: neither title nor address"),
        (Sieve(about=True), {"title": "Pete Docter's balloons"}, ""),
        (Sieve(about=True), {"left_out": "off-site: x"}, "off-site: x"),
    ],
)
def test_what_is_left_out_says_why(sieve, facts, slug):
    (_, why), = sifted(sieve, page("https://a.org/x", **facts))  # fmt: skip
    assert why.startswith(slug)
    assert bool(slug) == bool(why)


def test_of_a_link_to_an_archive_the_page_itself_is_taken():
    url = "https://web.archive.org/web/20140110052146/http://a.org/x"
    (one,) = Sieve().sift([page(url, title="X")], UP)
    assert ("http://a.org/x", "X") == (one.url, one.title)
    assert "https://web.archive.org/web/20140110052146id_/http://a.org/x" == one.via
    assert "2014-01-10T05:21:46Z" == one.captured_at


def test_of_a_wrapped_link_what_is_in_it_is_taken():
    wrapped = "https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.org%2Fx&data=01"
    assert [("https://a.org/x", "")] == sifted(Sieve(), page(wrapped), page("https://a.org/x"))


@pytest.mark.parametrize(
    "wrong", [{"since": "May 2009"}, {"until": "2009-13"}, {"since": "2010", "until": "2009"}]
)
def test_days_that_are_none_are_refused(wrong):
    with pytest.raises(ValueError, match=r"since|until"):
        Sieve(**wrong)
