import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.candidates import Answer, NotAnswered
from hermeneut.collect.inquiries import abstracts, keys
from hermeneut.collect.sources import openalex
from hermeneut.collect.sources.openalex import OpenAlex, rebuilt
from hermeneut.testing import Recorded, check_source

ABSTRACT = "This article asks whether a voice can be loved. It can."


def inverted(text):
    index = {}
    for place, word in enumerate(text.split()):
        index.setdefault(word, []).append(place)
    return index


def work(n, *, is_oa=True, abstract=ABSTRACT, **more):
    oa = {"landing_page_url": f"https://repository.example/{n}", "pdf_url": None} if is_oa else None
    row = {
        "id": f"https://openalex.org/W{n}", "doi": f"https://doi.org/10.5555/her.{n}",
        "display_name": f"Loving a voice, part {n}", "publication_date": "2015-03-20",
        "publication_year": 2015, "language": "en", "type": "article",
        "authorships": [
            {"author": {"display_name": "Ines Okafor"}}, {"raw_author_name": "Bright, Tom"}, {},
        ],
        "primary_location": {
            "landing_page_url": f"https://doi.org/10.5555/her.{n}",
            "source": {"display_name": "Journal of Screens"},
        },
        "best_oa_location": oa, "open_access": {"is_oa": is_oa, "oa_status": "green"},
        "abstract_inverted_index": inverted(abstract) if abstract else None,
    }  # fmt: skip
    return {**row, **more}


def catalogue(works, *, size=3, count=None):
    """Behave like OpenAlex: a cursor from ``*`` until there is none; ten thousand are no end."""

    def app(asked):
        params = asked.params
        cursor = params["cursor"]
        at = 0 if cursor == "*" else int(cursor.removeprefix("c"))
        some = works[at : at + size]
        more = f"c{at + size}" if some else None
        total = len(works) if count is None else count
        return {"meta": {"count": total, "per_page": size, "next_cursor": more}, "results": some}

    return app


def test_recorded_exchange(her, keyless, exchange):
    """As documented; without a key, and with an address that isn't kept with the question."""
    one = OpenAlex(since="2013", until="2020", language="en")
    params = {
        "search": '"Her" AND "Spike Jonze"', "per_page": "100", "cursor": "*",
        "filter": "from_publication_date:2013-01-01,to_publication_date:2020-12-31,language:en",
        "select": ",".join(openalex._FIELDS),
    }  # fmt: skip
    body = {"meta": {"count": 2, "next_cursor": "abc"}, "results": [work(1), work(2, is_oa=False)]}
    end = {"meta": {"count": 2, "next_cursor": None}, "results": []}
    recorded = Recorded({
        **exchange(openalex.ENDPOINT, params, body),
        **exchange(openalex.ENDPOINT, {**params, "cursor": "abc"}, end),
    })  # fmt: skip
    first, second = check_source(one, recorded, her)
    assert first.url == "https://repository.example/1"
    assert (first.title, first.author) == ("Loving a voice, part 1", "Ines Okafor; Bright, Tom")
    assert (first.outlet, first.published) == ("Journal of Screens", "2015-03-20")
    assert second.url == "https://doi.org/10.5555/her.2"
    assert (first.left_out, second.left_out.split(":")[0]) == ("", "closed")
    assert "example.org" not in str(recorded.asked)


@pytest.mark.parametrize("many", [0, 1, 3, 7])
def test_cursors_are_followed_to_the_end(many, stand_in, asker, her, hidden, caplog):
    service = stand_in(catalogue([work(n) for n in range(many)]))
    assert len(check_source(OpenAlex(endpoint=service.url), asker, her)) == many
    assert service.asked[0].params["api_key"] == hidden
    assert service.asked[0].params["mailto"] == "reader@example.org"
    assert "speaks of" not in caplog.text


def test_without_a_key_it_is_asked_all_the_same(stand_in, asker, her, keyless):
    service = stand_in(catalogue([work(1)]))
    assert len(list(OpenAlex(endpoint=service.url).discover(her, asker))) == 1
    assert "api_key" not in service.asked[0].params


