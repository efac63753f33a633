"""The analysis that writes `duplicates`: which documents are versions of one text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from .. import schema
from ..addresses import host
from ..passes import Result, Tables
from .alike import Bounds, Likeness, Ties, Version, Wording, versions
from .credits import CLOSES, OPENS, Place, credited
from .kinds import Member, before, kinds
from .shingles import WORDS, shingles
from .sketches import likely, own, sampled

Row = Mapping[str, Any]

# What is made of others' texts holds them without being a fuller version of any.
GATHERED = ("round-up", "listing", "forum thread")
UNREAD = ("unreadable", "not an article", "several pieces")  # completeness of what is left out
_AT_ONCE = 1_000  # texts shingled at once
_DOCUMENTS = """
    select doc_id, url, text_id, outlet, published, form, authors, completeness from documents
    where text_id in (select text_id from texts)
      and coalesce(completeness, '') not in (select unnest($unread))
    order by doc_id
"""
_TEXTS = "select text_id, text from texts where text_id in (select unnest($wanted))"
_ENDS = """
    select text_id, text[:$opens] as opens, text[-$closes:] as closes from texts
    where text_id in (select unnest($wanted))
"""


@dataclass(frozen=True)
class Duplicates:
    """Documents that are versions of one text: reprints, updates, print views, abridgements.

    Texts are compared by their runs of five words. The shorter of two texts is a version of the
    longer if enough of its words stand there: a reprint if it is about as long, abridged if it is
    shorter, an excerpt if it is a small part. Groups are made around the fullest text. Which
    document is the original, and which stands for the group, is told by date, outlet and credits.

    Args:
        contained: Least share of the shorter text that stands in the longer, with its opening.
        strict: The same for excerpts, short texts, and texts with another opening.
        near: The same, with its opening, of texts that appeared within `window`.
        window: Days between two dates that are near.
        opening: Least share of the shorter text's opening that stands in the longer.
        short: A text of fewer words is short.
        whole: From this share of the longer's length on, a text is whole, not abridged.
        part: Below this share of the longer's length a text is an excerpt.
        loose: Least share of the fullest text's wording in a version of a version.
        words: Words of a run.
        fewest: Runs a text must have to be compared; shorter ones are only told to be equal.
        one_in: Likely pairs are sought by one in so many runs.

    References:
        Broder (1997), On the resemblance and containment of documents, SEQUENCES.

    Example:
        >>> Duplicates().contained
        0.65
    """

    contained: float = 0.65
    strict: float = 0.8
    near: float = 0.5
    window: int = 3
    opening: float = 0.5
    short: int = 150
    whole: float = 0.8
    part: float = 0.25
    loose: float = 0.4
    words: int = WORDS
    fewest: int = 40
    one_in: int = 4

    name: ClassVar[str] = "duplicates"
    version: ClassVar[int] = 2
    reads: ClassVar[tuple[str, ...]] = ("documents", "texts")
    writes: ClassVar[tuple[pa.Schema, ...]] = (schema.DUPLICATES,)

    @property
    def bounds(self) -> Bounds:
        """From what likeness on one text is a version of another."""
        return Bounds(**{field.name: getattr(self, field.name) for field in fields(Bounds)})

    def __call__(self, tables: Tables) -> Result:
        """Compare all texts of the study."""
        corpus = _Corpus(tables.sql(_DOCUMENTS, {"unread": UNREAD}).to_pylist(), self.window)
        found = self._versions(corpus, tables)
        groups = list(_groups(corpus, found))
        ends = _ends([corpus.texts[text] for group in groups for text in group], tables)
        rows = [row for group in groups for row in self._told(corpus, group, found, ends)]
        rows.sort(key=lambda row: str(row["doc_id"]))
        table = pa.Table.from_pylist(rows, schema.DUPLICATES)
        return Result({"duplicates": table}, schema.EVIDENCE.empty_table())

    def _versions(self, corpus: _Corpus, tables: Tables) -> dict[int, Version]:
        sizes = np.zeros(len(corpus.texts), np.int64)
        hashes = [np.empty(0, np.uint64)]
        owners = [np.empty(0, np.int32)]
        for number, text in self._worded(range(len(corpus.texts)), corpus, tables):
            sizes[number] = len(text.distinct)
            if sizes[number] >= self.fewest:
                hashes.append(sampled(text.distinct, self.one_in))
                owners.append(np.full(len(hashes[-1]), number, np.int32))
        posted, of = np.concatenate(hashes), np.concatenate(owners)
        del hashes, owners
        kept = own(posted, of, corpus.sites, fewest=self.fewest // self.one_in)
        pairs = likely(posted[kept], of[kept], sizes)
        del posted, of, kept
        return versions(
            pairs, sizes, lambda some: dict(self._worded(some, corpus, tables)),
            bounds=self.bounds, known=corpus.ties,
        )  # fmt: skip

    def _worded(
        self, numbers: Sequence[int], corpus: _Corpus, tables: Tables
    ) -> Iterator[tuple[int, Wording]]:
        """Shingle some texts, in no order that matters."""
        wanted = [corpus.texts[number] for number in numbers]
        for batch in tables.batches(_TEXTS, {"wanted": wanted}, rows=_AT_ONCE):
            ids, texts = (batch.column(name).to_pylist() for name in ("text_id", "text"))
            for text_id, runs in zip(ids, shingles(texts, words=self.words), strict=True):
                yield corpus.number[text_id], Wording(runs, self.words)

    def _told(
        self, corpus: _Corpus, texts: Sequence[int], found: Mapping[int, Version],
        ends: Mapping[str, tuple[str, str]],
    ) -> Iterator[Row]:  # fmt: skip
        """Yield a row for each document of a group."""
        group = [
            _member(doc, found.get(text, _ALONE), ends[doc["text_id"]], self.whole)
            for text in texts
            for doc in corpus.holders[text]
        ]
        fullest = found[texts[0]].fullest if texts[0] in found else texts[0]
        for member, kind, stands in kinds(group):
            yield {
                "doc_id": member.doc["doc_id"],
                "cluster": corpus.texts[fullest],
                "similarity": member.version.like.similarity,
                "contained": member.version.like.contained,
                "kind": kind,
                "representative": stands,
                "credit": member.credit,
            }


# What a text is to itself, where several documents have it and there is no other version.
_ALONE = Version(-1, Likeness(1.0, 1.0, 1.0, 0, 1.0, 0.0), "fullest")


@dataclass(frozen=True)
class _Corpus:
    """Documents with a text, and their texts by number, in order of their names."""

    documents: Sequence[Row]
    window: int

    @cached_property
    def texts(self) -> list[str]:
        return sorted({str(doc["text_id"]) for doc in self.documents})

    @cached_property
    def number(self) -> dict[str, int]:
        return {text: n for n, text in enumerate(self.texts)}

    @cached_property
    def holders(self) -> dict[int, list[Row]]:
        """The documents that have each text."""
        holders = defaultdict(list)
        for doc in self.documents:
            holders[self.number[doc["text_id"]]].append(doc)
        return holders

    @property
    def sites(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Number the site that each text is from; -1 if there is none, or several."""
        numbers: dict[str, int] = {"": -1}
        sites = np.full(len(self.texts), -1, np.int64)
        for text, docs in self.holders.items():
            of = {host(doc["url"] or "") for doc in docs}
            if len(of) == 1:
                sites[text] = numbers.setdefault(of.pop(), len(numbers))
        return sites

    def ties(self, shorter: int, longer: int) -> Ties:
        """Say what is known of two texts beside their wording.

        What stands in the longer is quoted where that is made of others' texts, came later, or
        has another author.
        """
        if all(doc["form"] in GATHERED for doc in self.holders[longer]):
            return Ties(quoted=True)
        one, other = self._authors(shorter), self._authors(longer)
        first, then = self._first(shorter), self._first(longer)
        others = bool(one and other and not one & other)
        days = _days(first), _days(then)
        near = days[0] and days[1] and abs(days[0] - days[1]) <= self.window
        return Ties(near=bool(near), quoted=others or before(first, then))

    def _authors(self, text: int) -> set[str]:
        return {name.casefold() for doc in self.holders[text] for name in doc["authors"] or ()}

    def _first(self, text: int) -> str:
        return min((doc["published"] for doc in self.holders[text] if doc["published"]), default="")


