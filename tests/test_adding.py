"""Files come in whole or not at all, and once."""

import csv
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hermeneut import archive
from hermeneut.adding import add_paths, preview_tables
from hermeneut.admission import captures_now
from hermeneut.errors import UserError
from hermeneut.study import Study
from hermeneut.testing import DESIGN

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CODED = {"mapping": "url=url,title=title", "code": "verdict", "coder": "ana"}


@pytest.fixture
def study(tmp_path):
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "study.toml").write_text(DESIGN, encoding="utf-8")
    return Study.open(tmp_path / "s")


@pytest.fixture
def pages(tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    for n in range(700):
        (folder / f"{n:03}.md").write_text(f"Up, page {n}.", encoding="utf-8")
    return folder


@pytest.fixture
def table(tmp_path):
    rows = [("url", "title", "verdict")]
    rows += [(f"https://a.example/{n}", f"Up {n}", "positive; mixed") for n in range(3)]
    with (tmp_path / "list.csv").open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(rows)
    return tmp_path / "list.csv"


SLOWLY = """
import sys, time
from pathlib import Path
from hermeneut.adding import add_paths
from hermeneut.study import Study
sys.path.insert(0, sys.argv[3])
from test_adding import NOW
study = Study(Path(sys.argv[1]))
print("ready", flush=True)
add_paths(study, [Path(sys.argv[2])], now=lambda: time.sleep(0.004) or NOW)
"""


@pytest.mark.parametrize("moment", [0.1, 1.0, 2.6])
def test_a_killed_add_leaves_no_part_that_counts(study, pages, moment):
    here = str(Path(__file__).parent)
    running = subprocess.Popen(
        [sys.executable, "-c", SLOWLY, str(study.root), str(pages), here], stdout=subprocess.PIPE
    )
    running.stdout.readline()
    time.sleep(moment)
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    before = {path: path.read_bytes() for path in archive.files(study.archive)}
    there = captures_now(study)
    assert there["error"].null_count == there.num_rows in (0, 500)

    outcome = add_paths(study, [pages], now=lambda: NOW)

    assert (700, there.num_rows) == (outcome.added + outcome.already, outcome.already)
    urls = captures_now(study)["url"].to_pylist()
    assert 700 == len(urls) == len(set(urls))
    assert before.items() <= {p: p.read_bytes() for p in archive.files(study.archive)}.items()
    assert [] == list(study.archive.glob(".*.partial"))


def test_the_same_judgements_are_entered_once(study, table):
    counts = [add_paths(study, [table], **CODED, now=lambda: NOW).codings for _ in range(2)]

    assert [6, 0] == counts
    got = study.sql("select coder, kind, variable, value from codings").to_pylist()
    assert 6 == len(got)
    assert {"coder": "ana", "kind": "person", "variable": "verdict", "value": "mixed"} in got


def test_judgements_that_a_killed_add_had_not_entered_are_entered_next_time(
    study, table, monkeypatch
):
    def dies(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("hermeneut.judgements.Judgements.append", dies)
        with pytest.raises(KeyboardInterrupt):
            add_paths(study, [table], **CODED, now=lambda: NOW)

    outcome = add_paths(study, [table], **CODED, now=lambda: NOW)

    assert (0, 1, 6) == (outcome.added, outcome.already, outcome.codings)


def test_what_is_refused_is_told_with_its_reason(study, tmp_path):
    (tmp_path / "x.exe").write_bytes(b"MZ\x00\x01")

    outcome = add_paths(study, [tmp_path / "x.exe", tmp_path / "gone"], now=lambda: NOW)

    assert ["format", "missing"] == [refused.slug for refused in outcome.refused]
    assert "0 captures added, 0 there already, 2 refused" == outcome.sentence()
    assert ["format", "missing"] == [r["slug"] for r in outcome.as_row()["refused"]]


def test_a_preview_shows_how_a_table_would_be_read(table):
    shown = preview_tables([table], "url=url,title=title")

    assert [("url", "url"), ("title", "title"), ("verdict", "")] == [
        (row["column"], row["field"]) for row in shown
    ]
    assert "positive; mixed" == shown[2]["first"]


def test_judgements_need_a_coder(study, table):
    with pytest.raises(UserError, match="need a coder"):
        add_paths(study, [table], code="verdict", now=lambda: NOW)
