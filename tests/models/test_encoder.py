"""The sentence encoder: true to full precision, deaf to its batch, refusing damage."""

import json
import shutil

import numpy as np
import pytest

from hermeneut import models
from hermeneut.errors import UserError
from hermeneut.models import encoder

GOLDEN = json.loads(models.read("encoder.golden.json"))
TEXTS = [row["text"] for row in GOLDEN]


@pytest.fixture(scope="module")
def vectors():
    return encoder.encode(TEXTS)


@pytest.fixture
def damaged(tmp_path, monkeypatch):
    for file in models.shipped():
        shutil.copy(models.FOLDER / file, tmp_path / file)
    monkeypatch.setattr(models, "FOLDER", tmp_path)
    encoder._session.cache_clear()
    encoder._tokenizer.cache_clear()
    yield tmp_path
    encoder._session.cache_clear()
    encoder._tokenizer.cache_clear()


@pytest.mark.parametrize("row", range(len(GOLDEN)), ids=[text[:24] for text in TEXTS])
def test_int8_stays_close_to_full_precision(vectors, row, floor):
    assert vectors[row] @ np.array(GOLDEN[row]["full"], np.float32) >= floor(
        "encoder", "cosine_to_full_precision_least"
    )


def test_vectors_are_those_of_the_build(vectors):
    built = np.array([row["int8"] for row in GOLDEN])
    assert (vectors * built).sum(axis=1).min() >= 0.999


def test_shape_type_and_length(vectors):
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), encoder.WIDTH), np.float32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_a_text_has_one_vector_in_any_batch(vectors):
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    backwards = encoder.encode(TEXTS[::-1])[::-1]
    assert alone.tobytes() == vectors.tobytes() == backwards.tobytes()


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\t", "\u200b"], ids=["empty", "blank", "ws", "zwsp"]
)
def test_a_text_without_words_is_the_zero_vector(text):
    assert not encoder.encode([text]).any()


def test_no_texts_no_vectors():
    assert encoder.encode([]).shape == (0, encoder.WIDTH)


def test_what_follows_256_pieces_is_read_too():
    start = "The film is long and so is the night. " * 40
    ending = "Bees make honey in the garden, and the bears come for it. " * 40
    first, longer, bees = encoder.encode([start, start + ending, ending])
    assert longer @ bees > first @ bees + 0.2
    assert longer @ first > 0.5
    np.testing.assert_allclose(np.linalg.norm(longer), 1, atol=1e-6)


def test_a_long_text_without_a_full_stop_is_read_to_its_end():
    start = "film " * encoder.MAX_PIECES
    first, longer = encoder.encode([start, start + "a completely different ending"])
    assert first.tobytes() != longer.tobytes()


@pytest.mark.parametrize(
    ("sentence", "near", "far"),
    [
        (
            "He falls in love with his operating system.",
            "A man and a computer programme become a couple.",
            "The costumes are made of heavy wool.",
        ),
        (
            "The score is melancholy and sparse.",
            "Its music is quiet and sad.",
            "Tickets cost eleven euros.",
        ),
        (
            "Loneliness in the modern city is its true subject.",
            "It is about how isolated people are today.",
            "The director was born in Maryland.",
        ),
        (
            "The acting is superb.",
            "Wonderful performances from the whole cast.",
            "It was filmed in Shanghai.",
        ),
    ],
    ids=["romance", "music", "loneliness", "acting"],
)
def test_likeness_follows_meaning(sentence, near, far):
    query, close, distant = encoder.encode([sentence, near, far])
    assert query @ close > query @ distant + 0.1


@pytest.mark.parametrize("file", ["encoder.onnx", "tokenizer.json"])
def test_a_damaged_file_is_refused(damaged, file):
    data = bytearray((damaged / file).read_bytes())
    data[len(data) // 2] ^= 1
    (damaged / file).write_bytes(data)
    with pytest.raises(UserError, match=f"{file} is damaged"):
        encoder.encode(["A film."])


def test_a_missing_file_is_refused(damaged):
    (damaged / "encoder.onnx").unlink()
    with pytest.raises(UserError, match=r"encoder\.onnx cannot be read"):
        encoder.encode(["A film."])


def test_digest_names_graph_and_tokenizer_without_reading_them(monkeypatch):
    monkeypatch.setattr(encoder, "read", None)
    assert encoder.digest() == models.digest_of("encoder.onnx", "tokenizer.json")


@pytest.mark.parametrize("entry", models.shipped().values(), ids=lambda entry: entry.file)
def test_every_model_file_has_its_papers(entry):
    assert models.read(entry.file)
    assert all((entry.model, entry.source, entry.licence, entry.built))
