"""People's coding: drawing samples, coding by file and by key, disagreements."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from .options import HERE, AsCsv, AsJson, StudyDir, app, open_study
from .working import _user

if TYPE_CHECKING:
    from ..coding.drawing import Sample, Wishes
    from ..study import Study

START = "start"
Coder = Annotated[str, typer.Option("--coder", "-c", help="Who codes; your login by default.")]
Variable = Annotated[
    str, typer.Argument(help="A theme, a proposition, sentiment, about, evaluation …")
]


class _Group(TyperGroup):
    """Takes ``hermeneut code VARIABLE`` for ``hermeneut code start VARIABLE``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        known = {*self.commands, *ctx.help_option_names}
        return super().parse_args(ctx, args if args and args[0] in known else [START, *args])


code = typer.Typer(
    cls=_Group,
    help="Code a sample, take in codings, and see where coders differ. Without a command it asks "
    "for one unit after the other: hermeneut code [VARIABLE].",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(code, name="code")


@app.command()
def sample(
    variable: Variable,
    n: Annotated[int, typer.Option("--n", help="How many units.")] = 100,
    of: Annotated[str, typer.Option(help="documents, paragraphs or sentences.")] = "",
    by: Annotated[
        str,
        typer.Option(help="Strata: form, year, period, outlet, venue, subject, stands, label; a,b"),
    ] = "",
    rejected: Annotated[
        bool, typer.Option("--rejected", help="Draw from what left the study, too.")
    ] = False,
    way: Annotated[
        str, typer.Option(help="simple, stratified, uncertain, systematic or clustered.")
    ] = "",
    allocation: Annotated[
        str, typer.Option(help="How strata share n: proportional, equal or neyman.")
    ] = "proportional",
    each: Annotated[int, typer.Option(help="Units of each document, where clustered.")] = 5,
    held: Annotated[
        int, typer.Option(help="Percent of documents held back, never to train on.", min=0, max=100)
    ] = 50,
    seed: Annotated[int, typer.Option(help="Another seed draws other units.")] = 1,
    out: Annotated[
        Path | None, typer.Option(help="Write a sheet to code in: NAME.csv or NAME.xlsx.")
    ] = None,
    coder: Annotated[
        str, typer.Option("--coder", "-c", help="For whom the sheet is; what is coded is left out.")
    ] = "",
    study: StudyDir = HERE,
    as_json: AsJson = False,
) -> None:
    """Draw units for people to code, each with a known probability.

    The same command gives the same sample, and a larger --n holds the smaller draw. The sheet shows
    neither the machine's label nor anybody else's.
    """
    from ..coding.drawing import Wishes
    from ..validate.sampling import Design

    parts = tuple(part.strip() for part in by.split(",") if part.strip())
    way = way or ("stratified" if parts else "simple")
    share = held / 100
    design = Design(n=n, way=way, allocation=allocation, each=each, held=share, seed=seed)
    wishes = Wishes(design, of=of, by=parts, rejected=rejected)
    _draw(open_study(study), variable, wishes, out, coder, as_json=as_json)


def _draw(
    opened: Study, variable: str, wishes: Wishes, out: Path | None, coder: str, *, as_json: bool
) -> None:
    """Draw, write the sheet, and tell."""
    from .. import console
    from ..coding import drawing, prospects, sheets

    drawn = drawing.draw(opened, variable, wishes)
    written = sheets.write(opened, drawn, out, coder=coder) if out else 0
    if as_json:
        console.show([_without_text(row) for row in drawn.rows], as_json=True)
        return
    console.answer(drawn.sentence())
    console.answer(prospects.before(drawn))
    if out:
        console.answer(f"{out}: {written} units to code\n  → hermeneut code import {out}")
    else:
        console.answer(f"  → hermeneut code {variable}, or --out NAME.xlsx for a sheet")


def _without_text(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in row if name not in ("quote", "context", "design", "rowid")}


@code.command(START)
def start(
    variable: Annotated[str, typer.Argument(help="Of which the newest sample is coded.")] = "",
    coder: Coder = "",
    which: Annotated[str, typer.Option("--sample", help="Another sample than the newest.")] = "",
    study: StudyDir = HERE,
) -> None:
    """Code unit by unit: 1–9 decide, u takes back, s skips, m notes, ? explains, q ends.

    Each decision is on disk before the next unit is shown; come back and go on where you were.
    """
    from .. import console
    from ..coding import terminal

    opened = open_study(study)
    session = terminal.Session(opened, _sample(opened, variable, which), coder or _user())
    if session.next() is None:
        console.answer(f"{session.coder} has coded the whole sample\n  → hermeneut code status")
        return
    done = terminal.code(session, terminal.Keyboard(sys.stdin.fileno()), show=_show)
    of = len(session.rows)
    ident = session.sample.variable.id
    again = "hermeneut code status" if done == of else f"hermeneut code {ident} goes on"
    console.answer(f"\n{done} of {of} coded by {session.coder}\n  → {again}")


def _show(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _sample(opened: Study, variable: str, which: str) -> Sample:
    from ..coding.drawing import latest, samples
    from ..errors import UserError, nearest

    with opened.reader() as tables:
        if not which:
            return latest(tables, opened.design, variable)
        found = {one.id: one for one in samples(tables, opened.design)}
    if which not in found:
        hint = nearest(which, found, named="samples")
        raise UserError(f"no sample {which!r} was drawn", hint=hint)
    return found[which]


@code.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="Sheets (.csv, .xlsx) or projects (.qdpx).")],
    coder: Annotated[
        list[str] | None,
        typer.Option("--coder", "-c", help="Who filled them in: once for all, or once a file."),
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Take in what is right, leave the rest.")
    ] = False,
    study: StudyDir = HERE,
    as_json: AsJson = False,
) -> None:
    """Take in what coders filled in: every mistake is told with its row, and all or nothing kept.

    The same file twice adds nothing. A project of another program names its coders itself.
    """
    from .. import console
    from ..coding.projects import take_in_project
    from ..coding.taking_in import take_in
    from ..errors import UserError

    opened = open_study(study)
    projects = [path for path in files if path.suffix.lower() == ".qdpx"]
    sheets = [path for path in files if path not in projects]
    outcomes = [take_in_project(opened, path, partial=partial) for path in projects]
    if sheets:
        outcomes.append(take_in(opened, sheets, coders=coder or (), partial=partial))
    for taken in outcomes:
        told = [mistake._asdict() for mistake in taken.mistakes]
        if as_json:
            console.show([{**vars(taken), "mistakes": told}], as_json=True)
        elif told:
            console.show(told)
        if not as_json and taken.kept:
            console.answer(taken.sentence())
    sys.stdout.flush()
    for taken in outcomes:
        if not taken.kept:
            raise UserError(taken.sentence(), hint="mend them, or --partial")


