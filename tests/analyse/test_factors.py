import numpy as np
import pytest
from scipy.sparse import csr_matrix

from hermeneut.analyse.factors import choose, fit, fold


def blocks(number: int, *, documents: int = 12, terms: int = 14) -> csr_matrix:
    """Documents of ``number`` kinds, each kind with terms of its own."""
    chance = np.random.default_rng(1)
    rows = np.zeros((number * documents, number * terms))
    for kind in range(number):
        part = np.arange(kind * terms, (kind + 1) * terms)
        weights = np.linspace(1, 0.1, terms)
        for row in range(kind * documents, (kind + 1) * documents):
            rows[row, part] = weights * chance.uniform(0.9, 1.1, terms)
    return csr_matrix(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def names(rows: csr_matrix) -> list[str]:
    return [f"text-{nth}" for nth in range(rows.shape[0])]


@pytest.mark.parametrize("number", [3, 6])
def test_the_number_of_topics_is_found(number: int) -> None:
    rows = blocks(number)
    found = choose(rows, names(rows), (2, 3, 4, 6, 9), refits=8)
    assert len(found.topics) == number
    assert found.mean > 0.9


def test_folding_finds_each_documents_kind_and_minds_no_neighbour() -> None:
    rows = blocks(4)
    topics = fit(rows, 4)
    weights = fold(rows, topics)
    assert weights.sum(axis=1) == pytest.approx(1)
    assert (weights.max(axis=1) > 0.95).all()
    kinds = weights.argmax(axis=1).reshape(4, -1)
    assert (kinds == kinds[:, :1]).all()
    singly = np.concatenate([fold(rows[[nth]], topics) for nth in range(rows.shape[0])])
    assert (singly == weights).all()


def test_folding_solves_least_squares_without_negatives() -> None:
    from scipy.optimize import nnls

    topics = fit(blocks(3), 3)
    row = np.array([0.3, 0.1, 0.6]) @ topics
    exact = nnls(topics.T, row)[0]
    assert fold(csr_matrix(row), topics)[0] == pytest.approx(exact / exact.sum(), abs=1e-6)


def test_a_document_without_terms_has_no_weights() -> None:
    topics = fit(blocks(3), 3)
    assert fold(csr_matrix((1, topics.shape[1])), topics).sum() == 0
