"""The pass that writes `subjects`: whether a document is about the work, mentions it, or neither.

About is not mentions: a long piece on something else that names the work once mentions it. What
decides is where the work is named (headline, address, opening) and through how much of the text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple
from urllib.parse import unquote, urlsplit

import pyarrow as pa

from .. import schema
from ..cues import TitleCue, headline_mark, title_marks
from ..design import Subject
from ..passes import Row

if TYPE_CHECKING:
    from ..design import Design

PASSAGE = 700  # code points, about 120 words: the unit in which spread through a text is counted
OPENING = 1500  # code points
ABOUT = 0.5  # score from which a document is about a subject
SURE = 0.7  # confidence from which a title's cue alone shows that the work is mentioned
# Weights on the scale of log odds, set by hand; docs/methods/subjects.md says how they do.
BASE = -2.5
HEADLINE, ADDRESS, OPENS, SPREAD = 3.2, 1.6, 0.9, 5.0
NAME_AHEAD, NAME, YEAR = 1.0, 0.25, 0.4
DISTRACTOR_AHEAD, DISTRACTORS, NOBODY = -3.0, -1.5, -3.0
_SET_APART = ("plain", "quoted", "emphasis", "starred", "year", "maker", "named")
UNANCHORED = 0.4  # what spread counts for where the title and first names are all there is
_CAPITALISED = re.compile(r"(?<!\w)[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]")
_BESIDE = frozenset(
    {"film", "films", "movie", "movies", "review", "reviews", "critique", "recensione", "kritik"}
    | {"resena", "cinema", "trailer", "the"}
)


class _Cue(NamedTuple):
    weight: float
    text: str


class _Page(NamedTuple):
    """What a decision may look at."""

    headline: str
    url: str
    text: str
    emphasis: tuple[tuple[int, int], ...]
    english: bool


@dataclass(frozen=True)
class Subjects:
    """What each document is about: the work (``work``) and each subject of the design.

    Settings:
        title: The work's title.
        year: Its year.
        makers: Who made it.
        names: Names that, near the title, show that the work is meant.
        release_titles: Its titles in other countries; they count when set apart or dated.
        distractors: Other things that carry the title in their name.
        others: The further subjects.
        imported: What a value of an imported column ``about`` says: the value, then the subjects
            that the document is about. The work's title and the ids of subjects need no entry.

    A column ``about`` decides where there is one. Elsewhere weighted cues add up on the scale of
    log odds; ``score`` is their logistic, ``cues`` names them, strongest first.

    Limits: weights are set by hand; a review that names neither title nor cast in headline, address
    or text can't be found.

    Example:
        >>> find = Subjects(title="Her", year=2013, names=("Jonze",)).find
        >>> rows = find({"text": "I saw Her. Jonze’s film is Her."}, headline="Her")
        >>> [row["verdict"] for row in rows]
        ['about']
    """

    title: str = ""
    year: int = 0
    makers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    release_titles: tuple[str, ...] = ()
    distractors: tuple[str, ...] = ()
    others: tuple[Subject, ...] = ()
    imported: tuple[tuple[str, tuple[str, ...]], ...] = ()

    name: ClassVar[str] = "subjects"
    version: ClassVar[int] = 1
    reads: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "readings": (
            "doc_id", "capture_id", "url", "text", "emphasis", "language", "completeness",
        ),
        "fields": ("field", "value", "chosen"),
    }  # fmt: skip
    writes: ClassVar[pa.Schema] = schema.SUBJECTS

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Subjects:
        """Take the work and the further subjects from the design."""
        work = design.work
        given = {
            "title": work.title,
            "year": work.year,
            "makers": work.makers,
            "names": work.cues,
            "release_titles": work.release_titles,
            "distractors": work.distractors,
            "others": design.subjects,
        }
        return cls(**{**given, **settings})

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Decide for a batch of readings with their fields."""
        rows = []
        for reading in batch.to_pylist():
            stated = {f["field"]: f["value"] for f in reading.get("fields") or () if f["chosen"]}
            ids = {key: reading[key] for key in ("doc_id", "capture_id")}
            found = self.find(
                reading, headline=stated.get("title") or "", about=stated.get("about")
            )
            rows += [ids | row for row in found]
        return pa.RecordBatch.from_pylist(rows, schema=self.writes)

    def find(
        self, reading: Mapping[str, Any], *, headline: str = "", about: str | None = None
    ) -> Iterator[Row]:
        """Decide for one reading: a row for the work, then one for each further subject.

        Args:
            reading: Has any of url, text, emphasis, language.
            headline: Its chosen title.
            about: What an imported column says that it is about.
        """
        spans = tuple((s["start"], s["end"]) for s in reading.get("emphasis") or ())
        url, text = reading.get("url") or "", reading.get("text") or ""
        page = _Page(headline, url, text, spans, reading.get("language") in (None, "en"))
        said = self._said(about)
        yield _row("work", *self._work(page), said)
        for other in self.others:
            yield _row(other.id, *_other(page, other), said)

    def _said(self, about: str | None) -> frozenset[str] | None:
        """Read the column ``about``; ``None`` if it is absent or says nothing that's known."""
        titles = (self.title, f"{self.title} ({self.year})", "work")
        known: dict[str, tuple[str, ...]] = {title.lower(): ("work",) for title in titles}
        known |= {other.id.lower(): (other.id,) for other in self.others}
        known |= {value.lower(): tuple(ids) for value, ids in self.imported}
        values = [v.strip().lower() for v in (about or "").split(";")]
        found = [known[value] for value in values if value in known]
        return frozenset(i for ids in found for i in ids) if found else None

    def _work(self, page: _Page) -> tuple[list[_Cue], bool]:
        """Collect the cues for the work, and whether it is named at all."""
        marks = sorted(self._marks(page))
        seen = list(_pattern(self._people(), not _small(page.text)).finditer(page.text))
        called = list(dict.fromkeys(m[0] for m in seen))
        ahead = list(self._ahead(page))
        anchored = self._anchored(marks, [*called, *self._leading(page)])
        if not (marks or anchored or any(cue.text.startswith("title") for cue in ahead)):
            return [], False
        places = [*(m.start for m in marks), *(m.start() for m in seen)]
        cues = [*ahead, *_through(page, places, 1.0 if anchored else UNANCHORED)]
        if any(mark.start < OPENING for mark in marks):
            cues.append(_Cue(OPENS, f"title in the opening ({marks[0].cue})"))
        if called:
            cues.append(_Cue(NAME * min(6, len(called)), "names: " + ", ".join(called[:6])))
        if self.year and marks and re.search(rf"\b{self.year}\b", page.text[:OPENING]):
            cues.append(_Cue(YEAR, f"year {self.year}"))
        if len(page.text) > PASSAGE and not anchored:
            cues.append(_Cue(NOBODY / (1 + len(called)), "hardly any of its people named"))
        others = _distractors(self.distractors).findall(page.text)
        if len(others) > len(marks):
            cues.append(_Cue(DISTRACTORS, f"rather {others[0]}"))
        named = anchored or any(mark.confidence >= SURE for mark in marks)
        return cues, named or any(cue.weight >= ADDRESS for cue in ahead)

    def _anchored(self, marks: Sequence[TitleCue], called: Sequence[str]) -> bool:
        """Say whether more than the bare title and a first name or two point to the work."""
        if any(mark.cue in ("year", "maker") and mark.confidence >= SURE for mark in marks):
            return True
        set_apart = any(mark.cue in _SET_APART for mark in marks)
        printed = any(mark.cue in ("capital", "verb", "possessive") for mark in marks)
        if called and (set_apart or (len(called) > 1 and printed)):
            return True
        makers = {word.lower() for maker in self.makers for word in (maker, maker.split()[-1])}
        made = any(name.lower() in makers for name in called)
        return made or (len(called) > 2 and bool(marks))

    def _people(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.makers, *self.names)))

    def _marks(self, page: _Page) -> Iterator[TitleCue]:
        """Find the title in the text; a release title must be set apart or dated."""
        for title in self._titles(page):
            for mark in title_marks(
                page.text,
                title,
                page.emphasis,
                year=self.year or None,
                names=self._people(),
                distractors=self.distractors,
            ):
                if title == self.title or mark.cue in _SET_APART:
                    yield mark

    def _titles(self, page: _Page) -> tuple[str, ...]:
        return (self.title, *(() if page.english else self.release_titles))

    def _headline(self, page: _Page) -> TitleCue | None:
        marks = (
            headline_mark(
                page.headline,
                title,
                year=self.year or None,
                names=self._people(),
                distractors=self.distractors,
            )
            for title in self._titles(page)
        )
        return max((m for m in marks if m), key=lambda m: m.confidence, default=None)

    def _ahead(self, page: _Page) -> Iterator[_Cue]:
        """Read headline and address."""
        best = self._headline(page)
        if best:
            yield _Cue(HEADLINE * best.confidence, f"title in the headline ({best.cue})")
        if _in_address(page.url, self.title, self.year, self._people()):
            yield _Cue(ADDRESS, "title in the address")
        people = self._leading(page)
        if people:
            yield _Cue(NAME_AHEAD * min(2, len(people)), "ahead: " + ", ".join(people))
        void = _distractors(self.distractors).search(page.headline)
        if void and not best:
            yield _Cue(DISTRACTOR_AHEAD, f"rather {void[0]}")

    def _leading(self, page: _Page) -> list[str]:
        """List whom headline and address name."""
        words = " ".join((page.headline, *_slug(page.url)))
        found = _pattern(self._people(), False).finditer(words)
        return list(dict.fromkeys(m[0].lower() for m in found))


