"""Whose words a judgement is in: the writer's own, somebody quoted, or a reported consensus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Span = tuple[int, int]

SAID = frozenset({"direct", "mixed", "indirect"})  # quotations that are somebody's words
MOST = 0.5  # of a sentence: quoted beyond this, it is the quoted one's, whatever stands around it


def spoken(quotations: Iterable[Mapping[str, Any]] | None) -> list[Span]:
    """Return what others are quoted as saying; a writer quoting himself speaks for himself.

    >>> spoken([{"start": 3, "end": 9, "kind": kind} for kind in ("direct", "title")])
    [(3, 9)]
    """
    others = (q for q in quotations or () if q["kind"] in SAID and q.get("voice") != "writer")
    return sorted((q["start"], q["end"]) for q in others)


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
