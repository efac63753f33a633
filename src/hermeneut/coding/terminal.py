"""Coding on one's own machine, unit by unit, by single keys.

Each decision is on disk before the next unit is shown, so that nothing is lost however it ends, and
whoever comes back goes on where they were. Skipped units come again at the end.
"""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from ..console import printable
from ..passes import Row
from ..study import Study
from ..views.codebook import ALONE, definitions
from .drawing import Sample, texts_of
from .sheets import shown
from .taking_in import decision, memo

VALUE_KEYS = "1234567890abcdefghijklnprtvwxyz"  # what commands take is left out
COMMANDS = {"u": "undo", "s": "skip", "m": "memo", "o": "whole text", "?": "codebook", "q": "quit"}
OPENING = 2500  # characters of a document that are shown at once
ENTER = ("\n", "\r")
END = "\x04"  # what Ctrl-D sends
_DECIDED = """
select unit, max(coded_at) as last from codings where variable = $v and coder = $c
group by unit order by last, unit
"""
_LAST = """
select coalesce(max(coded_at), '') as last from codings_all where variable = $v and coder = $c
"""
_ESCAPE = "\x1b"
_BOLD, _DIM, _PLAIN, _CLEAR = "\x1b[1m", "\x1b[2m", "\x1b[0m", "\x1b[2J\x1b[H"


@dataclass
class Session:
    """One coder at work on one sample.

    Args:
        study: The study.
        sample: What is coded.
        coder: Who codes.
        now: The clock.
    """

    study: Study
    sample: Sample
    coder: str
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    done: list[str] = field(default_factory=list)  # in the order of deciding
    skipped: list[str] = field(default_factory=list)
    back: str = ""  # the unit whose decision was taken back, to be shown next
    _last: str = ""

    def __post_init__(self) -> None:
        """Find what was decided before, and the texts."""
        self.rows = {row["unit"]: row for row in self.sample.rows}
        with self.study.reader() as tables:
            asked = {"v": self.sample.variable.id, "c": self.coder}
            order = tables.sql(_DECIDED, asked).to_pylist()
            self._last = tables.sql(_LAST, asked)["last"][0].as_py()
            self.texts = texts_of(tables, {row["text_id"] for row in self.sample.rows})
            titles = tables.sql("select doc_id, title from corpus").to_pylist()
        self.titles = {row["doc_id"]: row["title"] or "" for row in titles}
        self.done = [row["unit"] for row in order if row["unit"] in self.rows]

    def next(self) -> Row | None:
        """Return the unit to decide now; None when all are decided."""
        if self.back:
            return self.rows[self.back]
        left = [unit for unit in self.rows if unit not in self.done]
        fresh = [unit for unit in left if unit not in self.skipped]
        again = [unit for unit in self.skipped if unit in left]
        chosen = (fresh or again or [""])[0]
        return self.rows.get(chosen)

    def decide(self, row: Row, values: tuple[str, ...]) -> None:
        """Keep a decision; it is on disk when this returns."""
        rows = decision(self.study, row, self.coder, values, self._at())
        self.study.judgements.append("codings", rows)
        self.back = ""
        self.done.append(row["unit"])

    def skip(self, row: Row) -> None:
        """Put a unit off to the end."""
        self.back = ""
        self.skipped = [unit for unit in self.skipped if unit != row["unit"]] + [row["unit"]]

    def undo(self) -> bool:
        """Take the last decision back, of this session or an earlier one; say if there was one."""
        if not self.done:
            return False
        self.back = self.done.pop()
        row = self.rows[self.back]
        rows = decision(self.study, row, self.coder, (), self._at())
        self.study.judgements.append("codings", rows)
        return True

    def note(self, row: Row, text: str) -> None:
        """Keep a note on a unit."""
        self.study.judgements.append("memos", [memo(row, self.coder, text, self._at())])

    def _at(self) -> str:
        """Tell the time, later than any told before: the last decision is the one that holds."""
        at = self.now().astimezone(UTC).isoformat(timespec="microseconds")
        if at <= self._last:
            late = datetime.fromisoformat(self._last) + timedelta(microseconds=1)
            at = late.isoformat(timespec="microseconds")
        self._last = at
        return at


