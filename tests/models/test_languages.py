import pytest

from hermeneut.models.languages import identified, places, words
from hermeneut.spans import Span


@pytest.mark.parametrize(
    ("text", "many"),
    [("A voice, no body.", 4), ("云端情人", 2), ("她在 Los Angeles", 3), ("ภาพยนตร์", 4), ("", 0)],
)
def test_words_of_any_script(text, many):
    assert many == words(text) == len(places(text, Span(0, len(text))))


def test_where_words_stand():
    assert ["he", "爱上", "了", "her"] == [
        at.of("he爱上了 her") for at in places("he爱上了 her", Span(0, 9))
    ]


def test_a_short_text_is_not_guessed_at():
    assert identified("Lei legge ad alta voce una lettera alla macchina. " * 2) is None
    assert identified("Sie liest der Maschine einen Brief vor, und weint.") is None


@pytest.mark.parametrize(
    "text",
    [
        "Smith almost redeems a generic actioner, and that is all there is to it.",
        "Pretty to look at, but there’s not much under the hood.",
        "A lot of fun with excellent direction",
    ],
)
def test_a_short_text_is_english_by_its_commonest_words(text):
    assert identified(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "Der Film „The End of the Affair“ ist ein Glück.",
        "Un film de science-fiction que l’on n’oublie pas",
        "Her, Up, It, Us, Inside Out",
        "Dull. Lifeless. Interminable. Smug. Airless. Loud.",
    ],
)
def test_of_other_short_texts_no_language_is_claimed(text):
    assert identified(text) != "en"


def test_an_unsure_guess_is_none():
    assert identified("Lei legge ad alta voce una lettera alla macchina. " * 4) == "it"
    assert identified("Lei legge ad alta voce una lettera alla macchina. " * 4, floor=1.1) is None


def test_common_words_tell_german_at_once():
    told = "Der Film ist nicht schlecht, und die Stimme bleibt mit dem Mann auf der Bank sitzen. "
    assert identified(told * 2, floor=1.1) == "de"


def test_a_few_english_words_make_no_english():
    german = (
        "Sie liest der Maschine einen Brief aus „The End of the Affair“ vor, und weint dabei, "
        "bis es draußen hell wird und jemand an die Tür klopft, den sie nicht sehen will."
    )

    assert identified(german) == "de"
