"""Traits: what is seen of a quotation."""

from hermeneut.annotate.quotations import Quotations
from hermeneut.models.quoting import QUESTIONS


def seen(text):
    return Quotations().seen(text)[1]


def test_the_rule_the_role_and_the_source_are_seen():
    (one,) = seen("“It is warm,” said the philosopher Ada Quill.")
    assert one.voice.named["rule=expert"] == one.voice.named["source role=expert"] == 1
    assert "philosopher" in one.voice.texts[0]
    assert one.voice.texts[1] == "said"


def test_a_pronoun_and_a_first_name_are_told_apart():
    (one,) = seen("“It is warm,” she said.")
    assert one.voice.named["source=she"] == one.voice.named["names=0"] == 1
    (one,) = seen("“It is warm,” said Colm.")
    assert one.voice.named["one name"] == 1


def test_what_follows_is_seen():
    (one,) = seen("“It was a warm evening,” said Quill. But was the evening warm?")
    assert one.adopted.named["next: turns"] == one.adopted.named["next: asks"] == 1
    assert one.adopted.named["echoed"] == 1
    assert one.adopted.texts[0] == "But was the evening warm?"


def test_where_it_stands_is_seen():
    (one,) = seen(
        "Night fell on the town, on its harbour and on its hills. “It is warm,” said Quill."
    )
    assert one.adopted.named["ends its paragraph"] == one.adopted.named["last paragraph"] == 1
    assert one.adopted.named["opens its paragraph"] == 0


def test_titles_and_scare_quotes_are_not_looked_at():
    assert seen("Its “kindness” is sold.") == []


def test_the_models_answer_with_voices_and_adoptions():
    from hermeneut.annotate.adoption import ADOPTIONS
    from hermeneut.annotate.voices import VOICES

    assert set(QUESTIONS["voice"]) < set(VOICES)
    assert set(QUESTIONS["adopted"]) < set(ADOPTIONS)
