"""Wikipedia: what an article on the work links to, in any language.

Asks the MediaWiki interface for an article's external links
(https://www.mediawiki.org/wiki/API:Extlinks), and for the same article in other languages
(https://www.mediawiki.org/wiki/API:Langlinks). Links into the Wayback Machine stand for the pages
behind them; where an article gives a page's own address too, that one is taken.

Limits: the links are those of the article as it is now. Editors cite what supports a sentence:
famous outlets and English ones above all. Which article is the work's own is guessed from its
short description where ``page`` isn't set; nothing is asked of an article that might be another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from ...addresses import doc_id, host
from ...candidates import Candidate, Fetch, NotAnswered
from ..inquiries import fields, services
from .wayback import unwrapped

if TYPE_CHECKING:
    from ...design import Design

ENDPOINT = "https://{language}.wikipedia.org/w/api.php"
ROWS = 500  # links an answer; more are refused

_TAG = re.compile(r"[a-z][a-z-]{1,14}")
# Wikimedia's own, and catalogues that tell which work is meant: no one writes about it there.
_CATALOGUES = (
    "wikipedia.org", "wikimedia.org", "wikidata.org", "wikisource.org", "wikiquote.org",
    "wiktionary.org", "mediawiki.org", "toolforge.org", "wmflabs.org", "viaf.org", "isni.org",
    "id.loc.gov", "lccn.loc.gov", "d-nb.info", "data.bnf.fr", "catalogue.bnf.fr", "idref.fr",
    "worldcat.org", "id.worldcat.org", "search.worldcat.org", "musicbrainz.org", "freebase.com",
)  # fmt: skip


class Article(NamedTuple):
    """An article of one Wikipedia."""

    language: str
    title: str


@dataclass(frozen=True)
class Wikipedia:
    """Pages that an article on the work links to.

    Attributes:
        page: The article's title, as in ``Her (2013 film)``; if empty, it is guessed.
        language: Of that Wikipedia.
        languages: Others whose article on the same subject is asked too; ``*`` for all.
        limit: Most links of each article; 0 for all.
        endpoint: The service; ``{language}`` stands for the language.
    """

    page: str = ""
    language: str = "en"
    languages: tuple[str, ...] = ()
    limit: int = 5_000
    endpoint: str = ENDPOINT

    name: ClassVar[str] = "wikipedia"
    rate: ClassVar[int] = 0
    independent: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Refuse what is no language's code."""
        for tag in (self.language, *self.languages):
            if tag != "*" and not (isinstance(tag, str) and _TAG.fullmatch(tag)):
                raise ValueError(f"language and languages are codes like en, not {tag!r}")

    def discover(self, design: Design, fetch: Fetch) -> Iterator[Candidate]:
        """Yield the links of each article."""
        first = self._found(design, fetch)
        streams = (self._linked(article, fetch) for article in self._articles(first, fetch))
        yield from services.each(streams, f"{self.name} {first.title}")

    def asks(self, design: Design) -> Iterator[str]:
        """Yield the first questions: for the article, and for its links."""
        if not self.page:
            yield services.question(self._where(self.language), _described(_guesses(design)))
        article = Article(self.language, self.page or _guesses(design)[0])
        yield services.question(self._where(self.language), _links(article))

    def _found(self, design: Design, fetch: Fetch) -> Article:
        """Find the article on the work: as it is set, or the first guess that is one."""
        if self.page:
            return Article(self.language, self.page)
        guesses = _guesses(design)
        said = self._asked(self.language, _described(guesses), fetch)
        by_title = _titles(said, guesses)
        for guess in guesses:
            page = by_title.get(guess)
            if page and _is_about(page, design):
                return Article(self.language, fields.line(page.get("title")))
        tried = ", ".join(guesses)
        raise NotAnswered("no-article", f'none of {tried} is the work\'s; set page = "…"')

    def _articles(self, first: Article, fetch: Fetch) -> Iterator[Article]:
        yield first
        if not self.languages:
            return
        params = {
            **_base(first.title),
            "prop": "langlinks",
            "lllimit": str(ROWS),
        }
        said = self._asked(first.language, params, fetch)
        others = {
            str(fields.dig(one, "lang")): fields.line(fields.dig(one, "title"))
            for one in fields.rows(said, "query", "pages", 0, "langlinks")
        }
        for tag in others if "*" in self.languages else self.languages:
            if others.get(tag) and _TAG.fullmatch(tag):
                yield Article(tag, others[tag])
            elif tag != first.language:
                services.warn(f"{self.name} {first.title}", f"there is no article in {tag}")

    def _linked(self, article: Article, fetch: Fetch) -> Iterator[Candidate]:
        """Yield the links of an article, once all are known: a page's own address goes first."""
        links = list(services.answered(self._links(article, fetch), f"{self.name} {article.title}"))
        query = f"{article.language}:{article.title}"
        own = {doc_id(link) for link in links if not unwrapped(link)}
        found = []
        for link in links:
            copy = unwrapped(link)
            if copy is None or doc_id(copy.url) not in own:
                found.append(_candidate(link, query))
        page = services.Page(found, len(found))
        yield from services.gathered([page], f"{self.name} {query}", limit=self.limit)

    def _links(self, article: Article, fetch: Fetch) -> Iterator[str]:
        params, more = _links(article), dict[str, str]()
        while True:
            said = self._asked(article.language, {**params, **more}, fetch)
            page = fields.dig(said, "query", "pages", 0)
            if fields.dig(page, "missing"):
                raise NotAnswered("no-article", f"{article.language}: {article.title}")
            for link in fields.rows(page, "extlinks"):
                if url := fields.address(fields.dig(link, "url") or fields.dig(link, "*")):
                    yield url
            told = fields.dig(said, "continue")
            before, more = more, _told(told)
            if not more or more == before:
                return

    def _asked(self, language: str, params: dict[str, str], fetch: Fetch) -> Any:
        said = fetch(self._where(language), params=params, service=True).json()
        if error := fields.dig(said, "error"):
            slug = fields.line(fields.dig(error, "code")) or "error"
            raise NotAnswered("bad-question", f"{slug}: {fields.line(fields.dig(error, 'info'))}")
        return said

    def _where(self, language: str) -> str:
        return self.endpoint.replace("{language}", language)


