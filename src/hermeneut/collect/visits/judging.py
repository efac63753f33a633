"""What becomes of a page that was asked for: had, gone, refused, or to be asked for again."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from ...errors import RowFailed
from ..evidence.ranges import unpack
from ..http.exchange import Exchange
from ..queue.frontier import Page
from .following import Came
from .manners import Manners
from .sites import FINAL

GOOD = frozenset({200, 203})
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 507, 509, 520, 521, 522, 523, 524, 530})
# What a page that is gone fails with; an archive may have a copy. A site that said no has none.
DEAD = frozenset({
    "http-404", "http-410", "dns", "unreachable", "refused-connection", "timeout", "tls",
})  # fmt: skip
_ORIGINAL = "x-archive-orig-"  # how the Wayback Machine calls the headers of what it captured


class End(NamedTuple):
    """What becomes of a page: ``done``, ``failed``, ``refused``, or ``later`` after a wait."""

    state: str
    error: str = ""
    detail: str = ""
    wait: float = 0.0


def judged(page: Page, came: Came, manners: Manners) -> End:
    """Judge what came of a page.

    Good are 200, 203, what is unchanged (304), and the part that was asked for (206). What may
    pass is tried again: no answer, a connection broken off, and the statuses that mean "not now".

    Args:
        page: What was asked for.
        came: What came of it.
        manners: How often to try.
    """
    if came.state == "had":
        return End("done", "", came.detail)
    if came.state in ("failed", "refused"):
        return End(came.state, came.error, came.detail)
    if came.state == "resting":
        return End("later", came.error, came.detail, came.wait)
    error, passing = came.error, came.error not in FINAL
    if came.state == "answered":
        last = came.exchanges[-1]
        error, passing = _wrong(last, page)
        if not error:
            return End("done")
    if not passing or page.tries + 1 >= manners.tries:
        return End("failed", error, came.detail)
    wait = max(manners.pause(page.url_id, page.tries + 1), came.wait, _asked_to_wait(came))
    return End("later", error, came.detail, wait)


def _wrong(last: Exchange, page: Page) -> tuple[str, bool]:
    """Say what is wrong with an answer, as a slug, and whether that may pass."""
    if last.truncated == "length":
        return "too-large", False
    if last.truncated == "time":
        return "timeout", False
    if last.truncated and not _ends(last):
        return "disconnect", True
    if page.span and last.status in (*GOOD, 206):
        return _damaged(last, page), False
    if last.status in GOOD or last.status == 304:
        return "", False
    return f"http-{last.status}", last.status in PASSING


def _damaged(copy: Exchange, page: Page) -> str:
    """Say what is wrong with the range of an archive's file, as a slug; nothing where it's good."""
    try:
        unpack(copy.body, url=page.url)
    except RowFailed as failed:
        return failed.slug
    return ""


def _ends(answer: Exchange) -> bool:
    """Say whether a page is whole though its server promised more, as many do."""
    return answer.status in GOOD and answer.content().rstrip()[-7:].lower() == b"</html>"


def _asked_to_wait(came: Came) -> float:
    return (came.exchanges[-1].retry_after() or 0.0) if came.exchanges else 0.0


def as_published(answer: Exchange, page: Page) -> Exchange:
    """Return what the site itself had answered, where an archive's copy came.

    It is what the site says of rights that counts, not what the archive says.
    """
    if page.span:
        try:
            found = unpack(answer.body)
        except RowFailed:
            return answer
        if found.http.status is None:
            return answer
        headers = tuple(found.http.headers.items())
        status, body = found.http.status, found.http.body
        return replace(answer, url=page.url, status=status, headers=headers, body=body)
    if page.via:
        headers = tuple(
            (name[len(_ORIGINAL) :], value)
            for name, value in answer.headers
            if name.lower().startswith(_ORIGINAL)
        )
        kept = tuple(h for h in answer.headers if h[0].lower() == "content-encoding")
        return replace(
            answer, url=page.url, headers=(*headers, *kept) if headers else answer.headers
        )
    return answer
