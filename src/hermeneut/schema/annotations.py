"""What passes mark in texts, as spans."""

from __future__ import annotations

import pyarrow as pa

from .fields import COUNT, NUMBER, OFFSET, SCORE, SHARES, SPANS, STRING, TEXT, VECTOR, field, table

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
    "one place where a target is named, or safely meant by its role or a pronoun",
    *TEXT,
    field("target", STRING, "id of the target", required=True),
    field("cue", STRING, "why it counts: alias; title- and how the title is marked: quoted, "
          "capital, year, context …; role; or pronoun", required=True),
    field("antecedent", OFFSET, "where the name begins that a role or pronoun stands for; null for "
          "a name, and for a role whose holder isn't named before"),
)
QUOTATIONS = table(
    "quotations",
    ("text_id", "start", "end"),
    "the content of one quotation or report, without its marks",
    *TEXT,
    field("kind", STRING, "direct, mixed (words quoted inside the writer's own sentence), indirect "
          "(reported without marks), scare or title", required=True),
    field("parts", SPANS, "what stands in marks: more than one where a tag (“…, ” she said, "
          "“…”) or a new paragraph interrupts; none in indirect speech", required=True),
    field("speaker", STRING, "who is said to have said it, as named there"),
    field("speaker_name", STRING, "who that is in this document: she, Ferris, the historian may be "
          "Maud Ferris; empty when it isn't safe"),
    field("speaker_target", STRING, "id of the target that speaks"),
    field("source_start", OFFSET, "first code point of the speaker"),
    field("source_end", OFFSET, "one past the speaker"),
    field("cue", STRING, "the verb or phrase that gives it to the speaker"),
    field("cue_start", OFFSET, "first code point of the cue"),
    field("cue_end", OFFSET, "one past the cue"),
    field("manner", STRING, "speech (says), thought (believes) or attitude (opposes), by the cue"),
    field("voice", STRING, "writer, character, maker, critic, expert, user, scholar (a citation), "
          "other or unknown; empty for scare quotes and titles, which are nobody's"),
    field("adopted", STRING, "adopted, rejected or neutral in the writer's argument, or unclear; "
          "scare quotes are rejected, titles empty"),
    field("adopted_cue", STRING, "the words that decided it"),
)
ROLES = table(
    "roles",
    ("text_id", "start", "end"),
    "what one sentence does in its text",
    *TEXT,
    field("role", STRING, "the likeliest: plot, argument, evaluation, background or other",
          required=True),
    field("plot", SCORE, "probability that it tells what happens in a work", required=True),
    field("argument", SCORE, "probability that it claims, reads or reasons", required=True),
    field("evaluation", SCORE, "probability that it judges a work, a part of it or its makers",
          required=True),
    field("background", SCORE, "probability that it informs: lives, making, reception, the "
          "writer's own circumstances", required=True),
    field("other", SCORE, "probability that it is none of these: links, captions, references",
          required=True),
)
CONSENSUS = table(
    "consensus",
    ("text_id", "start", "end"),
    "a clause that reports what others made of a work",
    *TEXT,
    field("polarity", STRING, "negative, mixed or positive", required=True),
    field("cue", STRING, "the words that say so", required=True),
    field("cue_start", OFFSET, "first code point of the cue", required=True),
    field("cue_end", OFFSET, "one past the cue", required=True),
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
    field("role", STRING, "role of the sentence that it stands in: plot, argument, evaluation, "
          "background or other", required=True),
    field("whose", STRING, "own (the writer's), quoted or consensus (reported of others)",
          required=True),
)
EVALUATIONS = table(
    "evaluations",
    ("text_id",),
    "what a text makes of the work, in the writer's own words",
    TEXT[0],
    field("evaluation", STRING, "positive, mixed, negative; none where it doesn't evaluate",
          required=True),
    field("score", SCORE, "-1 to 1; null where it doesn't evaluate"),
    field("judging", NUMBER, "how many sentences of the writer's own judge, counted by probability",
          required=True),
    field("evidence", SPANS, "the sentences that carry it, heaviest first, at most ten",
          required=True),
    field("consensus", STRING, "what it reports of others' verdicts: positive, mixed, negative; "
          "null where it reports none"),
    field("consensus_evidence", SPANS, "the clauses that report it", required=True),
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
POSITIONS = table(
    "positions",
    ("text_id", "start", "end", "proposition"),
    "what a passage holds of a proposition that it may take up",
    *TEXT,
    field("proposition", STRING, "id of the proposition", required=True),
    field("position", STRING, "for, against, torn, reports both, unclear or not taken up; adopted "
          "quotations count as the writer's, rejected ones as the other side", required=True),
    field("own", STRING, "the same, by the writer's own words alone", required=True),
    field("conceding", pa.bool_(), "whether it grants the other side something", required=True),
    field("taken", SCORE, "odds that it takes it up, in units of what is asked for: 1 is enough",
          required=True),
    field("lean", SCORE, "how far the whole passage leans: above 0 for, below 0 against; 0 "
          "for a proposition that was never taught; null where none of it counts as the writer's"),
    field("own_lean", SCORE, "the same where any of it is in the writer's own words; null else"),
    field("favour", SCORE, "how far its clearest clause leans to the claim",
          required=True),
    field("against", SCORE, "how far its clearest clause leans against it", required=True),
    field("near", SCORE, "likeness of passage and proposition", required=True),
    field("carries", SPANS, "the sentences that carry it", required=True),
)
AGENCY = table(
    "agency",
    ("text_id", "start", "end"),
    "one place where a character is named, or safely meant by a pronoun",
    *TEXT,
    field("target", STRING, "id of the character", required=True),
    field("pronoun", STRING, "she, he or it; null where it is named"),
    field("role", STRING, "acts, acted on or is; null where that isn't plain"),
    field("verb", STRING, "the word that says so"),
)
CITATIONS = table(
    "citations",
    ("text_id", "start", "end"),
    "one place where a text cites a work, a thinker, a company or an app",
    *TEXT,
    field("kind", STRING, "work, thinker, company or app", required=True),
    field("name", STRING, "who or what, as the design has it; else in its fullest form in the text",
          required=True),
    field("author", STRING, "whose work, where the design or the text beside it says so"),
    field("cue", STRING, "why it counts: listed (in the design), quoted, emphasis, possessive, "
          "year, verb, role, idea, kind, surname", required=True),
    field("wikidata", STRING, "its id there, where the design lists it"),
)
REFERENTS = table(
    "referents",
    ("text_id", "start", "end"),
    "what a passage speaks of, of the things that the design tells apart",
    *TEXT,
    field("referent", STRING, "id of the referent with most cues", required=True),
    field("cues", COUNT, "words and mentions that speak of it", required=True),
    field("share", SCORE, "part of all referents' cues that are its own", required=True),
    field("shares", SHARES, "each referent that has a cue, with its part; the probability of each "
          "value where a head has the seat"),
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
    field("keywords", COUNT, "places where a keyword of the code stands"),
)
LABELS = table(
    "labels",
    ("text_id", "start", "end", "variable"),
    "what a study's own measure says of a passage or sentence; the views of seats lay it over",
    *TEXT,
    field("variable", STRING, "what was decided: an id of the codebook", required=True),
    field("seat", STRING, "the table whose measure it takes the place of: themes, positions, "
          "sentiments or roles; null for a variable of the study's own"),
    field("value", STRING, "the decision, several parted by `; `; null where there is none"),
    field("score", SCORE, "probability of the value, if all values were as common; of several, "
          "that of the least sure; null where none is given"),
    field("shares", SHARES, "the probability of each value; where several may hold they don't add "
          "up to one; null where none is given"),
    field("by", STRING, "head, or the model behind an endpoint", required=True),
    field("error", STRING, "why there is no value, as a slug"),
)
# fmt: on
