import os
import signal
import sqlite3
import subprocess
import sys
import time

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
