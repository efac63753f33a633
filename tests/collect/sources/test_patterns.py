import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.collect.sources import patterns
from hermeneut.collect.sources.patterns import address, fits, same_site


@pytest.mark.parametrize(
    ("pattern", "url", "expected"),
    [
        ("example.org", "https://www.example.org:8080/her", True),
        ("example.org", "https://blog.example.org/her", False),
        ("*.example.org", "https://blog.example.org/her", True),
        ("*.example.org", "https://example.org/her", False),
        ("example.org/reviews/*", "http://www.example.org/reviews/her", True),
        ("example.org/reviews/*", "http://www.example.org/news/her", False),
        ("https://www.example.org/reviews/*", "http://example.org/reviews/her", True),
        ("/20##/##/*", "https://example.org/2014/01/her/", True),
        ("/20##/##/*", "https://example.org/2014/1/her/", False),
        ("/reviews/", "https://example.org/reviews", True),
        ("/reviews", "https://example.org/reviews/", True),
        ("/REVIEWS/*", "https://example.org/reviews/Her", True),
        ("/?p=*", "https://example.org/?p=7", True),
        ("/?p=*", "https://example.org?p=7", True),
        ("/her.html", "https://example.org/herAhtml", False),
        ("/*.html", "https://example.org/her.html#end", True),
        ("*her*", "https://example.org/2014/why-her-matters", True),
        ("*her*", "https://example.org/up", False),
        ("/a*a", "https://example.org/a", False),
        ("/a*b*c", "https://example.org/a-c-b-c", True),
        ("/a*b*c", "https://example.org/a-c-b", False),
        ("*", "https://example.org/", True),
        ("5.34.180.190", "http://5.34.180.190/essay", True),
    ],
)
def test_an_address_fits_a_pattern(pattern, url, expected):
    assert expected == fits(pattern, url)


@given(st.text("ab#./-?=", max_size=30), st.data())
def test_an_address_fits_itself_with_stars_in_it(path, data):
    path = path.replace("#", "7")
    start = data.draw(st.integers(0, len(path)))
    end = data.draw(st.integers(start, len(path)))
    assert fits(f"example.net/{path[:start]}*{path[end:]}", f"https://example.net/{path}")


@given(st.text(max_size=40), st.text(max_size=60))
def test_whatever_is_laid_against_whatever_ends_in_yes_or_no(pattern, url):
    assert fits(pattern, url) in (True, False)


def test_a_pattern_made_to_take_for_ever_does_not():
    assert not fits("/" + "*a" * 200 + "*b", "https://example.org/" + "a" * 1900)


def test_the_reason_is_what_stands_behind_the_pattern():
    left = ("/tag/* lists, not pages", "*.example.net")
    assert "pattern: lists, not pages" == patterns.reason(left, "https://example.org/tag/her")
    why = patterns.reason(left, "https://a.example.net/")
    assert "pattern: the study leaves out *.example.net" == why
    assert "" == patterns.reason(left, "https://example.org/her")


@pytest.mark.parametrize("wrong", [("her",), ("",), "example.org", (7,)])
def test_a_pattern_that_fits_nothing_is_refused(wrong):
    with pytest.raises(ValueError, match="leave_out"):
        patterns.check("leave_out", wrong)


@pytest.mark.parametrize("wrong", [(), "https://example.org", ("mailto:a@example.org",), ("her",)])
def test_places_are_addresses_of_the_web(wrong):
    with pytest.raises(ValueError, match="urls"):
        patterns.places("urls", wrong)


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("/her", "https://example.org/a/b", "https://example.org/her"),
        ("her", "https://example.org/a/b", "https://example.org/a/her"),
        ("//example.net/her", "https://example.org/", "https://example.net/her"),
        ("?page=2", "https://example.org/a", "https://example.org/a?page=2"),
        ("https://example.org/a b\n c", "", "https://example.org/a%20b%20c"),
        ("HTTP://Example.org/Her", "", "HTTP://Example.org/Her"),
        ("example.org/her", "", "https://example.org/her"),
        ("example.org", "https://example.net/", "https://example.net/example.org"),
        ("her.html", "", "https://her.html"),
        ("javascript:alert(1)", "https://example.org/", ""),
        ("data:text/html,her", "https://example.org/", ""),
        ("ftp://example.org/her", "", ""),
        ("http://[::1", "https://example.org/", ""),
        ("http://example.org:99999/", "", ""),
        ("https:///her", "", ""),
        ("n/a", "", ""),
        ("", "", ""),
        ("https://example.org/" + "a" * 8000, "", ""),
    ],
)
def test_what_stands_in_a_link_becomes_an_address_or_nothing(text, base, expected):
    assert expected == address(text, base)


@given(st.text(max_size=80), st.sampled_from(["", "https://example.org/a/"]))
def test_any_text_becomes_an_address_of_the_web_or_nothing(text, base):
    url = address(text, base)
    assert not url or url.lower().startswith(("http://", "https://"))
    assert url == address(url, base)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("https://www.example.org/a", "http://m.example.org/b", True),
        ("https://blog.example.org/", "https://example.org/", True),
        ("https://notexample.org/", "https://example.org/", False),
        ("https://a.example.org/", "https://b.example.org/", False),
        ("", "", False),
    ],
)
def test_hosts_are_of_one_site(one, other, expected):
    assert expected == same_site(one, other)
