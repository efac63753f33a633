"""Taking files into a study: evidence into the archive, judgements among them into codings.

Both may be interrupted and asked for again: what is there already adds nothing.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from . import archive, registry, rows
from .admission import captures_now
from .collect import files
from .disk import sweep, writable
from .errors import UserError, nearest
from .study import Study


@dataclass(frozen=True)
class Outcome:
    """What came of adding: captures taken in, known already, refused; codings entered."""

    added: int
    already: int
    refused: tuple[files.Refused, ...]
    unreadable: tuple[tuple[str, str], ...]
    codings: int

    def as_row(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        refused = [r._asdict() for r in self.refused]
        return {**vars(self), "refused": refused, "unreadable": [list(u) for u in self.unreadable]}

    def sentence(self) -> str:
        r"""Say it to a person.

        Example:
            >>> Outcome(2, 1, (), (), 0).sentence()
            '2 captures added, 1 there already\n  → hermeneut run'
        """
        said = f"{_counted(self.added, 'capture')} added, {self.already} there already"
        if self.unreadable:
            said += f", {len(self.unreadable)} of the new can't be read (they keep their row)"
        if self.refused:
            said += f", {len(self.refused)} refused"
        if self.codings:
            said += f", {_counted(self.codings, 'coding')} entered"
        return f"{said}\n  → hermeneut run" if self.added or self.codings else said


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


class Coder(NamedTuple):
    """Who made judgements: a name, and whether it is a program's."""

    name: str
    machine: bool = False


NOBODY = Coder("")


def add_paths(
    study: Study,
    paths: Iterable[Path],
    *,
    mapping: str = "",
    code: str = "",
    coder: Coder = NOBODY,
    stated: str = "",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Outcome:
    """Take files and folders into a study.

    Args:
        study: The study.
        paths: Files and folders.
        mapping: For tables, ``field=column`` parted by commas; guessed where it is empty.
        code: Columns that hold judgements, parted by commas.
        coder: Who made them.
        stated: What holds of every document that is added, ``field=value`` parted by commas.
        now: The clock.

    Raises:
        UserError: The mapping or what is stated is wrong, or judgements come without a coder.
    """
    given = _given(mapping, code, coder)
    if stated:
        given["stated"] = _known_subject(study, rows.parse_stated(stated))
    with study.writing("archive"), writable(study.archive):
        sweep(study.archive)
        known = files.known_of(captures_now(study))
        added = files.add(paths, study.archive, mapping=given, now=now, known=known)
        entered = _enter_codings(study) if code else 0
    unreadable = tuple((row["url"], row["error"]) for row in added.added if row["error"])
    return Outcome(len(added.added), added.already, added.refused, unreadable, entered)


def preview_tables(paths: Iterable[Path], mapping: str = "") -> list[dict[str, Any]]:
    """Show how each table among some files would be read: column, field, an example."""
    shown = []
    for path in paths:
        table = files.preview(path)
        chosen = rows.parse_mapping(mapping, table.columns) if mapping else table.guess
        field = {column: name for name, column in chosen.items()}
        first = table.first_rows[0].values if table.first_rows else {}
        for column in table.columns:
            example = first.get(column, "")[:60]
            named = {"file": path.name, "column": column, "field": field.get(column, "")}
            shown.append({**named, "first": example})
    return shown


def _given(mapping: str, code: str, coder: Coder) -> dict[str, Any]:
    named = [part.partition("=")[2].strip() for part in next(csv.reader([mapping]), [])]
    given: dict[str, Any] = {"map": rows.parse_mapping(mapping, named)} if mapping else {}
    if code:
        if not coder.name:
            raise UserError("judgements need a coder", hint='--coder "who made them"')
        columns = [part.strip() for part in code.split(",") if part.strip()]
        kind = "machine" if coder.machine else "person"
        given["code"] = {"columns": columns, "coder": coder.name, "kind": kind}
    return given


def _known_subject(study: Study, stated: dict[str, str]) -> dict[str, str]:
    about = stated.get("about", "")
    if about and registry.make("passes", "subjects", study.design).said_of(about) is None:
        known = ["work", *(subject.id for subject in study.design.subjects)]
        raise UserError(
            f"about can't be {about[:60]!r}", hint=nearest(about, known, named="one of")
        )
    return stated


def _enter_codings(study: Study) -> int:
    """Enter the judgements that tables of the archive hold, those that aren't entered yet."""
    known = set(zip(*_columns(study.judgements.rows("codings")), strict=True))
    entered = 0
    for capture in captures_now(study).to_pylist():
        how = json.loads(capture["mapping"] or "{}")
        if "code" in how and not capture["error"]:
            fresh = [row for row in _codings(study, capture, how) if _key(row) not in known]
            entered += study.judgements.append("codings", fresh)
    return entered


def _columns(codings: pa.Table) -> list[list[str]]:
    names = ("unit", "coder", "variable", "value", "coded_at")
    return [codings.column(name).to_pylist() for name in names]


def _key(row: dict[str, Any]) -> tuple[str, ...]:
    return (row["unit"], row["coder"], row["variable"], row["value"], row["coded_at"])


def _codings(
    study: Study, capture: dict[str, Any], how: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    payload = archive.payload(study.archive / capture["warc"], capture["offset"])
    codebook = study.design.codebook_digest()
    found = files.coded_values(payload, capture["format"], how, source=capture["url"])
    for coded in found:
        yield {
            "unit": coded.doc_id,
            "doc_id": coded.doc_id,
            "coder": how["code"]["coder"],
            "kind": how["code"]["kind"],
            "variable": coded.variable,
            "value": coded.value,
            "coded_at": capture["fetched_at"],
            "codebook": codebook,
        }
