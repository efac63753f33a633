"""Training on a study's own codings: what is learned from, what is kept, what is told."""

import json
import sys

import numpy as np
import pytest
from typer.testing import CliRunner

from hermeneut.annotate.labels import Labels
from hermeneut.cli import app, main
from hermeneut.coding.standing import teachable
from hermeneut.errors import UserError
from hermeneut.models.encoder import WIDTH
from hermeneut.study import Study
from hermeneut.testing import DESIGN, make_study, text_row
from hermeneut.training import sentences, train

DESIGN = f"""{DESIGN}
[[proposition]]
id = "lifts"
text = "Balloons can lift a house."

[[variable]]
id = "tone"
definition = "How does it sound?"
values = ["earnest", "mocking"]
of = "paragraphs"

[[variable]]
id = "moods"
definition = "Which moods?"
values = ["glad", "sad", "odd", "none"]
of = "paragraphs"
several = true

[[variable]]
id = "voice"
definition = "Who speaks?"
values = ["writer", "other"]
of = "sentences"
"""
TEXTS, PASSAGES = 20, 4
CHANCE = np.random.default_rng(3)
LONELY = CHANCE.random((TEXTS, PASSAGES)) < 0.4


def units():
    """Yield each passage: number of its text, of itself, and its place."""
    for n in range(TEXTS):
        ident = text_row(f"Text {n}. " + "x" * 100)["text_id"]
        for m in range(PASSAGES):
            yield n, m, {"text_id": ident, "start": 20 * m, "end": 20 * m + 15}


def unit(place):
    return f"{place['text_id']}:{place['start']}-{place['end']}"


def vector(n, m):
    """Make a vector that points where a lonely passage does, with noise."""
    noise = np.random.default_rng(100 * n + m).normal(0, 0.04, WIDTH)
    noise[0] += 0.6 if LONELY[n, m] else -0.6
    return (noise / np.linalg.norm(noise)).astype(np.float32).tolist()


def coding(place, variable, value, coder="ann"):
    return {
        "unit": unit(place), "doc_id": place["text_id"], "coder": coder, "kind": "person",
        "variable": variable, "value": value, "coded_at": "2026-01-01",
    }  # fmt: skip


def study_of(folder, codings, samples=(), *, likeness=None):
    tables = {
        "texts": [text_row(f"Text {n}. " + "x" * 100) for n in range(TEXTS)],
        "embeddings": [{**place, "vector": vector(n, m)} for n, m, place in units()],
        "themes": [
            {**place, "theme": "loneliness", "score": 0.2, "holds": True}
            for n, m, place in units()
            if (likeness or (lambda n, m: (n + m) % 2))(n, m)
        ],
        "positions": [],
    }
    study = make_study(folder, tables, design=DESIGN, codings=codings)
    if samples:
        study.judgements.append("samples", samples)
    return study


def coded(variable="loneliness", values=("yes", "no")):
    return [coding(p, variable, values[0] if LONELY[n, m] else values[1]) for n, m, p in units()]


def held(place, variable="loneliness"):
    return {
        "sample": "s1", "variable": variable, "unit_kind": "paragraph", "unit": unit(place),
        "doc_id": place["text_id"], "text_id": place["text_id"], "stratum": "", "probability": 1.0,
        "held": True, "rank": 1, "seed": 1, "drawn_at": "2026", "design": "{}",
        "start": place["start"], "end": place["end"],
    }  # fmt: skip


def test_a_head_that_is_better_is_kept_and_used(tmp_path):
    study = study_of(tmp_path, coded())
    (one,) = train(study, "loneliness")
    assert one.head.f1 > 0.95 > one.standing.f1
    assert (one.coded, one.documents, one.stands) == (80, 20, "likeness to the code")
    assert one.path == tmp_path / "heads" / "loneliness.safetensors"
    assert one.wins == 1
    step = Labels.from_design(Study.open(tmp_path).design)
    _, _, place = next(units())
    passage = {**place, "vector": vector(0, 0)}
    (row,) = step.find("", [passage], [{**place, "theme": "loneliness", "score": 0.2}])
    assert row["value"] == ("yes" if LONELY[0, 0] else "no")


def taught(folder):
    told = CliRunner().invoke(app, ["code", "status", "--study", str(folder)])
    assert told.exit_code == 0
    return [line for line in told.output.splitlines() if "hermeneut train" in line]


def test_what_is_coded_often_enough_is_named_until_it_has_a_head(tmp_path):
    study = study_of(tmp_path, [*coded()[:25], *coded("gender")[:24]])
    assert [one.id for one in teachable(study)] == ["loneliness"]
    assert taught(tmp_path) == ["  → hermeneut train loneliness"]
    (tmp_path / "heads").mkdir()
    (tmp_path / "heads" / "loneliness.safetensors").touch()
    assert taught(tmp_path) == []


