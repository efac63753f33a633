import json
import os
import subprocess
import sys
import time

import pytest

from hermeneut.errors import TryAgain, UserError
from hermeneut.study import Run, Snapshot, Study, write_whole
from hermeneut.testing import make_study, text_row

SUBJECT = {"subject": "work", "verdict": "about", "score": 0.9, "cues": []}


def document(doc_id, **facts):
    row = {"doc_id": doc_id, "capture_id": f"c-{doc_id}", "completeness": "whole", "language": "en"}
    return {"text_id": f"t-{doc_id}", "title": doc_id, "fetched_at": "2025-01-01", **row, **facts}


def about(*doc_ids, **facts):
    return [{**SUBJECT, "doc_id": d, "capture_id": f"c-{d}", **facts} for d in doc_ids]


def correction(field, value, at="2026-01-01", doc_id="a"):
    return {"doc_id": doc_id, "field": field, "value": value, "who": "ana", "why": "seen",
            "corrected_at": at}  # fmt: skip


def left_out(study):
    rows = study.sql("select doc_id, left_out from corpus order by doc_id").to_pylist()
    return {row["doc_id"]: row["left_out"] for row in rows}


def test_each_document_leaves_at_one_step_with_its_reason(tmp_path):
    documents = [
        document("kept"),
        document("unread", completeness="unreadable", reason="http-404", text_id=None),
        document("tag", completeness="not an article"),
        document("known-copy", copy_of="https://a.example/"),
        document("same-text", text_id="t-kept", published="2014"),
        document("other"),
        document("facts", completeness="bibliographic", text_id=None),
        document("cut", completeness="truncated", reason="ends in …"),
        document("french", language="fr"),
    ]
    rows = about(*(d["doc_id"] for d in documents if d["doc_id"] != "other"))
    study = make_study(tmp_path, {"documents": documents, "subjects": rows})

    assert {
        "kept": "copy", "unread": "not fetched", "tag": "not an article", "known-copy": "copy",
        "same-text": None, "other": "not about", "facts": "no text", "cut": "not whole",
        "french": "language",
    } == left_out(study)  # fmt: skip
    why = study.sql("select why from corpus where doc_id = 'cut'").to_pylist()
    assert [{"why": "truncated: ends in …"}] == why


def test_the_latest_capture_counts_and_the_earlier_stays(tmp_path):
    earlier = document("a", title="old", fetched_at="2024-01-01")
    later = document("a", title="new", capture_id="c2")
    study = make_study(tmp_path, {"documents": [later, earlier]})

    assert ["new"] == study.sql("select title from documents")["title"].to_pylist()
    assert 2 == study.sql("select * from documents_all").num_rows


def test_a_page_takes_from_a_bibliography_what_it_lacks(tmp_path):
    page = document("a", title=None, fetched_at="2024-01-01", outlet="The Page")
    facts = document("a", capture_id="c2", text_id=None, completeness="bibliographic",
                     title="From the list", outlet="The List")  # fmt: skip
    study = make_study(tmp_path, {"documents": [facts, page]})

    got = study.sql("select title, outlet, text_id, completeness from documents").to_pylist()
    assert [{"title": "From the list", "outlet": "The Page", "text_id": "t-a",
             "completeness": "whole"}] == got  # fmt: skip


def test_a_correction_is_laid_over_and_undone_by_another(tmp_path):
    study = make_study(tmp_path, {"documents": [document("a", published="2015")], "subjects": []})
    seen = []
    for rows in ([], [correction("published", "2014-01-10"), correction("about", "work")],
                 [correction("published", "", "2026-01-02"),
                  correction("about", "none", "2026-01-02")]):  # fmt: skip
        study.judgements.append("corrections", rows)
        seen += study.sql("select published, year, subjects from corpus").to_pylist()

    assert [("2015", 2015, []), ("2014-01-10", 2014, ["work"]), ("2015", 2015, [])] == [
        (row["published"], row["year"], row["subjects"]) for row in seen
    ]


