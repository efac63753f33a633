import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.collect.http.exchange import Exchange, absolute, head, retry_after, target
from hermeneut.collect.http.guard import Unfetched

AT = "2014-01-10T05:00:00Z"


def exchange(*headers, status=200, body=b"", url="https://example.org/2014/her?p=7"):
    return Exchange(url, AT, b"", status, f"HTTP/1.1 {status}", headers, body)


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("https://example.com/her", "https://example.com/her"),
        ("/her", "https://example.org/her"),
        ("review", "https://example.org/2014/review"),
        ("?page=2", "https://example.org/2014/her?page=2"),
        ("//cdn.example.com/her", "https://cdn.example.com/her"),
        ("  /her \t", "https://example.org/her"),
        ("/h\ter\x00", "https://example.org/her"),
        ("/her#comments", "https://example.org/her"),
        ("HTTP://EXAMPLE.ORG:80/Her", "http://example.org/Her"),
        ("http://me:secret@example.org/", "http://example.org/"),
        ("/a b|c", "https://example.org/a%20b%7Cc"),
        ("/100%/%C3%BC", "https://example.org/100%/%C3%BC"),
        ("/gef\u00c3\u00bchl", "https://example.org/gef%C3%BChl"),  # UTF-8, read as ISO 8859-1
        ("/gef\u00fchl", "https://example.org/gef%FChl"),
        ("https://b\u00c3\u00bccher.example/", "https://xn--bcher-kva.example/"),
        ("javascript:alert(1)", ""),
        ("JavaScript:alert(1)", ""),
        ("java\tscript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("data:text/html,her", ""),
        ("mailto:reader@example.org", ""),
        ("ftp://example.org/", ""),
        ("http://[::1/", ""),
        ("http://example.org:99999/", ""),
        ("http://a:80:80/", ""),
        ("", ""),
    ],
)
def test_where_a_redirect_leads(location, leads_to):
    assert exchange(("location", location), status=302).location() == leads_to


@pytest.mark.parametrize("status", [200, 201, 300, 304, 404])
def test_only_redirects_lead_somewhere(status):
    assert exchange(("Location", "/her"), status=status).location() == ""


def test_a_redirect_without_a_location_leads_nowhere():
    assert exchange(status=301).location() == ""


@given(st.text(alphabet=st.characters(max_codepoint=255), max_size=60))
def test_a_location_is_clean_or_empty(location):
    found = absolute("https://example.org/2014/her", location)
    assert found.isascii()
    assert not set(found) & set(" \t\r\n#")
    assert found == "" or found.startswith(("http://", "https://"))
    assert found == "" or target(found).url == found


@given(st.text(max_size=60))
def test_an_address_is_parted_or_refused(url):
    slug, found = "", None
    try:
        found = target(f"http://{url}")
    except Unfetched as error:
        slug = error.slug
    if found is None:
        assert slug == "bad-address"
    else:
        assert found.path.startswith(b"/")
        assert b" " not in found.path
        assert 0 < found.port < 2**16


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0), ("120", 120.0), (" 7 ", 7.0), ("1.5", 1.5), ("999999999999", 366 * 86400.0),
        ("Fri, 10 Jan 2014 05:01:00 GMT", 60.0), ("Fri, 10 Jan 2014 06:01:00 +0100", 60.0),
        ("Friday, 10-Jan-14 05:01:00 GMT", 60.0), ("Fri Jan 10 05:01:00 2014", 60.0),
        ("Thu, 09 Jan 2014 05:00:00 GMT", 0.0), ("Fri, 10 Jan 9999 05:00:00 GMT", 366 * 86400.0),
        ("", None), ("soon", None), ("-5", None), ("9" * 400, None), ("12, 12", None),
        ("Fri, 99 Jan 2014 05:01:00 GMT", None), ("١٢", None),
    ],
)  # fmt: skip
def test_seconds_to_wait(value, seconds):
    assert retry_after(value, AT) == seconds
    assert exchange(("Retry-After", value), status=429).retry_after() == seconds


@given(st.text(max_size=40))
def test_a_wait_is_never_negative(value):
    found = retry_after(value, AT)
    assert found is None or 0 <= found <= 366 * 86400


def test_headers_are_read_whatever_their_case():
    found = exchange(("X-Robots-Tag", "noai"), ("x-robots-tag", "noindex"), ("Age", "1"))
    assert found.header("x-Robots-tag") == "noai, noindex"
    assert found.every("X-ROBOTS-TAG") == ["noai", "noindex"]
    assert found.header("none") == ""


def test_what_is_long_is_not_shown():
    assert "text" not in repr(exchange(("a", "text"), body=b"text"))


def test_a_head_is_written_as_http_1_has_it():
    assert head(b"/her", [(b"Host", b"a"), (b"B", b"c")]) == (
        b"GET /her HTTP/1.1\r\nHost: a\r\nB: c\r\n\r\n"
    )
