"""Citations: the works, thinkers, companies and apps that a text thinks with.

What the design lists is found by name. What it doesn't is found by what stands around it: a title
set off and owned or dated, a full name that writes or argues, "the app X".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import pyarrow as pa

from .. import schema
from ..design import Cited
from ..passes import Row, for_each_text
from .saying import words

if TYPE_CHECKING:
    from ..design import Design

WORK, THINKER, COMPANY, APP = "work", "thinker", "company", "app"

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’'-]*"
_BARE = r"[A-ZÀ-ÖØ-Þ][\w-]*"
_PARTICLE = r"(?:van|von|de|der|den|di|du|la|le|ten|bin|al)"
# A full name: two to four capitalised words, initials and particles between.
_NAME = rf"{_CAPITAL}(?:\s(?:[A-Z]\.|{_PARTICLE}|{_CAPITAL})){{0,3}}\s{_CAPITAL}"
_ARGUES = (
    r"(?:argues?|argued|writes?|wrote|notes|noted|observes?|observed|suggests?|suggested|contends?"
    r"|contended|maintains?|theori[sz]e[sd]?|proposes?|proposed|reminds us|put it|puts it|calls"
    r"|called|describes?|described|asks|asked|claims|claimed|insists|insisted|defines?|defined|warns|warned)"
)
_ROLE = (
    r"(?:philosopher|sociologist|psychologist|psychoanalyst|anthropologist|historian|theorist|scholar"
    r"|theologian|linguist|neuroscientist|scientist|computer scientist|critic|film critic|essayist"
    r"|novelist|poet|author|writer|thinker|ethicist|economist|professor)"
)
_ROLES = re.compile(rf"{_ROLE}$", re.IGNORECASE)
_IDEA = (
    r"(?:notion|concept|idea|theory|theories|account|argument|analysis|essay|book|novel|story|work"
    r"|writings?|thesis|definition|reading|test|laws|philosophy)"
)
_YEAR = r"\((?:1[5-9]|20)\d\d"
# A title that nothing sets off: capitalised words, with small ones between, and a year behind.
_PLAIN = re.compile(
    rf"\b(?P<title>{_CAPITAL}(?:,?\s(?:(?:a|an|and|as|at|by|de|for|from|in|la|of|on|the|to|with)\s)"
    rf"{{0,2}}{_CAPITAL}){{0,7}})\s{_YEAR}\)(?!\s(?:has|have|{_ARGUES})\b)"
)
# What may run into a plain title: an owner by full name, "In", a name and ", in".
_BEFORE_TITLE = re.compile(
    rf"(?:(?P<author>{_BARE}(?:\s{_BARE}){{1,2}})[’']s?\s|In\s|.{{1,60}},\sin\s)(?=\S)"
)
# What stands before whoever is cited by a year: "For Orchard (1931)", "as Orchard (1931) has it".
_CITING = re.compile(r"^(?:For|See|As|By|To|With|Unlike|Following|After|And|But)\s")
_CITED = re.compile(r"\b(?:for|see|by|as|unlike|following|cf\.)\s$")
_GRADE = re.compile(r"\d\s?/\s?\d")
_THINKERS = (
    ("verb", re.compile(rf"\b(?P<name>{_NAME}),?\s(?:(?:once|has|also|rightly)\s)?{_ARGUES}\b")),
    ("verb", re.compile(rf"\b[Aa]s\s(?P<name>{_NAME})\s(?:once\s)?(?:says|said|{_ARGUES})\b")),
    ("role", re.compile(rf"\b{_ROLE}s?,?\s(?P<name>{_NAME})\b")),
    ("role", re.compile(rf"\b(?P<name>{_NAME}),\s(?:an?|the)\s(?:[\w-]+\s){{0,3}}{_ROLE}\b")),
    ("idea", re.compile(rf"\b(?P<name>{_NAME})[’']s?\s(?:[\w-]+\s){{0,2}}?{_IDEA}\b")),
    ("idea", re.compile(rf"\b{_IDEA}\s(?:of|by)\s(?P<name>{_NAME})\b")),
    ("year", re.compile(rf"\b(?P<name>{_NAME})\s{_YEAR}\)\s(?:has|have|{_ARGUES})\b")),
)  # fmt: skip
_ONE = rf"(?P<name>{_CAPITAL}(?:[. ]{_CAPITAL}){{0,2}})"
_CALLED = r"(?:called\s|named\s)?"
_IS_A = rf"\b{_ONE},\s(?:an?|the)\s(?:[\w-]+\s){{0,3}}"
_FIRMS = (
    (APP, re.compile(rf"\b(?:(?:chatbot|companion)\s)?(?:app|chatbot|bot)s?\s{_CALLED}{_ONE}")),
    (APP, re.compile(rf"{_IS_A}(?:app|chatbot|bot)\b")),
    (COMPANY, re.compile(rf"\b(?:company|start-?up|firm|corporation)\s{_CALLED}{_ONE}")),
    (COMPANY, re.compile(rf"{_IS_A}(?:company|start-?up|firm)\b")),
    (COMPANY, re.compile(rf"\b(?:CEO|founder|co-founder|chief executive)\sof\s{_ONE}")),
)
_OWNER = re.compile(
    rf"(?P<author>{_CAPITAL}(?:\s{_CAPITAL}){{0,2}})[’']s?\s(?:[\w-]+\s){{0,3}}[“\"‘'«*_]?$"
)
# "as Maud Ferris argues in": what follows is by who argues.
_ARGUED = re.compile(
    rf"(?P<author>{_NAME}),?\s(?:(?:once|has|also|rightly)\s)?{_ARGUES}\s(?:\w+\s){{0,3}}in\s"
    rf"(?:[\w’'-]+,?\s){{0,4}}[“\"‘'«*_]?$"
)
_TITLED = re.compile(
    r"\b(?:film|movie|novel|book|essay|story|play|poem|series|show|article|paper|memoir|documentary|album)s?"
    r",?\s(?:called\s|titled\s|entitled\s)?[“\"‘'«*_]?$"
)
_DATED = re.compile(rf"^[”\"’'»*_,]{{0,2}}\s?{_YEAR}\b")
_BY = re.compile(rf"^[”\"’'»*_]?,?\sby\s(?P<author>{_NAME})")
_SMALL = frozenset(words("a an and as at but by de for from in into is la le of on or the to with"))
# What a capitalised run may open with without being a name, or hold without being a person's.
_NO_NAME = frozenset(
    words(
        """
        A All An And Another As At Both But By Dear Did Do Does Each Even Every For From Had Has
        Having He Her Here His How However If In Is It Its Just Let Like Many More Most Mr Mrs Ms
        Much My Never No Not Now Of On Once One Only Or Other Our Perhaps She Since So Some Still
        Such That The Their Then There These They This Those Though Thus To Was We Were What When
        Whereas Where Whether Which While Who Why Will With Yet You Your Dr Professor Sir Dame Lord
        Monday Tuesday Wednesday Thursday Friday Saturday Sunday New Los San United North South
        University Press Magazine Journal Review Times Post Institute College School Center Centre
        Street City States America American Europe European British French German English Western
        """
    )
)
_MONTHS = words(
    "January February March April May June July August September October November December"
)
_LONGEST_TITLE = 10  # words


class _Found(NamedTuple):
    start: int
    end: int
    kind: str
    name: str
    cue: str
    author: str | None = None
    wikidata: str | None = None


@dataclass(frozen=True)
class Citations:
    """Works, thinkers, companies and apps cited, each at each place.

    A name that was found by its full form is found by its surname from there on. Whose a work is
    says the design, or an owner, a "by" or who argues in it beside the title. The work that the
    study is about, its makers and its people are no citations.

    Attributes:
        cited: What is found by name; ``from_design`` takes it from the design.
        titles: The study's own work, by all its titles.
        people: Names that belong to it: makers, players, characters.

    References:
        Teufel, Siddharthan and Tidhar (2006), Automatic classification of citation function,
        EMNLP, on what citing is for.

    Example:
        >>> text = "As Maud Ferris argues in “The Borrowed Voice” (1998), we err. Does Ferris?"
        >>> title = [{"start": 26, "end": 44, "kind": "title"}]
        >>> for row in Citations().find(text, [], title):
        ...     print(row["kind"], row["name"], row["cue"])
        thinker Maud Ferris verb
        work The Borrowed Voice year
        thinker Maud Ferris surname
    """

    name: ClassVar[str] = "citations"
    version: ClassVar[int] = 3
    reads: ClassVar[dict[str, tuple[str, ...]]] = {
        "texts": ("text_id", "text", "emphasis", "language"),
        "quotations": ("start", "end", "kind"),
    }
    writes: ClassVar[pa.Schema] = schema.CITATIONS

    cited: tuple[Cited, ...] = ()
    titles: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Citations:
        """Take what is listed, the work and its people from a design."""
        work = design.work
        named = [
            alias for t in design.targets for alias in t.aliases
            if alias[0].isupper()
            and (t.kind != "aspect" or (_like_a_title(alias) and " " in alias))
        ]  # fmt: skip
        given = {
            "cited": design.cited,
            "titles": (work.title, *work.release_titles),
            "people": tuple(dict.fromkeys((*work.makers, *work.cues, *named))),
        }
        return cls(**{**given, **settings})

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts with their quotations."""
        return for_each_text(batch, self.find, self.writes)

    def find(
        self,
        text: str,
        emphasis: Sequence[Mapping[str, int]] | None,
        quotations: Sequence[Mapping[str, Any]] | None,
    ) -> Iterator[Row]:
        """Find the citations of one text, in order of start."""
        named = [*self._listed(text), *self._thinkers(text), *_firms(text)]
        spans = [(s["start"], s["end"], "emphasis") for s in emphasis or ()]
        spans += [
            (q["start"], q["end"], "quoted") for q in quotations or () if q["kind"] == "title"
        ]
        found = [*named, *self._works(text, spans), *_plain(text)]
        found += _surnames(text, [one for one in found if one.kind == THINKER])
        end = 0
        known = _fuller(found)
        for one in sorted(found, key=lambda f: (f.start, f.cue != "listed", -f.end, f.kind)):
            if one.start >= end and not self._own(one.name):
                end = one.end
                yield one._replace(author=known.get(one.author or "", one.author))._asdict()

    def _own(self, name: str) -> bool:
        return name in self.titles or name in self.people

    def _listed(self, text: str) -> Iterator[_Found]:
        pattern, owners = _compiled(self.cited)
        for match in pattern.finditer(text):
            one = owners[match[0].replace("’", "'")]
            facts = one.author or None, one.wikidata or None
            yield _Found(*match.span(), one.kind, one.name, "listed", *facts)

    def _thinkers(self, text: str) -> Iterator[_Found]:
        for cue, pattern in _THINKERS:
            for match in pattern.finditer(text):
                start, name = _trimmed(match["name"], match.start("name"))
                if " " in name and not self._people_in(name):
                    yield _Found(start, start + len(name), THINKER, name, cue)

    def _people_in(self, name: str) -> bool:
        listed = {one.name for one in self.cited if one.kind in (COMPANY, APP)}
        parts = name.split()
        return bool({name, parts[-1]} & {*self.people}) or parts[0] in listed

    def _works(self, text: str, spans: Sequence[tuple[int, int, str]]) -> Iterator[_Found]:
        for start, end, how in spans:
            bare = text[start:end].strip("“”\"‘’'«»*_.,;:!? ")
            if not _like_a_title(bare) or ":" in text[start + len(bare) : end + 2]:
                continue  # a name before a colon speaks
            at = text.index(bare, start)
            cue, author = _title_cue(text, at, at + len(bare), how)
            if cue and (how == "quoted" or cue != how or " " in bare):
                yield _Found(at, at + len(bare), WORK, bare, cue, author)


