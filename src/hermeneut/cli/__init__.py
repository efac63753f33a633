"""The command line: one command, one call.

Heavy modules are imported by the command that needs them, so that ``--help`` is quick.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from ..errors import HermeneutError
from . import coding, exporting, gathering, giving, looking, teaching, working  # noqa: F401 - each adds its
from .options import app

__all__ = ["app", "main"]

ORDER = (
    "new", "collect", "add", "run", "status", "clean", "correct", "sample", "train", "ask",
    "multiverse", "names", "kwic", "search", "sql", "report", "verify", "export", "apply", "demo",
)  # fmt: skip
INTERRUPTED = 130  # how a shell counts a program that Ctrl-C ended

app.registered_commands.sort(key=lambda one: ORDER.index(one.callback.__name__))  # type: ignore[union-attr]


def main(run_app: Callable[[], Any] = app) -> None:
    """Run the command line; exit 0 done, 1 something failed and says what, 2 wrong usage.

    Stopped by Ctrl-C it is 130. A pipe that its reader closes early is 1, without a word. What we
    didn't foresee is told in a line too; with HERMENEUT_TRACEBACK set, in full.
    """
    try:
        try:
            run_app()
        finally:
            sys.stdout.flush()
    except SystemExit as end:
        if end.code == INTERRUPTED:
            _say("stopped; what was done stays done, run the command again to go on")
        raise
    except BrokenPipeError:
        _drop_output()
        sys.exit(1)
    except HermeneutError as error:
        _say(str(error))
        sys.exit(1)
    except OSError as error:
        _say(": ".join(filter(None, [error.filename, error.strerror or str(error)])))
        _drop_output()
        sys.exit(1)
    except Exception as error:
        if os.environ.get("HERMENEUT_TRACEBACK"):
            raise
        _say(f"a mistake of ours: {type(error).__name__}: {error}")
        _say("please report it, with what HERMENEUT_TRACEBACK=1 shows")
        sys.exit(1)


def _drop_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or Python would try again to write it, at exit


def _say(text: str) -> None:
    from ..console import say

    say(f"hermeneut: {text}")
