"""A study: a folder with a design, an archive, tables and judgements.

This is the only module that knows where files lie and the only one that imports DuckDB.
Readers see the runs that ``tables/current.json`` names, whatever is being written meanwhile.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from . import design, schema
from .errors import TryAgain, UserError
from .judgements import Judgements
from .passes import MEASURED

if TYPE_CHECKING:
    import duckdb

FORMAT = 1  # what this version reads and writes; a newer study is refused
FOLDERS = ("archive", "tables")


@dataclass(frozen=True)
class Run:
    """One run: the folder of what a step wrote, and which shards of it count."""

    id: str
    tables: tuple[str, ...]
    shards: tuple[str, ...]


@dataclass(frozen=True)
class Snapshot:
    """Which runs count, by the name of the step; what ``current.json`` holds."""

    runs: Mapping[str, Run] = field(default_factory=dict)

    def files(self, root: Path, table: str) -> list[Path]:
        """List the shards of a table that count, sorted."""
        return sorted(
            path
            for run in self.runs.values()
            if table in run.tables
            for shard in run.shards
            if (path := shard_path(root, table, run.id, shard)).exists()
        )

    def with_run(self, step: str, run: Run) -> Snapshot:
        """Return a snapshot in which a step has another run."""
        return Snapshot({**self.runs, step: run})


def shard_path(root: Path, table: str, run: str, shard: str) -> Path:
    """Say where a shard lies."""
    return root / table / f"run={run}" / f"{shard}.parquet"


@dataclass(frozen=True)
class Study:
    r"""A study on disk.

    Args:
        root: The study's folder.

    Example:
        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> _ = (folder / "study.toml").write_text(
        ...     '[study]\nname = "up"\n[work]\ntitle = "Up"\nyear = 2009')
        >>> Study.open(folder).sql("select count(*) as n from documents").to_pylist()
        [{'n': 0}]
    """

    root: Path

    @classmethod
    def open(cls, root: Path | str) -> Study:
        """Open a study.

        Raises:
            UserError: There is none here, or a newer version made it.
        """
        study = cls(Path(root))
        study.design  # noqa: B018 - a mistake in study.toml is told before anything else
        study.check_format()
        return study

    @cached_property
    def design(self) -> design.Design:
        """The research design."""
        return design.read(self.root)

    @property
    def archive(self) -> Path:
        """Where evidence lies, as WARC."""
        return self.root / "archive"

    @property
    def tables(self) -> Path:
        """Where readings lie, as Parquet."""
        return self.root / "tables"

    @property
    def judgements(self) -> Judgements:
        """What people decided."""
        return Judgements(self.root / "judgements.sqlite")

    def check_format(self) -> None:
        """Refuse a study that a newer version made.

        Raises:
            UserError: With what to do.
        """
        path = self.root / "FORMAT"
        text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else "1"
        number = text.split()[-1] if text.split() else ""
        if not number.isdigit():
            raise UserError(f"{path} doesn't name a format", hint="it should say: hermeneut 1")
        if int(number) > FORMAT:
            raise UserError(
                f"{self.root} was made by a newer Hermeneut (format {number}, this one reads "
                f"{FORMAT})",
                hint="update Hermeneut to open it; nothing was changed",
            )

    @contextmanager
    def writing(self, part: str, *, wait: bool = True, told: Any = None) -> Iterator[None]:
        """Hold the one writer's place for ``archive`` or ``tables``.

        Args:
            part: Which folder.
            wait: Whether to wait for another writer.
            told: Called with a sentence when waiting begins.

        Raises:
            TryAgain: Another writer is at work, and ``wait`` is false.
            UserError: The folder can't be written.
        """
        folder = self.root / part
        with writable(self.root):
            folder.mkdir(parents=True, exist_ok=True)
            if not (self.root / "FORMAT").exists():
                write_whole(self.root / "FORMAT", f"hermeneut {FORMAT}\n".encode())
            handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(handle, folder, wait=wait, told=told)
            yield
        finally:
            os.close(handle)

    def current(self) -> Snapshot:
        """Return which runs count now."""
        try:
            raw = json.loads((self.tables / "current.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Snapshot()
        except ValueError:
            raise UserError(
                f"{self.tables}/current.json is damaged", hint="delete it, then: hermeneut run"
            ) from None
        return Snapshot(
            {
                step: Run(run["run"], tuple(run["tables"]), tuple(run["shards"]))
                for step, run in raw["runs"].items()
            }
        )

    def publish(self, snapshot: Snapshot) -> None:
        """Make a snapshot the one that readers see, in one step."""
        runs = {
            step: {"run": run.id, "tables": list(run.tables), "shards": list(run.shards)}
            for step, run in sorted(snapshot.runs.items())
        }
        text = json.dumps({"format": FORMAT, "runs": runs}, indent=1)
        write_whole(self.tables / "current.json", text.encode())

    def run_folders(self) -> list[Path]:
        """List every run's folder, of every table."""
        return sorted(self.tables.glob("*/run=*"))

    def reader(self, snapshot: Snapshot | None = None, *, locked: bool = False) -> Reader:
        """Open the tables for reading.

        Args:
            snapshot: Which runs count; those of ``current.json`` by default.
            locked: Whether to refuse everything but questions to the tables.
        """
        return Reader(self, self.current() if snapshot is None else snapshot, locked=locked)

    def sql(self, query: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """Answer one query over the current tables."""
        with self.reader() as reader:
            return reader.sql(query, params)


class Reader:
    """A connection to a study's tables; `hermeneut.passes.Tables` in the flesh.

    Use it as a context manager. Each table is a view of the current run, and ``<table>_all``
    shows every run with its ``run`` column.
    """

    def __init__(self, study: Study, snapshot: Snapshot, *, locked: bool = False) -> None:
        """Connect; see `Study.reader`."""
        import duckdb

        self._study = study
        self._snapshot = snapshot
        self._locked = locked
        self._con: duckdb.DuckDBPyConnection = duckdb.connect()
        self._set_up()

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._con.close()

    def sql(self, query: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """Answer a query; ``$name`` in it stands for a parameter.

        Raises:
            UserError: The query is wrong, or does more than ask.
        """
        import duckdb

        if self._locked:
            _only_asks(query)
        try:
            relation = self._con.sql(query, params=dict(params or {}))
            return pa.table({}) if relation is None else relation.to_arrow_table()
        except duckdb.Error as error:
            raise UserError(f"the query failed: {_first_line(error)}") from error

    def batches(
        self, query: str, params: Mapping[str, Any] | None = None, *, rows: int = 2048
    ) -> Iterator[pa.RecordBatch]:
        """Answer a query in batches, so that memory stays flat."""
        yield from self._con.sql(query, params=dict(params or {})).to_arrow_reader(rows)

    def tables(self) -> list[str]:
        """Name the tables and views that can be asked."""
        got = self._con.sql("select table_name from information_schema.tables order by 1")
        return [row[0] for row in got.fetchall()]

    def _set_up(self) -> None:
        con = self._con
        con.execute("set threads = 2")
        con.execute("set python_enable_replacements = false")
        con.execute("set enable_progress_bar = false")
        for name, shape in schema.TABLES.items():
            self._view(name, shape)
        for name in schema.JUDGEMENTS:
            self._hold(f"{name}_all", self._study.judgements.rows(name))
        self._hold_design()
        for statement in _views():
            con.execute(statement)
        if self._locked:
            con.execute(f"set allowed_directories = ['{_quoted(self._study.tables)}/']")
            con.execute("set enable_external_access = false")
            con.execute("set lock_configuration = true")

    def _view(self, name: str, shape: pa.Schema) -> None:
        shown = "documents_machine" if name == "documents" else name
        current = self._snapshot.files(self._study.tables, name)
        every = sorted(self._study.tables.glob(f"{name}/run=*/*.parquet"))
        columns = ", ".join(f'"{column}"' for column in shape.names)
        for view, paths, chosen in (
            (shown, current, columns),
            (f"{name}_all", every, "*"),
        ):
            if not paths:
                self._hold(view, shape.empty_table())
                continue
            listed = ", ".join(f"'{_quoted(path)}'" for path in paths)
            self._con.execute(
                f'create view "{view}" as select {chosen} from '  # noqa: S608
                f"read_parquet([{listed}], union_by_name = true, hive_partitioning = true)"
            )

    def _hold(self, name: str, rows: pa.Table) -> None:
        self._con.register("incoming", rows)
        self._con.execute(f'create table "{name}" as from incoming')
        self._con.unregister("incoming")

    def _hold_design(self) -> None:
        periods = [{"id": p.id, "from_": p.from_, "to_": p.to} for p in self._study.design.periods]
        shape = pa.schema([("id", pa.string()), ("from_", pa.int32()), ("to_", pa.int32())])
        self._hold("periods", pa.Table.from_pylist(periods, shape))
        self._hold("measured_languages", pa.table({"language": list(MEASURED)}))


def _views() -> list[str]:
    text = files("hermeneut.views").joinpath("corpus.sql").read_text(encoding="utf-8")
    return [part for part in text.split(";\n") if "create view" in part]


def _only_asks(query: str) -> None:
    import duckdb

    try:
        statements = duckdb.extract_statements(query)
    except duckdb.Error as error:
        raise UserError(f"the query failed: {_first_line(error)}") from error
    kinds = [statement.type for statement in statements]
    if kinds != [duckdb.StatementType.SELECT]:
        raise UserError("one question at a time, and nothing but a question: select …")


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n\nLINE", maxsplit=1)[0]


def _quoted(path: Path) -> str:
    return str(path.absolute()).replace("'", "''")


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file in one step: readers see the old content or the new, never a part.

    Raises:
        TryAgain: The disk is full.
        UserError: The folder can't be written.
    """
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}.partial")
    with writable(path.parent):
        try:
            with aside.open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)


def remove(folder: Path) -> None:
    """Drop a folder, so that it is there whole or not at all."""
    aside = folder.with_name(f".{folder.name}.{uuid.uuid4().hex}.partial")
    with writable(folder.parent):
        folder.rename(aside)
        shutil.rmtree(aside)


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """Turn what a file system refuses into a message that says what to do."""
    import errno

    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise TryAgain(
                f"the disk is full: {folder}\n  → make room and run the command again; what was "
                "done stays done"
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise UserError(
                f"{folder} can't be written: {error.strerror}",
                hint="make it writable, or copy the study elsewhere",
            ) from error
        raise


def _lock(handle: int, folder: Path, *, wait: bool, told: Any) -> None:
    import fcntl

    with suppress(BlockingIOError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return
    if not wait:
        raise TryAgain(f"another command is writing {folder}\n  → wait for it, or drop --no-wait")
    if told:
        told(f"another command is writing {folder}; waiting for it")
    fcntl.flock(handle, fcntl.LOCK_EX)
