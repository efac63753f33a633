import time
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.collect.sources.dates import iso_date

DAYS = st.dates(date(1000, 1, 1), date(2999, 12, 31))


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2014", "2014"),
        ("2014-01", "2014-01"),
        ("2014-1-8", "2014-01-08"),
        ("2014.01.08.", "2014-01-08"),
        ("2014. 1. 8.", "2014-01-08"),
        ("2014-01-08Z", "2014-01-08"),
        ("2014년 01월", "2014-01"),
        ("2014年1月8日 23:11", "2014-01-08"),
        ("2014-00-00", "2014"),
        ("20140108T221500Z", "2014-01-08"),
        ("2014-01-08T23:30:00-05:00", "2014-01-08"),
        ("Wed, 08 Jan 2014 23:30:00 -0500", "2014-01-08"),
        ("8 Jan 14 10:00 GMT", "2014-01-08"),
        ("Sun, 4 Jan 98 10:00 EST", "1998-01-04"),
        ("Wednesday, 8th January, 2014", "2014-01-08"),
        ("January 8, 2014", "2014-01-08"),
        ("Sun Jan  4 16:29:06 PDT 2004", "2004-01-04"),
        ("Jan. 2014", "2014-01"),
        ("25/12/2013", "2013-12-25"),
        ("12/25/2013", "2013-12-25"),
        ("1/2/2014", ""),
        ("30 Feb 2014", ""),
        ("2014-13-01", ""),
        ("2013-2014", ""),
        ("2013–14", ""),
        ("1389139200", ""),
        ("12:30", ""),
        ("8 May", ""),
        ("54 months ago", ""),
        ("", ""),
    ],
)
def test_a_date_is_read_at_the_precision_stated(stated, expected):
    assert expected == iso_date(stated)


@given(DAYS, st.integers(-12, 14))
def test_the_day_is_that_of_where_it_was_written(day, hours):
    zone = timezone(timedelta(hours=hours))
    moment = datetime(day.year, day.month, day.day, 23, 30, tzinfo=zone)
    assert day.isoformat() == iso_date(moment.isoformat())
    assert day.isoformat() == iso_date(format_datetime(moment))


@given(DAYS)
def test_the_c_librarys_dates_are_read(day):
    moment = datetime(day.year, day.month, day.day, 4, 5, 6, tzinfo=UTC)
    assert day.isoformat() == iso_date(time.asctime(moment.timetuple()))


@given(st.text("0123456789-/. :JanFebMayTZ+", max_size=40))
def test_whatever_is_read_is_a_date_or_nothing(text):
    found = iso_date(text)
    assert found == iso_date(found)
    assert not found or date.fromisoformat(f"{found}-01-01"[:10])
