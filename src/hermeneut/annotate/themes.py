"""Themes: which codes of the codebook a passage may hold.

Each code is turned into one vector from its definition and examples. A passage is scored by
how near it is to the code, as a whole and in its best two sentences; taken off are what any
sentence would score and part of the likeness to the other codes; keywords add a little. Below the
threshold the pass abstains.

Keywords are counted beside; `keywords` decides by them alone, the plain alternative. Where people
have coded enough passages, a head that `hermeneut train themes` fits to their codings decides in
its place (`labels`).
"""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import pyarrow as pa

from .. import schema
from ..design import Code, Design
from ..passes import Row, for_each_text
from ..spans import Span
from .dictionary import places

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

# How alike the sentences of a code are, above what any sentence scores: usual, and the least that
# is believed (a code of disparate examples would else be found everywhere). Tried on the first
# half of the sample and on real reviews, with bench/themes.py: .25 and .28, powers of 0 to 1.
_ALIKE, _LEAST_ALIKE = 0.3, 0.28
_MOST_KEYWORDS = 3  # that count


@dataclass(frozen=True)
class Themes:
    """Themes of passages in English, with scores, so that the threshold may be moved by query.

    It knows what a passage speaks of, not what it says of it: "nothing here about loneliness"
    scores on loneliness. What a code ``excludes`` is for people; the pass doesn't read it.

    Attributes:
        codes: The codebook; ``from_design`` takes it from the design.
        threshold: Score from which a theme holds.
        floor: Score from which a row is kept at all.
        against: Part of the likeness to the other codes that is taken off, 0 to 1.
        best: Sentences whose mean counts as much as the passage.
        keyword: What each keyword of a code, up to three, adds to its score.
        near: A passage that comes to no code so near as this, as a whole, is scored as a whole
            alone: its sentences aren't read. That halves the time; in 886 passages of cultural
            criticism it changed one decision in two hundred.

    Example:
        >>> from hermeneut.annotate.embeddings import Embeddings
        >>> codes = (
        ...     Code("loneliness", "Speaks of isolation, of having nobody to talk to."),
        ...     Code("future-city", "Reads the imagined city and its architecture."),
        ... )
        >>> text = "He is alone in the crowd, with nobody to talk to."
        >>> span = {"start": 0, "end": len(text)}
        >>> embeddings = list(Embeddings().find(text, [span]))
        >>> rows = list(Themes(codes).find(text, [span], embeddings))
        >>> [row["theme"] for row in rows if row["holds"]]
        ['loneliness']

    References:
        Snell, Swersky and Zemel (2017), Prototypical networks, NeurIPS, arXiv:1703.05175.
        Rocchio (1971), Relevance feedback in information retrieval, for what is taken off.
    """

    name: ClassVar[str] = "themes"
    version: ClassVar[int] = 2
    reads: ClassVar[dict[str, tuple[str, ...]]] = {
        "texts": ("text_id", "text", "language"),
        "sentences": ("start", "end"),
        "embeddings": ("start", "end", "vector"),
    }
    writes: ClassVar[pa.Schema] = schema.THEMES

    codes: tuple[Code, ...] = ()
    threshold: float = 0.22
    floor: float = 0.1
    against: float = 0.7
    best: int = 2
    keyword: float = 0.05
    near: float = 0.15

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Themes:
        """Take the codebook of a design."""
        return cls(**{"codes": design.codes, **settings})

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts with their passages and sentences."""
        return for_each_text(batch, self.find, self.writes)

    def find(
        self,
        text: str,
        sentences: Sequence[Mapping[str, int]] | None,
        embeddings: Sequence[Mapping[str, Any]] | None,
    ) -> Iterator[Row]:
        """Score the passages of one text; rows by passage, then in the codebook's order."""
        if not self.codes:
            return
        spans = [Span(s["start"], s["end"]) for s in sentences or ()]
        for passage in embeddings or ():
            span = Span(passage["start"], passage["end"])
            pieces = [piece.of(text) for piece in _pieces(span, spans)]
            scores = self.scores(passage["vector"], pieces)
            yield from self._rows(text, span, scores)

    def joined(self, near: float, said: int) -> float:
        """Add to a likeness what keywords count."""
        return near + self.keyword * min(said, _MOST_KEYWORDS)

    def holds(self, near: float, said: int) -> bool:
        """Say whether a theme holds by likeness and keywords."""
        return self.joined(near, said) >= self.threshold

    def digest(self) -> str:
        """Name the model and the background."""
        from ..models.encoder import digest

        return f"{digest()} {hashlib.sha256(_background().encode()).hexdigest()[:12]}"

    def scores(self, passage: Sequence[float], sentences: Sequence[str]) -> Array:
        """Score a passage by likeness on every code, from its vector and its sentences."""
        import numpy as np

        from ..models.encoder import encode

        codebook = _codebook(self.codes)
        whole = codebook.score(np.asarray(passage, np.float32), self.against)
        if whole.max() < self.near:
            return whole
        each = [codebook.score(vector, self.against) for vector in encode(sentences)]
        strongest = np.sort(each, axis=0)[-self.best :].mean(axis=0)
        both: Array = (whole + strongest) / 2
        return both

    def _rows(self, text: str, passage: Span, scores: Array) -> Iterator[Row]:
        for code, near in zip(self.codes, scores.astype("float32").tolist(), strict=True):
            said = len(places(passage.of(text), code.keywords))
            score = self.joined(near, said)
            if score >= self.floor or said:
                row = {"start": passage.start, "end": passage.end, "theme": code.id}
                row |= {"score": score, "holds": score >= self.threshold, "keywords": said}
                yield row


