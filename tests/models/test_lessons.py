"""Lessons written for the project: dealt by subject, and apart from what measures them."""

import importlib
import random
import sys
import tomllib
from pathlib import Path

import pytest

TRAINING = Path(__file__).parents[2] / "models" / "training"


@pytest.fixture(scope="module")
def lessons():
    sys.path.insert(0, str(TRAINING))
    try:
        import arguments
        import contrasts
        import critics

        yield arguments, contrasts, critics
    finally:
        sys.path.remove(str(TRAINING))


def test_a_subject_is_in_one_part(lessons):
    arguments, _, _ = lessons
    rows = [row for row in arguments.read() if row.corpus == "arguments"]
    parts = {name: {row.part for row in rows if row.motion == name} for name in _subjects()}
    assert all(len(some) == 1 for some in parts.values())
    assert {"train", "calibrate", "test"} == {part for some in parts.values() for part in some}


def test_training_passages_share_no_run_of_words_with_the_rest(lessons):
    arguments, _, critics = lessons
    rows = arguments.read()
    held = {gram for row in rows if row.part != "train" for gram in critics.grams(row.text)}
    assert len(held) > 100
    assert not [row for row in rows if row.part == "train" and held & critics.grams(row.text)]


def test_beside_the_contrary_a_passage_turns_round(lessons):
    arguments, _, _ = lessons
    subject = arguments.subjects()[0]
    text, shares = subject.passages[0]
    said = {row.proposition: row.shares for row in subject.beside(text, shares)}
    assert shares == (0, 0, 1)
    assert all(said[claim] == (0, 0, 1) for claim in subject.same)
    assert all(said[claim] == (1, 0, 0) for claim in subject.contrary)


def test_a_motion_turns_with_its_direction(lessons):
    arguments, _, _ = lessons
    rows = [row for row in arguments.read() if row.motion == "night-shifts" and row.judged]
    (matter,) = {row.judged[0][0] for row in rows}
    assert matter == "night work"
    assert {row.along for row in rows} == {-1, 1}
    for row in rows:
        assert row.shares[2] - row.shares[0] == row.along * row.judged[0][1]


def test_passages_on_the_film_are_dealt_one_by_one(lessons):
    arguments, _, _ = lessons
    film = [row for row in arguments.read() if row.corpus == arguments.TAUGHT]
    taught = {row.motion for row in film if row.part == "train"}
    assert len(taught) == 15
    assert taught == {row.motion for row in film if row.part == "test"}
    texts = {part: {r.text for r in film if r.part == part} for part in ("train", "test")}
    assert texts["train"].isdisjoint(texts["test"])


def test_what_is_taught_under_another_name_measures_nothing(lessons):
    arguments, _, _ = lessons
    rows = [row for row in arguments.read() if row.corpus != arguments.TAUGHT]
    assert {row.part for row in rows if row.motion in arguments.KIN} == {"train"}


def test_what_is_reported_takes_no_side(lessons):
    arguments, _, _ = lessons
    opened = tuple(
        frame.removesuffix("{}") for frame in arguments.VOICE["reports"] if frame.endswith("{}")
    )
    told = [row for row in arguments.read() if row.text.startswith(opened)]
    assert len(told) > 100
    assert {row.shares for row in told} == {(0, 1, 0)}


def test_who_shares_a_concern_denies_that_there_is_no_need_for_it(lessons):
    arguments, _, _ = lessons
    rows = [row for row in arguments.read() if row.corpus == "warming"]
    assert len(rows) > 4000
    assert {row.part for row in rows} == {"train"}
    said = {row.text: row.shares for row in rows if row.proposition == arguments.WARMING}
    assert set(said.values()) == set(arguments.CONCERN.values())
    contrary = arguments.WORDINGS["warming"]["contrary"]
    for row in rows:
        turned = row.proposition in contrary
        assert row.shares == said[row.text][:: -1 if turned else 1]
        assert row.along == (-1 if turned else 1)


