"""What the rules say of whose voice a quotation is."""

import pytest

from hermeneut.annotate.quotations import Quotations
from hermeneut.annotate.speakers import Speaker
from hermeneut.annotate.voices import roles_named
from hermeneut.annotate.voices import voices as by_rule


def voices(text):
    rows, _ = Quotations().seen(text)
    found = by_rule(text, rows, [Speaker(row["speaker_name"]) for row in rows])
    return [voice for row, voice in zip(rows, found, strict=True) if row["kind"] != "indirect"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“It is warm,” said the philosopher Ada Quill.", ["expert"]),
        ("Dr Ada Quill was sure. “It is warm,” Quill said.", ["expert"]),
        ("Ada Quill, a retired sound editor, disagreed. “It is warm,” she said.", ["maker"]),
        ("“It is warm,” one user wrote on a forum.", ["user"]),
        ("“It is warm,” said a man in the audience.", ["user"]),
        ("“It is warm,” my mother said.", ["other"]),
        ("“It is warm,” wrote Ada Quill in the Evening Courier.", ["critic"]),
        ("“Every voice is a promise” (Quill 1998, 44).", ["scholar"]),
        ("“It is warm,” I wrote at the time.", ["writer"]),
        ("“It is warm.”", ["unknown"]),
        ("Its “kindness” is sold by the month.", [None]),
    ],
)
def test_voices(text, expected):
    assert voices(text) == expected


def test_a_role_across_a_preposition_is_another_persons():
    assert voices("The lawyer for the Quill family left. “It is warm,” Quill said.") != ["expert"]


def test_somebody_has_one_voice_in_a_document():
    text = "“It is warm,” said the critic Ada Quill. Night fell.\n\n“And long,” said Quill."
    assert voices(text) == ["critic", "critic"]


def test_roles_named_anywhere():
    assert roles_named("the critic asked a nurse; Director said no") == {"critic", "expert"}
