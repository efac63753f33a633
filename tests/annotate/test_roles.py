"""Roles: what each sentence does in its text."""

import pyarrow as pa

from hermeneut.annotate.roles import NAMES, Roles
from hermeneut.annotate.sentences import split
from hermeneut.models import roles as model
from hermeneut.testing import check_pass

TEXT = (
    "Anna leaves her husband and takes the night train to Lisbon. On board she meets a soldier "
    "who has lost his papers. It is a lovely film, beautifully acted and never dull."
)
SPANS = [{"start": start, "end": end} for start, end in split(TEXT)]


def batch(*languages):
    return pa.RecordBatch.from_pydict(
        {
            "text_id": [f"t{i}" for i in range(len(languages))],
            "text": [TEXT] * len(languages),
            "language": list(languages),
            "sentences": [SPANS] * len(languages),
        }
    )


def test_tells_plot_from_judgement():
    found = [row["role"] for row in Roles().find(TEXT, SPANS)]
    assert found == ["plot", "plot", "evaluation"]


def test_the_role_is_the_likeliest_and_shares_sum_to_one():
    for row in Roles().find(TEXT, SPANS):
        shares = {name: row[name] for name in NAMES}
        assert row["role"] == max(shares, key=shares.get)
        assert abs(sum(shares.values()) - 1) < 1e-5


def test_the_names_are_the_models():
    assert NAMES == model.ROLES


def test_english_alone():
    rows = Roles()(batch("de", "en")).to_pylist()
    assert {row["text_id"] for row in rows} == {"t1"}


def test_keeps_the_promises_of_a_pass():
    check_pass(Roles(), batch("en", "de", "en").to_pylist())
    assert list(Roles().find(TEXT, None)) == []


OWN = {
    "plot": (
        "Her brother finds the letter and burns it before she can read it.",
        "Marek wakes in a hospital and doesn't know his own name.",
        "The two sisters steal a car and drive north to find their father.",
        "When the ship sinks, only the cook and the captain's dog survive.",
        "He tells her that he is leaving, and she throws his watch into the river.",
        "At the wedding her cousin confesses that he was the one who called the police.",
        "The old man hides the boy in his cellar until the soldiers have gone.",
    ),
    "evaluation": (
        "It's a warm, funny and beautifully shot picture.",
        "The script is clumsy and the last act drags badly.",
        "Okafor gives the performance of her career.",
        "I was bored from the first scene to the last.",
        "One of the most moving films I have seen this year.",
        "The score is lovely, but the pacing is a mess.",
        "Don't waste your money on this lazy sequel.",
        "The direction is assured and the cast is excellent.",
    ),
    "argument": (
        "If a feeling can be bought, then perhaps it was never a feeling but a service.",
        "We should not confuse being listened to with being understood.",
        "What such machines change is not love itself but our idea of what it costs.",
        "It may be that people have always preferred an echo to an answer.",
        "This suggests that intimacy depends on the possibility of refusal.",
        "To argue that loneliness is a technical problem is to misunderstand both.",
    ),
}  # fmt: skip


def test_roles_of_sentences_written_for_the_project(floor):
    right = {
        role: sum(model.ROLES[model.classify([text])[0].argmax()] == role for text in texts)
        for role, texts in OWN.items()
    }
    assert sum(right.values()) / sum(map(len, OWN.values())) >= floor("roles", "own_sentences")