def _days(published: str) -> int:
    """Count the days to a date; none where the day isn't known."""
    try:
        return date.fromisoformat(published).toordinal()
    except ValueError:
        return 0


def _groups(corpus: _Corpus, found: Mapping[int, Version]) -> Iterator[list[int]]:
    """Yield the texts of each group, those with one text but several documents too."""
    groups = defaultdict(list)
    for text in range(len(corpus.texts)):
        if text in found or len(corpus.holders[text]) > 1:
            groups[found[text].fullest if text in found else text].append(text)
    yield from groups.values()


def _ends(texts: Sequence[str], tables: Tables) -> dict[str, tuple[str, str]]:
    """Give how some texts begin and end."""
    asked = {"wanted": list(texts), "opens": OPENS, "closes": CLOSES}
    rows = tables.sql(_ENDS, asked).to_pylist()
    return {row["text_id"]: (row["opens"], row["closes"]) for row in rows}


def _member(doc: Row, version: Version, ends: tuple[str, str], whole: float) -> Member:
    year = str(doc["published"] or "")[:4]
    place = Place(doc["outlet"], host(doc["url"] or ""), int(year) if year.isdigit() else None)
    credit = credited(*ends, authors=doc["authors"] or (), place=place)
    return Member(doc, version, place, credit, whole)
