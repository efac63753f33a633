"""What has to be done is what isn't there: resuming, growing, changing, cleaning."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import ClassVar

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hermeneut import admission, registry, schema
from hermeneut.adding import add_paths
from hermeneut.candidates import Candidate
from hermeneut.collect.queue.frontier import Frontier
from hermeneut.correct import correct
from hermeneut.engine import Pool, Serial, processes
from hermeneut.errors import UserError
from hermeneut.passes import Result
from hermeneut.plan import Plan, in_order, registered
from hermeneut.read.duplicates import Duplicates
from hermeneut.samples import design_of
from hermeneut.study import Study
from hermeneut.testing import DESIGN, Finds
from hermeneut.validate.reliability import Agreement

READING = ("readings", "fields", "documents", "subjects")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def page(n):
    return (
        f"---\ntitle: Up, once more {n}\nauthor: Critic {n}\ndate: 2009-06-{n % 27 + 1:02}\n---\n"
        f"A film by Pete Docter, number {n}. Carl is a widower, and the film knows it.\n\n"
        f"Up is a film about letting go, said critic {n}: nothing more, and nothing less than that."
    )


def write_pages(folder, numbers):
    folder.mkdir(exist_ok=True, parents=True)
    for n in numbers:
        (folder / f"{n:03}.md").write_text(page(n), encoding="utf-8")
    return folder


def new_study(root, pages=None):
    root.mkdir(parents=True, exist_ok=True)
    (root / "study.toml").write_text(DESIGN, encoding="utf-8")
    study = Study.open(root)
    if pages:
        add_paths(study, [pages], now=lambda: NOW)
    return study


def steps_of(study, finds=None, names=READING):
    design = study.design
    made = [registry.make("passes", name, design) for name in names]
    return in_order([*made, finds or Finds()])


def bring_up(study, finds=None, opens=Serial, told=lambda *_: None, **more):
    plan = Plan(study, steps_of(study, finds))
    with Pool(opens) as pool:
        return plan.run(pool=pool, told=told, **more)


def rows(study, table):
    """Return the rows that count of a table, sorted, without what names the run."""
    paths = study.current().files(study.tables, table)
    parts = [pq.read_table(path, partitioning=None) for path in paths]
    return sorted(map(repr, pa.concat_tables(parts).to_pylist())) if parts else []


def stamps(study):
    return {p: p.stat().st_mtime_ns for p in study.tables.glob("*/run=*/[!.]*.parquet")}


@pytest.fixture
def small_shards(monkeypatch):
    monkeypatch.setattr(admission, "TEXTS_A_SHARD", 5)


@pytest.fixture
def pages(tmp_path):
    return write_pages(tmp_path / "pages", range(23))


TABLES = ("captures", "readings", "fields", "documents", "subjects", "texts", "words")


def test_a_study_is_brought_up_to_date_once(tmp_path, pages):
    study = new_study(tmp_path / "s", pages)
    states = bring_up(study)
    before = stamps(study)

    again = bring_up(study)

    assert {"up to date"} == {s.state for s in (*states, *again)}
    assert before == stamps(study)
    assert (
        23 == study.sql("select count(*) n from documents where title like 'Up,%'")["n"][0].as_py()
    )


@pytest.mark.parametrize("opens", [Serial, partial(processes, 2)], ids=["serial", "processes"])
@pytest.mark.parametrize("size", [1, 7, 500])
def test_the_same_rows_whatever_order_shards_and_workers(tmp_path, pages, monkeypatch, opens, size):
    monkeypatch.setattr(admission, "TEXTS_A_SHARD", size)
    plain = new_study(tmp_path / "plain", pages)
    bring_up(plain)
    other = new_study(tmp_path / "other")
    for n in reversed(range(23)):  # one at a time, in another order: 23 WARC files
        add_paths(other, [pages / f"{n:03}.md"], now=lambda: NOW)

    bring_up(other, opens=opens)

    for table in ("texts", "words"):
        assert rows(plain, table) == rows(other, table), table
    query = "select title, authors, published, text_id from documents order by title"
    assert plain.sql(query).equals(other.sql(query))


def test_new_documents_are_worked_on_and_nothing_else(tmp_path, pages, small_shards):
    study = new_study(tmp_path / "s", pages)
    bring_up(study)
    before = stamps(study)
    add_paths(study, [write_pages(tmp_path / "more", range(100, 103))], now=lambda: NOW)
    plan = Plan(study, steps_of(study))
    assert 1 == plan.stale_captures()

    bring_up(study)

    after = stamps(study)
    assert before.items() <= after.items()
    fresh = {path.parent.parent.name for path in after.keys() - before.keys()}
    assert {"captures", "readings", "fields", "documents", "subjects", "texts", "words"} == fresh
    assert 26 == len(rows(study, "texts"))
    assert 26 * 4 == len(rows(study, "words")) + 26  # three a text, as before


def test_the_same_bytes_twice_add_nothing(tmp_path, pages):
    study = new_study(tmp_path / "s", pages)

    outcome = add_paths(study, [pages], now=lambda: NOW)

    assert (0, 23) == (outcome.added, outcome.already)
    assert 1 == len(list(study.archive.glob("*.warc.gz")))


def test_mending_a_date_or_byline_annotates_nothing_again(tmp_path, pages):
    study = new_study(tmp_path / "s", pages)
    bring_up(study)
    before = stamps(study)
    wanted = study.sql("select doc_id from documents order by 1")["doc_id"][0].as_py()
    correct(study, wanted, "published=1999-01-01", who="ana", why="test")
    correct(study, wanted, "authors=Jo Li", who="ana", why="test")

    bring_up(study)

    assert before == stamps(study)
    got = study.sql("select year, authors from corpus where doc_id = $d", {"d": wanted}).to_pylist()
    assert [{"year": 1999, "authors": ["Jo Li"]}] == got


def test_a_changed_setting_reruns_that_pass_and_leaves_the_old_run(tmp_path, pages):
    study = new_study(tmp_path / "s", pages)
    bring_up(study)
    before = stamps(study)
    changed = Plan(study, steps_of(study, Finds(word="critic")))
    stale = {s.name: s.why for s in changed.status() if s.state == "stale"}

    bring_up(study, Finds(word="critic"))

    assert {"finds": 'setting word: "film" → "critic"'} == stale
    fresh = stamps(study).keys() - before.keys()
    assert {"words"} == {path.parent.parent.name for path in fresh}
    assert before.items() <= stamps(study).items()
    assert 2 == len(list((study.tables / "words").iterdir()))


def test_what_stands_on_a_changed_pass_is_stale_too():
    design = design_of("her")
    plain = {s.name: s.run for s in registered(design)}
    steps = {**design.steps, "paragraphs": {"join_below": 26}}
    import dataclasses

    cls = registry.load("passes", "paragraphs")
    setting = next(f.name for f in dataclasses.fields(cls) if isinstance(f.default, int))
    steps["paragraphs"] = {setting: getattr(cls(), setting) + 1}
    changed = {s.name: s.run for s in registered(dataclasses.replace(design, steps=steps))}

    moved = {name for name in plain if plain[name] != changed[name]}
    assert {"paragraphs", "embeddings", "themes"} <= moved
    assert {"readings", "documents", "sentences", "sentiments", "quotations"}.isdisjoint(moved)


def test_clean_drops_what_no_plan_names_and_nothing_else(tmp_path, pages):
    study = new_study(tmp_path / "s", pages)
    bring_up(study)
    bring_up(study, Finds(word="critic"))
    before = {t: rows(study, t) for t in TABLES}
    coding = {"unit": "x", "coder": "ana", "kind": "person", "variable": "v", "value": "1"}
    study.judgements.append("codings", [{**coding, "coded_at": "2026"}])
    evidence = {p: p.read_bytes() for p in study.archive.glob("*.warc.gz")}

    dropped = Plan(study, steps_of(study, Finds(word="critic"))).clean()

    assert ["words"] == [folder.parent.name for folder in dropped]
    assert before == {t: rows(study, t) for t in TABLES}
    assert evidence == {p: p.read_bytes() for p in study.archive.glob("*.warc.gz")}
    assert 1 == study.judgements.rows("codings").num_rows
    assert [] == Plan(study, steps_of(study, Finds(word="critic"))).clean()


def test_rows_that_failed_are_told_and_can_be_tried_again(tmp_path, pages):
    study = new_study(tmp_path / "s", pages)
    (tmp_path / "s").mkdir(exist_ok=True)
    finds = Finds(fails_on="number 7.")

    states = {s.name: s for s in bring_up(study, finds)}

    assert 1 == states["finds"].failed
    assert "told-to-fail" in rows(study, "failures")[0]
    assert 1 == {s.name: s for s in bring_up(study, finds)}["finds"].failed
    assert 1 == {s.name: s for s in bring_up(study, finds, again=True)}["finds"].failed


def test_what_stands_is_seen_until_trying_again_has_made_the_new(tmp_path, pages, small_shards):
    study = new_study(tmp_path / "s", pages)
    bring_up(study, Finds(fails_on="number 7."))
    whole, seen, before = rows(study, "words"), [], stamps(study)

    def look(step, word, done, total):
        seen.append(rows(study, "words"))

    bring_up(study, Finds(fails_on="number 7."), told=look, again=True)

    assert whole
    assert all(whole == one for one in seen)
    changed = {p for p, stamp in stamps(study).items() if before[p] != stamp}
    assert {"words", "failures"} == {p.parent.parent.name for p in changed}
    assert 2 == len(changed)  # one shard of five held the row


def test_trying_again_goes_on_after_it_was_cut_off(tmp_path, pages, small_shards):
    study = new_study(tmp_path / "s", pages)
    bring_up(study, Finds(fails_on="number"))
    shards = study.current().runs["finds"].shards

    def stop(step, word, done, total):
        if step == "finds" and done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_up(study, Finds(fails_on="number"), told=stop, again=True)
    (state,) = [s for s in Plan(study, steps_of(study, Finds(fails_on="number"))).status()
                if s.name == "finds"]  # fmt: skip
    before = stamps(study)
    bring_up(study, Finds(fails_on="number"))
    redone = {p.stem for p, stamp in stamps(study).items() if before.get(p) != stamp}

    assert ("stale", f"{len(shards)} shards to work on") == (state.state, state.why)
    assert {*shards} == redone
    assert {"up to date"} == {s.state for s in bring_up(study, Finds(fails_on="number"))}


def test_readers_see_the_last_whole_run_while_another_is_unfinished(tmp_path, pages, small_shards):
    study = new_study(tmp_path / "s", pages)
    bring_up(study)
    whole = rows(study, "words")
    seen = []

    def look(step, word, done, total):
        if step == "finds" and word == "running":
            seen.append(rows(study, "words"))

    bring_up(study, Finds(word="critic"), told=look)

    assert len(seen) > 2
    assert all(rows_seen == whole for rows_seen in seen)
    assert rows(study, "words") != whole


def test_what_rests_on_the_corpus_comes_after_what_decides_it(tmp_path, pages):
    copied = (pages / "000.md").read_text(encoding="utf-8").replace("Up, once more", "Once again")
    (pages / "copy.md").write_text(copied, encoding="utf-8")  # a copy, so that the corpus changes
    study = new_study(tmp_path / "s", pages)
    made = [registry.make("passes", name, study.design) for name in READING]

    with Pool(Serial) as pool:
        states = Plan(study, in_order([*made, Finds(), Agreement(), Duplicates()])).run(pool=pool)

    assert study.sql("select 1 from corpus where left_out = 'copy'").num_rows
    assert {"up to date"} == {s.state for s in states}


def test_two_steps_for_one_table_or_none_are_told():
    with pytest.raises(UserError, match="two steps write words"):
        in_order([Finds(), Finds(word="x")])
    with pytest.raises(UserError, match="no step writes what others read"):
        in_order([registry.load("passes", "sentiments")()])


CHILD = """
import sys
from functools import partial
from pathlib import Path
sys.path.insert(0, sys.argv[3])
import test_plan
from hermeneut import admission
from hermeneut.engine import processes
from hermeneut.study import Study
from hermeneut.testing import Finds
if __name__ == "__main__":
    admission.TEXTS_A_SHARD = 5
    study = test_plan.new_study(Path(sys.argv[1]))
    print("ready", flush=True)
    test_plan.add_paths(study, [Path(sys.argv[2])], now=lambda: test_plan.NOW)
    test_plan.bring_up(study, Finds(seconds=0.02), partial(processes, 2))
