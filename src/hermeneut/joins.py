"""Rows of several tables laid beside each other by key, as passes see them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from . import registry

PAYLOAD = "payload"  # a virtual column of captures: the bytes, read from the archive
SEPARATOR = "\x1f"


def column_type(table: str, name: str) -> pa.DataType:
    """Say what type a column of a table has, virtual ones too."""
    return pa.binary() if name == PAYLOAD else registry.table(table).field(name).type


def joined_key(rows: pa.Table, key: tuple[str, ...]) -> pa.ChunkedArray:
    """Join the columns of a key into one text a row."""
    columns = [rows.column(name).cast(pa.string()) for name in key]
    return pc.binary_join_element_wise(*columns, SEPARATOR) if len(columns) > 1 else columns[0]


def nest(driving: pa.ChunkedArray, keys: pa.ChunkedArray, rows: pa.Table) -> pa.ListArray:
    """Lay rows beside the driving rows that they belong to, in the order in which they come.

    Args:
        driving: The keys of the driving rows, each once.
        keys: For each of ``rows``, the key of its driving row; strangers are dropped.
        rows: What to nest.

    Returns:
        One list of structs for each driving row.
    """
    place = pc.index_in(keys, pa.array(driving.to_pylist(), pa.string()))
    at = place.fill_null(-1).to_numpy()
    order = np.argsort(at, kind="stable")
    order = order[np.searchsorted(at[order], 0) :]
    counts = np.bincount(at[order], minlength=len(driving))
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    taken = rows.take(pa.array(order)).combine_chunks()
    arrays = [
        chunked.chunk(0) if chunked.num_chunks else pa.array([], chunked.type)
        for chunked in taken.columns
    ]
    struct = pa.StructArray.from_arrays(arrays, fields=[f.with_metadata(None) for f in rows.schema])
    return pa.ListArray.from_arrays(pa.array(offsets), struct)
