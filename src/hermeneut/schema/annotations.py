"""What passes mark in texts, as spans."""

from __future__ import annotations

import pyarrow as pa

from .fields import COUNT, OFFSET, SCORE, SPANS, STRING, TEXT, VECTOR, field, table

# fmt: off
# One line a column: the tables are read as tables.
PARAGRAPHS = table(
    "paragraphs",
    ("text_id", "start", "end"),
    "a passage: the unit of themes",
    *TEXT,
    field("words", COUNT, "its length"),
    field("language", STRING, "ISO 639-1, of the passage itself; null where that is unsure"),
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
    field("cue", STRING, "why it counts: alias, or title- and how the title is marked: quoted, "
          "capital, year, context …", required=True),
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
    field("judges", SCORE, "probability that it judges at all, rather than tells"),
)
TARGET_SENTIMENTS = table(
    "target_sentiments",
    ("text_id", "start", "end", "target"),
    "what is said of a target where it is mentioned",
    *TEXT,
    field("target", STRING, "id of the target", required=True),
    field("polarity", STRING, "negative, neutral or positive", required=True),
    field("negative", SCORE, "calibrated probability", required=True),
    field("neutral", SCORE, "calibrated probability", required=True),
    field("positive", SCORE, "calibrated probability", required=True),
)
STANCES = table(
    "stances",
    ("text_id", "start", "end", "proposition"),
    "where a passage stands on a proposition that it is near to",
    *TEXT,
    field("proposition", STRING, "id of the proposition", required=True),
    field("position", STRING, "against, neither or favour", required=True),
    field("sure", pa.bool_(), "whether the position clears the threshold; else abstain",
          required=True),
    field("against", SCORE, "calibrated probability", required=True),
    field("neither", SCORE, "calibrated probability", required=True),
    field("favour", SCORE, "calibrated probability", required=True),
    field("near", SCORE, "likeness of passage and proposition, which admitted it", required=True),
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
LABELS = table(
    "labels",
    ("text_id", "start", "end", "variable"),
    "what a study's own measure says of a passage; the views of its seats lay it over",
    *TEXT,
    field("variable", STRING, "what was decided: an id of the codebook", required=True),
    field("seat", STRING, "the table whose measure it takes the place of: themes or stances; null "
          "for a variable of the study's own"),
    field("value", STRING, "the decision; null where there is none"),
    field("score", SCORE, "probability of the value, if all values were as common; null where "
          "none is given"),
    field("by", STRING, "head, or the model behind an endpoint", required=True),
    field("error", STRING, "why there is no value, as a slug"),
)
# fmt: on
