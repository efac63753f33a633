import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.read.dates import in_path, parse, parse_iso, stated


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("January 10, 2014", "2014-01-10"),
        ("Jan. 10th, 2014", "2014-01-10"),
        ("Friday, 10 January 2014 at 9:30", "2014-01-10"),
        ("10. März 2014", "2014-03-10"),
        ("mardi 5 juin 2018", "2018-06-05"),
        ("le 1er février 2014", "2014-02-01"),
        ("5 de octubre de 2013", "2013-10-05"),
        ("19.03.2014", "2014-03-19"),
        ("19.03.14", "2014-03-19"),
        ("2014/3/9", "2014-03-09"),
        ("2014年1月10日", "2014-01-10"),
        ("12/18/2013", "2013-12-18"),
        ("18/12/2013", "2013-12-18"),
        ("3/4/2014", "2014"),
        ("March 2014", "2014-03"),
        ("54 months ago", None),
        ("yesterday", None),
        ("31 February 2014", None),
        ("10 January 1914", None),
        ("version 2.10.2014.7", "2014-10-02"),
        ("", None),
    ],
)
def test_notations(printed, iso):
    assert parse(printed) == iso


def test_which_way_round_can_be_told():
    assert parse("3/4/2014", day_first=True) == "2014-04-03"
    assert parse("3/4/2014", day_first=False) == "2014-03-04"


def test_no_date_after_the_capture():
    assert parse("January 10, 2031", latest="2025-05-04") is None
    assert parse("May 5, 2025", latest="2025-05-04") == "2025-05-05"  # another time zone
    assert parse_iso("2031-01-10", latest="2025-05-04") is None


@pytest.mark.parametrize(
    ("path", "iso"),
    [
        ("/2014/01/10/her", "2014-01-10"),
        ("/film/2014/jan/10/her", "2014-01-10"),
        ("/2013/12/her.html", "2013-12"),
        ("/posts/2017-10-06-review.md", "2017-10-06"),
        ("/a/20140110-her", "2014-01-10"),
        ("/her-2013", None),
        ("/2049/13/99/x", None),
        ("/title/tt1798709", None),
    ],
)
def test_paths(path, iso):
    assert in_path(path) == iso


def test_what_people_state_may_be_old():
    assert stated("1926") == "1926"
    assert stated("n.d.") is None


@given(st.text(alphabet="0123456789./- JanuarymärzT:", max_size=40))
def test_any_text_gives_a_date_or_nothing(text):
    found = parse(text) or parse_iso(text)
    assert found is None or len(found) in (4, 7, 10)


@given(st.dates())
def test_iso_comes_back(day):
    expected = day.isoformat() if day.year >= 1400 else None
    assert stated(day.isoformat()) == expected
