import json

import pytest

from hermeneut.read.page import read_page


def test_bytes_and_text_give_the_same():
    page = "<title>On Café</title><p>" + "A film about love. " * 20
    assert read_page(page) == read_page(page.encode())


def test_the_answer_is_json_and_lone_surrogates_are_gone():
    answer = read_page("<title>On \ud83d Her</title><p>" + "A film \ud83d about love. " * 20)
    json.dumps(answer, ensure_ascii=False).encode("utf-8")
    assert "about love" in answer["text"]


@pytest.mark.parametrize("page", ["", " ", b"", b"%PDF-1.4", "<", "no markup at all"])
def test_any_input_is_answered(page):
    assert read_page(page)["completeness"] in ("unreadable", "not an article")


def test_every_answer_has_the_same_keys():
    assert list(read_page("")) == list(read_page("<p>A film.", "https://e.org/2014/01/10/her"))
