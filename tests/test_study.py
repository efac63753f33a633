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
]


@pytest.mark.parametrize("query", ESCAPES)
def test_a_locked_reader_sees_tables_and_nothing_else(tmp_path, query):
    study = make_study(tmp_path, {"texts": [text_row("A film.")]})

    with study.reader(locked=True) as reader:
        assert 1 == reader.sql("select * from texts").num_rows
        with pytest.raises(UserError):
            reader.sql(query.replace("{tables}", str(study.tables)))


def test_a_wrong_query_is_told_in_a_line(tmp_path):
    with pytest.raises(UserError, match="the query failed"):
        make_study(tmp_path).sql("select nothing from nowhere")


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
