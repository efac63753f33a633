"""Labels: what a study's own heads say, and how it is laid over the shipped measures."""

import numpy as np
import pytest

from hermeneut.annotate.labels import Labels
from hermeneut.design import parse, read
from hermeneut.errors import UserError
from hermeneut.models.encoder import WIDTH, digest
from hermeneut.models.heads import Head, saved
from hermeneut.testing import DESIGN, check_pass, make_study

DESIGN = f"""{DESIGN}
[[proposition]]
id = "lifts"
text = "Balloons can lift a house."

[[variable]]
id = "tone"
definition = "How does it sound?"
values = ["earnest", "mocking"]
of = "paragraphs"
"""
UP, DOWN = np.eye(WIDTH, dtype=np.float32)[:2]


def head(variable, values, sees="", extra=0, vectors=None, **more):
    """Make a head that gives its first value where a vector points up."""
    weights = np.zeros((len(values), WIDTH + extra), np.float32)
    weights[0, 0] = weights[1, 1] = 4
    bias = np.zeros(len(values), np.float32)
    about = (variable, sees, vectors or digest())
    return saved(Head(tuple(values), weights, bias, 1.0, *about, **more))


LONELY = head("loneliness", ("yes", "no"), "themes", 1)
LIFTS = head("lifts", ("for", "against", "torn"), "positions", 3)
TONE = head("tone", ("earnest", "mocking"))


def text(ident, *vectors):
    spans = [{"start": 3 * n, "end": 3 * n + 2} for n in range(len(vectors))]
    return {
        "text_id": ident, "text": "ab\n" * len(vectors), "language": "en",
        "embeddings": [{**s, "vector": v.tolist()} for s, v in zip(spans, vectors, strict=True)],
        "themes": [{**spans[0], "theme": "loneliness", "score": 0.2}],
        "positions": [
            {**spans[-1], "proposition": "lifts", "near": 0.4, "against": 0.1, "favour": 0.1}
        ],
    }  # fmt: skip


TEXTS = [text("a", UP, DOWN), text("b", UP)]


def test_keeps_the_promises_of_a_pass():
    found = check_pass(Labels((LIFTS, LONELY, TONE)), TEXTS)
    rows = found.select(["text_id", "start", "variable", "seat", "value"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        ("a", 0, "loneliness", "themes", "yes"),
        ("a", 0, "tone", None, "earnest"),
        ("a", 3, "lifts", "positions", "against"),
        ("a", 3, "loneliness", "themes", "no"),
        ("a", 3, "tone", None, "mocking"),
        ("b", 0, "lifts", "positions", "for"),
        ("b", 0, "loneliness", "themes", "yes"),
        ("b", 0, "tone", None, "earnest"),
    ]


def test_several_values_at_once_each_have_a_probability():
    moods = head("moods", ("glad", "sad"), several=True)
    rows = [row for row in check_pass(Labels((moods,)), TEXTS).to_pylist() if row["text_id"] == "a"]
    up = round(1 / (1 + np.exp(-4)), 6)
    assert [row["value"] for row in rows] == ["glad; sad", "glad; sad"]
    assert [[round(one["share"], 6) for one in row["shares"]] for row in rows] == [
        [up, 0.5], [0.5, up],
    ]  # fmt: skip
    assert [row["score"] for row in rows] == [0.5, 0.5]


def test_a_head_of_sentences_reads_sentences_alone():
    voice = head("voice", ("writer", "other"), of="sentences")
    step = Labels((voice,))
    assert set(step.reads) == {"texts", "sentences"}
    text = "A tender film. A dull one."
    given = {
        "text_id": "a", "text": text, "language": "en",
        "sentences": [{"start": 0, "end": 14}, {"start": 15, "end": 26}],
    }  # fmt: skip
    rows = check_pass(step, [given]).to_pylist()
    assert [text[row["start"] : row["end"]] for row in rows] == ["A tender film.", "A dull one."]
    assert {row["variable"] for row in rows} == {"voice"}


def test_reads_what_its_heads_see_and_nothing_else():
    assert set(Labels().reads) == {"texts"}
    assert set(Labels((TONE,)).reads) == {"texts", "embeddings"}
    assert set(Labels((LONELY,)).reads) == {"texts", "embeddings", "themes"}


def test_a_head_names_the_run_and_isnt_copied_into_it():
    from hermeneut.passes import definition, run_id

    one, other = definition(Labels((TONE,)), {}), definition(Labels((LONELY,)), {})
    assert run_id(one) != run_id(other)
    assert "heads" not in one["settings"]


def put(folder, **heads):
    (folder / "heads").mkdir(parents=True)
    (folder / "study.toml").write_text(DESIGN)
    for name, data in heads.items():
        (folder / "heads" / f"{name}.safetensors").write_bytes(data)
    return read(folder)


def test_takes_the_heads_of_the_study(tmp_path):
    design = put(tmp_path, tone=TONE, loneliness=LONELY, gone=head("gone", ("a", "b")))
    assert Labels.from_design(design).heads == (LONELY, TONE)
    assert Labels.from_design(parse(DESIGN)).heads == ()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x80\x04pickle", "no head"),
        (LONELY, "decides 'loneliness'"),
        (head("tone", ("a", "b"), vectors="0" * 64), "vectors of another model"),
        (head("tone", ("a", "b"), extra=9), "no head of passages"),
        (head("tone", ("a", "b"), "passwords"), "no head of passages"),
        (bytes(5 * 2**20), "too large"),
    ],
    ids=["pickle", "another's", "other-vectors", "other-width", "sees-what-isnt", "huge"],
)
def test_a_head_that_doesnt_belong_is_refused(tmp_path, data, said):
    with pytest.raises(UserError, match=said):
        Labels.from_design(put(tmp_path, tone=data))


