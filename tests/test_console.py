"""What a person, a spreadsheet and a program each get of the same rows."""

import io
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


def test_in_a_pipe_a_line_is_said_every_half_minute(capsys):
    now = [0.0]
    seen = console._Lines(lambda: now[0])
    seen.waiting({"a.org": 9, "b.org": 1})
    for seconds in (1, 29, 31, 40, 62):
        now[0] = seconds
        seen.page("a.org", "done", "")

    assert "3 kept; 7 wait at 2 hosts\n5 kept; 5 wait at 2 hosts\n" == capsys.readouterr().err


def test_quiet_is_quiet_and_still_says_what_one_must_know(capsys):
    with console.gathering(quiet=True) as seen:
        seen.page("a.org", "failed", "dns")
        seen.note("the network seems lost\x1b[2J")

    assert ("", "the network seems lost [2J\n") == capsys.readouterr()


def test_the_table_of_hosts_has_those_heard_of_last_and_commands_no_terminal():
    from rich.console import Console

    seen = console.Gathering(print)
    seen.waiting({f"h{n}.org": n for n in range(99)})
    for n in range(99):
        seen.page(f"h{n}.org", "refused", "robots")
    seen.page("\x1b[2Jevil.org", "done", "")
    out = Console(width=100, file=io.StringIO(), record=True)
    out.print(console._hosts(seen))

    shown = out.export_text()
    assert "\x1b" not in shown
    assert "evil.org" in shown
    assert "h98.org" in shown
    assert "h0.org" not in shown
    assert "97" in next(line for line in shown.splitlines() if "h98.org" in line)
    assert "1 kept, 99 refused (robots 99)" in shown
