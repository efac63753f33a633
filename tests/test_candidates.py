import os
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from hermeneut import schema
from hermeneut.addresses import doc_id
from hermeneut.candidates import FRONTIER, Candidate, folder_file, opened, read
from hermeneut.collect.queue.frontier import Frontier
from hermeneut.errors import TryAgain, UserError

START = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def frontier(tmp_path):
    with Frontier(tmp_path, now=lambda: START) as made:
        made.offer([
            Candidate("http://www.a.org/x/", "list", "l", title="Her", published="2014-01"),
            Candidate("https://a.org/x", "feeds", "f", left_out="listing: of many films"),
            Candidate("https://b.org/y", "feeds", "f"),
            Candidate("https://c.org/z", "feeds", "f", left_out="spam"),
        ])  # fmt: skip
        (page,) = made.due("b.org")
        made.kept(page, None, state="failed", error="http-404", status=404)
        made.asked(source="feeds", query="f", url="https://b.org/f", key="k", status=200, body=b"x")
        made.asked(source="feeds", query="g", url="https://b.org/g", key="l", error="timeout")
        yield made


@pytest.fixture
def path(frontier):
    frontier.__exit__(None, None, None)
    return frontier.path


def alter(path, *statements):
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_the_tables(path):
    candidates, questions = read(path)

    assert candidates.schema.equals(schema.CANDIDATES)
    assert questions.schema.equals(schema.QUESTIONS)
    assert {
        "url_id": doc_id("https://a.org/x"), "source": "list", "query": "l",
        "url": "http://www.a.org/x/", "canonical": "https://a.org/x",
        "found_at": "2026-01-02T00:00:00Z", "title": "Her", "published": "2014-01",
        "decision": "fetch", "reason": None, "state": "waiting", "error": None,
    } == candidates.to_pylist()[0]  # fmt: skip
    assert [
        ("list", "fetch", None, "waiting", None),
        ("feeds", "left out", "listing: of many films", None, None),
        ("feeds", "fetch", None, "failed", "http-404"),
        ("feeds", "left out", "spam", None, None),
    ] == [tuple(row[c] for c in ("source", "decision", "reason", "state", "error"))
          for row in candidates.to_pylist()]  # fmt: skip
    assert [
        ("https://b.org/f", "2026-01-02T00:00:00.000Z", 200, None, 1, True),
        ("https://b.org/g", "2026-01-02T00:00:00.000Z", None, "timeout", 0, False),
    ] == [(q["url"], q["asked_at"], q["status"], q["error"], q["length"], bool(q["digest"]))
          for q in questions.to_pylist()]  # fmt: skip


def test_without_a_frontier_the_tables_are_empty(tmp_path):
    candidates, questions = read(tmp_path / "frontier.sqlite")
    assert (0, 0) == (candidates.num_rows, questions.num_rows)
    (tmp_path / "frontier.sqlite").touch()
    assert 0 == read(tmp_path / "frontier.sqlite")[0].num_rows


def test_it_may_be_read_while_pages_are_collected(frontier):
    with frontier.writing() as connection:
        connection.execute("UPDATE pages SET state = 'done'")
        assert "waiting" in read(frontier.path)[0]["state"].to_pylist()
    assert "waiting" not in read(frontier.path)[0]["state"].to_pylist()


def test_reading_changes_nothing(path):
    before = path.read_bytes()
    read(path)
    assert (before, [path.name]) == (path.read_bytes(), [p.name for p in path.parent.iterdir()])


def test_what_a_killed_writer_left_is_read_too(tmp_path):
    child = os.fork()
    if child == 0:
        frontier = Frontier(tmp_path, now=lambda: START + timedelta(days=1)).__enter__()
        frontier.offer([Candidate("https://a.org/x", "list", "l")])
        os._exit(9)  # without closing
    os.waitpid(child, 0)
    assert (tmp_path / "frontier.sqlite-wal").stat().st_size

    assert ["https://a.org/x"] == read(tmp_path / "frontier.sqlite")[0]["url"].to_pylist()


@pytest.mark.parametrize("content", [b"no database, though long enough", b"SQLite format 3\x00xxx"])
def test_a_damaged_file_is_told(tmp_path, content):
    path = tmp_path / "frontier.sqlite"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"frontier\.sqlite is damaged.*\n.*backup"):
        read(path)
    assert content == path.read_bytes()


