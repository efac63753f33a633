"""Sentiment, target sentiment and stance as a filter on rows, one row in, one row out.

What a pass finds in a text, this is told: the span of a target, or the proposition. Without a span
a text that is one passage gets one answer; a longer one is judged sentence by sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from .errors import HermeneutError, UserError
from .spans import writable

Row = dict[str, Any]
Span = tuple[int, int]

POLARITIES = ("negative", "neutral", "positive")
SIDES = ("favour", "against", "neither")
# Words that a text may have to be judged in one piece; the models read some 90 at once.
PASSAGE_WORDS = 80


def judged(kind: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    """Answer rows with a label and a probability for each label.

    Args:
        kind: One of ``KINDS``.
        rows: Each has ``text``, and may have ``id``; for a target ``start`` and ``end``; for a
            stance ``proposition``.

    Yields:
        ``{"id", "start", "end", "label", "scores"}`` in the order of the rows; ``{"id", "error"}``
        for a row that fails.

    Example:
        >>> row = {"id": 7, "text": "A dull film.", "proposition": "The film is good."}
        >>> [(one["id"], one["label"]) for one in judged("stance", [row])]
        [(7, 'against')]
    """
    answer = KINDS[kind]
    for row in rows:
        try:
            found = list(answer(_text(row), row))
        except Exception as error:
            said = str(error) if isinstance(error, HermeneutError) else repr(error)
            yield {"id": row.get("id"), "error": said}
            continue
        for start, end, scores in found:
            label = max(scores, key=scores.__getitem__)
            span = {"id": row.get("id"), "start": start, "end": end}
            yield {**span, "label": label, "scores": scores}


Scored = tuple[int, int, dict[str, float]]


def _sentiment(text: str, row: Mapping[str, Any]) -> Iterator[Scored]:
    from .models.judgement import polarity

    spans = [_span(text, row)] if "start" in row else _spans(text)
    said = polarity([text[start:end] for start, end in spans])[:, :3].tolist()
    for (start, end), shares in zip(spans, said, strict=True):
        yield start, end, dict(zip(POLARITIES, shares, strict=True))


def _target(text: str, row: Mapping[str, Any]) -> Iterator[Scored]:
    from .models.judgement import towards

    start, end = _span(text, row)
    around = [span for span in _spans(text) if span[0] < end and start < span[1]] or [(start, end)]
    first, last = min(start, around[0][0]), max(end, around[-1][1])
    shares = towards([(text[first:last], start - first, end - first)])[0].tolist()
    yield start, end, dict(zip(POLARITIES, shares, strict=True))


def _stance(text: str, row: Mapping[str, Any]) -> Iterator[Scored]:
    from .models.judgement import stance

    claim = row.get("proposition")
    if not isinstance(claim, str):
        raise UserError("a row needs a proposition, as text")
    start, end = _span(text, row) if "start" in row else (0, len(text))
    against, neither, favour = stance([(text[start:end], writable(claim))])[0].tolist()
    yield start, end, dict(zip(SIDES, (favour, against, neither), strict=True))


KINDS: dict[str, Callable[[str, Mapping[str, Any]], Iterator[Scored]]] = {
    "sentiment": _sentiment,
    "target-sentiment": _target,
    "stance": _stance,
}


def _text(row: Mapping[str, Any]) -> str:
    text = row.get("text")
    if not isinstance(text, str):
        raise UserError(str(row.get("error", "a row needs a text")))
    return writable(text)


def _span(text: str, row: Mapping[str, Any]) -> Span:
    start, end = row.get("start"), row.get("end")
    for place in (start, end):
        if not isinstance(place, int) or isinstance(place, bool):
            raise UserError("a row needs start and end, as whole numbers")
    assert isinstance(start, int)
    assert isinstance(end, int)
    if not 0 <= start < end <= len(text):
        raise UserError(f"no span from {start} to {end} in a text of {len(text)} characters")
    return start, end


def _spans(text: str) -> list[Span]:
    if "\n" not in text.strip() and len(text.split()) <= PASSAGE_WORDS:
        return [(0, len(text))]
    from .annotate.sentences import Sentences

    return [(row["start"], row["end"]) for row in Sentences().find(text)]
