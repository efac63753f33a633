"""The parts that every table is made of."""

from __future__ import annotations

import hashlib

import pyarrow as pa

STRING = pa.string()
STRINGS = pa.list_(pa.string())
OFFSET = pa.int32()
COUNT = pa.int64()
SCORE = pa.float32()
NUMBER = pa.float64()
SHARES = pa.list_(pa.struct([pa.field("value", pa.string()), pa.field("share", pa.float32())]))
SPANS = pa.list_(pa.struct([pa.field("start", OFFSET), pa.field("end", OFFSET)]))
VECTOR = pa.list_(pa.float32(), 384)


def field(name: str, kind: pa.DataType, doc: str, *, required: bool = False) -> pa.Field:
    """Make a documented column."""
    return pa.field(name, kind, nullable=not required, metadata={"doc": doc})


def table(name: str, key: tuple[str, ...], doc: str, *fields: pa.Field) -> pa.Schema:
    """Make a documented table; ``key`` names the columns that tell its rows apart."""
    return pa.schema(fields, metadata={"table": name, "key": ",".join(key), "doc": doc})


def table_of(schema: pa.Schema) -> str:
    """Say which table a schema is of."""
    return str(schema.metadata[b"table"].decode())


def key_of(schema: pa.Schema) -> tuple[str, ...]:
    """Say which columns tell the rows of a table apart."""
    return tuple(schema.metadata[b"key"].decode().split(","))


def fingerprint(schema: pa.Schema) -> str:
    """Digest names and types, not the documentation: twelve hexadecimal digits."""
    shape = ";".join(f"{f.name}:{f.type}:{f.nullable}" for f in schema)
    return hashlib.sha256(f"{table_of(schema)}|{shape}".encode()).hexdigest()[:12]


def describe(schema: pa.Schema) -> str:
    """Print a table's columns, one a line."""
    wide = max(len(f.name) for f in schema)
    kinds = {f.name: str(f.type).split("<")[0] for f in schema}
    wide_kind = max(map(len, kinds.values()))
    head = f"{table_of(schema)}: {schema.metadata[b'doc'].decode()}."
    lines = [
        f"  {f.name:{wide}}  {kinds[f.name]:{wide_kind}}  {f.metadata[b'doc'].decode()}"
        for f in schema
    ]
    return "\n".join([f"{head} Key: {', '.join(key_of(schema))}.", *lines])


def span(doc: str = "") -> tuple[pa.Field, pa.Field, pa.Field]:
    """Make the three columns that place a row in a text."""
    return (
        field("text_id", STRING, "which text", required=True),
        field("start", OFFSET, f"first code point{doc}", required=True),
        field("end", OFFSET, f"one past the last code point{doc}", required=True),
    )


# fmt: off
DOC = field("doc_id", STRING, "which document", required=True)
CAPTURE = field("capture_id", STRING, "which capture", required=True)
RESULT = field(
    "result_id",
    STRING,
    "hash of analysis, variable and slice; stable as the corpus grows",
    required=True,
)
TEXT = span()
# fmt: on
