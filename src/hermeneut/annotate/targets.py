"""Target sentiments: what a sentence says of each target that it mentions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from .. import schema
from ..passes import Row, for_each_text

POLARITIES = ("negative", "neutral", "positive")


@dataclass(frozen=True)
class TargetSentiments:
    """Polarity towards a target, at each place where it is mentioned, read in its sentence.

    "She is wonderful in a film that is not" praises her and blames the film: two rows. Where no
    polarity clears the threshold it is neutral, which is thus also where the model abstains.

    Attributes:
        threshold: Probability that a polarity must reach.

    Example:
        >>> text = "Adams is superb, but the film is a bore."
        >>> mentions = [
        ...     {"start": 0, "end": 5, "target": "adams"},
        ...     {"start": 21, "end": 29, "target": "film"},
        ... ]
        >>> rows = TargetSentiments().find(text, [{"start": 0, "end": 40}], mentions)
        >>> [(row["target"], row["polarity"]) for row in rows]
        [('adams', 'positive'), ('film', 'negative')]

    References:
        Hamborg and Donnay (2021), NewsMTSC, EACL. Jiang et al. (2019), A challenge dataset and
        effective models for aspect-based sentiment analysis, EMNLP.
    """

    name: ClassVar[str] = "target_sentiments"
    version: ClassVar[int] = 1
    reads: ClassVar[dict[str, tuple[str, ...]]] = {
        "texts": ("text_id", "text", "language"),
        "sentences": ("start", "end"),
        "mentions": ("start", "end", "target"),
    }
    writes: ClassVar[pa.Schema] = schema.TARGET_SENTIMENTS

    threshold: float = 0.5

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts with their sentences and mentions."""
        return for_each_text(batch, self.find, self.writes)

    def find(
        self,
        text: str,
        sentences: Sequence[Mapping[str, int]] | None,
        mentions: Sequence[Mapping[str, Any]] | None,
    ) -> Iterator[Row]:
        """Judge the mentions of one text, in order."""
        from ..models.judgement import towards

        named = list(mentions or ())
        spans = [(s["start"], s["end"]) for s in sentences or ()]
        places = [_place(text, spans, one["start"], one["end"]) for one in named]
        for one, shares in zip(named, towards(places).tolist(), strict=True):
            said = dict(zip(POLARITIES, shares, strict=True))
            row = {"start": one["start"], "end": one["end"], "target": one["target"]}
            yield {**row, "polarity": self._polarity(said), **said}

    def digest(self) -> str:
        """Name the model."""
        from ..models.reader import digest

        return digest("target")

    def _polarity(self, said: Mapping[str, float]) -> str:
        likeliest = max(POLARITIES, key=said.__getitem__)
        return likeliest if said[likeliest] >= self.threshold else "neutral"


def _place(
    text: str, sentences: Sequence[tuple[int, int]], start: int, end: int
) -> tuple[str, int, int]:
    """Return the sentences that a mention stands in, and where it stands in them."""
    first = max(0, bisect_right(sentences, start, key=lambda s: s[0]) - 1)
    last = max(0, bisect_right(sentences, end - 1, key=lambda s: s[0]) - 1)
    if not sentences:
        return text, start, end
    begin, stop = min(start, sentences[first][0]), max(end, sentences[last][1])
    return text[begin:stop], start - begin, end - begin
