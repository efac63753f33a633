"""The two linear models of quoting."""

import numpy as np
import pytest

from hermeneut.errors import UserError
from hermeneut.models import quoting
from hermeneut.models.quoting import Traits

NOTHING = Traits({}, ())


@pytest.mark.parametrize("question", quoting.QUESTIONS)
def test_shares_sum_to_one_and_thresholds_are_shares(question):
    logits = quoting.logits(question, [Traits({}, ("a doctor", "", "said"))])
    assert quoting.shares(logits).sum() == pytest.approx(1)
    for answer in quoting.QUESTIONS[question]:
        assert 0 < quoting.least(question, answer) < 1


def test_a_trait_that_was_never_learned_weighs_nothing():
    plain, strange = quoting.logits("voice", [NOTHING, Traits({"moon=full": 1.0}, ())])
    assert np.array_equal(strange, plain)


def test_a_quotation_is_weighed_by_itself():
    seen = [
        Traits({"rule=expert": 1.0}, ("a psychologist", "says", "", "", "")),
        NOTHING,
        Traits({"kind=direct": 1.0}, ("my mother", "", "so", "", "it is late")),
    ]
    alone = [quoting.logits("voice", [one])[0] for one in seen]
    assert quoting.logits("voice", seen) == pytest.approx(np.array(alone))
    assert quoting.logits("voice", []).shape == (0, len(quoting.QUESTIONS["voice"]))


@pytest.mark.parametrize(
    ("rule", "source"),
    [("expert", "the psychologist"), ("other", "my mother, my aunt"), ("user", "one user")],
)
def test_the_rule_and_the_source_move_the_voice(rule, source):
    named = {f"rule={rule}": 1.0, f"source role={rule}": 1.0, "source=described": 1.0}
    (said,) = quoting.logits("voice", [Traits(named, (source, "said", "", "", source))])
    assert quoting.QUESTIONS["voice"][said.argmax()] == rule


def test_words_are_cut_as_the_readers_cut_them():
    assert quoting.pieces_of("A film.") == [1037, 2143, 1012]
    assert quoting.pieces_of(" ") == []


def test_a_damaged_file_is_refused(tmp_path, monkeypatch):
    (tmp_path / "quoting.safetensors").write_bytes(b"no weights")
    monkeypatch.setattr("hermeneut.models.FOLDER", tmp_path)
    quoting._models.cache_clear()
    with pytest.raises(UserError, match="damaged"):
        quoting.logits("voice", [NOTHING])
    quoting._models.cache_clear()
