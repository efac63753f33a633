"""OpenAlex: scholarship, with abstracts where it has them.

Asks for works (https://developers.openalex.org/api-reference/works,
https://developers.openalex.org/guides/page-through-results), a hundred a page, with a cursor that
has no end at ten thousand. Without a key a day's allowance is small, with one, which is free, it is
about a thousand searches (https://developers.openalex.org/guides/authentication).

An abstract comes as an inverted index, from which its text is put together again. A work to which
no open copy is known isn't fetched where its abstract is at hand: its page would show no more.

Limits: abstracts lack line breaks, and a third or more of works have none. What publishers forbid
is left out of the index. Its data are free to use (CC0).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar

from ...candidates import Answer, Candidate, Fetch, NotAnswered
from ..inquiries import abstracts, fields, keys, queries, services

if TYPE_CHECKING:
    from ...design import Design

ENDPOINT = "https://api.openalex.org/works"
ROWS = 100  # a page
LONGEST = 20_000  # words of an abstract; a place beyond is a mistake

_FIELDS = (
    "id", "doi", "display_name", "publication_date", "publication_year", "language", "type",
    "authorships", "primary_location", "best_oa_location", "open_access",
    "abstract_inverted_index",
)  # fmt: skip
_ARTICLES = ("article", "preprint", "review", "book-chapter", "dissertation", "editorial", "letter")


@dataclass(frozen=True)
class OpenAlex:
    """Scholarly works that a search of OpenAlex finds.

    Attributes:
        query: The search: words, "phrases", AND, OR, NOT, parentheses; if empty, the work's title
            with its makers.
        since: Published on this day, month or year, or later; if empty, from the year before the
            work's.
        until: Published on it, or before.
        language: ISO 639-1; any if empty.
        closed: Whether the pages of works without an open copy are fetched though there is an
            abstract.
        mailto: An address at which you can be reached; if empty, the one that sites are told.
        limit: Most works; 0 for all.
        endpoint: The service.
    """

    query: str = ""
    since: str = ""
    until: str = ""
    language: str = ""
    closed: bool = False
    mailto: str = ""
    limit: int = 2_000
    endpoint: str = ENDPOINT

    name: ClassVar[str] = "openalex"
    rate: ClassVar[int] = 0
    independent: ClassVar[bool] = False  # it sees scholarship alone

    def __post_init__(self) -> None:
        """Refuse dates that are none."""
        services.days(self.since, self.until)

    def discover(self, design: Design, fetch: Fetch) -> Iterator[Candidate]:
        """Yield works, those that fit best first."""
        key, params = keys.known(self.name), self._params(design)
        where = f"{self.name} {params['search']}"
        hidden = {"api_key": key, "mailto": services.contact(self.mailto)}
        pages = self._pages(fetch, params, {name: value for name, value in hidden.items() if value})
        yield from services.gathered(pages, where, limit=self.limit)

    def asks(self, design: Design) -> Iterator[str]:
        """Yield the first question, without key and address."""
        yield services.question(self.endpoint, self._params(design))

    def documents(self, answer: Answer, design: Design) -> list[abstracts.Row]:
        """Read the abstracts that an answer holds, one row a work."""
        found = fields.rows(answer.json(), "results")
        return [row for work in found if (row := self._document(work))]

    def _pages(
        self, fetch: Fetch, params: dict[str, str], hidden: dict[str, str]
    ) -> Iterator[services.Page]:
        cursors: set[str] = set()
        cursor: Any = "*"
        while isinstance(cursor, str) and cursor and cursor not in cursors:
            cursors.add(cursor)
            asked = {**params, "cursor": cursor, **hidden}
            try:
                answer = fetch(self.endpoint, params=asked, secret=tuple(hidden), service=True)
            except NotAnswered as why:
                raise keys.refused(self.name, why) from None
            said = answer.json()
            if not isinstance(fields.dig(said, "results"), list):
                note = fields.line(fields.dig(said, "message")) or "no list of works"
                raise NotAnswered("bad-question", note)
            found = fields.rows(said, "results")
            candidates = [one for row in found if (one := self._candidate(row, params["search"]))]
            total = fields.number(fields.dig(said, "meta", "count"))
            yield services.Page(candidates, len(found), total)
            cursor = fields.dig(said, "meta", "next_cursor") if found else None

    def _candidate(self, work: Any, query: str) -> Candidate | None:
        url = _address(work)
        if not url:
            return None
        open_copy = fields.dig(work, "open_access", "is_oa") is True
        shut = not self.closed and not open_copy and bool(_abstract(work))
        return Candidate(
            url,
            self.name,
            query,
            title=fields.line(fields.dig(work, "display_name")),
            author="; ".join(_authors(work)),
            outlet=fields.line(fields.dig(work, "primary_location", "source", "display_name")),
            published=_published(work),
            left_out="closed: no open copy is known; its abstract is kept" if shut else "",
        )

    def _document(self, work: Any) -> abstracts.Row | None:
        url, abstract = _address(work), _abstract(work)
        if not url or not abstract:
            return None
        row = {
            "url": url,
            "title": fields.line(fields.dig(work, "display_name")),
            "abstract": abstract,
            "authors": _authors(work),
            "outlet": fields.line(fields.dig(work, "primary_location", "source", "display_name")),
            "published": _published(work),
            "language": fields.line(fields.dig(work, "language")),
            "form": abstracts.SCHOLARLY if fields.dig(work, "type") in _ARTICLES else "",
        }
        return {name: value for name, value in row.items() if value}

    def _params(self, design: Design) -> dict[str, str]:
        first, last = services.days_of(design, self.since, self.until)
        filters = [f"from_publication_date:{first}"]
        filters += [f"to_publication_date:{last}"] if self.until else []
        filters += [f"language:{self.language}"] if self.language else []
        return {
            "search": self.query or queries.boolean(queries.groups(design)),
            "filter": ",".join(filters),
            "select": ",".join(_FIELDS),
            "per_page": str(ROWS),
            "cursor": "*",
        }


def rebuilt(index: object) -> str:
    """Put an abstract together again from its inverted index.

    Source: https://docs.openalex.org/api-entities/works/work-object (abstract_inverted_index).

    Example:
        >>> rebuilt({"love": [1, 3], "Can": [0], "love?": [4], "be": [2]})
        'Can love be love love?'
    """
    if not isinstance(index, dict):
        return ""
    places = chain.from_iterable(
        ((place, word) for place in where if type(place) is int and 0 <= place < LONGEST)
        for word, where in index.items()
        if isinstance(where, list)
    )
    words = [word for _, word in sorted(places)]
    return " ".join(" ".join(words).encode("utf-8", "replace").decode("utf-8").split())


def _abstract(work: Any) -> str:
    return rebuilt(fields.dig(work, "abstract_inverted_index"))


def _address(work: Any) -> str:
    """Choose the page of a work: an open copy's, the publisher's, its DOI's, OpenAlex's own."""
    spots = (
        fields.dig(work, "best_oa_location", "landing_page_url"),
        fields.dig(work, "best_oa_location", "pdf_url"),
        fields.dig(work, "primary_location", "landing_page_url"),
        fields.dig(work, "doi"),
        fields.dig(work, "id"),
    )
    return next((url for spot in spots if (url := fields.address(spot))), "")


def _authors(work: Any) -> list[str]:
    names = (
        fields.line(fields.dig(one, "author", "display_name"))
        or fields.line(fields.dig(one, "raw_author_name"))
        for one in fields.rows(work, "authorships")
    )
    return list(filter(None, names))


def _published(work: Any) -> str:
    """Read the date; the first of January stands for a year of which no more is known."""
    date = fields.iso(fields.dig(work, "publication_date"))
    if date.endswith("-01-01"):
        return date[:4]
    return date or fields.iso_parts([fields.dig(work, "publication_year")])
