"""What people decided."""

from __future__ import annotations

from .fields import DOC, STRING, field, table

# fmt: off
# One line a column: the tables are read as tables.
CODINGS = table(
    "codings",
    ("unit", "coder", "variable", "coded_at"),
    "what one person decided about one unit",
    field("unit", STRING, "doc_id, or text_id:start-end", required=True),
    field("doc_id", STRING, "the document it belongs to"),
    field("coder", STRING, "who", required=True),
    field("kind", STRING, "person or machine", required=True),
    field("variable", STRING, "what was decided", required=True),
    field("value", STRING, "the decision", required=True),
    field("coded_at", STRING, "when, ISO 8601 UTC", required=True),
    field("codebook", STRING, "digest of the codebook used"),
    field("quote", STRING, "the words that were coded"),
    field("context", STRING, "what stands around them"),
)
CORRECTIONS = table(
    "corrections",
    ("doc_id", "field", "corrected_at"),
    "a person's word against the machine's",
    DOC,
    field("field", STRING, "published, authors, outlet, title, form, venue, about …",
          required=True),
    field("value", STRING, "the right value; empty takes an earlier correction back",
          required=True),
    field("who", STRING, "who", required=True),
    field("why", STRING, "the reason given", required=True),
    field("corrected_at", STRING, "when, ISO 8601 UTC", required=True),
)
# fmt: on
