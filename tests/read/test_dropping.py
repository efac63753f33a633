from hypothesis import given
from hypothesis import strategies as st

from hermeneut.read.dropping import (
    LONGEST,
    MOST,
    Before,
    Cut,
    bounded,
    letters,
    lines_of,
    placed,
    without,
)
from hermeneut.read.prose import Dropped, normalise

LINES = st.lists(
    st.sampled_from(["Share this", "She \ufdd0reads\ufdd1.", "Her, again", "她", ""]), max_size=12
)


def cuts_of(text):
    return [Cut(*line, "share") for line in lines_of(text) if line.of(text) == "Share this"]


@given(LINES, st.sampled_from(["\n", "\n\n"]))
def test_what_is_cut_is_on_record_and_the_rest_as_it_was(lines, gap):
    text = normalise(gap.join(lines))
    kept = without(text, cuts_of(text.text))
    left = [
        line.of(text.text) for line in lines_of(text.text) if line.of(text.text) != "Share this"
    ]
    assert [line.of(kept.text) for line in lines_of(kept.text)] == left
    assert len(kept.dropped) == text.text.count("Share this")
    assert {span.of(kept.text) for span in kept.emphasis} <= {"reads"}
    assert len(kept.emphasis) == len(text.emphasis)
    assert kept.text == kept.text.strip()


@given(LINES)
def test_a_row_says_where_it_stood(lines):
    text = normalise("\n\n".join(lines))
    kept = without(text, cuts_of(text.text))
    for row in kept.dropped:
        before = kept.text[: row.at]
        assert before == "" or before == before.rstrip() or row.at == len(kept.text)


def test_words_inside_a_line_go_with_one_space():
    kept = without(normalise("0:42 She reads."), [Cut(0, 4, "time-stamp")])
    assert (kept.text, kept.dropped) == ("She reads.", (Dropped(0, "0:42", "time-stamp"),))


def test_rows_from_before_move_along():
    first = without(normalise("a\n\nShare this\n\nb\n\nc"), [Cut(3, 13, "share")])
    second = without(first, [Cut(0, 1, "short")])
    assert second.text == "b\n\nc"
    assert [(d.at, d.reason) for d in second.dropped] == [(0, "share"), (0, "short")]


def test_what_came_before_is_found_by_letters():
    text = normalise("I liked  it. — Twice, “Her”.")
    rows = [
        Before(letters("I liked it"), "Share", "share"),
        Before(99, "End", "share"),
        Before(0, "Top", "share"),
    ]
    assert [(d.text, text.text[: d.at]) for d in placed(text, rows).dropped] == [
        ("Top", ""), ("Share", "I liked it."), ("End", text.text),
    ]  # fmt: skip


def test_rows_are_bounded():
    rows = bounded(Dropped(i, "x" * 2 * LONGEST, "links") for i in range(2 * MOST))
    assert len(rows) == MOST
    assert len(rows[0].text) == LONGEST + 1
    assert rows[-1].text == f"{MOST + 1} more"
