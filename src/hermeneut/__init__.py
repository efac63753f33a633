"""Hermeneut: a desk for reception studies.

Collect what critics wrote about a work, measure what they say, and open the
evidence behind every number.

    >>> import hermeneut
    >>> hermeneut.__version__
    '0.1.0'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .design import Design
    from .study import Study

__version__ = "0.1.0"
__all__ = ["Design", "Study", "__version__"]

_HOMES = {"Study": "study", "Design": "design"}


def __getattr__(name: str) -> Any:
    """Load the public names when they are first asked for, so that imports stay light."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