PLACE = {"text_id": "a", "start": 0, "end": 2}
OTHER = {"text_id": "a", "start": 3, "end": 5}
SAID = {"seat": "themes", "by": "head"}


def held(folder, labels):
    """Say which themes hold, by which measure, where both speak."""
    likeness = [
        {**place, "theme": theme, "score": 0.3, "holds": True}
        for place in (PLACE, OTHER)
        for theme in ("loneliness", "grief")
    ]
    study = make_study(folder, {"themes": likeness, "labels": labels}, design=DESIGN)
    query = """select theme, "start", "by" from themes where holds order by theme, "start" """
    return [tuple(row.values()) for row in study.sql(query).to_pylist()]


SHIPPED = [(theme, at, "pass") for theme in ("grief", "loneliness") for at in (0, 3)]


def test_without_labels_the_shipped_measure_speaks(tmp_path):
    assert held(tmp_path, []) == SHIPPED


def test_a_head_speaks_in_the_place_of_the_shipped_measure(tmp_path):
    labels = [
        {**PLACE, **SAID, "variable": "loneliness", "value": "yes", "score": 0.7},
        {**OTHER, **SAID, "variable": "loneliness", "value": "no", "score": 0.9},
    ]
    assert held(tmp_path, labels) == [*SHIPPED[:2], ("loneliness", 0, "head")]


def test_a_seat_is_taken_for_all_passages_or_for_none(tmp_path):
    labels = [
        {**PLACE, **SAID, "variable": "themes", "value": "grief", "by": "m"},
        {**OTHER, **SAID, "variable": "themes", "value": None, "by": "m", "error": "not-asked"},
    ]
    assert held(tmp_path / "some", labels) == SHIPPED
    labels[1] |= {"value": "grief; loneliness", "error": None}
    wanted = [("grief", 0, "m"), ("grief", 3, "m"), ("loneliness", 3, "m")]
    assert held(tmp_path / "all", labels) == wanted


def test_labels_are_laid_over_positions(tmp_path):
    position = {"proposition": "lifts", "position": "for", "own": "for", "favour": 0.9}
    said = {"variable": "lifts", "seat": "positions", "by": "head", "score": 0.7}
    tables = {
        "positions": [{**PLACE, **position}, {**OTHER, **position}],
        "labels": [{**PLACE, **said, "value": "against"}, {**OTHER, **said, "value": "torn"}],
    }
    study = make_study(tmp_path, tables, design=DESIGN)
    query = 'select position, own, carries[1].start as at, "by" from positions order by "start"'
    assert [tuple(row.values()) for row in study.sql(query).to_pylist()] == [
        ("against", "against", PLACE["start"], "head"),
        ("torn", "torn", OTHER["start"], "head"),
    ]


def test_labels_are_laid_over_sentiments(tmp_path):
    shares = {"negative": 0.1, "neutral": 0.2, "positive": 0.7}
    said = [{"value": name, "share": share} for name, share in shares.items()]
    label = {**PLACE, "variable": "sentiment", "seat": "sentiments", "by": "head", "shares": said}
    shipped = {"polarity": "neutral", "negative": 0.1, "neutral": 0.8, "positive": 0.1}

    def polarities(folder, labels):
        tables = {"sentiments": [{**PLACE, **shipped, "judges": 0.3}], "labels": labels}
        query = 'select polarity, positive, judges, "by" from sentiments'
        return [
            [round(one, 6) if isinstance(one, float) else one for one in row.values()]
            for row in make_study(folder, tables, design=DESIGN).sql(query).to_pylist()
        ]

    assert polarities(tmp_path / "shipped", []) == [["neutral", 0.1, 0.3, "pass"]]
    taught = [{**label, "value": "positive", "score": 0.7}]
    assert polarities(tmp_path / "taught", taught) == [["positive", 0.7, 0.3, "head"]]


