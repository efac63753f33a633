"""The pass that writes `subjects`: whether a document is about the work, mentions it, or neither.

About is not mentions: a long piece on something else that names the work once mentions it. What
a page shows of the work (`about`) adds up on the scale of log odds, with weights fitted on
documents whose subject is known. Every document gets its row, the unrelated too, with its score:
from those just below the threshold a study draws what people check.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar

import pyarrow as pa

from .. import schema
from ..cues.kinds import spelled
from ..design import Subject
from ..passes import Row
from .about import LONG, OPENING, PASSAGE, Look, Page, Seen, Wanted, measures
from .slugs import slug_of

if TYPE_CHECKING:
    from ..design import Design

_TAGS = re.compile(r"</?(?:em|i|b|strong|cite)>")  # as some sites leave them in their titles
ABOUT = 0.35  # score from which a document is about the work
TERMS_ABOUT = 0.5  # … about a further subject
# Weights for further subjects, which have terms and no title; set by hand.
BASE, HEADLINE, ADDRESS, OPENS, SPREAD, TERM = -2.5, 3.2, 1.6, 0.9, 5.0, 0.25


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
        ids: What databases and sites call it.
        others: The further subjects.
        imported: What a value of an imported column ``about`` says: the value, then the subjects
            that the document is about. The work's title and the ids of subjects need no entry.
        threshold: The score from which a document is about the work.

    A column ``about`` (or ``film``, ``movie``, ``imdb_id``) decides where it names the work, or
    another by its title and year or by an id like the work's. ``score`` is a probability where
    documents on the work and others are equally many; ``cues`` says what decided, strongest first.

    Limits: a review that names neither title nor cast in headline, address or text can't be found.
    Further subjects are judged by weights set by hand.

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
    ids: tuple[str, ...] = ()
    others: tuple[Subject, ...] = ()
    imported: tuple[tuple[str, tuple[str, ...]], ...] = ()
    threshold: float = ABOUT

    name: ClassVar[str] = "subjects"
    version: ClassVar[int] = 4
    reads: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "readings": (
            "doc_id", "capture_id", "url", "text", "emphasis", "language", "completeness",
        ),
        "fields": ("field", "value", "source", "chosen"),
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
            "ids": work.ids,
            "others": design.subjects,
        }
        return cls(**{**given, **settings})

    def digest(self) -> str:
        """Name the weights that scores stand on."""
        return _digest()

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Decide for a batch of readings with their fields."""
        rows = []
        for reading in batch.to_pylist():
            fields = reading.get("fields") or ()
            stated = {field["field"]: field["value"] for field in fields if field["chosen"]}
            works = [field for field in fields if field["field"] == "reviewed"]
            found = self.find(
                reading,
                headline=stated.get("title") or "",
                about=stated.get("about"),
                reviewed=tuple(f["value"] for f in works if f["source"].endswith("itemReviewed")),
                told=tuple(f["value"] for f in works),
            )
            ids = {key: reading[key] for key in ("doc_id", "capture_id")}
            rows += [ids | row for row in found]
        return pa.RecordBatch.from_pylist(rows, schema=self.writes)

    def find(
        self,
        reading: Mapping[str, Any],
        *,
        headline: str = "",
        about: str | None = None,
        reviewed: tuple[str, ...] = (),
        told: tuple[str, ...] = (),
    ) -> Iterator[Row]:
        """Decide for one reading: a row for the work, then one for each further subject.

        Args:
            reading: Has any of url, text, emphasis, language.
            headline: Its chosen title.
            about: What an imported column says that it is about.
            reviewed: What the page's own facts say that it reviews.
            told: Works that they say it is about.
        """
        page = Page(
            " ".join(_TAGS.sub("*", headline).split()),
            reading.get("url") or "",
            reading.get("text") or "",
            tuple((s["start"], s["end"]) for s in reading.get("emphasis") or ()),
            reading.get("language") in (None, "en"),
            reviewed,
            told,
        )
        said = self.said_of(about)
        yield self._work(page, said)
        for other in self.others:
            yield _other(page, other, said)

    def _wanted(self) -> Wanted:
        return Wanted(
            self.title, self.year, self.makers, self.names, self.release_titles,
            self.distractors, self.ids,
        )  # fmt: skip

    def _work(self, page: Page, said: frozenset[str] | None) -> Row:
        look = Look(self._wanted(), page)
        seen = list(measures(look))
        weights = _weights()["whole" if len(page.text) >= LONG else "short"]
        odds = weights[""] + sum(weights.get(one.measure, 0.0) * one.amount for one in seen)
        score = 1 / (1 + math.exp(-odds))
        why = sorted(seen, key=lambda one: -abs(weights.get(one.measure, 0.0) * one.amount))
        cues = [one.words for one in why if abs(weights.get(one.measure, 0.0)) * one.amount >= 0.2]
        named = look.mentioned()
        if look.anybodys() or look.loose():
            score = min(score, self.threshold / 2)
        return _row("work", score, self.threshold, named, cues, said)

    def said_of(self, about: str | None) -> frozenset[str] | None:
        """Name the subjects that a stated ``about`` means; ``None`` if it says nothing known."""
        titles = [self.title, *self.release_titles]
        titles += [*(f"{title} ({self.year})" for title in titles), *self.ids, "work"]
        known: dict[str, tuple[str, ...]] = {title.lower(): ("work",) for title in titles}
        known |= {other.id.lower(): (other.id,) for other in self.others}
        known |= {value.lower(): tuple(ids) for value, ids in self.imported}
        values = [v.strip().lower() for v in (about or "").split(";")]
        found = [known[value] for value in values if value in known]
        if not found and not any(map(self._another, values)):
            return None
        return frozenset(i for ids in found for i in ids)

    def _another(self, value: str) -> bool:
        """Say whether a value names another work: a title with its year, or an id like the work's.

        Any other word may be a code that the study doesn't explain.
        """
        if re.fullmatch(r".+ \((?:18|19|20)\d\d\)", value):
            return True
        shapes = {re.sub(r"\d+", "0", one.lower()) for one in self.ids if re.search(r"\d", one)}
        return re.sub(r"\d+", "0", value) in shapes


