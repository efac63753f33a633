"""Sentiment: the polarity of each sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa

from .. import schema
from ..passes import Row, for_each_text

CLASSES = ("negative", "neutral", "positive")


@dataclass(frozen=True)
class Sentiment:
    """Polarity of sentences in English, with the probabilities that decided it.

    Tells how a sentence sounds, not what it judges: that is for targets. Where no class clears
    the threshold the polarity is neutral, which is thus also where the model abstains.

    Attributes:
        threshold: Probability that a polarity must reach.
        usual: How often a sentence of running criticism is negative, neutral, positive. The model
            was trained as if all three were equally common, which they are among critics' quips;
            reviews and essays mostly tell, describe and argue. Chosen on 132 rated reviews of
            three sites, as the shares under which most of those rated well, and few of those
            rated badly, have more positive sentences than negative ones.

    Example:
        >>> text = "A dull, lifeless film."
        >>> [row["polarity"] for row in Sentiment().find(text, [{"start": 0, "end": 22}])]
        ['negative']

    References:
        Saerens, Latinne and Decaestecker (2002), Adjusting the outputs of a classifier to new a
        priori probabilities, Neural Computation 14(1). Pang and Lee (2005), Seeing stars, ACL;
        Chow (1970), On optimum recognition error and reject tradeoff, IEEE Transactions on
        Information Theory 16(1), for the abstention.
    """

    name: ClassVar[str] = "sentiments"
    version: ClassVar[int] = 2
    reads: ClassVar[dict[str, tuple[str, ...]]] = {
        "texts": ("text_id", "text", "language"),
        "sentences": ("start", "end"),
    }
    writes: ClassVar[pa.Schema] = schema.SENTIMENTS

    threshold: float = 0.5
    usual: tuple[float, float, float] = (0.1, 0.7, 0.2)

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts with their sentences."""
        return for_each_text(batch, self.find, self.writes)

    def find(self, text: str, sentences: Sequence[Mapping[str, int]] | None) -> Iterator[Row]:
        """Judge the sentences of one text, in order."""
        from ..models.sentiment import classify

        spans = [(s["start"], s["end"]) for s in sentences or ()]
        if not spans:
            return
        rows = classify([text[start:end] for start, end in spans]).tolist()
        for (start, end), shares in zip(spans, rows, strict=True):
            named = dict(zip(CLASSES, self._among(shares), strict=True))
            yield {"start": start, "end": end, "polarity": self._polarity(named), **named}

    def digest(self) -> str:
        """Name the model."""
        from ..models.sentiment import digest

        return digest()

    def _among(self, shares: Sequence[float]) -> list[float]:
        """Weigh the model's probabilities by how common each class is (Bayes' rule)."""
        weighed = [share * usual for share, usual in zip(shares, self.usual, strict=True)]
        return [share / sum(weighed) for share in weighed]

    def _polarity(self, shares: Mapping[str, float]) -> str:
        likeliest = max(CLASSES, key=shares.__getitem__)
        return likeliest if shares[likeliest] >= self.threshold else "neutral"
