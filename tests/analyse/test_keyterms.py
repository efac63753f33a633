import random

import numpy as np

from hermeneut.analyse.keyterms import SCALE, Finder, Passage, vocabulary


def test_the_vocabulary_leaves_out_the_rare_the_common_and_the_loose() -> None:
    texts = [f"film night{nth % 5} harvest moon" for nth in range(20)]
    texts += [f"film moon garden night{nth % 5}" for nth in range(20)] + ["unheard film"]
    found = vocabulary(texts, size=100, least=3)
    assert "film" not in found  # in all
    assert "unheard" not in found  # in one
    assert "harvest moon" in found
    assert found == sorted(found)
    assert len(vocabulary(texts, size=3, least=3)) == 3
    random.Random(1).shuffle(texts)
    assert vocabulary(texts, size=100, least=3) == found


def test_key_terms_are_the_nearest_and_come_in_order_of_place() -> None:
    finder = Finder(["grief", "love", "rain"], np.eye(3, 4, dtype=np.float32), 2)
    vector = np.array([0.2, 0.9, 0.4, 0.0], np.float32)
    passages = [
        Passage(1, 0, 9, "love rain grief love", vector),
        Passage(0, 5, 9, "snow", vector),
        Passage(0, 0, 4, "grief", -vector),
        Passage(0, 9, 14, "grief", vector),
    ]
    first, second = finder.of_all(passages), finder.of_all(passages[::-1])
    assert first.places.tolist() == [[0, 0, 4], [0, 5, 9], [0, 9, 14], [1, 0, 9]]
    assert first.passage.tolist() == [2, 3, 3]
    assert first.term.tolist() == [0, 1, 2]
    assert first.score.tolist() == [round(0.2 * SCALE), round(0.9 * SCALE), round(0.4 * SCALE)]
    for name in ("places", "passage", "term", "score"):
        assert (getattr(first, name) == getattr(second, name)).all()