def test_the_last_coding_of_a_coder_counts(tmp_path):
    coding = {"unit": "a", "doc_id": "a", "coder": "ana", "kind": "person", "variable": "v"}
    first = [{**coding, "value": x, "coded_at": "1"} for x in ("p", "q")]
    study = make_study(tmp_path, codings=[*first, {**coding, "value": "r", "coded_at": "2"}])

    assert ["r"] == study.sql("select value from codings")["value"].to_pylist()
    assert 3 == study.sql("select * from codings_all").num_rows


ESCAPES = [
    "select * from read_csv('/etc/passwd')",
    "copy (select 1) to '/tmp/out.csv'",
    "attach '/tmp/x.db'",
    "install httpfs",
    "set threads = 8",
    "select 1; select 2",
    "create table x as select 1",
    "select * from '/etc/passwd'",
    "select * from read_parquet('{tables}/../study.toml')",
    "select * from glob('/*')",
    "pragma database_list; select 1",
    "pragma table_info('texts')",
    "copy texts to '{tables}/x.csv'",
    "export database '{tables}/x'",
    "attach '{tables}/x.db'",
    "load httpfs",
    "select * from 'https://example.org/x.csv'",
    "select * from 's3://bucket/x.parquet'",
    "select getenv('HOME')",
    "select * from read_text('/proc/self/environ')",
    "select * from read_blob('{tables}/current.json')",
    "select * from read_blob('{tables}/link')",
    "select * from read_parquet('{tables}/*/*/*.parquet')",
    "select * from parquet_metadata('{tables}/../study.toml')",
    "select * from sqlite_scan('{tables}/../judgements.sqlite', 'codings')",
    "select * from sniff_csv('/etc/passwd')",
    "select * from duckdb_secrets()",
    "with x as (select * from read_text('/etc/passwd')) select * from x",
    "with x as (insert into periods values ('z', 1, 2) returning *) select * from x",
    "with x as (delete from periods returning *) select * from x",
    "create temp table x (i int)",
    "create or replace view texts as select 1",
    "create macro f() as 1",
    "insert into periods values ('z', 1, 2)",
    "select * from query('create table x (i int)')",
    "call enable_logging('QueryLog', storage = 'file', storage_path = '{tables}/logs')",
    "prepare p as select 1",
    "explain analyze select 1",
    "begin",
    "reset lock_configuration",
    "",
    "select (",
]


@pytest.mark.parametrize("query", ESCAPES)
def test_a_locked_reader_sees_tables_and_nothing_else(tmp_path, query):
    study = make_study(tmp_path, {"texts": [text_row("A film.")]})
    (study.tables / "link").symlink_to("/etc/passwd")
    before = sorted(tmp_path.rglob("*"))

    with study.reader(locked=True) as reader:
        assert 1 == reader.sql("select * from texts").num_rows
        with pytest.raises(UserError):
            reader.sql(query.replace("{tables}", str(study.tables)))
        assert 1 == reader.sql("select * from texts").num_rows
        assert 2 == reader.sql("select * from periods").num_rows
    assert before == sorted(tmp_path.rglob("*"))


def test_a_wrong_query_is_told_in_a_line(tmp_path):
    with pytest.raises(UserError, match="the query failed"):
        make_study(tmp_path).sql("select nothing from nowhere")


def test_columns_of_one_name_are_told_apart(tmp_path):
    got = make_study(tmp_path).sql("select 1 as n, 2 as n, 3 as n_1, 4 as n")
    assert [{"n": 1, "n_1": 2, "n_1_1": 3, "n_2": 4}] == got.to_pylist()


def test_a_study_of_a_newer_version_is_refused_and_untouched(tmp_path):
    make_study(tmp_path)
    (tmp_path / "FORMAT").write_text("hermeneut 99\n")

    with pytest.raises(UserError, match="newer Hermeneut"):
        Study.open(tmp_path)
    assert "hermeneut 99\n" == (tmp_path / "FORMAT").read_text()


