"""Target sentiments: each mention read in its own sentence."""

import pyarrow as pa
import pytest

from hermeneut.annotate.targets import TargetSentiments
from hermeneut.models import judgement
from hermeneut.testing import check_pass

TEXT = "It opens on Friday. Adams is superb, but the film is a bore. She lives in Rome."
SENTENCES = [{"start": 0, "end": 19}, {"start": 20, "end": 60}, {"start": 61, "end": 79}]
MENTIONS = [
    {"start": 20, "end": 25, "target": "adams", "cue": "alias"},
    {"start": 41, "end": 49, "target": "film", "cue": "alias"},
]


def roles(evaluation):
    rest = {"argument": 0.0, "role": "evaluation" if evaluation > 0.5 else "plot"}
    return [{"start": s["start"], "evaluation": evaluation, **rest} for s in SENTENCES]


def leans(negative):
    return [{"start": s["start"], "negative": negative, "positive": 0.05} for s in SENTENCES]


def batch(*languages):
    return pa.RecordBatch.from_pydict(
        {
            "text_id": [f"t{i}" for i in range(len(languages))],
            "text": [TEXT] * len(languages),
            "language": list(languages),
            "sentences": [SENTENCES] * len(languages),
            "mentions": [MENTIONS] * len(languages),
            "roles": [roles(0.9)] * len(languages),
            "quotations": [[]] * len(languages),
            "consensus": [[]] * len(languages),
            "sentiments": [leans(0.9)] * len(languages),
        }
    )


def test_praise_and_blame_in_one_sentence():
    rows = list(TargetSentiments().find(TEXT, SENTENCES, MENTIONS))
    assert [(r["target"], r["polarity"]) for r in rows] == [
        ("adams", "positive"),
        ("film", "negative"),
    ]


def test_a_pronoun_is_read_once_and_only_where_no_name_is(monkeypatch):
    text = "Adams is superb, and she moves us. She cries, and we love her."
    spans = [{"start": 0, "end": 34}, {"start": 35, "end": 62}]
    at = [(0, 5, "alias"), (21, 24, "pronoun"), (35, 38, "pronoun"), (58, 61, "pronoun")]
    named = [{"start": s, "end": e, "target": "adams", "cue": cue} for s, e, cue in at]
    monkeypatch.setattr(judgement, "towards", _none)
    assert [row["start"] for row in TargetSentiments().find(text, spans, named)] == [0, 35]


def test_reads_the_sentence_and_no_more(monkeypatch):
    seen = []
    monkeypatch.setattr(judgement, "towards", lambda places: seen.extend(places) or _none(places))
    list(TargetSentiments().find(TEXT, SENTENCES, MENTIONS))
    assert seen == [(TEXT[20:60], 0, 5), (TEXT[20:60], 21, 29)]


def test_a_mention_over_two_sentences_is_read_in_both(monkeypatch):
    seen = []
    monkeypatch.setattr(judgement, "towards", lambda places: seen.extend(places) or _none(places))
    list(TargetSentiments().find(TEXT, SENTENCES, [{"start": 10, "end": 25, "target": "t"}]))
    assert seen == [(TEXT[0:60], 10, 25)]


def _none(places):
    import numpy as np

    return np.zeros((len(places), 3), np.float32)


@pytest.mark.parametrize(("threshold", "polarity"), [(0.5, "positive"), (1.1, "neutral")])
def test_abstains_below_the_threshold(threshold, polarity):
    (row, _) = TargetSentiments(threshold=threshold).find(TEXT, SENTENCES, MENTIONS)
    assert row["polarity"] == polarity


def test_a_plot_isnt_read_and_judges_nothing(monkeypatch):
    monkeypatch.setattr(judgement, "towards", lambda places: _none(list(places)))
    rows = list(TargetSentiments().find(TEXT, SENTENCES, MENTIONS, roles(0.1)))
    assert [(row["polarity"], row["role"]) for row in rows] == [("neutral", "plot")] * 2
    assert [row["neutral"] for row in rows] == [1.0, 1.0]


@pytest.mark.parametrize(("negative", "read"), [(0.1, 0), (0.3, 2)])
def test_a_sentence_that_neither_praises_nor_blames_isnt_read(monkeypatch, negative, read):
    seen = []
    monkeypatch.setattr(judgement, "towards", lambda places: seen.extend(places) or _none(places))
    rows = list(TargetSentiments().find(TEXT, SENTENCES, MENTIONS, sentiments=leans(negative)))
    assert (len(seen), len(rows)) == (read, 2)


def test_whose_view_it_is():
    quoted = [{"start": 20, "end": 38, "kind": "direct"}]
    rows = list(TargetSentiments().find(TEXT, SENTENCES, MENTIONS, roles(0.9), quoted))
    assert [row["whose"] for row in rows] == ["quoted", "own"]
    rows = list(TargetSentiments().find(TEXT, SENTENCES, MENTIONS, roles(0.9), [], quoted))
    assert [row["whose"] for row in rows] == ["consensus", "own"]


def test_english_alone():
    rows = TargetSentiments()(batch("en", "de")).to_pylist()
    assert [row["text_id"] for row in rows] == ["t0", "t0"]


def test_keeps_the_promises_of_a_pass():
    check_pass(TargetSentiments(), batch("en", "de", "en").to_pylist())
    assert list(TargetSentiments().find(TEXT, None, None)) == []


def blamed(text, target, *, negative, share=0.9, **settings):
    """Say what becomes of a target that its reader blames, in a sentence so likely to blame."""
    said = [{"start": 0, "end": len(text), "negative": negative, "positive": 0.3}]
    mention = {"start": text.index(target), "end": text.index(target) + len(target)}
    step = TargetSentiments(**settings)
    shares = {"negative": share, "neutral": 1 - share, "positive": 0.0}
    lean = (said[0]["negative"], said[0]["positive"])
    return step._polarity(shares, text, mention, (0, len(text)), lean)


def test_blame_counts_where_the_reader_of_sentences_agrees():
    text = "The film is not what you think."
    assert blamed(text, "The film", negative=0.6) == "negative"
    assert blamed(text, "The film", negative=0.4) == "neutral"
    assert blamed(text, "The film", negative=0.4, agree=0.3) == "negative"


def test_blame_counts_where_its_clause_alone_blames_and_it_is_sure():
    text = "Adams is superb, but the film is a dull and lifeless bore."
    assert blamed(text, "the film", negative=0.2) == "negative"
    assert blamed(text, "the film", negative=0.2, share=0.6) == "neutral"
    assert blamed(text, "Adams", negative=0.2) == "neutral"


@pytest.mark.parametrize(
    "text",
    [
        "There is very little that is bad in this film.",
        "It is hard to say that any of it ruins this film.",
        "Not enough praise for this film.",
        "An incredible cast, not least this film.",
        "It is easy to overlook this film.",
        "I know many people who hate this film.",
        "I doubt that this film deserves such low scores.",
        "The music saves this film from being bad.",
        "In spite of all, this film is not that bad.",
    ],
)
def test_blame_that_words_deny_or_give_to_others_is_not_the_writers(text):
    assert blamed(text, "this film", negative=0.9) == "neutral"
