"""What labels are worth that were measured and found wanting: the same words wherever they show."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def notes() -> dict[str, str]:
    """Return a sentence for each step whose labels can't be taken at face value.

    >>> sorted(notes())  # doctest: +ELLIPSIS
    ['document_positions', 'evaluations', 'positions', 'quotations', 'referents', ...]
    """
    text = (files("hermeneut.views") / "trust.toml").read_text(encoding="utf-8")
    return {step: row["note"] for step, row in tomllib.loads(text).items()}


def note(step: str) -> str:
    """Return what to know of a step's labels; empty where nothing was found wanting.

    >>> note("sentences")
    ''
    """
    return notes().get(step, "")
