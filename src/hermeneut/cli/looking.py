"""Quick looks: concordance, search, and any question in SQL."""

from __future__ import annotations

from typing import Annotated

import typer

from ..errors import UserError
from .options import HERE, AsCsv, AsJson, Limit, StudyDir, Where, app, open_study


@app.command()
def kwic(
    query: Annotated[str, typer.Argument(help='A word, a "phrase", or a prefix*.')],
    study: StudyDir = HERE,
    where: Where = None,
    limit: Limit = 50,
    window: Annotated[int, typer.Option(help="Words on each side.", min=0)] = 8,
    sort: Annotated[str, typer.Option(help="document, left or right.")] = "document",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show a word in its contexts (a concordance)."""
    from .. import console
    from ..views import search as looks

    got = looks.kwic(
        open_study(study), query, where=_filters(where), window_words=window, limit=limit, sort=sort
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
    from .. import console
    from ..views import search as looks

    got = looks.search(open_study(study), query, where=_filters(where), limit=limit)
    console.show(got.to_pylist(), as_json=as_json, as_csv=as_csv)


@app.command()
def multiverse(study: StudyDir = HERE, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Reckon each finding under every set of choices that nobody can settle.

    Copies in or out, thresholds, short texts, forms held the same, seeds: a finding that holds in
    nearly all sets doesn't hang on one. The report has it as a curve.
    """
    from .. import console, registry
    from ..views.multiverse import curves_of, named

    opened = open_study(study)
    with opened.reader() as reader:
        found = registry.make("analyses", "multiverse", opened.design)(reader)
    rows = found.tables["multiverse"].to_pylist()
    if as_json or as_csv:
        for row in [] if as_json else rows:
            row |= {
                "claim": named(row["claim"], opened.design),
                "choices": "; ".join(row["choices"]),
            }
            del row["result_id"]
        console.show(rows, as_json=as_json, as_csv=as_csv)
        return
    curves = curves_of(rows)
    for curve in curves:
        hangs = curve.hangs_on()
        lines = [curve.sentence(), curve.ranges(), hangs and f"hangs on {hangs}"]
        console.answer("\n  ".join(filter(None, [named(curve.claim, opened.design), *lines])))
    if not curves:
        console.answer("no finding rests on enough documents\n  → hermeneut run")


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One select.")],
    study: StudyDir = HERE,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Ask the tables; nothing but the tables can be seen, and nothing can be changed."""
    from .. import console

    with open_study(study).reader(locked=True) as reader:
        console.show(reader.sql(query).to_pylist(), as_json=as_json, as_csv=as_csv)


@app.command()
def names(
    name: Annotated[
        list[str] | None, typer.Argument(help="Only names that hold these words.")
    ] = None,
    study: StudyDir = HERE,
    kind: Annotated[
        str | None, typer.Option(help="person, thinker, work, company, app or other.")
    ] = None,
    least: Annotated[int, typer.Option(help="Documents that must hold a name.")] = 2,
    limit: Limit = 50,
    toml: Annotated[bool, typer.Option("--toml", help="Print sections for study.toml.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List names that the texts hold and study.toml doesn't, so that the design grows.

    Surnames are joined with the full names that they stand for. What is wanted goes into
    study.toml by hand: --toml writes the section.
    """
    from .. import console
    from ..naming import KINDS, offered

    if kind is not None and kind not in KINDS:
        raise UserError(f"no kind {kind!r}", hint=f"one of {', '.join(KINDS)}")
    asked = [one.casefold() for one in name or []]
    found = [
        one
        for one in offered(open_study(study), least=least, kind=kind)
        if not asked or any(part in one.name.casefold() for part in asked)
    ][: max(0, limit)]
    if toml:
        console.answer("\n\n".join(one.toml() for one in found))
        return
    rows = [one.row() for one in found]
    if as_csv:
        rows = [{**row, "variants": "; ".join(row["variants"])} for row in rows]
    console.show(rows, as_json=as_json, as_csv=as_csv)


def _filters(where: list[str] | None) -> dict[str, str]:
    pairs = [text.partition("=") for text in where or []]
    for field, sign, _ in pairs:
        if not sign:
            raise UserError(f"--where {field!r} isn't field=value", hint="e.g. form=review")
    return {field: value for field, _, value in pairs}
