"""Stances: for or against a proposition of the design, in the passages that are near to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import pyarrow as pa

from .. import schema
from ..design import Proposition
from ..passes import Row, for_each_text
from .claims import nearness
from .dictionary import holds_each

if TYPE_CHECKING:
    from ..design import Design

SIDES = ("against", "neither", "favour")
# What stands for words that are not the writer's.
_LEFT_OUT = "…"
# Fewer words of the writer's own take no side.
_LEAST_WORDS = 3


@dataclass(frozen=True)
class Stances:
    """Position of passages on the propositions of a design, or none.

    A passage is read beside each proposition that its vector is near to and whose words it holds;
    the others have no row, for they hardly ever take a position on it. Words in quotation marks
    are left out before reading: they are somebody else's until a person says that the writer
    adopts them.

    Attributes:
        propositions: The claims; ``from_design`` takes them from the design.
        near: Likeness (cosine) of passage and proposition, or one of the sentences that the design
            gives for either side, from which the passage is read.
        threshold: Probability that a position must reach to be sure.
        quoted: Whether quoted words count as the writer's; for a run to lay beside the other.

    Example:
        >>> from hermeneut.annotate.embeddings import Embeddings
        >>> text = "A machine can never love anybody, and no app is a friend."
        >>> passages = list(Embeddings().find(text, [{"start": 0, "end": len(text)}]))
        >>> claims = Proposition("love", "A machine can love."), Proposition("war", "War is just.")
        >>> rows = list(Stances(claims).find(text, passages, None))
        >>> [(row["proposition"], row["position"]) for row in rows]
        [('love', 'against')]

    References:
        Luo, Card and Jurafsky (2020), Detecting stance in media on global warming, Findings of
        EMNLP. Bar-Haim et al. (2017), Stance classification of context-dependent claims, EACL.
    """

    name: ClassVar[str] = "stances"
    version: ClassVar[int] = 3
    reads: ClassVar[dict[str, tuple[str, ...]]] = {
        "texts": ("text_id", "text", "language"),
        "embeddings": ("start", "end", "vector"),
        "quotations": ("start", "end", "kind"),
    }
    writes: ClassVar[pa.Schema] = schema.STANCES

    propositions: tuple[Proposition, ...] = ()
    near: float = 0.25
    threshold: float = 0.6
    quoted: bool = False

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Stances:
        """Take the propositions of a design."""
        return cls(**{"propositions": design.propositions, **settings})

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts with their passages and quotations."""
        return for_each_text(batch, self.find, self.writes)

    def find(
        self,
        text: str,
        embeddings: Sequence[Mapping[str, Any]] | None,
        quotations: Sequence[Mapping[str, Any]] | None,
    ) -> Iterator[Row]:
        """Place the passages of one text; rows by passage, then in the design's order."""
        if not self.propositions:
            return
        others = [] if self.quoted else _others_words(quotations or ())
        for passage in embeddings or ():
            span = passage["start"], passage["end"]
            yield from self._rows(text, span, others, passage["vector"])

    def digest(self) -> str:
        """Name the models: what tells nearness, and what reads."""
        from ..models import encoder, reader

        return f"{encoder.digest()} {reader.digest('stance')} {reader.digest('target')}"

    def _rows(
        self,
        text: str,
        span: tuple[int, int],
        others: list[tuple[int, int]],
        vector: Sequence[float],
    ) -> Iterator[Row]:
        import numpy as np

        own = _own(text, *span, others)
        for claim in self.propositions:
            if not holds_each(text[slice(*span)], claim.words):
                continue
            near = nearness(claim, np.asarray(vector, np.float32))
            if near >= self.near:
                shares = dict(zip(SIDES, _shares(own, claim.text), strict=True))
                position = max(SIDES, key=shares.__getitem__)
                sure = shares[position] >= self.threshold
                row = {"start": span[0], "end": span[1], "proposition": claim.id, "near": near}
                yield {**row, "position": position, "sure": sure, **shares}


def _shares(own: str, claim: str) -> list[float]:
    from ..models.judgement import stance

    if len(own.split()) < _LEAST_WORDS:
        return [0.0, 1.0, 0.0]
    shares: list[float] = stance([(own, claim)])[0].tolist()
    return shares


def _others_words(quotations: Sequence[Mapping[str, Any]]) -> list[tuple[int, int]]:
    """Return what is quoted from somebody: not titles, nor words at arm's length."""
    said = (q for q in quotations if q["kind"] in ("direct", "mixed"))
    return sorted((q["start"], q["end"]) for q in said)


def _own(text: str, start: int, end: int, others: Sequence[tuple[int, int]]) -> str:
    """Return a passage with what others say left out."""
    kept, at = [], start
    for first, last in others:
        if last > at and first < end:
            kept += [text[at : max(at, first)], _LEFT_OUT]
            at = max(at, last)
    return "".join([*kept, text[at:end]])