def test_nothing_is_learnt_from_the_minimal_pairs(lessons):
    arguments, contrasts, critics = lessons
    pairs = tomllib.loads((Path(__file__).parent / "minimal_pairs.toml").read_text("utf-8"))
    halves = [half[2:].split(" | ")[0] for kind in pairs.values() for pair in kind for half in pair]
    held = {gram for half in halves for gram in critics.grams(half)}
    told = [row.text for row in (*contrasts.read(), *arguments.read())]
    outcomes = importlib.import_module("outcomes")
    told += [text for text, _, _ in outcomes.claims(["machines"], 3000, random.Random(1))]
    directions = tomllib.loads((TRAINING / "propositions.toml").read_text("utf-8"))["direction"]
    frames = [*directions["same"], *directions["contrary"]]
    told += [frame.format(what) for frame in frames for what in directions["matters"]]
    assert len(told) > 12000
    assert not [text for text in told if held & critics.grams(text)]


def test_contrasts_turn_on_how_words_are_joined(lessons):
    _, contrasts, _ = lessons
    rows = [row for row in contrasts.read() if row.corpus == contrasts.KINDS]
    words = contrasts.GRAMMAR["words"]["good"]
    named = [row.label for row in rows if any(word in row.text.lower() for word in words)]
    # One who counted words would call each of these praise.
    assert 0.4 < named.count(contrasts.LABELS["bad"]) / len(named) < 0.7
    assert not [row.text for row in rows if "{" in row.text]


def test_a_claim_is_as_good_as_what_it_brings_about(lessons):
    outcomes = importlib.import_module("outcomes")
    grammar = outcomes.GRAMMAR
    made = list(outcomes.claims(["zoos"], 4000, random.Random(1)))
    plain = [(text, sign) for text, _, sign in made if text.startswith("Zoos can ")]
    assert len(plain) > 20
    for text, sign in plain:
        said = text.removeprefix("Zoos can ")
        raised = said.startswith(tuple(f"{verb} " for verb in grammar["verbs"]["raises"]))
        good = said.endswith(tuple(f" {what}" for what in grammar["outcomes"]["good"]))
        assert (1 if raised == good else -1) == sign, text


def test_outcomes_are_as_often_good_as_bad(lessons):
    outcomes = importlib.import_module("outcomes")
    signs = [sign for _, _, sign in outcomes.claims(["zoos"], 2000, random.Random(1))]
    assert abs(sum(signs)) < 200


def test_a_motion_goes_one_way(lessons):
    told = tomllib.loads((TRAINING / "propositions.toml").read_text("utf-8"))
    both = [
        {frame for kind in ("motion", "direction") for frame in told[kind][way]}
        for way in ("same", "contrary")
    ]
    assert both[0].isdisjoint(both[1])
    assert {frame.count("{}") for frame in both[0] | both[1]} == {1}
    assert abs(len(both[0]) - len(both[1])) < 5


def test_a_verdict_stays_whole_in_its_plot(lessons):
    plots = importlib.import_module("plots")
    chance, verdict = random.Random(1), "It is a dull and lifeless film."
    told = ["He walks to the station.", "She reads the letter twice before she burns it."]
    made = [plots.buried(verdict, told, chance) for _ in range(200)]
    assert all(text.count(verdict) == 1 for text in made)
    assert max(len(text.split()) for text in made) <= plots.ROOM + 10
    last = sum(text.endswith(verdict) for text in made) / len(made)
    assert last > plots.LAST - 0.1
    assert any(text.startswith(verdict) and text != verdict for text in made)


def test_who_reports_a_verdict_takes_no_side(lessons):
    _, _, critics = lessons
    plots = importlib.import_module("plots")
    row = critics.Sentence("A joy.", critics.POSITIVE, "own", "film", "train")
    frames = {"reports": ["They say: {}"], "refutes": ["{} Not so."], "owns": ["I say: {}"]}
    made = list(plots.verdicts([row] * 300, ["He leaves."], frames, random.Random(1)))
    for text, shares in made:
        told, denied = "They say:" in text, "Not so." in text
        assert shares == ((0, 1, 0) if told else (1, 0, 0) if denied else (0, 0, 1))
    assert {shares for _, shares in made} == {(0, 1, 0), (1, 0, 0), (0, 0, 1)}


def _subjects():
    return tomllib.loads((TRAINING / "arguments.toml").read_text("utf-8"))
