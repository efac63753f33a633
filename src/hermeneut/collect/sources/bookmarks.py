"""Bookmarks of a browser: the HTML that all of them export, and the JSON of Chrome and Firefox.

What lies in other folders than those asked for is passed over and written nowhere: a person's
bookmarks are their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from ... import formats
from ...candidates import Candidate, Fetch, folder_file
from ...errors import UserError
from ..inquiries.fields import line
from . import patterns
from .sifting import Sieve

if TYPE_CHECKING:
    from ...design import Design

DEEPEST = 100  # folders within folders


@dataclass(frozen=True)
class Bookmarks:
    """What a browser's bookmarks hold.

    Attributes:
        path: The file, in the study's folder: an export in HTML, Chrome's file ``Bookmarks`` or
            Firefox's backup in JSON.
        folders: Names of folders, or paths such as ``Films/Her``, whose bookmarks are wanted, with
            those of folders in them; all if empty. Capitals don't count.
        about: Only pages whose title or address hints at the work or a subject of the study; the
            others are kept as left out.
        leave_out: Patterns of addresses, each with a blank and a reason behind it.
    """

    path: str
    folders: tuple[str, ...] = ()
    about: bool = False
    leave_out: tuple[str, ...] = ()

    name: ClassVar[str] = "bookmarks"
    rate: ClassVar[int] = 0
    independent: ClassVar[bool] = False  # what a person came upon, through whatever other source

    def __post_init__(self) -> None:
        """Refuse settings that can't be meant."""
        patterns.check_path(self.path)
        patterns.texts("folders", self.folders)
        _ = self._sieve

    def discover(self, design: Design, fetch: Fetch) -> Iterator[Candidate]:
        """Yield the bookmarks, in the file's order; nothing is asked of anybody.

        Raises:
            UserError: There is no such file, or no such folder in it.
        """
        return self._sieve.sift(self._wanted(design), design)

    def asks(self, design: Design) -> Iterator[str]:
        """Yield what is read, and how many bookmarks of it are wanted."""
        yield f"{self.path}: {len(list(self._wanted(design)))} bookmarks"

    @property
    def _sieve(self) -> Sieve:
        return Sieve(self.leave_out, about=self.about)

    def _wanted(self, design: Design) -> Iterator[Candidate]:
        found = list(read(folder_file(design.folder, self.path).read_bytes(), self.path))
        wanted = [one for one in found if lies_in(one.folder, self.folders)]
        if found and not wanted:
            known = sorted({"/".join(one.folder) for one in found if one.folder})
            hint = f"there are: {', '.join(known[:20]) or 'none'}"
            raise UserError(f"no bookmarks of {self.path} lie in {self.folders}", hint=hint)
        for one in wanted:
            query = "/".join((self.path, *one.folder))
            yield Candidate(one.url, self.name, query, title=one.title)


class Bookmark(NamedTuple):
    """One bookmark, with the folders that it lies in, the outermost first."""

    url: str
    title: str
    folder: tuple[str, ...]


def read(payload: bytes, path: str) -> Iterator[Bookmark]:
    """Yield the bookmarks of a file that lead to pages.

    Raises:
        UserError: It holds no bookmarks.
    """
    text = formats.decode(payload).read().lstrip("\ufeff \t\r\n")
    found = _in_json(text) if text.startswith("{") else _in_html(text)
    nothing = True
    for one in found:
        nothing = False
        yield one
    if nothing:
        raise UserError(f"{path} holds no bookmarks", hint="export them from the browser as HTML")


def lies_in(folder: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Say whether a folder is one of those wanted, or lies in one.

    Example:
        >>> lies_in(("Bar", "Films", "Her"), ("films/her",)), lies_in(("Bar",), ("films",))
        (True, False)
    """
    path = f"/{'/'.join(folder)}/".casefold()
    return not wanted or any(f"/{one.strip(' /')}/".casefold() in path for one in wanted)


def _in_html(text: str) -> Iterator[Bookmark]:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return iter(reader.found)


class _Reader(HTMLParser):
    """Reads Netscape's format: a list within a list is a folder, the heading before it its name.

    https://learn.microsoft.com/previous-versions/windows/internet-explorer/ie-developer/platform-apis/aa753582(v=vs.85)
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Bookmark] = []
        self._folders: list[str] = []
        self._heading = ""
        self._said: list[str] = []
        self._url = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "dl":
            self._folders.append(self._heading)
            self._heading = ""
        elif tag in ("h3", "a"):
            self._url = (dict(attrs).get("href") or "") if tag == "a" else ""
            self._said = []

    def handle_data(self, data: str) -> None:
        self._said.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "dl" and self._folders:
            self._folders.pop()
        elif tag == "h3":
            self._heading = line("".join(self._said))
        elif tag == "a" and (url := patterns.address(self._url)):
            folder = tuple(filter(None, self._folders[:DEEPEST]))
            self.found.append(Bookmark(url, line("".join(self._said)), folder))
            self._url = ""


def _in_json(text: str) -> Iterator[Bookmark]:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return
    roots = given.get("roots")
    for root in roots.values() if isinstance(roots, dict) else [given]:
        yield from _below(root, ())


def _below(node: Any, folder: tuple[str, ...]) -> Iterator[Bookmark]:
    if not isinstance(node, dict) or len(folder) > DEEPEST:
        return
    name = line(node.get("name") or node.get("title"))
    given = node.get("url") or node.get("uri")
    if isinstance(given, str) and (url := patterns.address(given)):
        yield Bookmark(url, name, folder)
    inside = node.get("children")
    for child in inside if isinstance(inside, list) else []:
        yield from _below(child, (*folder, name) if name else folder)
