"""From the design to runs: which passes and analyses, in what order, and what is stale.

Every step's run is named by its definition, so what has to be done is what isn't there: a
changed setting gives a new name to that step and to what stands on it, a new document gives new
shards. When all that was asked for stands, ``current.json`` is replaced, and readers see it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from . import archive, registry, schema
from .admission import (
    ADMITTED_RUNS,
    ANSWERS_RUN,
    CAPTURES_RUN,
    FRONTIER_RUNS,
    admit,
    index_archive,
    index_frontier,
    lay_answers,
)
from .again import Again
from .design import Design
from .digests import data_digest, digests
from .disk import remove, shard_path, sweep, write_shard, write_whole
from .engine import Pool, ShardTask, work
from .errors import UserError, nearest
from .passes import Analysis, Pass, Row, definition, difference, drives, run_id
from .study import Run, Snapshot, Study

VIEWS = {
    "corpus": ("documents", "subjects", "duplicates"),
    # labels are laid over
    **{
        table: (table, "labels")
        for table in ("themes", "positions", "referents", "sentiments", "roles")
    },
    **dict.fromkeys(("codings", "settled", "samples"), ()),
}
SOURCES = {"captures": CAPTURES_RUN, "answers": ANSWERS_RUN, **ADMITTED_RUNS, **FRONTIER_RUNS}
SHARED = ("evidence", "failures")  # tables that many steps write
READER = "readings"  # the pass whose texts are admitted
WHOLE = "all"  # the one shard of an analysis


@dataclass(frozen=True)
class Step:
    """A pass or an analysis in its place: what it is, what it stands on, and its name.

    An analysis's run is named by a digest of what it reads too: see `data_digest`.
    """

    name: str
    does: Pass | Analysis
    inputs: Mapping[str, str]
    definition: Row = field(repr=False)

    @property
    def is_analysis(self) -> bool:
        """Whether it needs the whole corpus."""
        return _is_analysis(self.does)

    @property
    def run(self) -> str:
        """The name of its run."""
        return run_id(self.definition)

    @property
    def tables(self) -> tuple[str, ...]:
        """What it writes, evidence and failures included."""
        writes = self.does.writes
        if isinstance(writes, tuple):
            return (*(schema.table_of(s) for s in writes), "evidence")
        return (schema.table_of(writes), "failures")


@dataclass(frozen=True)
class State:
    """How a step stands.

    Attributes:
        state: ``up to date``, ``stale`` or ``never run``.
        why: The reason, in words.
        failed: Rows of its current run that could not be worked on.
    """

    name: str
    kind: str
    state: str
    why: str = ""
    run: str = ""
    shards: int = 0
    missing: int = 0
    failed: int = 0


Told = Callable[[str, str, int, int], None]
"""Progress: called with a step's name, a word, how much is done, how much there is."""


def _silent(*_: Any) -> None:
    return None


def _is_analysis(does: Pass | Analysis) -> bool:
    return isinstance(does.writes, tuple)


def registered(design: Design) -> list[Step]:
    """Put every registered step in order.

    Raises:
        UserError: The design sets something of a step that isn't registered.
    """
    design.check_steps(registry.steps())
    return in_order([*registry.passes(design).values(), *registry.analyses(design).values()])


def in_order(made: Iterable[Pass | Analysis]) -> list[Step]:
    """Put steps in an order in which each finds its input, and name their runs.

    Raises:
        UserError: Two steps write one table, or one reads what none writes.
    """
    waiting = list(made)
    runs: dict[str, str] = dict(SOURCES)
    if any(step.name == READER for step in waiting):
        del runs["texts"]  # there are none until pages have been read
    ordered: list[Step] = []
    while waiting:
        ready = [s for s in waiting if all(t in runs for t in tables_read(s))]
        if not ready:
            raise _no_writer(waiting, runs)
        # passes first: then workers, and what they hold, can go before the corpus is held here
        ready = [s for s in ready if not _is_analysis(s)] or ready
        # then what decides the corpus, since the corpus names the runs of all other analyses
        ready = [s for s in ready if "documents" in s.reads] or ready
        for does in ready:
            inputs = {table: runs[table] for table in tables_read(does)}
            ordered.append(Step(does.name, does, inputs, definition(does, inputs)))
            for table in ordered[-1].tables:
                if table in runs and table not in SHARED:
                    raise UserError(f"two steps write {table}; one of them is {does.name}")
                runs[table] = ordered[-1].run
            if does.name == READER:
                runs["texts"] = SOURCES["texts"]
        waiting = [s for s in waiting if s not in ready]
    return ordered


def tables_read(does: Pass | Analysis) -> list[str]:
    """Name the tables a step reads; views are taken apart."""
    views = VIEWS if _is_analysis(does) else {}
    return list(dict.fromkeys(t for name in does.reads for t in views.get(name, (name,))))


