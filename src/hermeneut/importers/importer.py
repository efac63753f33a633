"""What an importer is: it turns bytes in some notation into documents with their facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from .. import formats

HEAD = 2**16  # bytes that most notations are told by


class Document(NamedTuple):
    """One document as a notation states it.

    Attributes:
        facts: Values by column; columns that are fields have the names of ``rows.FIELDS``.
        error: Why it can't be read, as a slug and a detail; empty if it can.
    """

    facts: Mapping[str, str]
    error: str = ""


@dataclass(frozen=True)
class Sample:
    """Bytes whose notation is asked for.

    Attributes:
        payload: All of them; the first 64 KiB do for most notations.
    """

    payload: bytes

    @cached_property
    def text(self) -> str:
        """What stands at the start, decoded."""
        return formats.decode(self.payload[:HEAD]).read().lstrip("\ufeff")

    @cached_property
    def kind(self) -> str:
        """What the bytes are, whatever notation the text in them is in."""
        return formats.sniff(self.payload)


@dataclass(frozen=True)
class Importer:
    """A notation, registered under ``hermeneut.importers`` by the name of its format.

    Attributes:
        read: Yields the documents in some bytes, lazily; what it raises becomes a row's error.
        recognise: Says whether bytes are in this notation, by what stands in them; never raises.
        extensions: Names of files that are, unless what stands in them says otherwise.
        text: The column that holds the text: ``text``, ``text_html`` for fragments of HTML, or
            ``abstract``, which is no work's whole text.
        whole: Whether the bytes are one document, not a list of them.
    """

    read: Callable[[bytes], Iterable[Document]]
    recognise: Callable[[Sample], bool]
    extensions: tuple[str, ...] = ()
    text: str = "text"
    whole: bool = False
