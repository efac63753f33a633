"""Keyness: the words that one group of documents uses more than another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

import pyarrow as pa

from hermeneut import schema
from hermeneut.design import Comparison, Design
from hermeneut.passes import Result, Row, Tables, result_id

from .contrast import Dispersion, log_likelihood, log_ratio, welch
from .evidence import Span, Strongest, from_rows
from .facets import UNKNOWN, joined
from .words import STOP, count, words

OTHERS = "others"
P_0001 = 15.13  # G2 at p < .0001, one degree of freedom (Rayson, Berridge and Francis 2004)
DEFAULT_FACETS = ("period", "subject")
ENOUGH = 5  # documents a side, where the design names no comparison
_TEXTS = """
select c.doc_id, t.text_id, t.text, {slices} from corpus c join texts t using (text_id)
where measured
"""


@dataclass(frozen=True)
class Keyness:
    """Key words of groups of documents, each with its effect, its evidence and its spread.

    A word is a run of letters, lower case, with apostrophes and hyphens inside it. For each
    comparison the words that the target group uses more are ranked by log-likelihood (is there
    a difference?) and carry the log ratio (how large is it?: 1 is twice as often) and the
    dispersion in the target group (is it all one document?). A word of two named groups is
    looked at both ways: ``period: a / b`` and ``period: b / a``. Documents whose slice isn't
    known, such as undated ones, are in neither group.

    G2 treats words as drawn one by one. They come in bursts, so that between groups drawn by
    lot it still finds over a hundred key words; a word is kept only if the documents of the
    groups, each weighing one, differ too. With thousands of words tested a few pass by chance.

    Args:
        comparisons: What to compare; without any, each period and each subject against the
            others where both sides have five documents.
        documents: Fewest target documents that a word must be in.
        threshold: Least G2.
        alpha: Largest p of Welch's t-test on the documents' relative frequencies; 1 asks for
            G2 alone.
        top: Most words a comparison.
        function_words: Whether function words are shown; they count in the totals either way.

    References:
        Dunning (1993), Accurate methods for the statistics of surprise and coincidence,
        Computational Linguistics 19(1). Rayson and Garside (2000), Comparing corpora using
        frequency profiling. Hardie (2014), Log ratio: an informal introduction. Gries (2008),
        Dispersions and adjusted frequencies in corpora, IJCL 13(4). Lijffijt et al. (2016),
        Significance testing of word frequencies in corpora, DSH 31(2).

    Example:
        >>> Keyness(comparisons=(Comparison("period", "2014", "2024"),)).top
        200
    """

    comparisons: tuple[Comparison, ...] = ()
    documents: int = 3
    threshold: float = P_0001
    alpha: float = 0.01
    top: int = 200
    function_words: bool = False

    name: ClassVar[str] = "keyness"
    version: ClassVar[int] = 1
    reads: ClassVar[tuple[str, ...]] = ("corpus", "texts")
    writes: ClassVar[tuple[pa.Schema, ...]] = (schema.KEYNESS,)

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Self:
        """Take the comparisons of a design."""
        return cls(**{"comparisons": design.comparisons, **settings})

    def __call__(self, tables: Tables) -> Result:
        """Compare the groups: one reading to count words, one to see where key words stand."""
        pairs = list(dict.fromkeys(self._pairs(tables)))
        facets = tuple(dict.fromkeys(pair.facet for pair in pairs))
        if not pairs:
            return Result({"keyness": schema.KEYNESS.empty_table()}, schema.EVIDENCE.empty_table())
        groups = _counted(tables, facets)
        sides = [(pair, *_sides(pair, groups)) for pair in pairs]
        rows = [row for pair, *both in sides for row in self._candidates(pair, *both)]
        spread = _spread(tables, facets, {row["term"] for row in rows})
        rows = [{**row, "p": _apart(row, spread, groups)} for row in rows]
        found = _Found(self._best(rows))
        for document in _documents(tables, facets):
            found.look(document)
        kept = from_rows(found.rows(), schema.KEYNESS)
        return Result({"keyness": kept}, from_rows(found.evidence(), schema.EVIDENCE))

    def _pairs(self, tables: Tables) -> Iterator[Comparison]:
        for given in self.comparisons:
            yield given
            if given.reference and given.reference != OTHERS:
                yield Comparison(given.facet, given.reference, given.target)
        if self.comparisons:
            return
        for facet in DEFAULT_FACETS:
            sizes = _sizes(tables, facet)
            for target, n in sorted(sizes.items()):
                if min(n, sum(sizes.values()) - n) >= ENOUGH:
                    yield Comparison(facet, target)

    def _candidates(self, pair: Comparison, target: _Group, reference: _Group) -> Iterator[Row]:
        """Yield the words that the target uses more than the reference, by G2."""
        if not target.words or not reference.words:
            return
        for word, times in target.counts.items():
            if target.documents[word] < self.documents:
                continue
            if word in STOP and not self.function_words:
                continue
            row = _compared(pair, word, times, target, reference)
            if row["log_ratio"] > 0 and row["log_likelihood"] >= self.threshold:
                yield row

    def _best(self, rows: list[Row]) -> list[Row]:
        """Keep the words of each comparison that documents bear out, and rank them."""
        kept: dict[str, list[Row]] = {row["comparison"]: [] for row in rows}
        for row in sorted(rows, key=lambda row: (-row["log_likelihood"], row["term"])):
            best = kept[row["comparison"]]
            if row["p"] <= self.alpha and len(best) < self.top:
                best.append(row)
        return [row for best in kept.values() for row in best]


@dataclass
class _Group:
    """What a group of documents says: words with their counts, and in how many documents."""

    texts: int = 0
    words: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)

    def add(self, counts: Counter[str]) -> None:
        self.texts += 1
        self.words += counts.total()
        self.counts.update(counts)
        self.documents.update(counts.keys())


@dataclass(frozen=True)
class _Document:
    doc_id: str
    text_id: str
    text: str
    slices: Mapping[str, str]  # by facet; those not known are left out


def _compared(pair: Comparison, word: str, times: int, target: _Group, reference: _Group) -> Row:
    other = reference.counts[word]
    sizes = (times, other, target.words, reference.words)
    name = f"{pair.facet}: {pair.target} / {pair.reference or OTHERS}"
    return {
        "result_id": result_id("keyness", name, word),
        "comparison": name,
        "term": word,
        "target_count": times,
        "reference_count": other,
        "target_words": target.words,
        "reference_words": reference.words,
        "log_likelihood": log_likelihood(*sizes),
        "log_ratio": log_ratio(*sizes),
        "documents": target.documents[word],
        "pair": pair,
    }


def _sides(pair: Comparison, groups: Mapping[tuple[str, str], _Group]) -> tuple[_Group, _Group]:
    target = groups.get((pair.facet, pair.target), _Group())
    others = _Group()
    for place in _reference(pair, groups):
        others.texts += groups[place].texts
        others.words += groups[place].words
        others.counts.update(groups[place].counts)
    return target, others


def _reference(pair: Comparison, groups: Mapping[tuple[str, str], _Group]) -> list[tuple[str, str]]:
    """List the groups that a target is compared with: the one that is named, or all others."""
    named = pair.reference and pair.reference != OTHERS
    return sorted(
        (facet, name)
        for facet, name in groups
        if facet == pair.facet and name != pair.target and (not named or name == pair.reference)
    )


def _sizes(tables: Tables, facet: str) -> dict[str, int]:
    got = tables.sql(
        f"select {joined(facet)[0]} as slice, count(*) as n from corpus where measured "  # noqa: S608
        "group by slice"
    )
    return {row["slice"]: row["n"] for row in got.to_pylist() if row["slice"] not in UNKNOWN}


def _documents(tables: Tables, facets: tuple[str, ...]) -> Iterator[_Document]:
    columns = ", ".join(f'{joined(facet)[0]} as "{facet}"' for facet in facets)
    for batch in tables.batches(_TEXTS.format(slices=columns), rows=256):
        for row in batch.to_pylist():
            slices = {facet: row[facet] for facet in facets if row[facet] not in UNKNOWN}
            if slices:
                yield _Document(row["doc_id"], row["text_id"], row["text"], slices)


def _counted(tables: Tables, facets: tuple[str, ...]) -> dict[tuple[str, str], _Group]:
    groups: dict[tuple[str, str], _Group] = {}
    for document in _documents(tables, facets):
        counts = count(document.text)
        for place in document.slices.items():
            groups.setdefault(place, _Group()).add(counts)
    return groups


# For each group and word: the sum of the documents' relative frequencies, and of their squares,
# in whole parts so that the order of documents can't matter.
_Moments = dict[tuple[tuple[str, str], str], list[int]]
_PARTS = 1 << 40


def _spread(tables: Tables, facets: tuple[str, ...], wanted: set[str]) -> _Moments:
    moments: _Moments = {}
    for document in _documents(tables, facets):
        counts = count(document.text)
        size = counts.total()
        for word in wanted & counts.keys():
            rate = counts[word] * _PARTS // size
            for place in document.slices.items():
                sums = moments.setdefault((place, word), [0, 0])
                sums[0] += rate
                sums[1] += rate * rate
    return moments


def _apart(row: Row, spread: _Moments, groups: Mapping[tuple[str, str], _Group]) -> float:
    """Test whether the target's documents use a word more; 1 where theirs is the lower mean."""
    pair: Comparison = row["pair"]
    target = _summed([(pair.facet, pair.target)], row["term"], spread, groups)
    reference = _summed(_reference(pair, groups), row["term"], spread, groups)
    more = target[1] * reference[0] > reference[1] * target[0]
    return welch(target, reference) if more else 1.0


