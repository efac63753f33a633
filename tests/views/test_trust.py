"""Trust: what is said of a label's worth is said in the same words everywhere."""

from pathlib import Path

import pytest

from hermeneut import registry
from hermeneut.views import methods
from hermeneut.views.trust import note, notes

CARDS = Path(__file__).parents[2] / "docs" / "methods"


@pytest.mark.parametrize("step", sorted(notes()))
def test_the_card_says_it_in_the_same_words(step):
    assert step in {*registry.entries("passes"), *registry.entries("analyses")}
    assert notes()[step] in " ".join((CARDS / f"{step}.md").read_text("utf-8").split())


def test_the_report_says_it_of_what_was_run():
    made = [methods.Made("positions", "positions-v1-0", ("positions",), 1, {"version": 1})]
    assert note("positions") in methods.paragraph(made, [], [])
    assert note("positions") not in methods.paragraph([], [], [])
