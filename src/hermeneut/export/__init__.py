"""Writing a study, or a part of it, in formats that other programs read; one format a file.

A format is an entry point of the group ``hermeneut.exporters``; see `Exporter`. What a study holds
of other people's texts is theirs: a format says whether it passes on texts or short quotations.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Protocol, runtime_checkable

QUOTATION = "short quotations"
TEXTS = "whole texts"
NOTHING = "no texts"


@runtime_checkable
class Exporter(Protocol):
    """A format that a study can be written in; the first line of its docstring is its help.

    Attributes:
        suffix: How the file's name ends.
        passes_on: What it passes on of other people's words: `NOTHING`, `QUOTATION` or `TEXTS`.
    """

    suffix: ClassVar[str]
    passes_on: ClassVar[str]

    def __call__(self, study: Any, to: Path) -> Path:
        """Write a study to a file, which is replaced if it is there; return the file.

        Raises:
            UserError: There is nothing to write.
        """
        ...
