"""What was asked of services and sites, and what they said: logged in ``frontier.sqlite``.

Answers are kept, so that an interrupted search for candidates goes on where it stopped without
asking twice, and so that the search strings, dates and counts of a methods section can be shown.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple, TypedDict, Unpack

from ...candidates import Answer
from ...captures import stamp
from .ledger import Ledger, fit, unpacked


class Site(NamedTuple):
    """What a site said of robots and of mining, and when; ``origin`` is scheme, host and port."""

    origin: str
    at: str
    robots_status: int | None
    robots: bytes
    tdmrep: bytes = b""
    error: str = ""


class Question(NamedTuple):
    """One question and what came of it; ``status`` is None where no answer came."""

    asked_at: str
    source: str
    query: str
    url: str
    status: int | None
    error: str
    length: int
    digest: str


class Said(TypedDict, total=False):
    """What came of a question.

    Attributes:
        status: HTTP status; None where no answer came.
        error: Why there is none, as a slug.
        body: Decoded of its compression.
        headers: By name in lower case.
        answered: Where the answer came from in the end, without secrets.
    """

    status: int | None
    error: str
    body: bytes
    headers: Mapping[str, str]
    answered: str


class Questions(Ledger):
    """The part of the ledger that holds questions and sites."""

    def site(self, origin: str) -> Site | None:
        """Look up what a site said last."""
        for name, at, status, robots, tdmrep, error in self.rows(_SITE, origin):
            return Site(name, at, status, unpacked(robots), unpacked(tdmrep), error)
        return None

    def keep_site(self, site: Site) -> None:
        """Keep what a site said; what it said before stays."""
        row = site._replace(
            error=fit(site.error),
            robots=zlib.compress(site.robots),
            tdmrep=zlib.compress(site.tdmrep),
        )
        with self.writing() as connection:
            connection.execute("INSERT INTO sites VALUES (?, ?, ?, ?, ?, ?)", row)

    def remembered(self, key: str, *, since: datetime | None = None) -> Answer | None:
        """Look up the last good answer to a question; ``since`` passes over older ones."""
        for url, status, body, headers in self.rows(_ANSWER, key, stamp(since) if since else ""):
            return Answer(url, status, unpacked(body), _headers(headers))
        return None

    def asked(self, *, source: str, query: str, url: str, key: str, **said: Unpack[Said]) -> None:
        """Log a question and what was answered.

        Args:
            source: Who asked.
            query: What for.
            url: The question, without keys and other secrets.
            key: What `remembered` finds it by; holds no secret either.
            **said: As `Said` names it.
        """
        body = said.get("body", b"")
        at = self.now().astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds")
        row = (
            f"{at}Z", *map(fit, (source, query, url, key, said.get("answered") or url)),
            said.get("status"), fit(said.get("error")),
            json.dumps(dict(said.get("headers", {}))), len(body),
            hashlib.sha256(body).hexdigest() if said.get("status") is not None else "",
            zlib.compress(body),
        )  # fmt: skip
        with self.writing() as connection:
            connection.execute(f"INSERT INTO questions VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608

    def answers(self, source: str) -> list[tuple[Answer, str]]:
        """List the last good answer to each question of a source, and when it was asked."""
        return [
            (Answer(url, status, unpacked(body), _headers(headers)), at)
            for url, status, body, headers, at in self.rows(_ANSWERS, source)
        ]

    def questions(self) -> list[Question]:
        """List what was asked, in order."""
        return [Question(*row) for row in self.rows(_QUESTIONS)]


def _headers(stored: str | None) -> dict[str, str]:
    try:
        found = json.loads(stored or "{}")
    except (ValueError, RecursionError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


_SITE = """
SELECT CAST(origin AS TEXT), CAST(at AS TEXT), CAST(robots_status AS INTEGER), robots, tdmrep,
  CAST(error AS TEXT)
FROM sites WHERE origin = ? ORDER BY rowid DESC LIMIT 1"""
_ANSWER = """
SELECT CAST(answered AS TEXT), CAST(status AS INTEGER), body, CAST(headers AS TEXT)
FROM questions
WHERE key = ? AND error = '' AND status BETWEEN 200 AND 299 AND asked_at >= ?
ORDER BY rowid DESC LIMIT 1"""
_ANSWERS = """
SELECT CAST(url AS TEXT), CAST(status AS INTEGER), body, CAST(headers AS TEXT),
  substr(CAST(asked_at AS TEXT), 1, 19) || 'Z'
FROM questions WHERE rowid IN (
  SELECT max(rowid) FROM questions
  WHERE source = ? AND error = '' AND status BETWEEN 200 AND 299 GROUP BY key
) ORDER BY rowid"""
_QUESTIONS = """
SELECT CAST(asked_at AS TEXT), CAST(source AS TEXT), CAST(query AS TEXT), CAST(url AS TEXT),
  CAST(status AS INTEGER), CAST(error AS TEXT), CAST(length AS INTEGER), CAST(digest AS TEXT)
FROM questions ORDER BY rowid"""
