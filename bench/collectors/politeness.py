"""What the log of the test web proves of a collector's manners, and of its speed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from testsites import Site
from testweb import Asked

EXACT = 1e-4  # seconds: how exact the log is


class Politeness(NamedTuple):
    """What a tool took, beside what politeness allows.

    Attributes:
        hosts: How many were asked.
        requests: Of the hosts that answer at once.
        seconds: From the first of those requests to the last.
        least: Seconds that politeness wants for them.
        least_gap: Shortest gap between two requests to a host, as a share of its delay.
        too_soon: Hosts that were asked before their delay was over.
        much_too_soon: Those of them that were asked before nine tenths of it were.
        not_later: Hosts that were asked again before their Retry-After was over.
    """

    hosts: int
    requests: int
    seconds: float
    least: float
    least_gap: float
    too_soon: list[str]
    much_too_soon: list[str]
    not_later: list[str]

    @property
    def share(self) -> float:
        """The part of what politeness allows."""
        return self.least / self.seconds


def politeness(log: Iterable[Asked], sites: Iterable[Site], delay: float) -> Politeness:
    """Measure from the log of a web how a tool behaved."""
    came: dict[str, list[Asked]] = defaultdict(list)
    for asked in sorted(log, key=lambda asked: asked.at):
        came[asked.host].append(asked)
    wanted = {site.address: max(delay, site.delay) for site in sites}
    timed = came.keys() & {site.address for site in sites if site.prompt}
    prompt = {host: came[host] for host in timed}
    gaps = {host: min(_gaps(asks), default=1e9) / wanted[host] for host, asks in came.items()}
    starts = [asked.at for asks in prompt.values() for asked in asks]
    return Politeness(
        hosts=len(gaps),
        requests=len(starts),
        seconds=max(starts) - min(starts),
        least=max((len(asks) - 1) * wanted[host] for host, asks in prompt.items()),
        least_gap=min(gaps.values()),
        too_soon=sorted(host for host, gap in gaps.items() if gap < 1 - EXACT / wanted[host]),
        much_too_soon=sorted(host for host, gap in gaps.items() if gap < 0.9),
        not_later=sorted(host for host, asks in came.items() if _impatient(asks)),
    )


def _gaps(asks: list[Asked]) -> Iterator[float]:
    return (after.at - before.at for before, after in pairwise(asks))


def _impatient(asks: list[Asked]) -> bool:
    """Say whether a host was asked again within a second of saying 429 and Retry-After."""
    told = (pair for pair in pairwise(asks) if pair[0].status == 429 and pair[0].retry_after)
    return any(after.at - before.at < before.retry_after - EXACT for before, after in told)