def _base(title: str) -> dict[str, str]:
    return {
        "action": "query",
        "format": "json",
        "formatversion": "2",
        "redirects": "1",
        "titles": title,
    }


def _links(article: Article) -> dict[str, str]:
    return {**_base(article.title), "prop": "extlinks", "ellimit": str(ROWS)}


def _described(titles: list[str]) -> dict[str, str]:
    params = {**_base("|".join(titles)), "prop": "description|pageprops"}
    return {**params, "ppprop": "disambiguation"}


def _told(told: Any) -> dict[str, str]:
    """Read what is to be added to a question to go on with it."""
    given = told if isinstance(told, dict) else {}
    return {str(name): str(value) for name, value in given.items()}


def _guesses(design: Design) -> list[str]:
    """Guess what the article on the work is called, the surest first."""
    work = design.work
    title = work.title.replace("|", " ").strip()
    return [f"{title} ({work.year} {work.kind})", f"{title} ({work.kind})", title]


def _titles(said: Any, guesses: list[str]) -> dict[str, Any]:
    """Say which page each guess led to, over spelling and redirects."""
    query = fields.dig(said, "query")
    steps = {
        fields.dig(step, "from"): fields.dig(step, "to")
        for kind in ("normalized", "redirects")
        for step in fields.rows(query, kind)
    }
    pages = {fields.dig(page, "title"): page for page in fields.rows(query, "pages")}
    found = {}
    for guess in guesses:
        title: Any = guess
        for _ in range(3):  # spelt otherwise, then redirected, at most twice
            title = steps.get(title, title)
        found[guess] = pages.get(title)
    return found


def _is_about(page: Any, design: Design) -> bool:
    """Say whether an article's short description is of the work: its year, or a maker's name."""
    if fields.dig(page, "missing") or "disambiguation" in (fields.dig(page, "pageprops") or {}):
        return False
    said = fields.line(fields.dig(page, "description")).lower()
    signs = (str(design.work.year), *design.work.makers)
    return any(sign.lower() in said for sign in signs if sign)


def _candidate(link: str, query: str) -> Candidate:
    copy = unwrapped(link)
    url = copy.url if copy else link
    return Candidate(
        url,
        Wikipedia.name,
        query,
        via=copy.via if copy else "",
        captured_at=copy.captured_at if copy and copy.via else "",
        left_out="catalogue: tells which work is meant, not what is said of it"
        if _is_catalogue(url)
        else "",
    )


def _is_catalogue(url: str) -> bool:
    site = host(url)
    return any(site == one or site.endswith(f".{one}") for one in _CATALOGUES)
