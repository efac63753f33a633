"""What every format must keep, and what the tables hold."""

import csv
import io
from pathlib import Path

import pytest

from hermeneut import registry
from hermeneut.coding.drawing import Wishes, draw
from hermeneut.errors import UserError
from hermeneut.export import NOTHING, Exporter
from hermeneut.export import codings as tables
from hermeneut.testing import check_exporter, make_study, text_row
from hermeneut.validate.sampling import Design

FORMATS = sorted(registry.entries("exporters"))
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "code.md"


def load(name):
    return registry.load("exporters", name)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_known_and_shown(name):
    assert isinstance(load(name)(), Exporter)
    where = PAGE.parent / ("collect.md" if name == "wacz" else PAGE.name)
    assert f"export {name}" in where.read_text("utf-8"), f"{where.name} doesn't show {name}"


# A WACZ says when it was made, so it isn't the same twice: tests/collect/evidence/test_wacz.py.
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "wacz"])
def test_a_format_keeps_its_promises(name, study, tmp_path, clock):
    draw(study, "balloons", Wishes(Design(n=2)), now=clock)
    (tmp_path / "out").mkdir()

    assert check_exporter(load(name)(), study, tmp_path / "out")


class Tells:
    """Breaks its promise to pass on no texts."""

    suffix = ".txt"
    passes_on = NOTHING

    def __call__(self, study, to):
        to.write_text("\n".join(study.sql("select text from texts")["text"].to_pylist()))
        return to


class Ticks(Tells):
    """Writes other bytes each time."""

    def __call__(self, study, to):
        to.write_text(str(to.exists()))
        return to


class Litters(Tells):
    """Leaves more than its file."""

    def __call__(self, study, to):
        to.with_suffix(".log").write_text("x")
        to.write_text("x")
        return to


@pytest.mark.parametrize(
    ("broken", "told"),
    [(Tells, "passes on whole texts"), (Ticks, "other bytes"), (Litters, "more than its file")],
)
def test_a_broken_promise_is_told(broken, told, tmp_path):
    (tmp_path / "out").mkdir()
    study = make_study(tmp_path / "s", {"texts": [text_row("A whole text. " * 60)]})
    with pytest.raises(AssertionError, match=told):
        check_exporter(broken(), study, tmp_path / "out")


def test_themes_are_a_variable_each_for_estimators(study, tmp_path, clock):
    sample = draw(study, "themes", Wishes(Design(n=2), of="documents"), now=clock)
    study.judgements.append("codings", [
        {"unit": row["unit"], "doc_id": row["doc_id"], "coder": "ana", "kind": "person",
         "variable": "themes", "value": value, "coded_at": "2026-03-02"}
        for row, value in zip(sample.rows, ("grief", "none"), strict=True)
    ])  # fmt: skip
    rows = read(load("dsl")()(study, tmp_path / "a.csv"))

    assert {"themes: grief"} == {row["variable"] for row in rows}
    assert {"yes", "no"} == {row["label"] for row in rows if row["label"]}


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
