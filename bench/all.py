"""Run every benchmark in turn; what lacks its data says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    for script in sorted(Path(__file__).parent.glob("*.py")):
        if script.name != Path(__file__).name:
            print(f"\n== {script.name}", flush=True)
            subprocess.run([sys.executable, str(script)], check=False)
