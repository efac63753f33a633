"""Every table of a study, as an Arrow schema whose fields say what they hold.

A schema's metadata names its table, its key and what one row is. ``TABLES`` maps names to
schemas; ``describe`` prints one for a person.

    >>> print(describe(TABLES["sentences"]))
    sentences: one sentence of a text. Key: text_id, start, end.
      text_id  string  which text
      start    int32   first code point
      end      int32   one past the last code point
"""

from __future__ import annotations

import pyarrow as pa

from .annotations import (
    AGENCY,
    CITATIONS,
    CONSENSUS,
    EMBEDDINGS,
    EVALUATIONS,
    LABELS,
    MENTIONS,
    PARAGRAPHS,
    POSITIONS,
    QUOTATIONS,
    REFERENTS,
    ROLES,
    SENTENCES,
    SENTIMENTS,
    STANCES,
    TARGET_SENTIMENTS,
    THEMES,
)
from .checking import CONTINUITY, DIFFERENCES, MULTIVERSE, QUALITY
from .evidence import ANSWERS, CANDIDATES, CAPTURES, QUESTIONS
from .fields import (
    COUNT,
    NUMBER,
    OFFSET,
    SCORE,
    SPANS,
    STRING,
    STRINGS,
    VECTOR,
    describe,
    field,
    fingerprint,
    key_of,
    span,
    table,
    table_of,
)
from .judgements import ADJUDICATIONS, CODINGS, CORRECTIONS, IMPORTS, MEMOS, MOVES, SAMPLES
from .readings import CONTINUATIONS, DOCUMENTS, DUPLICATES, FIELDS, READINGS, SUBJECTS, TEXTS
from .results import (
    AGENTS,
    AGREEMENT,
    CITED,
    CROSSTABS,
    DOCUMENT_POSITIONS,
    ESTIMATES,
    EVIDENCE,
    FAILURES,
    KEYNESS,
    TOPIC_WEIGHTS,
    TOPICS,
    TRENDS,
)

__all__ = [
    "ADJUDICATIONS", "AGENCY", "AGENTS", "AGREEMENT", "ANSWERS", "CANDIDATES", "CAPTURES",
    "CITATIONS", "CITED", "CODINGS", "CONSENSUS", "CONTINUATIONS", "CONTINUITY", "CORRECTIONS",
    "COUNT", "CROSSTABS", "DIFFERENCES", "DOCUMENTS", "DOCUMENT_POSITIONS", "DUPLICATES",
    "EMBEDDINGS", "ESTIMATES", "EVALUATIONS", "EVIDENCE", "FAILURES", "FIELDS", "IMPORTS",
    "JUDGEMENTS", "KEYNESS", "LABELS", "MEMOS", "MENTIONS", "MOVES", "MULTIVERSE", "NUMBER",
    "OFFSET", "PARAGRAPHS", "POSITIONS", "QUALITY", "QUESTIONS", "QUOTATIONS", "READINGS",
    "REFERENTS", "ROLES", "SAMPLES", "SCORE", "SENTENCES", "SENTIMENTS", "SPANS", "STANCES",
    "STRING", "STRINGS", "SUBJECTS", "TABLES", "TARGET_SENTIMENTS", "TEXTS", "THEMES", "TOPICS",
    "TOPIC_WEIGHTS", "TRENDS", "VECTOR", "describe", "field", "fingerprint", "key_of", "span",
    "table", "table_of",
]  # fmt: skip

TABLES: dict[str, pa.Schema] = {
    table_of(s): s
    for s in (
        CANDIDATES, QUESTIONS, CAPTURES, READINGS, CONTINUATIONS, FIELDS, DOCUMENTS, SUBJECTS,
        DUPLICATES, TEXTS, PARAGRAPHS, SENTENCES, EMBEDDINGS, MENTIONS, QUOTATIONS, SENTIMENTS,
        TARGET_SENTIMENTS, STANCES, THEMES, TOPICS, TOPIC_WEIGHTS, KEYNESS, TRENDS, CROSSTABS,
        AGREEMENT, ESTIMATES, QUALITY, DIFFERENCES, CONTINUITY, MULTIVERSE, ROLES, CONSENSUS,
        EVALUATIONS, REFERENTS, POSITIONS, CITATIONS, AGENCY, DOCUMENT_POSITIONS, CITED, AGENTS,
        ANSWERS, LABELS, EVIDENCE, FAILURES,
    )
}  # fmt: skip
JUDGEMENTS: dict[str, pa.Schema] = {
    table_of(s): s for s in (CODINGS, CORRECTIONS, SAMPLES, MEMOS, ADJUDICATIONS, MOVES, IMPORTS)
}
