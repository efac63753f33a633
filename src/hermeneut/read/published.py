"""Where a page says when it was published: its address, structured data, datelines in view."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from .candidates import UNDISPUTED, Candidate, is_good
from .dates import in_path, next_day, parse, parse_iso
from .markup import Tree, short_text
from .sources import Page, meta_source, prior, types
from .view import ELSEWHERE, Line, stands_aside

_METAS = frozenset(
    {
        "article:published_time", "article:published", "og:article:published_time",
        "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
        "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.issued", "dc.date",
        "dcterms.date", "dc.date.created", "dcterms.created", "citation_publication_date",
        "citation_date", "citation_online_date", "publish-date", "publish_date", "pubdate",
        "publication_date", "publication-date", "date", "originalpublicationdate",
        "article.published", "article.created", "rnews:datepublished", "last-published",
        "date.created", "dateposted", "bt:pubdate", "created", "publishdate", "published",
        "article:published_date", "dcterms.available", "prism.publicationdate", "datecreated",
        "article_date_original", "cxenseparse:publishtime", "dateissued", "release_date",
    }
)  # fmt: skip
_MODIFIED_METAS = (
    "article:modified_time", "og:updated_time", "datemodified", "last-modified",
    "dcterms.modified", "dc.date.modified", "revised", "article:modified",
)  # fmt: skip
_UPDATED = re.compile(
    r"updated|modified|aktualisier|geändert|stand\b|mis à jour|mise à jour|actualizad|edited|"
    r"aggiornat|letzte änderung", re.IGNORECASE,
)  # fmt: skip
_SAID = re.compile(
    r"publi|veröffentlicht|erschienen|posted|erstellt|geposted|verfasst|gepostet|online seit|vom\b|"
    r"datum|date\b|written|pubblicat|geplaatst|opublik", re.IGNORECASE,
)  # fmt: skip
_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/(\d{4})(\d\d)(\d\d)")
_TIME = re.compile(r"\d[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?\s*(Z|[+-]00:?00)?")
# midnight in Central Europe, in summer and winter, as machines there often write a day
_MIDNIGHT = re.compile(r"\dT2([23]):00(?::00(?:\.0+)?)?\s*(?:Z|[+]00:?00)")
_CENTRAL = frozenset(
    {"de", "fr", "it", "nl", "pl", "da", "sv", "no", "nb", "cs", "sk", "sl", "hu", "hr", "lb", "rm"}
)  # languages at home there
_ASTRAY = 0.2  # how often a date is right that stands where others' dates do
_PRIORS = {"url, declared": 0.8}  # as good as the page's own address, of which .94 were right
_EARLY = 7  # o'clock in UTC: yesterday in the Americas
_WHOLE = len("2014-01-10")
_IN_SCRIPT = re.compile(
    r"""["'](?:date_?published|published_?(?:at|date|time|on)?|publish_?(?:date|time)|"""
    r"""publication_?date|first_?publish\w{0,12}|pub_?date|created_?at|date_?created)["']"""
    r"""\s{0,2}[:=,]\s{0,2}["']((?:19|20)\d\d-?\d\d-?\d\d[^"']{0,30})["']""",
    re.IGNORECASE,
)
_MOST_DATED = 40  # lines with a date
_PLACE = 20  # characters before the date that opens a paragraph
_NEAR = (-6, 15)  # lines from the headline

Found = tuple[str, str, frozenset[str]]


def from_page(page: Page, *, latest: str | None = None) -> Iterator[Candidate]:
    """Yield the dates that a page and its address give.

    Args:
        page: The page.
        latest: The day of capture; what a page merely shows of that day isn't taken.
    """
    captured = capture_day(page.url, latest)
    reader = _Reader(page, captured)
    found = list(_as_there(list(reader.found())))
    modified = set(reader.modified())
    days = [day for _, day, _ in found if len(day) == 10]
    sure = {day for source, day, _ in found if is_good(source)}
    for source, day, marks in found:
        more = set()
        if modified:
            more.add("modified that day" if day in modified else "modified another day")
        if len(set(days)) > 1 and len(day) == 10:
            more.add("the latest" if day == max(days) else "not the latest")
            more.add("the earliest" if day == min(days) else "not the earliest")
        if sure == {day}:
            more.add(UNDISPUTED)
        if captured and day == captured:
            more.add("the day of capture")
        likely = _PRIORS.get(source, prior(source) if is_good(source) else _ASTRAY)
        yield Candidate("published", day, source, likely, marks | more)


