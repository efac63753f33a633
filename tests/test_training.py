"""Training on a study's own codings: what is learned from, what is kept, what is told."""

import json
import sys

import numpy as np
import pytest

from hermeneut.annotate.labels import Labels
from hermeneut.cli import main
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
values = ["glad", "sad"]
of = "paragraphs"
several = true
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


def test_a_variable_of_the_studys_own_has_the_commonest_value_to_beat(tmp_path):
    (one,) = train(study_of(tmp_path, coded("tone", ("mocking", "earnest"))), "tone")
    assert one.stands == "the commonest value"
    assert one.standing.f1 == pytest.approx(one.majority)
    assert one.path


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
        ("sentiment", "coded of sentences"),
        ("evaluation", "coded of documents"),
        ("moods", "several values"),
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
