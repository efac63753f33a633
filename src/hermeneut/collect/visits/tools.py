"""What visits and questions are made with, put together once for each go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol, TypedDict, Unpack

from ..evidence.keeping import Keeper
from ..http.fetch import Client
from ..queue.frontier import Frontier
from .manners import Manners, PoliteClient
from .network import Network, Resolves, resolves
from .sites import Sites
from .threads import Writer
from .turns import Turns


class Told(Protocol):
    """Who hears of progress."""

    def page(self, host: str, state: str, slug: str) -> None:
        """A page is ``done``, ``failed``, ``refused``, or put off (``later``), and why."""

    def waiting(self, pages: Mapping[str, int]) -> None:
        """So many pages of each host wait."""

    def note(self, sentence: str) -> None:
        """Something that a person should know."""


class Silent:
    """Hears, and says nothing."""

    def page(self, host: str, state: str, slug: str) -> None:
        """Say nothing."""

    def waiting(self, pages: Mapping[str, int]) -> None:
        """Say nothing."""

    def note(self, sentence: str) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Tools:
    """What visits are made with.

    Attributes:
        frontier: Which pages wait.
        keeper: Where captures are kept.
        writer: The thread that both are used in.
        client: Asks in each host's turn.
        sites: What sites allow.
        manners: How sites are asked.
        now: The clock.
        told: Hears of progress.
    """

    frontier: Frontier
    keeper: Keeper
    writer: Writer
    client: PoliteClient
    sites: Sites
    manners: Manners
    now: Callable[[], datetime]
    told: Told = field(default_factory=Silent)

    @property
    def turns(self) -> Turns:
        """When hosts may be asked."""
        return self.client.turns


class More(TypedDict, total=False):
    """What else there is to say of a go.

    Attributes:
        now: The clock.
        resumed: Whether an earlier go may have asked hosts a moment ago.
        resolves: Looks up a name, to tell a host that is gone from a network that is lost.
    """

    now: Callable[[], datetime]
    resumed: bool
    resolves: Resolves


def tools_of(
    frontier: Frontier,
    keeper: Keeper,
    client: Client,
    manners: Manners,
    *,
    writer: Writer,
    told: Told | None = None,
    **more: Unpack[More],
) -> Tools:
    """Put together what a go is made with; all of it is open, and closed by who opened it."""
    hears = told or Silent()
    now = more.get("now", lambda: datetime.now(UTC))
    turns = Turns(
        delay=manners.delay,
        at_once=manners.hosts,
        patience=manners.patience,
        resumed=more.get("resumed", False),
    )
    network = Network(
        known=[row.host.partition(":")[0] for row in frontier.by_host() if row.done][:3],
        patience=manners.patience,
        told=hears.note,
        resolves=more.get("resolves", resolves),
    )
    polite = PoliteClient(client, turns=turns, network=network, manners=manners)
    sites = Sites(polite, frontier, writer=writer, manners=manners, now=now)
    return Tools(frontier, keeper, writer, polite, sites, manners, now, hears)