@lru_cache(maxsize=8)
def _compiled(cited: tuple[Cited, ...]) -> tuple[re.Pattern[str], dict[str, Cited]]:
    owners = {alias: one for one in cited for alias in (one.name, *one.aliases)}
    either = "|".join(
        re.escape(a).replace("'", "['’]") for a in sorted(owners, key=len, reverse=True)
    )
    return re.compile(rf"(?<![\w-])(?:{either or '(?!)'})(?!\w)"), owners


def _trimmed(name: str, start: int) -> tuple[int, str]:
    """Drop words that open a sentence and are no part of a name."""
    parts = re.sub(r"[’']s?$", "", name).split(" ")
    while len(parts) > 1 and (parts[0].rstrip(".’'") in _NO_NAME or _ROLES.match(parts[0])):
        start += len(parts.pop(0)) + 1
    joined = " ".join(parts)
    strange = any(part in _NO_NAME or part.endswith(("’s", "'s")) for part in parts)
    return start, "" if strange else joined


def _like_a_title(text: str) -> bool:
    """Say whether words are written like a title: none but small words in lower case."""
    said = text.split()
    if not 0 < len(said) <= _LONGEST_TITLE or "\n" in text or len(text) < 3:
        return False
    if _GRADE.search(text):
        return False
    large = [w for w in said if w.lower() not in _SMALL or w is said[0]]
    return all(w[0].isupper() or w[0].isdigit() for w in large)


