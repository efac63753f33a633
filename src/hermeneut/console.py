"""How results and progress look on a terminal, and as JSON and CSV in a pipe."""

from __future__ import annotations

import csv
import json
import math
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

EVERY = 30.0  # seconds between two lines about collecting, where there is no terminal
MOST_HOSTS = 16  # on a terminal at once
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


class Gathering:
    """How collecting goes, host by host; hears what `hermeneut.collect.visits.tools.Told` says.

    Args:
        note: What becomes of a sentence that a person should read.

    Example:
        >>> seen = Gathering(print)
        >>> seen.waiting({"example.org": 3, "example.net": 1})
        >>> seen.page("example.org", "done", "")
        >>> seen.page("example.org", "refused", "robots")
        >>> seen.line()
        '1 kept, 1 refused (robots 1); 2 wait at 2 hosts'
    """

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self.totals: Counter[str] = Counter()
        self.reasons: dict[str, Counter[str]] = {"failed": Counter(), "refused": Counter()}
        self.hosts: dict[str, Counter[str]] = {}  # the one heard of last is the last
        self.why: dict[str, str] = {}
        self.left: Counter[str] = Counter()

    def page(self, host: str, state: str, slug: str) -> None:
        """Hear what became of a page."""
        self.totals[state] += 1
        self.hosts[host] = self.hosts.pop(host, Counter())
        self.hosts[host][state] += 1
        if state in self.reasons:
            self.reasons[state][slug] += 1
        if slug:
            self.why[host] = slug
        if self.left[host] > 0:
            self.left[host] -= 1

    def waiting(self, pages: Mapping[str, int]) -> None:
        """Hear how many pages of which host wait."""
        self.left = Counter(pages)

    def note(self, sentence: str) -> None:
        """Hear something that a person should know."""
        self._note(sentence)

    def line(self) -> str:
        """Say in a line how it goes."""
        said = [f"{self.totals['done']:,} kept"]
        for state, reasons in self.reasons.items():
            if reasons:
                common = ", ".join(f"{slug} {n:,}" for slug, n in reasons.most_common(3))
                said.append(f"{reasons.total():,} {state} ({common})")
        hosts = sum(n > 0 for n in self.left.values())
        at = f"{hosts:,} host{'s' * (hosts != 1)}"
        return f"{', '.join(said)}; {self.left.total():,} wait at {at}"


class _Lines(Gathering):
    """Says a line every so often."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(say)
        self._clock, self._last = clock, clock()

    def page(self, host: str, state: str, slug: str) -> None:
        super().page(host, state, slug)
        if self._clock() - self._last >= EVERY:
            self._last = self._clock()
            say(self.line())


@contextmanager
def gathering(*, quiet: bool) -> Iterator[Gathering]:
    """Show how collecting goes: a table of hosts on a terminal, else a line every half minute.

    What a person should know is said in any case.
    """
    if quiet:
        yield Gathering(say)
        return
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.live import Live

    console = Console(stderr=True, highlight=False)
    seen = Gathering(lambda text: console.print(printable(text), markup=False))
    with Live(
        console=console, get_renderable=lambda: _hosts(seen), refresh_per_second=4, transient=True
    ):
        yield seen


def _hosts(seen: Gathering) -> Any:
    """Lay out the hosts heard of last, and a line for all."""
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("host", overflow="ellipsis", no_wrap=True, max_width=40)
    for name in ("kept", "waiting", "failed", "refused"):
        table.add_column(name, justify="right")
    table.add_column("why", no_wrap=True)
    for host in list(seen.hosts)[: -MOST_HOSTS - 1 : -1]:
        counts = seen.hosts[host]
        numbers = (counts["done"], seen.left[host], counts["failed"], counts["refused"])
        cells = (f"{n:,}" if n else "" for n in numbers)
        table.add_row(Text(printable(host)), *cells, Text(printable(seen.why.get(host, ""))))
    return Group(table, Text(seen.line()))
