"""A study: a folder with a design, an archive, tables and judgements.

This is the only module that knows where files lie and the only one that imports DuckDB.
Readers see the runs that ``tables/current.json`` names, whatever is being written meanwhile.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from . import design, registry, schema
from .disk import REBUILD, locked, shard_path, writable, write_whole
from .errors import UserError
from .judgements import Judgements
from .passes import MEASURED

if TYPE_CHECKING:
    import duckdb

__all__ = ["Reader", "Run", "Snapshot", "Study", "shard_path", "writable", "write_whole"]

FORMAT = 1  # what this version reads and writes; a newer study is refused
PARTS = ("study.toml", "FORMAT", "archive", "tables", "judgements.sqlite", "heads", "index")
# views; what the pass wrote is <table>_machine
LAID_OVER = ("documents", "themes", "positions", "referents", "sentiments", "roles")
MEMORY = "2GB"  # that a question may hold; beyond, it spills to disk
LONGEST_NAME = 247  # bytes; with ``.parquet`` the longest that file systems hold


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
            UserError: There is none here, a newer version made it, or it holds links.
        """
        study = cls(Path(root))
        study.check_links()
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
        if not re.fullmatch("[0-9]{1,9}", number):
            raise UserError(f"{path} doesn't name a format", hint="it should say: hermeneut 1")
        if int(number) > FORMAT:
            raise UserError(
                f"{self.root} was made by a newer Hermeneut (format {number}, this one reads "
                f"{FORMAT})",
                hint="update Hermeneut to open it; nothing was changed",
            )

    def check_links(self) -> None:
        """Refuse a study that holds links: a stranger's might lead to files of yours.

        Raises:
            UserError: Naming the link.
        """
        for part in PARTS:
            for path in (self.root / part, *(self.root / part).rglob("*")):
                if path.is_symlink():
                    raise UserError(
                        f"{path} is a link, and a study holds none",
                        hint="move what it points to into its place, if you trust it",
                    )

    @contextmanager
    def writing(
        self, part: str, *, wait: bool = True, told: Callable[[str], None] | None = None
    ) -> Iterator[None]:
        """Hold the one writer's place for ``archive`` or ``tables``.

        Args:
            part: Which folder.
            wait: Whether to wait for another writer.
            told: Called with a sentence when waiting begins; a warning is logged by default.

        Raises:
            TryAgain: Another writer is at work, and ``wait`` is false.
            UserError: The folder can't be written.
        """
        folder = self.root / part
        with writable(self.root):
            folder.mkdir(parents=True, exist_ok=True)
            if not (self.root / "FORMAT").exists():
                write_whole(self.root / "FORMAT", f"hermeneut {FORMAT}\n".encode())
        with locked(folder, wait=wait, told=told):
            yield

    def current(self) -> Snapshot:
        """Return which runs count now."""
        try:
            raw = json.loads((self.tables / "current.json").read_text(encoding="utf-8"))
            return Snapshot({step: _run(run) for step, run in raw["runs"].items()})
        except FileNotFoundError:
            return Snapshot()
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise UserError(
                f"{self.tables}/current.json is damaged", hint="delete it, then: hermeneut run"
            ) from None

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
        try:
            self._set_up()
        except duckdb.Error as error:
            said = f"{study.tables} can't be read: {_first_line(error)}"
            raise UserError(said, hint=REBUILD) from error

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._con.close()

    def sql(self, query: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """Answer a query; ``$name`` in it stands for a parameter.

        Of columns with one name, the second and later have ``_1``, ``_2`` … behind it.

        Raises:
            UserError: The query is wrong, or does more than ask.
        """
        with self._asking(query):
            relation = self._con.sql(query, params=dict(params or {}))
            return pa.table({}) if relation is None else _told_apart(relation.to_arrow_table())

    def batches(
        self, query: str, params: Mapping[str, Any] | None = None, *, rows: int = 2048
    ) -> Iterator[pa.RecordBatch]:
        """Answer a query in batches, so that memory stays flat."""
        with self._asking(query):
            yield from self._con.sql(query, params=dict(params or {})).to_arrow_reader(rows)

    def tables(self) -> list[str]:
        """Name the tables and views that can be asked."""
        got = self._con.sql("select table_name from information_schema.tables order by 1")
        return [row[0] for row in got.fetchall()]

    @contextmanager
    def _asking(self, query: str) -> Iterator[None]:
        """Tell in a line what is wrong with a query; a locked reader lets it change nothing."""
        import duckdb

        try:
            if self._locked:
                _only_asks(query)
                self._con.execute("begin transaction read only")
            yield
        except (duckdb.Error, pa.ArrowException) as error:
            raise UserError(f"the query failed: {_first_line(error)}") from error
        finally:
            if self._locked:
                with suppress(duckdb.Error):
                    self._con.execute("rollback")

    def _set_up(self) -> None:
        con = self._con
        con.execute("set threads = 2")
        con.execute(f"set memory_limit = '{MEMORY}'")
        spill = Path(gettempdir()) / f"hermeneut-{uuid.uuid4()}"  # DuckDB makes and removes it
        con.execute(f"set temp_directory = '{_quoted(spill)}'")
        con.execute("set python_enable_replacements = false")
        con.execute("set enable_progress_bar = false")
        tables = {**schema.TABLES, **self._of_plugins()}
        shown = [path for name, shape in tables.items() for path in self._view(name, shape)]
        for name in schema.JUDGEMENTS:
            self._hold(f"{name}_all", self._study.judgements.rows(name))
        self._hold_design()
        own = con.execute("select 1 from labels limit 1").fetchone()
        for statement in (*_views("corpus"), *_views("seats" if own else "passes")):
            con.execute(statement)
        if self._locked:
            con.execute(f"set allowed_paths = [{_listed(shown)}]")
            con.execute("set enable_external_access = false")
            con.execute("set lock_configuration = true")

    def _of_plugins(self) -> dict[str, pa.Schema]:
        """Find the tables of this study that are a plug-in's; none is loaded for others' sake."""
        run = {table for one in self._snapshot.runs.values() for table in one.tables}
        return registry.plugin_tables() if run - schema.TABLES.keys() else {}

    def _view(self, name: str, shape: pa.Schema) -> list[Path]:
        """Show a table, its current run and every run, and say which files that takes."""
        current = self._snapshot.files(self._study.tables, name)
        every = sorted(self._study.tables.glob(f"{name}/run=*/*.parquet"))
        shown = f"{name}_machine" if name in LAID_OVER else name
        columns = ", ".join(f'"{column}"' for column in shape.names)
        run = "parse_path(filename)[-2][5:] as run"
        self._over(current, shown, columns, shape)
        self._over(every, f"{name}_all", f"* exclude (filename), {run}", shape)
        return every

    def _over(self, paths: list[Path], view: str, columns: str, shape: pa.Schema) -> None:
        if not paths:
            run = pa.field("run", pa.string())
            self._hold(view, (shape.append(run) if view.endswith("_all") else shape).empty_table())
            return
        # a study may lie in a folder named like a column, so folders are never taken for columns
        self._con.execute(
            f'create view "{view}" as select {columns} from read_parquet([{_listed(paths)}], '  # noqa: S608
            "union_by_name = true, filename = true, hive_partitioning = false)"
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


def _views(name: str) -> list[str]:
    text = files("hermeneut.views").joinpath(f"{name}.sql").read_text(encoding="utf-8")
    return [part for part in text.split(";\n") if "create " in part]


def _told_apart(rows: pa.Table) -> pa.Table:
    """Give each column a name of its own, or all but one would be lost in rows."""
    names: list[str] = []
    for name in rows.column_names:
        spare = (n for i in range(1, rows.num_columns + 1) if (n := f"{name}_{i}") not in names)
        names.append(next(spare) if name in names else name)
    return rows if names == rows.column_names else rows.rename_columns(names)


def _only_asks(query: str) -> None:
    import duckdb

    try:
        statements = duckdb.extract_statements(query)
    except duckdb.Error as error:
        raise UserError(f"the query failed: {_first_line(error)}") from error
    kinds = [statement.type for statement in statements]
    if kinds != [duckdb.StatementType.SELECT]:
        raise UserError("one question at a time, and nothing but a question: select …")


def _run(raw: Mapping[str, Any]) -> Run:
    return Run(_name(raw["run"]), _names(raw["tables"]), _names(raw["shards"]))


def _names(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list):
        raise TypeError(raw)
    return tuple(map(_name, raw))


def _name(raw: Any) -> str:
    """Take one part of a path, and nothing that leads elsewhere."""
    if not re.fullmatch(r"[^./\0][^/\0]*", raw) or len(raw.encode()) > LONGEST_NAME:
        raise ValueError(raw)
    return str(raw)


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n\nLINE", maxsplit=1)[0]


def _listed(paths: list[Path]) -> str:
    return ", ".join(f"'{_quoted(path)}'" for path in paths)


def _quoted(path: Path) -> str:
    return str(path.absolute()).replace("'", "''")
