"""A study's own measures: heads that are fitted to people's codings."""

from __future__ import annotations

from typing import Annotated

import typer

from .options import HERE, AsJson, StudyDir, app, open_study


@app.command()
def train(
    variable: Annotated[
        str,
        typer.Argument(help="A theme, a proposition, a variable of paragraphs; themes: each code."),
    ],
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Keep a head that isn't better than what stands.")
    ] = False,
    study: StudyDir = HERE,
    as_json: AsJson = False,
) -> None:
    """Fit a measure of the study's own to what people coded, and say how well it does.

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
