"""Facets: by what documents are parted, and how a slice is named in words."""

from __future__ import annotations

from hermeneut.errors import UserError, nearest

_PERIOD = (
    "case when period is not null then period when year is null then 'undated' "
    "else 'other years' end"
)
_PERIOD_WORDS = (
    "case when period is not null then ', of the period ' || period "
    "when year is null then ', undated' else ', of other years' end"
)
# For each facet, the slice that a row of `corpus` falls in, and that slice in words.
_SLICES = {
    "all": ("'all'", "''"),
    "year": (
        "coalesce(year::varchar, 'undated')",
        "coalesce(', dated ' || year::varchar, ', undated')",
    ),
    "period": (_PERIOD, _PERIOD_WORDS),
    "form": (
        "coalesce(nullif(form, ''), 'form unknown')",
        "coalesce(', form: ' || nullif(form, ''), ', form unknown')",
    ),
    "venue": (
        "coalesce(nullif(venue, ''), 'venue unknown')",
        "coalesce(', venue: ' || nullif(venue, ''), ', venue unknown')",
    ),
    "outlet": (
        "coalesce(nullif(outlet, ''), 'outlet unknown')",
        "coalesce(', in ' || nullif(outlet, ''), ', outlet unknown')",
    ),
    "subject": ("subject", "', about ' || subject"),
}
UNKNOWN = frozenset(
    {"undated", "other years", "form unknown", "venue unknown", "outlet unknown", ""}
)
JOINER = " · "


def slices(facets: tuple[str, ...], documents: str) -> str:
    """Write the SQL that gives each document its slice of each facet.

    Args:
        facets: Names of facets; two joined by ``+`` are crossed.
        documents: A table or query with the columns of ``corpus``.

    Returns:
        A query with ``doc_id, facet, slice, place``: the last is the slice in words.

    Raises:
        UserError: A facet isn't known.

    Example:
        >>> slices(("year", "form+period"), "corpus").count("union all")
        1
    """
    return "\nunion all ".join(
        f"select doc_id, '{facet}' as facet, {joined(facet)[0]} as slice, "  # noqa: S608
        f"{joined(facet)[1]} as place from {documents}"
        for facet in facets
    )


def joined(facet: str) -> tuple[str, str]:
    """Write the expressions for one facet: its slice, and the slice in words.

    Raises:
        UserError: The facet isn't known.
    """
    parts = facet.split("+")
    for part in parts:
        if part not in _SLICES:
            raise UserError(f"no facet named {part!r}", hint=nearest(part, _SLICES))
    slice_ = f" || '{JOINER}' || ".join(f"({_SLICES[part][0]})" for part in parts)
    return slice_, " || ".join(f"({_SLICES[part][1]})" for part in parts)
