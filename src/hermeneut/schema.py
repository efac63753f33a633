"""Every table of a study, as an Arrow schema whose fields say what they hold.

A schema's metadata names its table, its key and what one row is. ``TABLES`` maps names to
schemas; ``describe`` prints one for a person.

    >>> print(describe(TABLES["sentences"]))
    sentences: one sentence of a text. Key: text_id, start, end.
      text_id  string  which text
      start    int32   first code point
      end      int32   one past the last code point
"""

from __future__ import annotations

import hashlib

import pyarrow as pa

STRING = pa.string()
STRINGS = pa.list_(pa.string())
OFFSET = pa.int32()
COUNT = pa.int64()
SCORE = pa.float32()
NUMBER = pa.float64()
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
# One line a column: the tables are read as tables.
DOC = field("doc_id", STRING, "which document", required=True)
CAPTURE = field("capture_id", STRING, "which capture", required=True)
RESULT = field(
    "result_id",
    STRING,
    "hash of analysis, variable and slice; stable as the corpus grows",
    required=True,
)
TEXT = span()

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
    field("mapping", STRING, "for tables: which column is what, as JSON"),
    field("digest", STRING, "SHA-256 of the payload"),
    field("length", COUNT, "payload bytes"),
    field("warc", STRING, "file in archive/", required=True),
    field("offset", COUNT, "where the record starts in that file", required=True),
    field("error", STRING, "why it can't be read, as a slug; null when it can"),
)

READINGS = table(
    "readings",
    ("doc_id", "capture_id"),
    "what the reader made of a page, row or piece",
    DOC,
    CAPTURE,
    field("piece", pa.int32(), "row of a table or piece of a page, from 1; null for a whole page"),
    field("url", STRING, "address of the document"),
    field("fetched_at", STRING, "when it was captured, ISO 8601 UTC"),
    field("text_id", STRING, "SHA-256 of text and emphasis; null where there is no text"),
    field("text", STRING, "the text, admitted to `texts`"),
    field("emphasis", SPANS, "what was set in italics or bold"),
    field("language", STRING, "ISO 639-1, of the text"),
    field("words", COUNT, "length of the text"),
    field("completeness", STRING, "whole, truncated, paywalled, not an article, several pieces, "
          "bibliographic (facts only, no text), unreadable", required=True),
    field("reason", STRING, "why that completeness; a slug, then what was seen"),
)

FIELDS = table(
    "fields",
    ("doc_id", "capture_id", "field", "value", "source"),
    "one value that was in the running for one field of a document",
    DOC,
    CAPTURE,
    field("field", STRING, "title, authors, outlet, published, form, venue, rating, language, url, "
          "about, copy_of", required=True),
    field("value", STRING, "as text; authors joined by '; '", required=True),
    field("source", STRING, "where it was found: json-ld, meta, url, time, byline, column …",
          required=True),
    field("confidence", SCORE, "0 to 1", required=True),
    field("chosen", pa.bool_(), "whether it won", required=True),
)

DOCUMENTS = table(
    "documents",
    ("doc_id", "capture_id"),
    "one piece of writing with its chosen facts; people's corrections are laid over in the view",
    DOC,
    CAPTURE,
    field("url", STRING, "its address"),
    field("text_id", STRING, "its text, if it has one"),
    field("title", STRING, "headline, without the site's name"),
    field("authors", STRINGS, "who signed it"),
    field("outlet", STRING, "where it appeared"),
    field("published", STRING, "ISO date at the precision known: 2014, 2014-01 or 2014-01-10"),
    field("form", STRING, "review, essay, news …"),
    field("venue", STRING, "newspaper, magazine, blog …"),
    field("rating", STRING, "as printed"),
    field("language", STRING, "ISO 639-1"),
    field("words", COUNT, "length of the text"),
    field("completeness", STRING, "as in readings"),
    field("reason", STRING, "as in readings"),
    field("fetched_at", STRING, "when it was captured"),
    field("copy_of", STRING, "address of the page that this is known to copy"),
)

