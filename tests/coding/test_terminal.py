"""Coding by keys: what is decided is on disk before the next unit is shown."""

import contextlib
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time

from hermeneut.coding.drawing import Wishes, draw
from hermeneut.coding.terminal import Keyboard, Session, code, screen
from hermeneut.study import Study
from hermeneut.validate.sampling import Design

from .conftest import UNITS

PROGRAM = "from hermeneut.cli import main; main()"


def keys(text):
    """Make a keyboard on which this was typed."""
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    os.close(writing)
    return Keyboard(reading)


def type_in(study, sample, text, clock, coder="ana"):
    shown = []
    session = Session(study, sample, coder, now=clock)
    done = code(session, keys(text), show=shown.append)
    return done, "".join(shown)


def stands(study, name="codings"):
    rows = study.sql(f"select * from {name} where coder = 'ana' order by rowid").to_pylist()
    return {row["unit"]: row.get("value", row.get("memo")) for row in rows}


def test_a_key_decides_and_the_coder_goes_on_where_they_were(drawn_study, sample, clock):
    units = [row["unit"] for row in sample.rows]
    assert 2 == type_in(drawn_study, sample, "12q", clock)[0]
    assert {units[0]: "earnest", units[1]: "mocking"} == stands(drawn_study)

    assert UNITS == type_in(drawn_study, sample, "333", clock)[0]
    assert ["earnest", "mocking", *["unclear"] * 3] == [stands(drawn_study)[u] for u in units]
    row = drawn_study.judgements.rows("codings").to_pylist()[0]
    assert (sample.rows[0]["quote"], sample.rows[0]["context"]) == (row["quote"], row["context"])


def test_undo_takes_back_the_last_decision_also_of_an_earlier_session(drawn_study, sample, clock):
    units = [row["unit"] for row in sample.rows]
    type_in(drawn_study, sample, "11q", clock)

    done, _ = type_in(drawn_study, sample, "uu22q", clock)

    assert 2 == done
    assert {units[0]: "mocking", units[1]: "mocking"} == stands(drawn_study)
    assert 6 == drawn_study.judgements.rows("codings").num_rows, "nothing is ever taken away"
    assert "nothing to undo" in type_in(drawn_study, sample, "uuuq", clock)[1]


def test_what_is_skipped_comes_again_at_the_end(drawn_study, sample, clock):
    units = [row["unit"] for row in sample.rows]
    done, _ = type_in(drawn_study, sample, "s1111q", clock)

    assert UNITS - 1 == done
    assert units[0] not in stands(drawn_study)
    assert UNITS == type_in(drawn_study, sample, "2", clock)[0]


def test_a_memo_is_kept_and_other_keys_do_nothing(drawn_study, sample, clock):
    done, shown = type_in(drawn_study, sample, "zz\n?mwhat? an oak é\n\x1b[1~9q", clock)

    assert 0 == done
    assert {sample.rows[0]["unit"]: "what? an oak é"} == stands(drawn_study, "memos")
    assert "How does it sound?\n  earnest: it means it" in shown
    assert {} == stands(drawn_study)


def test_where_several_hold_keys_mark_and_enter_keeps(study, clock):
    sample = draw(study, "themes", Wishes(Design(n=2)), now=clock)
    done, shown = type_in(study, sample, "\n122\n314\n", clock)

    assert 2 == done
    got = study.sql("select unit, value from codings order by rowid")["value"].to_pylist()
    assert ["loneliness", "unclear"] == got, "unclear stands alone"
    assert "loneliness; grief   Enter keeps it" in shown


def test_a_unit_is_shown_in_its_surroundings_and_commands_no_terminal(drawn_study, sample, clock):
    session = Session(drawn_study, sample, "ana", now=clock)
    row = dict(session.next())
    session.texts[row["text_id"]] = "\x1b[2Jbefore\n\nTHE UNIT\n\nafter"
    row["start"], row["end"] = 12, 20

    shown = screen(session, row)

    assert re.search(r"before\s+>>> THE UNIT <<<\s+after", shown)
    assert "\x1b" not in shown
    assert "1  earnest  it means it" in shown
    assert "tone: 1 of 5, ana" in shown


def spawn(root, *args):
    """Start the command on a terminal of its own."""
    process, terminal = pty.fork()
    if process == 0:
        os.environ["TERM"] = "xterm"
        os.execv(sys.executable, [sys.executable, "-c", PROGRAM, "code", *args, "-s", str(root)])
    return process, terminal


def wait_for(terminal, words, seconds=60):
    got, end = "", time.monotonic() + seconds
    while not re.search(words, got):
        assert time.monotonic() < end, f"{words!r} never came: {got!r}"
        if select.select([terminal], [], [], 0.1)[0]:
            with contextlib.suppress(OSError):
                got += os.read(terminal, 65536).decode("utf-8", "replace")
    return got


def test_killed_on_a_terminal_nothing_decided_is_lost(drawn_study):
    process, terminal = spawn(drawn_study.root, "tone", "-c", "ana")
    try:
        assert "\x1b[1m" in wait_for(terminal, "1 of 5")
        for nth, key in enumerate("121", 2):
            os.write(terminal, key.encode())
            wait_for(terminal, f"{nth} of 5")
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(terminal)

    assert ["earnest", "mocking", "earnest"] == list(stands(Study.open(drawn_study.root)).values())

    process, terminal = spawn(drawn_study.root, "-c", "ana")
    wait_for(terminal, "4 of 5")
    os.write(terminal, b"q")
    wait_for(terminal, "3 of 5 coded by ana")
    assert 0 == os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    os.close(terminal)


WRITER = """
import sys
from pathlib import Path
from hermeneut.study import Study
from hermeneut.coding import drawing
from hermeneut.coding.terminal import Session
study = Study.open(Path(sys.argv[1]))
with study.reader() as tables:
    sample = drawing.latest(tables, study.design)
session = Session(study, sample, "ana")
while True:
    row = session.next()
    session.decide(row, ("earnest",))
    print(len(study.judgements.rows("codings")), flush=True)
    session.undo()
"""


def test_killed_while_writing_the_file_holds_whole_decisions(drawn_study):
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(drawn_study.root)], stdout=subprocess.PIPE, text=True
    )
    for _ in range(3):
        child.stdout.readline()
    time.sleep(0.05)
    os.kill(child.pid, signal.SIGKILL)
    rest = child.stdout.read().split()
    child.wait()

    rows = drawn_study.judgements.rows("codings")
    assert rows.num_rows >= int(rest[-1] if rest else 3)
    assert 0 == rows["coder"].null_count == rows["coded_at"].null_count
    assert 1 == drawn_study.judgements.append(
        "codings", [rows.drop_columns("rowid").to_pylist()[0]]
    )