def test_a_damaged_snapshot_says_what_to_do(tmp_path):
    study = make_study(tmp_path)
    (study.tables / "current.json").write_text("{")

    with pytest.raises(UserError, match="hermeneut run"):
        study.current()


def test_a_snapshot_comes_back_as_it_was(tmp_path):
    study = make_study(tmp_path)
    snapshot = Snapshot({"x": Run("x-v1-abc", ("words", "failures"), ("00001", "00002"))})

    study.publish(snapshot)

    assert snapshot == study.current()


def test_the_second_writer_waits_or_says_so(tmp_path):
    study = make_study(tmp_path)
    with study.writing("tables"):
        with pytest.raises(TryAgain, match="another command"), study.writing("tables", wait=False):
            pass
        other = subprocess.Popen([sys.executable, "-c", SECOND, str(tmp_path)])
        time.sleep(1.5)
        assert not (tmp_path / "mark").exists()
    assert 0 == other.wait(20)
    assert "waited" == (tmp_path / "mark").read_text()


SECOND = """
import sys
from pathlib import Path
from hermeneut.study import Study
folder, told = Path(sys.argv[1]), []
with Study(folder).writing("tables", told=told.append):
    (folder / "mark").write_text("waited" if told else "")
"""


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_told(tmp_path):
    study = make_study(tmp_path)
    study.tables.chmod(0o500)
    try:
        with pytest.raises(UserError, match="can't be written"), study.writing("tables"):
            pass
    finally:
        study.tables.chmod(0o700)


def test_a_file_system_that_refuses_is_told_and_leaves_the_old(tmp_path, monkeypatch):
    import errno

    path = tmp_path / "f"
    write_whole(path, b"old")
    for number, kind in ((errno.EROFS, UserError), (errno.ENOSPC, TryAgain)):
        with monkeypatch.context() as patched:
            patched.setattr("os.fsync", _refuse(number))
            with pytest.raises(kind):
                write_whole(path, b"new")

    assert b"old" == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


def _refuse(number):
    def fsync(_handle):
        raise OSError(number, os.strerror(number))

    return fsync


def test_memory_stays_flat_when_a_query_is_read_in_batches(tmp_path):
    study = make_study(tmp_path, {"texts": [text_row(f"text {n}") for n in range(5000)]})

    with study.reader() as reader:
        sizes = [b.num_rows for b in reader.batches("select * from texts", rows=1000)]

    assert 5000 == sum(sizes)
    assert max(sizes) <= 2048


RUN = {"run": "r", "tables": ["texts"], "shards": ["00001"]}
SNAPSHOTS = {
    "a list": [],
    "null": None,
    "no runs": {},
    "runs in a list": {"runs": [RUN]},
    "no run": {"runs": {"x": None}},
    "a part missing": {"runs": {"x": {"run": "r"}}},
    "a number": {"runs": {"x": {**RUN, "run": 5}}},
    "text for a list": {"runs": {"x": {**RUN, "shards": "00001"}}},
    "numbers in a list": {"runs": {"x": {**RUN, "shards": [1]}}},
    "up": {"runs": {"x": {**RUN, "shards": ["../../../../outside/00001"]}}},
    "up, alone": {"runs": {"x": {**RUN, "tables": [".."]}}},
    "absolute": {"runs": {"x": {**RUN, "shards": ["{outside}/00001"]}}},
    "a run elsewhere": {"runs": {"x": {**RUN, "run": "r/../../../outside"}}},
    "a table elsewhere": {"runs": {"x": {**RUN, "tables": ["../outside"]}}},
    "nothing": {"runs": {"x": {**RUN, "shards": [""]}}},
    "NUL": {"runs": {"x": {**RUN, "shards": ["a\0b"]}}},
    "half a character": {"runs": {"x": {**RUN, "shards": ["\ud800"]}}},
    "too long": {"runs": {"x": {**RUN, "shards": ["a" * 5000]}}},
}


