"""Sentences: a table of cases from criticism, and what must hold of any text."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.annotate.sentences import Sentences, blocks, split
from hermeneut.spans import Span
from hermeneut.testing import check_pass

TABLE = Path(__file__).with_name("sentences.txt").read_text(encoding="utf-8")
CASES = [line.replace("\\n", "\n") for line in TABLE.splitlines()[1:]]
PIECES = [
    "Her",
    "she",
    "Mr.",
    "L.A.",
    " ",
    " ",
    " ",
    ". ",
    "? ",
    "…”",
    "“",
    "(",
    ")",
    "\n",
    "\n\n",
    "1.",
    "★",
    "。",
    "I",
]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join))


def of(text: str) -> list[str]:
    return [span.of(text) for span in split(text)]


@pytest.mark.parametrize("case", CASES)
def test_cuts_where_a_reader_would(case: str) -> None:
    expected = [piece.strip() for piece in case.split("‖")]
    text = case.replace(" ‖", "").replace("‖", "")
    assert of(text) == expected


@given(TEXTS)
def test_covers_all_but_white_space_without_overlap(text: str) -> None:
    at = 0
    for start, end in split(text):
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@given(TEXTS)
def test_never_crosses_a_blank_line(text: str) -> None:
    paragraphs = list(blocks(text))
    for sentence in split(text):
        assert any(paragraph.holds(sentence) for paragraph in paragraphs)


@given(TEXTS, TEXTS)
def test_a_paragraph_is_cut_alike_wherever_it_stands(before: str, after: str) -> None:
    text = f"{before}\n\n{after}"
    within = Span(len(before) + 2, len(text))
    assert [s.of(text) for s in split(text, within)] == of(after)


def batch(*texts: str) -> pa.RecordBatch:
    columns = {
        "text_id": [f"t{i}" for i in range(len(texts))],
        "text": list(texts),
        "language": ["en", "de", None][: len(texts)],
    }
    return pa.RecordBatch.from_pydict(
        columns, schema=pa.schema([(name, pa.string()) for name in columns])
    )


def test_works_on_every_language() -> None:
    rows = Sentences()(batch("One. Two.", "Eins. Zwei.", "?")).to_pylist()
    assert [(row["text_id"], row["start"], row["end"]) for row in rows] == [
        ("t0", 0, 4), ("t0", 5, 9), ("t1", 0, 5), ("t1", 6, 11), ("t2", 0, 1),
    ]  # fmt: skip


def test_keeps_the_promises_of_a_pass() -> None:
    check_pass(Sentences(), batch("Why? Because, he says.", "So.", "?").to_pylist())


def test_leaves_the_library_s_own_model_alone() -> None:
    import nupunkt

    of("A film.")
    assert "story" in nupunkt.load("default").abbreviations