def _other(page: _Page, subject: Subject) -> tuple[list[_Cue], bool]:
    """Collect the cues for a further subject, and whether it is named at all."""
    pattern = _pattern(subject.cues, False)
    ahead = pattern.search(page.headline)
    address = pattern.search(" ".join(_slug(page.url)))
    seen = list(pattern.finditer(page.text))
    called = dict.fromkeys(m[0].lower() for m in seen)
    cues = [_Cue(HEADLINE, f"headline: {ahead[0]}")] if ahead else []
    if address:
        cues.append(_Cue(ADDRESS, f"address: {address[0]}"))
    cues += _through(page, [m.start() for m in seen], 1.0)
    if seen and seen[0].start() < OPENING:
        cues.append(_Cue(OPENS, f"opening: {seen[0][0]}"))
    if called:
        cues.append(_Cue(NAME * min(6, len(called)), "terms: " + ", ".join([*called][:6])))
    return cues, bool(cues)


def _small(text: str) -> bool:
    """Say whether a text is written without capitals, as some blogs and all bad transcripts are."""
    return len(_CAPITALISED.findall(text)) * 60 < len(text.split())


def _through(page: _Page, places: Iterable[int], trust: float) -> Iterator[_Cue]:
    """Say through how much of the text a subject is named."""
    passages = max(1, math.ceil(len(page.text) / PASSAGE))
    share = len({place // PASSAGE for place in places}) / passages
    if share:
        yield _Cue(SPREAD * share * trust, f"named in {share:.0%} of the passages")


def _row(subject: str, cues: list[_Cue], named: bool, said: frozenset[str] | None) -> Row:
    """Turn cues into a verdict; a column outweighs them."""
    score = 1 / (1 + math.exp(-(BASE + sum(cue.weight for cue in cues))))
    why = [cue.text for cue in sorted(cues, key=lambda c: (-abs(c.weight), c.text))]
    if said is not None:
        score = 1.0 if subject in said else min(score, ABOUT / 2)
        why = ["column about", *why]
    verdict = "about" if score >= ABOUT else "mentions" if named else "unrelated"
    return {"subject": subject, "verdict": verdict, "score": score, "cues": why}


@lru_cache(maxsize=64)
def _pattern(terms: Sequence[str], cased: bool) -> re.Pattern[str]:
    spelled = "|".join(re.escape(t) for t in sorted(terms, key=lambda t: (-len(t), t)))
    return re.compile(rf"(?<!\w)(?:{spelled or '(?!)'})(?!\w)", 0 if cased else re.IGNORECASE)


def _distractors(terms: tuple[str, ...]) -> re.Pattern[str]:
    return _pattern(terms, True)


def _slug(url: str) -> list[str]:
    """Cut an address into its path's segments, words parted by spaces.

    Example:
        >>> _slug("https://example.org/film/her-spike-jonze/")
        ['film', 'her spike jonze']
    """
    path = unquote(urlsplit(url).path) if "://" in url else ""
    segments = [re.sub(r"\.\w{2,5}$", "", segment) for segment in path.split("/")]
    return [re.sub(r"[\W_]+", " ", segment).strip() for segment in segments if segment]


def _in_address(url: str, title: str, year: int, people: Sequence[str]) -> bool:
    """Say whether the address names the title, alone or beside a word that shows it's one."""
    word = re.sub(r"[\W_]+", " ", title).strip().lower()
    beside = _BESIDE | {str(year)} | {w.lower() for p in people for w in re.split(r"\W+", p)}
    beside |= {f"{w}s" for w in beside}
    for part in _slug(url) if word else ():
        segment = f" {part.lower()} "
        at = segment.find(f" {word} ")
        if at >= 0:
            before, after = segment[:at].split(), segment[at + len(word) + 1 :].split()
            near = {*before[-1:], *after[:1]}
            if " " in word or near & beside or all(w.isdigit() for w in near):
                return True
    return False
