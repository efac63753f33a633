"""Directions: whether a debate motion is for its matter or against it."""

import pytest

from hermeneut.models.directions import direction
from hermeneut.models.judgement import SIDES, stance


@pytest.mark.parametrize(
    ("motion", "way"),
    [
        ("This house would build a second bridge", 1),
        ("This house would tear nothing down and keep the ferry", 1),
        ("This house supports term limits for mayors", 1),
        ("This house would ban cars from the old town", -1),
        ("This house believes that fishing should be forbidden in the bay", -1),
        ("This house believes that night ferries are dangerous", -1),
        ("This house believes that night ferries are not dangerous", 1),
        ("This house believes that tolls do more harm than good", -1),
        ("this house would never sell the harbour", -1),
        ("This house would not abolish the tolls", 1),
        ("This house calls for a moratorium on dredging", -1),
        ("This house would keep the ban on dredging", 1),
        ("This house would end the ban on dredging", -1),
        ("This house regrets the end of the night ferry", 1),
        ("This house believes that tolls have failed", -1),
        ("This house believes that tolls undermine the old town", -1),
        ("Night ferries are dangerous.", 0),
        ("Is this house sold?", 0),
    ],
)
def test_words_that_turn_a_motion_about_are_counted(motion, way):
    assert direction(motion) == way


def test_the_side_follows_the_motion():
    claim = "fast ferries bring jobs, cheaper goods and a cleaner bay"
    harm = "fast ferries kill porpoises, pollute the bay and ruin the fishermen"
    motions = "This house would subsidize fast ferries", "This house would ban fast ferries"
    sides = [stance([(said, motion)])[0] for said in (claim, harm) for motion in motions]
    favour, against = SIDES.index("favour"), SIDES.index("against")
    assert [bool(one[favour] > one[against]) for one in sides] == [True, False, False, True]
    assert all(one.sum() == pytest.approx(1) for one in sides)
