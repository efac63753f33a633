import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from hermeneut import schema
from hermeneut.errors import UserError
from hermeneut.judgements import Judgements

CODING = {
    "unit": "d1", "doc_id": "d1", "coder": "ana", "kind": "person", "variable": "evaluation",
    "value": "positive", "coded_at": "2026-01-01T00:00:00+00:00",
}  # fmt: skip


@pytest.fixture
def judgements(tmp_path):
    return Judgements(tmp_path / "judgements.sqlite")


def test_what_is_appended_is_there(judgements):
    assert 0 == judgements.rows("codings").num_rows

    judgements.append("codings", [CODING, {**CODING, "value": "mixed"}])

    assert ["positive", "mixed"] == judgements.rows("codings")["value"].to_pylist()
    assert [*schema.CODINGS.names, "rowid"] == judgements.rows("codings").column_names


@pytest.mark.parametrize("verb", ["update codings set value = 'x'", "delete from codings"])
def test_the_file_itself_refuses_changes(judgements, verb):
    judgements.append("codings", [CODING])

    connection = sqlite3.connect(judgements.path)
    with pytest.raises(sqlite3.IntegrityError, match="append only"):
        connection.execute(verb)


def test_all_rows_or_none(judgements):
    judgements.append("codings", [CODING])

    with pytest.raises(sqlite3.IntegrityError):
        judgements.append("codings", [CODING, {**CODING, "coder": None}])

    assert 1 == judgements.rows("codings").num_rows


def test_a_digest_changes_with_every_row(judgements):
    empty = judgements.digest("codings")
    judgements.append("codings", [CODING])

    assert empty != judgements.digest("codings") == judgements.digest("codings")


def test_a_damaged_file_is_told(judgements):
    judgements.path.write_bytes(b"not a database at all, but long enough to be looked at")

    with pytest.raises(UserError, match="can't be read"):
        judgements.rows("codings")


WRITER = """
import sys
from pathlib import Path
from hermeneut.judgements import Judgements
judgements = Judgements(Path(sys.argv[1]))
row = {row!r}
for n in range(10_000):
    judgements.append("codings", [{{**row, "unit": str(n)}}, {{**row, "unit": f"{{n}}b"}}])
    print(n, flush=True)
"""


def test_sigkill_loses_nothing_that_was_acknowledged(judgements):
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER.format(row=CODING), str(judgements.path)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    said = [child.stdout.readline() for _ in range(12)]
    time.sleep(0.01)
    os.kill(child.pid, signal.SIGKILL)
    rest = child.stdout.read().split()
    child.wait()

    last = int(rest[-1]) if rest else int(said[-1])
    units = set(judgements.rows("codings")["unit"].to_pylist())
    assert {str(n) for n in range(last + 1)} <= units
    assert len(units) % 2 == 0, "a half transaction was kept"


