"""Labels: what a study's own measures say of its passages and sentences.

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

    Rows = Sequence[Mapping[str, Any]] | None

LARGEST = 4 * 2**20  # bytes of a head; one of fifty values has 80 kB
_THEIRS = {"themes": "theme", "positions": "proposition"}  # the column that names the variable
ALONE = {"referents": "referent", "sentiments": "sentiment", "roles": "role"}  # of one variable
SILENT = ("", "themes", "referents")  # what a head sees and needn't have a row


@dataclass(frozen=True)
class Labels:
    """What a study's own heads, and the models that have a seat in it, say of its passages.

    A head decides one variable: a theme, a proposition, the referent, a sentence's sentiment or
    role, or a ``[[variable]]`` of paragraphs or sentences, of which several values may hold at
    once. It sees the vector of the passage or sentence, and what the shipped measure says. A model
    decides what a ``[[seat]]`` says, from the passage alone. Of propositions both decide where
    ``positions`` has read the passage; elsewhere no position is taken up.

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
    version: ClassVar[int] = 2
    writes: ClassVar[pa.Schema] = schema.LABELS

    heads: tuple[bytes, ...] = field(default=(), repr=False, metadata={"model": True})
    seats: tuple[Chair, ...] = ()
    answered: str = ""

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Labels:
        """Take the heads of the study that a design is of, of variables that it still has."""
        known = {one.id for one in design.codes} | {one.id for one in design.propositions}
        known |= {one.id for one in design.variables} | {*ALONE.values()}
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
        heads = [_head(one) for one in self.heads]
        seen = {one.sees for one in heads} | {one.seat for one in self.seats} & {"positions"}
        if self.seats or any(one.of == "paragraphs" for one in heads):
            tables["embeddings"] = ("start", "end", "vector")
        if any(one.of == "sentences" for one in heads):
            tables["sentences"] = ("start", "end")
        for table in sorted(seen - {""}):
            named = (_THEIRS[table],) if table in _THEIRS else ()
            tables[table] = ("start", "end", *named, *SEES[table])
        if self.seats:
            tables["answers"] = ("key", "error", "answer")
        return tables

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts with their passages."""
        return for_each_text(batch, self.find, self.writes)

    def find(
        self,
        text: str,
        embeddings: Rows = None,
        sentences: Rows = None,
        answers: Rows = None,
        **shipped: Rows,
    ) -> Iterator[Row]:
        """Label one text: its passages in order, by head, then by seat; then its sentences.

        ``shipped`` holds what the shipped measures say, by table.
        """
        from ..models.heads import SEES

        standing = {table: _by_place(shipped.get(table), table) for table in SEES if table}
        came = {row["key"]: row for row in answers or ()}
        seated = {chair.variable.id for chair in self.seats}
        heads = [head for head in map(_head, self.heads) if head.variable not in seated]
        for passage in embeddings or ():
            where = passage["start"], passage["end"]
            yield from _decided(heads, "paragraphs", where, passage["vector"], standing)
            for chair in self.seats:
                if (
                    chair.seat != "positions"
                    or (*where, chair.variable.id) in standing["positions"]
                ):
                    yield _answered(chair, where, text[slice(*where)], came)
        if sentences and any(head.of == "sentences" for head in heads):
            from ..models.encoder import encode

            places = [(row["start"], row["end"]) for row in sentences]
            vectors = encode([text[slice(*where)] for where in places])
            for where, vector in zip(places, vectors, strict=True):
                yield from _decided(heads, "sentences", where, vector, standing)

    def digest(self) -> str:
        """Name the heads."""
        return " ".join(hashlib.sha256(one).hexdigest()[:16] for one in self.heads)


def _decided(
    heads: Sequence[Head],
    of: str,
    where: tuple[int, int],
    vector: Sequence[float],
    standing: Mapping[str, Mapping[tuple[int, int, str], Mapping[str, Any]]],
) -> Iterator[Row]:
    """Say what each head of passages, or of sentences, makes of one."""
    from ..models.heads import beside

    for head in heads:
        said = standing.get(head.sees, {}).get((*where, head.variable))
        if head.of != of or (said is None and head.sees not in SILENT):
            continue
        value, score, shares = head.decide(beside(vector, said or {}, head.sees))
        yield {
            "start": where[0], "end": where[1], "variable": head.variable,
            "seat": head.sees or None, "value": value, "score": score, "by": "head",
            "shares": [{"value": name, "share": share} for name, share in shares.items()],
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


def _by_place(rows: Rows, table: str) -> dict[tuple[int, int, str], Mapping[str, Any]]:
    names = _THEIRS.get(table, "")
    own = ALONE.get(table, "")
    return {(row["start"], row["end"], row[names] if names else own): row for row in rows or ()}


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
    from ..models.heads import OF, SEES, loaded

    head = loaded(data)
    width = WIDTH + len(SEES.get(head.sees, ()))
    if head.sees not in SEES or head.weights.shape[1] != width or head.of not in OF:
        raise UserError("this is no head of passages or sentences")
    return head
