from dataclasses import replace

import pytest

from hermeneut import registry
from hermeneut.annotate.keywords import Keywords
from hermeneut.annotate.themes import Themes
from hermeneut.design import Code
from hermeneut.samples import design_of
from hermeneut.testing import check_pass, text_row

CODES = (
    Code("loneliness", "Speaks of isolation.", keywords=("lonel*|alone",)),
    Code("gender", "Reads power.", keywords=("patriarch*",)),
    Code("bare", "Has no keywords."),
)
TEXT = "Alone, and lonelier than before.\n\nHer hands are warm."


def found(least=1):
    passages = [{"start": 0, "end": 32}, {"start": 34, "end": len(TEXT)}]
    return list(Keywords(CODES, least=least).find(TEXT, passages))


def test_it_conforms():
    passages = [{"start": 0, "end": 32}, {"start": 34, "end": len(TEXT)}]
    check_pass(Keywords(CODES), [{**text_row(TEXT), "paragraphs": passages}])


@pytest.mark.parametrize(("least", "holds"), [(1, True), (2, True), (3, False)])
def test_a_theme_holds_from_so_many_places_on(least, holds):
    (row,) = found(least)

    assert ("loneliness", 2.0, 2, holds) == tuple(
        row[name] for name in ("theme", "score", "keywords", "holds")
    )


def test_it_counts_what_likeness_shows_beside_its_score():
    passages = [{"start": 0, "end": 32, "vector": [0.0] * 384}]

    likeness = {row["theme"]: row["keywords"] for row in Themes(CODES).find(TEXT, [], passages)}

    assert {row["theme"]: row["keywords"] for row in found()} == {
        theme: said for theme, said in likeness.items() if said
    }


def test_a_design_gives_it_the_seat_of_themes():
    design = replace(design_of("sample"), steps={"themes": {"by": "keywords", "least": 2}})

    made = registry.make("passes", "themes", design)

    assert Keywords(design.codes, least=2) == made
