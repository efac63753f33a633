"""What every format must keep, and what the tables hold."""

import csv
import inspect
import io
import re
from pathlib import Path

import pytest

from hermeneut import registry
from hermeneut.coding.drawing import Wishes, draw
from hermeneut.errors import UserError
from hermeneut.export import NOTHING, QUOTATION, TEXTS, Exporter
from hermeneut.export import codings as tables
from hermeneut.testing import make_study
from hermeneut.validate.sampling import Design

from .conftest import TEXTS as WRITTEN

FORMATS = sorted(registry.entries("exporters"))
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "code.md"


def load(name):
    return registry.load("exporters", name)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_says_what_it_is_and_what_it_passes_on(name):
    exporter = load(name)()

    assert isinstance(exporter, Exporter)
    assert re.fullmatch(r"\.[a-z]+", exporter.suffix)
    assert exporter.passes_on in (NOTHING, QUOTATION, TEXTS)
    first = (inspect.getdoc(load(name)) or "").splitlines()[0]
    assert first.endswith(".")
    assert not first.startswith(load(name).__name__), f"{name} has no docstring: it is its help"
    where = PAGE.parent / ("collect.md" if name == "wacz" else PAGE.name)
    assert f"export {name}" in where.read_text("utf-8"), f"{where.name} doesn't show {name}"


@pytest.mark.parametrize("name", [n for n in FORMATS if n != "wacz"])
def test_a_format_writes_one_file_the_same_each_time_and_only_that(name, study, tmp_path, clock):
    draw(study, "balloons", Wishes(Design(n=2)), now=clock)
    before = sorted(path for path in study.root.rglob("*"))
    exporter = load(name)()
    target = tmp_path / "out" / f"a{exporter.suffix}"
    target.parent.mkdir()

    assert target == exporter(study, target)
    first = target.read_bytes()
    exporter(study, target)

    assert first == target.read_bytes()
    assert [target] == list(target.parent.iterdir())
    assert before == sorted(path for path in study.root.rglob("*"))
    whole = any(text.encode() in first for text in WRITTEN)
    assert not whole or exporter.passes_on == TEXTS


@pytest.fixture
def clock():
    from datetime import UTC, datetime

    return lambda: datetime(2026, 3, 1, tzinfo=UTC)


def read(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_long_has_a_row_for_each_decision(study, tmp_path):
    rows = read(tables.Long()(study, tmp_path / "a.csv"))

    assert 7 == len(rows)
    one = next(row for row in rows if row["coder"] == "ana" and row["variable"] == "grief")
    assert ("yes", "person", "it's the tie", "2026-01-01T10:00:00.250000+00:00") == tuple(
        one[name] for name in ("value", "kind", "memo", "coded_at")
    )
    assert any(row["quote"].startswith("'=cmd") for row in rows)


def test_wide_has_a_row_for_each_unit_and_what_was_settled(study, tmp_path):
    rows = read(tables.Wide()(study, tmp_path / "a.csv"))

    assert 3 == len(rows)
    span = next(row for row in rows if row["grief (ana)"])
    assert ("yes", "no", "yes") == tuple(
        span[f"grief ({who})"] for who in ("ana", "ben, M.", "settled")
    )


def test_quotations_are_short():
    assert 61 == len(tables.quotation("word " * 5000).split())


def test_dsl_has_every_unit_with_label_prediction_and_probability(study, tmp_path, clock):
    sample = draw(study, "balloons", Wishes(Design(n=2)), now=clock)
    rows = read(load("dsl")()(study, tmp_path / "a.csv"))

    assert 3 == len(rows)
    assert {"2"} == {str(sum(int(row["drawn"]) for row in rows))}
    assert {str(2 / 3)} == {row["probability"] for row in rows}
    drawn = {row["unit"] for row in sample.rows}
    assert {f"{1:016x}": "for"} == {r["unit"]: r["predicted"] for r in rows if r["predicted"]}
    labelled = {row["unit"]: row["label"] for row in rows if row["label"]}
    assert labelled == ({f"{1:016x}": "not taken up"} if f"{1:016x}" in drawn else {})


@pytest.mark.parametrize("name", ["codings", "codings-wide", "dsl"])
def test_nothing_to_write_is_told(name, tmp_path):
    with pytest.raises(UserError, match="hermeneut sample VARIABLE"):
        load(name)()(make_study(tmp_path / "s"), tmp_path / "a.csv")
    assert not (tmp_path / "a.csv").exists()