def test_a_limit_and_totals_that_lie_are_told(stand_in, asker, her, keyless, caplog):
    service = stand_in(catalogue([work(n) for n in range(9)], count=20_000))
    assert len(list(OpenAlex(endpoint=service.url, limit=4).discover(her, asker))) == 4
    assert "stopped at its limit of 4 (4 of 20000 that it speaks of)" in caplog.text
    assert len(list(OpenAlex(endpoint=service.url).discover(her, asker))) == 9
    assert "speaks of 20000 rows and gave 9" in caplog.text


def test_a_cursor_that_leads_nowhere_ends_the_list(stand_in, asker, her, keyless):
    body = {"meta": {"count": 9, "next_cursor": "*"}, "results": [work(1)]}
    service = stand_in(lambda a: body)
    assert len(list(OpenAlex(endpoint=service.url).discover(her, asker))) == 1
    assert len(service.asked) == 1


def test_a_refused_key_and_an_error(stand_in, asker, her, hidden):
    with pytest.raises(NotAnswered, match="http-401: openalex refuses the key"):
        list(OpenAlex(endpoint=stand_in(lambda a: (401, "")).url).discover(her, asker))
    body = {"error": "Invalid query parameters", "message": "bad filter"}
    with pytest.raises(NotAnswered, match="bad-question: bad filter"):
        list(OpenAlex(endpoint=stand_in(lambda a: body).url).discover(her, asker))


def test_what_is_closed_is_fetched_only_if_asked_for_or_without_abstract(
    stand_in, asker, her, keyless
):
    works = [work(1, is_oa=False), work(2, is_oa=False, abstract="")]
    service = stand_in(catalogue(works))
    out = [c.left_out for c in OpenAlex(endpoint=service.url).discover(her, asker)]
    assert out == ["closed: no open copy is known; its abstract is kept", ""]
    found = OpenAlex(endpoint=service.url, closed=True).discover(her, asker)
    assert {c.left_out for c in found} == {""}


def test_abstracts_have_the_address_of_the_page(her):
    body = json.dumps({"results": [work(1), work(2, abstract=""), work(3, type="dataset"), None]})
    answer = Answer("https://api.openalex.org/works?search=her", 200, body.encode())
    one = OpenAlex()
    assert isinstance(one, abstracts.Tells)
    first, last = one.documents(answer, her)
    assert first == {
        "url": "https://repository.example/1", "title": "Loving a voice, part 1",
        "abstract": ABSTRACT, "authors": ["Ines Okafor", "Bright, Tom"],
        "outlet": "Journal of Screens", "published": "2015-03-20", "language": "en",
        "form": "scholarly article",
    }  # fmt: skip
    assert "form" not in last


@pytest.mark.parametrize(
    ("more", "url", "published"),
    [
        ({"best_oa_location": {"pdf_url": "https://r.example/a.pdf"}}, "https://r.example/a.pdf",
         "2015-03-20"),
        ({"best_oa_location": None, "primary_location": None, "publication_date": "2015-01-01"},
         "https://doi.org/10.5555/her.1", "2015"),
        ({"best_oa_location": 1, "primary_location": [], "doi": None, "publication_date": None},
         "https://openalex.org/W1", "2015"),
    ],
)  # fmt: skip
def test_odd_works(more, url, published, stand_in, asker, her, keyless):
    service = stand_in(catalogue([work(1, **more), {}, None, 7]))
    [found] = OpenAlex(endpoint=service.url).discover(her, asker)
    assert (found.url, found.published) == (url, published)


@given(st.lists(st.text(st.characters(categories=("L", "N", "P")), min_size=1), max_size=40))
def test_an_abstract_is_put_together_as_it_was(words):
    text = " ".join(words)
    assert rebuilt(inverted(text)) == text


@pytest.mark.parametrize(
    "odd", [None, [], {"a": None}, {"a": ["0", -1, 1e9, True, 10**9]}, {"": [0]}]
)
def test_an_index_that_is_none_gives_no_text(odd):
    assert rebuilt(odd) == ""


def test_the_key_is_known_to_be_optional(monkeypatch):
    assert "openalex" in keys.SERVICES
