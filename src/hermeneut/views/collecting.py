"""How a corpus was collected: who was asked what and when, what they pointed to, what came of it.

Told from the tables ``candidates`` and ``questions`` and from what captures say of rights. What
came in as files alone has none of these.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any

from ..passes import Tables
from ..reservations import DIRECTIVES, reserved
from .asking import Row, ask
from .figures import count, listed, plain

COPIES = "copies of pages that are gone"
STANDINGS = {  # how a page stands, and what is said of it
    "done": "had",
    "left out": "left out",
    "refused": "refused",
    "failed": "failed",
    "waiting": "waiting",
}
_COPY_OF = "copy of "  # how a search for copies of one dead page is logged
_QUERIES = 3  # of one source that the methods section quotes
_REASONS = {
    "robots": "robots.txt forbids it, or could not be had",
    "rights": "its site reserves text and data mining",
    "bad-address": "not an address that can be fetched",
    "private-address": "an address that is not of the open web",
    "dns": "no site of that name",
    "timeout": "no answer in time",
    "refused-connection": "the server took no connection",
    "unreachable": "the server could not be reached",
    "reset": "the connection was broken off",
    "disconnect": "the answer was broken off",
    "tls": "no safe connection",
    "too-large": "larger than is fetched",
    "too-many-redirects": "too many redirects",
    "bad-http": "an answer that is not HTTP",
    "resting": "its server asked to be left alone for a while",
    "no-key": "no key was given",
    "bad-key": "the key was not taken",
    "not-json": "an answer that is not JSON",
}
_LISTS = (*DIRECTIVES, "robots-ai")


@dataclass(frozen=True)
class Collected:
    """What is known of how pages were sought and had.

    Attributes:
        sightings: Which source pointed to which page, asked what; with ``standing`` and ``why``.
        pages: Each of these pages once, likewise; wanted if anyone wants it.
        questions: What was asked, in order; ``why`` says why there is no answer.
        captures: Captures with signals of rights, as ``signals``, or from an archive (``via``).
    """

    sightings: Sequence[Row]
    pages: Sequence[Row]
    questions: Sequence[Row]
    captures: Sequence[Row]

    @property
    def any(self) -> bool:
        """Whether anything was sought."""
        return bool(self.pages or self.questions)

    @cached_property
    def counts(self) -> Counter[str]:
        """How many pages stand how."""
        return Counter(page["standing"] for page in self.pages)

    @cached_property
    def dates(self) -> tuple[str, str] | None:
        """From what day to what day pages were sought."""
        rows = [row["at"][:10] for row in (*self.sightings, *self.questions)]
        return (min(rows), max(rows)) if rows else None

    @cached_property
    def against_rights(self) -> list[Row]:
        """Captures that were kept though their site reserves it."""
        return [row for row in self.captures if row["whole"] and reserves(row["signals"])]


def collected(tables: Tables) -> Collected:
    """Load what is known of collecting; all of it is empty where nothing was collected."""
    questions = ask(tables, _QUESTIONS)
    gone = set()
    for row in questions:
        row["why"] = reason(row["error"])
        if row["query"].startswith(_COPY_OF):
            gone.add((row["source"], row["query"].removeprefix(_COPY_OF)))
            row["query"] = COPIES
    sightings = _told(ask(tables, _SIGHTINGS))
    for row in sightings:
        if (row["source"], row["query"]) in gone:
            row["query"] = COPIES
    captures = ask(tables, _CAPTURES)
    for row in captures:
        row["signals"] = _signals(row["rights"])
    return Collected(sightings, _told(ask(tables, _PAGES)), questions, captures)


def reason(slug: str | None) -> str:
    """Say in words why something was not had; empty if there is no reason.

    Example:
        >>> reason("http-404"), reason("dns")
        ('not found (HTTP 404)', 'no site of that name')
        >>> reason("too_odd"), reason(None)
        ('too odd', '')
    """
    kind, _, status = (slug or "").partition("-")
    if kind == "http" and status.isdigit():
        known = {int(one): one.phrase.lower() for one in HTTPStatus}
        said = known.get(int(status))
        return f"{said} (HTTP {status})" if said else f"HTTP {status}"
    return _REASONS.get(slug or "", plain(slug))


def why_not(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Count reasons, the commonest first."""
    counted = Counter(row["why"] for row in rows if row["why"])
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def reserves(signals: Mapping[str, str]) -> bool:
    """Say whether a page's signals keep it from being kept as text by default.

    Example:
        >>> reserves({"tdm-reservation": "1"}), reserves({"x-robots-tag": "noindex"})
        (True, False)
    """
    return bool(reserved(signals))


