import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.read.language import Spoken, spoken

# Sentences of ours, each some fourteen words.
SAID = {
    "en": "The film opens on a face that is reading somebody else's letter to a machine.",
    "de": "Der Film beginnt mit einem Gesicht, das einer Maschine einen fremden Brief vorliest.",
    "fr": "Le film s'ouvre sur un visage qui lit à une machine la lettre d'un autre.",
    "es": "La película empieza con un rostro que lee a una máquina la carta de otra persona.",
    "ru": "Фильм начинается с лица человека, который читает машине чужое письмо, и это грустно.",
    "el": "Η ταινία αρχίζει με ένα πρόσωπο που διαβάζει σε μια μηχανή το γράμμα κάποιου άλλου.",
    "he": "הסרט נפתח בפניו של אדם שקורא למכונה מכתב של מישהו אחר, וזה עצוב מאוד בעיניי.",
    "ar": "يبدأ الفيلم بوجه رجل يقرأ على الآلة رسالة كتبها شخص آخر، وهذا أمر حزين جدا.",
    "zh": "电影开头是一张脸，他正在给机器念别人的信，这真是一件令人难过的事情，但也很美。",
    "ja": "映画は、機械に向かって他人の手紙を読み上げる男の顔から始まる。それは悲しくて美しい。",
    "ko": "영화는 기계에게 다른 사람의 편지를 읽어 주는 한 남자의 얼굴로 시작한다.",
}


@pytest.mark.parametrize("language", SAID)
def test_each_script_speaks_for_itself(language):
    assert language == spoken(f"{SAID[language]} {SAID[language]}").main


@pytest.mark.parametrize("language", [name for name in SAID if name != "en"])
def test_quotations_in_another_language_turn_no_essay(language):
    english, quoted = SAID["en"] * 2, SAID[language] * 2
    essay = "\n\n".join([english, quoted, english, english, quoted, english])

    assert "en" == spoken(essay).main


def test_short_paragraphs_go_with_the_next():
    lines = "\n\n".join(["Oui.", *[SAID["en"]] * 4, "Non, merci."])

    assert "en" == spoken(lines).main


def test_capitals_are_read_in_small_letters():
    assert "en" == spoken(f"{SAID['en']} {SAID['en']}".upper()).main


@pytest.mark.parametrize("text", ["", "Her", "Her\n\nLei", "1 2 3 " * 20, "… " * 50])
def test_what_is_too_short_or_says_nothing_is_in_no_language(text):
    assert spoken(text, floor=0.99) == Spoken()


def test_of_two_languages_both_are_told():
    half = [SAID["en"]] * 16 + [SAID["fr"]] * 14

    heard = spoken("\n\n".join(half))

    assert "en" == heard.main
    assert heard.note.startswith("two-languages: en 5")


def test_a_quotation_is_not_told():
    assert "" == spoken("\n\n".join([SAID["en"]] * 16 + [SAID["fr"]] * 4)).note
    assert "" == spoken("\n\n".join([SAID["en"]] * 4 + [SAID["fr"]] * 3)).note  # too short


def test_all_parts_of_a_long_text_are_heard():
    assert "en" == spoken("\n\n".join([SAID["de"]] * 300 + [SAID["en"]] * 500)).main


@given(st.text(max_size=300))
def test_anything_is_answered(text):
    heard = spoken(text)

    assert heard.main is None or len(heard.main) == 2
    assert not heard.shares or sum(share for _, share in heard.shares) == pytest.approx(1)