def _as_there(found: list[Found]) -> Iterator[Found]:
    """Turn stamps of the early hours in UTC to the day before, where the page says that elsewhere.

    A piece of a November evening in Minneapolis bears tomorrow's date in UTC.
    """
    shown = {day for source, day, marks in found if is_good(source) and "early in UTC" not in marks}
    for source, day, marks in found:
        before = next_day(day, days=-1)
        if "early in UTC" in marks and day not in shown and before in shown:
            yield source, before, frozenset({"a time of day"})
        else:
            yield source, day, marks


def in_element(page: Page, element: Tree, *, latest: str | None = None) -> str | None:
    """Read the date that an element states or shows, as its page writes dates.

    Example:
        >>> from hermeneut.read.markup import parse as parsed
        >>> page = Page(parsed("<html lang=en-GB><p>Filed 3/4/2014</p>"), None)
        >>> in_element(page, page.tree.find(".//p"))
        '2014-04-03'
    """
    return _Reader(page, latest).day_in(_machine_or_text(element))


def capture_day(url: str | None, latest: str | None) -> str | None:
    """The day of capture, which an archive's address holds too."""
    archived = _ARCHIVED.match(url or "")
    days = [latest[:10]] if latest else []
    return min([*days, "-".join(archived.groups())]) if archived else min(days, default=None)


class _Reader:
    """Reads the dates of one page."""

    def __init__(self, page: Page, latest: str | None) -> None:
        self._page = page
        self._latest = latest
        self._day_first = _day_first(page)
        self._in_europe = _language(page)[:2] in _CENTRAL

    def found(self) -> Iterator[Found]:
        yield from self._stated()
        yield from self._in_elements()
        yield from self._in_lines()
        yield from self._in_scripts()

    def modified(self) -> Iterator[str]:
        stated = [str(n.get("dateModified") or "") for n in self._page.nodes]
        stated += [self._page.meta(name) or "" for name in _MODIFIED_METAS]
        for raw in stated:
            if day := self.day_in(raw):
                yield day

    def _in_address(self, url: str) -> str | None:
        found = in_path(Page(self._page.tree, url).path, latest=self._latest)
        return found if found and len(found) == _WHOLE else None

    def day_in(self, raw: str) -> str | None:
        found = parse_iso(raw, latest=self._latest)
        return found or parse(raw, latest=self._latest, day_first=self._day_first)

    def _one(self, source: str, raw: object) -> Iterator[Found]:
        if raw and isinstance(raw, str) and (day := self.day_in(raw)):
            if self._in_europe and _is_midnight(raw, day):
                yield source, next_day(day), frozenset({"midnight"})
            else:
                yield source, day, _marks(raw)

    def _stated(self) -> Iterator[Found]:
        page = self._page
        if day := in_path(page.path, latest=self._latest):
            yield "url" if len(day) == 10 else "url, month", day, frozenset()
        elif day := next(filter(None, map(self._in_address, _addresses(page))), None):
            yield "url, declared", day, frozenset()
        for key in ("datePublished", "dateCreated", "uploadDate"):
            yield from self._one(f"json-ld {key}", page.article.get(key))
        for node in page.nodes:
            if node is not page.article and node.get("datePublished"):
                kind = "webpage" if "WebPage" in types(node) else "of another"
                yield from self._one(f"json-ld {kind}", node.get("datePublished"))
        for name, values in page.metas.items():
            if name in _METAS:
                yield from self._one(meta_source(name), values[0])
        for day in islice(self.modified(), 1):
            yield "modified", day, frozenset()

    def _in_elements(self) -> Iterator[Found]:
        seen: set[str] = set()
        for name in ("datePublished", "dateCreated"):
            for element in islice(self._page.properties(name), 6):
                source = f"microdata {name}" + (", aside" if stands_aside(element) else "")
                if source not in seen:
                    seen.add(source)
                    yield from self._one(source, _machine_or_text(element))
        for element in islice(self._page.tree.iter("time", "abbr"), 20):
            source = _kind_of_time(element)
            for found in self._one(source, _machine_or_text(element)):
                if source not in seen:
                    seen.add(source)
                    yield found

    def _in_lines(self) -> Iterator[Found]:
        headline = self._page.headline_at
        seen: set[str] = set()
        for at, match in islice(self._page.dated.items(), _MOST_DATED):
            one = self._page.view.lines[at]
            if not one.whole and match.start() > _PLACE:
                continue
            source = _kind_of_line(one, None if headline is None else at - headline)
            if source in seen or "©" in one.text:
                continue
            day = parse(one.text, latest=self._latest, day_first=self._day_first)
            if day and len(day) == 10 and day != self._latest:
                seen.add(source)
                yield source, day, frozenset()

    def _in_scripts(self) -> Iterator[Found]:
        for script in self._page.scripts:
            at = _first(script, ("ublish", "reated", "pubdate", "pub_date", "pubDate"))
            if at < 0:
                continue
            for match in islice(_IN_SCRIPT.finditer(script, max(0, at - 20), at + 50_000), 1):
                yield from self._one("script", match[1])
                return


