"""How pages ended, beside how they must."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from testsites import Page


class End(NamedTuple):
    """How a page ended.

    Attributes:
        end: ``kept``, or the slug of why not.
        said: What was kept, of this page and others: under which address, and its SHA-256.
    """

    end: str
    said: frozenset[tuple[str, str]] = frozenset()


def wrong(pages: Iterable[Page], ends: dict[str, End]) -> list[str]:
    """List the pages that didn't end as they must, in words."""
    found = []
    for page in pages:
        end = ends.get(page.url, End("nothing"))
        if end.end not in page.must:
            found.append(f"{page.url}: {end.end}, not {' or '.join(page.must)}")
        elif page.says and (page.where or page.url, page.says) not in end.said:
            found.append(f"{page.url}: kept, but not what it says")
    return found
