"""The web that collecting is measured on: does it do what it says?"""

import gzip
import hashlib
import http.client
import socket
import sys
import time
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from hermeneut.addresses import canonical

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))  # scripts, no package
import testsites
import testweb

SMALL = {"sites": 24, "pages": 220, "delay": 0.02}


@pytest.fixture(scope="module")
def served():
    with testweb.serving(**SMALL) as one:
        yield one


def get(url, **headers):
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request("GET", url.split(parts.netloc)[1], headers=headers)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.getheader("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return answer, body


def find(served, kind, path):
    (url, *_) = [s.url(path) for s in served.web.sites if s.kind == kind and path in s.routes]
    return url


def raw(url):
    parts = urlsplit(url)
    one = socket.create_connection((parts.hostname, parts.port), timeout=5)
    one.sendall(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
    return one


def test_a_seed_makes_one_web():
    def listed(seed):
        return testsites.build(port=80, seed=seed, **SMALL).pages

    assert listed(1) == listed(1)
    assert listed(1) != listed(2)


def test_the_whole_web_is_as_large_as_it_says():
    web = testsites.build(sites=300, pages=6000, delay=1.0, port=80)
    assert (300, 6000) == (len({s.address for s in web.sites}), len(web.pages))
    assert len({canonical(page.url) for page in web.pages}) == 6000
    assert set(testsites.KINDS) < {site.kind for site in web.sites}


def test_too_small_a_web_says_so():
    with pytest.raises(ValueError, match="sites are the least"):
        testsites.build(sites=10, pages=500, delay=1.0, port=80)


def patiently(url, says):
    """Follow redirects and ask again, as a right collector does; return where it was said."""
    for _ in range(5):
        try:
            answer, body = get(url)
        except ConnectionResetError:
            continue
        if (answer.status, hashlib.sha256(body).hexdigest()) == (200, says):
            return url
        url = urljoin(url, answer.getheader("Location") or "")
    return "nowhere"


def test_what_must_be_kept_is_there_to_be_kept(served):
    served.forget()
    pages = [page for page in served.web.pages if page.must == ("kept",)]
    found = {page.url: patiently(page.url, page.says) for page in pages}
    assert {page.url: page.where or page.url for page in pages} == found


def test_the_log_tells_when_a_request_came(served):
    url = find(served, "missing", "/still-here")
    served.forget()
    before = time.monotonic()
    get(url, **{"User-Agent": "one"})
    time.sleep(0.03)
    get(url + "?again", **{"User-Agent": "two"})
    after = time.monotonic()
    first, second = served.log()
    host = urlsplit(url).hostname
    assert (host, "/still-here", 200, "one") == (first.host, first.path, first.status, first.agent)
    assert ("/still-here?again", 404, "two") == (second.path, second.status, second.agent)
    assert before < first.at < first.at + 0.03 <= second.at < after


def test_the_time_is_the_kernels_not_pythons(served):
    tarpit = raw(find(served, "bombs", "/endless"))  # keeps the server busy
    url = find(served, "missing", "/still-here")
    served.forget()
    sent = []
    for _ in range(5):
        sent.append(time.monotonic())
        raw(url).close()
    tarpit.close()
    time.sleep(0.05)
    came = [asked.at for asked in served.log()]
    assert len(came) == 5
    assert all(-0.001 < at - then < 0.02 for at, then in zip(came, sent, strict=True))


def test_a_second_visit_is_answered_with_nothing_new(served):
    page, etag = next(
        (page, found) for page in served.web.pages if (found := get(page.url)[0].getheader("ETag"))
    )
    answer, body = get(page.url, **{"If-None-Match": etag})
    assert (304, b"") == (answer.status, body)


def test_what_was_busy_is_fine_later_and_a_new_log_begins_anew(served):
    url = find(served, "busy", "/back/1")
    served.forget()
    assert [503, 503, 200] == [get(url)[0].status for _ in range(3)]
    served.forget()
    assert 503 == get(url)[0].status


def test_a_wall_wants_a_cookie(served):
    url = find(served, "walls", "/wanted")
    assert (302, "/wanted") == (get(url)[0].status, get(url)[0].getheader("Location"))
    assert 200 == get(url, Cookie="seen=1")[0].status


def test_a_reset_is_a_reset(served):
    with raw(find(served, "resets", "/reset")) as one, pytest.raises(ConnectionResetError):
        one.recv(1)


def test_a_cut_answer_is_shorter_than_it_says(served):
    with pytest.raises(http.client.IncompleteRead):
        get(find(served, "resets", "/cut"))


def test_a_dripping_answer_takes_its_time(served):
    began = time.monotonic()
    assert 200 == get(find(served, "dripping", "/slow/1"))[0].status
    assert time.monotonic() - began > SMALL["delay"]


@pytest.mark.parametrize("kind", ["slow-head", "silent"])
def test_a_tarpit_says_next_to_nothing(served, kind):
    with raw(find(served, kind, "/tarpit")) as one:
        time.sleep(0.1)
        one.setblocking(False)
        said = one.recv(100) if kind == "slow-head" else b""
        with pytest.raises(BlockingIOError):
            one.recv(1)
    assert len(said) <= 6


def test_an_endless_page_goes_on_for_as_long_as_one_reads(served):
    with raw(find(served, "bombs", "/endless")) as one:
        assert 2**21 < sum(len(one.recv(2**16)) for _ in range(500))


def test_a_bomb_is_small_until_it_is_unpacked(served):
    with raw(find(served, "bombs", "/bomb")) as one:
        head = one.recv(300).partition(b"\r\n\r\n")[0]
    assert b"Content-Encoding: gzip" in head
    assert int(head.rpartition(b"Content-Length: ")[2].split()[0]) < 2**20


def test_capacity_is_far_beyond_what_is_measured_with_it(served):
    import asyncio

    assert 2000 < asyncio.run(testweb.capacity(served, connections=3, rounds=10))


def test_only_what_is_to_be_kept_says_something():
    web = testsites.build(sites=300, pages=6000, delay=1.0, port=80)
    ends = {end for page in web.pages for end in page.must}
    assert {"kept", "robots", "rights", "reset", "timeout", "too-large", "bad-http"} < ends
    assert {p for p in web.pages if p.says} == {p for p in web.pages if p.must == ("kept",)}
