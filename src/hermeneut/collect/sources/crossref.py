"""Crossref: what publishers register as scholarship, with abstracts where they deposit them.

Asks for works by title, author and journal (https://api.crossref.org/,
https://github.com/CrossRef/rest-api-doc), those that fit best first, a hundred a page. Its search
weighs words and excludes nothing, so it speaks of a million works where a few are meant: the best
are taken up to the limit, and of them those that name the work's makers or cues.

Pages are asked for by offset, of which 10,000 are allowed. Crossref's cursor is the same string on
every page and dies within minutes (https://community.crossref.org/t/cursor-based-pagination/3289),
so that an interrupted search couldn't go on with it.

Limits: a work is found by what its title and authors say, not by its text. Metadata are free to
use; abstracts are their publishers'.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from ...candidates import Answer, Candidate, Fetch, NotAnswered
from ..inquiries import abstracts, fields, queries, services

if TYPE_CHECKING:
    from ...design import Design

ENDPOINT = "https://api.crossref.org/works"
ROWS = 100  # a page
MOST = 10_000  # rows that can be had by offset

_FIELDS = "DOI,URL,title,subtitle,author,container-title,issued,published,abstract,type,publisher"
_DOI = "/:;().,-_~!*'@=+$"  # stand in an address as they are
_ARTICLES = (
    "journal-article", "proceedings-article", "posted-content", "book-chapter", "dissertation",
)  # fmt: skip
_BLOCK = re.compile(r"</?(?:jats:)?(?:p|sec|title|list-item|disp-quote)\b[^<>]*>", re.IGNORECASE)
_MARK = re.compile(r"</?[a-z][\w:.-]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_HEADING = re.compile(
    r"\s*(?:abstract|summary|zusammenfassung|résumé|resumen)\s*:?\s*", re.IGNORECASE
)


@dataclass(frozen=True)
class Crossref:
    """Scholarly works that a search of Crossref finds.

    Attributes:
        query: Words of title, authors and journal; if empty, the work's title and its first maker.
        since: Published on this day, month or year, or later; if empty, from the year before the
            work's.
        until: Published on it, or before.
        named: Leave out works whose title, authors and abstract name none of the work's makers and
            cues.
        mailto: An address at which you can be reached; if empty, the one that sites are told.
        limit: Most works, of which those that aren't about it are left out; up to 10,000.
        endpoint: The service.
    """

    query: str = ""
    since: str = ""
    until: str = ""
    named: bool = True
    mailto: str = ""
    limit: int = 500
    endpoint: str = ENDPOINT

    name: ClassVar[str] = "crossref"
    rate: ClassVar[int] = 0
    independent: ClassVar[bool] = False  # it sees scholarship alone

    def __post_init__(self) -> None:
        """Refuse dates that are none, and more than there is."""
        services.days(self.since, self.until)
        if not 0 < self.limit <= MOST:
            raise ValueError(f"limit must be from 1 to {MOST}, not {self.limit}")

    def discover(self, design: Design, fetch: Fetch) -> Iterator[Candidate]:
        """Yield works, those that fit best first."""
        params = self._params(design)
        where = f"{self.name} {params['query.bibliographic']}"
        pages = self._pages(fetch, params, design)
        yield from services.gathered(pages, where, limit=self.limit)

    def asks(self, design: Design) -> Iterator[str]:
        """Yield the first question, without your address."""
        yield services.question(self.endpoint, self._params(design))

    def documents(self, answer: Answer, design: Design) -> list[abstracts.Row]:
        """Read the abstracts that an answer holds, one row a work that isn't left out."""
        names = self._names(design)
        found = fields.rows(answer.json(), "message", "items")
        return [row for work in found if not _unnamed(work, names) and (row := _document(work))]

    def _pages(
        self, fetch: Fetch, params: dict[str, str], design: Design
    ) -> Iterator[services.Page]:
        mailto, names = services.contact(self.mailto), self._names(design)
        hidden = {"mailto": mailto} if mailto else {}
        for offset in range(0, self.limit, ROWS):
            asked = {**params, "offset": str(offset), **hidden}
            answer = fetch(self.endpoint, params=asked, secret=tuple(hidden), service=True)
            message = fields.dig(answer.json(), "message")
            if not isinstance(fields.dig(message, "items"), list):
                note = fields.line(fields.dig(message, 0, "message")) or "no list of works"
                raise NotAnswered("bad-question", note)
            found = fields.rows(message, "items")
            query = params["query.bibliographic"]
            candidates = [one for work in found if (one := _candidate(work, query, names))]
            total = fields.number(fields.dig(message, "total-results"))
            yield services.Page(candidates, len(found), total)
            if len(found) < ROWS:
                return

    def _names(self, design: Design) -> re.Pattern[str] | None:
        """Find the makers and cues of which one must be named; None where any work will do."""
        work = design.work
        terms = {term.strip() for term in (*work.makers, *work.cues)} - {"", work.title}
        if not self.named or self.query or not terms:
            return None
        either = "|".join(sorted(map(re.escape, terms)))
        return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)

    def _params(self, design: Design) -> dict[str, str]:
        first, last = services.days_of(design, self.since, self.until)
        until = f",until-pub-date:{last}" if self.until else ""
        return {
            "query.bibliographic": self.query or queries.plain(queries.groups(design)),
            "filter": f"from-pub-date:{first}{until}",
            "select": _FIELDS,
            "rows": str(ROWS),
            "offset": "0",
        }