def _summed(
    side: list[tuple[str, str]],
    word: str,
    spread: _Moments,
    groups: Mapping[tuple[str, str], _Group],
) -> tuple[int, int, int]:
    """Sum a word's moments over the groups of a side, with how many documents there are."""
    sums = [spread.get((place, word), [0, 0]) for place in side]
    texts = sum(groups[place].texts for place in side)
    return texts, sum(s[0] for s in sums), sum(s[1] for s in sums)


class _Found:
    """Where key words stand, gathered document by document."""

    def __init__(self, rows: list[Row]) -> None:
        self._all = rows
        self._rows: dict[tuple[str, str], dict[str, list[Row]]] = {}
        self._spread: dict[str, Dispersion] = {}
        self._kept = Strongest()
        for row in rows:
            place = (row["pair"].facet, row["pair"].target)
            self._rows.setdefault(place, {}).setdefault(row["term"], []).append(row)
            self._spread[row["result_id"]] = Dispersion(row["target_count"], row["target_words"])
        self._selections = {row["result_id"]: _selected(row) for row in rows}

    def look(self, document: _Document) -> None:
        """Take note of each key word of the document's groups."""
        wanted = {term for place in document.slices.items() for term in self._rows.get(place, ())}
        places: dict[str, list[tuple[int, int]]] = {}
        size = 0
        for word, start, end in words(document.text):
            size += 1
            if word in wanted:
                places.setdefault(word, []).append((start, end))
        for place in document.slices.items():
            for word, spans in places.items():
                for row in self._rows.get(place, {}).get(word, ()):
                    self._note(row, document, spans, size)

    def _note(
        self, row: Row, document: _Document, places: list[tuple[int, int]], size: int
    ) -> None:
        self._spread[row["result_id"]].add(len(places), size)
        strength = float(len(places))
        spans = [Span(document.text_id, start, end, strength) for start, end in places]
        self._kept.add(row["result_id"], document.doc_id, spans)

    def rows(self) -> Iterator[Row]:
        """Yield the key words, with their dispersion."""
        for row in self._all:
            named = {key: value for key, value in row.items() if key != "pair"}
            yield {**named, "dispersion": self._spread[row["result_id"]].dp}

    def evidence(self) -> list[dict[str, object]]:
        """Rank where each key word stands; documents that use it most come first."""
        return self._kept.rows(self._selections)


def _selected(row: Row) -> str:
    pair = row["pair"]
    return f"“{row['term']}” in measured documents, {pair.facet}: {pair.target}"
