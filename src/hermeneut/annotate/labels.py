"""Labels: what a study's own measures say of its passages, in the place of the shipped ones.

A measure of a study's own is a head that was fitted to people's codings, or a model behind an
endpoint. Nobody is asked here: what a model answered lies in the archive, and is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pyarrow as pa

from .. import answers as archived
from .. import schema
from ..errors import UserError
from ..passes import Row, for_each_text
from ..views.prompts import NOT_ASKED, Chair, chairs, content_of

if TYPE_CHECKING:
    from ..design import Design
    from ..models.heads import Head

LARGEST = 4 * 2**20  # bytes of a head; one of fifty values has 80 kB
_THEIRS = {"themes": "theme", "positions": "proposition"}  # the column that names the variable


@dataclass(frozen=True)
class Labels:
    """What a study's own heads, and the models that have a seat in it, say of its passages.

    A head decides one variable: a theme, a proposition, or a ``[[variable]]`` of paragraphs. It
    sees the passage's vector, and what the shipped measure says. A model decides what a
    ``[[seat]]`` says, from the passage alone. Of propositions both decide where ``positions`` has
    read the passage; elsewhere no position is taken up.

    Attributes:
        heads: The heads, as ``hermeneut train`` wrote them; ``from_design`` takes them from the
            study's folder.
        seats: Which models decide what, and what they are asked; ``from_design`` takes them from
            the ``[[seat]]`` of the design.
        answered: Digest of all that they answered; ``from_design`` makes it.

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
    seats: tuple[Chair, ...] = ()
    answered: str = ""

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Labels:
        """Take the heads of the study that a design is of, of variables that it still has."""
        known = {one.id for one in design.codes} | {one.id for one in design.propositions}
        known |= {one.id for one in design.variables}
        from ..models.heads import FOLDER

        paths = sorted((design.folder / FOLDER).glob("*.safetensors"))
        given = [_read(path) for path in paths if path.stem in known]
        seats = chairs(design)
        answered = archived.digest(design.folder / "archive", content_of) if seats else ""
        return cls(**{**settings, "heads": tuple(given), "seats": seats, "answered": answered})

    @property
    def reads(self) -> dict[str, tuple[str, ...]]:
        """What its heads and seats see: nothing but texts where there are none."""
        from ..models.heads import SEES

        tables: dict[str, tuple[str, ...]] = {"texts": ("text_id", "text", "language")}
        seen = {_head(one).sees for one in self.heads}
        seen |= {one.seat for one in self.seats} & {"positions"}
        if self.heads or self.seats:
            tables["embeddings"] = ("start", "end", "vector")
        for table in sorted(seen - {""}):
            tables[table] = ("start", "end", _THEIRS[table], *SEES[table])
        if self.seats:
            tables["answers"] = ("key", "error", "answer")
        return tables

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts with their passages."""
        return for_each_text(batch, self.find, self.writes)

    def find(
        self,
        text: str,
        embeddings: Sequence[Mapping[str, Any]] | None = None,
        themes: Sequence[Mapping[str, Any]] | None = None,
        positions: Sequence[Mapping[str, Any]] | None = None,
        answers: Sequence[Mapping[str, Any]] | None = None,
    ) -> Iterator[Row]:
        """Label the passages of one text; rows by passage, then by head, then by seat."""
        standing = {
            "themes": _by_place(themes, "themes"),
            "positions": _by_place(positions, "positions"),
        }
        came = {row["key"]: row for row in answers or ()}
        seated = {chair.variable.id for chair in self.seats}
        heads = [head for head in map(_head, self.heads) if head.variable not in seated]
        for passage in embeddings or ():
            where = passage["start"], passage["end"]
            for head in heads:
                said = standing.get(head.sees, {}).get((*where, head.variable))
                if said is not None or head.sees != "positions":
                    yield _row(head, passage, said or {})
            for chair in self.seats:
                if (
                    chair.seat != "positions"
                    or (*where, chair.variable.id) in standing["positions"]
                ):
                    yield _answered(chair, where, text[slice(*where)], came)

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


def _answered(
    chair: Chair, where: tuple[int, int], passage: str, came: Mapping[str, Mapping[str, Any]]
) -> Row:
    """Read what a model answered of a passage, if it was asked just that."""
    row = {
        "start": where[0], "end": where[1], "variable": chair.variable.id,
        "seat": chair.seat or None, "by": chair.model,
    }  # fmt: skip
    answer = came.get(chair.key(passage))
    if answer is None:
        return {**row, "error": NOT_ASKED}
    if answer["error"]:
        return {**row, "error": answer["error"]}
    said = chair.read(answer["answer"] or "")
    return {**row, "value": "; ".join(said.values) or None, "error": said.error or None}


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
