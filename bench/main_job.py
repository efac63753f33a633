"""The main job on real criticism in bulk: time, memory, and where the time goes.

    python bench/main_job.py [--data DIR] [--times N] [--workers N] [--keep DIR]

Takes `commonplace_highlights/entries.jsonl.gz` through add, run and report. With ``--times N``
the corpus is laid N times over, with a word put into every sentence so that no text is the same.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

from hermeneut.adding import add_paths
from hermeneut.engine import Pool, processes
from hermeneut.plan import Plan
from hermeneut.report import build
from hermeneut.samples import text_of
from hermeneut.study import Study

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
FILLERS = (
    "", "indeed", "surely", "perhaps", "plainly", "rarely", "quietly", "oddly", "nearly", "simply",
    "fully", "partly", "mostly", "merely", "truly", "barely",
)  # fmt: skip
HEAD = """
[study]
name = "bulk"
[pass.subjects]
imported = [["yes", ["work"]]]
"""
LONG = 60.0  # seconds; longer stages are told of as they end


def entries(data: Path, times: int):
    """Yield the entries, each time with another word in every sentence."""
    with gzip.open(data / "commonplace_highlights/entries.jsonl.gz", "rt") as lines:
        read = [json.loads(line) for line in lines]
    for n in range(times):
        for entry in read:
            passages = [altered(p, FILLERS[n % len(FILLERS)]) for p in entry["passages"]]
            yield {
                "text": passages, "author": entry["author"], "title": entry["title"],
                "outlet": entry["publication"], "published": entry["date"], "about": "yes",
            }  # fmt: skip


def altered(passage: str, filler: str) -> str:
    """Put a word after the second word of every sentence."""
    if not filler:
        return passage
    return re.sub(r"((?:^|[.!?]['\"”’)]*\s+)\S+\s+\S+)", rf"\1 {filler}", passage)


class Memory(threading.Thread):
    """Watch what this process and its children hold, in MiB (proportional set size)."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0.0
        self.ended = threading.Event()

    def run(self) -> None:
        """Look five times a second."""
        while not self.ended.wait(0.2):
            self.peak = max(self.peak, sum(map(held, family(os.getpid()))))

    def lap(self) -> float:
        """Return the peak since the last lap."""
        peak, self.peak = self.peak, 0.0
        return peak


class Lap(NamedTuple):
    """What one stage took: seconds on the clock and of processors, and MiB at most."""

    seconds: float
    cpu: float
    peak: float


def cpu() -> float:
    """Return the seconds of processors that this process and its ended children used."""
    return sum(os.times()[:4]) + sum(map(_used, family(os.getpid())[1:]))


def _used(pid: int) -> float:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """List a process and its descendants."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        below = [int(child) for child in children.read_text().split()]
    except OSError:
        below = []
    return [pid, *(one for child in below for one in family(child))]


def held(pid: int) -> float:
    """Return what a process holds, shared pages divided among those who share them."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1]) / 1024


def study_of(folder: Path, data: Path, times: int) -> tuple[Study, int]:
    """Make the study's folder and its input; return it with the number of words."""
    design = text_of("her")
    (folder / "study.toml").write_text(HEAD + design[design.index("\n[work]") :])
    words = 0
    with (folder / "bulk.jsonl").open("w") as out:
        for entry in entries(data, times):
            words += sum(len(p.split()) for p in entry["text"])
            out.write(json.dumps(entry) + "\n")
    return Study.open(folder), words


def timed(study: Study, workers: int, memory: Memory) -> dict[str, Lap]:
    """Run the job; return what each stage took."""
    laps: dict[str, Lap] = {}
    last = (time.perf_counter(), cpu())

    def lap(name: str) -> None:
        nonlocal last
        now = (time.perf_counter(), cpu())
        before = laps.get(name, Lap(0.0, 0.0, 0.0))
        laps[name] = Lap(
            before.seconds + now[0] - last[0],
            before.cpu + now[1] - last[1],
            max(before.peak, memory.lap()),
        )
        last = now
        if laps[name].seconds > LONG:
            print(f"  {name}: {laps[name].seconds:.0f} s", file=sys.stderr)

    add_paths(study, [study.root / "bulk.jsonl"], mapping="authors=author,title=title,"
              "outlet=outlet,published=published,text=text,about=about")  # fmt: skip
    lap("add")
    with Pool(lambda: processes(workers)) as pool:
        Plan(study).run(pool=pool, told=lambda step, word, *_: word == "done" and lap(step))
    lap("publish")
    build(study, study.root / "report")
    lap("report")
    every = laps.values()
    laps["all"] = Lap(sum(e.seconds for e in every), sum(e.cpu for e in every),
                      max(e.peak for e in every))  # fmt: skip
    return laps


def main() -> None:
    """Print a table of stages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="keep the study here")
    given = parser.parse_args()
    if not (given.data / "commonplace_highlights").exists():
        raise SystemExit(f"no commonplace_highlights in {given.data}: nothing measured")
    with tempfile.TemporaryDirectory() as folder:
        root = given.keep or Path(folder)
        root.mkdir(parents=True, exist_ok=True)
        study, words = study_of(root, given.data, given.times)
        memory = Memory()
        memory.start()
        laps = timed(study, given.workers, memory)
        memory.ended.set()
        for stage, taken in laps.items():
            share = taken.seconds / laps["all"].seconds
            print(f"{stage:12} {taken.seconds:8.1f} s {share:6.1%} {taken.cpu:8.1f} s of processors"
                  f" {taken.peak:8,.0f} MiB {words / taken.seconds:12,.0f} words/s")  # fmt: skip
        print(f"{words:,} words, {given.workers} workers, peak {laps['all'].peak:,.0f} MiB")
        counts = study.sql(
            "select count(*) n, count(*) filter (measured) measured from corpus"
        ).to_pylist()[0]
        print(f"{counts['n']:,} documents, {counts['measured']:,} measured")


if __name__ == "__main__":
    main()
