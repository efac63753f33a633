"""What a sample will tell, and what its codings tell so far."""

import json
import random

from typer.testing import CliRunner

from hermeneut.cli import app
from hermeneut.coding.drawing import Wishes, draw
from hermeneut.coding.prospects import before, prospects
from hermeneut.validate.sampling import Design


def coded(study, sample, coders=("ana", "ben"), errs=0.05):
    for coder in coders:
        study.judgements.append("codings", [
            {"unit": row["unit"], "doc_id": row["doc_id"], "coder": coder, "kind": "person",
             "variable": "loneliness", "coded_at": "2026-01-02", "value": said(row, coder, errs)}
            for row in sample.rows
        ])  # fmt: skip


def said(row, coder, errs):
    lonely = "lonely" in row["quote"]
    slips = random.Random(coder + row["unit"]).random() < errs
    return "yes" if lonely != slips else "no"


def test_before_coding_it_says_how_sure_a_share_will_be(study, clock):
    few = draw(study, "loneliness", Wishes(Design(n=20)), now=clock)
    many = draw(study, "loneliness", Wishes(Design(n=90)), now=clock)

    assert before(few).startswith("a share near one half will be known to about ± 19 points")
    assert "± 5 can’t be had from 96" in before(many)
    assert "± 20 take about" in before(few, half=0.2)


def test_as_coding_goes_on_it_says_how_well_the_machine_does_and_how_many_more(study, clock):
    sample = draw(study, "loneliness", Wishes(Design(n=40)), now=clock)
    coded(study, sample)
    (now,) = prospects(study, half=0.4)
    (one,) = prospects(study, half=now.need.half * 0.9)
    head, machine, shares, left, hint = one.sentences()

    assert head.startswith("loneliness: ")
    assert "people agree to α ." in head
    assert "precision" in machine
    assert "recall" in machine
    assert f"code {one.need.more} more to reach ± " in shares
    assert "left out, since coders differ or can’t tell" in left
    assert f"  → hermeneut sample loneliness --n {40 + one.need.more}" == hint


def test_one_coder_is_said_to_be_alone(study, clock):
    coded(study, draw(study, "loneliness", Wishes(Design(n=30)), now=clock), coders=("ana",))
    (one,) = prospects(study)

    assert "by one person, nobody a second time" in one.sentences()[0]
    assert one.row()["alpha"] is None


def test_the_larger_draw_that_it_asks_for_holds_what_was_coded(study, clock):
    first = draw(study, "loneliness", Wishes(Design(n=30)), now=clock)
    coded(study, first)
    (one,) = prospects(study, half=0.15)
    more = draw(study, "loneliness", Wishes(Design(n=30 + one.need.more)), now=clock)

    assert {row["unit"] for row in first.rows} <= {row["unit"] for row in more.rows}


def test_the_command_says_it_to_people_and_programs(study, clock):
    coded(study, draw(study, "loneliness", Wishes(Design(n=40)), now=clock))
    told = CliRunner().invoke(app, ["code", "status", "--study", str(study.root), "--to", "12"])
    rows = CliRunner().invoke(app, ["code", "status", "--study", str(study.root), "--json"])

    assert "the machine: precision" in told.output
    row = json.loads(rows.output.splitlines()[0])
    assert {"alpha", "precision", "recall", "accuracy", "more", "half"} <= row.keys()


def test_without_a_sample_there_is_nothing_to_say(study):
    assert prospects(study) == []
