"""Keywords: themes by a dictionary, the plain alternative to likeness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from .. import schema
from ..design import Code, Design
from ..passes import Row, for_each_text
from .dictionary import places


@dataclass(frozen=True)
class Keywords:
    """Themes of passages by the keywords of their codes alone: a dictionary, and nothing else.

    It takes the seat of ``themes`` where ``[pass.themes] by = "keywords"`` says so, in a run of
    its own beside that of likeness. A code without keywords is never found. ``score`` is the
    number of places where a keyword stands.

    Attributes:
        codes: The codebook; ``from_design`` takes it from the design.
        least: Places from which on a theme holds.

    Example:
        >>> code = Code("loneliness", "Speaks of isolation.", keywords=("lonel*", "alone"))
        >>> text = "Alone, he is lonelier than before."
        >>> rows = Keywords((code,)).find(text, [{"start": 0, "end": len(text)}])
        >>> [(row["theme"], row["score"], row["holds"]) for row in rows]
        [('loneliness', 2.0, True)]

    References:
        Stone, Dunphy, Smith and Ogilvie (1966), The General Inquirer, MIT Press.
    """

    name: ClassVar[str] = "themes"
    by: ClassVar[str] = "keywords"
    version: ClassVar[int] = 1
    reads: ClassVar[dict[str, tuple[str, ...]]] = {
        "texts": ("text_id", "text", "language"),
        "paragraphs": ("start", "end"),
    }
    writes: ClassVar[pa.Schema] = schema.THEMES

    codes: tuple[Code, ...] = ()
    least: int = 1

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Keywords:
        """Take the codebook of a design."""
        return cls(**{"codes": design.codes, **settings})

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts with their passages."""
        return for_each_text(batch, self.find, self.writes)

    def find(self, text: str, paragraphs: Sequence[Mapping[str, int]] | None) -> Iterator[Row]:
        """Count the keywords of each code in the passages of one text; rows by passage."""
        for passage in paragraphs or ():
            words = text[passage["start"] : passage["end"]]
            for code in self.codes:
                if said := len(places(words, code.keywords)):
                    span = {"start": passage["start"], "end": passage["end"], "theme": code.id}
                    yield {
                        **span,
                        "score": float(said),
                        "holds": said >= self.least,
                        "keywords": said,
                    }
