"""What an analysis rests on as a whole, named: the documents, and what people decided of them."""

from __future__ import annotations

from collections.abc import Mapping

from .passes import Analysis, Pass
from .study import Reader


def data_digest(does: Pass | Analysis, found: Mapping[str, str]) -> str:
    """Name the documents, and the codings if they are read: what an analysis rests on."""
    reads = does.reads if "documents" in does.reads else ("corpus", *does.reads)
    return "-".join(found[view] for view in found if view in reads)


def digests(reader: Reader) -> dict[str, str]:
    """Digest the documents and the codings, in any order of theirs."""
    orders = {
        "corpus": "doc_id", "documents": "doc_id", "codings": "unit, coder, variable, value",
        "settled": "unit, variable", "samples": "sample, unit",
    }  # fmt: skip
    query = "select md5(string_agg(md5(v::varchar), '' order by {})) as d from {} v"
    return {
        view: str(reader.sql(query.format(order, view)).column("d")[0].as_py())[:16]
        for view, order in orders.items()
    }
