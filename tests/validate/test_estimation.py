"""Machine labels that err in a known way, coders who don't: what the three ways come to."""

import random
from datetime import UTC, datetime

import pytest

from hermeneut.coding.drawing import Wishes, draw
from hermeneut.design import parse
from hermeneut.testing import DESIGN, check_analysis, make_study, text_row
from hermeneut.validate.estimation import Estimation
from hermeneut.validate.sampling import Design

CODES = """
[[code]]
id = "grief"
definition = "reads loss"
"""
NOW = datetime(2026, 1, 1, tzinfo=UTC)
COUNT = 240
TRUE = {n: n % 4 == 0 if n % 4 < 2 and n < 120 else n % 3 == 0 for n in range(COUNT)}


def tables():
    made = {
        name: []
        for name in ("documents", "texts", "subjects", "paragraphs", "embeddings", "themes")
    }
    chance = random.Random(7)
    for n in range(COUNT):
        text = text_row(f"Up, seen for the time number {n}: an old man, a boy, a house that flies.")
        doc, span = f"{n:016x}", {"text_id": text["text_id"], "start": 0, "end": len(text["text"])}
        made["texts"].append(text)
        made["documents"].append({
            "doc_id": doc, "capture_id": "c", "url": f"https://a.example/{n}", "title": f"Page {n}",
            "text_id": text["text_id"], "completeness": "whole", "language": "en",
            "form": "review" if n % 2 else "essay", "outlet": "The Quay",
            "published": f"{2009 + 2 * (n >= 120)}", "words": text["words"],
        })  # fmt: skip
        made["subjects"].append({"doc_id": doc, "capture_id": "c", "subject": "work",
                                 "verdict": "about", "score": 0.9})  # fmt: skip
        made["paragraphs"].append({**span, "words": 14})
        made["embeddings"].append({**span, "vector": [0.0] * 384})
        says = TRUE[n] if chance.random() < (0.95 if TRUE[n] else 0.75) else not TRUE[n]
        made["themes"].append({**span, "theme": "grief", "score": 0.2 * says, "holds": says})
    return made


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    made = make_study(tmp_path_factory.mktemp("s"), tables(), design=DESIGN + CODES)
    sample = draw(made, "grief", Wishes(Design(n=100)), now=lambda: NOW)
    codings = [
        {"unit": row["unit"], "doc_id": row["doc_id"], "coder": "ana", "kind": "person",
         "variable": "grief", "value": "yes" if TRUE[int(row["doc_id"], 16)] else "no",
         "coded_at": "2026-01-02"}
        for row in sample.rows
    ]  # fmt: skip
    made.judgements.append("codings", codings)
    return made


def found(study, **of):
    step = Estimation.from_design(parse(DESIGN + CODES))
    rows = check_analysis(step, study)["estimates"].to_pylist()
    return {row["way"]: row for row in rows if of.items() <= row.items()}


def test_the_corrected_share_holds_the_truth_and_the_raw_one_misses_it(study):
    truth = sum(TRUE.values()) / COUNT
    three = found(study, variable="grief", value="yes", facet="all")

    assert three["raw"]["estimate"] > truth + 0.03
    for way in ("coded", "corrected"):
        assert three[way]["low"] < truth < three[way]["high"]
    assert (COUNT, 100) == (three["corrected"]["n"], three["corrected"]["n_coded"])
    width = {way: three[way]["high"] - three[way]["low"] for way in three}
    assert width["corrected"] < 1.1 * width["coded"]


def test_periods_and_forms_have_their_own_and_the_last_is_set_against_the_first(study):
    early = sum(TRUE[n] for n in range(120)) / 120
    late = sum(TRUE[n] for n in range(120, COUNT)) / 120
    change = found(study, value="yes", facet="period difference")["corrected"]

    assert "2009 → later" == change["slice"]
    assert change["low"] < late - early < change["high"]
    assert found(study, value="yes", facet="period", slice="later")["corrected"]["n"] == 120
    assert found(study, value="yes", facet="form", slice="essay")["coded"]["n_coded"] < 100


def test_evidence_are_the_passages_that_people_coded_so(study):
    got = check_analysis(Estimation.from_design(parse(DESIGN + CODES)), study)
    of = {r["result_id"]: r for r in got["estimates"].to_pylist()}
    rows = got["evidence"].to_pylist()
    assert rows
    for row in rows:
        assert TRUE[int(row["doc_id"], 16)] == (of[row["result_id"]]["value"] == "yes")


def test_without_a_sample_nothing_is_estimated(tmp_path):
    made = make_study(tmp_path, tables(), design=DESIGN + CODES)
    assert 0 == check_analysis(Estimation.from_design(made.design), made)["estimates"].num_rows