SUBJECTS = table(
    "subjects",
    ("doc_id", "capture_id", "subject"),
    "whether a document is about a subject",
    DOC,
    CAPTURE,
    field("subject", STRING, "work, or the id of a [[subject]]", required=True),
    field("verdict", STRING, "about, mentions, unrelated", required=True),
    field("score", SCORE, "0 to 1: how sure that it is about the subject", required=True),
    field("cues", STRINGS, "what decided it, strongest first"),
)

TEXTS = table(
    "texts",
    ("text_id",),
    "one distinct text; immutable",
    field("text_id", STRING, "SHA-256 of text and emphasis", required=True),
    field("text", STRING, "paragraphs parted by a blank line", required=True),
    field("emphasis", SPANS, "what was set in italics or bold"),
    field("language", STRING, "ISO 639-1"),
    field("words", COUNT, "length of the text"),
)

PARAGRAPHS = table(
    "paragraphs",
    ("text_id", "start", "end"),
    "a passage: the unit of themes",
    *TEXT,
    field("words", COUNT, "its length"),
)
SENTENCES = table("sentences", ("text_id", "start", "end"), "one sentence of a text", *TEXT)
EMBEDDINGS = table(
    "embeddings",
    ("text_id", "start", "end"),
    "a passage as a vector",
    *TEXT,
    field("vector", VECTOR, "unit length, 384 numbers", required=True),
)
MENTIONS = table(
    "mentions",
    ("text_id", "start", "end", "target"),
    "one place where a target is named",
    *TEXT,
    field("target", STRING, "id of the target", required=True),
    field("cue", STRING, "why it counts: alias, title-marked, title-context …", required=True),
)
QUOTATIONS = table(
    "quotations",
    ("text_id", "start", "end"),
    "the content of one quotation, without its marks",
    *TEXT,
    field("kind", STRING, "direct, mixed (words quoted inside the writer's own sentence), "
          "scare or title", required=True),
    field("parts", SPANS, "what stands in marks: more than one where a tag (“…, ” she said, "
          "“…”) or a new paragraph interrupts", required=True),
    field("speaker", STRING, "who is said to have said it, as named there"),
    field("source_start", OFFSET, "first code point of the speaker"),
    field("source_end", OFFSET, "one past the speaker"),
    field("cue", STRING, "the verb or phrase that gives it to the speaker"),
    field("cue_start", OFFSET, "first code point of the cue"),
    field("cue_end", OFFSET, "one past the cue"),
)
SENTIMENTS = table(
    "sentiments",
    ("text_id", "start", "end"),
    "the polarity of one sentence",
    *TEXT,
    field("polarity", STRING, "negative, neutral or positive", required=True),
    field("negative", SCORE, "calibrated probability", required=True),
    field("neutral", SCORE, "calibrated probability", required=True),
    field("positive", SCORE, "calibrated probability", required=True),
)
THEMES = table(
    "themes",
    ("text_id", "start", "end", "theme"),
    "a theme that a passage may hold",
    *TEXT,
    field("theme", STRING, "id of a code", required=True),
    field("score", SCORE, "likeness to the code, "
          "less what any sentence scores and part of the likeness to the other codes",
          required=True),
    field("holds", pa.bool_(), "whether the score clears the threshold", required=True),
)

