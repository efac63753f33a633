from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.collect.inquiries import fields

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("raw", "written"),
    [
        ("2014-01-10T21:02:51Z", "2014-01-10"), ("2014-01-10T21:02:51+0000", "2014-01-10"),
        ("20140110T210000Z", "2014-01-10"), ("20140110", "2014-01-10"), ("2014-01", "2014-01"),
        ("2014", "2014"), ("2014-02-30", "2014-02"), ("2014-13-01", "2014"), ("0000-01-01", ""),
        ("10/01/2014", ""), ("", ""), (None, ""), (2014, ""), (" 2014-01-10 09:00", "2014-01-10"),
    ],
)  # fmt: skip
def test_dates_are_written_at_the_precision_known(raw, written):
    assert fields.iso(raw) == written


@given(JSON)
def test_any_field_is_read_as_text_date_number_and_address(value):
    assert isinstance(fields.line(value), str)
    assert "\n" not in fields.line(value)
    fields.line(value).encode()
    assert fields.iso(value) == "" or date.fromisoformat((fields.iso(value) + "-01-01")[:10])
    fields.iso_parts(value)
    fields.number(value)
    url = fields.address(value)
    assert url == "" or url.lower().startswith(("http://", "https://"))
    assert fields.moment(value) == "" or value.isascii()
    assert isinstance(fields.rows(value, "a", 0, "b"), list)
