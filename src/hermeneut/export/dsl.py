"""A table for design-based supervised learning in R: all units, labelled by people or not.

One row a unit of the sample's frame, with the machine's label and, where people decided, theirs.
``probability`` is how likely a unit was to be drawn; R's ``dsl`` takes it as ``sample_prob``.

References:
    Egami, Hinck, Stewart & Wei (2023), Using imperfect surrogates for downstream inference:
    design-based supervised learning for social science applications, NeurIPS.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from ..passes import Row
from ..study import Study
from ..views.checked import checked
from . import NOTHING
from .codings import write_csv

_SAMPLED = "select distinct variable from samples order by variable"


@dataclass(frozen=True)
class Dsl:
    """Labels of people and of the machine side by side, for R's dsl and like estimators.

    Each variable of which a sample was drawn has its rows: variable, unit, doc_id (the cluster),
    label, predicted, drawn, held, stratum, probability; see `hermeneut.views.checked.checked`.
    """

    suffix: ClassVar[str] = ".csv"
    passes_on: ClassVar[str] = NOTHING

    def __call__(self, study: Study, to: Path) -> Path:
        """Write the file; see `hermeneut.export.Exporter`."""
        with study.reader() as tables:
            sampled = tables.sql(_SAMPLED)["variable"].to_pylist()
            rows = [row for name in sampled for row in checked(tables, study.design, name)]
        return write_csv(to, [_numbered(row) for row in rows], nothing="no sample was drawn yet")


def _numbered(row: Row) -> Row:
    """Write yes and no as R counts them."""
    return {**row, "drawn": int(row["drawn"]), "held": int(row["held"])}
