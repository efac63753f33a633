import itertools

from hypothesis import given
from hypothesis import strategies as st

from hermeneut.spans import Span, covering, merge, segments, strip, window

TEXT = st.text(max_size=60)
PAIR = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda p: (min(p), max(p) + 1))


@given(TEXT, st.lists(PAIR, max_size=6), PAIR)
def test_segments_joined_are_the_text(text, marks, within):
    span = Span(min(within[0], len(text)), min(within[1], len(text)))

    pieces = segments(text, [(a, min(b, len(text))) for a, b in marks if a < len(text)], span)

    assert span.of(text) == "".join(piece.text for piece in pieces)
    assert all(piece.text for piece in pieces)


@given(st.lists(PAIR, max_size=8))
def test_merged_spans_are_apart_and_cover_the_same(spans):
    merged = list(merge(spans))

    points = {i for a, b in spans for i in range(a, b)}
    assert points == {i for a, b in merged for i in range(a, b)}
    assert all(left.end < right.start for left, right in itertools.pairwise(merged))


@given(TEXT, PAIR)
def test_strip_drops_space_alone(text, pair):
    start, end = min(pair[0], len(text)), min(pair[1], len(text))

    span = strip(text, start, end)

    assert (span.of(text) if span else "") == text[start:end].strip()


@given(TEXT.filter(str.strip), PAIR, st.integers(0, 20))
def test_a_window_holds_its_span(text, pair, chars):
    span = strip(text, min(pair[0], len(text)), min(pair[1], len(text)))
    if span is None:
        return

    assert window(text, *span, chars=chars).holds(span)


def test_covering_finds_the_span_of_a_point():
    spans = [(0, 3), (5, 8)]

    assert [0, None, 1, None] == [covering(spans, point) for point in (2, 3, 5, 8)]


def test_overlap_counts_shared_points():
    assert [2, 0, 0] == [Span(2, 6).overlap(o) for o in ((4, 9), (6, 9), (0, 2))]
