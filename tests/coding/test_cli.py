"""The commands of coding as people and programs meet them."""

import csv
import json
import os
import sys

import pytest

from hermeneut import cli
from hermeneut.cli.coding import code

COMMANDS = sorted(c.name or c.callback.__name__ for c in code.registered_commands)


@pytest.fixture
def ask(monkeypatch, capfd):
    """Run a command in this process; return exit code, standard output and standard error."""

    def run(*args):
        monkeypatch.setattr(sys, "argv", ["hermeneut", *map(str, args)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return (end.value.code or 0, *capfd.readouterr())

    return run


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(ask, command):
    code, out, err = ask("code", command, "--help")

    assert (0, "") == (code, err)
    assert len(out.split()) > 20


def test_a_variable_is_coded_without_naming_the_command(ask, drawn_study, monkeypatch):
    reading, writing = os.pipe()
    os.write(writing, b"12q")
    os.close(writing)
    monkeypatch.setattr("sys.stdin", open(reading, encoding="utf-8"))  # noqa: PTH123, SIM115

    code, out, err = ask("code", "tone", "-c", "ana", "-s", drawn_study.root)

    assert (0, "") == (code, err)
    assert "2 of 5 coded by ana\n  → hermeneut code tone goes on" in out


def test_from_sample_to_settled(ask, drawn_study, tmp_path):
    root = drawn_study.root
    code, out, _ = ask("sample", "tone", "--n", 5, "--out", tmp_path / "a.csv", "-s", root)
    assert 0 == code
    assert "stands already: 5 of 96 paragraphs" in out
    assert "hermeneut code import" in out
    rows = [
        json.loads(x)
        for x in ask("sample", "tone", "--n", 5, "--json", "-s", root)[1].split("\n")
        if x
    ]
    assert {"unit", "probability", "held", "stratum", "seed"} <= set(rows[0])
    assert not {"quote", "label"} & set(rows[0])

    for coder, value in (("ana", "earnest"), ("ben", "mocking")):
        filled(tmp_path / "a.csv", tmp_path / f"{coder}.csv", value)
    files = [tmp_path / "ana.csv", tmp_path / "ben.csv"]
    code, out, err = ask("code", "import", *files, "-c", "ana", "-c", "ben", "-s", root)
    assert (0, "") == (code, err)
    assert out.startswith("10 decisions taken in, 0 there already")

    differing = ask("code", "disagreements", "tone", "--json", "-s", root)[1].splitlines()
    one = json.loads(differing[0])
    assert (5, "earnest", "mocking") == (len(differing), one["ana"], one["ben"])
    said = ask(
        "code", "settle", one["unit"], "tone", "mocking", "--why", "so", "--json", "-s", root
    )
    assert {"unit": one["unit"], "variable": "tone", "value": "mocking"} == json.loads(said[1])
    status = [json.loads(x) for x in ask("code", "status", "--json", "-s", root)[1].splitlines()]
    assert [(5, 4, 1)] * 2 == [(r["done"], r["disagreements"], r["settled"]) for r in status]


def filled(sheet, target, value):
    with sheet.open(encoding="utf-8-sig", newline="") as given:
        rows = list(csv.DictReader(given))
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows({**row, "tone": value} for row in rows)


MISTAKES = {
    "a variable": (["sample", "tune"], "did you mean tone"),
    "no sample": (["code", "grief"], "no sample of grief was drawn\n  → hermeneut sample grief"),
    "another sample": (["code", "start", "--sample", "x"], "no sample 'x' was drawn"),
    "a file": (["code", "import", "gone.csv"], "is it there?"),
    "a sheet": (
        ["code", "import", "study.toml", "-c", "a"],
        "1 mistake in 1 file; nothing was taken",
    ),
    "a format": (["export", "qpdx"], "did you mean qdpx?"),
    "a share": (["sample", "tone", "--way", "simpel"], "did you mean simple?"),
}


@pytest.mark.parametrize(("args", "words"), MISTAKES.values(), ids=MISTAKES)
def test_what_failed_is_1_and_says_what_to_do(ask, toned, monkeypatch, args, words):
    monkeypatch.chdir(toned[0])

    code, _, err = ask(*args)

    assert 1 == code
    assert words in err
    assert err.startswith("hermeneut: ")


def test_the_codebook_is_printed_and_formats_are_listed(ask, toned):
    shown = ask("code", "codebook", "-s", toned[0])[1]
    assert "tone\nHow does it sound?\n  earnest: it means it" in shown
    rows = [json.loads(line) for line in ask("export", "--json")[1].splitlines()]
    assert {"codings", "codings-wide", "dsl", "qdc", "qdpx", "wacz"} <= {r["format"] for r in rows}
