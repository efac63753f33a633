"""How far what is measured can be trusted: against people, between kinds, over choices."""

from __future__ import annotations

import pyarrow as pa

from .fields import COUNT, NUMBER, RESULT, STRING, STRINGS, field, table

# fmt: off
# One line a column: the tables are read as tables.
QUALITY = table(
    "quality",
    ("result_id",),
    "how well the machine does at a variable, by what people coded of a sample",
    RESULT,
    field("variable", STRING, "what was decided", required=True),
    field("unit", STRING, "documents, paragraphs or sentences", required=True),
    field("facet", STRING, "all, form, period, year, outlet, length, or stands: what was kept, and "
          "the step at which the others left", required=True),
    field("slice", STRING, "which value of the facet", required=True),
    field("measure", STRING, "precision, recall, f1, macro_f1, accuracy, coverage, or calibration: "
          "how far its probabilities are off", required=True),
    field("label", STRING, "of which value; empty where it is of all", required=True),
    field("estimate", NUMBER, "the measure, weighted by the probability of being drawn"),
    field("low", NUMBER, "lower end of the 95 % interval"),
    field("high", NUMBER, "upper end of the 95 % interval"),
    field("n", COUNT, "units in the slice", required=True),
    field("n_coded", COUNT, "of these, how many people coded", required=True),
    field("documents", COUNT, "documents of the coded units", required=True),
    field("sample", STRING, "which draw the coded units are of", required=True),
    field("note", STRING, "why there is no interval, or what to know of it", required=True),
)
DIFFERENCES = table(
    "differences",
    ("result_id",),
    "how much higher a share is in one period, or form, than in another; plain and held",
    RESULT,
    field("measure", STRING, "theme, evaluation, judgement, quotation or coding",
          required=True),
    field("coder", STRING, "whose codings; empty where the machine measured", required=True),
    field("variable", STRING, "which theme, target or variable", required=True),
    field("value", STRING, "which value of it", required=True),
    field("facet", STRING, "period: the last less the first; form: of the two commonest",
          required=True),
    field("first", STRING, "what is taken off", required=True),
    field("second", STRING, "what it is taken off from", required=True),
    field("way", STRING, "plain: as the documents are; held: with the mixture of forms, or of "
          "periods, the same in both", required=True),
    field("difference", NUMBER, "of the two shares"),
    field("low", NUMBER, "lower end of the 95 % interval"),
    field("high", NUMBER, "upper end of the 95 % interval"),
    field("n", COUNT, "documents that it rests on", required=True),
    field("covered", NUMBER, "part of the documents of both that could be compared", required=True),
    field("held", STRINGS, "the forms, or periods, that could be compared", required=True),
)
CONTINUITY = table(
    "continuity",
    ("result_id",),
    "who writes in both of the windows that are compared",
    RESULT,
    field("of", STRING, "outlet or author", required=True),
    field("first", STRING, "the first period", required=True),
    field("second", STRING, "the last", required=True),
    field("in_first", COUNT, "how many there are in the first", required=True),
    field("in_second", COUNT, "how many in the second", required=True),
    field("in_both", COUNT, "how many in both", required=True),
    field("documents", NUMBER, "part of the documents with one known that are by those in both",
          required=True),
    field("names", STRINGS, "those in both", required=True),
    field("warning", STRING, "what to say beside a difference; empty where some are in both",
          required=True),
)
MULTIVERSE = table(
    "multiverse",
    ("result_id",),
    "one finding under one set of choices",
    RESULT,
    field("finding", STRING, "which finding, in words", required=True),
    field("claim", STRING, "what it says, so that it holds or doesn't", required=True),
    field("measure", STRING, "theme, or the variable in the columns of a cross table",
          required=True),
    field("choices", STRINGS, "what was chosen, as `question: choice`, in one order",
          required=True),
    field("headline", pa.bool_(), "whether the report chose so", required=True),
    field("estimate", NUMBER, "the difference; null where too few documents are left"),
    field("low", NUMBER, "lower end of the 95 % interval"),
    field("high", NUMBER, "upper end of the 95 % interval"),
    field("n", COUNT, "documents that it rests on", required=True),
    field("holds", pa.bool_(), "whether it has the claimed direction", required=True),
    field("clear", pa.bool_(), "whether its interval leaves out none, too", required=True),
)
# fmt: on
