"""A study's own measures: heads that are fitted to people's codings, models that are asked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import HERE, AsJson, Quiet, StudyDir, app, open_study

if TYPE_CHECKING:
    from ..asking import Inquest, Outcome


@app.command()
def train(
    variable: Annotated[
        str,
        typer.Argument(
            help="A theme, proposition, referent, sentiment, role, [[variable]]; themes: each code."
        ),
    ],
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Keep a head that isn't better than what stands.")
    ] = False,
    study: StudyDir = HERE,
    as_json: AsJson = False,
) -> None:
    """Fit a measure of the study's own to what people coded, and say how well it does.

    It learns what is coded of paragraphs or sentences, one value or several at once.
    Documents that a sample set aside are never learned from. What is kept decides the variable from
    the next run on; delete its file to go back.
    """
    from .. import console
    from ..training import sentences
    from ..training import train as fit

    found = fit(open_study(study), variable, anyway=anyway)
    if as_json:
        console.show([one.as_row() for one in found], as_json=True)
        return
    for one in found:
        console.answer("\n".join(sentences(one)))
    if any(one.path for one in found):
        console.answer("  → hermeneut run, then hermeneut report")


@app.command()
def ask(
    variable: Annotated[str, typer.Argument(help="What a [[seat]] of study.toml decides.")],
    study: StudyDir = HERE,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Trust the endpoint that this study.toml sets.")
    ] = False,
    coded: Annotated[
        bool, typer.Option("--coded", help="Ask only of passages that people coded.")
    ] = False,
    limit: Annotated[int, typer.Option(help="Questions at most; 0 for all.", min=0)] = 0,
    at_once: Annotated[int, typer.Option(help="Questions under way together.", min=1, max=16)] = 1,
    price: Annotated[
        str, typer.Option(help="What a million tokens cost, in and out: 0.15,0.60")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Show what it comes to, and the first question.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask whether to begin.")] = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Put passages to a model behind an endpoint, each once; what it answered is archived.

    Only what wasn't answered yet is asked, by the same model, in the same words. Texts leave this
    machine only for an endpoint that was confirmed on it. Stopped in any way, it goes on.
    """
    from .. import asking, console

    opened = open_study(study)
    wanted = asking.inquest(opened, variable, coded=coded)
    costs = _price(price)
    if dry_run:
        console.answer(f"{wanted.sentence(costs)}\n{console.line(asking.preview(wanted))}")
        return
    if confirm:
        console.say(f"{asking.confirm(opened, variable)} is trusted on this machine")
    asking.check(opened, variable)
    console.say(wanted.sentence(costs))
    _agreed(wanted, yes=yes or limit > 0)
    with console.progress(quiet=quiet) as told:
        outcome = asking.ask(
            opened, wanted, limit=limit, at_once=at_once,
            told=lambda done, of: told(variable, "asking", done, of),
        )  # fmt: skip
    _tell(outcome, asking.checked(opened, variable), as_json=as_json)


def _tell(outcome: Outcome, checked: list[dict[str, Any]], *, as_json: bool) -> None:
    from .. import console

    if as_json:
        console.show([{**vars(outcome), "checked": checked}], as_json=True)
    else:
        if checked:
            console.show(checked)
        goes_on = f"ask {outcome.variable} goes on"
        after = goes_on if outcome.left else "run, then hermeneut report"
        console.answer(f"{outcome.sentence()}\n  → hermeneut {after}")
    if outcome.stopped or outcome.failed:
        raise typer.Exit(1)


def _agreed(wanted: Inquest, *, yes: bool) -> None:
    """Ask whether to begin, unless that was said already."""
    from ..errors import UserError

    if yes or not wanted.questions:
        return
    there = sys.stdin.isatty() and sys.stderr.isatty()
    if not (there and typer.confirm(f"Put them to {wanted.chair.endpoint}?", err=True)):
        raise UserError("nothing was asked", hint=f"hermeneut ask {wanted.chair.variable.id} --yes")


def _price(given: str) -> tuple[float, float] | None:
    import math

    from ..errors import UserError

    if not given:
        return None
    try:
        sent, came = map(float, given.split(","))
    except ValueError:
        sent = came = math.nan
    if not (math.isfinite(sent + came) and min(sent, came) >= 0):
        raise UserError(f"{given!r} is no price", hint="--price 0.15,0.60")
    return sent, came