def signalled(captures: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], list[str]]:
    """Say which captures carry which signal of rights.

    Returns:
        Names of captures by the signal's name and what it says, by name, the commonest first.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for row in captures:
        for signal in dict.fromkeys(_said(row["signals"])):
            found.setdefault(signal, []).append(row["capture_id"])
    return dict(sorted(found.items(), key=lambda pair: (pair[0][0], -len(pair[1]), pair[0])))


def archives(captures: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Say which captures are copies that an archive gave, by its host, the commonest first."""
    found: dict[str, list[str]] = {}
    for row in captures:
        if row["via"]:
            found.setdefault(_host(row["via"]), []).append(row["capture_id"])
    return dict(sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def paragraph(had: Collected) -> list[str]:
    """Write, as sentences, how the corpus was collected; none if it wasn't."""
    return [*_sought(had), *_came(had), *_of_rights(had)] if had.any else []


def numbered(n: int, noun: str) -> str:
    """Write a count with its noun.

    Example:
        >>> numbered(1, "page"), numbered(1200, "page"), numbered(2, "query")
        ('1 page', '1,200 pages', '2 queries')
    """
    many = f"{noun[:-1]}ies" if noun.endswith("ry") else f"{noun}s"
    return f"{count(n)} {noun if n == 1 else many}"


def _sought(had: Collected) -> list[str]:
    first, last = had.dates or ("", "")
    when = f"on {first}" if first == last else f"between {first} and {last}"
    names = sorted({row["source"] for row in (*had.sightings, *had.questions)})
    sources = "; ".join(_of_source(had, name) for name in names)
    said = [f"Pages were sought {when} through {numbered(len(names), 'source')}: {sources}."]
    if had.questions:
        lost = sum(1 for row in had.questions if row["error"])
        tail = f", of which {count(lost)} got no answer that can be used" if lost else ""
        said.append(f"{numbered(len(had.questions), 'question')} went to services and sites{tail}.")
    return said


def _of_source(had: Collected, name: str) -> str:
    rows = [row for row in had.sightings if row["source"] == name]
    pages = numbered(len({row["url_id"] for row in rows}), "page")
    queries = [query for query, _ in Counter(row["query"] for row in rows).most_common()]
    if not queries:
        queries = list(dict.fromkeys(r["query"] for r in had.questions if r["source"] == name))
    shown = [f"“{query}”" if query != COPIES else query for query in queries[:_QUERIES]]
    if more := len(queries) - len(shown):
        shown.append(f"{count(more)} more, listed under Collecting")
    return f"{name} ({listed(shown)}; {pages})"


def _came(had: Collected) -> list[str]:
    if not had.pages:
        return ["The sources pointed to no page."]
    parts = [_of("done", had.counts["done"])]
    for standing in list(STANDINGS)[1:]:
        if n := had.counts[standing]:
            reasons = why_not(row for row in had.pages if row["standing"] == standing)
            told = ", ".join(f"{why}: {count(number)}" for why, number in reasons)
            parts.append(_of(standing, n) + (f" ({told})" if told else ""))
    return [f"The sources pointed to {numbered(len(had.pages), 'page')}: {'; '.join(parts)}."]


def _of(standing: str, n: int) -> str:
    verb = "" if standing == "failed" else "was " if n == 1 else "were "
    return f"{count(n)} {verb}{STANDINGS[standing]}"


def _of_rights(had: Collected) -> list[str]:
    said = []
    if copies := archives(had.captures):
        hosts = [f"{host} ({count(len(ids))})" for host, ids in copies.items()]
        total = sum(map(len, copies.values()))
        verb = "is a copy" if total == 1 else "are copies"
        said.append(f"{numbered(total, 'capture')} {verb} that an archive gave: {listed(hosts)}.")
    if kept := len(had.against_rights):
        said.append(
            f"{numbered(kept, 'capture')} {'was' if kept == 1 else 'were'} kept although the site "
            "reserves text and data mining or forbids such use: reservations were recorded, not "
            "obeyed (obey_rights = false)."
        )
    return said


def _told(rows: list[Row]) -> list[Row]:
    """Say of each row how its page stands and why."""
    words: dict[str, set[str]] = {}
    for row in rows:
        slug, _, more = (row["reason"] or "").partition(":")
        words.setdefault(slug, set()).add(more.strip())
    for row in rows:
        slug, _, more = (row["reason"] or "").partition(":")
        row["standing"] = row["state"] or "left out"
        row["whole_why"] = reason(row["error"])
        row["why"] = row["whole_why"]
        if row["standing"] == "left out":
            row["whole_why"] = more.strip() or reason(slug) or "no reason given"
            alone = len(words[slug]) == 1  # else the slug is what they have in common
            row["why"] = row["whole_why"] if alone else reason(slug) or "no reason given"
    return rows


def _signals(rights: str | None) -> dict[str, str]:
    try:
        found = json.loads(rights or "{}")
    except (ValueError, RecursionError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _said(signals: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in signals.items():
        if name == "tdm-source":
            continue  # where it was said, not what
        for part in value.split(", ") if name in _LISTS else [value]:
            if part:
                yield name, part


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0] or url


_SIGHTINGS = """
    select url_id, source, query, canonical as url, title, found_at as at, reason, state, error
    from candidates order by source, query, found_at, url_id
"""
_PAGES = """
    select url_id, min(canonical) as url, min(title) as title, min(found_at) as at,
      min(reason) as reason, max(state) as state, max(error) as error
    from candidates group by url_id order by url_id
"""
_QUESTIONS = """
    select source, query, url, asked_at as at, status, error
    from questions order by asked_at, url, source, query
"""
_CAPTURES = """
    select capture_id, url, rights, via, error is null and status between 200 and 299 as whole
    from captures where rights is not null or via is not null order by capture_id
"""
