"""Questions to a study's tables, answered as plain rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..passes import Tables

Row = dict[str, Any]


def ask(tables: Tables, query: str, params: Mapping[str, Any] | None = None) -> list[Row]:
    """Answer a query as rows; see `hermeneut.passes.Tables.sql`."""
    rows: list[Row] = tables.sql(query, params).to_pylist()
    return rows
