"""Connections that are kept for their host's next page: when one is good, and how many there are.

They are httpcore's; see `hermeneut.collect.http.fetch` for what is asked over them.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .guard import Stream

MOST_IDLE = 400  # connections; a host that is asked every few seconds keeps its own


class Line:
    """One connection of a client, of which one thing is asked at a time."""

    def __init__(self, origin: tuple[bytes, bytes, int], connection: Any, *, proxied: bool) -> None:
        self.origin, self.connection, self.proxied = origin, connection, proxied
        self.stream: Stream | None = None

    def is_good(self) -> bool:
        """Say whether another page can be asked for."""
        return bool(
            self.stream
            and self.connection.is_idle()
            and not self.connection.has_expired()
            and not self.stream.get_extra_info("is_readable")
            and not self._has_leftovers()
        )

    def _has_leftovers(self) -> bool:
        """Say whether more came than was promised: the next answer would begin with it."""
        inner = getattr(self.connection, "_connection", None)  # httpcore doesn't look at it
        state = getattr(inner, "_h11_state", None)
        return bool(state and state.trailing_data[0])


def most_idle() -> int:
    """Say how many idle connections may be kept: half of the files that may be open, at most."""
    with suppress(ImportError, OSError, ValueError):  # Windows has no such bound
        import resource

        files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        if files != resource.RLIM_INFINITY:
            return min(MOST_IDLE, files // 2)
    return MOST_IDLE


def note_missing() -> None:
    """Let what isn't installed not be looked for again: httpcore does, for each of its locks."""
    if "sniffio" not in sys.modules and find_spec("sniffio") is None:
        sys.modules["sniffio"] = None  # type: ignore[assignment]  # an import fails at once then
