"""Quotations: what stands in quotation marks, what kind it is, and who is said to have said it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import pyarrow as pa

from .. import schema
from ..design import Target
from ..passes import Row, for_each_text
from .attributing import combined, spoken
from .quoteplaces import ENDED, Place, attribution, goes_on, places, stands
from .quoting import Quoting, judged, seen_of
from .saying import manner, words
from .speakers import Speaker, cast_of, resolve

Hint = tuple[int, int, str]

if TYPE_CHECKING:
    from ..design import Design

_SMALL = frozenset(  # what a title may write small
    words(
        "a an and as at but by de des du for from in into la le les nor of on or per the to und vs"
    )
    + words("with")
)
_TITLE_CUE = re.compile(
    r"(?:\b(?:film|movie|novel|book|song|album|play|series|show|episode|essay|article|poem|story"
    r"|painting|documentary|track|single|sequel|memoir|titled|entitled|review of|star of"
    r"|director of|starring in|seen|watch(?:ed|ing)?|films? like|in)|[’']s)\s*$"
)
_WORDS = re.compile(r"[\w’'-]+")


@dataclass(frozen=True)
class Quotations:
    """Quotations in any style of mark, with speaker and cue where the text gives them.

    Settings:
        titles: Titles that, in quotation marks, are no one's words.
        targets: Persons and characters among them may speak.
        makers: Names of the work's makers.
        scare_words: At most so many words, with no cue, make a scare quote.

    Limits: English cues; pronouns are named only where one person alone can be meant.

    References: the speaker–cue–content scheme of Pareti (2015), *Attribution: A Computational
    Approach*; kinds after Leech and Short (2007), *Style in Fiction*.

    Example:
        >>> text = "“It is warm,” wrote Ferris in ‘Her’, “and long.” So much for “warm”."
        >>> for row in Quotations(titles=("Her",)).find(text):
        ...     parts = [text[part["start"]:part["end"]] for part in row["parts"]]
        ...     print(row["kind"], row["speaker"], parts)
        direct Ferris ['It is warm,', 'and long.']
        title None ['Her']
        scare None ['warm']
    """

    titles: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    makers: tuple[str, ...] = ()
    scare_words: int = 3

    name: ClassVar[str] = "quotations"
    version: ClassVar[int] = 4
    reads: ClassVar[Mapping[str, tuple[str, ...]]] = {"texts": ("text_id", "text", "language")}
    writes: ClassVar[pa.Schema] = schema.QUOTATIONS

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Quotations:
        """Take the work's titles and people from the design."""
        titles = (design.work.title, *design.work.release_titles)
        given = {"titles": titles, "targets": design.targets, "makers": design.work.makers}
        return cls(**{**given, **settings})

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Find the quotations of a batch of texts."""
        import numpy as np  # noqa: F401 - threads can be limited of what is loaded
        from threadpoolctl import threadpool_limits

        with threadpool_limits(limits=1):  # so small a network only waits for other threads
            return for_each_text(batch, self.find, self.writes)

    def digest(self) -> str:
        """Name the models that find what is reported, and judge it."""
        from ..models import attributions, capitals, quoting

        return " ".join(model.digest() for model in (attributions, capitals, quoting))

    def find(self, text: str) -> Iterator[Row]:
        """Find the quotations of one text, in order of start."""
        rows, speakers = self._spoken(text)
        for row, answer in zip(rows, judged(text, rows, speakers), strict=True):
            yield row | answer

    def seen(self, text: str) -> tuple[list[Row], list[Quoting]]:
        """Say what the models of voice and adoption see: for those who train them."""
        rows, speakers = self._spoken(text)
        return rows, list(seen_of(text, rows, speakers))

    def _spoken(self, text: str) -> tuple[list[Row], list[Speaker]]:
        """Find quotations and who their speakers are."""
        from ..models import attributions

        found = places(text)
        kinds = [self._kind(text, place) for place in found]
        tags = attributions.tag(text, _hints(text, found, kinds))
        rows = _ordered(text, combined(text, _rows(text, found, kinds), tags))
        speakers = resolve(text, rows, cast_of(self.targets, self.makers))
        for row, who in zip(rows, speakers, strict=True):
            row["speaker_name"] = who.name
            row["manner"] = manner(row["cue"])
            row["speaker_target"] = (who.known and who.known.target) or None
        return rows, speakers

    def hints(self, text: str) -> list[Hint]:
        """Say what marks tell: for the network that finds attributions."""
        found = places(text)
        kinds = [self._kind(text, place) for place in found]
        return list(_hints(text, found, kinds))

    def _kind(self, text: str, place: Place) -> str:
        inside = text[place.quoted.start : place.quoted.end]
        if self._is_title(text, place, inside):
            return "title"
        if not place.quoted.depth and stands(text, place, inside):
            return "direct"
        few = len(_WORDS.findall(inside)) <= self.scare_words
        said = place.tag and (place.tag.source or not place.tag.cue)
        if place.lead and place.lead.source:
            said = said or place.lead.close or place.again or not place.lead.naming
        return "scare" if few and not said and inside[-1] not in ENDED else "mixed"

    def _is_title(self, text: str, place: Place, inside: str) -> bool:
        bare = inside.rstrip(".,;:")
        if bare in self.titles:
            return True
        spoken = _WORDS.findall(bare)
        if not 0 < len(spoken) <= 10 or ". " in inside:
            return False
        clause = text[place.floor : place.quoted.outer.start]
        if not clause.strip() and inside[-1] in "?!":
            return False
        large = [w for w in spoken if w.lower() not in _SMALL or w is spoken[0]]
        if not all(w[0].isupper() or w[0].isdigit() for w in large):
            return False
        if place.lead and place.lead.close and not place.lead.naming and not place.again:
            return bool(_TITLE_CUE.search(clause))
        named = bool(_TITLE_CUE.search(clause)) or len(large) > 1
        return named and not (place.tag and inside[-1] in ",!?" and not clause.strip())


def _hints(text: str, found: list[Place], kinds: list[str]) -> Iterator[Hint]:
    for place, kind in zip(found, kinds, strict=True):
        start, end = place.quoted.outer
        if place.quoted.depth:
            yield start, end, "inner"
            continue
        yield start, end, kind
        yield start, place.quoted.start, "opens"
        yield place.quoted.end, end, "closes"
        for said in (place.lead, place.tag):
            if said and said.source:
                yield *said.source, "speaker"
            if said and said.cue:
                yield *said.cue, "verb"
    for _, *later in _groups(text, found, kinds):
        for nth in later:
            yield found[nth].quoted.outer.start, found[nth].quoted.start, "joins"


def _rows(text: str, found: list[Place], kinds: list[str]) -> list[Row]:
    """Describe what stands in marks, a row a quotation, with what a tag interrupts joined."""
    rows = []
    for group in _groups(text, found, kinds):
        row = _row(text, [found[n] for n in group], kinds[group[0]])
        rows.append(row | {"depth": found[group[0]].quoted.depth})
    return rows


def _ordered(text: str, rows: Iterable[Row]) -> list[Row]:
    """Put quotations in order, each stretch once; give speech without a tag its speaker."""
    ordered = sorted(rows, key=lambda row: (row["start"], -row["end"], row["kind"]))
    kept = list({(row["start"], row["end"]): row for row in reversed(ordered)}.values())[::-1]
    last: Row | None = None
    for row in kept:
        if row.pop("depth", None) == 0 and row["kind"] in ("direct", "mixed"):
            row |= _inherited(text, row, last)
            last = row
    return kept


def _groups(text: str, found: list[Place], kinds: list[str]) -> list[list[int]]:
    """Put together, by number, what a tag interrupts."""
    groups: list[list[int]] = []
    open_group: list[int] = []  # of the outermost quotations
    for nth, place in enumerate(found):
        if place.quoted.depth:
            groups.append([nth])
        elif open_group and goes_on(text, found[open_group[-1]], place, kinds[nth]):
            open_group.append(nth)
        else:
            groups.append([nth])
            first = found[nth].quoted
            awaits = kinds[nth] == "mixed" and text[first.end - 1] == ","
            open_group = groups[-1] if kinds[nth] == "direct" or awaits else open_group
    return groups


def _row(text: str, group: list[Place], kind: str) -> Row:
    first, last = group[0], group[-1]
    said = None if kind in ("title", "scare") else attribution(text, first)
    source, cue = (said.source, said.cue) if said else (None, None)
    return {
        "start": first.quoted.start,
        "end": last.quoted.end,
        "kind": kind,
        **spoken(text, source, cue),
        "parts": [part._asdict() for place in group for part in place.quoted.parts],
    }


def _inherited(text: str, row: Row, last: Row | None) -> Row:
    """Give direct speech without a tag to whoever spoke just before.

    In the same paragraph, or in one that the speech opens, right after the speaker's.
    """
    if row["kind"] != "direct" or row["speaker"] or not last or not last["speaker"]:
        return row
    between = text[last["end"] : row["start"] - 1]
    if "\n" in between and (between.rstrip() == between or between.strip().count("\n")):
        return row
    return row | {name: last[name] for name in ("speaker", "source_start", "source_end")}
