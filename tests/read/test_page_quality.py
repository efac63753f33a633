"""How well pages of the project's own are read: text, title, authors, date.

Measured as on the shared sets (`bench/article_text.py`, `bench/facts.py`). The layouts were written
for this gate; rules were mended with them in view, so the floors guard against loss.
"""

import re
from collections import Counter

import pytest

from hermeneut.read.page import read_page


@pytest.fixture(scope="module")
def read(laid):
    return [(page, read_page(page.html, page.url)) for page in laid]


def grams(text):
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[i : i + 4]) for i in range(len(words) - 3))


def test_text_by_runs_of_four_words(read, floor):
    precisions, recalls = [], []
    for laid, found in read:
        gold, got = grams("\n".join(laid.piece.paragraphs)), grams(found["text"])
        both = sum((gold & got).values())
        precisions.append(both / max(1, sum(got.values())))
        recalls.append(both / sum(gold.values()))
    p, r = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    assert 2 * p * r / (p + r) >= floor("pages", "text_f1")


def test_segments_with_and_without(read, floor):
    right = missed = wrong = 0
    for laid, found in read:
        kept = [segment in found["text"] for segment in laid.piece.paragraphs]
        right, missed = right + sum(kept), missed + len(kept) - sum(kept)
        wrong += sum(segment in found["text"] for segment in laid.outside)
    assert 2 * right / (2 * right + wrong + missed) >= floor("pages", "segments_f1")


def test_titles(read, floor):
    right = [found["title"] == laid.piece.title for laid, found in read]
    assert sum(right) / len(right) >= floor("pages", "title")


def test_authors(read, floor):
    given = [len(found["authors"]) for _, found in read]
    right = [laid.piece.author in found["authors"] for laid, found in read]
    assert sum(right) / sum(given) >= floor("pages", "authors_precision")
    assert sum(right) / len(right) >= floor("pages", "authors_recall")


def test_dates(read, floor):
    dated = [(laid, found["published"]) for laid, found in read if laid.piece.day in stated(laid)]
    answered = [(laid, day) for laid, day in dated if day]
    right = [day == laid.piece.day for laid, day in answered]
    assert sum(right) / len(right) >= floor("pages", "published_right")
    assert len(answered) / len(dated) >= floor("pages", "published_answered")


def stated(laid):
    """Whether a page says its day in any way."""
    said = (laid.piece.day, laid.piece.day.replace("-", "/"), laid.piece.shown)
    return laid.piece.day if any(day in laid.html for day in said) else ""


def test_no_page_is_dated_that_says_no_day(read):
    assert [found["published"] for laid, found in read if not stated(laid)] == [None] * 3
