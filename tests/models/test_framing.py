"""Framing: no piece is lost, marks stand around the target, focus lies on it."""

from hypothesis import given
from hypothesis import strategies as st

from hermeneut.models.framing import BERT, WINDOW, around, pair, parts, sentence, target

IDS = st.lists(st.integers(1000, 30000), max_size=150)


@given(IDS, IDS, IDS, st.integers(4, 160))
def test_a_window_keeps_the_target_and_what_is_next_to_it(before, named, after, room):
    left, kept, right = around(before, named, after, room)
    assert len(left) + len(kept) + len(right) == min(room, len(before) + len(named) + len(after))
    assert kept == named[:room]
    assert before[len(before) - len(left) :] == left
    assert after[: len(right)] == right


@given(IDS, IDS.filter(bool), IDS)
def test_the_focus_is_on_the_target_with_its_marks(before, named, after):
    framed = target(before, named, after)
    start, end = framed.focus
    opened, closed = BERT.marks
    assert framed.pieces[start] == opened
    assert framed.pieces[end - 1] == closed
    assert list(framed.pieces[start + 1 : end - 1]) == named[: WINDOW - 4]
    assert len(framed.pieces) == len(framed.segments) <= WINDOW


@given(IDS, IDS)
def test_a_pair_has_two_segments_and_its_claim_in_focus(claim, passage):
    framed = pair(claim, passage)
    assert framed.focus == (0, len(claim) + 2)
    assert sum(framed.segments) == len(passage) + 1


@given(IDS)
def test_a_sentence_is_all_in_focus(ids):
    framed = sentence(ids)
    assert framed.focus == (0, len(framed.pieces)) == (0, len(ids) + 2)


@given(st.text(alphabet="ab .!?\n\"'", max_size=200), st.integers(1, 20))
def test_parts_fit_and_lose_nothing(text, room):
    def cut(some):
        return [ord(letter) for letter in some if not letter.isspace()]

    found = list(parts(text, cut, room))
    assert all(len(part) <= room for part in found)
    plain = [one for part in found for one in part]
    kept = [one for one in cut(text) if chr(one) not in "\"'"]
    assert [one for one in plain if chr(one) not in "\"'"] == kept