@pytest.mark.parametrize("raw", SNAPSHOTS.values(), ids=SNAPSHOTS)
def test_a_strangers_snapshot_leads_nowhere(tmp_path, raw):
    make_study(tmp_path / "outside", {"texts": [text_row("secret")]})
    study = make_study(tmp_path / "s", {"texts": [text_row("A film.")]})
    text = json.dumps(raw).replace("{outside}", str(tmp_path / "outside"))
    (study.tables / "current.json").write_text(text)

    with pytest.raises(UserError, match="is damaged"):
        study.sql("select * from texts")


@pytest.mark.parametrize("name", ["a', 'b", "*", "x') union select 1 --", 'a"b', "a;b", "[a]"])
def test_a_strange_name_of_a_shard_is_a_name(tmp_path, name):
    study = make_study(tmp_path, {"texts": [text_row("A film.")]})
    shard = next(study.tables.rglob("*.parquet"))
    shard.rename(shard.with_name(f"{name}.parquet"))
    study.publish(Snapshot({"x": Run("made", ("texts",), (name, "gone"))}))

    assert 1 == study.sql("select * from texts").num_rows


LINKED = ["tables", "archive", "index", "tables/texts/run=made/00001.parquet",
          "tables/texts/run=other", "archive/00001.warc.gz", "judgements.sqlite", "study.toml",
          "FORMAT", "tables/.x.partial"]  # fmt: skip


@pytest.mark.parametrize("name", LINKED)
def test_a_study_that_holds_links_is_refused(tmp_path, name):
    study = make_study(tmp_path / "s", {"texts": [text_row("A film.")]})
    path = study.root / name
    path.parent.mkdir(exist_ok=True)
    outside = tmp_path / "outside"
    if path.exists():
        path.rename(outside)
    path.symlink_to(outside)

    with pytest.raises(UserError, match="is a link, and a study holds none"):
        Study.open(study.root)


def test_a_study_may_itself_be_reached_by_a_link(tmp_path):
    make_study(tmp_path / "s")
    (tmp_path / "link").symlink_to(tmp_path / "s")

    assert Study.open(tmp_path / "link").sql("select 1 as n").num_rows


FOLDERS = [
    "o'brien", "se;mi", 'dou"ble', "sp ace", "她 é", "br[a-z]", "st*r", "que?y", "b{a,b}",
    "text_id=5", "run=x", "back\\slash", "new\nline", "$dollar", "-dash", "100%",
]  # fmt: skip


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_may_be_called_anything(tmp_path, name):
    row = text_row("A film.")
    study = make_study(tmp_path / name, {"texts": [row], "documents": [document("a")]})

    with Study.open(study.root).reader(locked=True) as reader:
        got = reader.sql("select text_id, text, run from texts_all").to_pylist()
        assert [{"text_id": row["text_id"], "text": "A film.", "run": "made"}] == got
        assert 1 == reader.sql("select * from corpus").num_rows


def test_what_a_run_was_is_shown_even_where_there_is_none(tmp_path):
    assert [] == make_study(tmp_path).sql("select run from sentences_all").to_pylist()


@pytest.mark.parametrize("text", ["hermeneut ²", "", "\0", "hermeneut " + "9" * 9999, "x" * 99])
def test_a_format_that_says_nothing_is_told(tmp_path, text):
    make_study(tmp_path)
    (tmp_path / "FORMAT").write_text(text)

    with pytest.raises(UserError, match=r"doesn't name a format|newer Hermeneut"):
        Study.open(tmp_path)


def test_a_damaged_shard_is_told_however_it_is_read(tmp_path):
    from hermeneut.disk import read_shard

    study = make_study(tmp_path, {"texts": [text_row(f"text {n}") for n in range(5000)]})
    shard = next(study.tables.rglob("*.parquet"))
    shard.write_bytes(shard.read_bytes()[:-9])

    with pytest.raises(UserError, match="hermeneut run"):
        study.sql("select * from texts")
    with pytest.raises(UserError, match="hermeneut run"):
        read_shard(shard)


