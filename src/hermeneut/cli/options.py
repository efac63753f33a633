"""What commands have in common: their options, and how a study and a pool are had from them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..engine import Pool
    from ..study import Study

app = typer.Typer(
    help="A desk for reception studies: collect what critics wrote about a work, measure it, "
    "and open the evidence behind every number.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

StudyDir = Annotated[
    Path, typer.Option("--study", "-s", help="The study's folder.", show_default="this folder")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON Lines.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
Where = Annotated[
    list[str] | None,
    typer.Option("--where", "-w", help="Only documents with field=value, e.g. form=review."),
]
Workers = Annotated[
    int,
    typer.Option("--workers", "-j", help="Processes; 0 works in this one, for debugging.", min=0),
]
Limit = Annotated[int, typer.Option(help="Rows at most.", min=1)]
HERE = Path()
PROCESSES = os.cpu_count() or 1


def open_study(folder: Path) -> Study:
    """Open the study that a command is about."""
    from ..study import Study

    return Study.open(folder)


def pool_of(workers: int) -> Pool:
    """Make the pool of so many processes; none for 0."""
    from functools import partial

    from ..engine import Pool, Serial, processes

    return Pool(partial(processes, workers) if workers > 0 else Serial)
