"""Topics: what the documents speak of, found without a codebook."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pyarrow as pa

from hermeneut import schema
from hermeneut.passes import Result, Row, Tables, result_id

from .evidence import Span, Strongest, from_rows
from .factors import REFITS, Fit, choose, fold
from .keyterms import SCALE, Finder, KeyTerms, Passage, vocabulary

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

TERMS = 12  # shown of a topic
LABEL = 4
QUOTED = 300  # code points of a typical passage
_DOCUMENTS = """
select doc_id, text_id from corpus
where measured and text_id in (select text_id from embeddings) order by text_id
"""
_PASSAGES = """
select e.text_id, e."start", e."end", e.vector,
  substr(t.text, e."start" + 1, e."end" - e."start") as words
from embeddings e join corpus c using (text_id) join texts t using (text_id)
where c.measured
"""


@dataclass(frozen=True)
class Topics:
    """Topics as groups of key terms, found in the documents' vectors and words together.

    A passage's key terms are its words and pairs of words whose vectors lie nearest to its own.
    A document is the terms of its passages: their summed cosines times how rare each term is,
    damped by the root, to unit length. Non-negative factors of these are the topics. Their
    number is the one whose topics return most surely when four fifths of the documents are
    drawn again.

    Topics are a reading aid, not a measure: they say nothing of what is said of a thing, move
    with the corpus, and a topic below a stability of about .5 may not return at all. With fewer
    than twenty documents there are none. A document without a key term has no weights.

    Args:
        candidates: Numbers of topics to try.
        key_terms: Key terms a passage.
        terms: Most terms in all.
        sample: Most documents that the topics are found in, drawn by hash; all get weights.
        fewest: With fewer documents there are no topics.
        least: Fewest documents that a term must be in.
        refits: How many parts of the documents the topics are found in again.
        without: Terms to leave out.

    References:
        Kristensen-McLachlan, Hicke, Kardos and Thunø (2024), Context is Key(NMF),
        arXiv:2410.12791. Lee and Seung (1999), Nature 401. Greene,
        O'Callaghan and Cunningham (2014), How many topics?, arXiv:1404.4606.

    Example:
        >>> Topics().candidates
        (5, 8, 10, 12, 15, 20)
    """

    candidates: tuple[int, ...] = (5, 8, 10, 12, 15, 20)
    key_terms: int = 15
    terms: int = 4000
    sample: int = 3000
    fewest: int = 20
    least: int = 3
    refits: int = REFITS
    without: tuple[str, ...] = ()

    name: ClassVar[str] = "topics"
    version: ClassVar[int] = 1
    reads: ClassVar[tuple[str, ...]] = ("corpus", "texts", "embeddings")
    writes: ClassVar[tuple[pa.Schema, ...]] = (schema.TOPICS, schema.TOPIC_WEIGHTS)

    def digest(self) -> str:
        """Name the model of the vectors, and the library that finds the factors."""
        from hermeneut.models.encoder import digest

        return f"{digest()} scikit-learn {version_of('scikit-learn')}"

    def __call__(self, tables: Tables) -> Result:
        """Find the topics, their weights in each document, and their strongest passages."""
        documents = tables.sql(_DOCUMENTS).to_pylist()
        if len(documents) < self.fewest:
            return _nothing()
        sample = _sample([d["text_id"] for d in documents], self.sample)
        words = self._vocabulary(tables, sample)
        if not words:
            return _nothing()
        found = self._key_terms(tables, words, [d["text_id"] for d in documents])
        rarity = _rarity(found, len(documents), len(words))
        rows = _rows(found, len(documents), rarity)
        chosen = [i for i, d in enumerate(documents) if d["text_id"] in set(sample)]
        names = [documents[i]["text_id"] for i in chosen]
        fit = choose(rows[chosen], names, self.candidates, refits=self.refits)
        return _Story(tables, documents, words, found, rarity).told(fit, fold(rows, fit.topics))

    def _vocabulary(self, tables: Tables, sample: Sequence[str]) -> list[str]:
        query = "select text from texts where text_id in (select unnest($ids))"
        texts = (
            text
            for batch in tables.batches(query, {"ids": list(sample)}, rows=256)
            for text in batch.column("text").to_pylist()
        )
        found = vocabulary(texts, size=self.terms, least=self.least)
        return [term for term in found if term not in self.without]

    def _key_terms(self, tables: Tables, words: list[str], texts: list[str]) -> KeyTerms:
        from threadpoolctl import threadpool_limits

        from hermeneut.models.encoder import encode

        with threadpool_limits(limits=1):
            return Finder(words, encode(words), self.key_terms).of_all(_passages(tables, texts))


def _nothing() -> Result:
    empty = {schema.table_of(s): s.empty_table() for s in Topics.writes}
    return Result(empty, schema.EVIDENCE.empty_table())


def _sample(texts: Sequence[str], size: int) -> list[str]:
    """Draw texts by a hash of their ids, so that a growing corpus keeps most of its sample."""
    return sorted(texts, key=lambda name: hashlib.sha256(name.encode()).digest())[:size]


def _passages(tables: Tables, texts: list[str]) -> Iterator[Passage]:
    index = {text: i for i, text in enumerate(texts)}
    for batch in tables.batches(_PASSAGES):
        vectors = batch.column("vector").flatten().to_numpy().reshape(batch.num_rows, -1)
        columns = (batch.column(name).to_pylist() for name in ("text_id", "start", "end", "words"))
        for vector, text, start, end, words in zip(vectors, *columns, strict=True):
            yield Passage(index[text], start, end, words, vector)


def _rarity(found: KeyTerms, documents: int, terms: int) -> Matrix:
    """Give the logarithm of how many documents there are for each that has the key term."""
    pairs = np.unique(np.stack([found.places[found.passage, 0], found.term]), axis=1)
    having = np.bincount(pairs[1], minlength=terms)
    return np.log(documents / np.maximum(having, 1))


def _rows(found: KeyTerms, documents: int, rarity: Matrix) -> Any:
    """Make the matrix of documents by terms, each row of unit length."""
    from scipy.sparse import csr_matrix, diags

    at = (found.places[found.passage, 0], found.term)
    summed = csr_matrix((found.score.astype(np.int64), at), shape=(documents, len(rarity)))
    rows = csr_matrix((summed / SCALE @ diags(rarity)).sqrt())
    rows.sort_indices()
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return csr_matrix(diags(1 / np.maximum(length, 1e-12)) @ rows)


@dataclass
class _Story:
    """What is known of the corpus when its topics are found, and what is told of them."""

    tables: Tables
    documents: list[Row]
    words: list[str]
    found: KeyTerms
    rarity: Matrix

    def told(self, fit: Fit, weights: Matrix) -> Result:
        """Put topics in order of size, and give them names, passages and weights."""
        has = weights.sum(axis=1) > 0
        shares = weights[has].sum(axis=0) / max(1, int(has.sum()))
        labels = self._labels(fit.topics)
        order = sorted(range(len(labels)), key=lambda k: (-round(float(shares[k]), 9), labels[k]))
        largest = np.bincount(weights[has].argmax(axis=1), minlength=len(labels))
        names = {k: result_id("topics", labels[k]) for k in order}
        evidence = self._evidence(fit.topics, names, labels)
        topics = [
            {"result_id": names[k], "topic": number, "label": labels[k],
             "terms": _told_apart(self._ranked(fit.topics[k]), TERMS), "share": float(shares[k]),
             "documents": int(largest[k]), "stability": float(fit.stability[k]),
             "typical": self._typical(evidence, names[k])}
            for number, k in enumerate(order, 1)
        ]  # fmt: skip
        return Result(
            {
                "topics": from_rows(topics, schema.TOPICS),
                "topic_weights": self._weights(weights[:, order], has),
            },
            from_rows(evidence, schema.EVIDENCE),
        )

    def _ranked(self, topic: Matrix) -> list[str]:
        order = np.argsort(-topic, kind="stable")[: 5 * TERMS]
        return [self.words[i] for i in order if topic[i] > 0]

    def _labels(self, topics: Matrix) -> list[str]:
        """Name each topic by its strongest terms; a second of the same name by more of them."""
        labels: list[str] = []
        for topic in topics:
            ranked, size = self._ranked(topic), LABEL
            label = _label(ranked, size)
            while label in labels and size < len(ranked):
                size += 1
                label = _label(ranked, size)
            labels.append(label)
        return labels

    def _evidence(
        self, topics: Matrix, names: dict[int, str], labels: list[str]
    ) -> list[dict[str, object]]:
        """Rank for each topic the passages of which it is the strongest."""
        strength = self._strength(topics)
        topic_of = strength.argmax(axis=1)
        kept = Strongest()
        held: dict[tuple[int, int], list[Span]] = {}
        for at in np.flatnonzero(strength.max(axis=1) > 0).tolist():
            text, start, end = self.found.places[at].tolist()
            topic = int(topic_of[at])
            span = Span(self.documents[text]["text_id"], start, end, float(strength[at, topic]))
            held.setdefault((topic, text), []).append(span)
        for (topic, text), spans in held.items():
            kept.add(names[topic], self.documents[text]["doc_id"], spans)
        return kept.rows({
            names[k]: f"passages of measured documents, strongest on the topic {label}"
            for k, label in enumerate(labels)
        })  # fmt: skip

    def _strength(self, topics: Matrix) -> Matrix:
        """Lay each passage's key terms along each topic."""
        from scipy.sparse import csr_matrix

        scores = self.found.score / SCALE * self.rarity[self.found.term]
        shape = (len(self.found.places), len(self.words))
        rows = csr_matrix((scores, (self.found.passage, self.found.term)), shape=shape)
        lengths = np.sqrt((topics * topics).sum(axis=1))
        return np.asarray(rows @ (topics / np.maximum(lengths, 1e-12)[:, None]).T)

    def _typical(self, evidence: list[dict[str, object]], name: str) -> str | None:
        best = next((e for e in evidence if e["result_id"] == name and e["rank"] == 1), None)
        if best is None:
            return None
        got = self.tables.sql(
            """select substr(text, $start::int + 1, $end::int - $start::int) as words
            from texts where text_id = $text_id""",
            {key: best[key] for key in ("text_id", "start", "end")},
        )
        words = " ".join(got.column("words")[0].as_py().split())
        return words if len(words) <= QUOTED else words[:QUOTED].rsplit(" ", 1)[0] + " …"

    def _weights(self, weights: Matrix, has: NDArray[np.bool_]) -> pa.Table:
        """Lay weights out by document and topic, in order of document."""
        order = sorted(np.flatnonzero(has).tolist(), key=lambda i: self.documents[i]["doc_id"])
        number = weights.shape[1]
        columns = [
            pa.array([self.documents[i]["doc_id"] for i in order for _ in range(number)]),
            pa.array(np.tile(np.arange(1, number + 1, dtype=np.int32), len(order))),
            pa.array(weights[order].ravel()),
        ]
        return pa.table(columns, schema=schema.TOPIC_WEIGHTS)


def _label(ranked: list[str], size: int) -> str:
    """Join the strongest terms, none of which repeats a word of another."""
    used: set[str] = set()
    chosen: list[str] = []
    for term in ranked:
        stems = {_stem(word) for word in term.split()}
        if not stems & used:
            chosen.append(term)
            used |= stems
        if len(chosen) == size:
            break
    return ", ".join(chosen)


def _told_apart(ranked: list[str], size: int) -> list[str]:
    """Leave out a term that is another one's plural."""
    seen = {" ".join(_stem(word) for word in term.split()): term for term in reversed(ranked)}
    kept = set(seen.values())
    return [term for term in ranked if term in kept][:size]


def _stem(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
