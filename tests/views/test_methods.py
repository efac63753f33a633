"""Methods: what ran, told from what was left beside the runs."""

import json

from hermeneut import testing
from hermeneut.views import methods


def test_runs_tell_their_definition_or_that_it_is_lost(tmp_path):
    study = testing.make_study(tmp_path / "s", {"texts": [], "sentences": []})
    told = {"name": "texts", "version": 3, "settings": {"words": 25}, "model": "ab" * 20}
    path = study.tables / "texts" / "run=made" / "run.json"
    path.write_text(json.dumps(told))
    made = methods.runs(study, study.current())
    by_step = {m.step: m for m in made}
    assert by_step["made-texts"].settings == [("words", "25")]
    assert by_step["made-sentences"].definition == {}
    said = " ".join(methods.paragraph(made, [], []))
    assert "made-texts (version 3, model abababababab)" in said
    assert "was not written down: made-sentences." in said


def test_a_damaged_definition_counts_as_lost(tmp_path):
    study = testing.make_study(tmp_path / "s", {"texts": []})
    (study.tables / "texts" / "run=made" / "run.json").write_text("{")
    (made,) = methods.runs(study, study.current())
    assert made.definition == {}


def test_failures_are_counted_by_reason(tmp_path):
    rows = [{"pass": "themes", "key": f"t{i}", "slug": "too-long", "detail": "x"} for i in range(3)]
    study = testing.make_study(tmp_path / "s", {"failures": rows})
    with study.reader() as tables:
        (row,) = failed = methods.failures(tables)
    assert (row["n"], len(row["shown"])) == (3, 3)
    assert "3 in themes (too-long)" in methods.paragraph([], [], failed)[-1]


def test_dates_of_capture_come_from_the_tables():
    docs = [{"captured": "2026-01-02T00:00:00Z"}, {"captured": None},
            {"captured": "2025-12-31T23:00:00Z"}]  # fmt: skip
    assert methods.dates(docs) == ("2025-12-31", "2026-01-02")


def test_what_is_kept_as_it_comes_lacks_no_definition():
    steps = ("captures", "texts", "candidates", "questions", "sentences")
    made = [methods.Made(step, f"{step}-v1", (step,), 1) for step in steps]
    assert "was not written down: sentences." in " ".join(methods.paragraph(made, [], []))
    assert [bool(m.kept) for m in made] == [True] * 4 + [False]
    assert "not written down" not in " ".join(methods.paragraph(made[:4], [], []))
