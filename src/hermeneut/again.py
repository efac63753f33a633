"""Shards to be worked on again though they stand.

Readers see a shard until the new one takes its place. What is still to do is noted in
``tables/again.json`` before anything is replaced, so that a killed command can be gone on with.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from .disk import write_whole

NAME = "again.json"


@dataclass
class Again:
    """The shards of a study that are to be worked on again, by the run they belong to.

    Args:
        tables: The study's ``tables`` folder.

    Example:
        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> Again(folder).add("sentiments-v1-09e9fb4c", ["00001"])
        >>> again = Again(folder)
        >>> again.of("sentiments-v1-09e9fb4c"), again.of("themes-v1-b7ab3dc0")
        (frozenset({'00001'}), frozenset())
        >>> again.done("sentiments-v1-09e9fb4c")
        >>> Again(folder).of("sentiments-v1-09e9fb4c")
        frozenset()
    """

    tables: Path
    noted: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read what an earlier command noted; a damaged note is none."""
        try:
            raw = json.loads((self.tables / NAME).read_text(encoding="utf-8"))
            self.noted = {str(run): {str(s) for s in shards} for run, shards in raw.items()}
        except (OSError, ValueError, TypeError, AttributeError, RecursionError):
            self.noted = {}

    def of(self, run: str) -> frozenset[str]:
        """Name the shards of a run that are to be worked on again."""
        return frozenset(self.noted.get(run, ()))

    def add(self, run: str, shards: Iterable[str]) -> None:
        """Note shards of a run."""
        if shards := {*shards}:
            self.noted.setdefault(run, set()).update(shards)
            self._write()

    def done(self, run: str) -> None:
        """Strike a run whose shards have all been worked on."""
        if self.noted.pop(run, None):
            self._write()

    def _write(self) -> None:
        text = json.dumps({run: sorted(shards) for run, shards in sorted(self.noted.items())})
        write_whole(self.tables / NAME, text.encode())
