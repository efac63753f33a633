"""Watching a process: time, CPU, memory of it and of all that it starts."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import threading
import time
from pathlib import Path
from typing import Any, NamedTuple


class Taken(NamedTuple):
    """What a process and all that it started took.

    Attributes:
        wall: Seconds.
        cpu: Seconds of CPU.
        peak: MiB at most; shared pages are divided among those who share them.
        usual: MiB half of the time.
        others: Cores that were busy with something else meanwhile, the test web among it.
    """

    wall: float
    cpu: float
    peak: float
    usual: float
    others: float


def family(pid: int) -> list[int]:
    """List a process and its descendants."""
    try:
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        below = []
    return [pid, *(one for child in below for one in family(int(child)))]


def held(pid: int) -> float:
    """Return the MiB that a process holds, shared pages divided among those who share them."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    found = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def busy() -> float:
    """Return the seconds that all cores were busy since the machine started, proc(5)."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    user, nice, system, _idle, _wait, *rest = map(int, fields[:8])
    return (user + nice + system + sum(rest)) / os.sysconf("SC_CLK_TCK")


def watched(process: subprocess.Popen[Any]) -> Taken:
    """Wait for a process, looking five times a second at what it holds."""
    began, busy_before, ended = time.monotonic(), busy(), threading.Event()
    seen = [0.0]

    def look() -> None:
        while not ended.wait(0.2):
            seen.append(sum(map(held, family(process.pid))))

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    _, status, used = os.wait4(process.pid, 0)
    wall, cpu = time.monotonic() - began, used.ru_utime + used.ru_stime
    ended.set()
    looking.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    others = (busy() - busy_before - cpu) / wall
    return Taken(wall, cpu, max(seen), statistics.median(seen), others)