class Codebook(NamedTuple):
    """Codes as vectors: a unit vector each, what any sentence scores on it, and its breadth."""

    prototypes: Array
    usual: Array
    breadth: Array

    def score(self, vector: NDArray[np.float32], against: float) -> Array:
        """Score one text on every code, in the same steps whatever else is scored."""
        near: Array = ((self.prototypes * vector).sum(axis=1) - self.usual) / self.breadth
        others: Array = (near.sum() - near) / max(1, len(near) - 1)
        kept: Array = near - against * others
        return kept


@lru_cache(maxsize=8)
def _codebook(codes: tuple[Code, ...]) -> Codebook:
    import numpy as np

    from ..models.encoder import encode

    background = encode(_background().splitlines()).astype(np.float64)
    parts = [_parts(code) for code in codes]
    prototypes = [_unit(part.sum(axis=0)) for part in parts]
    usual = [float((background * one).sum(axis=1).mean()) for one in prototypes]
    breadth = [_breadth(part, base) for part, base in zip(parts, usual, strict=True)]
    return Codebook(np.array(prototypes), np.array(usual), np.array(breadth))


def _parts(code: Code) -> Array:
    import numpy as np

    from ..models.encoder import encode

    defined = f"{code.label}: {code.definition}" if code.label else code.definition
    return encode([defined, *code.examples]).astype(np.float64)


def _unit(vector: Array) -> Array:
    unit: Array = vector / (math.sqrt(float((vector * vector).sum())) or 1.0)
    return unit


def _breadth(parts: Array, usual: float) -> float:
    """Say how alike a code's own sentences are, so that a narrow code isn't found too often."""
    if len(parts) == 1:
        return 1.0
    total = parts.sum(axis=0)
    alike = [float((one * _unit(total - one)).sum()) for one in parts]
    return math.sqrt(max(sum(alike) / len(alike) - usual, _LEAST_ALIKE) / _ALIKE)


@lru_cache(maxsize=1)
def _background() -> str:
    path = files("hermeneut.annotate") / "background.txt"
    return path.read_text(encoding="utf-8").strip()


def _pieces(passage: Span, sentences: Sequence[Span]) -> list[Span]:
    """Return a passage's sentences, cut to it; the passage itself if there are none."""
    first = max(0, bisect_right(sentences, passage.start, key=lambda s: s.start) - 1)
    inside: list[Span] = []
    for at in range(first, len(sentences)):
        sentence = sentences[at]
        if sentence.start >= passage.end:
            break
        if passage.overlap(sentence):
            start, end = max(passage.start, sentence.start), min(passage.end, sentence.end)
            inside.append(Span(start, end))
    return inside or [passage]
