import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.collect.http.content_coding import Swelling, codings, decoded

TEXT = " ".join(f"{n} warm, odd films" for n in range(4000)).encode()


def bare(body):
    packed = zlib.compressobj(wbits=-15)
    return packed.compress(body) + packed.flush()


PACKED = {
    "gzip": gzip.compress(TEXT, mtime=0),
    "deflate": zlib.compress(TEXT),
    "deflate without head": bare(TEXT),
    "gzip in two members": gzip.compress(TEXT[:100], mtime=0) + gzip.compress(TEXT[100:], mtime=0),
    "gzip with padding": gzip.compress(TEXT, mtime=0) + bytes(20),
    "br": brotli.compress(TEXT),
}


@pytest.mark.parametrize("name", PACKED)
def test_what_was_packed_is_unpacked_up_to_the_bound(name):
    coding = [name.split()[0]]
    assert decoded(PACKED[name], coding, 10**6) == TEXT
    assert decoded(PACKED[name], coding, 1000) == TEXT[:1000]


@pytest.mark.parametrize("name", PACKED)
def test_what_is_cut_is_unpacked_as_far_as_it_goes(name):
    whole = PACKED[name]
    found = decoded(whole[: len(whole) // 2], [name.split()[0]], 10**6)
    assert TEXT.startswith(found)
    assert len(found) > 1000


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_text_is_text_whatever_its_head_says(coding):
    assert decoded(b"<p>A warm, odd film.", [coding], 99) == b"<p>A warm, odd film."


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
@given(body=st.binary(max_size=300))
def test_no_bytes_make_it_fail(coding, body):
    assert len(decoded(body, [coding], 1000)) <= 1000


@given(st.binary(max_size=2000), st.integers(1, 3000), st.integers(1, 50))
def test_swelling_agrees_with_unpacking(body, limit, size):
    packed = gzip.compress(body * 20, mtime=0)
    swelling, came, over = Swelling(("gzip",), limit), bytearray(), False
    for start in range(0, len(packed), size):
        came += packed[start : start + size]
        over = over or swelling.over(came)
    assert (over or swelling.over(came, whole=True)) == (len(body) * 20 > limit)


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("gzip", ("gzip",)), ("x-gzip", ("gzip",)), (" GZIP ", ("gzip",)), ("identity", ()),
        ("deflate, gzip", ("gzip", "deflate")), ("utf-8", ()), ("", ()), ("br,none", ("br",)),
        ("gzip," * 1000, ("gzip",) * 8),
    ],
)  # fmt: skip
def test_codings_are_undone_from_the_outermost(header, named):
    assert codings(header) == named
