"""Links on a page: what a critics' round-up or a reading list points to.

Limits: links that a script writes into a page are not in what the site sends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ...candidates import Candidate, Fetch
from . import patterns
from .pages import Page
from .sifting import Sieve, each

if TYPE_CHECKING:
    from ...design import Design

WHERE = ("off-site", "on-site", "everywhere")


@dataclass(frozen=True)
class Links:
    """What pages link to.

    Attributes:
        urls: The pages.
        keep: Patterns of addresses, one of which a link must fit; all if empty.
        where: ``off-site``: only links to other sites, ``on-site``: only to the page's own, or
            ``everywhere``.
        body: Only links in the text of the page; else those around it too, such as its menus.
        about: Only links whose words or address hint at the work or a subject of the study; the
            others are kept as left out.
        leave_out: Patterns of addresses, each with a blank and a reason behind it.
    """

    urls: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    where: str = WHERE[0]
    body: bool = True
    about: bool = False
    leave_out: tuple[str, ...] = ()

    name: ClassVar[str] = "links"
    rate: ClassVar[int] = 0
    independent: ClassVar[bool] = True  # whoever made the page looked for himself

    def __post_init__(self) -> None:
        """Refuse settings that can't be meant."""
        patterns.places("urls", self.urls)
        patterns.check("keep", self.keep)
        _ = self._sieve
        if self.where not in WHERE:
            raise ValueError(f"where must be one of {', '.join(WHERE)}, not {self.where!r}")

    def discover(self, design: Design, fetch: Fetch) -> Iterator[Candidate]:
        """Yield what each page links to, in its order."""
        streams = (self._on(url, fetch) for url in patterns.places("urls", self.urls))
        return self._sieve.sift(each(streams, self.name), design)

    def asks(self, design: Design) -> Iterator[str]:
        """Yield the addresses of the pages."""
        yield from patterns.places("urls", self.urls)

    @property
    def _sieve(self) -> Sieve:
        return Sieve(self.leave_out, about=self.about)

    def _on(self, url: str, fetch: Fetch) -> Iterator[Candidate]:
        page = Page(fetch(url))
        for link in page.body_links() if self.body else page.links():
            own = patterns.same_site(link.url, page.url)
            wanted = self.where == "everywhere" or own == (self.where == "on-site")
            if wanted and (not self.keep or patterns.fits_any(self.keep, link.url)):
                yield Candidate(link.url, self.name, url, title=link.title)
