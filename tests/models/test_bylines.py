import numpy as np
import pytest

from hermeneut.models.bylines import of_arrays, trees

# two trees of one question each, about the second and the first of two cues
ARRAYS = {
    "feature": np.array([1, 0, 0, 0, 0, 0]),
    "left": np.array([1, 1, 2, 4, 4, 5]),
    "right": np.array([2, 1, 2, 5, 4, 5]),
    "value": np.array([0.5, 0.2, 0.9, 0.5, 0.4, 0.6]),
    "roots": np.array([0, 3]),
    "deepest": np.array([1]),
}


@pytest.mark.parametrize(
    ("spoken", "mean"),
    [([], 0.3), (["a"], 0.4), (["b"], 0.65), (["a", "b", "unknown"], 0.75)],
)
def test_each_tree_answers_and_the_mean_counts(spoken, mean):
    assert of_arrays(["a", "b"], ARRAYS)(spoken) == pytest.approx(mean)


def test_what_ships_trusts_agreement_more_than_a_lone_name():
    sure = trees()
    agreed = ["+ json-ld", "+ byline", "+ meta author", "a given name", "undisputed"]
    assert sure(agreed) > 0.9
    assert sure(["+ a name alone", "said by 1", "in the title"]) < 0.5


def test_all_nodes_lead_somewhere():
    sure = trees()
    assert len(sure.child) == 2 * len(sure.feature) == 2 * len(sure.value)
    assert sure.child.max() < len(sure.feature)
    assert sure.feature.max() < len(sure.columns)
    assert ((sure.value >= 0) & (sure.value <= 1)).all()