def _no_writer(waiting: Iterable[Pass | Analysis], runs: Mapping[str, str]) -> UserError:
    lacks = {s.name: [t for t in tables_read(s) if t not in runs] for s in waiting}
    text = "; ".join(f"{name} reads {', '.join(tables)}" for name, tables in lacks.items())
    return UserError(f"no step writes what others read: {text}")


def wanted(steps: list[Step], names: Iterable[str]) -> list[Step]:
    """Choose the named steps and all that they stand on; every step if none is named.

    Raises:
        UserError: A name that no step has.
    """
    names = list(names)
    if not names:
        return steps
    writer = {table: s for s in steps for table in s.tables if table not in SHARED}
    chosen: dict[str, Step] = {}
    queue = [_named(steps, name) for name in names]
    while queue:
        step = queue.pop()
        chosen[step.name] = step
        queue += [writer[t] for t in step.inputs if t in writer and writer[t].name not in chosen]
        if "texts" in step.inputs and READER not in chosen:
            queue.append(_named(steps, READER))
    return [s for s in steps if s.name in chosen]


def _named(steps: list[Step], name: str) -> Step:
    found = {s.name: s for s in steps}
    if name not in found:
        raise UserError(f"no pass or analysis named {name!r}", hint=nearest(name, found))
    return found[name]


