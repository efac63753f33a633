"""What an analysis rests on as a whole, named: the documents, and what people decided of them."""

from __future__ import annotations

from collections.abc import Mapping

from .passes import Analysis, Pass
from .study import Reader

_ORDERS = {
    "corpus": "doc_id", "documents": "doc_id", "codings": "unit, coder, variable, value",
    "settled": "unit, variable", "samples": "sample, unit",
}  # fmt: skip
_DOCUMENTS = frozenset({"corpus", "documents"})


def data_digest(does: Pass | Analysis, found: Mapping[str, str]) -> str:
    """Name the documents, and the codings if they are read: what an analysis rests on.

    One that reads what people decided and nothing else may run before the corpus is known, and
    doesn't rest on it.
    """
    reads = set(does.reads)
    if not reads & _DOCUMENTS and not reads <= _ORDERS.keys():
        reads.add("corpus")  # it stands for tables that grow
    return "-".join(found[view] for view in found if view in reads)


def digests(reader: Reader) -> dict[str, str]:
    """Digest the documents and the codings, in any order of theirs."""
    query = "select md5(string_agg(md5(v::varchar), '' order by {})) as d from {} v"
    return {
        view: str(reader.sql(query.format(order, view)).column("d")[0].as_py())[:16]
        for view, order in _ORDERS.items()
    }
