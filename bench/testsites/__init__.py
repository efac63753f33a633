"""What is on the test web: sites, what each page answers, and how a right collector ends with it.

All of it follows from a seed, so that whoever serves it and whoever judges what was collected
build the same web. Sites are loopback addresses (Linux answers on all of 127.0.0.0/8), so that
no name has to be resolved and no host pretended. `testweb.py` serves it.
"""

from __future__ import annotations

import random
from typing import NamedTuple

from .kinds import KINDS, PROMPT, plainly
from .site import Making, Page, Site

__all__ = ["KINDS", "PROMPT", "Page", "Site", "Web", "build"]


class Web(NamedTuple):
    """All sites, and the list of addresses in the order in which a collector gets them."""

    sites: list[Site]
    pages: list[Page]
    delay: float


def address(n: int) -> str:
    """Name the host of a number."""
    return f"127.{1 + n // 250}.0.{1 + n % 250}"


def build(*, sites: int, pages: int, delay: float, port: int, seed: int = 2013) -> Web:
    """Build a web.

    Args:
        sites: How many hosts; 22 at least, so that there is one of each kind.
        pages: How many addresses are in the list.
        delay: Seconds between requests to one host; what drips and what asks for patience is
            measured by it.
        port: Where it will be served.
        seed: Another seed, another web.
    """
    kinds = [
        kind
        for kind, (_, share) in KINDS.items()
        for _ in range(max(1, round(share * sites / 300)))
    ]
    if sites < len(kinds) + 1:
        raise ValueError(f"{len(kinds) + 1} sites are the least")
    kinds += ["plain"] * (sites - len(kinds))
    made = [Site(address(n), port, kind, kind in PROMPT) for n, kind in enumerate(kinds)]
    others = [site for site in made if site.kind != "plain"]
    for site in others:
        KINDS[site.kind][0](Making(site, made, delay, random.Random(f"{seed} {site.address}")))
    plain = [site for site in made if site.kind == "plain"]
    left = pages - sum(len(site.pages) for site in others)
    if left < len(plain):
        raise ValueError(f"{pages - left + len(plain)} pages are the least")
    for n, site in enumerate(plain):
        making = Making(site, made, delay, random.Random(f"{seed} {site.address}"))
        plainly(making, left // len(plain) + (n < left % len(plain)))
    listed = [page for site in made for page in site.pages]
    random.Random(seed).shuffle(listed)
    return Web(made, listed, delay)
