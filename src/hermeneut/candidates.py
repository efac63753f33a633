"""Candidates: pages that may be writing about the work, and the sources that point to them.

A source says where writing may be. It asks through the one `Fetch` that it is given, and never
fetches the pages themselves.

    >>> Candidate("http://www.example.org/her/?utm_source=x", "list", "list.txt").url_id
    '107c1de5c192d750'
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from .addresses import canonical, doc_id
from .errors import HermeneutError, UserError

if TYPE_CHECKING:
    from pathlib import Path

    from .design import Design


@dataclass(frozen=True)
class Candidate:
    """One page that a source points to.

    Attributes:
        url: Its address as the source gives it.
        source: Name of the source.
        query: What was asked of it: a file's name, a feed's address, a search string.
        title: As the source gives it; facts, never text.
        author: Likewise.
        outlet: Likewise.
        published: Likewise; an ISO date at the precision known.
        via: Where to fetch it instead of at its own address: an archive's copy.
        span: First byte and length of the copy within what ``via`` names; all of it if empty.
        captured_at: When the archive captured that copy, ISO 8601 UTC.
        left_out: Why it isn't to be fetched, as a slug and words; empty if it is.
    """

    url: str
    source: str
    query: str
    title: str = ""
    author: str = ""
    outlet: str = ""
    published: str = ""
    via: str = ""
    span: tuple[int, int] | tuple[()] = ()
    captured_at: str = ""
    left_out: str = ""

    @property
    def canonical(self) -> str:
        """The one address of its page."""
        return canonical(self.url)

    @property
    def url_id(self) -> str:
        """What the page is called by; the same as the document's ``doc_id``."""
        return doc_id(self.url)


@dataclass(frozen=True)
class Answer:
    """What a service or a site said.

    Attributes:
        url: Where the answer came from in the end.
        status: HTTP status; always 200 to 299.
        body: Decoded of its compression.
        headers: By name in lower case.
    """

    url: str
    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        """Read the body as JSON.

        Raises:
            NotAnswered: ``not-json`` where it isn't.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise NotAnswered("not-json", f"{self.url}: {error}") from None


class NotAnswered(HermeneutError):
    """A question got no answer that can be used.

    Args:
        slug: Why: ``dns``, ``timeout``, ``robots``, ``http-403``, ``no-key``, ``not-json`` …
        detail: What a person would want to know.
    """

    def __init__(self, slug: str, detail: str = "") -> None:
        super().__init__(f"{slug}: {detail}" if detail else slug)
        self.slug, self.detail = slug, detail


class Fetch(Protocol):
    """How a source asks; politeness, limits, logging and resuming are behind it."""

    def __call__(
        self,
        url: str,
        *,
        params: Mapping[str, str] = ...,
        headers: Mapping[str, str] = ...,
        secret: tuple[str, ...] = (),
        service: bool = False,
    ) -> Answer:
        """Ask one question and log it.

        Args:
            url: Without the parameters.
            params: Parameters of the query.
            headers: Beyond the usual ones.
            secret: Names of parameters and headers whose values are never written anywhere.
            service: Whether it is a documented programming interface, whose terms stand in place
                of robots.txt; pages, feeds and sitemaps are not.

        Raises:
            NotAnswered: With a slug and what to do.
        """
        ...


@runtime_checkable
class Source(Protocol):
    """Where writing may be: a frozen dataclass whose fields are the keys of a ``[[source]]``.

    Attributes:
        name: As registered; ``kind`` in study.toml.
        rate: Questions a minute that the service allows; 0 where the usual delay holds.
        independent: Whether it finds pages by itself, so that it may stand in a
            capture–recapture estimate; a person's list of addresses found elsewhere does not.
    """

    name: ClassVar[str]
    rate: ClassVar[int]
    independent: ClassVar[bool]

    def discover(self, design: Design, fetch: Fetch) -> Iterator[Candidate]:
        """Yield candidates, one by one, as they are found.

        What one question fails at is skipped where others may still answer; when nothing can be
        had, `NotAnswered` is raised.
        """
        ...

    def asks(self, design: Design) -> Iterator[str]:
        """Yield, for ``--dry-run``, the first questions as they would be asked, without keys."""
        ...


def folder_file(root: Path, name: str) -> Path:
    """Find a file that a ``[[source]]`` names inside the study's folder.

    Raises:
        UserError: It lies outside, or isn't there.
    """
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()):
        raise UserError(f"{name} lies outside the study's folder", hint="copy it into the folder")
    if not path.is_file():
        raise UserError(f"no {name} in {root}", hint="put it there, or mend path in study.toml")
    return path
