import pytest

from hermeneut.read.language import language_of

ENGLISH = "The film opens on a face that is reading somebody else's letter aloud to a machine. " * 3
GERMAN = "Der Film beginnt mit einem Gesicht, das einer Maschine einen fremden Brief vorliest. " * 3


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (GERMAN, "de")])
def test_the_text_speaks_for_itself(text, language):
    assert language_of(text, declared="xx") == language


def test_short_texts_take_what_was_declared():
    assert language_of("Her", declared="fr") == "fr"
    assert language_of("Her") is None


def test_an_unsure_guess_gives_way():
    assert language_of("1 2 3 " * 20, declared="en", floor=1.1) == "en"
