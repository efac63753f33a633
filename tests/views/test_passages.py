"""Quotations: short, within their paragraph, marked where the span is."""

from hypothesis import given
from hypothesis import strategies as st

from hermeneut.views.passages import MOST_CHARS, MOST_WORDS, Passage, Shown, passages, quote

TEXT = st.text(alphabet=st.sampled_from("ab \n🙂é人"), min_size=1, max_size=900)


@given(text=TEXT, data=st.data())
def test_a_quotation_keeps_to_the_cap_and_is_cut_from_the_text(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    made = quote(text, start, end)
    shown = "".join(piece.text for piece in made.segments)
    assert len(shown.split()) <= MOST_WORDS
    assert len(shown) <= MOST_CHARS
    assert shown in text
    marked = "".join(piece.text for piece in made.segments if piece.marked)
    assert marked in text[start:end]


def test_context_stays_within_the_paragraph():
    text = "First.\n\nSecond lonely one.\n\nThird."
    made = quote(text, text.index("lonely"), text.index("lonely") + 6)
    assert "".join(piece.text for piece in made.segments) == "Second lonely one."
    assert (made.before, made.after) == (False, False)


def test_what_was_left_out_is_marked_as_such():
    text = " ".join(f"w{i}" for i in range(200))
    start = text.index("w100")
    made = quote(text, start, start + 4)
    assert (made.before, made.after) == (True, True)
    assert sum(piece.marked for piece in made.segments) == 1


def test_a_span_longer_than_the_cap_is_cut():
    text = "word " * 200
    made = quote(text, 0, len(text))
    assert len("".join(piece.text for piece in made.segments).split()) == MOST_WORDS
    assert made.after


def test_a_row_without_a_span_is_a_document():
    row = {"doc_id": "d", "text_id": None, "start": None, "end": None, "around": None}
    assert passages([row]) == (Passage("d"),)
    assert Shown().take(Passage("d")) == "document"
