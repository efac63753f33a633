"""OPML: a reading list. Its feeds are read as feeds, its plain links are pages (http://opml.org).

Lists within lists are folders. Lists that it includes from elsewhere are not loaded.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from ...candidates import Candidate, Fetch, folder_file
from ...errors import UserError
from ..inquiries import services
from ..inquiries.fields import line
from . import patterns
from .bookmarks import lies_in
from .feeds import Reading
from .sifting import Sieve

if TYPE_CHECKING:
    from ...design import Design


@dataclass(frozen=True)
class Opml:
    """What an OPML file lists: the entries of its feeds, and its plain links.

    Attributes:
        path: The file, in the study's folder.
        folders: Names of folders, or paths such as ``Films/Critics``, that are wanted, with the
            folders in them; all if empty. Capitals don't count.
        pages: Most pages of a feed, where it goes on.
        about: Only pages whose title or address hints at the work or a subject of the study; the
            others are kept as left out.
        since: Pages stated to be older are left out, and a feed is asked no further back.
        until: Pages stated to be younger are left out.
        leave_out: Patterns of addresses, each with a blank and a reason behind it.
    """

    path: str
    folders: tuple[str, ...] = ()
    pages: int = 10
    about: bool = False
    since: str = ""
    until: str = ""
    leave_out: tuple[str, ...] = ()

    name: ClassVar[str] = "opml"
    rate: ClassVar[int] = 0
    independent: ClassVar[bool] = False  # it sees only the sites that a person names

    def __post_init__(self) -> None:
        """Refuse settings that can't be meant."""
        patterns.check_path(self.path)
        patterns.texts("folders", self.folders)
        _ = self._sieve
        if self.pages < 1:
            raise ValueError("pages must be 1 or more")

    def discover(self, design: Design, fetch: Fetch) -> Iterator[Candidate]:
        """Yield the plain links, then the entries of each feed.

        Raises:
            UserError: There is no such file, it is no OPML, or holds nothing that is wanted.
        """
        found = self._wanted(design)
        feeds = list(dict.fromkeys(one.url for one in found if one.is_feed))
        reading = Reading(self.name, fetch, self.pages, self.since)
        links = (self._link(one) for one in found if not one.is_feed)
        return self._sieve.sift(chain(links, reading.all_of(feeds)), design)

    def asks(self, design: Design) -> Iterator[str]:
        """Yield the addresses of the feeds."""
        found = self._wanted(design)
        yield f"{self.path}: {sum(not one.is_feed for one in found)} links"
        yield from dict.fromkeys(one.url for one in found if one.is_feed)

    @property
    def _sieve(self) -> Sieve:
        return Sieve(self.leave_out, self.since, self.until, self.about)

    def _link(self, one: Outline) -> Candidate:
        return Candidate(one.url, self.name, "/".join((self.path, *one.folder)), title=one.title)

    def _wanted(self, design: Design) -> list[Outline]:
        found = list(read(folder_file(design.folder, self.path).read_bytes(), self.path))
        wanted = [one for one in found if lies_in(one.folder, self.folders)]
        if not wanted:
            known = sorted({"/".join(one.folder) for one in found if one.folder})
            hint = f"there are the folders {', '.join(known[:20])}" if known else ""
            raise UserError(f"{self.path} lists nothing that is asked for", hint=hint)
        return wanted


class Outline(NamedTuple):
    """One line of the list that has an address; the folders, the outermost first."""

    url: str
    title: str
    folder: tuple[str, ...]
    is_feed: bool


def read(payload: bytes, path: str) -> Iterator[Outline]:
    """Yield what an OPML file lists, damaged as it may be.

    Entities are not expanded and nothing is loaded from elsewhere.

    Raises:
        UserError: It is no OPML.
    """
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.parse(io.BytesIO(payload.strip()), parser).getroot()
    except (etree.XMLSyntaxError, OSError):
        root = None
    if root is None or str(root.tag).lower() != "opml":
        raise UserError(f"{path} is no OPML", hint="export the list from the reader as OPML")
    included = 0
    for element in root.iter("outline"):
        said = {name.lower(): value for name, value in element.attrib.items()}
        if said.get("type", "").lower() == "include":
            included += 1
        elif one := _outline(element, said):
            yield one
    if included:
        services.warn(f"opml {path}", f"{included} lists that it includes are not loaded")


def _outline(element: Any, said: dict[str, str]) -> Outline | None:
    feed = patterns.address(said.get("xmlurl", ""))
    url = feed or patterns.address(said.get("url") or said.get("htmlurl") or "")
    if not url:
        return None
    above = [_titled(e.attrib) for e in element.iterancestors("outline")]
    return Outline(url, _titled(said), tuple(filter(None, reversed(above))), bool(feed))


def _titled(said: Any) -> str:
    return line(said.get("title") or said.get("text"))
