"""Embeddings: one unit vector a passage, whatever stands beside it."""

import numpy as np
import pyarrow as pa
import pytest

from hermeneut.annotate.embeddings import Embeddings
from hermeneut.testing import check_pass

LONE = "He talks to his phone all night. Nobody calls."
CITY = "The towers are pink in the evening."
TEXTS = pa.schema(
    [
        ("text_id", pa.string()),
        ("text", pa.string()),
        ("language", pa.string()),
        (
            "paragraphs",
            pa.list_(
                pa.struct([("start", pa.int32()), ("end", pa.int32()), ("language", pa.string())])
            ),
        ),
    ]
)


@pytest.fixture(scope="module")
def texts() -> pa.RecordBatch:
    rows = [
        ("a", LONE, "en", [(0, 32), (33, 46)]),
        ("b", CITY, "en", [(0, 35)]),
        ("c", "Niemand ruft an.", "de", [(0, 16)]),
        ("d", "", "en", []),
        ("e", "♥ ♥", "en", [(0, 3)]),
    ]
    names = TEXTS.names
    spans = [[{"start": s, "end": e} for s, e in row[3]] for row in rows]
    return pa.RecordBatch.from_pylist(
        [
            dict(zip(names, (*row[:3], at), strict=True))
            for row, at in zip(rows, spans, strict=True)
        ],
        schema=TEXTS,
    )


def test_gives_a_unit_vector_to_each_passage_in_english(texts: pa.RecordBatch) -> None:
    found = Embeddings()(texts).to_pylist()
    assert [(row["text_id"], row["start"], row["end"]) for row in found] == [
        ("a", 0, 32), ("a", 33, 46), ("b", 0, 35), ("e", 0, 3),
    ]  # fmt: skip
    assert [np.linalg.norm(row["vector"]) for row in found[:3]] == pytest.approx([1, 1, 1])


def test_a_passage_in_a_language_that_isnt_measured_has_none() -> None:
    text = "Nobody calls. Personne n’appelle. ♥"
    spans = [(0, 13, "en"), (14, 33, "fr"), (34, 35, None)]
    given = [{"start": s, "end": e, "language": spoken} for s, e, spoken in spans]
    assert [0, 34] == [row["start"] for row in Embeddings().find(text, given)]


def test_embeds_the_passage_and_nothing_else(texts: pa.RecordBatch) -> None:
    alone = list(Embeddings().find("Nobody calls.", [{"start": 0, "end": 13}]))
    within = Embeddings()(texts).to_pylist()[1]
    assert alone[0]["vector"].tolist() == within["vector"]


def test_keeps_the_promises_of_a_pass(texts: pa.RecordBatch) -> None:
    check_pass(Embeddings(), texts.to_pylist())


def test_is_named_by_its_model() -> None:
    from hermeneut.models.encoder import digest

    assert Embeddings().digest() == digest()
