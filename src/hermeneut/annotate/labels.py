"""Labels: what a study's own measures say of its passages, in the place of the shipped ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pyarrow as pa

from .. import schema
from ..errors import UserError
from ..passes import Row, for_each_text

if TYPE_CHECKING:
    from ..design import Design
    from ..models.heads import Head

FOLDER = "heads"  # in the study
LARGEST = 4 * 2**20  # bytes of a head; one of fifty values has 80 kB
_THEIRS = {"themes": "theme", "stances": "proposition"}  # the column that names the variable


@dataclass(frozen=True)
class Labels:
    """What heads that were fitted to people's codings say of the passages of a study.

    A head decides one variable: a theme, a proposition, or a ``[[variable]]`` of paragraphs. It
    sees the passage's vector, and what the shipped measure says. Of propositions it decides where
    ``stances`` has read the passage; elsewhere no position is taken up.

    Attributes:
        heads: The heads, as ``hermeneut train`` wrote them; ``from_design`` takes them from the
            study's folder.

    Example:
        >>> Labels().heads, list(Labels().find("Nobody has taught it anything yet.", []))
        ((), [])

    References:
        Tunstall et al. (2022), Efficient few-shot learning without prompts, arXiv:2209.11055.
    """

    name: ClassVar[str] = "labels"
    version: ClassVar[int] = 1
    writes: ClassVar[pa.Schema] = schema.LABELS

    heads: tuple[bytes, ...] = field(default=(), repr=False, metadata={"model": True})

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Labels:
        """Take the heads of the study that a design is of, of variables that it still has."""
        known = {one.id for one in design.codes} | {one.id for one in design.propositions}
        known |= {one.id for one in design.variables}
        paths = sorted((design.folder / FOLDER).glob("*.safetensors"))
        given = [_read(path) for path in paths if path.stem in known]
        return cls(**{**settings, "heads": tuple(given)})

    @property
    def reads(self) -> dict[str, tuple[str, ...]]:
        """What its heads see: nothing but texts where there are none."""
        from ..models.heads import SEES

        tables: dict[str, tuple[str, ...]] = {"texts": ("text_id", "text", "language")}
        heads = [_head(one) for one in self.heads]
        if heads:
            tables["embeddings"] = ("start", "end", "vector")
        for table in sorted({head.sees for head in heads} - {""}):
            tables[table] = ("start", "end", _THEIRS[table], *SEES[table])
        return tables

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts with their passages."""
        return for_each_text(batch, self.find, self.writes)

    def find(
        self,
        text: str,
        embeddings: Sequence[Mapping[str, Any]] | None = None,
        themes: Sequence[Mapping[str, Any]] | None = None,
        stances: Sequence[Mapping[str, Any]] | None = None,
    ) -> Iterator[Row]:
        """Label the passages of one text; rows by passage, then by variable."""
        standing = {"themes": _by_place(themes, "themes"), "stances": _by_place(stances, "stances")}
        for passage in embeddings or ():
            for data in self.heads:
                head = _head(data)
                place = passage["start"], passage["end"], head.variable
                said = standing.get(head.sees, {}).get(place)
                if said is not None or head.sees != "stances":
                    yield _row(head, passage, said or {})

    def digest(self) -> str:
        """Name the heads."""
        return " ".join(hashlib.sha256(one).hexdigest()[:16] for one in self.heads)


def _row(head: Head, passage: Mapping[str, Any], said: Mapping[str, Any]) -> Row:
    from ..models.heads import beside

    shares = head.shares(beside(passage["vector"], said, head.sees)[None])[0]
    at = int(shares.argmax())
    return {
        "start": passage["start"], "end": passage["end"], "variable": head.variable,
        "seat": head.sees or None, "value": head.values[at], "score": float(shares[at]),
        "by": "head",
    }  # fmt: skip


def _by_place(
    rows: Sequence[Mapping[str, Any]] | None, table: str
) -> dict[tuple[int, int, str], Mapping[str, Any]]:
    return {(row["start"], row["end"], row[_THEIRS[table]]): row for row in rows or ()}


def _read(path: Path) -> bytes:
    """Read a head, and refuse one that doesn't belong where it lies."""
    from ..models.encoder import digest

    hint = f"hermeneut train {path.stem} makes another, or delete it"
    if path.stat().st_size > LARGEST:
        raise UserError(f"{path} is too large for a head", hint=hint)
    data = path.read_bytes()
    try:
        head = _head(data)
    except UserError as error:
        raise UserError(f"{path}: {error.what}", hint=hint) from None
    if head.variable != path.stem:
        raise UserError(f"{path} decides {head.variable!r}", hint=hint)
    if head.vectors != digest():
        raise UserError(f"{path} was fitted to vectors of another model", hint=hint)
    return data


@lru_cache(maxsize=256)
def _head(data: bytes) -> Head:
    from ..models.encoder import WIDTH
    from ..models.heads import SEES, loaded

    head = loaded(data)
    if head.sees not in SEES or head.weights.shape[1] != WIDTH + len(SEES[head.sees]):
        raise UserError("this is no head of passages")
    return head
