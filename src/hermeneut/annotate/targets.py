"""Target sentiments: what a sentence says of each target that it mentions, and whose view it is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from .. import schema
from ..passes import Row, for_each_text
from .pronouns import CUE as PRONOUN
from .roles import JUDGING
from .whose import QUOTATION, reported, spoken, whose

POLARITIES = ("negative", "neutral", "positive")


@dataclass(frozen=True)
class TargetSentiments:
    """Polarity towards a target, at each place where it is mentioned, read in its sentence.

    "She is wonderful in a film that is not" praises her and blames the film: two rows. Where no
    polarity clears the threshold it is neutral, which is thus also where the model abstains. Only
    sentences that evaluate or argue judge, and of these only such as are polar to the reader of
    whole sentences, which learned from critics: a mention in any other isn't read and is neutral.
    A pronoun is read where nothing else in its sentence means the target: one row a sentence.
    ``whose`` says whether the view is the writer's own, somebody's who is quoted, or reported of
    many; to count judgements in the writer's own voice, take ``whose = 'own'``.

    Attributes:
        threshold: Probability that a polarity must reach.
        judging: Probability of evaluating or arguing from which on a sentence is read.
        polar: Probability of praise or blame, whichever, from which on a sentence is read.

    Example:
        >>> text = "Adams is superb, but the film is a bore."
        >>> mentions = [
        ...     {"start": 0, "end": 5, "target": "adams"},
        ...     {"start": 21, "end": 29, "target": "film"},
        ... ]
        >>> rows = TargetSentiments().find(text, [{"start": 0, "end": 40}], mentions)
        >>> [(row["target"], row["polarity"], row["whose"]) for row in rows]
        [('adams', 'positive', 'own'), ('film', 'negative', 'own')]

    References:
        Hamborg and Donnay (2021), NewsMTSC, EACL. Jiang et al. (2019), A challenge dataset and
        effective models for aspect-based sentiment analysis, EMNLP.
    """

    name: ClassVar[str] = "target_sentiments"
    version: ClassVar[int] = 4
    reads: ClassVar[dict[str, tuple[str, ...]]] = {
        "texts": ("text_id", "text", "language"),
        "sentences": ("start", "end"),
        "mentions": ("start", "end", "target", "cue"),
        "roles": ("start", "role", *JUDGING),
        "quotations": QUOTATION,
        "consensus": ("start", "end"),
        "sentiments": ("start", "negative", "positive"),
    }
    writes: ClassVar[pa.Schema] = schema.TARGET_SENTIMENTS

    threshold: float = 0.5
    judging: float = 0.35
    polar: float = 0.25

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts with their sentences and mentions."""
        return for_each_text(batch, self.find, self.writes)

    def find(
        self,
        text: str,
        sentences: Sequence[Mapping[str, int]] | None,
        mentions: Sequence[Mapping[str, Any]] | None,
        roles: Sequence[Mapping[str, Any]] | None = None,
        quotations: Sequence[Mapping[str, Any]] | None = None,
        consensus: Sequence[Mapping[str, Any]] | None = None,
        sentiments: Sequence[Mapping[str, Any]] | None = None,
    ) -> Iterator[Row]:
        """Judge the mentions of one text, in order; all that roles and sentiments let through."""
        spans = [(s["start"], s["end"]) for s in sentences or ()]
        told = {row["start"]: row for row in roles or ()}
        leans = {row["start"]: row["negative"] + row["positive"] for row in sentiments or ()}
        quoted, others = spoken(quotations), reported(consensus)
        found = _once([(one, _place(spans, one, len(text))) for one in mentions or ()])
        read = [self._judges(told.get(at), leans.get(at)) for _, (_, _, at) in found]
        said = iter(_read(text, [pair for pair, reads in zip(found, read, strict=True) if reads]))
        for (one, (start, end, first)), reads in zip(found, read, strict=True):
            shares = dict(zip(POLARITIES, next(said) if reads else (0.0, 1.0, 0.0), strict=True))
            at = one["start"], one["end"]
            yield {
                "start": one["start"], "end": one["end"], "target": one["target"],
                "polarity": self._polarity(shares), **shares,
                "role": told[first]["role"] if first in told else JUDGING[0],
                "whose": whose((start, end), quoted, others, at),
            }  # fmt: skip

    def digest(self) -> str:
        """Name the model."""
        from ..models.reader import digest

        return digest("target")

    def _judges(self, role: Mapping[str, Any] | None, lean: float | None) -> bool:
        judges = role is None or sum(role[name] for name in JUDGING) >= self.judging
        return judges and (lean is None or lean >= self.polar)

    def _polarity(self, said: Mapping[str, float]) -> str:
        likeliest = max(POLARITIES, key=said.__getitem__)
        return likeliest if said[likeliest] >= self.threshold else "neutral"


def _place(
    sentences: Sequence[tuple[int, int]], mention: Mapping[str, Any], length: int
) -> tuple[int, int, int]:
    """Return where the sentences of a mention begin and end, and where the first of them does."""
    if not sentences:
        return 0, length, 0
    start, end = mention["start"], mention["end"]
    first = max(0, bisect_right(sentences, start, key=lambda s: s[0]) - 1)
    last = max(0, bisect_right(sentences, end - 1, key=lambda s: s[0]) - 1)
    begin = sentences[first][0]
    return min(start, begin), max(end, sentences[last][1]), begin


def _once(
    found: Sequence[tuple[Mapping[str, Any], tuple[int, int, int]]],
) -> list[tuple[Mapping[str, Any], tuple[int, int, int]]]:
    """Leave out a pronoun whose target its sentence names, or means by a pronoun before."""
    done = {(one["target"], place) for one, (*_, place) in found if one.get("cue") != PRONOUN}
    kept = []
    for one, place in found:
        key = one["target"], place[-1]
        if one.get("cue") != PRONOUN or key not in done:
            kept.append((one, place))
            done.add(key)
    return kept


def _read(
    text: str, found: Sequence[tuple[Mapping[str, Any], tuple[int, int, int]]]
) -> list[list[float]]:
    from ..models.judgement import towards

    places = [
        (text[start:end], one["start"] - start, one["end"] - start)
        for one, (start, end, _) in found
    ]
    shares: list[list[float]] = towards(places).tolist()
    return shares
