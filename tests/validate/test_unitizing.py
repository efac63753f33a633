from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hermeneut.validate.unitizing import Continuum, lengths, resampled, squared, unitised

GAP = None


def points(continua):
    """Give for each coder and character what it is, and the unit that it can't part with."""
    for number, one in enumerate(continua):
        for coder, spans in enumerate(one.coders):
            for at in range(one.length):
                inside = [span for span in spans if span[0] <= at < span[1]]
                code = inside[0][2] if inside else GAP
                whole = inside[0][0] if inside else ("point", at)
                yield number, coder, at, code, (number, coder, whole)


def by_characters(continua):
    """Give uα and |uα by pairing characters one by one, which is what lengths stand for."""
    every = list(points(continua))
    seen, expected = {}, {}
    for one, other in product(every, every):
        pair = one[3], other[3]
        if one[0] == other[0] and one[2] == other[2] and one[1] != other[1]:
            seen[pair] = seen.get(pair, 0) + 1
        if one[4] != other[4]:
            expected[pair] = expected.get(pair, 0) + 1
    return [1 - disagreed(seen, kind) / disagreed(expected, kind) if disagreed(expected, kind)
            else np.nan for kind in (lambda v: v, lambda v: v is GAP)]  # fmt: skip


def disagreed(pairs, kind):
    apart = sum(n for (one, other), n in pairs.items() if kind(one) != kind(other))
    return apart / sum(pairs.values())


def coding_by_characters(one):
    """Give cuα of two coders by pairing the characters that both marked."""
    every = list(points([one]))
    marked = {(coder, at): code for _, coder, at, code, _ in every}
    both = [p for p in every
            if p[3] is not GAP and marked[1 - p[1], p[2]] is not GAP]  # fmt: skip
    seen = [(p[3], marked[1 - p[1], p[2]]) for p in both]
    chance = [(p[3], q[3]) for p, q in product(both, both) if p[4] != q[4]]
    expected = np.mean([a != b for a, b in chance]) if chance else 0
    return 1 - np.mean([a != b for a, b in seen]) / expected if expected else np.nan


@st.composite
def spans(draw, length):
    cuts = draw(st.lists(st.integers(0, length), min_size=0, max_size=6, unique=True))
    edges = sorted(cuts)
    marks = draw(st.lists(st.sampled_from([GAP, "a", "b"]), min_size=7, max_size=7))
    pieces = zip(edges, edges[1:], marks, strict=False)
    return [(start, end, code) for start, end, code in pieces if code is not GAP]


def continua(coders):
    one = st.integers(3, 12).flatmap(
        lambda length: st.builds(
            Continuum, st.just(length), st.lists(spans(length), min_size=coders, max_size=coders)
        )
    )
    return st.lists(one, min_size=1, max_size=2)


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 3).flatmap(continua))
def test_lengths_are_characters_paired_one_by_one(some):
    found = unitised(some)
    assert [found.all, found.relevant] == pytest.approx(by_characters(some), abs=1e-12, nan_ok=True)


@settings(max_examples=30, deadline=None)
@given(continua(2))
def test_codes_of_what_both_marked(some):
    found = unitised(some[:1]).coding
    assert found == pytest.approx(coding_by_characters(some[0]), abs=1e-12, nan_ok=True)


def test_uncoded_text_counts_only_where_it_is_asked():
    short = Continuum(40, [[(0, 10, "a"), (20, 30, "b")], [(0, 12, "a"), (20, 30, "a")]])
    long = Continuum(4000, short.coders)
    assert unitised([short]).coding == unitised([long]).coding
    assert unitised([short]).relevant < unitised([long]).relevant


def test_full_agreement_is_one():
    spans = [(0, 10, "a"), (20, 30, "b")]
    found = unitised([Continuum(40, [spans, spans, spans])])
    assert (found.all, found.relevant, found.coding) == (1, 1, 1)
    assert found.codes == {"a": 1, "b": 1}


def test_nobody_marked_anything():
    found = unitised([Continuum(40, [[], []])])
    assert np.isnan([found.all, found.relevant, found.coding]).all()


def test_a_document_read_by_one_does_not_count():
    twice = Continuum(40, [[(0, 10, "a")], [(5, 10, "a")]])
    once = Continuum(90, [[(0, 50, "b")]])
    assert unitised([twice, once]).all == unitised([twice]).all


def test_a_document_drawn_twice_counts_twice():
    first = Continuum(40, [[(0, 10, "a")], [(5, 10, "a")]])
    other = Continuum(30, [[(0, 10, "b")], [(5, 10, "a")]])
    twice = resampled(lengths([first, other]), np.array([2.0, 1.0]))
    assert twice == unitised([first, other, first])


def test_spans_of_one_coder_may_not_overlap():
    with pytest.raises(ValueError, match="overlap"):
        unitised([Continuum(40, [[(0, 10, "a"), (5, 12, "b")], []])])
    with pytest.raises(ValueError, match="overlap"):
        Continuum(40, [[(0, 10, "a"), (5, 12, "a")]])


def test_spans_lie_in_their_document():
    with pytest.raises(ValueError, match="outside"):
        Continuum(40, [[(0, 50, "a")]])


def example(stretch):
    # Krippendorff (1995), page 57, examples A to D, as start and length on a line of 24
    drawn = {
        "A": ([(2, 8), (14, 6)], [(4, 4), (15, 2)]),
        "B": ([(0, 18)], [(0, 2), (2, 1), (3, 1), (4, 1), (5, 1), (6, 3), (9, 1)]),
        "C": ([(2, 6), (10, 2), (14, 4), (20, 2)], [(0, 2), (4, 4), (10, 4), (16, 2), (20, 2)]),
        "D": ([(0, 2), (2, 8), (10, 4), (14, 6), (20, 4)], [(0, 4), (4, 4), (8, 7), (15, 2),
              (17, 7)]),
    }  # fmt: skip
    return {
        name: Continuum(
            24 * stretch,
            [[(s * stretch, (s + n) * stretch, name) for s, n in one] for one in coders],
        )
        for name, coders in drawn.items()
    }


def test_the_first_definition_gives_its_authors_numbers():
    # Krippendorff (1995), table 1, on a long line: A .553, B -.926, C .679, D .066. There a plus
    # stands for a minus in what is expected (corrected in 2004), which is felt a little.
    found = {name: squared([one])[0] for name, one in example(2000).items()}
    assert found == pytest.approx({"A": 0.553, "B": -0.926, "C": 0.679, "D": 0.066}, abs=0.02)


def test_the_first_definition_over_all_codes():
    # Krippendorff (2004), page 254, moved to begin at 0; .8591 overall as DKPro Statistics has it
    i = [(75, 145, "c"), (220, 250, "c"), (30, 90, "k"), (150, 200, "k")]
    j = [(70, 150, "c"), (205, 225, "c"), (250, 270, "c"), (30, 90, "k"), (150, 200, "k")]
    overall, codes = squared([Continuum(300, [i, j])])
    assert overall == pytest.approx(0.8591, abs=5e-4)
    assert codes == pytest.approx({"c": 0.7286, "k": 1.0}, abs=5e-5)