def stripped(abstract: object) -> str:
    r"""Read the text of an abstract in JATS: paragraphs, without a heading that says no more.

    Source: https://jats.nlm.nih.gov/publishing/tag-library/1.3/element/abstract.html

    Example:
        >>> stripped("<jats:title>Abstract</jats:title><jats:p>Is <jats:italic>Her</jats:italic> "
        ...          "a <jats:sub>2</jats:sub>romance?</jats:p><jats:p>No &amp; yes.</jats:p>")
        'Is Her a 2romance?\n\nNo & yes.'
    """
    if not isinstance(abstract, str):
        return ""
    text = html.unescape(abstract) if "&lt;" in abstract and "<" not in abstract else abstract
    plain = html.unescape(_MARK.sub("", _BLOCK.sub("\0", text)))
    plain = plain.encode("utf-8", "replace").decode("utf-8")
    parts = [" ".join(part.split()) for part in plain.split("\0")]
    parts = [part for part in parts if part]
    if parts and _HEADING.fullmatch(parts[0]):
        parts = parts[1:]
    return "\n\n".join(parts)


def _candidate(work: Any, query: str, names: re.Pattern[str] | None) -> Candidate | None:
    url = _address(work)
    if not url:
        return None
    why = "unnamed: neither title nor abstract names makers or cues of the work"
    return Candidate(
        url,
        Crossref.name,
        query,
        title=_title(work),
        author="; ".join(_authors(work)),
        outlet=fields.line(fields.dig(work, "container-title")),
        published=_published(work),
        left_out=why if _unnamed(work, names) else "",
    )


def _document(work: Any) -> abstracts.Row | None:
    url, abstract = _address(work), stripped(fields.dig(work, "abstract"))
    if not url or not abstract:
        return None
    row = {
        "url": url,
        "title": _title(work),
        "abstract": abstract,
        "authors": _authors(work),
        "outlet": fields.line(fields.dig(work, "container-title")),
        "published": _published(work),
        "form": abstracts.SCHOLARLY if fields.dig(work, "type") in _ARTICLES else "",
    }
    return {name: value for name, value in row.items() if value}


def _unnamed(work: Any, names: re.Pattern[str] | None) -> bool:
    said = [_title(work), stripped(fields.dig(work, "abstract")), *_authors(work)]
    return names is not None and not names.search("\n".join(said))


def _address(work: Any) -> str:
    doi = fields.dig(work, "DOI")
    if not isinstance(doi, str) or not doi.strip():
        return fields.address(fields.dig(work, "URL"))
    return fields.address(f"https://doi.org/{quote(doi.strip(), safe=_DOI, errors='replace')}")


def _title(work: Any) -> str:
    title = fields.line(fields.dig(work, "title"))
    subtitle = fields.line(fields.dig(work, "subtitle"))
    return f"{title}: {subtitle}" if title and subtitle and subtitle not in title else title


def _authors(work: Any) -> list[str]:
    names = (
        " ".join(filter(None, (fields.line(fields.dig(one, k)) for k in ("given", "family"))))
        or fields.line(fields.dig(one, "name"))
        for one in fields.rows(work, "author")
    )
    return list(filter(None, names))


def _published(work: Any) -> str:
    dates = (fields.dig(work, place, "date-parts", 0) for place in ("published", "issued"))
    return next((date for parts in dates if (date := fields.iso_parts(parts))), "")
