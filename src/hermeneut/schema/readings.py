"""What the reader made of pages: texts, facts, subjects."""

from __future__ import annotations

import pyarrow as pa

from .fields import CAPTURE, COUNT, DOC, OFFSET, SCORE, SPANS, STRING, STRINGS, field, table

DROPPED = pa.list_(
    pa.struct(
        [pa.field("at", OFFSET), pa.field("text", pa.string()), pa.field("reason", pa.string())]
    )
)

# fmt: off
# One line a column: the tables are read as tables.
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
    field("dropped", DROPPED, "what was left out inside the text and near it: where it stood, its "
          "words, the reason"),
    field("language", STRING, "ISO 639-1, of the text"),
    field("words", COUNT, "length of the text"),
    field("completeness", STRING, "whole, truncated, paywalled, abstract, not an article, several "
          "pieces, bibliographic (facts only, no text), unreadable", required=True),
    field("reason", STRING, "why that completeness; a slug, then what was seen"),
    field("page", COUNT, "which page of an article that is split over several, by its address"),
    field("next_url", STRING, "address of the page on which it goes on"),
)

CONTINUATIONS = table(
    "continuations",
    ("doc_id", "capture_id"),
    "a page of an article that was captured page by page, as it counts once they are joined",
    DOC,
    CAPTURE,
    field("page", COUNT, "which page it is, from 1", required=True),
    field("first", STRING, "address of the first page, whose document holds the whole",
          required=True),
    field("start", OFFSET, "where its text begins in the whole", required=True),
    field("text_id", STRING, "the whole text; null but for the first page"),
    field("words", COUNT, "length of the whole; null but for the first page"),
    field("completeness", STRING, "of the whole; later pages are not an article", required=True),
    field("reason", STRING, "why"),
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
    field("rating_value", SCORE, "the rating from 0 to 1; null where it has no scale"),
    field("dated", STRING, "where no date was found, when the text shows that it was written: an "
          "ISO 8601 interval, 2014-01/2014-03"),
    field("dated_why", STRING, "what in the text shows it"),
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
    field("score", SCORE, "0 to 1: how sure that it is about the subject; for the unrelated too",
          required=True),
    field("cues", STRINGS, "what decided it, strongest first"),
)

DUPLICATES = table(
    "duplicates",
    ("doc_id",),
    "a document of whose text there are other versions in the study",
    DOC,
    field("cluster", STRING, "the group: text_id of its fullest text", required=True),
    field("similarity", SCORE, "share of all words, of its text and the fullest, that both "
          "have", required=True),
    field("contained", SCORE, "share of the shorter one's words that stand in the longer",
          required=True),
    field("kind", STRING, "original; same page (at another address); update (a later version by "
          "the same outlet); reprint; abridged; excerpt", required=True),
    field("representative", pa.bool_(), "whether it stands for its group: the earliest of the "
          "whole", required=True),
    field("credit", STRING, "agency or outlet that it says it was taken from, if not its own"),
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
# fmt: on