TOPICS = table(
    "topics",
    ("result_id",),
    "one topic of the corpus",
    RESULT,
    field("topic", pa.int32(), "number, from 1, largest first", required=True),
    field("label", STRING, "its strongest terms", required=True),
    field("terms", STRINGS, "key terms, strongest first", required=True),
    field("share", NUMBER, "part of the documents' weight", required=True),
    field("documents", COUNT, "documents where it is the strongest", required=True),
    field("stability", NUMBER, "how well it returns on resampled documents, 0 to 1"),
    field("typical", STRING, "its most typical passage"),
)
TOPIC_WEIGHTS = table(
    "topic_weights",
    ("doc_id", "topic"),
    "how much of a document is on a topic",
    DOC,
    field("topic", pa.int32(), "number of the topic", required=True),
    field("weight", NUMBER, "0 to 1; one document's sum to 1", required=True),
)
KEYNESS = table(
    "keyness",
    ("result_id",),
    "a word that one group of documents uses more than another",
    RESULT,
    field("comparison", STRING, "the two groups, as `facet: target / reference`", required=True),
    field("term", STRING, "the word, lower case", required=True),
    field("target_count", COUNT, "times in the target group", required=True),
    field("reference_count", COUNT, "times in the reference group", required=True),
    field("target_words", COUNT, "words in the target group", required=True),
    field("reference_words", COUNT, "words in the reference group", required=True),
    field("log_likelihood", NUMBER, "Dunning's G2", required=True),
    field("log_ratio", NUMBER, "binary logarithm of the ratio of relative frequencies",
          required=True),
    field("dispersion", NUMBER, "Gries's DP in the target group: 0 even, 1 in one document",
          required=True),
    field("documents", COUNT, "target documents that hold it", required=True),
    field("p", NUMBER, "p of Welch's t-test between the documents of the groups", required=True),
)
TRENDS = table(
    "trends",
    ("result_id",),
    "a share among the documents of a slice",
    RESULT,
    field("measure", STRING, "theme, sentiment, pronoun, quotation or coding", required=True),
    field("coder", STRING, "whose codings; empty where the machine measured", required=True),
    field("variable", STRING, "which theme, target or variable", required=True),
    field("value", STRING, "which value of it", required=True),
    field("facet", STRING, "all, year, period, form, venue, subject, or two joined by +",
          required=True),
    field("slice", STRING, "which value of the facet", required=True),
    field("of", STRING, "what the share is a share of", required=True),
    field("n", COUNT, "documents in the slice", required=True),
    field("k", NUMBER, "of these, how many count (each weighs one)", required=True),
    field("share", NUMBER, "k / n", required=True),
    field("low", NUMBER, "lower end of the 95 % interval"),
    field("high", NUMBER, "upper end of the 95 % interval"),
    field("checked", pa.bool_(), "whether people have checked the labels", required=True),
)
CROSSTABS = table(
    "crosstabs",
    ("result_id",),
    "documents by two coded variables at once",
    RESULT,
    field("coder", STRING, "whose codings", required=True),
    field("rows", STRING, "variable of the rows", required=True),
    field("row", STRING, "value of the rows", required=True),
    field("columns", STRING, "variable of the columns", required=True),
    field("column", STRING, "value of the columns", required=True),
    field("facet", STRING, "all or form", required=True),
    field("slice", STRING, "which value of the facet", required=True),
    field("n", COUNT, "documents in the cell", required=True),
    field("of", COUNT, "documents in the row", required=True),
    field("share", NUMBER, "n / of", required=True),
    field("low", NUMBER, "lower end of the 95 % interval"),
    field("high", NUMBER, "upper end of the 95 % interval"),
)
EVIDENCE = table(
    "evidence",
    ("result_id", "rank"),
    "the spans that a number stands on, strongest first",
    RESULT,
    field("rank", pa.int32(), "1 is the strongest", required=True),
    field("selection", STRING, "what was selected, in words", required=True),
    field("total", COUNT, "how many there are, of which at most fifty are kept", required=True),
    DOC,
    field("text_id", STRING, "which text; null where the document has none"),
    field("start", OFFSET, "first code point; null for a whole document"),
    field("end", OFFSET, "one past the last code point"),
    field("score", NUMBER, "what they are ranked by"),
)
FAILURES = table(
    "failures",
    ("pass", "key"),
    "a row that a pass could not work on, and why",
    field("pass", STRING, "which pass", required=True),
    field("key", STRING, "which row of its driving table", required=True),
    field("slug", STRING, "the reason, short and stable", required=True),
    field("detail", STRING, "what a person would want to know", required=True),
)

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

TABLES: dict[str, pa.Schema] = {
    table_of(s): s
    for s in (
        CAPTURES, READINGS, FIELDS, DOCUMENTS, SUBJECTS, TEXTS, PARAGRAPHS, SENTENCES, EMBEDDINGS,
        MENTIONS, QUOTATIONS, SENTIMENTS, THEMES, TOPICS, TOPIC_WEIGHTS, KEYNESS, TRENDS, CROSSTABS,
        EVIDENCE, FAILURES,
    )
}  # fmt: skip
JUDGEMENTS: dict[str, pa.Schema] = {table_of(s): s for s in (CODINGS, CORRECTIONS)}