"""


def child(root, pages):
    command = [sys.executable, "-c", CHILD, str(root), str(pages), str(Path(__file__).parent)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    pages = write_pages(folder / "pages", range(23))
    assert 0 == child(folder / "s", pages).wait(120)
    return pages, Study.open(folder / "s")


@pytest.mark.parametrize("moment", [0.0, 0.2, 0.6, 1.2, 2.0, 2.4, 2.8, 3.2])
def test_killed_at_any_moment_and_run_again_gives_the_same(tmp_path, undisturbed, moment):
    pages, whole = undisturbed
    running = child(tmp_path / "s", pages)
    running.stdout.readline()
    time.sleep(moment)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    study = Study(tmp_path / "s")
    done = stamps(study) if study.tables.exists() else {}
    for path in done:
        pq.read_table(path, partitioning=None)  # whole, or it would raise

    assert 0 == child(tmp_path / "s", pages).wait(120)

    assert {t: rows(study, t) for t in TABLES} == {t: rows(whole, t) for t in TABLES}
    assert done.items() <= stamps(study).items(), "work was repeated"
    assert [] == list(study.tables.rglob(".*.partial"))


def test_every_table_that_a_pass_writes_is_documented():
    for step in registered(design_of("her")):
        for table in step.tables:
            assert table in schema.TABLES


@dataclass(frozen=True)
class Counts:
    """An analysis for tests: it counts a word, as slowly as it is told to."""

    seconds: float = 0.0

    name: ClassVar = "counts"
    version: ClassVar = 1
    reads: ClassVar = ("corpus", "words")
    writes: ClassVar = (schema.TOPIC_WEIGHTS,)

    def __call__(self, tables):
        time.sleep(self.seconds)
        query = "select doc_id, 1::int as topic, count(*)::double as weight from corpus "
        found = tables.sql(query + "join words using (text_id) group by 1 order by 1")
        weights = found.cast(schema.TOPIC_WEIGHTS)
        return Result({"topic_weights": weights}, schema.EVIDENCE.empty_table())


def analysed(study, finds=None, opens=Serial, counts=None, **more):
    made = [registry.make("passes", name, study.design) for name in READING]
    plan = Plan(study, in_order([*made, Duplicates(), finds or Finds(), counts or Counts()]))
    with Pool(opens) as pool:
        return {s.name: s for s in plan.run(pool=pool, **more)}, plan


@pytest.fixture
def words_are_a_table(monkeypatch):
    monkeypatch.setitem(schema.TABLES, "words", Finds.writes)


@pytest.mark.usefixtures("words_are_a_table")
def test_an_analysis_is_made_again_when_what_it_reads_changes_and_not_else(tmp_path, pages):
    study = new_study(tmp_path / "s", pages)
    analysed(study)
    before = stamps(study)
    states, plan = analysed(study)
    assert "up to date" == states["counts"].state
    assert before == stamps(study)
    wanted = study.sql("select doc_id from documents order by 1")["doc_id"][0].as_py()

    correct(study, wanted, "about=none", who="ana", why="test")
    why = {s.name: s.why for s in plan.status() if s.state == "stale"}
    analysed(study)

    assert {"counts": "the documents, corrections or codings that it reads changed"} == why
    fresh = stamps(study).keys() - before.keys()
    assert {"topic_weights", "evidence"} == {path.parent.parent.name for path in fresh}


def test_what_rests_on_codings_alone_may_run_before_the_corpus_is_known(tmp_path, pages):
    copied = page(1) + "\n\n" + " ".join(f"It has {n} balloons, and one house." for n in range(80))
    for name in ("one", "other"):
        (pages / f"{name}.md").write_text(f"{copied} {name}", encoding="utf-8")
    study = new_study(tmp_path / "s", pages)
    made = [registry.make("passes", name, study.design) for name in READING]
    plan = Plan(study, in_order([*made, Agreement(), Duplicates()]))
    with Pool(Serial) as pool:
        plan.run(pool=pool)
    copies = "select count(*) as n from duplicates"
    assert study.sql(copies)["n"][0].as_py() > 1
    assert [] == [s.name for s in plan.status() if s.state == "stale"]

    coding = {
        "unit": "u", "doc_id": "u", "kind": "person", "variable": "v", "value": "a",
        "coded_at": "2026-01-01",
    }  # fmt: skip
    study.judgements.append("codings", [{**coding, "coder": who} for who in ("ana", "ben")])
    assert ["agreement"] == [s.name for s in plan.status() if s.state == "stale"]


@pytest.mark.usefixtures("words_are_a_table")
def test_what_stands_on_a_row_tried_again_is_made_again(tmp_path, pages, monkeypatch):
    study = new_study(tmp_path / "s", pages)
    with monkeypatch.context() as bad_day:
        bad_day.setattr(Finds, "find", fails_on_seven)
        assert 1 == analysed(study)[0]["finds"].failed
    before = rows(study, "topic_weights")

    states, _ = analysed(study, again=True)

    assert (0, "up to date") == (states["finds"].failed, states["counts"].state)
    assert len(before) + 1 == len(rows(study, "topic_weights"))


def fails_on_seven(_, text):
    if "number 7." in text:
        raise OverflowError("a bad day")
    yield {"start": 0, "end": 1, "word": text[0]}


def test_what_other_passes_made_of_a_row_tried_again_is_made_again(tmp_path, pages, monkeypatch):
    study = new_study(tmp_path / "s", pages)
    reader, read = registry.load("passes", "readings"), registry.load("passes", "readings").find

    def stumbles(self, capture):
        if capture["url"].endswith("/007.md"):
            raise OverflowError("a bad day")
        yield from read(self, capture)

    with monkeypatch.context() as bad_day:
        bad_day.setattr(reader, "find", stumbles)
        assert 1 == {s.name: s for s in bring_up(study)}["readings"].failed
    assert 22 == len(rows(study, "documents"))

    bring_up(study, again=True)

    assert [23] * 3 == [len(rows(study, t)) for t in ("readings", "documents", "texts")]
    assert 23 * 3 == len(rows(study, "words"))


ANALYST = """
import os, signal, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
import test_plan
from hermeneut import plan
write = plan.write_shard
def writes_and_dies(path, rows):
    write(path, rows)
    if path.parent.parent.name == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)
