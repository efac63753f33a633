"""How long `hermeneut --help` takes, beside an empty Python: the promise is 300 ms.

python bench/startup.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

COMMAND = Path(sys.executable).with_name("hermeneut")
RUNS = 15


def seconds(command: list[str]) -> float:
    """Time one run of a command."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Print medians, taken in turn."""
    empty, ours = [], []
    for _ in range(RUNS):
        empty.append(seconds([sys.executable, "-c", "pass"]))
        ours.append(seconds([str(COMMAND), "--help"]))
    print(f"python -c pass      {statistics.median(empty) * 1000:6.0f} ms")
    print(f"hermeneut --help    {statistics.median(ours) * 1000:6.0f} ms (promised: 300)")


if __name__ == "__main__":
    main()
