"""The analysis that writes `duplicates`: which documents are versions of one text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from .. import schema
from ..addresses import host
from ..passes import Result, Tables
from .alike import Bounds, Version, likely, sampled, versions
from .shingles import WORDS, Hashes, shingles

Row = Mapping[str, Any]

# What is made of others' texts holds them without being a fuller version of any.
GATHERED = ("round-up", "listing", "forum thread")
UNREAD = ("unreadable", "not an article", "several pieces")  # completeness of what is left out
_AT_ONCE = 1_000  # texts shingled at once
_DOCUMENTS = """
    select doc_id, url, text_id, published, form, authors from documents
    where text_id in (select text_id from texts)
      and coalesce(completeness, '') not in (select unnest($unread))
    order by doc_id
"""
_TEXTS = "select text_id, text from texts where text_id in (select unnest($wanted))"


@dataclass(frozen=True)
class Duplicates:
    """Documents that are versions of one text: reprints, print views, abridgements, excerpts.

    Texts are compared by their runs of five words. The shorter of two texts is a version of the
    longer if enough of its runs stand there: a reprint if it is about as long, abridged if it is
    shorter, an excerpt if it is a small part. Groups are made around the fullest text. Which
    document stands for a group is decided in the view `corpus`.

    Args:
        contained: Least share of the shorter text that stands in the longer.
        excerpt: The same for excerpts and for short texts.
        short: A text of fewer runs is short.
        whole: From this share of the longer's length on, a text is a reprint, not abridged.
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
    excerpt: float = 0.8
    short: int = 150
    whole: float = 0.8
    part: float = 0.25
    loose: float = 0.4
    words: int = WORDS
    fewest: int = 40
    one_in: int = 8

    name: ClassVar[str] = "duplicates"
    version: ClassVar[int] = 1
    reads: ClassVar[tuple[str, ...]] = ("documents", "texts")
    writes: ClassVar[tuple[pa.Schema, ...]] = (schema.DUPLICATES,)

    def __call__(self, tables: Tables) -> Result:
        """Compare all texts of the study."""
        corpus = _Corpus(tables.sql(_DOCUMENTS, {"unread": UNREAD}).to_pylist())
        found = self._versions(corpus, tables)
        rows = [row for group in _groups(corpus, found) for row in _told(corpus, group, found)]
        rows.sort(key=lambda row: str(row["doc_id"]))
        table = pa.Table.from_pylist(rows, schema.DUPLICATES)
        return Result({"duplicates": table}, schema.EVIDENCE.empty_table())

    def _versions(self, corpus: _Corpus, tables: Tables) -> dict[int, Version]:
        bounds = Bounds(
            self.contained, self.excerpt, self.short, self.whole, self.part, self.loose
        )  # fmt: skip
        sizes = np.zeros(len(corpus.texts), np.int64)
        hashes = [np.empty(0, np.uint64)]
        owners = [np.empty(0, np.int32)]
        for number, text in self._shingled(range(len(corpus.texts)), corpus, tables):
            sizes[number] = len(text)
            if len(text) >= self.fewest:
                hashes.append(sampled(text, self.one_in))
                owners.append(np.full(len(hashes[-1]), number, np.int32))
        posted, of = np.concatenate(hashes), np.concatenate(owners)
        del hashes, owners
        pairs = likely(posted, of, sizes, bounds=bounds)
        return versions(
            pairs, sizes, lambda some: dict(self._shingled(some, corpus, tables)),
            bounds=bounds, allowed=corpus.may_be,
        )  # fmt: skip

    def _shingled(
        self, numbers: Sequence[int], corpus: _Corpus, tables: Tables
    ) -> Iterator[tuple[int, Hashes]]:
        """Shingle some texts, in no order that matters."""
        wanted = [corpus.texts[number] for number in numbers]
        for batch in tables.batches(_TEXTS, {"wanted": wanted}, rows=_AT_ONCE):
            ids, texts = (batch.column(name).to_pylist() for name in ("text_id", "text"))
            for text_id, found in zip(ids, shingles(texts, words=self.words), strict=True):
                yield corpus.number[text_id], found


@dataclass(frozen=True)
class _Corpus:
    """Documents with a text, and their texts by number, in order of their names."""

    documents: Sequence[Row]

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

    def may_be(self, shorter: int, longer: int, kind: str) -> bool:
        """Say whether a text that stands within another may have been taken from it.

        An excerpt wasn't where the longer is made of others' texts, came later, or has another
        author: then the longer quotes.
        """
        if kind != "excerpt":
            return True
        if all(doc["form"] in GATHERED for doc in self.holders[longer]):
            return False
        one, other = self._authors(shorter), self._authors(longer)
        if one and other and not one & other:
            return False
        first, then = self._first(shorter), self._first(longer)
        same = min(len(first), len(then))
        return not (first and then and first[:same] < then[:same])

    def _authors(self, text: int) -> set[str]:
        return {name.casefold() for doc in self.holders[text] for name in doc["authors"] or ()}

    def _first(self, text: int) -> str:
        return min((doc["published"] for doc in self.holders[text] if doc["published"]), default="")


def _groups(corpus: _Corpus, found: Mapping[int, Version]) -> Iterator[list[int]]:
    """Yield the texts of each group, those with one text but several documents too."""
    groups = defaultdict(list)
    for text in range(len(corpus.texts)):
        if text in found or len(corpus.holders[text]) > 1:
            groups[found[text].fullest if text in found else text].append(text)
    yield from groups.values()


def _told(corpus: _Corpus, texts: Sequence[int], found: Mapping[int, Version]) -> Iterator[Row]:
    """Yield a row for each document of a group."""
    whole = [t for t in texts if t not in found or found[t].kind in ("fullest", "reprint")]
    sites = Counter(host(doc["url"] or "") for t in whole for doc in corpus.holders[t])
    alone = sites.total() == 1
    for text in texts:
        place = found.get(text)
        for doc in corpus.holders[text]:
            kind = place.kind if place and place.kind in ("abridged", "excerpt") else "reprint"
            if kind == "reprint":
                site = host(doc["url"] or "")
                kind = "fullest" if alone else "same page" if site and sites[site] > 1 else kind
            yield {
                "doc_id": doc["doc_id"],
                "cluster": corpus.texts[place.fullest if place else text],
                "similarity": place.like.similarity if place else 1.0,
                "contained": place.like.contained if place else 1.0,
                "kind": kind,
            }
