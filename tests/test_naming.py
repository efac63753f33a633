"""Names that the texts hold and the design doesn't."""

import pytest

from hermeneut import design
from hermeneut.naming import Offered, names_of, offered
from hermeneut.testing import make_study

UP = """
[study]
name = "up"
[work]
title = "Up"
year = 2009
makers = ["Pete Docter"]
cues = ["Docter", "Carl", "Fredricksen"]
[[target]]
id = "film"
label = "the film"
kind = "work"
aliases = ["the film"]
[[cited]]
name = "The Long Hum"
kind = "work"
"""
TEXTS = {
    "a": "Pete Docter films a house. Ada Quill lends a voice; Quill hums. Carl Fredricksen sighs.",
    "b": "Again the house. The critic Ada Quill calls it warm, and “The Long Hum” comes to mind.",
    "c": "What does Quill do there? Again she hums. However, a house stays. They like Tom Bright.",
    "d": "Again, Maud Ferris’s novel Borrowed Voices (1998) knows better. House after house.",
}


def found(texts=None):
    rows = [{"doc_id": key, "text": text} for key, text in (texts or TEXTS).items()]
    return {one.name: one for one in names_of(rows, design.parse(UP))}


def test_a_surname_joins_its_full_name_in_one_text_and_across_texts():
    one = found()["Ada Quill"]
    assert (one.documents, one.times, set(one.variants)) == (3, 4, {"Ada Quill", "Quill"})
    assert one.kind in ("person", "thinker")
    assert "Quill" not in found()


def test_a_surname_that_two_people_share_is_nobody_s():
    texts = {"a": "I met Ada Quill.", "b": "I met Jon Quill.", "c": "They say Quill hums."}
    assert {"Ada Quill", "Jon Quill", "Quill"} <= set(found(texts))


@pytest.mark.parametrize("known", ["Pete Docter", "Carl Fredricksen", "Docter", "The Long Hum"])
def test_what_the_design_knows_is_left_out(known):
    assert known not in found()


@pytest.mark.parametrize("word", ["Again", "However", "House", "What", "They"])
def test_a_word_that_only_opens_sentences_is_no_name(word):
    assert word not in found()


def test_a_work_is_told_from_a_person():
    names = found()
    assert {n: names[n].kind for n in ("Borrowed Voices", "Maud Ferris")} == {
        "Borrowed Voices": "work",
        "Maud Ferris": names["Maud Ferris"].kind,
    }
    assert names["Maud Ferris"].kind != "work"


def test_each_name_shows_a_place():
    one = found()["Tom Bright"]
    assert one.doc_id == "c"
    assert "They like Tom Bright" in one.example


def test_order_of_documents_makes_no_difference_to_the_counts():
    backwards = found(dict(reversed(TEXTS.items())))
    counts = {name: (one.documents, one.times, one.kind) for name, one in found().items()}
    assert {n: (o.documents, o.times, o.kind) for n, o in backwards.items()} == counts


@pytest.mark.parametrize("kind", ["person", "thinker", "work", "company", "app", "other"])
def test_what_is_offered_can_stand_in_the_design(kind):
    one = Offered('Ada "Ink" Quill', kind, variants=('Ada "Ink" Quill', "Quill"))
    made = design.parse(f"{UP}\n{one.toml()}\n")
    if kind in ("person", "other"):
        assert made.targets[-1].aliases == ('Ada "Ink" Quill', "Quill")
    else:
        assert (made.cited[-1].name, made.cited[-1].kind) == ('Ada "Ink" Quill', kind)
        assert made.cited[-1].aliases == ("Quill",)


def test_a_name_that_was_taken_into_the_design_is_offered_no_more():
    one = found()["Ada Quill"]
    rows = [{"doc_id": key, "text": text} for key, text in TEXTS.items()]
    grown = names_of(rows, design.parse(f"{UP}\n{one.toml()}\n"))
    assert "Ada Quill" not in [other.name for other in grown]


def test_a_study_offers_what_enough_of_its_documents_hold(tmp_path):
    texts = [
        {"text_id": key, "text": text, "language": "en", "emphasis": []}
        for key, text in TEXTS.items()
    ]
    ids = [{"doc_id": t["text_id"], "capture_id": t["text_id"]} for t in texts]
    study = make_study(
        tmp_path,
        {
            "texts": texts,
            "readings": [
                {**i, "text_id": i["doc_id"], "text": TEXTS[i["doc_id"]], "completeness": "whole"}
                for i in ids
            ],
            "documents": [
                {**i, "text_id": i["doc_id"], "language": "en", "completeness": "whole"}
                for i in ids
            ],
            "subjects": [
                {**i, "subject": "work", "verdict": "about", "score": 1.0, "cues": []} for i in ids
            ],
        },
        design=UP,
    )
    assert [one.name for one in offered(study)] == ["Ada Quill"]
    assert "Tom Bright" in [one.name for one in offered(study, least=1)]
    assert offered(study, kind="company") == []
