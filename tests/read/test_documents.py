from hermeneut.design import parse
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


def test_a_rating_has_a_value_beside_it():
    row = check_pass(Documents(), [{**READING, "fields": [fact("rating", "B+")]}]).to_pylist()[0]
    assert (row["rating"], row["rating_value"]) == ("B+", 0.75)


def test_the_stars_of_an_outlet():
    reading = {
        **READING,
        "url": "https://www.rogerebert.com/her",
        "fields": [fact("rating", "★★★★")],
    }
    assert check_pass(Documents(), [reading]).to_pylist()[0]["rating_value"] == 1.0


def test_what_has_no_date_is_dated_by_what_it_says():
    step = Documents(year=2013, names=("Jonze",))
    text = "Jonze’s film is nominated for Best Picture."
    undated = {**READING, "text": text, "fields": []}
    dated = {**undated, "fields": [fact("published", "2014-01-20")]}
    first, second = check_pass(step, [undated, dated]).to_pylist()
    assert (first["published"], first["dated"]) == (None, "2014-01/2014-03")
    assert "nominated" in first["dated_why"]
    assert (second["published"], second["dated"]) == ("2014-01-20", None)


def test_the_design_tells_of_the_work():
    design = parse('[study]\nname = "up"\n[work]\ntitle = "Up"\nyear = 2009\nmakers = ["Ann Doe"]\n'
                   '[[event]]\ndate = "2009-05"\nlabel = "release"')  # fmt: skip
    step = Documents.from_design(design)
    assert (step.year, step.names, step.events) == (2009, ("Ann Doe",), (("2009-05", "release"),))
