import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.collect.http.heads import Heads, mended

GOOD = b"HTTP/1.1 200 OK\r\nServer: a\r\nX-B:\r\n\r\n"


def parsed(head):
    """What the parser makes of a head."""
    state = h11.Connection(h11.CLIENT)
    state.send(h11.Request(method="GET", target="/", headers=[("Host", "a")]))
    state.receive_data(head)
    return list(state.next_event().headers)


@pytest.mark.parametrize("head", [GOOD, GOOD.replace(b"\r", b""), b"HTTP/1.0 200\r\n\r\n"])
def test_what_keeps_the_rules_stays_as_it_is(head):
    assert mended(head) == head


@pytest.mark.parametrize(
    ("lines", "headers"),
    [
        (b"A : b\r\n", [(b"a", b"b")]),
        (b"A\t: b\r\n", [(b"a", b"b")]),
        (b"no colon\r\nA: b\r\n", [(b"a", b"b")]),
        (b"A B: c\r\nA: b\r\n", [(b"a", b"b")]),
        (b": b\r\nA: b\r\n", [(b"a", b"b")]),
        (b"A: b\0\x01c\r\n", [(b"a", b"bc")]),
        (b"A: b\r\n  c\r\n", [(b"a", b"b c")]),
        (b" c\r\nA: b\r\n", [(b"a", b"b")]),
        (b"A: b\rc\r\n", [(b"a", b"bc")]),
        (b"A: \xfc\r\n", [(b"a", b"\xfc")]),
        (b"A: b\tc\r\n", [(b"a", b"b\tc")]),
    ],
)
def test_lines_are_put_right_or_left_out(lines, headers):
    assert parsed(mended(b"HTTP/1.1 200 OK\r\n" + lines + b"\r\n")) == headers


@given(st.binary(max_size=80))
def test_what_is_mended_can_be_parsed(lines):
    head = b"HTTP/1.1 200 OK\r\n" + lines.replace(b"\n\n", b"").replace(b"\n\r\n", b"")
    lowered = head.lower()
    if b"content-length" in lowered or b"transfer-encoding" in lowered:
        return
    found = mended(head + b"\r\n\r\n")
    assert parsed(found) is not None
    assert parsed(mended(found)) == parsed(found)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=30))
def test_a_head_is_passed_on_whole_however_it_comes(sizes):
    said = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA : b\r\n\r\nbody\r\n\r\nmore"
    heads, passed, at = Heads(), b"", 0
    for size in (*sizes, len(said)):
        piece, at = said[at : at + size], at + size
        passed += piece if heads.whole else heads.feed(piece)
    assert heads.whole
    assert passed == said.replace(b"A : b", b"A: b")


def test_what_is_no_http_is_passed_on_at_once():
    heads = Heads()
    assert (heads.feed(b"HT"), heads.feed(b"ML>"), heads.whole) == (b"", b"HTML>", False)
