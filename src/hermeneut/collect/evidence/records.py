"""Exchanges as WARC records.

For each exchange of a page there is its ``response``, its ``request`` and a ``metadata`` record, as
in WARC 1.1 (ISO 28500:2017); redirects are responses like any other. An unchanged page is a
``revisit``: the new HTTP head, and where the bytes are. An archive's copy bears the page's own
address and the time at which the archive captured it; where it was fetched from and when stand
beside, as ``WARC-Source-URI`` and ``WARC-Creation-Date``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

from ...captures import Capture, address, stamp, utc
from ...errors import RowFailed
from . import warc
from .ranges import unpack

if TYPE_CHECKING:
    from ..http.exchange import Exchange
    from ..queue.frontier import Page

LONGEST_SIGNAL = 500  # characters of one rights signal that are kept
UNCHANGED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_REQUEST = "application/http; msgtype=request"


class Records(NamedTuple):
    """One exchange: its capture, and its records as gzip members, the capture's first."""

    capture: Capture
    members: tuple[bytes, ...]


def records(
    exchanges: Sequence[Exchange], page: Page, *, rights: Mapping[str, str], error: str
) -> Iterator[Records]:
    """Write the exchanges of a page as records, one by one; the last is the page's.

    Args:
        exchanges: In order: redirects, if any, and the last answer.
        page: As the frontier gave it.
        rights: The signals seen with it.
        error: Why it isn't whole or couldn't be had to the end, as a slug.
    """
    said = {name: str(value)[:LONGEST_SIGNAL] for name, value in rights.items()}
    signals = json.dumps(said, sort_keys=True) if said else ""
    for number, exchange in enumerate(exchanges):
        made = _Made(_plain(exchange))
        notes = [("fetchTimeMs", str(round(exchange.seconds * 1000)))]
        if number:
            notes += [("via", exchanges[number - 1].url), ("hopsFromSeed", "R" * number)]
        else:
            notes += [("found-by", f"{source}: {query}") for source, query in page.found]
        if number == len(exchanges) - 1:
            plain = replace(made.capture, rights=signals, error=error)
            made = (_copy if page.via else _visit)(exchange, page, plain)
            notes += [("rights", signals)] if signals else []
        yield Records(made.capture, _members(exchange, made, notes))


class _Made(NamedTuple):
    """A capture, and what its headers say beyond what any capture's do."""

    capture: Capture
    extra: tuple[tuple[str, str], ...] = ()


def _plain(exchange: Exchange) -> Capture:
    url, at = address(exchange.url), utc(exchange.at)
    return warc.response(url, at, exchange.status_line, list(exchange.headers), exchange.body)


def _visit(exchange: Exchange, page: Page, plain: Capture) -> _Made:
    """Make a revisit of what hasn't changed since the last good capture."""
    if not page.digest or not page.capture or plain.error:
        return _Made(plain)
    unchanged = exchange.status == 304
    if not unchanged and (
        exchange.status != 200 or hashlib.sha256(exchange.body).hexdigest() != page.digest
    ):
        return _Made(plain)
    head = plain.block.removesuffix(exchange.body)
    known = [
        ("WARC-Profile", UNCHANGED if unchanged else warc.REVISIT),
        ("WARC-Refers-To", warc.record_id(page.capture)),
        ("WARC-Refers-To-Target-URI", address(page.kept_url)),
        ("WARC-Refers-To-Date", page.kept_at),
    ]
    capture = replace(plain, kind="revisit", block=head, same_as=page.digest)
    return _Made(capture, tuple(header for header in known if header[1]))


def _copy(exchange: Exchange, page: Page, plain: Capture) -> _Made:
    """Make a capture of the page out of what an archive gave; an error stays the archive's own."""
    extra = (("WARC-Creation-Date", plain.fetched_at),)
    if page.span and exchange.status in (200, 206):
        try:
            found = unpack(exchange.body, url=page.url, via=plain.url)
        except RowFailed as failed:
            return _Made(replace(plain, error=plain.error or failed.slug))
        return _Made(replace(found, rights=plain.rights, error=plain.error), extra)
    taken = exchange.header("memento-datetime")  # RFC 7089, section 2.1.1
    if not taken and exchange.status != 200:
        return _Made(plain)
    at = _moment(taken) or utc(page.captured_at or plain.fetched_at)
    return _Made(replace(plain, url=address(page.url), fetched_at=at, via=plain.url), extra)


def _moment(date: str) -> str:
    try:
        return stamp(parsedate_to_datetime(date)) if date else ""
    except (ValueError, TypeError, OverflowError, IndexError):
        return ""


def _members(
    exchange: Exchange, made: _Made, notes: Sequence[tuple[str, str]]
) -> tuple[bytes, ...]:
    capture, at, url = made.capture, utc(exchange.at), address(exchange.url)
    name = warc.record_id(capture.id)
    ip = [("WARC-IP-Address", exchange.ip)] if exchange.ip else []
    headers = warc.headers_of(capture, truncated=exchange.truncated)
    if not capture.via:
        headers += ip
    if exchange.protocol == "h2":  # the head is written as HTTP/1.1 would write it
        headers.append(("WARC-Protocol", exchange.protocol))
    request = [
        ("WARC-Type", "request"),
        ("WARC-Record-ID", warc.record_id(f"request {capture.id}")),
        ("WARC-Date", at),
        ("WARC-Target-URI", url),
        ("WARC-Concurrent-To", name),
        *ip,
        ("Content-Type", _REQUEST),
    ]
    metadata = [
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", warc.record_id(f"metadata {capture.id}")),
        ("WARC-Date", at),
        ("WARC-Target-URI", capture.url),
        ("WARC-Refers-To", name),
        ("Content-Type", warc.FIELDS),
    ]
    return (
        warc.member([*headers, *made.extra], capture.block, packed=_is_packed(capture)),
        warc.member(request, exchange.request),
        warc.member(metadata, warc.fields_block(notes)),
    )


def _is_packed(capture: Capture) -> bool:
    return capture.http.headers.get("content-encoding", "identity").strip().lower() != "identity"
