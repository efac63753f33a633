"""How a corpus was collected, told from its tables."""

import itertools

import pytest

from hermeneut import testing
from hermeneut.collect.visits import rights
from hermeneut.views import collecting

DIRECTIVES = ["", "noai", "noindex, noml", "noindex", "none", "googlebot: noai", "hermeneut: none",
              "hermeneut: follow", "noimageai", "hermeneut: noai, all"]  # fmt: skip


@pytest.mark.parametrize("reservation", ["", "0", "1"])
def test_what_reserves_is_judged_as_when_it_was_collected(reservation):
    for tag, meta in itertools.product(DIRECTIVES, repeat=2):
        signals = {"tdm-reservation": reservation, "x-robots-tag": tag, "robots-meta": meta}
        assert collecting.reserves(signals) == bool(rights.reserved(signals)), signals


def test_a_page_left_out_by_one_query_and_wanted_by_another_is_wanted(tmp_path):
    seen = {"url_id": "u", "url": "https://x.example/", "canonical": "https://x.example/",
            "found_at": "2026"}  # fmt: skip
    rows = [
        {**seen, "source": "a", "query": "q", "decision": "left out", "reason": "early: too early"},
        {**seen, "source": "b", "query": "q", "decision": "fetch", "state": "done"},
    ]
    study = testing.make_study(tmp_path / "s", {"candidates": rows})
    with study.reader() as tables:
        had = collecting.collected(tables)
    assert had.counts == {"done": 1}
    assert [page["why"] for page in had.pages] == [""]
    assert [s["standing"] for s in had.sightings] == ["left out", "done"]
    assert had.sightings[0]["why"] == "too early"


def test_copies_of_dead_pages_are_one_query(tmp_path):
    questions = [
        {"source": "wayback", "query": f"copy of https://{n}.example/", "url": f"https://w/{n}",
         "asked_at": "2026"} for n in range(3)
    ]  # fmt: skip
    study = testing.make_study(tmp_path / "s", {"questions": questions})
    with study.reader() as tables:
        had = collecting.collected(tables)
    assert {row["query"] for row in had.questions} == {collecting.COPIES}


@pytest.mark.parametrize("damaged", ["{", "[1]", '"x"', "", "[" * 9999, None])
def test_damaged_rights_are_no_signals(tmp_path, damaged):
    captures = [{"capture_id": "c", "rights": damaged, "via": "https://w.example/x"}]
    study = testing.make_study(tmp_path / "s", {"captures": captures})
    with study.reader() as tables:
        had = collecting.collected(tables)
    assert had.captures[0]["signals"] == {}
    assert collecting.archives(had.captures) == {"w.example": ["c"]}
    assert collecting.paragraph(had) == []
