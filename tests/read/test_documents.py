from hermeneut.read.documents import Documents
from hermeneut.testing import check_pass

READING = {
    "doc_id": "d", "capture_id": "c", "url": "https://e.org/a", "text_id": "t", "words": 4,
    "completeness": "whole", "fetched_at": "2025-01-01T00:00:00Z", "language": "en",
}  # fmt: skip


def fact(field, value, *, chosen=True):
    return {"field": field, "value": value, "chosen": chosen}


def test_chosen_facts_join_the_reading():
    facts = [fact("title", "Her"), fact("title", "HER", chosen=False), fact("language", "de"),
             fact("authors", "Ann Doe; Bo Roe"), fact("published", "2014-01")]  # fmt: skip
    row = check_pass(Documents(), [{**READING, "fields": facts}]).to_pylist()[0]
    assert (row["title"], row["authors"]) == ("Her", ["Ann Doe", "Bo Roe"])
    assert (row["published"], row["language"]) == ("2014-01", "en")
    assert row["fetched_at"] == READING["fetched_at"]


def test_a_language_stated_serves_where_none_was_found():
    row = {**READING, "language": None, "fields": [fact("language", "de")]}
    assert check_pass(Documents(), [row]).to_pylist()[0]["language"] == "de"


def test_a_document_without_facts():
    row = check_pass(Documents(), [{**READING, "fields": []}]).to_pylist()[0]
    assert (row["title"], row["authors"]) == (None, [])