def test_a_head_that_isnt_better_is_kept_only_when_told(tmp_path):
    study = study_of(tmp_path, coded(), likeness=lambda n, m: LONELY[n, m])
    (one,) = train(study, "loneliness")
    assert one.path is None
    assert "isn't surely better" in one.why
    assert not (tmp_path / "heads").exists()
    (one,) = train(study, "loneliness", anyway=True)
    assert one.path.exists()
    assert train(study, "loneliness")[0].stays


def test_nothing_is_learned_from_documents_set_aside(tmp_path):
    aside = [place for n, m, place in units() if n < 5 and m == 0]
    (one,) = train(study_of(tmp_path, coded(), [held(p) for p in aside]), "loneliness")
    assert one.coded == 60
    assert one.left_out == {"set aside for evaluation": 20}


def test_what_was_set_aside_for_all_themes_is_for_each(tmp_path):
    aside = [held(p, "themes") for n, m, p in units() if n < 5 and m == 0]
    assert train(study_of(tmp_path, coded(), aside), "loneliness")[0].coded == 60


def test_what_cant_be_used_is_counted(tmp_path):
    places = [p for _, _, p in units()]
    codings = coded()[8:]
    codings += [coding(places[0], "loneliness", "unclear")]
    codings += [coding(places[1], "loneliness", v, who) for who, v in (("a", "yes"), ("b", "no"))]
    codings += [coding({**places[2], "start": 1}, "loneliness", "yes")]
    (one,) = train(study_of(tmp_path, codings), "loneliness")
    left = {"coders disagree": 1, "no passage of a measured text": 1, "unclear": 1}
    assert (one.coded, one.left_out) == (72, left)


def test_themes_coded_together_teach_each_code(tmp_path):
    codings = coded("themes", ("loneliness", "none"))
    (one,) = train(study_of(tmp_path, codings), "themes")
    assert one.values == {"no": int((~LONELY).sum()), "yes": int(LONELY.sum())}
    assert one.path


def test_themes_on_which_coders_differ_teach_those_on_which_they_agree(tmp_path):
    places = [p for _, _, p in units()]
    codings = coded("themes", ("loneliness", "none"))[2:]
    codings += [coding(places[0], "themes", theme) for theme in ("loneliness", "grief")]
    codings += [coding(places[0], "themes", "loneliness", "ben")]
    codings += [coding(places[1], "themes", value, who) for who, value in (
        ("ann", "loneliness"), ("ben", "none"))]  # fmt: skip
    (one,) = train(study_of(tmp_path, codings), "themes")
    assert (one.coded, one.left_out) == (79, {"coders disagree": 1})


def test_a_variable_of_the_studys_own_has_the_commonest_value_to_beat(tmp_path):
    (one,) = train(study_of(tmp_path, coded("tone", ("mocking", "earnest"))), "tone")
    assert one.stands == "the commonest value"
    assert one.standing.f1 == pytest.approx(one.majority)
    assert one.path


def moods():
    """Code lonely passages sad, every third glad, one odd."""
    for n, m, place in units():
        held = ["glad"] * (not (n + m) % 3) + ["odd"] * (n == m == 0) + ["sad"] * bool(LONELY[n, m])
        yield from (coding(place, "moods", value) for value in held or ["none"])


def test_several_values_at_once_are_decided_each_by_itself(tmp_path):
    (one,) = train(study_of(tmp_path, list(moods())), "moods", anyway=True)
    assert one.rare == ("odd",)
    assert one.values["sad"] == LONELY.sum()
    assert one.values["glad"] == 27
    step = Labels.from_design(Study.open(tmp_path).design)
    lonely, merry = (
        next((n, m, p) for n, m, p in units() if LONELY[n, m] == is_) for is_ in (1, 0)
    )
    said = {}
    for name, (n, m, place) in {"lonely": lonely, "merry": merry}.items():
        (row,) = step.find("", [{**place, "vector": vector(n, m)}])
        said[name] = {one["value"]: one["share"] for one in row["shares"]}
        held = [value for value, share in said[name].items() if share >= 0.5]
        assert row["value"] == ("; ".join(held) or "none")
        assert row["score"] == pytest.approx(min(max(s, 1 - s) for s in said[name].values()))
    assert said["lonely"]["sad"] > 0.9 > 0.1 > said["merry"]["sad"]
    assert said["lonely"]["odd"] == said["merry"]["odd"] < 0.1


def test_a_set_has_the_commonest_answer_of_each_code_to_beat(tmp_path):
    (one,) = train(study_of(tmp_path, list(moods())), "moods")
    yes, no = one.values["sad"] / 80, one.values["glad"] / 80
    usual = [(1 - share) * 2 / (2 - share) / 2 for share in (yes, no, 1 / 80)]
    assert one.stands == "the commonest value"
    assert one.majority == pytest.approx(sum(usual) / 3)
    assert one.head.f1 > one.majority + 0.1


SENTENCES = [f"A {'tender' if n % 2 else 'dull'} film, number {n}." for n in range(40)]


