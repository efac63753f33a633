"""What analyses count, with the evidence of each number."""

from __future__ import annotations

import pyarrow as pa

from .fields import COUNT, DOC, NUMBER, OFFSET, RESULT, STRING, STRINGS, field, table

# fmt: off
# One line a column: the tables are read as tables.
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
AGENTS = table(
    "agents",
    ("result_id",),
    "by which pronoun a character goes, or in what role it stands, in the documents of a slice",
    RESULT,
    field("target", STRING, "id of the character", required=True),
    field("measure", STRING, "pronoun or role", required=True),
    field("value", STRING, "she, he or it; acts, acted on or is", required=True),
    field("facet", STRING, "all, form, year or period", required=True),
    field("slice", STRING, "which value of the facet", required=True),
    field("documents", COUNT, "documents of the slice that tell", required=True),
    field("times", COUNT, "places that have the value", required=True),
    field("share", NUMBER, "mean over documents of the part of their places", required=True),
    field("low", NUMBER, "lower end of the 95 % interval"),
    field("high", NUMBER, "upper end of the 95 % interval"),
)
CITED = table(
    "cited",
    ("result_id",),
    "a work, thinker, company or app that documents cite",
    RESULT,
    field("kind", STRING, "work, thinker, company or app", required=True),
    field("name", STRING, "who or what", required=True),
    field("author", STRING, "whose work, as most that say so have it"),
    field("wikidata", STRING, "its id there, where the design lists it"),
    field("documents", COUNT, "documents that cite it", required=True),
    field("times", COUNT, "places where they do", required=True),
    field("listed", pa.bool_(), "whether the design lists it", required=True),
)
DOCUMENT_POSITIONS = table(
    "document_positions",
    ("result_id",),
    "what a document holds of a proposition that it takes up",
    RESULT,
    DOC,
    field("proposition", STRING, "id of the proposition", required=True),
    field("position", STRING, "for, against, torn, reports both or unclear; adopted quotations "
          "count as the writer's, rejected ones as the other side", required=True),
    field("own", STRING, "the same, by the writer's own words alone; or not taken up",
          required=True),
    field("conceding", pa.bool_(), "whether it grants the other side something", required=True),
    field("favour", COUNT, "passages that are for it", required=True),
    field("against", COUNT, "passages that are against it", required=True),
    field("torn", COUNT, "passages that are torn", required=True),
    field("passages", COUNT, "passages that take it up", required=True),
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
AGREEMENT = table(
    "agreement",
    ("result_id",),
    "how far coders agree on a variable",
    RESULT,
    field("variable", STRING, "what was decided", required=True),
    field("code", STRING, "which value, against all others; all: the variable as a whole",
          required=True),
    field("coders", STRING, "who: people, or two coders joined by ' and '", required=True),
    field("coefficient", STRING, "alpha-nominal, alpha-masi, gwet, percent …", required=True),
    field("value", NUMBER, "the coefficient; null where nothing was coded twice"),
    field("low", NUMBER, "lower end of the 95 % interval"),
    field("high", NUMBER, "upper end of the 95 % interval"),
    field("units", COUNT, "units that two or more of them coded", required=True),
    field("documents", COUNT, "documents that these units are of", required=True),
    field("note", STRING, "why there is no interval, or what to know of it", required=True),
)
ESTIMATES = table(
    "estimates",
    ("result_id",),
    "a share: by the machine, by the coded sample, and the one corrected by the other",
    RESULT,
    field("variable", STRING, "what was decided", required=True),
    field("value", STRING, "which value of it", required=True),
    field("unit", STRING, "documents, paragraphs or sentences; each document weighs one",
          required=True),
    field("facet", STRING, "all, period, form; `period difference` (the last less the first), "
          "`form difference` (of the two commonest), and these `, form held`, `, period held`; "
          "`within X`: among documents with a value of variable X", required=True),
    field("slice", STRING, "which value of the facet", required=True),
    field("way", STRING, "raw: the machine's labels at face value; coded: the coded sample alone; "
          "corrected: by prediction-powered inference", required=True),
    field("estimate", NUMBER, "share, or difference of two shares"),
    field("low", NUMBER, "lower end of the 95 % interval"),
    field("high", NUMBER, "upper end of the 95 % interval"),
    field("n", COUNT, "units in the slice", required=True),
    field("n_coded", COUNT, "of these, how many people coded", required=True),
    field("documents", COUNT, "documents of the coded units", required=True),
    field("sample", STRING, "which draw the coded units are of", required=True),
    field("note", STRING, "why there is no interval, or what to know of it", required=True),
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
# fmt: on
