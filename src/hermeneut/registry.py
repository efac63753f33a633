"""Names of passes, analyses, sources, importers and exporters: ours and plug-ins', by one door.

Everything is an entry point. A plug-in declares, in its own ``pyproject.toml``,

    [project.entry-points."hermeneut.passes"]
    irony = "my_package.irony:Irony"

and ours are declared in the same way. A pass that is to take the seat of another, whose table it
writes, is declared under both names, and sits where ``[pass.themes] by = "mine"`` says so:

    [project.entry-points."hermeneut.passes"]
    "themes.mine" = "my_package.themes:Mine"
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from . import schema
from .errors import UserError, nearest

if TYPE_CHECKING:
    from .candidates import Source
    from .design import Design
    from .passes import Analysis, Pass

KINDS = ("passes", "analyses", "sources", "importers", "exporters")


@lru_cache
def entries(kind: str) -> dict[str, EntryPoint]:
    """List what is registered of a kind, by name, sorted; nothing is loaded."""
    found = entry_points(group=f"hermeneut.{kind}")
    return {entry.name: entry for entry in sorted(found, key=lambda e: e.name)}


def load(kind: str, name: str) -> Any:
    """Load one registered thing.

    Raises:
        UserError: Nothing of that name is registered.
    """
    known = entries(kind)
    if name not in known:
        raise UserError(f"no {kind} named {name!r}", hint=nearest(name, known))
    return known[name].load()


def table(name: str) -> pa.Schema:
    """Return the schema of a table, ours or a plug-in's.

    Raises:
        UserError: Nothing that is registered writes it.
    """
    known = schema.TABLES.get(name) or plugin_tables().get(name)
    if known is None:
        raise UserError(f"nothing that is installed knows the table {name!r}")
    return known


@lru_cache
def plugin_tables() -> dict[str, pa.Schema]:
    """Collect the tables that plug-ins write, by name."""
    found: dict[str, pa.Schema] = {}
    for kind in ("passes", "analyses"):
        for entry in entries(kind).values():
            if not entry.module.startswith("hermeneut."):
                writes = entry.load().writes
                for shape in writes if isinstance(writes, tuple) else (writes,):
                    found[schema.table_of(shape)] = shape
    return {name: shape for name, shape in found.items() if name not in schema.TABLES}


def make(kind: str, name: str, design: Design) -> Any:
    """Build a pass or an analysis with the settings that a design gives it.

    Raises:
        UserError: ``[pass.NAME]`` has a setting that the step doesn't know, or gives its seat to
            one that can't take it.
    """
    settings = design.settings(name)
    cls = _seated(kind, name, by) if (by := settings.pop("by", "")) else load(kind, name)
    design.check_settings(f"pass.{name}", cls, settings)
    build = getattr(cls, "from_design", None)
    return build(design, **settings) if build else cls(**settings)


def _seated(kind: str, name: str, by: str) -> Any:
    """Load what has the seat of a pass, if it says so itself and writes the same table."""
    shape = load(kind, name).writes
    cls = load(kind, f"{name}.{by}")
    if (cls.name, getattr(cls, "by", "")) != (name, by):
        what = f"{cls.__module__}.{cls.__qualname__} isn't made for the seat of {name}"
        raise UserError(what, hint=f'it needs name = "{name}" and by = "{by}"')
    if isinstance(shape, tuple) or not cls.writes.equals(shape):
        raise UserError(f"{cls.__module__}.{cls.__qualname__} doesn't write the table of {name}")
    return cls


def steps() -> list[str]:
    """Name the passes and analyses that ``[pass.NAME]`` can be about."""
    return [name for kind in ("passes", "analyses") for name in entries(kind) if "." not in name]


def passes(design: Design) -> dict[str, Pass]:
    """Build every pass that is registered."""
    return {name: make("passes", name, design) for name in entries("passes") if "." not in name}


def analyses(design: Design) -> dict[str, Analysis]:
    """Build every analysis that is registered."""
    return {name: make("analyses", name, design) for name in entries("analyses")}


def sources(design: Design) -> list[Source]:
    """Build the sources that a design names, in its order.

    Raises:
        UserError: A ``[[source]]`` names no kind, one that isn't registered, or has a setting
            that its kind doesn't know or can't do without.
    """
    return [_source(design, nth, given) for nth, given in enumerate(design.sources)]


def _source(design: Design, nth: int, given: Mapping[str, Any]) -> Source:
    kind = given.get("kind")
    if not isinstance(kind, str):
        known = ", ".join(entries("sources"))
        raise UserError("a [[source]] in study.toml has no kind", hint=f"one of {known}")
    cls = load("sources", kind)
    settings = {k: tuple(v) if isinstance(v, list) else v for k, v in given.items() if k != "kind"}
    design.check_settings("source", cls, settings, nth=nth)
    try:
        made: Source = cls(**settings)
    except (TypeError, ValueError) as error:
        raise UserError(f"study.toml, [[source]] {kind}: {error}") from None
    return made
