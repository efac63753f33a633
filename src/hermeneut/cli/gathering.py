"""How writing comes into a study: making one, collecting, adding files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from .options import HERE, AsJson, Quiet, StudyDir, app, open_study


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="Where; it must hold no study yet.")],
    like: Annotated[str, typer.Option(help="A study that ships: her, sample, or blank.")] = "blank",
) -> None:
    """Make a study folder with a commented study.toml."""
    from ..samples import make

    made = make(folder, like, empty=True)
    print(f"{made}: write your design in study.toml, then\n  hermeneut add PATH… --study {folder}")


@app.command()
def collect(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Kinds or numbers of the sources in study.toml; all.")
    ] = None,
    study: StudyDir = HERE,
    contact: Annotated[
        str, typer.Option(help="Mail or page by which the owners of sites can reach you; kept.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Show what would be asked; ask nobody.")
    ] = False,
    limit: Annotated[int, typer.Option(help="Pages to fetch at most; 0 for all.", min=0)] = 0,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Ask this machine and its surroundings, too.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Ask today's questions anew, visit all pages again.")
    ] = False,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Trust the endpoints that this study.toml sets.")
    ] = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Ask the sources of study.toml where writing about the work is, and fetch it politely.

    What sites forbid by robots.txt or reserve is not kept; what was done is kept as it happens, so
    that the same command goes on where it was stopped. Sites see who you are.
    """
    from .. import collecting, console
    from ..collect.inquiries import consent

    opened = open_study(study)
    chosen = tuple(sources or ())
    if dry_run:
        console.show(list(collecting.preview(opened, chosen)), as_json=as_json)
        return
    if confirm:
        for one in consent.confirm(collecting.sources(opened, chosen)):
            console.say(f"{one.key} of {one.kind}: {one.address} is trusted on this machine")
    wishes = collecting.Wishes(_contact(contact), chosen, limit, allow_private, again)
    with console.gathering(quiet=quiet) as told:
        outcome = collecting.collect(opened, wishes, told=told)
    if as_json:
        console.show([outcome.as_row()], as_json=True)
    else:
        console.answer(outcome.sentence())
    if outcome.failed:
        raise typer.Exit(1)


def _contact(given: str) -> str:
    """Find whom sites may write to; ask for it once, if somebody is there to be asked."""
    from ..collect.inquiries import consent
    from ..console import say

    found = consent.contact(given)
    asked = not found and sys.stdin.isatty() and sys.stderr.isatty()
    if asked:
        say("Sites see who collects. By what mail or page can their owners reach you?")
        found = consent.checked(typer.prompt("contact", err=True))
    if found and (asked or given):
        say(f"{found}: kept in {consent.keep_contact(found)}")
    return found


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    study: StudyDir = HERE,
    mapping: Annotated[
        str, typer.Option("--map", help="For tables: text=review,author=critic,…")
    ] = "",
    stated: Annotated[
        str, typer.Option("--all", help="What holds of all of it: about=work,form=review,…")
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
    from .. import console
    from ..adding import Coder, add_paths, preview_tables

    if preview:
        console.show(preview_tables(paths, mapping), as_json=as_json)
        return
    added = add_paths(
        open_study(study), paths,
        mapping=mapping, code=code, coder=Coder(coder, machine), stated=stated,
    )  # fmt: skip
    if as_json:
        console.show([added.as_row()], as_json=True)
    else:
        for path, slug, advice in added.refused:
            console.say(f"  {path}: {slug}. {advice}")
        console.answer(added.sentence())
    if added.refused and not added.added + added.already:
        raise typer.Exit(1)