plan.write_shard = writes_and_dies
test_plan.schema.TABLES["words"] = test_plan.Finds.writes
print("ready", flush=True)
test_plan.analysed(test_plan.Study(Path(sys.argv[1])), counts=test_plan.Counts(float(sys.argv[4])))
"""


@pytest.mark.usefixtures("words_are_a_table")
@pytest.mark.parametrize("moment", ["evidence", "topic_weights", "while it works"])
def test_an_analysis_that_is_killed_is_whole_or_made_again(tmp_path, pages, moment):
    study = new_study(tmp_path / "s", pages)
    bring_up(study)
    before = stamps(study)
    slow = 60.0 if moment == "while it works" else 0.0
    here = str(Path(__file__).parent)
    command = [sys.executable, "-c", ANALYST, str(study.root), here, moment, str(slow)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE)
    if slow:
        while not list(study.tables.glob("topic_weights/run=*/run.json")):
            time.sleep(0.05)
        running.kill()
    assert -signal.SIGKILL == running.wait(60)
    assert [] == rows(study, "topic_weights")
    killed = stamps(study)

    states, _ = analysed(study, counts=Counts(slow and 0.001))

    assert "up to date" == states["counts"].state
    assert 23 == len(rows(study, "topic_weights"))
    assert before.items() <= stamps(study).items()
    if moment == "topic_weights":
        assert killed == stamps(study), "work was repeated"


@pytest.mark.parametrize("text", ["[]", "null", '{"settings": 5}', "[" * 99_999, "\xff", "{"])
def test_a_strangers_run_json_is_no_more_than_words(tmp_path, pages, text):
    study = new_study(tmp_path / "s", pages)
    bring_up(study)
    next(study.tables.glob("words/run=*/run.json")).write_text(text, encoding="latin-1")

    states = {s.name: s for s in Plan(study, steps_of(study, Finds(word="critic"))).status()}

    assert "stale" == states["finds"].state
    assert states["finds"].why


def test_a_capture_is_read_from_the_archive_and_nowhere_else(tmp_path, pages):
    secret = new_study(tmp_path / "secret", pages)
    study = new_study(tmp_path / "s", write_pages(tmp_path / "one", [99]))
    steps = steps_of(study)
    index = admission.index_archive(study)[0]
    path = study.tables / "captures" / "run=captures-v1" / f"{index}.parquet"
    shard = pq.read_table(path, partitioning=None).to_pylist()
    for warc in ("../../secret/archive/00001.warc.gz", str(secret.archive / "00001.warc.gz")):
        stolen = [{**row, "warc": warc, "offset": row["offset"]} for row in shard]
        pq.write_table(pa.Table.from_pylist(stolen, schema.CAPTURES), path)
        with Pool(Serial) as pool:
            Plan(study, steps).run(["readings"], pool=pool)
        assert ["A film by Pete Docter, number 99"] == [
            text[:32] for text in study.sql("select text from readings")["text"].to_pylist()
        ]
        next(study.tables.glob("readings/run=*/*.parquet")).unlink()


def test_a_warc_that_is_gone_is_told(tmp_path, pages):
    study = new_study(tmp_path / "s", pages)
    admission.index_archive(study)
    next(study.archive.glob("*.warc.gz")).unlink()

    with pytest.raises(UserError, match="is missing"):
        bring_up(study)


def point_to(study, *urls, ask=""):
    """Let the frontier of a study hold what sources found and asked."""
    with Frontier(study.archive, now=lambda: NOW) as frontier:
        frontier.offer([Candidate(url, "list", "l.txt", title="Up") for url in urls])
        if ask:
            frontier.asked(source="nyt", query="q", url=ask, key=ask, status=200, body=b"{}")


def shards_of(study, table):
    return sorted(path.stem for path in study.tables.glob(f"{table}/run=*/*.parquet"))


def test_what_was_found_and_asked_is_asked_by_sql(tmp_path, pages):
    study = new_study(tmp_path / "s", pages)
    bring_up(study)
    assert 0 == study.sql("select count(*) n from candidates")["n"][0].as_py()
    point_to(study, "https://a.example/1", "https://a.example/2", ask="https://api.example/")

    bring_up(study)

    rows = study.sql("select url, title, state from candidates order by url").to_pylist()
    assert [("https://a.example/1", "Up", "waiting"), ("https://a.example/2", "Up", "waiting")] == [
        tuple(row.values()) for row in rows
    ]
    assert ["https://api.example/"] == study.sql("select url from questions")["url"].to_pylist()
    assert [] == Plan(study, steps_of(study)).clean()
    assert 2 == study.sql("select count(*) n from candidates")["n"][0].as_py()


def test_the_frontier_is_indexed_when_it_changed_and_former_readers_still_read(tmp_path, pages):
    study = new_study(tmp_path / "s", pages)
    point_to(study, "https://a.example/1")
    bring_up(study)
    before, once = stamps(study), shards_of(study, "candidates")
    bring_up(study)
    assert before == stamps(study)
    with study.reader() as former:
        point_to(study, "https://a.example/2")
        bring_up(study)

        assert 1 == former.sql("select count(*) n from candidates")["n"][0].as_py()
    assert 2 == study.sql("select count(*) n from candidates")["n"][0].as_py()
    assert {*once} < {*shards_of(study, "candidates")}
    point_to(study, "https://a.example/3")
    bring_up(study)
    assert 2 == len(shards_of(study, "candidates"))
    assert 3 == study.sql("select count(*) n from candidates")["n"][0].as_py()


def test_a_frontier_that_isnt_ours_is_told(tmp_path, pages):
    study = new_study(tmp_path / "s", pages)
    (study.archive / "frontier.sqlite").write_bytes(b"nothing of the kind" * 99)

    with pytest.raises(UserError, match="is damaged"):
        bring_up(study)