def _title_cue(text: str, start: int, end: int, how: str) -> tuple[str, str | None]:
    before, after = text[max(0, start - 80) : start], text[end : end + 60]
    for way, said in (("possessive", _OWNER.search(before)), ("by", _BY.search(after))):
        if said and (author := _trimmed(said["author"], 0)[1]):
            return way, author
    if argued := _argued(before):
        return ("year" if _DATED.search(after) else how), argued
    if _DATED.search(after):
        return "year", None
    return ("named" if _TITLED.search(before) else how), None


def _argued(before: str) -> str | None:
    """Return who argues in what comes next."""
    said = _ARGUED.search(before)
    return _trimmed(said["author"], 0)[1] or None if said else None


def _plain(text: str) -> Iterator[_Found]:
    for match in _PLAIN.finditer(text):
        start, title = match.start("title"), match["title"].rstrip("’'")
        opening = _BEFORE_TITLE.match(title)
        if opening:
            start, title = start + opening.end(), title[opening.end() :]
        if title.split()[0] not in _MONTHS and not _names_author(text, title, start):
            author = opening["author"] if opening else None
            author = author or _argued(text[max(0, start - 80) : start])
            yield _Found(start, start + len(title), WORK, title, "year", author)


def _names_author(text: str, title: str, start: int) -> bool:
    """Say whether a name and a year cite somebody: "for Orchard (1931)", or named more fully."""
    surname = _CITING.sub("", title)
    if " " in surname:
        return False
    if surname != title or _CITED.search(text[max(0, start - 12) : start]):
        return True
    fuller = rf"\b{re.escape(surname)},\s[A-Z]\b|\b{_BARE}\s{re.escape(surname)}\b"
    return any(m[0].split()[0] not in _NO_NAME for m in re.finditer(fuller, text))