HALF = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("pragma cache_size = 5")
for n in range(5000):
    values = (str(n), *"dckv", "y" * 500, *"abcd")
    connection.execute("insert into codings values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_half_a_transaction_of_a_killed_writer_is_undone_by_whoever_reads(judgements):
    judgements.append("codings", [CODING])
    subprocess.run([sys.executable, "-c", HALF, str(judgements.path)], check=False)
    assert judgements.path.with_name("judgements.sqlite-journal").exists()

    assert ["d1"] == judgements.rows("codings")["unit"].to_pylist()


def test_a_file_in_which_nothing_was_written_yet_is_empty(judgements):
    judgements.path.touch()

    assert 0 == judgements.rows("codings").num_rows
    assert 1 == judgements.append("codings", [CODING])


HOSTILE = {
    "a trigger": "create trigger x after insert on codings begin delete from notes; end",
    "a trigger by our name": "create trigger codings_delete after insert on codings "
    "begin delete from notes; end",
    "a view": "create view x as select * from notes",
    "a view by our name": "create view corrections as select * from notes",
    "a virtual table": "create virtual table x using fts5(a)",
}


@pytest.mark.parametrize("statement", HOSTILE.values(), ids=HOSTILE)
def test_a_file_in_which_something_would_run_is_refused(judgements, statement):
    judgements.append("codings", [CODING])
    connection = sqlite3.connect(judgements.path)
    connection.execute("create table notes as select 'kept' as note")
    for name in ("codings_delete", "corrections_delete", "corrections_update"):
        connection.execute(f"drop trigger {name}")
    connection.execute("drop table corrections")
    connection.execute(statement)
    connection.commit()

    with pytest.raises(UserError, match="which Hermeneut didn't make"):
        judgements.append("codings", [CODING])
    with pytest.raises(UserError, match="which Hermeneut didn't make"):
        judgements.rows("codings")
    assert [("kept",)] == connection.execute("select * from notes").fetchall()


def test_columns_in_another_order_and_bytes_for_text_are_read(judgements):
    connection = sqlite3.connect(judgements.path)
    connection.execute(
        "create table codings (value, coded_at, variable, kind, coder, doc_id, unit, codebook, "
        "quote, context)"
    )
    connection.execute(
        "insert into codings (unit, coder, kind, variable, value, coded_at) "
        "values (1, x'ff41', 'person', 'v', 2.5, 'now')"
    )
    connection.commit()
    judgements.append("codings", [CODING])

    got = judgements.rows("codings").select(["unit", "coder", "value"]).to_pylist()
    assert {"unit": "1", "coder": "\ufffdA", "value": "2.5"} == got[0]
    assert {"unit": "d1", "coder": "ana", "value": "positive"} == got[1]


OLDER = (
    "create table codings (unit text not null, doc_id text, coder text not null,"
    " kind text not null, variable text not null, value text not null, coded_at text not null,"
    " codebook text, quote text, context text)"
)


def test_a_file_of_an_older_version_is_read_and_grows(judgements):
    with closing(sqlite3.connect(judgements.path)) as connection:
        connection.execute(OLDER)
        connection.execute(
            "insert into codings (unit, coder, kind, variable, value, coded_at) "
            "values ('d0', 'ana', 'person', 'v', 'x', '2025')"
        )
        connection.commit()

    assert [1, 0, 0] == [judgements.rows(n).num_rows for n in ("codings", "samples", "moves")]
    judgements.append_to({"codings": [CODING], "samples": [SAMPLE]})
    assert [2, 1] == [judgements.rows(n).num_rows for n in ("codings", "samples")]


SAMPLE = {
    "sample": "s1", "variable": "v", "unit_kind": "paragraph", "unit": "t:0-9", "doc_id": "d1",
    "text_id": "t", "start": 0, "end": 9, "stratum": "", "probability": 1 / 3, "held": True,
    "rank": 1, "seed": 2**31 - 1, "drawn_at": "2026", "design": "{}",
}  # fmt: skip


def test_numbers_come_back_as_they_went_and_what_is_none_is_null(judgements):
    judgements.append("samples", [SAMPLE, {**SAMPLE, "held": False, "start": None, "end": None}])
    with closing(sqlite3.connect(judgements.path)) as connection:
        connection.execute("drop trigger samples_update")
        connection.execute("update samples set probability = 'often' where held = 'false'")
        connection.commit()

    first, second = judgements.rows("samples").to_pylist()
    assert (1 / 3, True, 0, 2**31 - 1) == tuple(
        first[name] for name in ("probability", "held", "start", "seed")
    )
    assert (None, False, None) == tuple(second[name] for name in ("probability", "held", "start"))


def test_several_tables_are_written_together_or_not_at_all(judgements):
    with pytest.raises(sqlite3.IntegrityError):
        judgements.append_to({"codings": [CODING], "samples": [{**SAMPLE, "sample": None}]})

    assert [0, 0] == [judgements.rows(n).num_rows for n in ("codings", "samples")]