def test_labels_are_laid_over_referents(tmp_path):
    said = [{"value": "ai", "share": 0.9}, {"value": "none", "share": 0.1}]
    label = {**PLACE, "variable": "referent", "seat": "referents", "by": "head", "value": "ai",
             "score": 0.9, "shares": said}  # fmt: skip
    other = {**label, **OTHER, "value": "none", "shares": said[::-1]}
    shipped = {**PLACE, "referent": "film", "cues": 2, "share": 1.0}
    design = DESIGN + '\n[[referent]]\nid = "ai"\nlabel = "AI"\nwords = ["robot"]\n'

    def referents(folder, labels):
        study = make_study(folder, {"referents": [shipped], "labels": labels}, design=design)
        query = 'select referent, share, "by" from referents order by "start"'
        return [
            (r["referent"], round(r["share"], 6), r["by"]) for r in study.sql(query).to_pylist()
        ]

    assert referents(tmp_path / "shipped", []) == [("film", 1.0, "pass")]
    assert referents(tmp_path / "taught", [label, other]) == [("ai", 0.9, "head")]


def test_labels_are_laid_over_roles(tmp_path):
    role = {
        "role": "plot",
        "plot": 1.0,
        "argument": 0,
        "evaluation": 0,
        "background": 0,
        "other": 0,
    }
    label = {
        **PLACE, "variable": "role", "seat": "roles", "by": "head", "value": "argument",
        "score": 0.9, "shares": [{"value": "argument", "share": 0.9}],
    }  # fmt: skip
    tables = {"roles": [{**PLACE, **role}], "labels": [label]}
    study = make_study(tmp_path, tables, design=DESIGN)
    (row,) = study.sql("select role, argument, evaluation from roles").to_pylist()
    assert (row["role"], round(row["argument"], 6), row["evaluation"]) == ("argument", 0.9, 0)


def test_what_a_head_says_is_what_people_check(tmp_path):
    from hermeneut.views.codebook import variable
    from hermeneut.views.units import frame

    text = {"text_id": "a", "text": "ab\nab\n", "language": "en"}
    document = {"doc_id": "d", "capture_id": "c", "url": "u", "text_id": "a", "language": "en"}
    tables = {
        "texts": [text],
        "documents": [{**document, "completeness": "whole", "fetched_at": "2026"}],
        "subjects": [{"doc_id": "d", "capture_id": "c", "subject": "work", "verdict": "about"}],
        "paragraphs": [PLACE, OTHER],
        "embeddings": [PLACE, OTHER],
        "labels": [{**PLACE, "variable": "tone", "value": "mocking", "score": 0.9, "by": "head"}],
    }
    machine = {
        "unit": "a:3-5", "doc_id": "d", "coder": "bot", "kind": "machine", "variable": "tone",
        "value": "earnest", "coded_at": "2026",
    }  # fmt: skip

    def labels(folder, **more):
        study = make_study(folder, {**tables, **more}, design=DESIGN, codings=[machine])
        with study.reader() as reader:
            rows = frame(reader, variable(study.design, "tone")).to_pylist()
        return [row["label"] for row in rows]

    assert labels(tmp_path / "head") == ["mocking", None]
    assert labels(tmp_path / "none", labels=[]) == [None, "earnest"]


def test_a_model_that_talks_nonsense_gets_no_seat(tmp_path):
    places = [{"text_id": "a", "start": n, "end": n + 1} for n in range(20)]

    def by(folder, unread):
        labels = [
            {**place, "variable": "themes", "seat": "themes", "by": "m",
             "value": None if n < unread else "grief", "error": "not-json" if n < unread else None}
            for n, place in enumerate(places)
        ]  # fmt: skip
        shipped = [{**places[0], "theme": "loneliness", "score": 0.3, "holds": True}]
        study = make_study(folder, {"themes": shipped, "labels": labels}, design=DESIGN)
        rows = study.sql('select "by", count(*) as n from themes where holds group by all')
        return [(row["by"], row["n"]) for row in rows.to_pylist()]

    assert by(tmp_path / "two", 2) == [("m", 18)]
    assert by(tmp_path / "three", 3) == by(tmp_path / "all", 20) == [("pass", 1)]


def test_the_views_know_which_reasons_stay():
    from importlib.resources import files

    from hermeneut.views.prompts import MOST_UNREAD, SETTLED

    views = files("hermeneut.views").joinpath("seats.sql").read_text("utf-8")
    assert all(f"'{slug}'" in views for slug in SETTLED)
    assert f"<= {MOST_UNREAD} * count(*)" in views
