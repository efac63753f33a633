"""What people decided."""

from __future__ import annotations

import pyarrow as pa

from .fields import DOC, NUMBER, OFFSET, STRING, field, table

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
SAMPLES = table(
    "samples",
    ("sample", "unit"),
    "a unit drawn for coding",
    field("sample", STRING, "which draw: a digest of its design and its units", required=True),
    field("variable", STRING, "what is to be decided", required=True),
    field("unit_kind", STRING, "sentence, paragraph or document", required=True),
    field("unit", STRING, "doc_id, or text_id:start-end", required=True),
    DOC,
    field("text_id", STRING, "its text"),
    field("start", OFFSET, "first code point; null for a whole document"),
    field("end", OFFSET, "one past the last code point"),
    field("stratum", STRING, "the part of the frame it was drawn from; empty where there are none",
          required=True),
    field("probability", NUMBER, "how likely it was to be drawn, 0 to 1", required=True),
    field("held", pa.bool_(), "set aside for evaluation: never to be trained on", required=True),
    field("rank", OFFSET, "place in the order of drawing, which is random", required=True),
    field("seed", OFFSET, "what the chance was seeded with", required=True),
    field("drawn_at", STRING, "when, ISO 8601 UTC", required=True),
    field("design", STRING, "how it was drawn, and from how many, as JSON", required=True),
    field("quote", STRING, "its words; of a document, the opening"),
    field("context", STRING, "what stands around them; of a document, its title and address"),
)
MEMOS = table(
    "memos",
    ("unit", "coder", "variable", "noted_at"),
    "what a coder noted beside a decision",
    field("unit", STRING, "doc_id, or text_id:start-end", required=True),
    field("doc_id", STRING, "the document it belongs to"),
    field("coder", STRING, "who", required=True),
    field("variable", STRING, "what was being decided", required=True),
    field("memo", STRING, "the note; empty takes an earlier one back", required=True),
    field("noted_at", STRING, "when, ISO 8601 UTC", required=True),
)
ADJUDICATIONS = table(
    "adjudications",
    ("unit", "variable", "value", "settled_at"),
    "the value on which a disagreement was settled",
    field("unit", STRING, "doc_id, or text_id:start-end", required=True),
    field("doc_id", STRING, "the document it belongs to"),
    field("variable", STRING, "what was decided", required=True),
    field("value", STRING, "the decision; empty takes an earlier one back", required=True),
    field("who", STRING, "who settled it", required=True),
    field("why", STRING, "the reason given", required=True),
    field("settled_at", STRING, "when, ISO 8601 UTC", required=True),
    field("codebook", STRING, "digest of the codebook used"),
)
MOVES = table(
    "moves",
    ("unit", "moved_at"),
    "where a coded unit stands since its page was read anew",
    field("unit", STRING, "where it was coded: text_id:start-end", required=True),
    field("doc_id", STRING, "the document it belongs to"),
    field("to_unit", STRING, "where it stands now; empty where it can't be placed", required=True),
    field("how", STRING, "exact, normalised, fuzzy, or why it can't be placed", required=True),
    field("similarity", NUMBER, "likeness of the words coded and those found, 0 to 1"),
    field("moved_at", STRING, "when, ISO 8601 UTC", required=True),
)
IMPORTS = table(
    "imports",
    ("digest", "coder", "imported_at"),
    "a file of codings that was taken in",
    field("digest", STRING, "SHA-256 of the file", required=True),
    field("file", STRING, "its name", required=True),
    field("coder", STRING, "whose codings", required=True),
    field("codings", OFFSET, "how many decisions it added", required=True),
    field("imported_at", STRING, "when, ISO 8601 UTC", required=True),
)
# fmt: on