def _addresses(page: Page) -> Iterator[str]:
    """The addresses that a page gives itself, which may be those of where it was first."""
    for link in page.tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower() and link.get("href"):
            yield link.get("href")
            break
    yield from (stated for name in ("og:url",) if (stated := page.meta(name)))


def _first(text: str, words: tuple[str, ...]) -> int:
    return min((at for w in words if (at := text.find(w)) >= 0), default=-1)


def _marks(raw: str) -> frozenset[str]:
    """A time of day says that a machine wrote the date; late in UTC, it is tomorrow's elsewhere."""
    time = _TIME.search(raw)
    if time is None:
        return frozenset()
    if time[3] and int(time[1]) >= 22:
        return frozenset({"late in UTC"})
    if time[3] and 0 < int(time[1]) < _EARLY:
        return frozenset({"early in UTC"})
    return frozenset({"midnight" if time[1] == time[2] == "00" else "a time of day"})


def _machine_or_text(element: Tree) -> str:
    stated = element.get("content") or element.get("datetime")
    if not stated and element.tag == "abbr":
        stated = element.get("title")
    return stated or short_text(element, 120)


def _kind_of_time(element: Tree) -> str:
    names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    text = short_text(element, 120)
    kind = element.tag
    if _UPDATED.search(f"{names} {text}"):
        kind += ", updated"
    elif element.get("pubdate") is not None or "publish" in names.lower():
        kind += ", published"
    return f"{kind}, aside" if stands_aside(element) or ELSEWHERE.search(names) else kind


def _kind_of_line(one: Line, after: int | None) -> str:
    """What a dated line is: labelled, named for a date, where it stands."""
    if not one.whole:
        kind = "opening of a paragraph"
    elif _UPDATED.search(one.text):
        kind = "update in view"
    elif _SAID.search(one.text):
        kind = "publication in view"
    elif "renewed" in one.kinds:
        kind = "dateline of an update"
    elif "date" in one.kinds:
        kind = "dateline"
    else:
        kind = "date alone" if len(one.text) < 40 else "date in a line"
    if one.aside:
        return f"{kind}, aside"
    if after is None:
        return kind
    if _NEAR[0] <= after <= _NEAR[1]:
        return f"{kind}, by the headline"
    return f"{kind}, above" if after < 0 else f"{kind}, below"


def _is_midnight(raw: str, day: str) -> bool:
    """Whether a stamp in UTC is the midnight that begins the next day in Central Europe."""
    found = _MIDNIGHT.search(raw)
    return found is not None and (found[1] == "3" or "04" <= day[5:7] <= "09")


def _language(page: Page) -> str:
    declared = page.tree.get("lang") or page.meta("og:locale") or ""
    return str(declared).lower().replace("_", "-")


def _day_first(page: Page) -> bool | None:
    """English has both ways round; elsewhere the day comes first."""
    language = _language(page)
    if not language:
        return None
    if language.startswith("en"):
        return {"en-us": False, "en-gb": True, "en-au": True, "en-ie": True}.get(language)
    return True
