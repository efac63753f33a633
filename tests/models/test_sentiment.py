"""Sentiment of sentences: right on criticism written for the purpose, deaf to its batch."""

import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from hermeneut import models
from hermeneut.errors import UserError
from hermeneut.models import sentiment
from hermeneut.models.sentiment import COLUMNS, NEGATIVE, NEUTRAL, POSITIVE, classify

LISTS = tomllib.loads((Path(__file__).parent / "sentiment_sentences.toml").read_text("utf-8"))
SENTENCES = [(text, COLUMNS.index(name)) for name in COLUMNS for text in LISTS[name]]
TEXTS = [text for text, _ in SENTENCES]
EXPECTED = np.array([label for _, label in SENTENCES])


def test_the_list_is_long_enough():
    assert len(TEXTS) >= 24
    assert len(set(TEXTS)) == len(TEXTS)


def test_sign_of_judgements(floor):
    judged = EXPECTED != NEUTRAL
    answers = classify(TEXTS)[judged]
    sign = np.where(answers[:, POSITIVE] > answers[:, NEGATIVE], POSITIVE, NEGATIVE)
    assert (sign == EXPECTED[judged]).mean() >= floor("sentiments", "own_sentences_sign")


def test_three_classes(floor):
    assert (classify(TEXTS).argmax(axis=1) == EXPECTED).mean() >= floor(
        "sentiments", "own_sentences_three_classes"
    )


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("A dull, lifeless film that wastes its brilliant cast.", "negative"),
        ("The most tender and intelligent romance of the year.", "positive"),
        ("His wife leaves him, and he begins to drink.", "neutral"),
        ("He kills the dog, buries it in the garden and lies to his daughter.", "neutral"),
    ],
    ids=["praise inside blame", "plain praise", "sad plot", "violent plot"],
)
def test_what_word_lists_get_wrong(sentence, expected):
    assert COLUMNS[classify([sentence])[0].argmax()] == expected


def test_negation_turns_praise():
    good, bad = classify(["The film is funny.", "The film is not funny."])
    assert bad[NEGATIVE] > good[NEGATIVE] + 0.2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It doesn't work.", "It does n't work."),
        ("It doesn't work.", "It doesn’t work."),
        ("IT DOESN'T WORK.", "it doesnt work ."),
        ("Two\nlines", "two lines"),
    ],
    ids=["tokenised", "curly", "stripped", "line break"],
)
def test_spelling_does_not_matter(one, other):
    first, second = classify([one, other])
    assert first.tobytes() == second.tobytes()


def test_a_sentence_has_one_answer_in_any_batch():
    together = classify(TEXTS)
    alone = np.concatenate([classify([text]) for text in TEXTS])
    crowd = classify(["Filler, and more filler."] * 3000 + TEXTS[::-1])[3000:][::-1]
    assert together.tobytes() == alone.tobytes() == crowd.tobytes()


def test_rows_are_probabilities():
    answers = classify([*TEXTS, "", "Zzyzx qwrtp"])
    assert (answers.dtype, answers.shape[1]) == (np.float32, 3)
    np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-6)
    assert (answers >= 0).all()


@pytest.mark.parametrize("text", ["", " ", "\n", "..."], ids=["empty", "blank", "newline", "dots"])
def test_a_sentence_without_words_is_neutral(text):
    assert classify([text]).tolist() == [[0, 1, 0]]


def test_no_sentences_no_rows():
    assert classify([]).shape == (0, 3)


def test_a_damaged_model_is_refused(tmp_path, monkeypatch):
    data = bytearray(models.read("sentiment.safetensors"))
    data[-1] ^= 1
    (tmp_path / "sentiment.safetensors").write_bytes(data)
    sentiment._weights.cache_clear()
    monkeypatch.setattr(models, "FOLDER", tmp_path)
    with pytest.raises(UserError, match=r"sentiment\.safetensors is damaged"):
        classify(["A film."])
    sentiment._weights.cache_clear()


def test_digest_is_on_record(monkeypatch):
    monkeypatch.setattr(sentiment, "read", None)
    assert sentiment.digest() == models.digest_of("sentiment.safetensors")


def test_nothing_heavy_is_loaded_at_import():
    code = (
        "import sys, hermeneut.models.sentiment, hermeneut.models.encoder;"
        "print(sorted({'numpy', 'onnxruntime', 'tokenizers', 'safetensors'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
