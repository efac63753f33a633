"""What a person, a spreadsheet and a program each get of the same rows."""

import json

import pytest

from hermeneut import console

ROWS = [{"id": "a", "n": 1, "share": 0.12345, "tags": ["x", "y"], "why": None, "yes": True}]


def test_people_get_a_table(capsys):
    console.show(ROWS)

    lines = capsys.readouterr().out.splitlines()
    assert ["id", "n", "share", "tags", "why", "yes"] == lines[1].split()
    assert ["a", "1", "0.123", "x;", "y", "True"] == lines[3].split()


def test_spreadsheets_get_csv(capsys):
    console.show(ROWS, as_csv=True)

    assert "id,n,share,tags,why,yes\na,1,0.12345,x; y,,True\n" == capsys.readouterr().out


def test_programs_get_json_lines(capsys):
    console.show(ROWS * 2, as_json=True)

    assert ROWS * 2 == [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_long_table_is_cut_and_says_so(capsys):
    console.show([{"n": n} for n in range(1500)])

    out, err = capsys.readouterr()
    assert " 999 " in out
    assert " 1000 " not in out
    assert "the first 1000 of 1500 rows" in err


def test_nothing_is_said_in_a_pipe_but_that_another_writes(capsys):
    with console.progress(quiet=False) as told:
        told("sentences", "running", 1, 2)
        told("another command is writing", "waiting", 0, 0)

    assert ("", "another command is writing\n") == capsys.readouterr()


@pytest.mark.parametrize("text", ["=1", "+1", "-x", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(text):
    assert f"'{text}" == console.cell(text)
