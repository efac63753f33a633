from hermeneut.read.prose import normalise
from hermeneut.read.repeats import without_repeats

SAID = "He writes other people's letters for money and has nobody of his own to write to."


def test_a_block_stands_once_and_its_second_place_is_on_record():
    kept = without_repeats(normalise(f"{SAID}\n\nShe answers.\n\n{SAID}\n\nThe end."))
    assert kept.text == f"{SAID}\n\nShe answers.\n\nThe end."
    assert [(d.text, d.reason, kept.text[: d.at].endswith("answers.")) for d in kept.dropped] == [
        (SAID, "repeated", True)
    ]


def test_a_refrain_stays():
    song = "I'm lying on the moon.\n\nMy dear, I'll be there soon.\n\nI'm lying on the moon."
    assert without_repeats(normalise(song)).text == song


def test_repeats_without_spaces_between_words_are_seen():
    said = "彼は手紙を書く男で、誰にも自分の手紙を書かない。そして声に恋をする。"
    assert without_repeats(normalise(f"{said}\n\n終わり。\n\n{said}")).text == f"{said}\n\n終わり。"
