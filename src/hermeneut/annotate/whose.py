"""Whose words a judgement is in: the writer's own, somebody quoted, or a reported consensus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Span = tuple[int, int]

SAID = frozenset({"direct", "mixed", "indirect"})  # quotations that are somebody's words
QUOTATION = ("start", "end", "kind", "voice", "source_start", "source_end", "cue_start", "cue_end")
TAG = 40  # characters between a quotation and what says whose it is
MOST = 0.5  # of a sentence: quoted beyond this, it is the quoted one's, whatever stands around it


def spoken(quotations: Iterable[Mapping[str, Any]] | None) -> list[Span]:
    """Return what is others' words, with who says so: *“A bore,” wrote Ferris* is all Ferris's.

    A writer who is quoted by himself speaks for himself.

    >>> said = {"start": 1, "end": 7, "kind": "direct", "cue_start": 9, "cue_end": 14}
    >>> spoken([said | {"source_start": 15, "source_end": 21}, said | {"kind": "title"}])
    [(1, 21)]
    """
    others = (q for q in quotations or () if q["kind"] in SAID and q.get("voice") != "writer")
    return sorted(map(_with_tag, others))


def _with_tag(quotation: Mapping[str, Any]) -> Span:
    """Stretch a quotation over its cue and its source, where these stand beside it."""
    start, end = quotation["start"], quotation["end"]
    for name in ("cue", "source"):
        first, last = quotation.get(f"{name}_start"), quotation.get(f"{name}_end")
        if first is not None and last is not None and start - TAG <= last and first <= end + TAG:
            start, end = min(start, first), max(end, last)
    return start, end


def reported(consensus: Iterable[Mapping[str, Any]] | None) -> list[Span]:
    """Return the clauses that report what others made of a work."""
    return sorted((c["start"], c["end"]) for c in consensus or ())


def whose(
    sentence: Span, quoted: Iterable[Span], consensus: Iterable[Span], at: Span | None = None
) -> str:
    """Say whose a judgement is: own, quoted or consensus.

    Args:
        sentence: Where the sentence stands.
        quoted: What others are quoted as saying, as `spoken` gives it.
        consensus: What is reported of others, as `reported` gives it.
        at: The place of what is judged; the whole sentence by default.

    Example:
        >>> whose((0, 50), [(0, 20)], []), whose((0, 50), [(0, 20)], [], at=(5, 9))
        ('own', 'quoted')
        >>> whose((0, 50), [(0, 40)], [], at=(44, 47)), whose((0, 50), [], [(0, 30)])
        ('quoted', 'consensus')
    """
    for name, spans in (("quoted", list(quoted)), ("consensus", list(consensus))):
        if _covered(sentence, spans) > MOST * (sentence[1] - sentence[0]):
            return name
        if at and any(start <= at[0] and at[1] <= end for start, end in spans):
            return name
    return "own"


def _covered(sentence: Span, spans: list[Span]) -> int:
    """Count the characters of a sentence that spans cover, each once."""
    total, reached = 0, sentence[0]
    for start, end in sorted(spans):
        start, end = max(start, reached), min(end, sentence[1])
        if end > start:
            total, reached = total + end - start, end
    return total