@code.command()
def status(
    to: Annotated[
        int, typer.Option(help="How sure shares are wished to be: ± so many points.", min=1, max=49)
    ] = 5,
    study: StudyDir = HERE,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Say who has coded how much, how well the machine does, and how much is still to be coded.

    Codings of pages that were read anew since are carried over first.
    """
    from .. import console
    from ..coding import moving, prospects, standing
    from ..training import path_of

    opened = open_study(study)
    moved = moving.follow(opened)
    rows = standing.status(opened)
    told = prospects.prospects(opened, half=to / 100)
    if as_json or as_csv:
        known = {one.coded.asked.id: one.row() for one in told}
        nothing = dict.fromkeys(next(iter(known.values()), {}))
        rows = [{**row, **known.get(row["variable"], nothing)} for row in rows]
        console.show(rows, as_json=as_json, as_csv=as_csv)
        return
    if moved:
        console.answer(moving.sentence(moved))
    if not rows:
        console.answer("nothing is coded and no sample drawn\n  → hermeneut sample VARIABLE")
        return
    shown = [{**row, "last": (row["last"] or "")[:16]} for row in rows]
    console.show(shown)
    for prospect in told:
        console.answer("\n".join(prospect.sentences()))
    differing = sorted({row["variable"] for row in rows if row["disagreements"]})
    for variable in differing:
        console.answer(f"  → hermeneut code disagreements {variable}")
    for one in standing.teachable(opened):
        if not path_of(opened, one).exists():
            console.answer(f"enough is coded to teach {one.id}\n  → hermeneut train {one.id}")
    if lost := moving.unplaced(opened):
        console.answer(f"{len(lost)} coded units can't be placed\n  → hermeneut code unplaced")


@code.command()
def unplaced(study: StudyDir = HERE, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List coded units whose words aren't in the text as it is read now; nothing of them is lost.

    Their codings still count for their document.
    """
    from .. import console
    from ..coding import moving
    from ..coding.standing import short

    rows = moving.unplaced(open_study(study))
    shown = [{**row, "text": short(row["text"] or "")} for row in rows]
    console.show(shown, as_json=as_json, as_csv=as_csv)


@code.command()
def disagreements(
    variable: Variable,
    every: Annotated[bool, typer.Option("--all", help="Those too that were settled.")] = False,
    study: StudyDir = HERE,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the units on which coders differ, with what each of them decided."""
    from .. import console
    from ..coding import standing

    rows = standing.disagreements(open_study(study), variable, settled=every)
    if not rows or as_json or as_csv:
        console.show(rows, as_json=as_json, as_csv=as_csv)
        return
    for row in rows:
        console.answer(standing.told(row))
    console.answer(f"  → hermeneut code settle UNIT {variable} VALUE --why …")


@code.command()
def settle(
    unit: Annotated[str, typer.Argument(help="The unit, or the start of its name.")],
    variable: Variable,
    value: Annotated[str, typer.Argument(help="What it is; '' takes an earlier word back.")],
    why: Annotated[str, typer.Option(help="The reason, for whoever asks later.")],
    who: Annotated[str, typer.Option(help="Whose word it is; your login by default.")] = "",
    study: StudyDir = HERE,
    as_json: AsJson = False,
) -> None:
    """Settle a disagreement, with its reason; what the coders decided stays as it is."""
    from .. import console
    from ..coding import standing

    row = standing.settle(open_study(study), unit, variable, value, who=who or _user(), why=why)
    if as_json:
        console.show([row], as_json=True)
        return
    said = f"{row['variable']} is {row['value']}" if row["value"] else "taken back"
    console.answer(f"{row['unit']}: {said}\n  → hermeneut code disagreements {row['variable']}")


@code.command()
def codebook(
    file: Annotated[
        Path | None, typer.Argument(help="A .qdc or .qdpx, to be printed for study.toml.")
    ] = None,
    study: StudyDir = HERE,
    as_json: AsJson = False,
) -> None:
    """Print the codebook as coders see it; or one of another program, for study.toml."""
    from .. import console
    from ..views.codebook import definitions, variables

    known = variables(open_study(study).design)
    if file:
        from ..coding.projects import codebook_toml

        console.answer(codebook_toml(file, known))
    elif as_json:
        for one in known.values():
            values = {value.id: value.means for value in one.values}
            row = {**vars(one), "values": values}
            console.show([row], as_json=True)
    else:
        console.answer("\n\n".join(definitions(one) for one in known.values()))
