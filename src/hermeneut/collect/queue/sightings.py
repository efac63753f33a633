"""What becomes of candidates: new pages, further sightings of known ones, better places to ask.

A page's own address comes before an archive's copy; a copy is turned to where that address fails,
unless it is the site that said no.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ...addresses import canonical
from ...candidates import Candidate
from .ledger import fit

AT_ONCE = 1000  # candidates in one transaction
AT_LEAST_EVERY = 1.0  # seconds after which candidates are written, be they ever so few
LONGEST_URL = 8000  # characters, as RFC 9110 (section 4.1) asks servers to bear
MOST_COPIES = 3  # archives' copies of one page that are tried
# What a site says no with: then the page is not fetched from an archive instead.
FORBIDDING = ("robots", "rights", "http-401", "http-402", "http-403", "http-407", "http-451")
_AUTHORITY_END = re.compile("[/?#]")
_USERINFO = re.compile(r"^(https?://)[^/?#\\]*@", re.IGNORECASE)  # RFC 3986, section 3.2.1


def batches(candidates: Iterable[Candidate]) -> Iterator[list[Candidate]]:
    """Part what a source finds, so that little is lost when the source is interrupted or fails."""
    some: list[Candidate] = []
    begun = time.monotonic()
    try:
        for candidate in candidates:
            some.append(candidate)
            if len(some) >= AT_ONCE or time.monotonic() - begun > AT_LEAST_EVERY:
                found, some = some, []
                yield found
                begun = time.monotonic()
    except Exception:
        if some:
            yield some
        raise
    if some:
        yield some


def take(connection: sqlite3.Connection, candidate: Candidate, at: str) -> tuple[bool, bool]:
    """Write a candidate into an open ``frontier.sqlite``.

    Returns:
        Whether its page was new, and whether the sighting was.
    """
    found = _found(candidate)
    query = "SELECT state, CAST(error AS TEXT), via FROM pages WHERE url_id = ?"
    page = connection.execute(query, (found.url_id,)).fetchone()
    if page is None:
        _add(connection, found, at)
    if not found.left_out:
        row = (found.url_id, *found.place, found.url, "" if page else at)
        query = "INSERT OR IGNORE INTO places VALUES (?, ?, ?, ?, ?, ?, ?)"
        if connection.execute(query, row).rowcount and page:
            _move(connection, found, page, at)
    return page is None, _sight(connection, found, candidate, at)


def turn(connection: sqlite3.Connection, url_id: str, at: str) -> bool:
    """Let a page wait at the next place that it may be had from; False if none is left to try."""
    query = "SELECT count(*) FROM places WHERE url_id = ? AND tried <> '' AND via <> ''"
    copies = connection.execute(query, (url_id,)).fetchone()[0]
    query = (
        "SELECT rowid, CAST(via AS TEXT), start, length, captured_at, CAST(url AS TEXT) "
        "FROM places WHERE url_id = ? AND tried = '' AND (via = '' OR ?) "
        "ORDER BY via <> '', rowid LIMIT 1"
    )
    place = connection.execute(query, (url_id, copies < MOST_COPIES)).fetchone()
    if not place:
        return False
    connection.execute("UPDATE places SET tried = ? WHERE rowid = ?", (at, place[0]))
    connection.execute(
        "UPDATE pages SET state = 'waiting', error = '', detail = '', tries = 0, not_before = '', "
        "via = ?, start = ?, length = ?, captured_at = ?, url = ?, host = ? WHERE url_id = ?",
        (*place[1:], host_of(place[1] or place[5]), url_id),
    )
    return True


def name_of(page: str) -> str:
    """Name a page by its canonical address: what ``doc_id`` gives, without working it out again."""
    return hashlib.sha256(page.encode()).hexdigest()[:16]


def host_of(url: str) -> str:
    """Name whom an address asks: its host, with its port if that isn't the usual one.

    ``www.`` and the like are dropped, since they are of one site; so it is for grouping, not for
    connecting.

    Example:
        >>> host_of("http://www.Example.org/her"), host_of("https://example.org:8080?p=7")
        ('example.org', 'example.org:8080')
        >>> host_of("file:///her.txt")
        ''
    """
    scheme, slashes, rest = url.partition("//")
    return _host(scheme + slashes + _AUTHORITY_END.split(rest, maxsplit=1)[0])


@lru_cache(2048)
def _host(front: str) -> str:
    page = canonical(front)
    if not page.startswith("https://"):
        return ""
    return _AUTHORITY_END.split(page.removeprefix("https://"), maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class _Found:
    """A candidate with what its address is worked out to be, once; all of it fit to be stored."""

    url_id: str
    page: str
    host: str
    url: str
    place: tuple[str, int, int, str]
    left_out: str


def _found(candidate: Candidate) -> _Found:
    page, url, via = canonical(candidate.url), _openly(candidate.url), _text(candidate.via)
    host, left_out = host_of(page), _text(candidate.left_out)
    if not host or len(url) > LONGEST_URL:
        left_out = left_out or "bad-address: not http or https, or longer than 8000 characters"
    if via:
        host = host_of(via)
        left_out = left_out or ("" if host else "bad-address: its copy is not at http or https")
    start, length = candidate.span or (0, 0)
    place = (via, start, length, _text(candidate.captured_at))
    return _Found(name_of(page), page, host, url, place, left_out)


def _openly(url: str) -> str:
    """Leave out a name and password: the study is given to others, and they are never sent."""
    return _USERINFO.sub(r"\1", _text(url))


def _text(given: object) -> str:
    return fit(given).strip()


def _add(connection: sqlite3.Connection, found: _Found, at: str) -> None:
    state, through = "left out" if found.left_out else "waiting", ""
    query = "SELECT url_id FROM redirects WHERE target_id = ?"
    led = connection.execute(query, (found.url_id,)).fetchone()
    if led and not found.left_out:  # another page has brought what is there
        state, through = "done", led[0]
    reason = found.left_out.partition(":")[0]
    connection.execute(
        "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', NULL, 0, '', ?, ?, "
        "'', '', '', '', '', '', '')",
        (found.url_id, found.url, found.page, found.host, *found.place, state, reason, through, at),
    )


def _move(
    connection: sqlite3.Connection, found: _Found, page: tuple[str, str, str], at: str
) -> None:
    """Let a known page wait, if it was left out or this is a better place to have it from."""
    state, error, via = page
    better = state == "waiting" and via and not found.place[0]
    if better:
        query = "UPDATE places SET tried = '' WHERE url_id = ? AND via = ?"
        connection.execute(query, (found.url_id, via))
    if better or state == "left out" or (state == "failed" and error not in FORBIDDING):
        turn(connection, found.url_id, at)


def _sight(connection: sqlite3.Connection, found: _Found, candidate: Candidate, at: str) -> bool:
    c = candidate
    key = (found.url_id, _text(c.source), _text(c.query))
    said = map(_text, (c.title, c.author, c.outlet, c.published))
    row = (*key, found.url, at, *said, found.place[0], found.left_out)
    query = "INSERT OR IGNORE INTO sightings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    if connection.execute(query, row).rowcount:
        return True
    if not found.left_out:  # left out at first, wanted now
        connection.execute(
            "UPDATE sightings SET left_out = '', url = ?, via = ? "
            "WHERE url_id = ? AND source = ? AND query = ? AND left_out <> ''",
            (found.url, found.place[0], *key),
        )
    return False