def test_a_query_that_fails_on_the_way_is_told(tmp_path):
    study = make_study(tmp_path, {"texts": [text_row("no number")]})

    with study.reader() as reader, pytest.raises(UserError, match="the query failed"):
        list(reader.batches("select text::integer from texts"))


def test_of_one_text_the_earliest_that_would_stay_stays(tmp_path):
    same = {"text_id": "t"}
    documents = [
        document("a", **same, published="2009", completeness="not an article"),
        document("b", **same, published="2010", completeness="truncated"),
        document("c", **same, published="2011", copy_of="https://e.example/"),
        document("d", **same, published="2012"),
        document("e", **same, published="2014-01-10", url="https://e.example/"),
        document("f", **same, published="2014-02", url="https://f.example/"),
        document("g", **same),
    ]
    study = make_study(tmp_path, {"documents": documents, "subjects": about(*"abcefg")})

    assert {
        "a": "not an article", "b": "copy", "c": "copy", "d": "copy", "e": None, "f": "copy",
        "g": "copy",
    } == left_out(study)  # fmt: skip


def test_no_document_is_a_copy_of_itself(tmp_path):
    rows = [document("a", url="https://a.example/", copy_of="https://a.example/")]
    study = make_study(tmp_path, {"documents": rows, "subjects": about("a")})

    assert {"a": None} == left_out(study)


def test_every_field_can_be_corrected_at_once(tmp_path):
    values = {
        "title": "T", "authors": "A; B", "outlet": "O", "published": "2009-05", "form": "review",
        "venue": "blog", "rating": "3/4", "language": "fr", "about": "work; ai",
        "copy_of": "https://x.example/", "completeness": "truncated",
    }  # fmt: skip
    rows = [document("a"), document("a", capture_id="c2", fetched_at="2024")]
    study = make_study(tmp_path, {"documents": rows})
    study.judgements.append("corrections", [correction(f, v) for f, v in values.items()])

    (got,) = study.sql("select * from corpus").to_pylist()
    wanted = {**values, "authors": ["A", "B"], "subjects": ["work", "ai"], "subject": "work+ai",
              "year": 2009, "period": "2009", "left_out": "copy"}  # fmt: skip
    del wanted["about"]
    assert wanted == {name: got[name] for name in wanted}


def test_a_document_of_which_nothing_is_known_leaves_with_a_reason(tmp_path):
    rows = [{"doc_id": "a", "capture_id": "c-a"}, {"doc_id": "b", "capture_id": "c-b"}]
    study = make_study(tmp_path, {"documents": rows, "subjects": about("b")})

    got = study.sql(
        "select doc_id, left_out, measured, why is null as silent from corpus order by 1"
    )
    assert [("a", "not about", False, False), ("b", "no text", False, False)] == [
        tuple(row.values()) for row in got.to_pylist()
    ]


def test_fifty_thousand_documents_are_asked_in_seconds(tmp_path):
    rows = [document(f"{n:05}", text_id=f"t{n % 48_000}", published="2009") for n in range(50_000)]
    study = make_study(
        tmp_path, {"documents": rows, "subjects": about(*(r["doc_id"] for r in rows))}
    )

    began = time.monotonic()
    with study.reader() as reader:
        got = reader.sql(
            "select left_out, count(*) n from corpus group by 1 order by 1"
        ).to_pylist()

    assert [{"left_out": "copy", "n": 2000}, {"left_out": None, "n": 48_000}] == got
    assert time.monotonic() - began < 20  # 0.5 s on two free cores


def test_a_question_too_large_for_memory_spills_and_leaves_nothing(tmp_path, monkeypatch):
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    monkeypatch.setattr("hermeneut.study.MEMORY", "200MB")
    study = make_study(tmp_path / "s")
    long = "select md5(range::varchar) || repeat('x', 300) as s from range(1000000)"
    query = f"select max(s) from ({long} order by s desc offset 9)"
    with study.reader() as reader:
        assert reader.sql(query).num_rows == 1
    assert list((tmp_path / "tmp").iterdir()) == []