@dataclass
class Keyboard:
    """Where keys and lines come from: a terminal, or a pipe.

    Args:
        handle: The file descriptor.
    """

    handle: int = 0

    def key(self) -> str:
        """Wait for a key; empty when there will be none any more."""
        first = self._byte()
        if first == _ESCAPE:  # an arrow or the like: what belongs to it must not count as a choice
            while select.select([self.handle], [], [], 0.05)[0] and os.read(self.handle, 16):
                pass
        return first

    def line(self) -> str:
        """Wait for a line."""
        made = bytearray()
        with self._cooked():
            while (byte := os.read(self.handle, 1)) not in (b"", b"\n", b"\r"):
                made += byte
        return made.decode("utf-8", "replace").strip()

    def _byte(self) -> str:
        return os.read(self.handle, 1).decode("latin-1")

    @contextmanager
    def single(self) -> Iterator[None]:
        """Have keys come one by one, without Enter, and unseen."""
        if not os.isatty(self.handle):
            yield
            return
        import termios
        import tty

        before = termios.tcgetattr(self.handle)
        try:
            tty.setcbreak(self.handle)
            yield
        finally:
            termios.tcsetattr(self.handle, termios.TCSADRAIN, before)

    @contextmanager
    def _cooked(self) -> Iterator[None]:
        if not os.isatty(self.handle):
            yield
            return
        import termios

        now = termios.tcgetattr(self.handle)
        cooked: list[Any] = [*now]
        cooked[3] |= termios.ICANON | termios.ECHO
        try:
            termios.tcsetattr(self.handle, termios.TCSADRAIN, cooked)
            yield
        finally:
            termios.tcsetattr(self.handle, termios.TCSADRAIN, now)


def code(session: Session, keyboard: Keyboard, *, show: Callable[[str], None]) -> int:
    """Ask for one unit after the other, until all are decided or the coder quits.

    Returns:
        How many units the coder has decided, in this session and before.
    """
    with keyboard.single():
        while (row := session.next()) is not None:
            show(screen(session, row))
            if not _ask(session, row, keyboard, show):
                break
    return len(session.done)


def _ask(session: Session, row: Row, keyboard: Keyboard, show: Callable[[str], None]) -> bool:
    """Ask for one unit, until it is decided or put off; say whether to go on."""
    variable = session.sample.variable
    choices = dict(zip(VALUE_KEYS, (value.id for value in variable.values), strict=False))
    held: list[str] = []
    while (key := keyboard.key()) not in ("", END):
        if key in choices:
            held = _toggled(held, choices[key]) if variable.several else [choices[key]]
            if variable.several:
                show(f"  {'; '.join(held) or '(none yet)'}   Enter keeps it\n")
        if held and (key in ENTER or not variable.several):
            session.decide(row, tuple(v.id for v in variable.values if v.id in held))
            return True
        if key in COMMANDS and (ended := _commanded(key, session, row, keyboard, show)) is not None:
            return ended
    return False


def _commanded(
    key: str, session: Session, row: Row, keyboard: Keyboard, show: Callable[[str], None]
) -> bool | None:
    """Do what a key commands; say whether to go on with the next unit, None to stay with this."""
    if key == "q":
        return False
    if key == "s":
        session.skip(row)
        return True
    if key == "u":
        if session.undo():
            return True
        show("  nothing to undo\n")
    elif key == "m":
        show("  memo: ")
        session.note(row, keyboard.line())
        show("  noted\n")
    elif key == "o":
        show(printable(session.texts.get(row["text_id"], row["quote"] or ""), "\n") + "\n")
    else:
        show(definitions(session.sample.variable) + "\n")
    return None


def _toggled(held: list[str], value: str) -> list[str]:
    if value in held:
        return [one for one in held if one != value]
    if value in ALONE:
        return [value]
    return [one for one in held if one not in ALONE] + [value]


def screen(session: Session, row: Row) -> str:
    """Lay a unit out: what stands around it, what is asked, and the keys."""
    variable = session.sample.variable
    styled = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    bold, dim, plain, clear = (_BOLD, _DIM, _PLAIN, _CLEAR) if styled else ("", "", "", "\n")
    before, unit, after = shown(row, session.texts.get(row["text_id"], ""))
    if row["start"] is None and len(unit) > OPENING:
        unit = f"{unit[:OPENING]} […]  (o shows the whole text)"
    left, right = ("", "") if styled else (">>> ", " <<<")
    before, unit, after = (printable(part, "\n") for part in (before, unit, after))
    marked = f"{left}{bold}{unit}{plain}{right}"
    around = [f"{dim}{part}{plain}" if part else "" for part in (before, after)]
    choices = [
        f"  {key}  {value.id}" + f"{dim}  {value.means}{plain}" * bool(value.means)
        for key, value in zip(VALUE_KEYS, variable.values, strict=False)
    ]
    commands = "  ".join(f"{key} {word}" for key, word in COMMANDS.items())
    title = printable(session.titles.get(row["doc_id"], ""))
    at = f"{variable.id}: {len(session.done) + 1} of {len(session.rows)}, {session.coder}"
    parts = [f"{clear}{dim}{at}   {title}{plain}", around[0], marked, around[1], variable.asks]
    return (
        "\n\n".join(filter(None, parts)) + "\n" + "\n".join(choices) + f"\n{dim}{commands}{plain}\n"
    )
