"""A study for programs of qualitative analysis, such as QualCoder, NVivo, MAXQDA and ATLAS.ti.

A variable is a heading of the codebook, each of its values a code named ``VARIABLE: VALUE``, since
names must differ across a whole codebook there. What a person coded of a text is a selection with
that person as its maker; a document as a whole is a selection of all its text.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from ..disk import write_whole
from ..passes import Row
from ..study import Reader, Study
from ..views.codebook import Variable, variable, variables
from . import NOTHING, TEXTS
from .refi import Code, Coding, Project, Selection, Source, User, codebook_bytes, project_bytes

OURS = uuid.uuid5(uuid.NAMESPACE_DNS, "hermeneut.refi-qda")
NAME = re.compile(r"\[([0-9a-f]{16})\]$")  # ends a source's name: its doc_id, which others keep
LONGEST_NAME = 80  # characters of a title in a source's name; some programs make files of it
_DOCUMENTS = """
select doc_id, title, url, text_id, text from corpus join texts using (text_id)
where measured or doc_id in (select doc_id from codings where kind = 'person')
order by doc_id
"""
_CODED = """
select unit, coalesce(k.doc_id, unit) as doc_id, coder, variable, value, coded_at, memo
from codings k left join (select unit, coder, variable, memo from memos)
  using (unit, coder, variable)
where kind = 'person' order by doc_id, unit, coder, variable, value
"""


@dataclass(frozen=True)
class Qdc:
    """The codebook as REFI-QDA: variables with their values and definitions."""

    suffix: ClassVar[str] = ".qdc"
    passes_on: ClassVar[str] = NOTHING

    def __call__(self, study: Study, to: Path) -> Path:
        """Write the file; see `hermeneut.export.Exporter`."""
        known = variables(study.design)
        write_whole(to, codebook_bytes([code_of(one) for one in known.values()]))
        return to


@dataclass(frozen=True)
class Qdpx:
    """A REFI-QDA project: the measured texts whole, the codebook, and what people coded."""

    suffix: ClassVar[str] = ".qdpx"
    passes_on: ClassVar[str] = TEXTS

    def __call__(self, study: Study, to: Path) -> Path:
        """Write the file; see `hermeneut.export.Exporter`."""
        with study.reader() as tables:
            project = project_of(study, tables)
        write_whole(to, project_bytes(project))
        return to


def guid(*parts: str) -> str:
    """Name something for other programs, the same each time.

    Example:
        >>> guid("user", "ana") == guid("user", "ana") != guid("user", "ben")
        True
    """
    return str(uuid.uuid5(OURS, "\x1f".join(parts)))


def code_of(one: Variable) -> Code:
    """Make a variable a heading with a code for each value."""
    values = tuple(
        Code(guid("code", one.id, value.id), f"{one.id}: {value.id}", value.means)
        for value in one.values
    )
    head = "\n".join(filter(None, (one.label, one.asks)))
    return Code(guid("variable", one.id), one.id, head, codable=False, codes=values)


def project_of(study: Study, tables: Reader) -> Project:
    """Bring texts, codebook and codings together."""
    coded = tables.sql(_CODED).to_pylist()
    known = variables(study.design)
    for ident in sorted({row["variable"] for row in coded} - known.keys()):
        known[ident] = variable(study.design, ident, tables)
    codes = [code_of(one) for one in known.values()]
    of_document: dict[str, list[Row]] = {}
    for row in coded:
        of_document.setdefault(row["doc_id"], []).append(row)
    documents = tables.sql(_DOCUMENTS).to_pylist()
    sources = [_source(row, of_document.get(row["doc_id"], [])) for row in documents]
    placed = sum(len(s.codings) for source in sources for s in source.selections)
    about = study.design.study
    left = len(coded) - placed
    told = f"{left} codings have no place in the texts as they are read now, and are left out."
    return Project(
        about.title or about.name,
        tuple(codes),
        tuple(User(guid("user", coder), coder) for coder in sorted({r["coder"] for r in coded})),
        tuple(sources),
        told if left else "",
        moment(max((row["coded_at"] for row in coded), default="")),
    )


def moment(at: str) -> str:
    """Write a time as other programs read it; empty if it is none.

    Example:
        >>> moment("2026-01-01T00:00:00.500000+00:00")
        '2026-01-01T00:00:00.500000Z'
    """
    try:
        told = datetime.fromisoformat(at)
    except ValueError:
        return ""
    told = told if told.tzinfo else told.replace(tzinfo=UTC)
    return told.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _source(document: Row, coded: list[Row]) -> Source:
    title = re.sub(r"[^\w ,.'’()-]+", " ", document["title"] or "").strip()[:LONGEST_NAME]
    return Source(
        guid("source", document["doc_id"]),
        f"{title} [{document['doc_id']}]".strip(),
        document["text"],
        document["url"] or "",
        tuple(_selections(document, coded)),
    )


def _selections(document: Row, coded: list[Row]) -> Iterator[Selection]:
    """Make a selection for each unit and coder."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in coded:
        found.setdefault((row["unit"], row["coder"]), []).append(row)
    for (unit, coder), rows in found.items():
        place = _place(unit, document)
        if place is None:
            continue
        text = document["text"][place[0] : place[1]]
        user = guid("user", coder)
        yield Selection(
            guid("selection", unit, coder),
            " ".join(text[:60].split()),
            *place,
            user,
            moment(max(row["coded_at"] for row in rows)),
            "\n".join(_notes(rows)),
            tuple(
                Coding(
                    guid("coding", unit, coder, row["variable"], row["value"]),
                    guid("code", row["variable"], row["value"]),
                    user,
                    moment(row["coded_at"]),
                )
                for row in rows
            ),
        )


def _place(unit: str, document: Mapping[str, str]) -> tuple[int, int] | None:
    if unit == document["doc_id"]:
        return 0, len(document["text"])
    text_id, _, span = unit.rpartition(":")
    start, _, end = span.partition("-")
    if text_id != document["text_id"] or not (start.isdigit() and end.isdigit()):
        return None
    return int(start), int(end)


def _notes(rows: list[Row]) -> Iterator[str]:
    notes = {row["variable"]: row["memo"] for row in rows if row["memo"]}
    yield from (f"{name}: {' '.join(note.split())}" for name, note in notes.items())
