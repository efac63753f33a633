"""The network that finds attributions: lawful labels, whole words, one answer for a text."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.models import attributions
from hermeneut.models.attributions import LABELS, best, tag

TEXT = "Maud Ferris argued that the film flatters its hero. The company said it was sorry. "


@given(st.lists(st.tuples(*[st.floats(-5, 5)] * 4), min_size=1, max_size=30))
def test_nothing_goes_on_that_has_not_begun(rows):
    labels = best(np.array(rows))
    assert len(labels) == len(rows)
    assert all(label != 2 or (n and labels[n - 1] != 0) for n, label in enumerate(labels))


@given(st.text(alphabet="ab éß’“” .\n,😀said Maud", max_size=80))
def test_stretches_lie_in_the_text_in_order(text):
    for found in tag(text).values():
        places = [(one.start, one.end) for one in found]
        assert places == sorted(places)
        assert all(0 <= start < end <= len(text) for start, end in places)


def test_long_texts_are_read_in_chunks_with_one_answer(monkeypatch):
    whole = tag(TEXT * 20)
    monkeypatch.setattr(attributions, "_CHUNK", 50)
    assert [[one[:3] for one in tag(TEXT * 20)[layer]] for layer in LABELS] == [
        [one[:3] for one in whole[layer]] for layer in LABELS
    ]


def test_an_empty_text_has_none():
    assert tag("") == {"content": [], "source": [], "cue": []}
