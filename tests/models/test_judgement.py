"""Polarity, targets and stances: right on criticism of our own, deaf to batch and to manner."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from hermeneut import models
from hermeneut.errors import UserError
from hermeneut.models import encoder, framing, judgement, reader
from hermeneut.models.judgement import POLARITIES, polarity, stance, towards

HERE = Path(__file__).parent
PAIRS = tomllib.loads((HERE / "minimal_pairs.toml").read_text("utf-8"))
LISTS = tomllib.loads((HERE / "sentiment_sentences.toml").read_text("utf-8"))
LABELS = {"-": 0, "0": 1, "+": 2}
TEXTS = [
    "A dull, lifeless film that wastes its brilliant cast.",
    "The most tender and intelligent romance of the year.",
    "His wife leaves him, and he moves to the coast.",
]
TARGETED = "She is wonderful, but the script is a mess."
CLAIM = "The film is worth seeing."


def said_of(half):
    text = half[2:]
    if " | " in text:
        return stance([tuple(text.split(" | "))])[0]
    plain = text.replace("[[", "").replace("]]", "")
    if "[[" in text:
        return towards([(plain, text.index("[["), text.index("]]") - 2)])[0]
    return polarity([plain])[0, :3]


def right(half):
    shares, label = said_of(half), LABELS[half[0]]
    return shares.argmax() == 1 if label == 1 else shares[label] > shares[2 - label]


def test_the_suite_is_large_and_holds_no_pair_twice():
    pairs = [tuple(pair) for some in PAIRS.values() for pair in some]
    assert len(pairs) >= 200
    assert len(set(pairs)) == len(pairs)


@pytest.mark.parametrize("kind", PAIRS)
def test_minimal_pairs(kind, floor):
    passed = [all(map(right, pair)) for pair in PAIRS[kind]]
    assert sum(passed) / len(passed) >= floor("minimal_pairs", kind)


def test_our_own_sentences(floor):
    texts = [text for name in POLARITIES for text in LISTS[name]]
    labels = np.array([at for at, name in enumerate(POLARITIES) for _ in LISTS[name]])
    answers = polarity(texts)[:, :3]
    judged = labels != 1
    sign = np.where(answers[:, 2] > answers[:, 0], 2, 0)
    assert (sign == labels)[judged].mean() >= floor("sentiments", "own_sentences_sign")
    three = floor("sentiments", "own_sentences_three_classes")
    assert (answers.argmax(axis=1) == labels).mean() >= three


def test_graphs_say_what_they_said_when_built():
    for graph, rows in json.loads(models.read("readers.golden.json")).items():
        for row in rows:
            framed = framing.Framed(row["pieces"], row["segments"], row["focus"])
            built = np.array(row["logits"])
            assert np.abs(reader.logits(graph, framed) - built).max() < 0.15


def test_a_text_has_one_answer_in_any_batch():
    together = polarity(TEXTS)
    alone = np.concatenate([polarity([text]) for text in TEXTS])
    backwards = polarity(TEXTS[::-1])[::-1]
    assert together.tobytes() == alone.tobytes() == backwards.tobytes()


def test_rows_are_probabilities():
    places = [(TARGETED, 0, 3), (TARGETED, 22, 32)]
    for shares in (polarity(TEXTS)[:, :3], towards(places), stance([(TEXTS[0], CLAIM)])):
        assert shares.dtype == np.float32
        assert (shares >= 0).all()
        np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)


def test_nothing_asked_nothing_said():
    assert polarity([]).shape == (0, 4)
    assert towards([]).shape == stance([]).shape == (0, 3)


@pytest.mark.parametrize("text", ["", "  ", "\n", "\u200b"], ids=["empty", "blank", "ws", "zwsp"])
def test_a_text_without_words_is_in_the_middle(text):
    assert polarity([text]).tolist() == [[0, 1, 0, 0]]
    assert stance([(text, CLAIM)]).tolist() == [[0, 1, 0]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It doesn't work.", "It does n't work ."),
        ("It doesn't “work”.", 'It doesn’t "work".'),
        ("IT DOESN'T WORK.", "it doesn't work."),
        ("It does *not* work, __at all__.", "It does not work, at all."),
        ("Two\nlines, one  film.", "Two lines, one film."),
    ],
    ids=["tokenised", "quotes", "case", "emphasis", "space"],
)
def test_manner_of_writing_does_not_matter(one, other):
    first, second = polarity([one, other])
    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize(
    "text",
    [
        "Ein langweiliger Film, der seine Darsteller verschwendet.",
        "Une histoire d'amour tendre et intelligente, sans un faux pas.",
        "Скучный фильм, который тратит талант актёров впустую.",
        "これは素晴らしい映画です。",
    ],
    ids=["de", "fr", "ru", "ja"],
)
def test_other_languages_abstain(text):
    assert polarity([text])[0, 1] == 1
    assert stance([(text, CLAIM)])[0, 1] == 1
    assert towards([(text, 0, 3)])[0, 1] == 1


def test_a_sentence_says_different_things_of_different_targets():
    she, script = towards([(TARGETED, 0, 3), (TARGETED, 22, 32)])
    assert (POLARITIES[she.argmax()], POLARITIES[script.argmax()]) == ("positive", "negative")


def test_long_texts_are_read_to_their_end():
    filler = "He walks through the city and writes a letter. " * 40
    plain, blamed = polarity([filler, filler + "This is a dull, lifeless, stupid film. " * 10])
    assert blamed[0] > plain[0] + 0.05
    favour, against = stance([(filler + TEXTS[1], CLAIM), (filler + TEXTS[0], CLAIM)])
    assert favour[2] > favour[0]
    assert against[0] > against[2]


def test_a_verdict_among_many_parts_is_less_sure_than_by_itself():
    filler = "He walks through the city and writes a letter. " * 40
    alone, buried = stance([(TEXTS[1], CLAIM), (filler + TEXTS[1], CLAIM)])
    assert buried[2] > buried[0]
    assert buried[1] > alone[1]


def test_a_target_far_into_a_long_text_is_read_where_it_stands():
    text = "He walks through the city and writes a letter. " * 40 + TARGETED
    start = len(text) - len(TARGETED)
    assert POLARITIES[towards([(text, start, start + 3)])[0].argmax()] == "positive"


@pytest.mark.parametrize(("start", "end"), [(0, 0), (-1, 3), (0, 99), (5, 3)])
def test_a_place_outside_its_text_is_refused(start, end):
    with pytest.raises(UserError, match="no target"):
        towards([("A film.", start, end)])


@pytest.mark.parametrize("claim", ["", "so " * 100], ids=["empty", "long"])
def test_a_proposition_that_does_not_fit_is_refused(claim):
    with pytest.raises(UserError, match="word pieces"):
        stance([("A film.", claim)])


@pytest.mark.parametrize(
    "file", ["polarity.onnx", "stance.onnx", "words.safetensors", "readers.json"]
)
def test_a_damaged_file_is_refused(file, tmp_path, monkeypatch):
    data = bytearray(models.read(file))
    data[len(data) // 2] ^= 1
    (tmp_path / file).write_bytes(data)
    monkeypatch.setattr(models, "FOLDER", tmp_path)
    with pytest.raises(UserError, match=f"{file} is damaged"):
        models.read(file)


@pytest.mark.parametrize(("module", "name"), [(reader, ("polarity",)), (encoder, ())])
def test_a_session_is_one_a_process_on_one_thread_without_spin(module, name, monkeypatch):
    import onnxruntime

    opened = []

    def session(data, options, providers):
        opened.append((options, providers))

    assert module._session(*name) is module._session(*name)
    monkeypatch.setattr(onnxruntime, "InferenceSession", session)
    module._session.__wrapped__(*name)
    ((options, providers),) = opened
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (1, 1)
    assert options.get_session_config_entry("session.intra_op.allow_spinning") == "0"
    assert providers == ["CPUExecutionProvider"]


def test_digest_names_all_that_is_read(monkeypatch):
    monkeypatch.setattr(reader, "read", None)
    assert len({reader.digest(graph) for graph in ("polarity", "target", "stance")}) == 3


def test_the_new_files_are_small():
    files = ("polarity.onnx", "target.onnx", "stance.onnx", "words.safetensors")
    assert sum((models.FOLDER / file).stat().st_size for file in files) < 60_000_000


def test_nothing_heavy_is_loaded_at_import():
    code = (
        "import sys, hermeneut.models.judgement;"
        "print(sorted({'numpy', 'onnxruntime', 'tokenizers', 'safetensors'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("said", [[1.0, 5.0, 4.0], [0.0, -2.0, 0.0], [3.0, 0.0, -1.0]])
def test_ends_keep_the_side_and_nothing_else(said):
    negative, middle, positive = judgement.ends(np.array(said))
    assert middle == 0
    assert negative == -positive
    assert positive - negative == said[2] - said[0]


def test_heads_stand_where_the_graphs_put_them():
    heads = (judgement.POLARITY, judgement.JUDGES, judgement.TARGET, judgement.STANCE)
    assert set(reader.settings()) == {head.name for head in heads}
