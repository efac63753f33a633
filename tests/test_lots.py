"""A long table comes in lots, and is the same table."""

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut import lots
from hermeneut.adding import add_paths
from hermeneut.engine import Pool, Serial
from hermeneut.plan import Plan
from hermeneut.study import Study
from hermeneut.testing import DESIGN

TABLE = "\n".join(
    [
        "link,review",
        "https://a.org/1,Warm and strange.",
        "https://a.org/2,Cold.",
        ",No address at all.",
        "https://a.org/1,The same address again.",
        "https://a.org/3,Long,ragged",
        "https://a.org/4,Last.",
    ]
).encode()
MAPPING = json.dumps({"map": {"url": "link", "text": "review"}})
CAPTURE = {"url": "file:///t.csv", "format": "csv", "mapping": MAPPING}


def named(payload, kind):
    columns = lots.columns_of(MAPPING)
    return list(lots.named_rows(payload, kind, columns, source=CAPTURE["url"]))


@given(st.integers(1, 9))
def test_lots_hold_the_rows_of_the_table_and_their_documents(size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lots, "LONG", 0)
        patch.setattr(lots, "ROWS_A_LOT", size)
        parts = list(lots.cut(CAPTURE, TABLE))
    assert {kind for kind, _ in parts} == {lots.LOT}
    assert [n for _, part in parts for n in named(part, lots.LOT)] == named(TABLE, "csv")


def test_a_short_table_and_a_page_come_whole():
    assert list(lots.cut(CAPTURE, TABLE)) == [("csv", TABLE)]
    page = {**CAPTURE, "format": "html"}
    assert list(lots.cut(page, b"<p>" * lots.LONG)) == [("html", b"<p>" * lots.LONG)]


def test_a_table_without_rows_comes_whole(monkeypatch):
    monkeypatch.setattr(lots, "LONG", 0)
    assert list(lots.cut(CAPTURE, b"link,review\n")) == [("csv", b"link,review\n")]


def test_a_study_reads_the_same_from_lots(tmp_path, monkeypatch):
    def read(name):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "study.toml").write_text(DESIGN)
        (folder / "t.csv").write_bytes(TABLE)
        study = Study.open(folder)
        add_paths(study, [folder / "t.csv"], mapping="url=link,text=review")
        with Pool(Serial) as pool:
            Plan(study).run(["readings", "fields"], pool=pool)
        query = "select doc_id, piece, url, text, completeness, reason from readings order by piece"
        return study.sql(query).to_pylist(), study.sql("select doc_id, field, value from fields")

    whole = read("whole")
    monkeypatch.setattr(lots, "LONG", 0)
    monkeypatch.setattr(lots, "ROWS_A_LOT", 2)
    assert read("lots") == whole
    assert len(whole[0]) == 6


def test_memory_for_a_long_table_is_that_of_its_bytes_and_a_lot():
    row = json.dumps({"review": "A long sentence about love. " * 40}).encode()
    capture = {**CAPTURE, "format": "jsonl"}
    table = b"\n".join([row] * 5000)
    tracemalloc.start()
    parts = sum(1 for _ in lots.cut(capture, table))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert parts == 20
    assert peak < 2.2 * len(table)  # opening bytes as text copies them once