def sentence_study(folder, variable, values, said=()):
    """Code forty sentences by whether they are tender; ``said`` is what the shipped model says."""
    texts = [text_row(" ".join(SENTENCES[2 * n : 2 * n + 2])) for n in range(20)]
    places = []
    for n, sentence in enumerate(SENTENCES):
        text = texts[n // 2]
        start = text["text"].index(sentence)
        places.append({"text_id": text["text_id"], "start": start, "end": start + len(sentence)})
    even = {"negative": 0.2, "neutral": 0.6, "positive": 0.2, "judges": 0.5}
    shipped = [
        {**place, "polarity": polarity, **even}
        for place, polarity in zip(places, said, strict=False)
    ]
    coded = [coding(place, variable, values[n % 2]) for n, place in enumerate(places)]
    tables = {"texts": texts, "sentences": places, "sentiments": shipped}
    return make_study(folder, tables, design=DESIGN, codings=coded), places


def test_sentences_are_learned_by_their_words(tmp_path):
    study, places = sentence_study(tmp_path, "voice", ("writer", "other"))
    (one,) = train(study, "voice")
    assert (one.coded, one.documents, one.left_out) == (40, 20, {})
    assert one.path
    step = Labels.from_design(Study.open(tmp_path).design)
    assert set(step.reads) == {"texts", "sentences"}
    text = " ".join(SENTENCES[:2])
    rows = list(step.find(text, sentences=places[:2]))
    assert [row["value"] for row in rows] == ["writer", "other"]
    assert [(row["start"], row["end"]) for row in rows] == [
        (place["start"], place["end"]) for place in places[:2]
    ]


def test_sentiment_is_learned_beside_what_the_shipped_model_says(tmp_path):
    study, places = sentence_study(
        tmp_path, "sentiment", ("negative", "positive"), ["neutral"] * 38
    )
    (one,) = train(study, "sentiment")
    assert one.left_out == {"no sentence of a measured text": 2}
    assert one.path
    step = Labels.from_design(Study.open(tmp_path).design)
    assert set(step.reads) == {"texts", "sentences", "sentiments"}
    assert not list(step.find(" ".join(SENTENCES[:2]), sentences=places[:2]))


def test_the_referent_is_learned_and_takes_its_seat(tmp_path):
    """A head of the referent counts in the view; a passage of which nothing was said is none."""
    design = DESIGN + "".join(
        f'\n[[referent]]\nid = "{one}"\nlabel = "{one}"\nwords = ["{one}"]\n'
        for one in ("film", "ai")
    )
    places = [(vector(n, m), place, LONELY[n, m]) for n, m, place in units()]
    texts = [text_row(f"Text {n}. " + "x" * 100) for n in range(TEXTS)]
    embeddings = [{**place, "vector": one} for one, place, _ in places]
    shipped = [
        {**place, "referent": "film", "cues": 1, "share": 1.0} for _, place, _ in places[:40]
    ]
    coded = [coding(place, "referent", "ai" if held else "none") for _, place, held in places]
    tables = {"texts": texts, "embeddings": embeddings, "referents": shipped}
    study = make_study(tmp_path, tables, design=design, codings=coded)
    (one,) = train(study, "referent")
    assert one.path
    assert one.head.f1 > one.standing.f1 + 0.2
    step = Labels.from_design(Study.open(tmp_path).design)
    assert set(step.reads) == {"texts", "embeddings", "referents"}
    rows = list(step.find(texts[0]["text"], embeddings[:4]))
    assert {row["seat"] for row in rows} == {"referents"}
    assert [row["value"] for row in rows] == ["ai" if held else "none" for *_, held in places[:4]]


def test_positions_are_learned_where_the_shipped_model_read(tmp_path):
    (one,) = train(study_of(tmp_path, coded("lifts", ("for", "against"))), "lifts")
    assert one.left_out == {"not near the proposition": 80}
    assert "nobody has coded" in one.why


def test_too_few_codings_are_told_of(tmp_path):
    study = study_of(tmp_path, coded()[:4])
    (one,) = train(study, "loneliness")
    assert one.path is None
    assert "not kept" in list(sentences(one))[-1]


@pytest.mark.parametrize(
    ("ident", "said"),
    [
        ("evaluation", "coded of documents"),
        ("about", "coded of documents"),
        ("lonelines", "did you mean loneliness"),
    ],
)
def test_what_cant_be_learned_is_refused(tmp_path, ident, said):
    with pytest.raises(UserError, match=said):
        train(study_of(tmp_path, []), ident)


def test_the_command_tells_how_well_it_does(tmp_path, monkeypatch, capsys):
    study_of(tmp_path, coded())
    for more in ((), ("--json",)):
        told = ["hermeneut", "train", "loneliness", "--study", str(tmp_path), *more]
        monkeypatch.setattr(sys, "argv", told)
        with pytest.raises(SystemExit) as end:
            main()
        assert end.value.code == 0
        out = capsys.readouterr().out
        if more:
            row = json.loads(out)
            assert row["f1_low"] <= row["f1"] <= row["f1_high"]
            assert row["curve"][-1]["coded"] == 80
        else:
            assert "macro-F1 on texts not learned from: " in out
            assert "60 more codings would hardly help" in out
            assert "→ hermeneut run" in out
