import json

import pytest

from hermeneut.importers import read, recognise

ENTRY = {
    "id": "petrov2014",
    "type": "article-newspaper",
    "title": "Love without hands",
    "author": [
        {"family": "Roe", "given": "Jan", "non-dropping-particle": "van der", "suffix": "Jr."},
        {"literal": "The Slow Pan"},
        {"family": "Petrov", "given": "Ana"},
    ],
    "container-title": "Harbour Weekly",
    "issued": {"date-parts": [["2014", 1, 10]]},
    "URL": "https://example.org/a",
    "DOI": "10.1000/1",
    "abstract": "A film about <i>Her</i>.",
    "language": "en-GB",
    "volume": 7,
    "custom": {"a": 1},
}


def test_a_reference_becomes_a_row(facts):
    (row,) = facts(json.dumps([ENTRY]).encode(), "csl-json")
    assert row == {
        "title": "Love without hands",
        "authors": "Jan van der Roe Jr.; The Slow Pan; Ana Petrov",
        "outlet": "Harbour Weekly",
        "published": "2014-01-10",
        "url": "https://example.org/a",
        "form": "newspaper article",
        "venue": "newspaper",
        "language": "en-GB",
        "abstract": "A film about <i>Her</i>.",
        "doi": "10.1000/1",
        "volume": "7",
        "key": "petrov2014",
    }


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ({"date-parts": [[2014]]}, "2014"),
        ({"date-parts": [[2014, 2], [2014, 3]]}, "2014-02"),
        ({"raw": "10 January 2014"}, "2014-01-10"),
        ({"literal": "Spring 2014"}, "2014"),
        ("2014-01", "2014-01"),
        ({"date-parts": [[]]}, None),
        ({"date-parts": "2014"}, None),
        (None, None),
    ],
)
def test_dates_at_the_precision_known(facts, issued, date):
    (row,) = facts(json.dumps([{**ENTRY, "issued": issued}]).encode(), "csl-json")
    assert row.get("published") == date


@pytest.mark.parametrize(
    "wrap",
    [
        lambda e: [e],
        lambda e: e,
        lambda e: {"items": [e]},
        lambda e: {"message": {"items": [{**e, "title": [e["title"]]}]}},
    ],
    ids=["list", "alone", "zotero", "crossref"],
)
def test_lists_as_services_wrap_them(facts, wrap):
    payload = json.dumps(wrap(ENTRY), indent=1).encode()
    assert recognise(payload) == "csl-json"
    assert facts(payload, "csl-json")[0]["title"] == "Love without hands"


@pytest.mark.parametrize(
    ("payload", "slug"),
    [(b"[1]", "malformed"), (b"[{", "damaged"), (b"[" * 100_000, "damaged"), (b"3", "empty")],
)
def test_what_isnt_a_reference(payload, slug):
    (row,) = read(payload, "csl-json")
    assert row.error.split(":")[0] == slug


def test_lines_of_json_are_a_table_and_not_this():
    lines = "\n".join(json.dumps(ENTRY) for _ in range(3))
    assert recognise(lines.encode()) == ""
    assert recognise(b'[{"type": "Feature", "title": "x"}]') == ""
