r"""The research design, `study.toml`, typed.

A mistake in the file is a `UserError` that names line, key and the nearest right word. Nothing
in it runs, and no path in it leaves the study's folder.

    >>> design = parse('[study]\nname = "up"\n[work]\ntitle = "Up"\nyear = 2009')
    >>> design.work.title, design.targets
    ('Up', ())
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import tomllib
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import UserError, nearest
from .sections import (
    FORMS,
    PRONOUNS,
    VENUES,
    Cited,
    Code,
    Comparison,
    Crosstab,
    Event,
    Mistake,
    Outlet,
    Period,
    Proposition,
    Referent,
    Seat,
    StudyInfo,
    Subject,
    Target,
    Variable,
    Work,
)

__all__ = [
    "FORMS",
    "LATEST",
    "PRONOUNS",
    "VENUES",
    "Cited",
    "Code",
    "Comparison",
    "Crosstab",
    "Design",
    "Event",
    "Outlet",
    "Period",
    "Proposition",
    "Referent",
    "Seat",
    "StudyInfo",
    "Subject",
    "Target",
    "Variable",
    "Work",
    "parse",
    "read",
]  # fmt: skip


@dataclass(frozen=True)
class Design:
    """A whole ``study.toml``."""

    study: StudyInfo
    work: Work
    outlets: tuple[Outlet, ...] = ()
    subjects: tuple[Subject, ...] = ()
    targets: tuple[Target, ...] = ()
    referents: tuple[Referent, ...] = ()
    propositions: tuple[Proposition, ...] = ()
    codes: tuple[Code, ...] = ()
    variables: tuple[Variable, ...] = ()
    cited: tuple[Cited, ...] = ()
    events: tuple[Event, ...] = ()
    periods: tuple[Period, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    crosstabs: tuple[Crosstab, ...] = ()
    seats: tuple[Seat, ...] = ()
    steps: Mapping[str, Mapping[str, Any]] = dataclasses.field(default_factory=dict)
    sources: tuple[Mapping[str, Any], ...] = ()  # each [[source]], with its kind
    manners: Mapping[str, Any] = dataclasses.field(default_factory=dict)  # [collect]
    source: str = dataclasses.field(default="", repr=False, compare=False)
    folder: Path = dataclasses.field(default=Path(), repr=False, compare=False)

    def settings(self, name: str) -> dict[str, Any]:
        """Return what ``[pass.NAME]`` sets, with lists as tuples."""
        return {key: _frozen(value) for key, value in self.steps.get(name, {}).items()}

    def check_steps(self, known: Iterable[str]) -> None:
        """Refuse a ``[pass.NAME]`` whose name no step has.

        Raises:
            UserError: With the line and the nearest name.
        """
        names = list(known)
        for name in self.steps:
            if name not in names:
                line = _line(self.source, f"pass.{name}", None)
                hint = nearest(name, names, named="there are")
                raise UserError(f"study.toml, line {line}: no pass or analysis {name!r}", hint=hint)

    def check_settings(
        self, section: str, step: type, settings: Mapping[str, Any], *, nth: int = 0
    ) -> None:
        """Refuse a setting that a step or a source doesn't have.

        Args:
            section: Where the settings stand, such as ``pass.themes`` or ``source``.
            step: The dataclass that they are for.
            settings: By name.
            nth: Which of the sections of that name, from 0.

        Raises:
            UserError: With the line and the nearest setting, or with what it must be.
        """
        known = {f.name: f.default for f in dataclasses.fields(step)}
        for key, value in settings.items():
            if key not in known:
                raise _unknown(self.source, section, key, list(known), nth)
            if not _alike(value, known[key]):
                line = _line(self.source, section, key, nth)
                said = f"must be like {known[key]!r}, not {repr(value)[:60]}"
                raise UserError(f"study.toml, line {line}: {key} {said}")

    def mistake(
        self, section: str, key: str, said: str, *, nth: int = 0, hint: str = ""
    ) -> UserError:
        """Make the error for a value that only its user can tell to be wrong, with its line."""
        line = _line(self.source, section, key, nth)
        return UserError(f"study.toml, line {line}: {said}", hint=hint)

    def codebook_digest(self) -> str:
        """Digest the whole codebook, so that a coding says which codebook it used."""
        entries: tuple[Code | Proposition | Variable, ...] = (
            *self.codes, *self.propositions, *self.variables,
        )  # fmt: skip
        what = [dataclasses.asdict(entry) for entry in entries]
        return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:12]


_ARRAYS: dict[str, tuple[str, type]] = {
    "outlet": ("outlets", Outlet), "subject": ("subjects", Subject), "target": ("targets", Target),
    "referent": ("referents", Referent), "proposition": ("propositions", Proposition),
    "code": ("codes", Code), "variable": ("variables", Variable), "cited": ("cited", Cited),
    "event": ("events", Event), "period": ("periods", Period),
    "comparison": ("comparisons", Comparison), "crosstab": ("crosstabs", Crosstab),
    "seat": ("seats", Seat),
}  # fmt: skip
_SECTIONS = ("study", "work", *_ARRAYS, "source", "collect", "pass")


def read(folder: Path) -> Design:
    """Read the design of a study.

    Args:
        folder: The study's folder.

    Raises:
        UserError: There is none, or it has a mistake.
    """
    path = folder / "study.toml"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UserError(f"no study.toml in {folder}", hint=f"hermeneut new {folder}") from None
    except UnicodeDecodeError as error:
        raise UserError(f"{path} isn't UTF-8: {error.reason}", hint="save it as UTF-8") from None
    return dataclasses.replace(parse(text), folder=folder)


def parse(text: str) -> Design:
    """Read a design from text.

    Raises:
        UserError: A mistake, with its line, its key and the nearest right word.
    """
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise UserError(f"study.toml isn't TOML: {error}") from None
    for key in raw:
        if key not in _SECTIONS:
            raise _unknown(text, "", key, _SECTIONS)
    for needed in ("study", "work"):
        if needed not in raw:
            raise UserError(f"study.toml has no [{needed}]", hint=f"add [{needed}] with its keys")
    arrays: dict[str, Any] = {
        field: tuple(_bind(cls, row, text, name, i) for i, row in enumerate(_rows(raw, name, text)))
        for name, (field, cls) in _ARRAYS.items()
    }
    design = Design(
        study=_bind(StudyInfo, _section(raw, "study"), text, "study"),
        work=_bind(Work, _section(raw, "work"), text, "work"),
        steps=_steps(raw),
        sources=tuple(_rows(raw, "source", text)),
        manners=_section(raw, "collect"),
        source=text,
        **arrays,
    )
    _check_ids(design, text)
    return design


def _section(raw: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = raw.get(name, {})
    if not isinstance(value, dict):
        raise UserError(f"study.toml: {name} must be a section", hint=f"write [{name}]")
    return value


def _steps(raw: Mapping[str, Any]) -> dict[str, Any]:
    steps = _section(raw, "pass")
    for name in steps:
        if not isinstance(steps[name], dict):
            hint = "write [pass.NAME], and below it what you set"
            raise UserError(f"study.toml: pass.{name} must be a section", hint=hint)
    return steps


def _rows(raw: Mapping[str, Any], name: str, text: str) -> list[dict[str, Any]]:
    value = raw.get(name, [])
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise UserError(
            f"study.toml, line {_line(text, '', name)}: {name} must be a list of sections",
            hint=f"write [[{name}]] with two brackets, once for each",
        )
    return value


def _bind(cls: type, values: Mapping[str, Any], text: str, section: str, nth: int = 0) -> Any:
    """Make a dataclass of a TOML section, checking names and types."""
    hints = typing.get_type_hints(cls)
    known = {f.name.rstrip("_"): f for f in dataclasses.fields(cls)}
    bound: dict[str, Any] = {}
    for key, value in values.items():
        if key not in known:
            raise _unknown(text, section, key, known, nth)
        attribute = known[key].name
        bound[attribute] = _typed(value, hints[attribute], text, section, key, nth)
    for key, field in known.items():
        blank = not str(bound.get(field.name, "")).strip()
        if field.default is dataclasses.MISSING and blank:
            line = _line(text, section, key, nth)
            raise UserError(f"study.toml, line {line}: [{section}] needs {key}")
    try:
        return cls(**bound)
    except Mistake as mistake:
        line = _line(text, section, mistake.key, nth)
        what = f"study.toml, line {line}: {mistake.key} {mistake.said}"
        raise UserError(what, hint=mistake.hint) from None


LATEST = 9999  # the last year that an ISO date can name; all whole numbers here are years
_NAMES = {str: "text in quotes", int: "a year", bool: "true or false"}


def _typed(value: Any, hint: Any, text: str, section: str, key: str, nth: int) -> Any:
    wanted, given = hint, value
    if typing.get_origin(hint) is tuple:
        wanted, given = "a list of texts in quotes", _frozen(value)
        fits = isinstance(value, list) and all(isinstance(v, str) for v in value)
    elif isinstance(hint, types.GenericAlias):
        fits = True
    else:
        wanted = _NAMES[hint]
        fits = type(value) is hint and (hint is not int or abs(value) <= LATEST)
    if not fits:
        line = _line(text, section, key, nth)
        said = repr(value)[:60]
        raise UserError(f"study.toml, line {line}: {key} must be {wanted}, not {said}")
    return given


def _alike(value: Any, default: Any) -> bool:
    """Say whether a setting is of the kind of its default, where that is a plain one."""
    if type(default) not in (str, int, float, bool):
        return True
    return type(value) is type(default) or (type(default) is float and type(value) is int)


def _check_ids(design: Design, text: str) -> None:
    for name, (field, _) in _ARRAYS.items():
        seen: set[str] = set()
        for nth, row in enumerate(getattr(design, field)):
            ident = getattr(row, "id", None)
            if ident is None:
                continue
            line = _line(text, name, "id", nth)
            if not re.fullmatch(r"[\w–-]+", ident):
                raise UserError(
                    f"study.toml, line {line}: id {ident!r} may hold letters, digits, - and _ alone"
                )
            if ident in seen:
                raise UserError(f"study.toml, line {line}: two [[{name}]] have the id {ident!r}")
            seen.add(ident)


def _unknown(text: str, section: str, key: str, known: Any, nth: int = 0) -> UserError:
    line = _line(text, section, key, nth)
    where = f" in [{section}]" if section else ""
    hint = nearest(key, known, named="known")
    return UserError(f"study.toml, line {line}: {key} is not known{where}", hint=hint)


def _line(text: str, section: str, key: str | None, nth: int = 0) -> int:
    """Find the line of a key in the nth section of a name; the section's own if it isn't there."""
    here, seen, inside = 1, -1, not section
    for number, line in enumerate(text.splitlines(), 1):
        head = re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line)
        if head:
            name = head[1].replace('"', "")
            if not section and name.split(".")[0] == key:
                return number
            seen += name == section
            inside = name == section and seen == nth
            here = number if inside else here
        elif inside and key and re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", line):
            return number
    return here


def _frozen(value: Any) -> Any:
    return tuple(_frozen(v) for v in value) if isinstance(value, list) else value
