"""Taking in what was coded in another program for qualitative analysis, as a REFI-QDA project.

The texts must be in the study already: a source is known by its identity, by the ``[doc_id]`` that
ends its name, or by its text. Where its text isn't the one the study has now, the coded words are
looked for in it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ..errors import UserError
from ..export.qualitative import NAME, guid
from ..export.refi import Code, Project, Selection, Source, read_codebook, read_project
from ..passes import Row
from ..study import Study
from ..validate.alignment import GAP, place
from ..views.codebook import Variable, variables
from .drawing import around
from .spreadsheets import Mistake
from .taking_in import Taken

_DOCUMENTS = (
    "select doc_id, text_id, text from documents join texts using (text_id) order by doc_id"
)
_KNOWN = "select unit, coder, variable, value, coded_at from codings_all"
_SENT = "select unit, to_unit from moves where to_unit is not null"


def take_in_project(
    study: Study,
    path: Path,
    *,
    partial: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Taken:
    """Take in the codings of a ``.qdpx``; all of them, or none if anything is wrong.

    A code named ``VARIABLE: VALUE`` is that decision; one named as a theme, by id or label, says
    that the passage holds it. Codings that the study has already add nothing.

    Args:
        study: The study.
        path: The file.
        partial: Whether to take in what is right and leave what is wrong.
        now: The clock, where a coding names no time.

    Raises:
        UserError: The file isn't there, or is no project.
    """
    payload = _bytes(path)
    project = read_project(payload)
    taken = Taken(files=1)
    with study.reader() as tables:
        documents = tables.sql(_DOCUMENTS).to_pylist()
        sent = {row["unit"]: row["to_unit"] for row in tables.sql(_SENT).to_pylist()}
        rows = tables.sql(_KNOWN).to_pylist()
    names = ("coder", "variable", "value", "coded_at")
    known = {(sent.get(row["unit"], row["unit"]), *(row[n] for n in names)) for row in rows}
    at = now().astimezone(UTC).isoformat(timespec="microseconds")
    reading = _Reading(path.name, project, variables(study.design), documents, at, taken.mistakes)
    found = list(reading.decisions())
    taken.kept = partial or not taken.mistakes
    if not taken.kept:
        return taken
    fresh = [row for row in found if (row["unit"], *(row[n] for n in names)) not in known]
    codebook = study.design.codebook_digest()
    taken.decisions, taken.already = _decisions(fresh), _decisions(found) - _decisions(fresh)
    memos = _fresh_memos(study, reading.memos)
    taken.memos = len(memos)
    if fresh or memos:
        codings = [{**row, "codebook": codebook} for row in fresh]
        imports = _imports(path.name, hashlib.sha256(payload).hexdigest(), fresh, at)
        study.judgements.append_to({"codings": codings, "memos": memos, "imports": imports})
    return taken


def _imports(file: str, digest: str, fresh: list[Row], at: str) -> list[Row]:
    return [
        {
            "digest": digest,
            "file": file,
            "coder": coder,
            "codings": _decisions([row for row in fresh if row["coder"] == coder]),
            "imported_at": at,
        }
        for coder in sorted({row["coder"] for row in fresh})
    ]


def codebook_toml(path: Path, known: Mapping[str, Variable]) -> str:
    """Write a codebook of another program as sections of a ``study.toml``, to be pasted there.

    A heading whose codes are named ``HEADING: VALUE`` is a ``[[variable]]``, unless it is known;
    any other code is a theme, ``[[code]]``.

    Raises:
        UserError: The file isn't there, or is no codebook.
    """
    parts = [text for code in read_codebook(_bytes(path)) for text in _sections(code, known)]
    return "\n".join(parts) or "# nothing that this study's codebook hasn't\n"


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} can't be read: {error.strerror}", hint="is it there?") from None


def _decisions(rows: list[Row]) -> int:
    return len({(row["unit"], row["coder"], row["variable"]) for row in rows})


def _fresh_memos(study: Study, memos: list[Row]) -> list[Row]:
    rows = study.sql("select unit, coder, variable, memo from memos").to_pylist()
    names = ("unit", "coder", "variable", "memo")
    known = {tuple(row[name] for name in names) for row in rows}
    return [row for row in memos if tuple(row[name] for name in names) not in known]


def _sections(code: Code, known: Mapping[str, Variable]) -> Iterator[str]:
    valued = [one for one in code.codes if one.name.startswith(f"{code.name}: ")]
    if valued and len(valued) == len(code.codes):
        if code.name not in known:
            values = [_value(one, code.name) for one in valued]
            yield _section("variable", code, f"values = {json.dumps(values, ensure_ascii=False)}\n")
        return
    if code.codable and _slug(code.name) not in known:
        yield _section("code", code, f"label = {json.dumps(code.name, ensure_ascii=False)}\n")
    for one in code.codes:
        yield from _sections(one, known)


def _value(code: Code, heading: str) -> str:
    value = code.name.removeprefix(f"{heading}: ")
    return f"{value}: {code.description}" if code.description else value


def _section(name: str, code: Code, more: str) -> str:
    definition = json.dumps(code.description or code.name, ensure_ascii=False)
    return f'[[{name}]]\nid = "{_slug(code.name)}"\n{more}definition = {definition}\n'


def _slug(name: str) -> str:
    return re.sub(r"[^\w–-]+", "-", name.strip()).strip("-").lower() or "code"


@dataclass
class _Reading:
    """A project on its way in."""

    file: str
    project: Project
    variables: Mapping[str, Variable]
    documents: list[Row]
    now: str
    mistakes: list[Mistake]
    memos: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._users = {user.guid: user.name for user in self.project.users}
        self._means = dict(self._meanings(self.project.codes))
        self._by_guid = {guid("source", row["doc_id"]): row for row in self.documents}
        self._by_id = {row["doc_id"]: row for row in self.documents}
        self._by_text = {_even(row["text"]): row for row in reversed(self.documents)}

    def decisions(self) -> Iterator[Row]:
        """Yield rows of ``codings``; the values of a set share the time of its last."""
        found: dict[tuple[str, str, str], list[Row]] = {}
        for source in self.project.sources:
            document = self._document(source)
            for selection in source.selections if document else ():
                for row in self._of(selection, source, document or {}):
                    key = (row["unit"], row["coder"], row["variable"])
                    found.setdefault(key, []).append(row)
        for rows in found.values():
            last = max(row["coded_at"] for row in rows)
            values = dict.fromkeys(row["value"] for row in rows)
            yield from ({**rows[0], "value": value, "coded_at": last} for value in values)

    def _meanings(self, codes: tuple[Code, ...]) -> Iterator[tuple[str, tuple[str, str]]]:
        themes = _themes(self.variables)
        for code in codes:
            name, _, value = code.name.partition(": ")
            known = self.variables.get(name)
            if known and value in {v.id for v in known.values}:
                yield code.guid, (known.id, value)
            elif code.name.casefold() in themes and code.codable:
                yield code.guid, (themes[code.name.casefold()], "yes")
            yield from self._meanings(code.codes)

    def _document(self, source: Source) -> Row | None:
        named = NAME.search(source.name.removesuffix(".txt"))
        found = (
            self._by_guid.get(source.guid)
            or self._by_id.get(named[1] if named else "")
            or self._by_text.get(_even(source.text))
        )
        if found is None and source.selections:
            what = f"the study has no document like {source.name[:80]!r}"
            self._wrong(what, "hermeneut add its text, then hermeneut run")
        return found

    def _of(self, selection: Selection, source: Source, document: Row) -> Iterator[Row]:
        unit = ""
        for coding in selection.codings:
            meaning = self._means.get(coding.code)
            coder = self._users.get(coding.user or selection.user, "")
            if meaning is None:
                name = self._name_of(coding.code)
                what = f"code {name!r} is none of the codebook's"
                self._wrong(what, "hermeneut code codebook FILE prints it for study.toml")
                continue
            if not coder:
                self._wrong("a coding names no user", "give every coder a name there")
                continue
            quote, context = _words(selection, source)
            unit = unit or self._unit(selection, source, document, meaning[0])
            if not unit:
                what = f"its words can't be placed in {source.name[:60]!r}: {quote[:60]!r}"
                self._wrong(what, "the text was changed there")
                return
            if selection.memo:
                self._note(selection.memo, unit, document["doc_id"], coder, meaning[0])
            yield {
                "unit": unit, "doc_id": document["doc_id"], "coder": coder, "kind": "person",
                "variable": meaning[0], "value": meaning[1], "quote": quote, "context": context,
                "coded_at": _time(coding.at or selection.at) or self.now,
            }  # fmt: skip

    def _unit(self, selection: Selection, source: Source, document: Row, variable: str) -> str:
        """Name what was coded: a document as a whole, or a span of the text that it has now."""
        text = source.text
        whole = not text[: selection.start].strip() and not text[selection.end :].strip()
        if whole and self.variables[variable].of == "documents":
            return str(document["doc_id"])
        if _even(text) == _even(document["text"]):
            start, end = _in_even(text, selection.start), _in_even(text, selection.end)
        else:
            quote, context = _words(selection, source)
            span = place(quote, context, document["text"]).span
            if span is None:
                return ""
            start, end = span
        inside = 0 <= start < end <= len(document["text"])
        return f"{document['text_id']}:{start}-{end}" if inside else ""

    def _note(self, text: str, unit: str, doc_id: str, coder: str, variable: str) -> None:
        """Keep a note; a line of it that begins with another variable belongs to that one."""
        lines = [line for line in text.splitlines() if line.strip()]
        ours = [line.partition(": ")[2] for line in lines if line.startswith(f"{variable}: ")]
        free = [line for line in lines if line.partition(": ")[0] not in self.variables]
        told = " ".join(ours or free)
        row = {"unit": unit, "doc_id": doc_id, "coder": coder, "variable": variable}
        if told and not any(row.items() <= old.items() for old in self.memos):
            self.memos.append({**row, "memo": told, "noted_at": self.now})

    def _name_of(self, wanted: str) -> str:
        def walk(codes: tuple[Code, ...]) -> Iterator[Code]:
            for code in codes:
                yield code
                yield from walk(code.codes)

        return next((c.name for c in walk(self.project.codes) if c.guid == wanted), wanted)

    def _wrong(self, what: str, do: str) -> None:
        told = Mistake(self.file, 0, "", what, do)
        if told not in self.mistakes:
            self.mistakes.append(told)


def _themes(known: Mapping[str, Variable]) -> dict[str, str]:
    """Say which variable each name of a theme, its id or its label, stands for."""
    themes = (one for one in known.values() if one.kind == "theme")
    return {name.casefold(): one.id for one in themes for name in (one.label, one.id)}


def _words(selection: Selection, source: Source) -> tuple[str, str]:
    before, after = around(source.text, selection.start, selection.end)
    return source.text[selection.start : selection.end], f"{before}{GAP}{after}"


def _even(text: str) -> str:
    """Write line ends as the study has them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _in_even(text: str, at: int) -> int:
    return at - text.count("\r\n", 0, at)


def _time(at: str) -> str:
    try:
        told = datetime.fromisoformat(at)
    except ValueError:
        return ""
    told = told if told.tzinfo else told.replace(tzinfo=UTC)
    return told.astimezone(UTC).isoformat(timespec="microseconds")
