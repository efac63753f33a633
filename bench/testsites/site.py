"""One host of the test web, and how a right collector ends with each of its pages."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .answers import KIND, Answer, whole
from .texts import article


class Page(NamedTuple):
    """One address of the list that a collector gets.

    Attributes:
        url: The address.
        must: How a right collector ends with it: ``kept``, or the slug of why not. Where more
            than one end is right, all of them.
        says: SHA-256 of what it says, compression undone; empty if nothing is to be kept.
        where: The address that says it in the end, if not its own.
    """

    url: str
    must: tuple[str, ...]
    says: str = ""
    where: str = ""


@dataclass
class Site:
    """One host.

    Attributes:
        address: In 127.0.0.0/8.
        port: Of the whole web.
        kind: What is the matter with it.
        prompt: Whether all its answers come at once and at the first asking, so that what it
            takes is politeness alone.
        delay: Seconds between requests that its robots.txt asks for; 0 if it doesn't.
        pages: What is in the list.
        routes: What it answers, by path; 404 for all else.
    """

    address: str
    port: int
    kind: str
    prompt: bool
    delay: float = 0.0
    pages: list[Page] = field(default_factory=list)
    routes: dict[str, Answer] = field(default_factory=dict, repr=False)

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"http://{self.address}:{self.port}{path}"

    def add(
        self, path: str, answer: Answer, *must: str, says: bytes | None = None, to: str = ""
    ) -> None:
        """Put a page there and into the list, with what must become of it."""
        self.routes[path] = answer
        digest = hashlib.sha256(says).hexdigest() if says is not None else ""
        self.pages.append(Page(self.url(path), must, digest, to))

    def robots(self, text: str, *, kind: str = "text/plain", status: int = 200) -> None:
        """Put a robots.txt there."""
        self.routes["/robots.txt"] = whole(text.encode(), kind=kind, status=status)


class Making(NamedTuple):
    """What a kind of site is made from: the site, all sites, the delay, and chance."""

    site: Site
    made: Sequence[Site]
    delay: float
    chance: random.Random

    def text(self, title: str, **more: str) -> bytes:
        """Write an article for this site."""
        return article(self.chance, f"{title} · {self.site.address}", **more)

    def keep(self, path: str, *lines: str, way: str = "", kind: str = KIND) -> None:
        """Add an article that must be kept."""
        body = self.text(path)
        self.site.add(path, whole(body, *lines, way=way, kind=kind), "kept", says=body)

    def other(self, kind: str) -> Site:
        """Choose another site of a kind."""
        return self.chance.choice([site for site in self.made if site.kind == kind])
