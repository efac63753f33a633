"""The two linear models of quoting."""

import numpy as np
import pytest

from hermeneut.errors import UserError
from hermeneut.models import quoting
from hermeneut.models.reader import words_of


@pytest.mark.parametrize("question", quoting.QUESTIONS)
def test_shares_sum_to_one_and_thresholds_are_shares(question):
    logits = quoting.logits(question, {}, ["a doctor", "", "said"])
    assert quoting.shares(logits).sum() == pytest.approx(1)
    for answer in quoting.QUESTIONS[question]:
        assert 0 < quoting.least(question, answer) < 1


def test_a_trait_that_was_never_learned_weighs_nothing():
    plain = quoting.logits("voice", {}, [])
    assert np.array_equal(quoting.logits("voice", {"moon=full": 1.0}, []), plain)


def test_roles_move_the_voice():
    def likeliest(source):
        said = quoting.logits("voice", {}, [source, "said", "", "", ""])
        return quoting.QUESTIONS["voice"][said.argmax()]

    assert likeliest("a professor of psychology at the university, a psychologist") == "expert"
    assert likeliest("my mother, my aunt, my neighbour") == "other"


def test_means_have_one_length_and_words_alone_count():
    mean = quoting.mean_of("A film.")
    assert np.linalg.norm(mean) == pytest.approx(quoting.VECTOR)
    assert not quoting.mean_of(" ").any()
    assert words_of([]).shape == (0, 384)


def test_a_damaged_file_is_refused(tmp_path, monkeypatch):
    (tmp_path / "quoting.safetensors").write_bytes(b"no weights")
    monkeypatch.setattr("hermeneut.models.FOLDER", tmp_path)
    quoting._models.cache_clear()
    with pytest.raises(UserError, match="damaged"):
        quoting.logits("voice", {}, [])
    quoting._models.cache_clear()
