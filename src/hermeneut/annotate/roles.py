"""Roles: what each sentence does in its text: tell, argue, judge, inform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa

from .. import schema
from ..passes import Row, for_each_text

NAMES = ("plot", "argument", "evaluation", "background", "other")
JUDGING = ("evaluation", "argument")  # the roles in which a writer judges


@dataclass(frozen=True)
class Roles:
    """The role of each sentence in English, with the probability of every role.

    A plot tells of murder without blaming the film. So the role comes first: what is said of a
    target counts as a judgement only where a sentence evaluates or argues.

    Example:
        >>> text = "A dull, lifeless film with a wooden cast."
        >>> [row["role"] for row in Roles().find(text, [{"start": 0, "end": 41}])]
        ['evaluation']

    References:
        Teufel and Moens (2002), Summarizing scientific articles, Computational Linguistics 28(4),
        for zones by what a sentence does; Pang and Lee (2004), A sentimental education, ACL;
        Taboada (2011), Stages in an online review genre, Text & Talk 31(2).
    """

    name: ClassVar[str] = "roles"
    version: ClassVar[int] = 1
    reads: ClassVar[dict[str, tuple[str, ...]]] = {
        "texts": ("text_id", "text", "language"),
        "sentences": ("start", "end"),
    }
    writes: ClassVar[pa.Schema] = schema.ROLES

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts with their sentences."""
        return for_each_text(batch, self.find, self.writes)

    def find(self, text: str, sentences: Sequence[Mapping[str, int]] | None) -> Iterator[Row]:
        """Tell the roles of the sentences of one text, in order."""
        from ..models.roles import classify

        spans = [(s["start"], s["end"]) for s in sentences or ()]
        shares = classify([text[start:end] for start, end in spans]).tolist()
        for (start, end), said in zip(spans, shares, strict=True):
            named = dict(zip(NAMES, said, strict=True))
            yield {"start": start, "end": end, "role": max(NAMES, key=named.__getitem__), **named}

    def digest(self) -> str:
        """Name the model."""
        from ..models.roles import digest

        return digest()
