"""Evaluations: what a text makes of the work, in the writer's own words."""

import pyarrow as pa
import pytest

from hermeneut.annotate.consensus import Consensus
from hermeneut.annotate.evaluations import Evaluations
from hermeneut.annotate.roles import Roles
from hermeneut.annotate.sentences import split
from hermeneut.annotate.sentiment import Sentiment
from hermeneut.testing import check_pass

PRAISE = (
    "This is a tender, funny and beautifully acted film. The script is sharp and the music lovely. "
    "I was moved from the first scene to the last. One of the best films of the year."
)
BLAME = (
    "This is a dull, clumsy and badly acted film. The script is a mess and the music annoying. "
    "I was bored from the first scene to the last. One of the worst films of the year."
)
PLOT = (
    "Anna leaves her husband and takes the night train to Lisbon. On board she meets a soldier who "
    "has lost his papers. They hide in a monastery until the war is over, and she has a son."
)


def read(text, step=None, quotations=(), mentions=()):
    spans = [{"start": start, "end": end} for start, end in split(text)]
    found = (list(made.find(text, spans)) for made in (Sentiment(), Roles(), Consensus()))
    said, does, others = found
    (row,) = (step or Evaluations()).find(text, said, does, mentions, quotations, others)
    return row


@pytest.mark.parametrize(
    ("text", "expected"), [(PRAISE, "positive"), (BLAME, "negative"), (PLOT, "none")]
)
def test_plain_praise_plain_blame_and_a_plot(text, expected):
    assert read(text)["evaluation"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("An overbudgeted, underscripted, lazy piece of work.", "negative"),
        ("Strives to be so many things that it falls away to nothing.", "negative"),
        ("A sly, funny and touching picture, and the year's best surprise.", "positive"),
        ("She boards the night train to Lisbon with a stranger's papers.", "none"),
        ("The shares of the company fell by a tenth on Monday. Its chairman resigned.", "none"),
    ],
)
def test_a_line_or_two_say_what_they_make_of_it(text, expected):
    assert read(text)["evaluation"] == expected


def test_who_names_only_what_is_no_part_of_the_work_evaluates_it_not():
    text = "I have talked to my chatbot every night for a year. It is a wonderful, tender thing."
    said = [{"start": 21, "end": 28, "target": "chatbots"}]
    step = Evaluations(apart=("chatbots",))
    assert read(text, step, mentions=said)["evaluation"] == "none"
    film = [*said, {"start": 60, "end": 62, "target": "her"}]
    assert read(text, step, mentions=film)["evaluation"] == "positive"


def test_none_has_no_score_and_no_evidence():
    row = read(PLOT)
    assert (row["score"], row["evidence"]) == (None, [])


def test_the_evidence_are_sentences_heaviest_first():
    text = f"{PLOT} {PRAISE}"
    spans = [{"start": start, "end": end} for start, end in split(text)]
    evidence = read(text)["evidence"]
    assert all(span in spans for span in evidence)
    assert evidence[0]["start"] >= len(PLOT)


def test_what_is_quoted_is_the_quoted_ones():
    text = f"“{BLAME}” {PRAISE}"
    quoted = [{"start": 1, "end": 1 + len(BLAME), "kind": "direct"}]
    own, all_in_one = read(text, quotations=quoted), read(text)
    assert own["evaluation"] == "positive"
    assert own["score"] > all_in_one["score"]


def test_a_conclusion_outweighs_what_it_concedes():
    forth, back = read(f"{BLAME} {PRAISE}"), read(f"{PRAISE} {BLAME}")
    assert forth["score"] > back["score"]


def test_consensus_stands_beside_and_is_not_mixed_in():
    row = read(f"{BLAME} Critics everywhere loved it. The widely acclaimed film won hearts.")
    assert row["consensus"] == "positive"
    assert row["evaluation"] == "negative"
    assert len(row["consensus_evidence"]) == 1 or len(row["consensus_evidence"]) == 2


def test_what_names_only_something_apart_says_nothing_of_the_work():
    mentions = [{"start": start, "end": start + 4, "target": "apps"} for start, _ in split(BLAME)]
    step = Evaluations(kinds=(("apps", "aspect"),), apart=("apps",))
    assert read(BLAME, step, mentions=mentions)["evaluation"] == "none"
    assert read(BLAME, Evaluations(kinds=(("apps", "aspect"),)), mentions=mentions)[
        "evaluation"
    ] == ("negative")


def test_the_work_counts_before_its_characters():
    text = "Her brother is awful, cruel and stupid. It is a lovely and beautifully acted film."
    at = [{"start": 0, "end": 11, "target": "brother"}, {"start": 77, "end": 81, "target": "film"}]
    kinds = (("brother", "character"), ("film", "work"))
    by_kind, plain = read(text, Evaluations(kinds=kinds), mentions=at), read(text)
    assert by_kind["score"] > plain["score"]


def test_a_pronoun_weighs_nothing():
    at = [{"start": start, "end": start + 4, "target": "ada"} for start, _ in split(BLAME)]
    step = Evaluations(kinds=(("ada", "character"),))
    by_pronoun = [{**one, "cue": "pronoun"} for one in at]
    assert read(BLAME, step, mentions=by_pronoun)["judging"] == read(BLAME, step)["judging"]
    assert read(BLAME, step, mentions=at)["judging"] != read(BLAME, step)["judging"]


def test_no_sentences_no_row():
    assert list(Evaluations().find("", [], [])) == []


def test_keeps_the_promises_of_a_pass():
    def row(ident, text, language):
        spans = [{"start": start, "end": end} for start, end in split(text)]
        return {
            "text_id": ident, "text": text, "language": language, "mentions": [], "quotations": [],
            "sentiments": list(Sentiment().find(text, spans)),
            "roles": list(Roles().find(text, spans)),
            "consensus": list(Consensus().find(text, spans)),
        }  # fmt: skip

    rows = [row("a", PRAISE, "en"), row("b", BLAME, "de"), row("c", f"{PLOT} {BLAME}", "en")]
    keep = {"text_id", "text", "language"}
    inner = {name: columns for name, columns in Evaluations.reads.items() if name != "texts"}
    cut = [
        {
            key: value if key in keep else [{c: r[c] for c in inner[key]} for r in value]
            for key, value in one.items()
        }
        for one in rows
    ]
    out = check_pass(Evaluations(), cut)
    assert out.column("text_id").to_pylist() == ["a", "c"]
    assert isinstance(out, pa.RecordBatch)
