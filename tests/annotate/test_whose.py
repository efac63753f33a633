"""Whose a judgement is."""

import pytest

from hermeneut.annotate.whose import reported, spoken, whose

SENTENCE = (10, 50)


@pytest.mark.parametrize(
    ("quoted", "consensus", "at", "expected"),
    [
        ([], [], None, "own"),
        ([(12, 40)], [], None, "quoted"),
        ([(12, 20)], [], None, "own"),
        ([(12, 20)], [], (13, 18), "quoted"),
        ([(12, 20)], [], (30, 35), "own"),
        ([(12, 40)], [], (44, 48), "quoted"),
        ([], [(10, 30)], (12, 15), "consensus"),
        ([], [(10, 26)], (40, 45), "own"),
        ([(12, 25), (20, 34)], [], None, "quoted"),
        ([(0, 9), (60, 90)], [], None, "own"),
    ],
)
def test_whose(quoted, consensus, at, expected):
    assert whose(SENTENCE, quoted, consensus, at) == expected


def test_titles_and_scare_quotes_are_nobodys():
    kinds = ("direct", "mixed", "indirect", "scare", "title")
    rows = [{"start": at, "end": at + 1, "kind": kind} for at, kind in enumerate(kinds)]
    assert spoken(rows) == [(0, 1), (1, 2), (2, 3)]


def test_a_writer_who_quotes_himself_speaks_for_himself():
    assert spoken([{"start": 0, "end": 9, "kind": "direct", "voice": "writer"}]) == []


def test_who_says_so_belongs_to_what_is_said():
    text = "“A dull film,” wrote Maud Ferris of it."
    row = {"start": 1, "end": 13, "kind": "direct", "cue_start": 15, "cue_end": 20,
           "source_start": 21, "source_end": 32}  # fmt: skip
    assert whose((0, len(text)), spoken([row]), []) == "quoted"
    assert whose((0, len(text)), spoken([{"start": 1, "end": 13, "kind": "direct"}]), []) == "own"


def test_a_source_far_away_stretches_nothing():
    row = {"start": 500, "end": 520, "kind": "direct", "source_start": 3, "source_end": 9}
    assert spoken([row]) == [(500, 520)]


def test_nothing_found_is_nothing():
    assert spoken(None) == reported(None) == []