def _other(page: Page, subject: Subject, said: frozenset[str] | None) -> Row:
    """Decide for a further subject, by its terms."""
    pattern = _terms(subject.cues)
    ahead = pattern.search(page.headline)
    address = pattern.search(" ".join(slug_of(page.url)))
    places = list(pattern.finditer(page.text))
    called = list(dict.fromkeys(m[0].lower() for m in places))
    seen = [Seen("headline", HEADLINE, f"headline: {ahead[0]}")] if ahead else []
    if address:
        seen.append(Seen("address", ADDRESS, f"address: {address[0]}"))
    if places:
        passages = max(1, math.ceil(len(page.text) / PASSAGE))
        share = len({m.start() // PASSAGE for m in places}) / passages
        seen.append(Seen("spread", SPREAD * share, f"named in {share:.0%} of the passages"))
        if places[0].start() < OPENING:
            seen.append(Seen("opening", OPENS, f"opening: {places[0][0]}"))
        most = min(6, len(called))
        seen.append(Seen("terms", TERM * most, "terms: " + ", ".join(called[:6])))
    score = 1 / (1 + math.exp(-(BASE + sum(one.amount for one in seen))))
    cues = [one.words for one in sorted(seen, key=lambda one: (-one.amount, one.words))]
    return _row(subject.id, score, TERMS_ABOUT, bool(seen), cues, said)


def _row(
    subject: str,
    score: float,
    threshold: float,
    named: bool,
    cues: Iterable[str],
    said: frozenset[str] | None,
) -> Row:
    """Turn a score into a verdict; a column outweighs it."""
    why = list(cues)
    if said is not None:
        score = 1.0 if subject in said else min(score, threshold / 2)
        why = ["column about", *why]
    verdict = "about" if score >= threshold else "mentions" if named else "unrelated"
    return {"subject": subject, "verdict": verdict, "score": score, "cues": why}


@lru_cache(maxsize=64)
def _terms(cues: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{spelled(cues)})(?!\w)", re.IGNORECASE)


@cache
def _weights() -> dict[str, dict[str, float]]:
    """Read the weights for whole pages and for short texts."""
    text = (files(__package__) / "about.json").read_text("utf-8")
    return {sort: dict(weights) for sort, weights in json.loads(text).items()}


@cache
def _digest() -> str:
    import hashlib

    from ..cues import digest

    return hashlib.sha256((json.dumps(_weights()) + digest()).encode()).hexdigest()[:12]
