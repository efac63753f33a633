"""What people decided: codings, corrections, samples drawn for coding; in SQLite, append only.

A change of mind is a new row. The file refuses updates and deletions itself, by triggers, and
every commit reaches the disk before the call returns.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from . import schema
from .errors import TryAgain, UserError

CORRECTABLE = (
    "title", "authors", "outlet", "published", "dated", "form", "venue", "rating", "language",
    "about", "copy_of", "completeness",
)  # fmt: skip
WAIT_SECONDS = 30  # for another writer of judgements


@dataclass(frozen=True)
class Judgements:
    """The judgements of one study.

    Args:
        path: ``judgements.sqlite``; made when something is first written.
    """

    path: Path

    def append(self, table: str, rows: Iterable[Mapping[str, Any]]) -> int:
        """Add rows to a table, such as ``codings``; all of them or none.

        Returns:
            How many rows were added.

        Raises:
            TryAgain: Another program holds the file, or the disk is full.
            UserError: The file can't be written.
        """
        return self.append_to({table: rows})

    def append_to(self, tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> int:
        """Add rows to several tables at once; see `append`."""
        given = {name: list(rows) for name, rows in tables.items()}
        with self._writing() as connection:
            for table, rows in given.items():
                names = schema.JUDGEMENTS[table].names
                marks = ", ".join("?" * len(names))
                query = f"insert into {table} ({_listed(names)}) values ({marks})"  # noqa: S608
                values = [tuple(_as_text(row.get(name)) for name in names) for row in rows]
                connection.executemany(query, values)
        return sum(map(len, given.values()))

    def rows(self, table: str) -> pa.Table:
        """Return every row ever appended, in the order in which they came.

        A column ``rowid`` counts them.
        """
        wanted = schema.JUDGEMENTS[table]
        shape = pa.schema([*wanted, pa.field("rowid", pa.int64())])
        if not self.path.exists():
            return shape.empty_table()
        columns = ", ".join(f'cast("{name}" as text)' for name in wanted.names)
        query = f"select {columns}, rowid from {table} order by rowid"  # noqa: S608
        try:
            with closing(self._reading()) as connection:
                got = connection.execute(query).fetchall() if _has(connection, table) else []
        except sqlite3.Error as error:
            raise UserError(
                f"{self.path} can't be read: {error}", hint="restore it from a backup"
            ) from None
        found = [pa.array([row[i] for row in got]) for i in range(len(shape))]
        return pa.table([_typed(f, shape[i].type) for i, f in enumerate(found)], schema=shape)

    def digest(self, table: str) -> str:
        """Digest all rows of a table, so that what stands on them can be named."""
        rows = self.rows(table).to_pylist()
        lines = "\n".join(repr(sorted(row.items(), key=lambda x: x[0])) for row in rows)
        return hashlib.sha256(lines.encode()).hexdigest()[:16]

    def _reading(self) -> sqlite3.Connection:
        """Open it to read; to write only where a killed writer's half transaction must go first."""
        try:
            return self._open("ro")
        except sqlite3.OperationalError:
            return self._open("rw")

    def _open(self, mode: str) -> sqlite3.Connection:
        uri = f"{self.path.absolute().as_uri()}?mode={mode}"
        connection = sqlite3.connect(uri, uri=True, timeout=WAIT_SECONDS)
        connection.text_factory = lambda text: text.decode("utf-8", "replace")
        try:
            connection.execute("pragma trusted_schema = off")
            self._check(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _check(self, connection: sqlite3.Connection) -> None:
        """Refuse a file in which a stranger left something that would run."""
        ours = set(_statements())
        for kind, name, sql in connection.execute("select type, name, sql from sqlite_master"):
            made = (sql or "").lower().replace(f"create {kind} ", f"create {kind} if not exists ")
            runs = kind in ("trigger", "view") or made.startswith("create virtual")
            if runs and made not in ours:
                raise UserError(
                    f"{self.path} holds {kind} {name!r}, which Hermeneut didn't make",
                    hint="ask whoever gave it to you; nothing was read and nothing changed",
                )

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._open("rwc")) as connection:
                connection.execute("pragma synchronous = full")
                with connection:
                    for statement in _statements():
                        connection.execute(statement)
                    yield connection
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as error:
            message = f"{self.path} can't be written: {error}"
            if "locked" in str(error) or "full" in str(error):
                raise TryAgain(f"{message}\n  → make room, or wait, and try again") from None
            raise UserError(message, hint="is the folder writable?") from None


def _as_text(value: Any) -> str | None:
    """Write a value so that it comes back as it is: SQLite would cut a float to fifteen digits."""
    if isinstance(value, bool):
        return str(value).lower()
    return value if value is None or isinstance(value, str) else repr(value)


def _typed(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """Give a column its type; what somebody else wrote there and has no such value is null."""
    try:
        return column.cast(kind)
    except pa.ArrowInvalid:
        return pa.array([_one(value, kind) for value in column.to_pylist()], kind)


def _one(value: Any, kind: pa.DataType) -> Any:
    try:
        return pa.scalar(value).cast(kind).as_py()
    except pa.ArrowInvalid:
        return None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _has(connection: sqlite3.Connection, table: str) -> bool:
    query = "select count(*) from sqlite_master where type = 'table' and name = ?"
    return bool(connection.execute(query, (table,)).fetchone()[0])


def _statements() -> Iterator[str]:
    for name, columns in schema.JUDGEMENTS.items():
        shape = ", ".join(f'"{f.name}" text{"" if f.nullable else " not null"}' for f in columns)
        yield f"create table if not exists {name} ({shape})"
        for verb in ("update", "delete"):
            yield (
                f"create trigger if not exists {name}_{verb} before {verb} on {name} "
                f"begin select raise(abort, '{name} is append only'); end"
            )
