"""Writing a folder of pages aside and putting it in its place whole."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from ..errors import UserError
from ..study import writable
from ..views import charts
from ..views.figures import slug

MARK = "report.json"  # what tells a report from a folder of the user's
PER_PAGE = 500  # documents a page of a list


@dataclass(frozen=True)
class Drawn:
    """A chart, drawn.

    Attributes:
        svg: To stand in the page.
        alt: What it shows, in words.
        spec: Path of its specification.
    """

    svg: Markup
    alt: str
    spec: str


@dataclass(frozen=True)
class Section:
    """A part of a list of documents, with its anchor."""

    anchor: str
    heading: str
    docs: Sequence[Mapping[str, Any]]


@dataclass
class Site:
    """A folder of pages being written.

    Args:
        folder: Where.
        templates: What makes the pages.
        frame: What stands around every page.
    """

    folder: Path
    templates: Environment
    frame: Mapping[str, Any]

    def page(self, path: str, template: str, **what: Any) -> None:
        """Write one page; ``root`` leads from it back to the top."""
        text = self.templates.get_template(template).render(
            **self.frame, root=root_of(path), here=path, **what
        )
        self.text(path, text)

    def text(self, path: str, text: str) -> None:
        """Write one file."""
        whole = self.folder / path
        whole.parent.mkdir(parents=True, exist_ok=True)
        whole.write_text(text, encoding="utf-8", newline="\n")

    def chart(self, page: str, name: str, spec: charts.Spec, alt: str) -> Drawn:
        """Draw a chart for a page and keep its specification beside it."""
        if self.frame["invented"]:
            spec["title"]["text"] = f"Invented texts · {spec['title']['text']}"
        path = f"charts/{slug(name)}.json"
        kept = json.dumps(spec, indent=1, ensure_ascii=True).replace("<", "\\u003c")
        self.text(path, kept + "\n")
        svg = charts.render(spec).replace(
            "<svg ", '<svg role="group" aria-roledescription="chart" ', 1
        )
        return Drawn(Markup(svg), alt, root_of(page) + path)  # noqa: S704 - drawn by ourselves

    def documents(
        self,
        name: str,
        title: str,
        words: str,
        sections: Iterable[Section],
        *,
        template: str = "list.html",
        **what: Any,
    ) -> dict[str, str]:
        """Write a list, of documents or of what the template shows, over as many pages as it takes.

        Returns:
            The address of each section by its anchor; that of the whole under ``""``.
        """
        leaves = list(_leaves(sections))
        paths = [f"{name}.html" if i == 0 else f"{name}-{i + 1}.html" for i in range(len(leaves))]
        found = {"": paths[0]}
        for path, leaf in zip(paths, leaves, strict=True):
            for section in leaf:
                found.setdefault(section.anchor, f"{path}#{section.anchor}")
            self.page(
                path, template, title=title, words=words, sections=leaf, paths=paths,
                total=sum(len(s.docs) for every in leaves for s in every), **what,
            )  # fmt: skip
        return found


def root_of(path: str) -> str:
    """Lead from a page back to the top.

    Example:
        >>> root_of("evidence/a.html")
        '../'
    """
    return "../" * path.count("/")


@contextmanager
def swapped(folder: Path) -> Iterator[Path]:
    """Give a folder to write to, and put it in place of ``folder`` when all is written.

    Raises:
        UserError: ``folder`` holds something that isn't a report.
    """
    _spare_what_is_not_ours(folder)
    with writable(folder.parent):
        folder.parent.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        aside = folder.parent / f".{folder.name}.{os.getpid()}.partial"
        aside.mkdir()
        try:
            yield aside
            _put(aside, folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _put(aside: Path, folder: Path) -> None:
    if not folder.exists():
        aside.rename(folder)
        return
    old = folder.parent / f".{folder.name}.{uuid.uuid4().hex}.old"
    folder.rename(old)
    try:
        aside.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old)


def _spare_what_is_not_ours(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise UserError(
            f"{folder} holds something that isn't a report",
            hint="name a folder of its own for the report; nothing was changed",
        )
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file", hint="name a folder for the report")


def _sweep(folder: Path) -> None:
    """Bring back a report that a killed build had moved aside, and drop what it left."""
    for old in sorted(folder.parent.glob(f".{folder.name}.*.old")):
        if folder.exists():
            shutil.rmtree(old)
        else:
            old.rename(folder)
    for partial in folder.parent.glob(f".{folder.name}.*.partial"):
        if not _alive(partial.name.rsplit(".", 2)[-2]):
            shutil.rmtree(partial)


def _alive(pid: str) -> bool:
    if not pid.isdigit() or int(pid) == os.getpid():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _leaves(sections: Iterable[Section], per: int = PER_PAGE) -> Iterator[list[Section]]:
    """Part sections into pages of at most so many documents."""
    leaf: list[Section] = []
    room = per
    for section in sections:
        docs = section.docs
        while len(docs) > room:
            leaf.append(Section(section.anchor, section.heading, docs[:room]))
            yield leaf
            docs, leaf, room = docs[room:], [], per
        leaf.append(Section(section.anchor, section.heading, docs))
        room -= len(docs)
    yield leaf
