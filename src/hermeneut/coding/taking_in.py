"""Taking in what coders filled in: every mistake with its row and column, then all or nothing.

The same file twice adds nothing, and a file that was taken in before never overrules what its coder
decided since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ..errors import UserError
from ..passes import Row, Tables
from ..study import Study
from .checking import Given, Key, check
from .drawing import samples
from .spreadsheets import Mistake, read


@dataclass
class Taken:
    """What came of taking in files.

    Attributes:
        files: How many were read.
        decisions: Decisions added.
        already: Decisions that stood already.
        memos: Notes added.
        mistakes: What is wrong, in the order of files and rows.
        kept: Whether what was right was kept.
    """

    files: int = 0
    decisions: int = 0
    already: int = 0
    memos: int = 0
    mistakes: list[Mistake] = field(default_factory=list)
    kept: bool = True

    def sentence(self) -> str:
        """Say it to a person."""
        files = f"{self.files} file{'s' * (self.files != 1)}"
        if not self.kept:
            many = len(self.mistakes)
            told = f"{many} mistake{'s' * (many != 1)}" if many else "nothing to take in"
            return f"{told} in {files}; nothing was taken in"
        left = f", {len(self.mistakes)} mistakes left out" * bool(self.mistakes)
        memos = f", {self.memos} memos" * bool(self.memos)
        said = f"{self.decisions} decisions taken in{memos}, {self.already} there already{left}"
        return f"{said}\n  → hermeneut code status"


def take_in(
    study: Study,
    paths: Sequence[Path],
    *,
    coders: Sequence[str] = (),
    partial: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Taken:
    """Take in files of codings; all of them, or none if anything is wrong.

    Args:
        study: The study.
        paths: Sheets, as `hermeneut.coding.sheets.write` makes them.
        coders: Who filled them in: one for all, or one for each; without, the column ``coder``.
        partial: Whether to take in what is right and leave what is wrong or missing.
        now: The clock.

    Returns:
        What was added, and every mistake.

    Raises:
        UserError: A file isn't there, or there are more coders than files.
    """
    if len(coders) not in (0, 1, len(paths)):
        raise UserError(
            f"{len(paths)} files and {len(coders)} coders",
            hint="--coder once for all, or once for each file in their order",
        )
    named = list(coders) * len(paths) if len(coders) == 1 else list(coders) or [""] * len(paths)
    digests = [hashlib.sha256(_bytes(path)).hexdigest() for path in paths]
    sheets = [read(path) for path in paths]
    with study.reader() as tables:
        drawn = samples(tables, study.design)
        stands = Standing.of(study, tables)
    checked = check(sheets, named, drawn, moved=_places(study), known=stands.decided())
    wrong = checked.mistakes if partial else (*checked.mistakes, *checked.absent)
    taken = Taken(files=len(paths), mistakes=list(wrong), kept=partial or not wrong)
    if taken.kept:
        at = now().astimezone(UTC).isoformat(timespec="microseconds")
        _keep(study, checked.given, [s.file for s in sheets], digests, stands, taken, at)
    return taken


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} can't be read: {error.strerror}", hint="is it there?") from None


def _places(study: Study) -> dict[str, str]:
    """Say under which names units were drawn that now, or for a while, stood elsewhere."""
    moves = study.judgements.rows("moves").to_pylist()
    return {row["to_unit"]: row["unit"] for row in moves if row["to_unit"]}


@dataclass(frozen=True)
class Standing:
    """What people decided and noted so far, and which files were taken in."""

    values: Mapping[Key, set[str]]
    notes: Mapping[Key, str]
    files: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, study: Study, tables: Tables) -> Standing:
        """Ask a study."""
        values: dict[Key, set[str]] = {}
        query = "select unit, coder, variable, value from codings where kind = 'person'"
        for row in tables.sql(query).to_pylist():
            values.setdefault(_key(row), set()).add(row["value"])
        noted = tables.sql("select unit, coder, variable, memo from memos").to_pylist()
        files = study.judgements.rows("imports").to_pylist()
        return cls(
            values,
            {_key(row): row["memo"] for row in noted},
            frozenset((row["digest"], row["coder"]) for row in files),
        )

    def decided(self) -> frozenset[Key]:
        """Name the decisions that stand."""
        return frozenset(self.values)


def _key(row: Mapping[str, str]) -> Key:
    return row["unit"], row["coder"], row["variable"]


def _keep(
    study: Study,
    given: Sequence[Given],
    files: Sequence[str],
    digests: Sequence[str],
    stands: Standing,
    taken: Taken,
    at: str,
) -> None:
    """Append what is new."""
    codings: list[Row] = []
    memos: list[Row] = []
    added: dict[tuple[int, str], int] = {}
    for one in given:
        key = (one.drawn["unit"], one.coder, one.variable)
        old = (digests[one.sheet], one.coder) in stands.files
        mine = (one.sheet, one.coder)
        added.setdefault(mine, 0)
        if stands.values.get(key) == set(one.values) or (old and key in stands.values):
            taken.already += 1
        else:
            codings += decision(study, one.drawn, one.coder, one.values, at, one.codebook)
            added[mine] += 1
        if one.memo and stands.notes.get(key) != one.memo and not (old and key in stands.notes):
            memos.append(memo(one.drawn, one.coder, one.memo, at))
    taken.decisions, taken.memos = sum(added.values()), len(memos)
    imports = [
        {"digest": digests[nth], "file": files[nth], "coder": coder, "codings": many,
         "imported_at": at}
        for (nth, coder), many in added.items()
        if many or (digests[nth], coder) not in stands.files
    ]  # fmt: skip
    if codings or memos or imports:
        study.judgements.append_to({"codings": codings, "memos": memos, "imports": imports})


def decision(
    study: Study, drawn: Row, coder: str, values: Sequence[str], at: str, codebook: str = ""
) -> list[Row]:
    """Make the rows of ``codings`` for a person's decision on a unit of a sample.

    Args:
        study: The study, whose codebook counts unless another is named.
        drawn: The unit's row of ``samples``.
        coder: Who decided.
        values: What; none takes an earlier decision back.
        at: When.
        codebook: Digest of the codebook that was used.
    """
    return [
        {
            "unit": drawn.get("origin") or drawn["unit"],
            "doc_id": drawn["doc_id"],
            "coder": coder,
            "kind": "person",
            "variable": drawn["variable"],
            "value": value,
            "coded_at": at,
            "codebook": codebook or study.design.codebook_digest(),
            "quote": drawn["quote"],
            "context": drawn["context"],
        }
        for value in values or ("",)
    ]


def memo(drawn: Row, coder: str, text: str, at: str) -> Row:
    """Make the row of ``memos`` for a note on a unit of a sample."""
    unit = drawn.get("origin") or drawn["unit"]
    known = {"doc_id": drawn["doc_id"], "coder": coder, "variable": drawn["variable"]}
    return {"unit": unit, **known, "memo": text, "noted_at": at}
