"""The command line: one command, one call.

Heavy modules are imported by the command that needs them, so that ``--help`` is quick.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .errors import HermeneutError, UserError

if TYPE_CHECKING:
    from .engine import Pool
    from .study import Study

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
    int, typer.Option("--workers", "-j", help="Processes; 0 works in this one, for debugging.")
]
Limit = Annotated[int, typer.Option(help="Rows at most.")]
HERE = Path()
PROCESSES = os.cpu_count() or 1
INTERRUPTED = 130  # how a shell counts a program that Ctrl-C ended


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="Where; it must hold no study yet.")],
    like: Annotated[str, typer.Option(help="A study that ships: her, sample, or blank.")] = "blank",
) -> None:
    """Make a study folder with a commented study.toml."""
    from .samples import make

    made = make(folder, like)
    print(f"{made}: write your design in study.toml, then\n  hermeneut add PATH… --study {folder}")


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    study: StudyDir = HERE,
    mapping: Annotated[
        str, typer.Option("--map", help="For tables: text=review,author=critic,…")
    ] = "",
    code: Annotated[
        str, typer.Option(help="Columns that are judgements; they become codings.")
    ] = "",
    coder: Annotated[str, typer.Option(help="Who made these judgements.")] = "",
    machine: Annotated[bool, typer.Option(help="The coder is a program, not a person.")] = False,
    preview: Annotated[bool, typer.Option(help="Show how tables would be read; add nothing.")] = (
        False
    ),
    as_json: AsJson = False,
) -> None:
    """Take in text, Markdown, HTML, WARC, CSV, TSV, JSON Lines, Parquet, and folders of these.

    What comes in is kept byte for byte in archive/; the same bytes twice add nothing.
    """
    from . import console
    from .adding import add_paths, preview_tables

    if preview:
        console.show(preview_tables(paths, mapping), as_json=as_json)
        return
    added = add_paths(_open(study), paths, mapping=mapping, code=code, coder=coder, machine=machine)
    if as_json:
        console.show([added.as_row()], as_json=True)
        return
    for path, slug, advice in added.refused:
        console.say(f"  {path}: {slug}. {advice}")
    console.answer(added.sentence())


@app.command()
def run(
    steps: Annotated[list[str] | None, typer.Argument(help="Passes or analyses; all.")] = None,
    study: StudyDir = HERE,
    workers: Workers = PROCESSES,
    again: Annotated[bool, typer.Option(help="Try rows again that had failed.")] = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Bring passes and analyses up to date; only what isn't there is worked on."""
    from . import console
    from .plan import Plan

    plan = Plan(_open(study))
    with _pool(workers) as pool, console.progress(quiet=quiet) as told:
        states = plan.run(steps or [], pool=pool, told=told, again=again)
    if as_json:
        console.show([vars(state) for state in states], as_json=True)
        return
    failed = sum(state.failed for state in states)
    print(f"{len(states)} steps up to date" + (f"; {failed} rows failed" if failed else ""))
    if failed:
        print('  → hermeneut sql "select * from failures"')


@app.command()
def status(study: StudyDir = HERE, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Say what is up to date, what is stale and why, and where documents leave the study."""
    from . import console
    from .plan import Plan

    opened = _open(study)
    plan = Plan(opened)
    rows = [
        {"step": s.name, "kind": s.kind, "state": s.state, "why": s.why, "failed": s.failed}
        for s in plan.status()
    ]
    console.show(rows, as_json=as_json, as_csv=as_csv)
    if as_json or as_csv:
        return
    if unread := plan.stale_captures():
        print(f"files of the archive not read yet: {unread}\n  → hermeneut run")
    query = (
        "select coalesce(left_out, 'measured') as stands, count(*) as documents from corpus "
        "group by 1 order by 2 desc, 1"
    )
    console.show(opened.sql(query).to_pylist())


@app.command()
def clean(study: StudyDir = HERE) -> None:
    """Drop runs that no plan names; evidence, texts and judgements stay."""
    from .plan import Plan

    dropped = Plan(_open(study)).clean()
    for folder in dropped:
        print(f"dropped {folder.parent.name}/{folder.name}")
    print(f"{len(dropped)} runs dropped")


@app.command()
def correct(
    document: Annotated[str, typer.Argument(help="Its id or the start of it, address, or title.")],
    assignment: Annotated[str, typer.Argument(help="field=value; field= takes it back.")],
    why: Annotated[str, typer.Option(help="The reason, for whoever asks later.")],
    study: StudyDir = HERE,
    who: Annotated[str, typer.Option(help="Whose word it is.")] = "",
) -> None:
    """Lay a person's word over the machine's; nothing is overwritten."""
    from . import console
    from .correct import correct as lay_over

    row = lay_over(_open(study), document, assignment, who=who or _user(), why=why)
    said = f"{row['field']} = {row['value']}" if row["value"] else f"{row['field']} taken back"
    console.answer(
        f"{row['title'] or row['doc_id']}: {said}\n  → hermeneut run, then hermeneut report"
    )


@app.command()
def kwic(
    query: Annotated[str, typer.Argument(help='A word, a "phrase", or a prefix*.')],
    study: StudyDir = HERE,
    where: Where = None,
    limit: Limit = 50,
    window: Annotated[int, typer.Option(help="Words on each side.")] = 8,
    sort: Annotated[str, typer.Option(help="document, left or right.")] = "document",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show a word in its contexts (a concordance)."""
    from . import console
    from .views import search as looks

    got = looks.kwic(
        _open(study), query, where=_filters(where), window_words=window, limit=limit, sort=sort
    ).to_pylist()
    if not (as_json or as_csv):
        shown = ("left", "node", "right", "outlet", "published", "doc_id")
        got = [{name: row[name] for name in shown} for row in got]
    console.show(got, as_json=as_json, as_csv=as_csv)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help='Words, a "phrase", or a prefix*.')],
    study: StudyDir = HERE,
    where: Where = None,
    limit: Limit = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Find documents by their words."""
    from . import console
    from .views import search as looks

    got = looks.search(_open(study), query, where=_filters(where), limit=limit)
    console.show(got.to_pylist(), as_json=as_json, as_csv=as_csv)


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One select.")],
    study: StudyDir = HERE,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Ask the tables; nothing but the tables can be seen, and nothing can be changed."""
    from . import console

    with _open(study).reader(locked=True) as reader:
        console.show(reader.sql(query).to_pylist(), as_json=as_json, as_csv=as_csv)


