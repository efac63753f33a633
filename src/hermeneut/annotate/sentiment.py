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

    Tells how a sentence judges, not what it judges: that is for targets. Where no class clears the
    threshold the polarity is neutral, which is thus also where the model abstains. Sentences in
    which a cheap model expects no side are not read: they are neutral, with its probabilities.

    Attributes:
        threshold: Probability that a polarity must reach.
        usual: How much more common each of negative, neutral and positive is in your texts than
            in the texts that the model learned from; equal leaves its probabilities as they are.
        gate: How likely a side must be, by the cheap model, for a sentence to be read; 0 reads all.

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
    version: ClassVar[int] = 4
    reads: ClassVar[dict[str, tuple[str, ...]]] = {
        "texts": ("text_id", "text", "language"),
        "sentences": ("start", "end"),
    }
    writes: ClassVar[pa.Schema] = schema.SENTIMENTS

    threshold: float = 0.5
    usual: tuple[float, float, float] = (1.0, 1.0, 1.0)
    gate: float = 0.1

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts with their sentences."""
        return for_each_text(batch, self.find, self.writes)

    def find(self, text: str, sentences: Sequence[Mapping[str, int]] | None) -> Iterator[Row]:
        """Judge the sentences of one text, in order."""
        spans = [(s["start"], s["end"]) for s in sentences or ()]
        rows = self._read([text[start:end] for start, end in spans])
        for (start, end), (*shares, judges) in zip(spans, rows, strict=True):
            named = dict(zip(CLASSES, self._among(shares), strict=True))
            row = {"start": start, "end": end, "polarity": self._polarity(named)}
            yield {**row, **named, "judges": judges}

    def digest(self) -> str:
        """Name the models: the gate, and what reads."""
        from ..models import gate, reader

        return f"{gate.digest()} {reader.digest('polarity')}"

    def _read(self, sentences: Sequence[str]) -> list[list[float]]:
        """Give each sentence four probabilities: the reader's, or the gate's where it is shut."""
        from ..models.gate import expected
        from ..models.judgement import polarity

        gated = expected(sentences).tolist()
        opened = [at for at, (sided, _) in enumerate(gated) if sided >= self.gate]
        rows = [[sided / 2, 1 - sided, sided / 2, judges] for sided, judges in gated]
        for at, said in zip(opened, polarity([sentences[at] for at in opened]), strict=True):
            rows[at] = said.tolist()
        return rows

    def _among(self, shares: Sequence[float]) -> list[float]:
        """Weigh the model's probabilities by how common each class is (Bayes' rule)."""
        weighed = [share * usual for share, usual in zip(shares, self.usual, strict=True)]
        return [share / sum(weighed) for share in weighed]

    def _polarity(self, shares: Mapping[str, float]) -> str:
        likeliest = max(CLASSES, key=shares.__getitem__)
        return likeliest if shares[likeliest] >= self.threshold else "neutral"