def test_a_newer_one_is_refused(path):
    alter(path, "PRAGMA user_version = 2")
    with pytest.raises(UserError, match="made by a newer version"):
        read(path)


def test_one_that_lacks_a_table_is_refused(path):
    alter(path, "DROP TABLE sites")
    with pytest.raises(UserError, match="lacks some of its tables"):
        read(path)


HOSTILE = {
    "trigger": ["CREATE TRIGGER t AFTER INSERT ON pages BEGIN DELETE FROM sightings; END"],
    "view": [
        "DROP TABLE sightings",
        "CREATE VIEW sightings AS SELECT randomblob(1000000000) AS url_id",
    ],
    "virtual table": ["CREATE VIRTUAL TABLE f USING fts5(x)"],
    "generated column": [
        "DROP TABLE sites",
        "CREATE TABLE sites (at TEXT, origin TEXT AS (hex(zeroblob(9e8))))",
    ],
    "check": [
        "DROP TABLE sites",
        "CREATE TABLE sites (origin TEXT CHECK (instr(at, 'x')), at TEXT)",
    ],
    "index": ["CREATE INDEX i ON pages (hex(zeroblob(1000)))"],
    "own triggers, other work": [
        "DROP TRIGGER sites_delete",
        "CREATE TRIGGER sites_delete BEFORE DELETE ON sites BEGIN DELETE FROM pages; END",
    ],
}


@pytest.mark.parametrize("statements", HOSTILE.values(), ids=HOSTILE)
def test_what_hermeneut_didnt_make_is_refused(path, statements):
    alter(path, *statements)
    before = path.read_bytes()
    for use in (read, opened, lambda path: Frontier(path.parent, now=lambda: START).__enter__()):
        with pytest.raises(UserError, match="which Hermeneut didn't make"):
            use(path)
    assert before == path.read_bytes()


@pytest.mark.parametrize(
    "value", ["NULL", "x'ff00fe'", "1e999", "-9223372036854775808", "zeroblob(9)"]
)
def test_values_of_any_type_are_rows_or_left_alone(path, value):
    connection = sqlite3.connect(path)
    for trigger in ("questions_update", "sites_update", "visits_update", "redirects_update"):
        connection.execute(f"DROP TRIGGER {trigger}")
    for table in ("pages", "sightings", "questions", "visits"):
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        for name in names:
            if name not in ("url_id", "source", "query") or table in ("questions", "visits"):
                where = "WHERE state = 'failed'" if (table, name) == ("pages", "state") else ""
                connection.execute(f"UPDATE {table} SET {name} = {value} {where}")
    for statement in FRONTIER:
        if "TRIGGER" in statement and "_update" in statement:
            connection.execute(statement)
    connection.commit()
    connection.close()

    candidates, questions = read(path)
    assert (candidates.num_rows, questions.num_rows) <= (4, 2)
    with Frontier(path.parent, now=lambda: START) as frontier:
        for host, _ in frontier.hosts():
            for page in frontier.due(host):
                assert all(isinstance(part, str) for part in page[:4])
                frontier.kept(page, None, state="done", digest="d")
        frontier.offer(
            [Candidate("https://a.org/x", "list", "l"), Candidate("https://n.org/", "n", "")]
        )
        frontier.by_host(), frontier.counts(), frontier.reasons(), list(frontier.sightings())
        frontier.next_due(), frontier.questions(), frontier.remembered("k"), frontier.again(None)


def test_a_busy_file_is_told(path, monkeypatch):
    monkeypatch.setattr("hermeneut.candidates.WAIT_SECONDS", 0)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(TryAgain, match="in use by another program"):
        read(path)
    other.close()


def test_files_that_a_source_names_stay_in_the_folder(tmp_path):
    study = tmp_path / "study"
    study.mkdir()
    (study / "list.txt").touch()
    (tmp_path / "private.txt").touch()
    assert study / "list.txt" == folder_file(study, "list.txt")
    with pytest.raises(UserError, match="lies outside"):
        folder_file(study, "../private.txt")
    with pytest.raises(UserError, match=r"no other\.txt"):
        folder_file(study, "other.txt")
