"""Heads of a study's own: they learn, say honestly how well, and come back from disk the same."""

import numpy as np
import pytest

from hermeneut.errors import UserError
from hermeneut.models.fitting import fit
from hermeneut.models.heads import loaded, saved

N = 120
CHANCE = np.random.default_rng(7)
VALUES = [("for", "against", "neither")[n % 3] for n in range(N)]
DOCUMENTS = [f"d{n // 4}" for n in range(N)]
CENTRES = {"for": 0, "against": 1, "neither": 2}
VECTORS = CHANCE.normal(0, 0.5, (N, 8)).astype(np.float32)
VECTORS[np.arange(N), [CENTRES[value] for value in VALUES]] += 1.5


@pytest.fixture(scope="module")
def fitted():
    return fit(VECTORS, VALUES, DOCUMENTS)


def test_learns_what_can_be_learned(fitted):
    assert fitted.held.right > 0.85 > fitted.held.usual
    assert fitted.held.macro_f1 > 0.85
    assert fitted.head.values == ("against", "for", "neither")


def test_claims_nothing_where_there_is_nothing_to_learn():
    shuffled = list(CHANCE.permutation(VALUES))
    assert fit(VECTORS, shuffled, DOCUMENTS).held.right < 0.5


def test_one_document_is_never_on_both_sides():
    # Each document has a direction of its own, and a value that has nothing to do with it.
    at = np.arange(N) // 4
    vectors = np.eye(N // 4, dtype=np.float32)[at]
    values = [("a", "b")[int(one)] for one in CHANCE.integers(0, 2, N // 4)[at]]
    assert fit(vectors, values, DOCUMENTS).held.right < 0.75


def test_more_codings_make_a_longer_curve(fitted):
    curve = fitted.curve
    sizes = [point.coded for point in curve]
    assert sizes == sorted(sizes)
    assert curve[-1].right >= curve[0].right - 0.05


def test_the_same_twice_and_in_any_batch(fitted):
    one = fitted.head
    assert saved(one) == saved(fit(VECTORS, VALUES, DOCUMENTS).head)
    alone = np.concatenate([one.shares(row[None]) for row in VECTORS])
    assert alone.tobytes() == one.shares(VECTORS).tobytes()
    np.testing.assert_allclose(alone.sum(axis=1), 1)


def test_comes_back_from_disk_the_same(fitted):
    head = fitted.head
    again = loaded(saved(head))
    assert (again.values, again.strength) == (head.values, head.strength)
    assert again.shares(VECTORS).tobytes() == head.shares(VECTORS).tobytes()


@pytest.mark.parametrize("data", [b"", b"\x80\x04pickle", saved.__doc__.encode()])
def test_what_is_no_head_is_refused(data):
    with pytest.raises(UserError, match="this is no head"):
        loaded(data)


@pytest.mark.parametrize(
    ("values", "documents", "said"),
    [
        (["a"] * 20, 20, "one value"),
        (["a"] * 18 + ["b"] * 2, 20, "fewer than 5 units are coded b"),
        (["a", "b"] * 10, 2, "fewer than 5 documents"),
    ],
)
def test_too_little_to_learn_from(values, documents, said):
    places = [f"d{n % documents}" for n in range(20)]
    with pytest.raises(UserError, match=said):
        fit(VECTORS[:20], values, places)
