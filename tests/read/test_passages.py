import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.models import passages
from hermeneut.read.blocks import blocks_of
from hermeneut.read.markup import parse
from hermeneut.read.passages import kept, likely
from hermeneut.read.traits import Witness, context_of, traits_of

VERSES = "<div>" + "".join(
    f"<p>{line}</p>" for line in ("He wrote:", "I.", "Love,", "a line,", "II.")
)


def test_neighbours_vouch_for_verses_between_and_after_a_colon():
    blocks = blocks_of(parse(VERSES))
    said = np.array([0.9, 0.1, 0.1, 0.1, 0.1], np.float32)
    assert kept(blocks, said, 0.6) == [True] * 5
    said[0], said[1] = 0.1, 0.9
    assert kept(blocks, said, 0.6) == [False, True, False, False, False]


def test_nobody_vouches_for_what_is_hardly_text():
    blocks = blocks_of(parse(VERSES))
    assert kept(blocks, np.array([0.9, 0.01, 0.9, 0.9, 0.9]), 0.6)[1] is False


@given(
    st.lists(
        st.sampled_from(["<p>She reads.", "<a href=/>x</a>", "<h1>Her</h1>", "<li>a"]), max_size=9
    )
)
def test_every_page_has_its_answer(parts):
    blocks = blocks_of(parse("<div>" + "".join(parts) + "</div>"))
    chances = likely(blocks, Witness(("Her",), ("She reads.",), "She reads."))
    assert len(chances) == len(blocks)
    assert ((chances >= 0) & (chances <= 1)).all()


def test_traits_are_as_many_as_the_forests_ask_for():
    blocks = blocks_of(parse(VERSES))
    traits = traits_of(blocks, Witness())
    among = context_of(blocks, traits, np.zeros(len(blocks), np.float32))
    forests = passages.forests()
    assert forests["alone"].feature.max() < traits.shape[1]
    assert traits.shape[1] <= forests["among"].feature.max() < among.shape[1]


def test_rows_are_answered_alike_alone_and_together():
    traits = traits_of(blocks_of(parse(VERSES)), Witness())
    forest = passages.forests()["alone"]
    assert forest(traits).tolist() == [forest(row[None])[0] for row in traits]
