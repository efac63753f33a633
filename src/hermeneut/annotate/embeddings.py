"""Embeddings: each passage as a vector, for themes, topics and the search by meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from .. import schema
from ..passes import MEASURED, Row, for_each_text


@dataclass(frozen=True)
class Embeddings:
    """Sentence vectors of passages in English, and of those whose language is unsure.

    A passage of more than 256 word pieces, some 190 words, is read in parts by sentences, which
    count by their length; ``paragraphs`` leaves few so long. A passage without a word piece (a row
    of symbols) has the zero vector.

    Example:
        >>> text = "A tender love story. A long winter."
        >>> spans = [{"start": 0, "end": 20}, {"start": 21, "end": 35}]
        >>> [len(row["vector"]) for row in Embeddings().find(text, spans)]
        [384, 384]

    References:
        Reimers and Gurevych (2019), Sentence-BERT, EMNLP, arXiv:1908.10084.
        Wang et al. (2020), MiniLM, NeurIPS, arXiv:2002.10957.
    """

    name: ClassVar[str] = "embeddings"
    version: ClassVar[int] = 3
    reads: ClassVar[dict[str, tuple[str, ...]]] = {
        "texts": ("text_id", "text", "language"),
        "paragraphs": ("start", "end", "language"),
    }
    writes: ClassVar[pa.Schema] = schema.EMBEDDINGS

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts with their passages."""
        return for_each_text(batch, self.find, self.writes)

    def find(self, text: str, paragraphs: Sequence[Mapping[str, Any]] | None) -> Iterator[Row]:
        """Turn the passages of one text into vectors, in order."""
        from ..models.encoder import encode

        spans = [
            (p["start"], p["end"])
            for p in paragraphs or ()
            if p.get("language") in (None, *MEASURED)
        ]
        vectors = encode([text[start:end] for start, end in spans])
        for (start, end), vector in zip(spans, vectors, strict=True):
            yield {"start": start, "end": end, "vector": vector}

    def digest(self) -> str:
        """Name the model."""
        from ..models.encoder import digest

        return digest()