@dataclass
class Plan:
    """The steps of a study, and what it takes to bring them up to date.

    Args:
        study: The study.
        steps: In order; by default all that are registered.
    """

    study: Study
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take all registered steps unless some were given."""
        self.steps = self.steps or registered(self.study.design)
        self._again = Again(self.study.tables)

    def run(
        self, names: Iterable[str] = (), *, pool: Pool, told: Told = _silent, again: bool = False
    ) -> list[State]:
        """Bring steps up to date, and show the result to readers when all of it stands.

        Args:
            names: Which steps, with what they stand on; all by default.
            pool: Who works.
            told: Hears of progress.
            again: Whether to try shards again in which rows had failed.

        Returns:
            How the chosen steps stand now.
        """
        chosen = wanted(self.steps, names)
        with self.study.writing("tables", told=lambda text: told(text, "waiting", 0, 0)):
            sweep(self.study.tables)
            snapshot = self._evidence(self.study.current())
            if again:
                self._note_failures(chosen, snapshot)
            for step in chosen:
                if step.is_analysis:
                    pool.close()
                    snapshot = self._analyse(step, snapshot, told)
                else:
                    snapshot = self._annotate(step, snapshot, pool, told)
                if step.name == READER:
                    snapshot = self._admitted(chosen, snapshot)
            self.study.publish(snapshot)
        return self._states(chosen, snapshot)

    def status(self) -> list[State]:
        """Say of each step whether it is up to date, and why not."""
        return self._states(self.steps, self.study.current())

    def stale_captures(self) -> int:
        """Count the archive's files that no run has read yet."""
        known = set(self._shards("captures", CAPTURES_RUN))
        return len([p for p in archive.files(self.study.archive) if archive.name(p) not in known])

    def clean(self) -> list[Path]:
        """Drop the runs that no plan names; evidence, texts and judgements stay.

        Returns:
            The folders dropped.
        """
        with self.study.writing("tables"):
            sweep(self.study.tables)
            current = self.study.current()
            spared = {run.id for run in current.runs.values()} | set(SOURCES.values())
            spared |= set(self._runs(self.steps, current))
            dropped = [f for f in self.study.run_folders() if f.name[len("run=") :] not in spared]
            for folder in dropped:
                remove(folder)
        return dropped

    def _evidence(self, snapshot: Snapshot) -> Snapshot:
        """Index what came in, was found and asked."""
        captures = Run(CAPTURES_RUN, ("captures",), index_archive(self.study))
        seen = [s for t in FRONTIER_RUNS if t in snapshot.runs for s in snapshot.runs[t].shards]
        snapshot = snapshot.with_run("captures", captures)
        for table, shard in index_frontier(self.study, seen).items():
            snapshot = snapshot.with_run(table, Run(FRONTIER_RUNS[table], (table,), (shard,)))
        return snapshot

    def _annotate(self, step: Step, snapshot: Snapshot, pool: Pool, told: Told) -> Snapshot:
        does = step.does
        assert isinstance(does, Pass)
        shards = self._input_shards(step)
        task = ShardTask(
            step=does, tables=self.study.tables, run=step.run, inputs=dict(step.inputs),
            payload=archive.payload, archive=self.study.archive, over=self._again.of(step.run),
        )  # fmt: skip
        self._describe(step, step.run, step.definition)
        missing = [s for s in shards if not self._stands(step, s)]
        told(step.name, "running", len(shards) - len(missing), len(shards))
        for n, done in enumerate(work(task, missing, pool), len(shards) - len(missing) + 1):
            told(step.name, f"{done.failed} failed" if done.failed else "running", n, len(shards))
        self._again.done(step.run)
        told(step.name, "done", len(shards), len(shards))
        return snapshot.with_run(step.name, Run(step.run, step.tables, shards))

    def _analyse(self, step: Step, snapshot: Snapshot, told: Told) -> Snapshot:
        does = step.does
        with self.study.reader(snapshot) as reader:
            what = {**step.definition, "data": data_digest(does, digests(reader))}
            run = run_id(what)
            if not self._stands(step, WHOLE, run):
                told(step.name, "running", 0, 1)
                self._describe(step, run, what)
                result = does(reader)
                written = {**result.tables, "evidence": result.evidence}
                for table in reversed(step.tables):
                    path = shard_path(self.study.tables, table, run, WHOLE)
                    write_shard(path, written[table])
                self._again.done(run)
        told(step.name, "done", 1, 1)
        return snapshot.with_run(step.name, Run(run, step.tables, (WHOLE,)))

    def _admitted(self, chosen: list[Step], snapshot: Snapshot) -> Snapshot:
        """Admit the texts that were read, once for all steps that stand on them."""
        inputs = {table for step in chosen for table in step.inputs}
        if "texts" in inputs:
            admitted = admit(self.study, _named(self.steps, READER).run)
            if "answers" in inputs:
                lay_answers(self.study, admitted["texts"])
            for table, shards in admitted.items():
                snapshot = snapshot.with_run(table, Run(SOURCES[table], (table,), shards))
        return snapshot

    def _input_shards(self, step: Step) -> tuple[str, ...]:
        assert isinstance(step.does, Pass)
        table = drives(step.does)
        return self._shards(table, step.inputs[table])

    def _shards(self, table: str, run: str) -> tuple[str, ...]:
        folder = shard_path(self.study.tables, table, run, "x").parent
        return tuple(sorted(path.stem for path in folder.glob("[!.]*.parquet")))

    def _stands(self, step: Step, shard: str, run: str = "") -> bool:
        run = run or step.run
        path = shard_path(self.study.tables, step.tables[0], run, shard)
        return shard not in self._again.of(run) and path.exists()

    def _describe(self, step: Step, run: str, what: Row) -> None:
        """Leave beside a run what made it; for people, and for `status` to compare."""
        path = shard_path(self.study.tables, step.tables[0], run, "x").with_name("run.json")
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, json.dumps(what, indent=1, ensure_ascii=False, default=str).encode())

    def _note_failures(self, chosen: list[Step], snapshot: Snapshot) -> None:
        """Note the shards in which rows had failed, and those that other steps made of them."""
        for step in self.steps:
            made = snapshot.runs.get(step.name)
            stale = {s for run in step.inputs.values() for s in self._again.of(run)}
            if step.is_analysis:
                self._again.add(made.id if made else "", [WHOLE] if made and stale else [])
            else:
                own = self._failures(step.run) if step in chosen else []
                self._again.add(step.run, stale.union(path.stem for path in own))

    def _failures(self, run: str) -> list[Path]:
        return sorted(self.study.tables.glob(f"failures/run={run}/[!.]*.parquet"))

    def _runs(self, steps: list[Step], snapshot: Snapshot) -> list[str]:
        """Name the run that each step would make now."""
        with self.study.reader(snapshot) as reader:
            found = digests(reader)
        return [
            run_id({**step.definition, "data": data_digest(step.does, found)})
            if step.is_analysis
            else step.run
            for step in steps
        ]

    def _states(self, steps: list[Step], snapshot: Snapshot) -> list[State]:
        runs = self._runs(steps, snapshot)
        return [self._state(step, run, snapshot) for step, run in zip(steps, runs, strict=True)]

    def _state(self, step: Step, run: str, snapshot: Snapshot) -> State:
        current = snapshot.runs.get(step.name)
        kind = "analysis" if step.is_analysis else "pass"
        if current is None:
            return State(step.name, kind, "never run", "hermeneut run")
        failed = sum(pq.ParquetFile(p).metadata.num_rows for p in self._failures(current.id))
        shards = (WHOLE,) if step.is_analysis else self._input_shards(step)
        missing = [s for s in shards if s not in current.shards or s in self._again.of(current.id)]
        why = ""
        if run != current.id:
            why = self._what_changed(step, current.id)
        elif missing:
            why = f"{len(missing)} shard{'s' * (len(missing) > 1)} to work on"
        return State(
            step.name, kind, "stale" if why else "up to date", why, current.id,
            len(shards), len(missing), failed,
        )  # fmt: skip

    def _what_changed(self, step: Step, old_run: str) -> str:
        path = shard_path(self.study.tables, step.tables[0], old_run, "x").with_name("run.json")
        new = json.loads(json.dumps(step.definition, default=str))
        try:
            return difference(json.loads(path.read_text(encoding="utf-8")), new)
        except (OSError, ValueError, TypeError, AttributeError, RecursionError):
            return "its former definition is lost"
