"""What came in: captures, and what was found and asked."""

from __future__ import annotations

import pyarrow as pa

from .fields import CAPTURE, COUNT, STRING, field, table

# fmt: off
# One line a column: the tables are read as tables.
CANDIDATES = table(
    "candidates",
    ("url_id", "source", "query"),
    "one page that a source pointed to; derived from archive/frontier.sqlite",
    field("url_id", STRING, "hash of the canonical address, as `doc_id`", required=True),
    field("source", STRING, "which source: list, feeds, wayback …", required=True),
    field("query", STRING, "what was asked of it, without keys", required=True),
    field("url", STRING, "address as the source gave it", required=True),
    field("canonical", STRING, "the one address of its page", required=True),
    field("found_at", STRING, "when, ISO 8601 UTC", required=True),
    field("title", STRING, "as the source gives it"),
    field("published", STRING, "as the source gives it: ISO date at the precision known"),
    field("decision", STRING, "fetch or left out", required=True),
    field("reason", STRING, "why, in a slug and words; null for what is fetched"),
    field("state", STRING, "waiting, done, failed or refused; null for what is left out"),
    field("error", STRING, "why it failed or was refused, as a slug"),
)
QUESTIONS = table(
    "questions",
    ("asked_at", "url"),
    "one question put to a service or a site; derived from archive/frontier.sqlite",
    field("source", STRING, "who asked", required=True),
    field("query", STRING, "what for", required=True),
    field("url", STRING, "the question, without keys", required=True),
    field("asked_at", STRING, "when, ISO 8601 UTC", required=True),
    field("status", pa.int16(), "HTTP status; null where none came"),
    field("error", STRING, "why there is no answer, as a slug"),
    field("length", COUNT, "bytes of the answer"),
    field("digest", STRING, "SHA-256 of the answer"),
)
ANSWERS = table(
    "answers",
    ("text_id", "key"),
    "what a model behind an endpoint answered of a passage; derived from archive/frontier.sqlite",
    field("text_id", STRING, "which text the passage is of", required=True),
    field("key", STRING, "digest of the question: address, model, prompt and passage",
          required=True),
    field("asked_at", STRING, "when, ISO 8601 UTC", required=True),
    field("error", STRING, "why there is no answer, as a slug"),
    field("answer", STRING, "the answer as it came, JSON; null if there is none"),
)
CAPTURES = table(
    "captures",
    ("capture_id",),
    "one response or file, as it came in",
    CAPTURE,
    field("url", STRING, "address it came from; file:/// for files", required=True),
    field("fetched_at", STRING, "when, ISO 8601 UTC", required=True),
    field("status", pa.int16(), "HTTP status; null for files"),
    field("content_type", STRING, "as served, or guessed from the file's name"),
    field("format", STRING, "what the bytes are: html, text, markdown, csv, tsv, jsonl, parquet, "
          "or unknown"),
    field("mapping", STRING, "how it is read, as JSON: for tables which column is what, and what "
          "was stated of all"),
    field("digest", STRING, "SHA-256 of the payload"),
    field("length", COUNT, "payload bytes"),
    field("warc", STRING, "file in archive/", required=True),
    field("offset", COUNT, "where the record starts in that file", required=True),
    field("rights", STRING, "signals seen with it, as JSON: robots, TDM reservation, noai …"),
    field("via", STRING, "the archive's address that it was fetched from; null if from its own"),
    field("error", STRING, "why it can't be read, as a slug; null when it can"),
)
# fmt: on
