"""Reservations: which of a page's signals of rights keep it from being kept as text by default.

What the signals are, and whose, `hermeneut.collect.visits.rights` says; it is judged when a page is
collected, and again when a report tells what was kept nonetheless.
"""

from __future__ import annotations

from collections.abc import Mapping

AGENT = "hermeneut"  # the product token that site owners may name
DIRECTIVES = ("x-robots-tag", "robots-meta")  # signals that are lists of directives
_REFUSE = frozenset({"noai", "noml"})
_REFUSE_BY_NAME = _REFUSE | {"noindex", "noarchive", "nosnippet", "none"}


def reserved(signals: Mapping[str, str]) -> str:
    """Say why a page isn't kept as text by default; empty if it is.

    Args:
        signals: As `hermeneut.collect.visits.rights.signals` gathers them.

    Example:
        >>> reserved({"tdm-reservation": "1", "tdm-source": "header"})
        'text and data mining is reserved (tdm-reservation: 1, header)'
        >>> reserved({"x-robots-tag": "noindex, noai"})
        'the page says noai (x-robots-tag)'
        >>> reserved({"robots-meta": "noindex, googlebot: noai"})
        ''
    """
    if signals.get("tdm-reservation") == "1":
        source = signals.get("tdm-source", "unknown source")
        return f"text and data mining is reserved (tdm-reservation: 1, {source})"
    for place in DIRECTIVES:
        for directive in signals.get(place, "").split(", "):
            agent, colon, named = directive.partition(": ")
            if (colon and agent == AGENT and named in _REFUSE_BY_NAME) or directive in _REFUSE:
                return f"the page says {directive} ({place})"
    return ""
