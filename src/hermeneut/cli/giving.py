"""What goes out: reports, archives, passes as filters, and a demonstration."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from .options import HERE, PROCESSES, AsJson, StudyDir, Workers, app, open_study, pool_of


@app.command()
def report(
    study: StudyDir = HERE,
    to: Annotated[Path | None, typer.Option(help="Where to; STUDY/report by default.")] = None,
) -> None:
    """Write the report: static pages that open from disk."""
    from ..report import build

    print(build(open_study(study), to or study / "report") / "index.html")


@app.command()
def verify(study: StudyDir = HERE, as_json: AsJson = False) -> None:
    """Check every digest of the archive, and that its files hold what was counted.

    Nothing is changed. What is damaged is listed, and the exit code is 1.
    """
    from .. import console
    from ..collect.evidence import verify as checking

    problems = checking.verify(open_study(study).archive)
    if problems or as_json:
        console.show([problem._asdict() for problem in problems], as_json=as_json)
    else:
        print("every digest of the archive is right")
    if problems:
        raise typer.Exit(1)


@app.command()
def apply(
    step: Annotated[str, typer.Argument(help="A pass over texts, or article for pages.")],
    like: Annotated[str, typer.Option(help="A study that ships, for its design.")] = "",
    study: Annotated[Path | None, typer.Option("--study", "-s", help="A study's design.")] = None,
) -> None:
    """Run a pass as a filter on JSON Lines, from standard input to standard output.

    Rows have id and text; --like her, or --study, says what to look for. A row comes out for each
    thing found in a text, so none for a text in which nothing is found; a row that fails is
    {"id", "error"}. Three are told what to judge, and answer with id, start, end, label and scores:
    sentiment, target-sentiment (start and end of the target), stance (proposition). article (url,
    html) reads pages.
    """
    from .. import console, design, samples

    taken = design.read(study) if study else samples.design_of(like or "her")
    for row in _applied(step, taken, _rows_in()):
        print(console.line(row), flush=True)  # whoever waits for the answer gets it


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to make the studies.")] = Path("demo"),
    workers: Workers = PROCESSES,
) -> None:
    """Run both studies that ship, start to finish, offline, and say where their reports are."""
    from .. import console
    from ..samples import demonstrate

    with pool_of(workers) as pool, console.progress(quiet=False) as told:
        for path in demonstrate(folder, pool, told):
            print(path)


def _rows_in() -> Iterator[dict[str, Any]]:
    from io import TextIOWrapper

    lines = TextIOWrapper(sys.stdin.buffer, "utf-8-sig", "surrogateescape")  # bad bytes stay
    for line in filter(str.strip, lines):
        try:
            row = json.loads(line, parse_float=_number, parse_constant=_number)
        except (ValueError, RecursionError) as error:
            row = {"id": None, "error": f"not JSON: {error}"}
        yield row if isinstance(row, dict) else {"id": None, "error": "a row is a JSON object"}


def _number(written: str) -> float:
    """Read a number; refuse those that no line of JSON could give back."""
    number = float(written)
    if not math.isfinite(number):
        raise ValueError(f"{written} is no number of JSON")
    return number


def _applied(step: str, taken: Any, rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    if step == "article":
        return (_article(row, taken) for row in rows)
    from ..judging import KINDS, judged

    if step in KINDS:
        return judged(step, rows)
    from ..apply import apply as filter_rows

    return filter_rows(step, rows, taken)


def _article(row: dict[str, Any], taken: Any) -> dict[str, Any]:
    from ..read.page import read_page

    ident, html, url = row.get("id"), row.get("html"), row.get("url")
    if not isinstance(html, str):
        return {"id": ident, "error": str(row.get("error", "a row needs html, as text"))}
    if not isinstance(url, str | None):
        return {"id": ident, "error": "url is text, if there is one"}
    try:
        return {"id": ident, **read_page(html, url, design=taken)}
    except Exception as error:
        return {"id": ident, "error": str(error) or repr(error)}
