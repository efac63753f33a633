"""What goes out for other programs: the study, or a part of it, in formats they read."""

from __future__ import annotations

import inspect
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer

from .options import HERE, AsJson, StudyDir, app, open_study


@dataclass(frozen=True)
class Wacz:
    """The archive as one file, for replay in a browser."""

    suffix: ClassVar[str] = ".wacz"
    passes_on: ClassVar[str] = "whole texts"

    def __call__(self, study: Any, to: Path) -> Path:
        """Write the file; see `hermeneut.export.Exporter`."""
        from ..collect.evidence import wacz

        about = study.design.study
        return wacz.export(study.archive, to, title=about.title or about.name)


@app.command()
def export(
    kind: Annotated[
        str, typer.Argument(metavar="FORMAT", help="Which format; without, they are listed.")
    ] = "",
    to: Annotated[Path | None, typer.Argument(help="The file to write.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="The file to write; STUDY-FORMAT here by default.")
    ] = None,
    study: StudyDir = HERE,
    as_json: AsJson = False,
) -> None:
    """Write the study, or a part of it, in a format that other programs read.

    Formats that pass on whole texts say so: mind whose they are before you share the file.
    """
    from .. import console, registry

    if not kind:
        formats = [_described(name) for name in registry.entries("exporters")]
        console.show(formats, as_json=as_json)
        return
    exporter = registry.load("exporters", kind)()
    opened = open_study(study)
    also = "" if exporter.suffix == f".{kind}" else f"-{kind}"
    target = to or out or Path(f"{opened.design.study.name}{also}{exporter.suffix}")
    written = exporter(opened, target)
    if as_json:
        row = {"file": str(written), "format": kind, "passes_on": exporter.passes_on}
        console.show([row], as_json=True)
        return
    console.answer(str(written))
    if exporter.passes_on == Wacz.passes_on:
        sys.stdout.flush()
        console.say("it holds whole texts: mind whose they are before you share it")


def _described(name: str) -> dict[str, str]:
    from .. import registry

    cls = registry.load("exporters", name)
    told = (inspect.getdoc(cls) or "").splitlines()[0]
    return {"format": name, "what": told, "file": cls.suffix, "passes on": cls.passes_on}
