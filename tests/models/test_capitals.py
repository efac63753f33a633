"""Words that English writes small."""

import pytest

from hermeneut.errors import UserError
from hermeneut.models import capitals


def test_common_words_are_small_and_names_are_not():
    assert all(map(capitals.is_small, ("Nine", "Parents", "funny", "third")))
    assert not any(map(capitals.is_small, ("Tamsin", "London", "Johansson", "Guardian")))


def test_a_damaged_file_is_refused(tmp_path, monkeypatch):
    (tmp_path / "capitals.safetensors").write_bytes(b"no bits")
    monkeypatch.setattr("hermeneut.models.FOLDER", tmp_path)
    capitals._small.cache_clear()
    with pytest.raises(UserError, match="damaged"):
        capitals.is_small("Nine")
    capitals._small.cache_clear()
