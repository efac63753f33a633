"""Paragraphs: the passages that themes and vectors are of.

A paragraph of the press can be one word, one of an essay two pages. What is counted here is a
*passage*: short paragraphs joined with their neighbours, long ones cut at sentence ends, a
heading kept with what it heads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import ClassVar

import pyarrow as pa

from .. import schema
from ..models import languages
from ..models.languages import identified, places, words
from ..passes import Row, for_each_text
from ..spans import Span
from .sentences import blocks, model_version, split

_HEADING_WORDS = 12
_CLOSING = ".!?…,;\"'”’»)]。！？」』"


@dataclass(frozen=True)
class Paragraphs:
    r"""Passages of texts in any language: disjoint, and covering all but white space.

    Each carries its own language, where it is long enough to tell: a page of French in an English
    essay is told from the essay.

    Attributes:
        shortest: Words that a passage should reach; shorter paragraphs are joined to the next,
            or at a text's end to the one before.
        longest: Words that a passage may have; 180 is about what the sentence encoder reads.

    Example:
        >>> text = "Her\n\nA man.\n\nA voice in his ear, and a long winter."
        >>> [text[row["start"]:row["end"]] for row in Paragraphs(shortest=5).find(text)]
        ['Her\n\nA man.\n\nA voice in his ear, and a long winter.']

    References:
        Hearst (1997), TextTiling, Computational Linguistics 23(1), on why the writer's own
        paragraphs are not all units of topic.
    """

    name: ClassVar[str] = "paragraphs"
    version: ClassVar[int] = 2
    reads: ClassVar[dict[str, tuple[str, ...]]] = {"texts": ("text_id", "text", "language")}
    writes: ClassVar[pa.Schema] = schema.PARAGRAPHS

    shortest: int = 25
    longest: int = 180

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts."""
        return for_each_text(batch, self.find, self.writes, languages=None)

    def find(self, text: str) -> Iterator[Row]:
        """Find the passages of one text, in order."""
        for joined in self._joined(text):
            for part in self._parted(text, joined):
                said = part.of(text)
                yield {
                    "start": part.start, "end": part.end,
                    "words": words(said), "language": identified(said),
                }  # fmt: skip

    def digest(self) -> str:
        """Name the models that find the sentence ends and the language."""
        return f"{model_version()}, {languages.digest()}"

    def _joined(self, text: str) -> list[Span]:
        done: list[Span] = []
        held: Span | None = None
        for block in blocks(text):
            heading = is_heading(block.of(text))
            if heading and held and done and not is_heading(held.of(text)):
                done[-1], held = Span(done[-1].start, held.end), None
            held = Span(held.start if held else block.start, block.end)
            if not heading and words(held.of(text)) >= self.shortest:
                done.append(held)
                held = None
        return _with_rest(done, held)

    def _parted(self, text: str, passage: Span) -> Iterator[Span]:
        total = words(passage.of(text))
        if total <= self.longest:
            yield passage
            return
        even = total / ceil(total / self.longest)
        start, end, counted = passage.start, passage.start, 0
        for piece in _cuttable(text, passage, self.longest):
            size = words(piece.of(text))
            if counted and (counted + size / 2 > even or counted + size > self.longest):
                yield Span(start, end)
                start, counted = piece.start, 0
            end, counted = piece.end, counted + size
        yield Span(start, end)


def is_heading(text: str) -> bool:
    """Say whether a paragraph looks like a heading: one short line, not closed by a mark.

    Example:
        >>> is_heading("Virtual Humans"), is_heading("He laughs.")
        (True, False)
    """
    return "\n" not in text and text[-1] not in _CLOSING and len(text.split()) <= _HEADING_WORDS


def _with_rest(done: list[Span], rest: Span | None) -> list[Span]:
    if rest and done:
        return [*done[:-1], Span(done[-1].start, rest.end)]
    return [rest] if rest else done


def _cuttable(text: str, passage: Span, longest: int) -> Iterator[Span]:
    """Yield sentences; one longer than a passage may be, in runs of so many words."""
    for sentence in split(text, passage):
        if words(sentence.of(text)) <= longest:
            yield sentence
        else:
            yield from _runs(text, sentence, longest)


def _runs(text: str, sentence: Span, longest: int) -> Iterator[Span]:
    found = places(text, sentence)
    for at in range(0, len(found), longest):
        run = found[at : at + longest]
        yield Span(run[0].start, run[-1].end)
