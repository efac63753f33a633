"""Evaluations: what a text makes of the work, in the writer's own words; and what it reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import pyarrow as pa

from .. import schema
from ..passes import Row, for_each_text
from .pronouns import CUE as PRONOUN
from .whose import QUOTATION, Span, reported, spoken, whose

if TYPE_CHECKING:
    from ..design import Design

Rows = Sequence[Mapping[str, Any]] | None

MOST_EVIDENCE = 10
# How much a sentence counts by what it names: the work itself first, then parts and makers, then
# what names nothing; a character's faults are hardly the work's. Set by hand.
KINDS = {"work": 2.0, "person": 1.5, "aspect": 1.5, "": 1.0, "character": 0.3, "apart": 0.0}


@dataclass(frozen=True)
class Evaluations:
    """The document's own evaluation: positive, mixed, negative, or none.

    Sentences count as far as they evaluate (`roles`), and only in the writer's own voice: what is
    quoted, and what is reported of many, is left out. The consensus that a text reports stands
    beside, and is never mixed in; nor is the rating given, which is a fact of the document.

    Settings:
        kinds: Targets of the design, as (id, kind).
        apart: Targets that are no part of the work (a technology, a practice): a sentence that
            names nothing else says nothing of the work, nor does a text.
        least: So many judging sentences, counted by probability, make an evaluation,
        named: if so many of them name the work, a part of it or a maker,
        share: or if they are so large a part of all sentences.
        alone: In texts of a few sentences, which show no context by which roles are told, one that
            is polar and may well evaluate (from here on) counts as far as it judges at all.
        mixed: Scores from the first to the second number are mixed; chosen on half of the rated
            reviews so that the three evaluations come out evenly well.

    Example:
        >>> text = "A dull, lifeless film."
        >>> said = [{"start": 0, "end": 22, "negative": 0.9, "positive": 0.0}]
        >>> does = [{"start": 0, "end": 22, "evaluation": 0.9}]
        >>> for row in Evaluations(least=0.5).find(text, said, does):
        ...     print(row["evaluation"], row["score"] < 0, row["evidence"])
        negative True [{'start': 0, 'end': 22}]

    References:
        Pang and Lee (2004), A sentimental education, ACL; Pang and Lee (2005), Seeing stars, ACL;
        Taboada, Brooke and Stede (2009), Genre-based paragraph classification, SIGDIAL.
    """

    kinds: tuple[tuple[str, str], ...] = ()
    apart: tuple[str, ...] = ()
    least: float = 0.5
    named: int = 2
    share: float = 0.25
    alone: float = 0.2
    mixed: tuple[float, float] = (-0.275, 0.075)

    name: ClassVar[str] = "evaluations"
    version: ClassVar[int] = 3
    reads: ClassVar[dict[str, tuple[str, ...]]] = {
        "texts": ("text_id", "text", "language"),
        "sentiments": ("start", "end", "negative", "neutral", "positive", "judges"),
        "roles": ("start", "end", "evaluation"),
        "mentions": ("start", "end", "target", "cue"),
        "quotations": QUOTATION,
        "consensus": ("start", "end", "polarity"),
    }
    writes: ClassVar[pa.Schema] = schema.EVALUATIONS

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Evaluations:
        """Take the targets and their kinds from the design."""
        return cls(**{"kinds": tuple((t.id, t.kind) for t in design.targets), **settings})

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts with what was found in them."""
        return for_each_text(batch, self.find, self.writes)

    def find(
        self,
        text: str,
        sentiments: Rows,
        roles: Rows,
        mentions: Rows = None,
        quotations: Rows = None,
        consensus: Rows = None,
    ) -> Iterator[Row]:
        """Give the evaluation of one text: one row; none for a text without a sentence."""
        from ..models.evaluation import evaluate, fewness

        judged = list(sentiments or ())
        if not judged:
            return
        spans = [(row["start"], row["end"]) for row in judged]
        evaluates = {row["start"]: row["evaluation"] for row in roles or ()}
        few = fewness(len(spans))
        share = [self._judging(row, evaluates.get(row["start"], 0.0), few) for row in judged]
        counts = self._counts(spans, mentions, spoken(quotations), reported(consensus))
        leans = [row["positive"] - row["negative"] for row in judged]
        weights = [s * c for s, c in zip(share, counts, strict=True)]
        found = evaluate([text[start:end] for start, end in spans], leans, weights)
        likely = [(s, c) for s, c in zip(share, counts, strict=True) if s >= _LIKELY]
        judging = sum(s * min(c, 1) for s, c in likely)
        speaks = (
            judging >= self.least
            and not self._elsewhere(mentions)
            and (
                sum(c > KINDS[""] for _, c in likely) >= self.named
                or judging >= self.share * len(spans)
            )
        )
        yield {
            "evaluation": self._evaluation(found.score) if speaks else "none",
            "score": found.score if speaks else None,
            "judging": judging,
            "evidence": _heaviest(spans, found.given.tolist()) if speaks else [],
            **_consensus(consensus or ()),
        }

    def _judging(self, row: Mapping[str, Any], evaluates: float, few: float) -> float:
        """Say how far a sentence judges: by its role, or where that can't be told by its words."""
        if not few or evaluates < self.alone or row.get("neutral", 1.0) > _LIKELY:
            return evaluates
        return max(evaluates, few * float(row["judges"]))

    def digest(self) -> str:
        """Name the model."""
        from ..models.evaluation import digest

        return digest()

    def _elsewhere(self, mentions: Rows) -> bool:
        """Say whether a text names what is no part of the work, and nothing of the work."""
        named = {m["target"] for m in mentions or ()}
        return bool(named) and named <= set(self.apart)

    def _counts(
        self, sentences: Sequence[Span], mentions: Rows, quoted: list[Span], others: list[Span]
    ) -> list[float]:
        """Say of each sentence how far it can count: not at all where it isn't the writer's own."""
        kinds = dict(self.kinds) | dict.fromkeys(self.apart, "apart")
        named = sorted(
            (m["start"], kinds.get(m["target"], ""))
            for m in mentions or ()
            if m.get("cue") != PRONOUN
        )
        out, at = [], 0
        for start, end in sentences:
            own = whose((start, end), _near(quoted, start, end), _near(others, start, end)) == "own"
            here = []
            while at < len(named) and named[at][0] < end:
                here += [KINDS[named[at][1]]] if named[at][0] >= start else []
                at += 1
            out.append(max(here, default=KINDS[""]) if own else 0.0)
        return out

    def _evaluation(self, score: float) -> str:
        low, high = self.mixed
        return "negative" if score < low else "positive" if score > high else "mixed"


_LIKELY = 0.5  # a sentence that more likely than not evaluates counts as one that judges


def _near(spans: list[Span], start: int, end: int) -> list[Span]:
    return [span for span in spans if span[0] < end and span[1] > start]


def _heaviest(spans: Sequence[Span], given: Sequence[float]) -> list[dict[str, int]]:
    """Choose the sentences that give most, whichever way they lean."""
    order = sorted(range(len(spans)), key=lambda at: (-abs(given[at]), at))
    said = [at for at in order if abs(given[at]) > 0][:MOST_EVIDENCE]
    return [{"start": spans[at][0], "end": spans[at][1]} for at in said]


def _consensus(reports: Sequence[Mapping[str, Any]]) -> Row:
    polarities = {row["polarity"] for row in reports}
    reported = polarities.pop() if len(polarities) == 1 else "mixed" if polarities else None
    places = [{"start": row["start"], "end": row["end"]} for row in reports]
    return {"consensus": reported, "consensus_evidence": places}
