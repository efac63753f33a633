"""A page read anew keeps its codings: found again by their words, or listed, never lost."""

import pytest

from hermeneut import registry
from hermeneut.coding.drawing import Wishes, draw, latest
from hermeneut.coding.moving import follow, sentence, unplaced
from hermeneut.coding.taking_in import decision
from hermeneut.disk import shard_path, write_shard
from hermeneut.study import Run, Snapshot
from hermeneut.testing import rows_of
from hermeneut.validate.sampling import Design

from .conftest import paragraphs_of, tables


def read_anew(study, run, change, forget=False):
    """Replace what the study read by another reading of its pages."""
    texts = {n: change(n, paragraphs_of(n)) for n in range(40)}
    snapshot = Snapshot()
    for name, rows in tables(texts=texts).items():
        path = shard_path(study.tables, name, run, "00001")
        write_shard(path, rows_of(registry.table(name), rows))
        shards = ("00001",)
        snapshot = snapshot.with_run(f"made-{name}", Run(run, (name,), shards))
    study.publish(snapshot)


@pytest.fixture
def coded(study, clock):
    sample = draw(study, "loneliness", Wishes(Design(n=12)), now=clock)
    rows = [
        row
        for drawn in sample.rows
        for row in decision(study, drawn, "ana", ("yes",), "2026-01-01")
    ]
    study.judgements.append("codings", rows)
    return study, sample


def headed(n, parts):
    """Read the skip link with the first paragraph, plain marks, and a word otherwise."""
    first = f"Skip to content\n\n{parts[0]}".replace("evening", "night")
    return [first, parts[1].replace("“", '"').replace("”", '"'), parts[2]]


def cut(n, parts):
    """Lose the last paragraph of every other page."""
    return parts if n % 2 else [*parts[:2], "Subscribe to go on."]


def test_codings_and_samples_follow_to_the_new_reading(coded, clock):
    study, _ = coded
    assert [] == follow(study, now=clock), "nothing was read anew"
    read_anew(study, "again", headed)

    moved = follow(study, now=clock)

    assert 12 == len(moved)
    assert {"exact", "normalised", "fuzzy"} == {row["how"] for row in moved}
    got = study.sql("select c.unit, c.quote, t.text from codings c join texts t on "
                    "t.text_id = split_part(c.unit, ':', 1)").to_pylist()  # fmt: skip
    assert 12 == len(got), "each stands in a text that there is"
    for row in got:
        start, end = map(int, row["unit"].rpartition(":")[2].split("-"))
        assert row["quote"][-20:] == row["text"][start:end][-20:]
    now = study.sql("""select count(*) as n from samples s join paragraphs p
        on s.text_id = p.text_id and s."start" = p."start" and s."end" = p."end" """)
    assert [12] == now["n"].to_pylist(), "snapped to the paragraphs that there are now"
    assert [] == follow(study, now=clock), "once"
    assert "12 coded units carried over" in sentence(moved)


def test_what_cannot_be_placed_is_listed_and_stays(coded, clock):
    study, sample = coded
    read_anew(study, "again", cut)

    moved = follow(study, now=clock)

    lost = [row["unit"] for row in moved if not row["to_unit"]]
    assert lost
    assert lost == [row["unit"] for row in unplaced(study)]
    assert all(row["how"] == "gone" and "By the end" in row["text"] for row in unplaced(study))
    assert 12 == study.sql("select unit from codings").num_rows
    assert [] == follow(study, now=clock), "what is lost is said once"

    read_anew(study, "third", lambda n, parts: parts)
    assert set(lost) <= {row["unit"] for row in follow(study, now=clock)}
    assert [] == unplaced(study)
    assert {row["unit"] for row in sample.rows} == set(
        study.sql("select unit from codings")["unit"].to_pylist()
    )


def test_who_codes_the_new_reading_meets_who_coded_the_old(coded, clock):
    study, sample = coded
    read_anew(study, "again", headed)
    follow(study, now=clock)

    with study.reader() as reader:
        again = latest(reader, study.design)
    assert [row["unit"] for row in sample.rows] == [row["origin"] for row in again.rows]
    rows = [
        row for drawn in again.rows for row in decision(study, drawn, "ben", ("no",), "2026-02")
    ]
    study.judgements.append("codings", rows)

    both = study.sql("select unit, count(distinct coder) as n from codings group by unit")
    assert [2] * 12 == both["n"].to_pylist()
    assert 0 == len(follow(study, now=clock))
