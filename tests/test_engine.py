"""Every engine gives the same shard; what fails or kills a worker becomes a row with a reason."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut import schema
from hermeneut.engine import Pool, Serial, ShardTask, processes, work
from hermeneut.errors import HermeneutError, TryAgain
from hermeneut.joins import joined_key, nest
from hermeneut.study import shard_path
from hermeneut.testing import Finds, check_pass, rows_of, text_row

ENGINES = {
    "serial": Serial,
    "threads": partial(ThreadPoolExecutor, 2),
    "processes": partial(processes, 2),
}


@pytest.fixture
def tables(tmp_path):
    for shard in range(4):
        rows = [text_row(f"🎬 Film {shard}-{i}, a film on film.") for i in range(30)]
        path = shard_path(tmp_path, "texts", "r", f"{shard:05}")
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(rows_of(schema.TEXTS, rows), path)
    return tmp_path


SHARDS = [f"{n:05}" for n in range(4)]


def task_of(tables, step, run="x", **more):
    return ShardTask(step=step, tables=tables, run=run, inputs={"texts": "r"}, **more)


def written(tables, run="x", table="words"):
    paths = sorted(tables.glob(f"{table}/run={run}/*.parquet"))
    return pa.concat_tables([pq.read_table(p, partitioning=None) for p in paths]) if paths else None


@pytest.mark.parametrize("name", ENGINES)
def test_engines_agree(tables, name):
    with Pool(ENGINES[name]) as pool:
        done = list(work(task_of(tables, Finds()), SHARDS, pool))

    assert SHARDS == [d.shard for d in done]
    assert [60] * 4 == [d.rows for d in done]
    assert 240 == written(tables).num_rows


@pytest.mark.parametrize("rows", [1, 7, 1000])
def test_the_size_of_batches_changes_nothing(tables, rows):
    for run, size in (("a", rows), ("b", 256)):
        with Pool(Serial) as pool:
            list(work(task_of(tables, Finds(), run, rows=size), SHARDS, pool))

    assert written(tables, "a").equals(written(tables, "b"))


def test_what_stands_is_not_done_again(tables):
    task = task_of(tables, Finds())
    with Pool(Serial) as pool:
        list(work(task, SHARDS[:2], pool))
        stamps = {p: p.stat().st_mtime_ns for p in tables.glob("words/*/*.parquet")}
        done = list(work(task, SHARDS, pool))

    assert [False, False, True, True] == [d.fresh for d in done]
    assert all(stamp == p.stat().st_mtime_ns for p, stamp in stamps.items())


def test_a_row_that_fails_is_a_row_with_a_reason(tables):
    with Pool(Serial) as pool:
        done = list(work(task_of(tables, Finds(fails_on="2-7,")), SHARDS, pool))

    failures = written(tables, table="failures").to_pylist()
    assert [0, 0, 1, 0] == [d.failed for d in done]
    assert [("finds", "told-to-fail", "as the test wished")] == [
        (f["pass"], f["slug"], f["detail"]) for f in failures
    ]
    assert 238 == written(tables).num_rows


def test_a_text_that_kills_a_worker_is_found_and_set_aside(tables):
    with Pool(partial(processes, 1)) as pool:
        done = list(work(task_of(tables, Finds(dies_on="1-23,")), SHARDS, pool))

    failures = written(tables, table="failures").to_pylist()
    assert {"00001": 1} == {d.shard: d.failed for d in done if d.failed}
    assert [text_row("🎬 Film 1-23, a film on film.")["text_id"]] == [f["key"] for f in failures]
    assert ["worker-died"] == [f["slug"] for f in failures]
    assert 238 == written(tables).num_rows


def test_a_full_disk_is_told_and_leaves_nothing_half_written(tables, monkeypatch):
    import errno

    def full(*_args, **_more):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("hermeneut.engine.os.fsync", full)
    with Pool(Serial) as pool, pytest.raises(TryAgain, match="disk is full"):
        list(work(task_of(tables, Finds()), SHARDS, pool))

    assert [] == list(tables.rglob("words/*/*"))


def test_a_missing_input_is_an_error_not_an_empty_table(tables):
    with Pool(Serial) as pool, pytest.raises((FileNotFoundError, HermeneutError)):
        list(work(task_of(tables, Finds()), ["99999"], pool))


@given(st.lists(st.integers(0, 8), max_size=30), st.permutations(range(6)))
def test_nesting_gives_each_row_to_its_driver_in_order(keys, driving):
    rows = pa.table({"key": [str(k) for k in keys], "n": list(range(len(keys)))})
    drivers = pa.chunked_array([[str(d) for d in driving]], pa.string())

    nested = nest(
        drivers,
        joined_key(rows.cast(pa.schema([("key", pa.string()), ("n", pa.int64())])), ("key",)),
        rows.select(["n"]),
    )

    want = [[{"n": n} for n, k in enumerate(keys) if k == d] for d in driving]
    assert want == nested.to_pylist()


def test_the_double_conforms():
    check_pass(Finds(), [text_row("a film"), text_row("un film", language="fr"), text_row("none")])
