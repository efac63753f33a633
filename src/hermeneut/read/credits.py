"""Whom a text credits: the agency that sent it, or the outlet that it was taken from.

A credit stands in a few places only: the byline, the dateline that opens a report, a line of its
own at either end, a notice of copyright, a note on where the piece appeared first. "The Associated
Press contributed to this report" is none. Agencies and phrases are data: ``agencies.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

OPENS, CLOSES = 600, 900  # characters at the ends of a text in which a credit is sought
_LINES = 3  # at either end
_JOB = r"(?:,? (?:[\w-]+ ){0,3}(?i:writer|critic|correspondent|reporter|editor|staff))?"
_WHO = r"(?:(?i:by|from|source|via|von|quelle|par|por|di)\b:? ?)?(?:[^\n,/|]{2,40}[,/|] ?)?"
_YEARS = r"(?:\d{4}(?:[-–]\d{2,4})?,? )?"


@dataclass(frozen=True)
class Agency:
    """A news agency as papers credit it.

    Attributes:
        names: Written out, in any case; the first is shown.
        short: Initials, to the letter.
        hosts: Where it is itself the outlet.
        until: The last year of an agency that is no more.
    """

    names: tuple[str, ...]
    short: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    until: int | None = None

    @property
    def written(self) -> str:
        """What stands for it in a credit, as a regular expression."""
        return "|".join((f"(?i:{'|'.join(map(re.escape, self.names))})", *self.short))


@dataclass(frozen=True)
class Place:
    """Where a document stands, which credits no one by naming itself.

    Attributes:
        outlet: Its outlet.
        site: Its host.
        year: When it appeared.
    """

    outlet: str | None = None
    site: str = ""
    year: int | None = None

    def is_of(self, name: str) -> bool:
        """Say whether it is the agency or outlet of a name.

        Example:
            >>> Place(site="apnews.com").is_of("Associated Press")
            True
        """
        for agency in _known():
            if name in agency.names:
                initials = (self.outlet or "").split(" ")[0] in agency.short  # AP News
                its_site = any(f".{self.site}".endswith(f".{site}") for site in agency.hosts)
                return initials or its_site or any(map(self._goes_by, agency.names))
        return self._goes_by(name)

    def _goes_by(self, name: str) -> bool:
        named, outlet = name.casefold().removeprefix("the "), (self.outlet or "").casefold()
        return bool(named) and outlet.removeprefix("the ").startswith(named)


def credited(
    opens: str, closes: str, *, authors: Sequence[str] = (), place: Place = Place()
) -> str | None:  # fmt: skip
    """Name the agency or outlet that a document credits, other than its own.

    Args:
        opens: How the text begins, with its paragraphs; the first `OPENS` characters count.
        closes: How it ends; the last `CLOSES` characters count.
        authors: Who signed it.
        place: Where it stands.

    Example:
        >>> credited("LOS ANGELES (AP) — A film about a man and a voice.", "")
        'Associated Press'
        >>> credited("", "This essay first appeared in The Lantern Review.")
        'The Lantern Review'
        >>> credited("A film.", "The Associated Press contributed to this report.") is None
        True
    """
    opens, closes = opens[:OPENS], closes[-CLOSES:]
    agencies, marks = _known(), _marks()
    for mark, text in _sought(marks, opens, closes, authors):
        if (match := mark.search(text)) and match.lastgroup:
            agency = agencies[int(match.lastgroup[1:])]
            ended = agency.until and place.year and place.year > agency.until
            if not ended and not place.is_of(agency.names[0]):
                return agency.names[0]
    for text in (opens, closes):
        if match := marks["republished"].search(text):
            name = re.split(r" (?:on|in|and|as|under|with|at) ", match["outlet"])[0].strip(
                ' ,:"“”*'
            )
            if name and not place.is_of(name):
                return name
    return None


def _sought(
    marks: dict[str, re.Pattern[str]], opens: str, closes: str, authors: Sequence[str]
) -> Iterator[tuple[re.Pattern[str], str]]:
    yield marks["dateline"], opens
    for line in (*authors, *opens.split("\n")[: 2 * _LINES], *closes.split("\n")[-2 * _LINES :]):
        yield marks["line"], line.strip()
    yield marks["notice"], opens
    yield marks["notice"], closes


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "agencies.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _known() -> list[Agency]:
    return [
        Agency(
            names=tuple(agency["names"]),
            short=tuple(agency.get("short", ())),
            hosts=tuple(agency.get("hosts", ())),
            until=agency.get("until"),
        )
        for agency in _rules()["agency"]
    ]


@lru_cache(maxsize=1)
def _marks() -> dict[str, re.Pattern[str]]:
    named = "|".join(f"(?P<a{n}>{agency.written})" for n, agency in enumerate(_known()))
    rules = _rules()["republished"]
    pieces, phrases = ("|".join(map(re.escape, rules[key])) for key in ("pieces", "phrases"))
    return {
        # PARIS, Jan 10 (Reuters) - A film …
        "dateline": re.compile(
            rf"^[^\n(]{{0,80}}\((?:{named})(?:[/ ][^\n)]{{1,20}})?\) ?\.?(?:[-–—:]| [-–—])", re.M
        ),
        # By Ann Lee, AP Film Writer
        "line": re.compile(rf"^\W{{0,4}}{_WHO}(?i:the )?(?:{named}){_JOB}\W{{0,4}}$"),
        # © 2014 The Associated Press. All rights reserved.
        "notice": re.compile(
            rf"(?:©|(?i:\(c\)|copyright))[ ,]{{0,2}}{_YEARS}(?i:by )?(?i:the )?(?:{named})\b"
        ),
        # This review was first published in The Lantern.
        "republished": re.compile(
            rf"(?:^\W{{0,3}}|\b(?:an?|this|the|dieser|este) (?:[\w-]+ ){{0,3}}(?:{pieces})"
            rf"(?: (?:was|is|has been|had been|ist|wurde|fue|foi))? )(?:{phrases}):? "
            r"(?P<outlet>(?:[^.,\n()|;]|\.(?=\w)){2,60})", re.I | re.M,
        ),
    }  # fmt: skip
