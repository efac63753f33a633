"""How a study was made: which steps ran, with what settings, on what, and what failed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..passes import Tables
from .asking import Row, ask
from .collecting import Collected
from .collecting import paragraph as sought
from .figures import count, listed, plain
from .trust import note

if TYPE_CHECKING:
    from ..study import Snapshot, Study


# What the kernel keeps as it comes: no settings define it.
WITHOUT_SETTINGS = {
    "captures": "the index of the archive",
    "texts": "every text, admitted once",
    "candidates": "what sources pointed to",
    "questions": "what was asked of services and sites",
}


@dataclass(frozen=True)
class Made:
    """One run that counts: the step, what defined it and what it wrote.

    Attributes:
        step: The name of the step.
        run: The run's name, a digest of its definition.
        tables: What it wrote.
        shards: In how many shards.
        definition: What ``run.json`` says; empty where it is missing.
    """

    step: str
    run: str
    tables: tuple[str, ...]
    shards: int
    definition: Mapping[str, Any] = field(default_factory=dict)

    @property
    def settings(self) -> list[tuple[str, str]]:
        """Its settings as text, by name; the long ones shortened to their number."""
        return sorted((k, _setting(v)) for k, v in self.definition.get("settings", {}).items())

    @property
    def kept(self) -> str:
        """What it is, if it is kept as it comes and has no settings; else empty."""
        return "" if "version" in self.definition else WITHOUT_SETTINGS.get(self.step, "")

    @property
    def model(self) -> str:
        """The digest of its model, if it stands on one."""
        return str(self.definition.get("model") or "")


def runs(study: Study, snapshot: Snapshot) -> list[Made]:
    """List the runs of a snapshot with what defined them."""
    return [
        Made(step, run.id, run.tables, len(run.shards), _definition(study, run.id, run.tables))
        for step, run in sorted(snapshot.runs.items())
    ]


def failures(tables: Tables) -> list[Row]:
    """Count what could not be worked on: ``pass, slug, n, shown``."""
    return ask(
        tables,
        """
        select pass, slug, count(*) as n,
          list({key: key, detail: detail} order by key, detail)[:200] as shown
        from failures group by pass, slug order by n desc, pass, slug
    """,
    )


def paragraph(
    made: list[Made], docs: list[Row], failed: list[Row], *, collected: Collected | None = None
) -> list[str]:
    """Write the methods section that the runs warrant, as sentences."""
    return [
        *(sought(collected) if collected else []),
        *_collected(docs),
        *_worked(made),
        *filter(None, (note(m.step) for m in made)),
        *_failed(failed),
    ]


def dates(docs: list[Row]) -> tuple[str, str] | None:
    """Say from what day to what day pages were captured."""
    days = sorted(doc["captured"][:10] for doc in docs if doc.get("captured"))
    return (days[0], days[-1]) if days else None


def _collected(docs: list[Row]) -> list[str]:
    span = dates(docs)
    files = {doc["capture_id"] for doc in docs if doc["warc"]}
    said = [f"{count(len(docs))} documents came in."]
    if span:
        when = f"on {span[0]}" if span[0] == span[1] else f"between {span[0]} and {span[1]}"
        said.append(
            f"{count(len(files))} {'capture' if len(files) == 1 else 'captures'} made {when} "
            "are kept byte for byte as WARC."
        )
    return said


def _worked(made: list[Made]) -> list[str]:
    named = [
        f"{m.step} (version {m.definition['version']}{_with_model(m)})"
        for m in made
        if "version" in m.definition
    ]
    said = []
    if named:
        said.append(f"The tables were made by {listed(named)}.")
    if lost := [m.step for m in made if "version" not in m.definition and not m.kept]:
        said.append(f"What defined these runs was not written down: {listed(lost)}.")
    if made:
        said.append(
            "Each run is named by a digest of its definition, so the same texts and settings "
            "give the same run."
        )
    return said


def _with_model(made: Made) -> str:
    return f", model {made.model[:12]}" if made.model else ""


def _failed(failed: list[Row]) -> list[str]:
    if not failed:
        return ["No row failed."]
    parts = [f"{count(row['n'])} in {row['pass']} ({plain(row['slug'])})" for row in failed]
    return [f"Rows that could not be worked on: {listed(parts)}."]


def _definition(study: Study, run: str, tables: tuple[str, ...]) -> Mapping[str, Any]:
    for table in tables:
        path = study.tables / table / f"run={run}" / "run.json"
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(found, dict):
            return found
    return {}


def _setting(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    if len(text) > 160 and isinstance(value, list | dict):
        return f"{len(value)} entries, as in study.toml"
    return text
