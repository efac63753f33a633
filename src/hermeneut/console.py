"""How results and progress look on a terminal, and as JSON and CSV in a pipe."""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

MOST_ROWS = 1000  # shown to a person; laying out more takes seconds
RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")


def show(rows: list[dict[str, Any]], *, as_json: bool = False, as_csv: bool = False) -> None:
    """Print rows as a table, as JSON Lines, or as CSV."""
    if as_json:
        for row in rows:
            print(line(_finite(row)))
    elif as_csv:
        _csv(rows)
    else:
        _table(rows)


def line(row: Any) -> str:
    r"""Write a row as a line of JSON, which any terminal and file can hold.

    Example:
        >>> line({"id": "é"}), line({"id": "\ud800"})
        ('{"id": "é"}', '{"id": "\\ud800"}')
    """
    text = json.dumps(row, ensure_ascii=False, default=str)
    return text if text.isascii() or _encodes(text) else json.dumps(row, default=str)


def _encodes(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _finite(value: Any) -> Any:
    """Write as null what JSON has no word for."""
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def cell(value: Any) -> str:
    """Write a value as a CSV cell that no spreadsheet would run.

    Example:
        >>> cell("=1+1"), cell(["a", "b"]), cell(None), cell(-2)
        ("'=1+1", 'a; b', '', '-2')
    """
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return str(value)
    text = _text(value)
    return f"'{text}" if text.startswith(RUN_BY_SPREADSHEETS) else text


def _text(value: Any) -> str:
    if isinstance(value, list) and not any(isinstance(inner, (dict, list)) for inner in value):
        return "; ".join(map(str, value))
    return line(value) if isinstance(value, (dict, list)) else str(value)


def _csv(rows: list[dict[str, Any]]) -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    if rows:
        out.writerow([cell(name) for name in rows[0]])
    for row in rows:
        out.writerow([cell(value) for value in row.values()])


def _table(rows: list[dict[str, Any]]) -> None:
    if not rows:
        print("nothing found")
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    shown = rows[:MOST_ROWS]
    for name in rows[0]:
        numeric = all(isinstance(row[name], (int, float, type(None))) for row in shown)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in shown:
        table.add_row(*(Text(_plain(value)) for value in row.values()))
    console.print(table)
    if len(rows) > MOST_ROWS:
        say(f"the first {MOST_ROWS} of {len(rows)} rows; --csv and --json give all")


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return printable("" if value is None else _text(value))


def printable(text: str, spared: str = "") -> str:
    r"""Take out what would command a terminal.

    Example:
        >>> printable("a\x1b[2J title\n"), printable("two\nlines", "\n")
        ('a [2J title ', 'two\nlines')
    """
    return "".join(c if c.isprintable() or c in spared else " " for c in text)


def answer(text: str) -> None:
    """Tell what came of a command, on standard output."""
    print(printable(text, "\n"))


def say(text: str) -> None:
    """Tell a person something; never in the way of what is piped."""
    print(printable(text, "\n"), file=sys.stderr)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str, str, int, int], None]]:
    """Show how far each step is on a terminal; stay quiet in a pipe."""
    if quiet or not sys.stderr.isatty():
        yield _waits_only
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description:12}"), BarColumn(), MofNCompleteColumn(),
        TimeElapsedColumn(), TextColumn("{task.fields[word]}"),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=False) as bars:
        tasks: dict[str, Any] = {}

        def told(step: str, word: str, done: int, total: int) -> None:
            if word == "waiting":
                bars.console.print(step)
                return
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total, word="")
            shown = "" if word in ("running", "done") else word
            bars.update(tasks[step], completed=done, total=total, word=shown)

        yield told


def _waits_only(step: str, word: str, _done: int, _total: int) -> None:
    if word == "waiting":
        say(step)
