from hermeneut.read.typed import read_typed


def test_wrapped_lines_are_joined():
    wrapped = "\n".join(["A man falls in love with a voice that he has only"] * 5 + ["met."])
    assert "\n" not in read_typed(wrapped).text


def test_verse_keeps_its_lines():
    assert read_typed("Her name,\nher voice.\n\nNothing else.").text.count("\n") == 3


def test_words_parted_at_the_end_of_a_line_are_joined():
    lines = [
        "A lonely man who writes letters for other peo-",
        "ple meets a voice that is self-",
        "aware, and falls in love with it before he has",
        "heard what it is. It learns from all that he",
        "says, from his letters and from his silence, un-",
        "til it has no more to learn.",
    ]
    text = read_typed("\n".join(lines)).text
    assert all(
        word in text for word in ("other people meets", "is self-aware,", "silence, until it")
    )


def test_running_heads_and_page_numbers_go_and_are_on_record():
    said = [
        "She reads his letters aloud.",
        "He listens to her in the dark.",
        "Nobody else is there.",
    ]
    pages = [f"The Film Quarterly\n\n{text}\n\n- {n} -" for n, text in enumerate(said, 4)]
    prose = read_typed("\f".join(pages))
    assert prose.paragraphs == said
    assert [d.text for d in prose.dropped] == [
        line for n in (4, 5, 6) for line in ("The Film Quarterly", f"- {n} -")
    ]
    assert {d.reason for d in prose.dropped} == {"page-furniture"}
