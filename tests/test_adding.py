"""Files come in whole or not at all, and once."""

import csv
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hermeneut import archive
from hermeneut.adding import Coder, add_paths, preview_tables
from hermeneut.admission import captures_now
from hermeneut.captures import Capture
from hermeneut.collect.evidence import warc
from hermeneut.engine import Pool, Serial
from hermeneut.errors import UserError
from hermeneut.plan import Plan
from hermeneut.study import Study
from hermeneut.testing import DESIGN

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CODED = {"mapping": "url=url,title=title", "code": "verdict", "coder": Coder("ana")}


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


def run(study):
    with Pool(Serial) as pool:
        Plan(study).run(["documents", "subjects"], pool=pool)


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


def test_what_holds_of_all_reaches_every_document(study, tmp_path):
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "a.csv").write_text(
        "review,form\nA bore from its first minute to its last.,\nA feast for the eye.,essay\n"
    )
    (folder / "b.md").write_text("---\nform: essay\n---\n\nIt lifts you up, and that is all.")
    long = "There is nothing in it that one would want to see again, and much to forget. " * 20
    (folder / "c.html").write_text(f"<h1>A bore</h1><article><p>{long}</article>")

    add_paths(study, [folder], stated="about=work, form=Capsule, published=2014, outlet=The Globe")
    run(study)

    stands = study.sql(
        "select form, outlet, published, left_out from corpus order by url, form"
    ).to_pylist()
    assert [row["form"] for row in stands] == ["capsule", "essay", "essay", "capsule"]
    assert {row["outlet"] for row in stands} == {"The Globe"}
    assert {row["left_out"] for row in stands} == {None}


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("about=wrk", "did you mean work?"),
        ("form=reveiw", "review"),
        ("language=English", "ISO 639-1"),
        ("published=soon", "ISO date"),
        ("text=x", "no field to say of all"),
        ("about", "says no value"),
    ],
)
def test_what_cannot_hold_of_all_is_refused(study, table, stated, words):
    with pytest.raises(UserError) as caught:
        add_paths(study, [table], stated=stated)
    assert words in f"{caught.value.what}; {caught.value.hint}"
    assert not captures_now(study).num_rows


def test_said_otherwise_the_same_file_is_read_anew(study, table):
    for n, (form, added) in enumerate([("review", 1), ("review", 0), ("essay", 1)]):
        later = NOW + timedelta(days=n)
        found = add_paths(study, [table], stated=f"form={form}", now=lambda at=later: at)
        assert found.added == added
    run(study)

    assert set(study.sql("select form from documents").column("form").to_pylist()) == {"essay"}


@pytest.mark.parametrize(("first", "last"), [("review", "essay"), ("essay", "review")])
def test_of_an_archive_that_is_there_already_the_last_word_holds(study, tmp_path, first, last):
    page = b"<h1>A bore</h1><article><p>" + b"One would not want to see it again. " * 30
    with warc.WarcWriter(tmp_path / "other", now=lambda: NOW) as writer:
        writer.write(Capture("https://a.org/1", "2014-01-10T05:00:00Z", page, format="html"))
    for stated, added in (("", 1), (f"form={first}", 1), (f"form={last}", 1), (f"form={last}", 0)):
        path = tmp_path / "other" / "00001.warc.gz"
        assert add_paths(study, [path], stated=stated, now=lambda: NOW).added == added
    run(study)

    assert study.sql("select url, form from documents").to_pylist() == [
        {"url": "https://a.org/1", "form": last}
    ]