def _firms(text: str) -> Iterator[_Found]:
    for kind, pattern in _FIRMS:
        for match in pattern.finditer(text):
            name = match["name"].rstrip("’'.-")
            name = re.sub(r"[’']s$", "", name)
            if name.split()[0] not in _NO_NAME and len(name) > 2:
                yield _Found(
                    match.start("name"), match.start("name") + len(name), kind, name, "kind"
                )


def _fuller(found: Sequence[_Found]) -> dict[str, str]:
    """Say which full name each surname stands for, where the text cites one alone of that name."""
    names: dict[str, set[str]] = {}
    for one in found:
        if one.kind == THINKER and " " in one.name:
            names.setdefault(one.name.split()[-1], set()).add(one.name)
    return {surname: full.copy().pop() for surname, full in names.items() if len(full) == 1}


def _surnames(text: str, thinkers: Sequence[_Found]) -> Iterator[_Found]:
    """Find a thinker's surname after the full name."""
    first: dict[str, _Found] = {}
    for one in sorted(thinkers):
        if one.cue != "listed" and " " in one.name:
            first.setdefault(one.name.split()[-1], one)
    if first:
        either = "|".join(map(re.escape, sorted(first, key=len, reverse=True)))
        for match in re.finditer(rf"(?<![\w.-])(?:{either})(?!\w)", text):
            one = first[match[0]]
            before = re.search(r"(\S+)\s$", text[max(0, match.start() - 30) : match.start()])
            fuller = before and before[1][0].isupper() and before[1].rstrip(".,") not in _NO_NAME
            if match.start() > one.end and not fuller:
                yield _Found(*match.span(), THINKER, one.name, "surname")
