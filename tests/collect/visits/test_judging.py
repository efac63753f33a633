"""What becomes of a page, by what came of asking for it."""

import pytest

from hermeneut.collect.evidence import warc
from hermeneut.collect.http.exchange import Exchange
from hermeneut.collect.queue.frontier import Page
from hermeneut.collect.visits.following import Came
from hermeneut.collect.visits.judging import as_published, judged
from hermeneut.collect.visits.manners import Manners

PAGE = Page("1", "http://a.org/her", "a.org")
MANNERS = Manners(tries=3)


def came(status=200, *, truncated="", headers=(), body=b"<p>Here."):
    one = Exchange(
        "http://a.org/her", "2026-01-02T03:04:05Z", b"", status, f"HTTP/1.1 {status} So",
        tuple(headers), body, truncated=truncated,
    )  # fmt: skip
    return Came("answered", exchanges=(one,))


PART = PAGE._replace(span=(0, 9))
_INNER = warc.response(PAGE.url, "2014-01-10T05:21:46Z", "HTTP/1.1 200 OK", [], b"Her.")
RECORD = warc.member(warc.headers_of(_INNER), _INNER.block)
ENDS = {
    "good": (PAGE, came(), ("done", "")),
    "not changed": (PAGE, came(304), ("done", "")),
    "changed on its way": (PAGE, came(203), ("done", "")),
    "a part that was asked for": (PART, came(206, body=RECORD), ("done", "")),
    "a part cut short": (PART, came(206, body=RECORD[:-9]), ("failed", "damaged")),
    "a part of another page": (PART._replace(url="http://b.org/"), came(206, body=RECORD),
                               ("failed", "other-page")),
    "a part that wasn't": (PAGE, came(206), ("failed", "http-206")),
    "nothing": (PAGE, came(204), ("failed", "http-204")),
    "not for everyone": (PAGE, came(451), ("failed", "http-451")),
    "gone": (PAGE, came(410), ("failed", "http-410")),
    "not now": (PAGE, came(503), ("later", "http-503")),
    "not now, again": (PAGE._replace(tries=1), came(503), ("later", "http-503")),
    "never": (PAGE._replace(tries=2), came(503), ("failed", "http-503")),
    "not to be had": (PAGE, came(501), ("failed", "http-501")),
    "too large": (PAGE, came(truncated="length"), ("failed", "too-large")),
    "too slow": (PAGE, came(truncated="time"), ("failed", "timeout")),
    "cut": (PAGE, came(truncated="disconnect"), ("later", "disconnect")),
    "cut at its end": (PAGE, came(truncated="disconnect", body=b"x</HTML>\n"), ("done", "")),
    "an error cut at its end": (
        PAGE, came(404, truncated="disconnect", body=b"</html>"), ("later", "disconnect")
    ),
    "broken off": (PAGE, Came("unanswered", "reset"), ("later", "reset")),
    "private": (PAGE, Came("unanswered", "private-address"), ("failed", "private-address")),
    "closed": (PAGE, Came("refused", "robots"), ("refused", "robots")),
    "had already": (PAGE, Came("had"), ("done", "")),
    "at rest": (PAGE, Came("resting", "resting", wait=60.0), ("later", "resting")),
}  # fmt: skip


@pytest.mark.parametrize(("page", "what", "end"), ENDS.values(), ids=ENDS)
def test_the_end_of_a_page(page, what, end):
    assert end == judged(page, what, MANNERS)[:2]


def test_whoever_asks_for_patience_gets_it():
    later = came(503, headers=[("Retry-After", "300")])

    assert 300.0 == judged(PAGE, later, MANNERS).wait
    assert MANNERS.pause("1", 1) == judged(PAGE, came(503), MANNERS).wait


def test_of_a_range_of_an_archive_the_page_within_counts():
    inner = warc.response(
        PAGE.url, "2014-01-10T05:21:46Z", "HTTP/1.1 200 OK", [("TDM-Reservation", "1")], b"Her."
    )
    member = warc.member(warc.headers_of(inner), inner.block)
    there = came(206, body=member, headers=[("TDM-Reservation", "0")]).exchanges[0]

    found = as_published(there, PAGE._replace(via="https://ark.org/1.warc.gz", span=(0, 9)))

    assert (PAGE.url, 200, "1", b"Her.") == (
        found.url, found.status, found.header("tdm-reservation"), found.body
    )  # fmt: skip


def test_of_a_range_that_is_none_the_archives_words_count():
    there = came(404, body=b"No.").exchanges[0]

    assert there == as_published(there, PAGE._replace(via="https://ark.org/1", span=(0, 9)))


def test_of_a_copy_the_sites_own_headers_count():
    headers = [("X-Archive-Orig-X-Robots-Tag", "noai"), ("X-Robots-Tag", "none")]
    there = came(headers=[*headers, ("Content-Encoding", "gzip")]).exchanges[0]

    found = as_published(there, PAGE._replace(via="https://ark.org/web/1id_/x"))

    assert ("noai", "gzip") == (found.header("x-robots-tag"), found.header("content-encoding"))
    assert there == as_published(there, PAGE)