@app.command()
def report(
    study: StudyDir = HERE,
    to: Annotated[Path | None, typer.Option(help="Where to; STUDY/report by default.")] = None,
) -> None:
    """Write the report: static pages that open from disk."""
    from .report import build

    print(build(_open(study), to or study / "report") / "index.html")


@app.command()
def apply(
    step: Annotated[str, typer.Argument(help="A pass over texts, or article for pages.")],
    like: Annotated[str, typer.Option(help="A study that ships, for its design.")] = "",
    study: Annotated[Path | None, typer.Option("--study", "-s", help="A study's design.")] = None,
) -> None:
    """Run a pass as a filter on JSON Lines, from standard input to standard output.

    Rows have id and text (article: id, url, html); a row that fails is {"id", "error"}. A row
    comes out for each thing found in a text, so none for a text in which nothing is found.
    """
    from . import console, design, samples

    taken = design.read(study) if study else samples.design_of(like or "her")
    for row in _applied(step, taken, _rows_in()):
        print(console.line(row), flush=True)  # whoever waits for the answer gets it


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to make the studies.")] = Path("demo"),
    workers: Workers = PROCESSES,
) -> None:
    """Run both studies that ship, start to finish, offline, and say where their reports are."""
    from . import console
    from .samples import demonstrate

    with _pool(workers) as pool, console.progress(quiet=False) as told:
        for path in demonstrate(folder, pool, told):
            print(path)


def _open(folder: Path) -> Study:
    from .study import Study

    return Study.open(folder)


def _pool(workers: int) -> Pool:
    from functools import partial

    from .engine import Pool, Serial, processes

    return Pool(partial(processes, workers) if workers > 0 else Serial)


def _filters(where: list[str] | None) -> dict[str, str]:
    pairs = [text.partition("=") for text in where or []]
    for field, sign, _ in pairs:
        if not sign:
            raise UserError(f"--where {field!r} isn't field=value", hint="e.g. form=review")
    return {field: value for field, _, value in pairs}


def _user() -> str:
    import getpass

    return getpass.getuser()


def _rows_in() -> Iterator[dict[str, Any]]:
    from io import TextIOWrapper

    lines = TextIOWrapper(sys.stdin.buffer, "utf-8-sig", "surrogateescape")  # bad bytes stay
    for line in filter(str.strip, lines):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            row = {"id": None, "error": f"not JSON: {error}"}
        yield row if isinstance(row, dict) else {"id": None, "error": "a row is a JSON object"}


def _applied(step: str, taken: Any, rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    if step == "article":
        return (_article(row) for row in rows)
    from .apply import apply as filter_rows

    return filter_rows(step, rows, taken)


def _article(row: dict[str, Any]) -> dict[str, Any]:
    from .read.page import read_page

    ident, html, url = row.get("id"), row.get("html"), row.get("url")
    if not isinstance(html, str) or not isinstance(url, str | None):
        return {"id": ident, "error": str(row.get("error", "a row needs html, as text"))}
    try:
        return {"id": ident, **read_page(html, url)}
    except Exception as error:
        return {"id": ident, "error": str(error) or repr(error)}


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
    from .console import say

    say(f"hermeneut: {text}")
