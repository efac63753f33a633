"""Build the report of a study: one folder of pages that open from disk."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

from .. import __version__
from ..design import Design
from ..study import Study
from ..views import pages as shared
from . import (
    characters,
    checking,
    cited,
    collecting,
    crosstabs,
    documents,
    evidence,
    failures,
    first,
    keywords,
    methods,
    multiverse,
    provenance,
    quoted,
    targets,
    themes,
    topics,
    trends,
    voices,
)
from .desk import Desk, lay_out
from .site import MARK, Site, swapped

# In reading order; the first page is written last, since it links to all of them.
PAGES: tuple[ModuleType, ...] = (
    crosstabs, themes, trends, targets, characters, voices, quoted, cited, topics, keywords,
    checking, multiverse, provenance, collecting, documents, methods, failures,
)  # fmt: skip


def build(study: Study, folder: Path) -> Path:
    """Write the report of a study as static pages.

    Nothing in it needs a network or a script. It is written aside and put in place whole, so a
    build that is killed leaves the former report as it was. The same study gives the same bytes.

    Args:
        study: The study; its current runs are shown.
        folder: Where to; a former report there is replaced.

    Returns:
        The folder.

    Raises:
        UserError: ``folder`` holds something that isn't a report.
    """
    folder = Path(folder)
    snapshot = study.current()
    with study.reader(snapshot) as tables, swapped(folder) as aside:
        site = Site(aside, shared.environment(), _frame(study.design))
        desk = lay_out(study, snapshot, tables, site)
        _write(desk)
        _sign(site, desk)
    return folder


def _write(desk: Desk) -> None:
    families = [
        family for room in (evidence, checking, cited, characters) for family in room.families(desk)
    ]
    evidence.index(desk, families)
    missing = {page.PATH: page.missing(desk) for page in PAGES}
    nav = [("index.html", "Overview")]
    nav += [(page.PATH, page.TITLE) for page in PAGES if not missing[page.PATH]]
    desk.site.frame = {**desk.site.frame, "nav": nav}
    evidence.write(desk, families)
    evidence.write_spoken(desk)
    for page in PAGES:
        if not missing[page.PATH]:
            page.write(desk)
    # A study of files alone lacks nothing because nothing was collected for it.
    without = [(p.TITLE, missing[p.PATH]) for p in PAGES if missing[p.PATH] and p != collecting]
    first.write(desk, without)
    desk.site.text("style.css", shared.style())


def _frame(design: Design) -> dict[str, object]:
    info = design.study
    return {
        "study": info.title or info.name,
        "work": design.work,
        "invented": info.invented,
        "collected": info.collected,
        "version": __version__,
        "nav": [],
    }


def _sign(site: Site, desk: Desk) -> None:
    signed = {
        "made_by": f"hermeneut {__version__}",
        "study": desk.design.study.name,
        "runs": {made.step: made.run for made in desk.runs},
    }
    site.text(MARK, json.dumps(signed, indent=1, ensure_ascii=True) + "\n")
