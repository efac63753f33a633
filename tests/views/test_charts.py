"""Charts: drawn alike each time, their links kept, their words escaped."""

import json
import re
from xml.etree import ElementTree

import pytest

from hermeneut.design import Event
from hermeneut.views import charts

RISKY = 'for "x" <script> & more'
ROWS = [
    {"label": "a heading"},
    {"label": RISKY, "share": 0.05, "low": 0.03, "high": 0.08, "note": "13 of 282",
     "href": "../evidence/a.html#r1"},
    {"label": "no interval", "share": 0.5, "low": None, "high": None, "note": "1 of 2",
     "href": "../evidence/a.html#r2"},
]  # fmt: skip
POINTS = [
    {"year": year, "share": 0.1, "low": 0.0, "high": 0.3, "note": "1 of 10",
     "href": f"e.html#{year}"}
    for year in (2009, 2012, 2026)
]  # fmt: skip
EVENTS = [Event("2012-03", "one"), Event("2012-04-02", "two"), Event("2030", "outside")]
SPECS = {
    "ranges": lambda: charts.ranges(ROWS, title=RISKY, axis="of all"),
    "dots": lambda: charts.dots(
        [{"label": RISKY, "value": -1.5, "note": "-1.5", "href": "k.html#a"}],
        title="t", axis="log ratio", zero=False),
    "timeline": lambda: charts.timeline(POINTS, EVENTS, title="t", axis="of all"),
    "counts": lambda: charts.timeline(POINTS, [], title="t", axis="documents", counts=True),
}  # fmt: skip


@pytest.mark.parametrize("name", SPECS)
def test_a_chart_draws_and_is_the_same_each_time(name):
    spec = SPECS[name]()
    svg = charts.render(spec)
    assert svg == charts.render(SPECS[name]())
    ElementTree.fromstring(svg)
    assert "<script" not in svg
    json.dumps(spec)


@pytest.mark.parametrize("name", SPECS)
def test_marks_lead_to_their_evidence_and_nowhere_else(name):
    spec = SPECS[name]()
    wanted = {v["href"] for v in spec["data"]["values"] if v.get("href")}
    svg = charts.render(spec)
    assert set(re.findall(r' href="([^"]*)"', svg)) == wanted
    assert "xlink:href" not in svg
    assert "report.invalid" not in svg


def test_intervals_are_drawn_for_those_that_have_one():
    svg = charts.render(SPECS["ranges"]())
    assert svg.count("role-mark layer_1_marks") == 1
    layer = svg.split("layer_1_marks")[1].split("layer_2_marks")[0]
    assert layer.count("<line") == 1


def test_events_outside_the_years_are_not_drawn_and_close_ones_are_lifted():
    spec = SPECS["timeline"]()
    marks = spec["layer"][0]["data"]["values"]
    assert [mark["letter"] for mark in marks] == ["a", "b"]
    assert marks[0]["level"] != marks[1]["level"]


def test_a_chart_keeps_its_specification_unchanged_when_drawn():
    spec = SPECS["ranges"]()
    before = json.dumps(spec)
    charts.render(spec)
    assert json.dumps(spec) == before
