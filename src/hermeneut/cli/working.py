"""What is done with a study: bringing it up to date, saying how it stands, correcting it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .options import (
    HERE,
    PROCESSES,
    AsCsv,
    AsJson,
    Quiet,
    StudyDir,
    Workers,
    app,
    open_study,
    pool_of,
)

if TYPE_CHECKING:
    from ..study import Study


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
    from .. import console
    from ..coding import moving
    from ..plan import Plan

    plan = Plan(open_study(study))
    with pool_of(workers) as pool, console.progress(quiet=quiet) as told:
        states = plan.run(steps or [], pool=pool, told=told, again=again)
        if moved := moving.follow(plan.study):  # what counts codings must count them where they are
            states = plan.run(steps or [], pool=pool, told=told)
    if as_json:
        console.show([vars(state) for state in states], as_json=True)
        return
    failed = sum(state.failed for state in states)
    stale = [state.name for state in states if state.state != "up to date"]
    print(
        f"{len(states) - len(stale)} steps up to date"
        + (f"; {failed} rows failed" if failed else "")
    )
    if moved:
        print(moving.sentence(moved))
    if stale:  # somebody coded, or corrected, while it ran
        print(f"what they read has changed since: {', '.join(stale)}\n  → hermeneut run")
    if failed:
        print('  → hermeneut sql "select * from failures"')


@app.command()
def status(study: StudyDir = HERE, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Say what is up to date, what is stale and why, and where documents leave the study."""
    from .. import console
    from ..plan import Plan

    opened = open_study(study)
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
    stands = opened.sql(query).to_pylist()
    console.show(stands)
    if stands and stands[0]["stands"] == "not about":
        print(
            "most of what is here isn't seen to be about the work\n"
            "  → is all of a file about it? hermeneut add FILE --all about=work\n"
            "  → else see what was left out: hermeneut sample about"
        )
    _collected(opened)


def _collected(study: Study) -> None:
    """Say how candidates stand, and how many pages no source may have found."""
    from .. import collecting, console

    rows = collecting.standing(study)
    if rows:
        console.show(rows)
        print(collecting.missed(study).sentence())
    if collecting.is_open(study):
        print("collecting goes on, or was cut off: what it kept last is read when it has ended")
        print("  → hermeneut collect")


@app.command()
def clean(study: StudyDir = HERE) -> None:
    """Drop runs that no plan names; evidence, texts and judgements stay."""
    from ..plan import Plan

    dropped = Plan(open_study(study)).clean()
    for folder in dropped:
        print(f"dropped {folder.parent.name}/{folder.name}")
    print(f"{len(dropped)} runs dropped")


@app.command()
def correct(
    document: Annotated[
        str, typer.Argument(help="Its id or the start of it, its address, file or title.")
    ],
    assignment: Annotated[str, typer.Argument(help="field=value; field= takes it back.")],
    why: Annotated[str, typer.Option(help="The reason, for whoever asks later.")],
    study: StudyDir = HERE,
    who: Annotated[str, typer.Option(help="Whose word it is.")] = "",
) -> None:
    """Lay a person's word over the machine's; nothing is overwritten."""
    from .. import console
    from ..correct import correct as lay_over

    row = lay_over(open_study(study), document, assignment, who=who or _user(), why=why)
    said = f"{row['field']} = {row['value']}" if row["value"] else f"{row['field']} taken back"
    console.answer(
        f"{row['title'] or row['doc_id']}: {said}\n  → hermeneut run, then hermeneut report"
    )


def _user() -> str:
    import getpass

    return getpass.getuser()
