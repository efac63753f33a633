"""Themes: scored by likeness to a code, independent of all other passages."""

from dataclasses import replace

import pyarrow as pa
import pytest

from hermeneut.annotate.embeddings import Embeddings
from hermeneut.annotate.paragraphs import Paragraphs
from hermeneut.annotate.sentences import Sentences
from hermeneut.annotate.themes import Themes, _pieces
from hermeneut.design import Code, parse
from hermeneut.spans import Span
from hermeneut.testing import check_pass

CODES = (
    Code(
        "loneliness",
        "Speaks of isolation and of being unable to connect.",
        "Loneliness",
        examples=("He has nobody to talk to.", "We are alone together, each with a screen."),
    ),
    Code("future-city", "Reads the imagined city, its architecture and design.", "The future city"),
    Code("religion", "Uses faith, soul, transcendence, prayer.", "Religion"),
)
LONELY = "He eats alone, sleeps alone, and has no one in the whole crowd to talk to."
CITY = "The towers of this pastel Los Angeles are a city planner's dream of tomorrow."
PLAIN = "The film opens on Friday and runs for two hours."
TEXTS = {"a": f"{LONELY} {PLAIN}", "b": CITY, "c": PLAIN, "d": "♥", "e": ""}


@pytest.fixture(scope="module")
def batch() -> pa.RecordBatch:
    rows = []
    for ident, text in TEXTS.items():
        passages = list(Paragraphs().find(text))
        rows.append(
            {
                "text_id": ident,
                "text": text,
                "language": "en",
                "sentences": list(Sentences().find(text)),
                "embeddings": [
                    {**row, "vector": row["vector"].tolist()}
                    for row in Embeddings().find(text, passages)
                ],
            }
        )
    spans = [pa.field("start", pa.int32()), pa.field("end", pa.int32())]
    embedding = pa.struct([*spans, pa.field("vector", pa.list_(pa.float32(), 384))])
    schema = pa.schema(
        [
            *[(name, pa.string()) for name in ("text_id", "text", "language")],
            ("sentences", pa.list_(pa.struct(spans))),
            ("embeddings", pa.list_(embedding)),
        ]
    )
    return pa.RecordBatch.from_pylist(rows, schema=schema)


def held(batch: pa.RecordBatch, step: Themes) -> set[tuple[str, str]]:
    rows = step(batch).to_pylist()
    return {(row["text_id"], row["theme"]) for row in rows if row["holds"]}


def test_holds_what_a_passage_speaks_of_and_abstains_on_the_rest(batch: pa.RecordBatch) -> None:
    assert held(batch, Themes(CODES)) == {("a", "loneliness"), ("b", "future-city")}


def test_the_threshold_may_be_moved_afterwards(batch: pa.RecordBatch) -> None:
    rows = Themes(CODES, floor=0.0)(batch).to_pylist()
    strict = {(row["text_id"], row["theme"]) for row in rows if row["score"] >= 0.3}
    assert strict == held(batch, Themes(CODES, threshold=0.3))
    assert any(not row["holds"] for row in rows)


def test_keeps_nothing_below_the_floor(batch: pa.RecordBatch) -> None:
    scores = Themes(CODES, floor=0.2)(batch).column("score").to_pylist()
    assert scores
    assert min(scores) >= 0.2


def test_examples_widen_a_code(batch: pa.RecordBatch) -> None:
    bare = replace(CODES[0], examples=())
    wide = replace(CODES[0], examples=("He eats his dinner alone and sleeps alone.",))
    first = [Themes((code,), floor=-1)(batch).column("score")[0].as_py() for code in (bare, wide)]
    assert first[0] < first[1]


def test_the_other_codes_count_against_a_code(batch: pa.RecordBatch) -> None:
    rival = Code("solitude", "Speaks of being alone, with nobody to talk to.")
    alone = Themes((CODES[0],))(batch).column("score")[0].as_py()
    beside = Themes((CODES[0], rival))(batch).column("score")[0].as_py()
    assert beside < alone


def test_keeps_the_promises_of_a_pass(batch: pa.RecordBatch) -> None:
    check_pass(Themes(CODES, floor=-1.0), batch.to_pylist())


def test_finds_nothing_without_a_codebook(batch: pa.RecordBatch) -> None:
    assert Themes()(batch).num_rows == 0


def test_takes_the_codebook_of_the_design() -> None:
    design = parse(
        '[study]\nname = "up"\n[work]\ntitle = "Up"\nyear = 2009\n'
        '[[code]]\nid = "grief"\ndefinition = "Reads loss."\nexamples = ["She is gone."]\n'
    )
    step = Themes.from_design(design, threshold=0.4)
    assert step.codes == (Code("grief", "Reads loss.", examples=("She is gone.",)),)
    assert step.threshold == 0.4


def test_cuts_sentences_to_the_passage() -> None:
    sentences = [Span(0, 10), Span(11, 30), Span(31, 40)]
    assert _pieces(Span(11, 20), sentences) == [Span(11, 20)]
    assert _pieces(Span(20, 40), sentences) == [Span(20, 30), Span(31, 40)]
    assert _pieces(Span(0, 5), []) == [Span(0, 5)]
