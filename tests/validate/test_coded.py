"""What people said of a variable's units: which of them count, and for which values."""

import json

import numpy as np
import pytest

from hermeneut.testing import DESIGN, make_study
from hermeneut.validate.coded import every
from hermeneut.views.codebook import variables

DESIGN = f"""{DESIGN}
[[variable]]
id = "moods"
definition = "Which moods?"
values = ["glad", "sad", "odd", "none"]
of = "paragraphs"
several = true

[[variable]]
id = "tone"
definition = "How does it sound?"
values = ["earnest", "mocking"]
of = "paragraphs"
"""
PLACES = [{"text_id": "a", "start": 10 + 5 * n, "end": 14 + 5 * n} for n in range(6)]
DOCUMENT = {"doc_id": "d", "capture_id": "c", "url": "u", "text_id": "a", "language": "en"}


def unit(n):
    return f"a:{10 + 5 * n}-{14 + 5 * n}"


def coded(folder, variable, said, settled=(), *, labels=(), held=0, earlier=None):
    """Give what comes of codings: a dictionary from coder to values, for each unit."""
    tables = {
        "texts": [{"text_id": "a", "text": "word " * 10, "language": "en"}],
        "documents": [{**DOCUMENT, "completeness": "whole", "fetched_at": "2026"}],
        "subjects": [{"doc_id": "d", "capture_id": "c", "subject": "work", "verdict": "about"}],
        "paragraphs": PLACES,
        "embeddings": PLACES,
        "labels": list(labels),
    }
    codings = [
        {"unit": unit(n), "doc_id": "d", "coder": coder, "kind": "person", "variable": variable,
         "value": value, "coded_at": "2026"}
        for n, by in enumerate(said) for coder, values in by.items() for value in values.split("; ")
    ]  # fmt: skip
    study = make_study(folder, tables, design=DESIGN, codings=codings)
    how = json.dumps({"of": "paragraphs", "held": held})
    if earlier is not None:
        study.judgements.append("samples", [
            {"sample": "s0", "variable": variable, "unit_kind": "paragraph", "unit": unit(0),
             "doc_id": "d", "text_id": "a", "stratum": "", "probability": 1.0, "held": False,
             "rank": 0, "seed": 1, "drawn_at": "2025", "start": 10, "end": 14,
             "design": json.dumps({"of": "paragraphs", "held": earlier})}
        ])  # fmt: skip
    study.judgements.append("samples", [
        {"sample": "s1", "variable": variable, "unit_kind": "paragraph", "unit": unit(n),
         "doc_id": "d", "text_id": "a", "stratum": "", "probability": 1.0, "held": False, "rank": n,
         "seed": 1, "drawn_at": "2026", "design": how, "start": 10 + 5 * n,
         "end": 14 + 5 * n}
        for n in range(6)
    ])  # fmt: skip
    if settled:
        study.judgements.append("adjudications", [
            {"unit": unit(n), "doc_id": "d", "variable": variable, "value": value, "who": "cy",
             "why": "read again", "settled_at": "2026"} for n, value in settled
        ])  # fmt: skip
    with study.reader() as tables:
        return next(every(tables, variables(study.design)))


def given(one, value):
    return [None if np.isnan(n) else int(n) for n in one.people(value).tolist()]


def test_a_set_on_which_coders_differ_in_one_value_counts_for_the_others(tmp_path):
    one = coded(tmp_path, "moods", [
        {"ana": "glad; sad", "ben": "sad"},
        {"ana": "glad", "ben": "odd"},
        {"ana": "none", "ben": "sad"},
        {"ana": "glad", "ben": "unclear"},
        {"ana": "glad", "ben": "glad"},
    ])  # fmt: skip
    assert given(one, "glad") == [None, None, 0, None, 1, None]
    assert given(one, "sad") == [1, 0, None, None, 0, None]
    assert given(one, "odd") == [0, None, 0, None, 0, None]
    assert given(one, "none") == [0, 0, None, None, 0, None]
    assert one.values == ("glad", "sad", "odd", "none")
    assert one.left == {unit(3)}
    assert "1 coded paragraph left out, since coders differ or can’t tell" in one.note()


def test_what_was_settled_counts_as_settled(tmp_path):
    said = [{"ana": "glad; sad", "ben": "sad"}]
    one = coded(tmp_path, "moods", said, settled=[(0, "glad"), (0, "odd")])
    assert [given(one, value)[0] for value in one.values] == [1, 0, 1, 0]
    assert one.note() == ""


@pytest.mark.parametrize("other", ["mocking", "unclear"])
def test_where_one_value_alone_holds_open_units_are_left_out_and_that_is_said(tmp_path, other):
    one = coded(tmp_path, "tone", [{"ana": "earnest", "ben": other}, {"ana": "earnest"}])
    assert given(one, "earnest")[:2] == [None, 1]
    assert one.left == {unit(0)}
    assert one.take(np.array([False, *[True] * 5])).note() == one.note()


@pytest.mark.parametrize(("held", "units"), [(0, 0), (1, 6)])
def test_where_a_head_learned_from_codings_documents_held_back_count_alone(tmp_path, held, units):
    label = {**PLACES[0], "variable": "tone", "value": "earnest", "score": 0.9}
    said = [{"ana": "earnest"}] * 6
    head, model = {**label, "by": "head"}, {**label, "by": "a-model"}
    by_model = coded(tmp_path / "model", "tone", said, labels=[model], held=held)
    assert (6, False) == (by_model.is_coded.sum(), by_model.taught)
    if not units:
        with pytest.raises(StopIteration):
            coded(tmp_path / "head", "tone", said, labels=[head], held=held)
        return
    by_head = coded(tmp_path / "head", "tone", said, labels=[head], held=held)
    assert (units, True) == (by_head.is_coded.sum(), by_head.taught)
    assert "held back alone, since a head learned from the others" in by_head.note()


def test_what_a_later_draw_holds_back_may_have_been_learned_from(tmp_path):
    label = {**PLACES[0], "variable": "tone", "value": "earnest", "score": 0.9, "by": "head"}
    with pytest.raises(StopIteration):
        coded(tmp_path, "tone", [{"ana": "earnest"}] * 6, labels=[label], held=1, earlier=0)
