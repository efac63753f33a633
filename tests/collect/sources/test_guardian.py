import pytest

from hermeneut.candidates import NotAnswered, Source
from hermeneut.collect.sources import guardian
from hermeneut.collect.sources.guardian import Guardian
from hermeneut.testing import Recorded, check_source


def article(n, **more):
    row = {
        "id": f"film/2014/jan/{n}", "type": "article", "sectionId": "film",
        "webPublicationDate": f"2014-01-{n % 28 + 1:02}T21:30:00Z",
        "webTitle": f"Her &ndash; review no. {n}",
        "webUrl": f"https://www.theguardian.com/film/2014/jan/{n}",
        "apiUrl": f"https://content.guardianapis.com/film/2014/jan/{n}",
        "fields": {"byline": "Ines Okafor", "publication": "theguardian.com"},
    }  # fmt: skip
    return {**row, **more}


def response(rows, *, page=1, total=None, size=guardian.ROWS):
    total = len(rows) if total is None else total
    return {"response": {
        "status": "ok", "userTier": "developer", "total": total, "startIndex": 1, "pageSize": size,
        "currentPage": page, "pages": -(-total // size), "orderBy": "oldest", "results": rows,
    }}  # fmt: skip


def library(rows, key, *, total=None):
    """Behave like the content search: a key, pages, an error beyond the last one."""

    def app(asked):
        params = asked.params
        if params.get("api-key") != key:
            return 401, {"message": "Invalid authentication credentials"}
        page, size = int(params["page"]), int(params["page-size"])
        at = (page - 1) * size
        if page > 1 and at >= len(rows):
            said = "requested page is beyond the number of available pages"
            return 400, {"response": {"status": "error", "message": said}}
        many = len(rows) if total is None else total
        return response(rows[at : at + size], page=page, total=many, size=size)

    return app


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(guardian, "ROWS", 4)


def test_recorded_exchange(her, hidden, exchange):
    """As documented; the key is no part of the question that is kept."""
    one = Guardian(since="2013-10", until="2014-03", language="en")
    params = {
        "q": '"Her" AND "Spike Jonze"', "from-date": "2013-10-01", "to-date": "2014-03-31",
        "lang": "en", "order-by": "oldest", "page": "1", "page-size": "200",
        "show-fields": "byline,publication", "use-date": "published",
    }  # fmt: skip
    rows = [article(1), article(2, fields={"publication": "The Observer", "byline": None})]
    recorded = Recorded(exchange(guardian.ENDPOINT, params, response(rows)))
    first, second = check_source(one, recorded, her)
    assert isinstance(one, Source)
    assert (first.url, first.title) == (
        "https://www.theguardian.com/film/2014/jan/1", "Her – review no. 1",
    )  # fmt: skip
    assert (first.author, first.outlet, first.published) == (
        "Ines Okafor", "The Guardian", "2014-01-02",
    )  # fmt: skip
    assert (second.author, second.outlet) == ("", "The Observer")
    assert first.query == '"Her" AND "Spike Jonze"'
    assert hidden not in str(recorded.asked) + repr(one) + str(list(one.asks(her)))


@pytest.mark.parametrize("many", [0, 1, 3, 4, 5, 8, 11])
def test_all_pages_are_gone_through(many, small, stand_in, asker, her, hidden, caplog):
    service = stand_in(library([article(n) for n in range(many)], hidden))
    found = check_source(Guardian(endpoint=service.url), asker, her)
    assert len(found) == many
    assert len(service.asked) == max(-(-many // 4), 1)  # no question more than pages
    assert "speaks of" not in caplog.text


@pytest.mark.parametrize(("total", "asked"), [(0, 3), (5, 3), (99, 4)])
def test_totals_that_lie_lose_nothing(total, asked, small, stand_in, asker, her, hidden, caplog):
    service = stand_in(library([article(n) for n in range(10)], hidden, total=total))
    assert len(list(Guardian(endpoint=service.url).discover(her, asker))) == 10
    assert len(service.asked) == asked
    assert ("speaks of 99 rows and gave 10" in caplog.text) == (total == 99)


def test_a_busy_service_is_asked_again(small, stand_in, asker, her, hidden):
    service = stand_in(library([article(n) for n in range(6)], hidden))
    service.busy = 2
    assert len(list(Guardian(endpoint=service.url).discover(her, asker))) == 6


def test_a_day_s_allowance_that_ends_half_way_keeps_what_came(
    small, stand_in, asker, her, hidden, caplog
):
    app = library([article(n) for n in range(9)], hidden)
    service = stand_in(lambda a: (429, "quota") if a.params["page"] == "3" else app(a))
    assert len(list(Guardian(endpoint=service.url).discover(her, asker))) == 8
    assert "stopped half-way: http-429" in caplog.text


def test_without_a_key_nothing_is_asked(stand_in, asker, her, keyless):
    service = stand_in(library([], ""))
    with pytest.raises(NotAnswered, match="no-key: guardian answers only with a key"):
        list(Guardian(endpoint=service.url).discover(her, asker))
    assert service.asked == []
    assert next(Guardian().asks(her)).startswith("https://content.guardianapis.com/search?q=%22Her")


def test_a_refused_key_is_told_without_it(stand_in, asker, her, hidden):
    service = stand_in(library([], "another"))
    with pytest.raises(NotAnswered, match="http-401: guardian refuses the key") as why:
        list(Guardian(endpoint=service.url).discover(her, asker))
    assert hidden not in str(why.value) + repr(why.value) + str(why.value.__cause__)


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        ({"response": {"status": "error", "message": "bad q"}}, "bad-question: bad q"),
        ({"other": 1}, "bad-question"),
        ([], "bad-question"),
        (b"<html>", "not-json"),
    ],
)
def test_an_answer_that_is_none_is_a_reason(body, slug, stand_in, asker, her, hidden):
    service = stand_in(lambda a: body)
    with pytest.raises(NotAnswered, match=slug):
        list(Guardian(endpoint=service.url).discover(her, asker))


@pytest.mark.parametrize("odd", [
    None, 7, {}, {"webUrl": None}, {"webUrl": "javascript:alert(1)"}, {"webUrl": ["https://a.org"]},
])  # fmt: skip
def test_rows_without_an_address_are_passed_over_and_told(
    odd, stand_in, asker, her, hidden, caplog
):
    service = stand_in(lambda a: response([odd, article(1, fields=None, webTitle=None)]))
    [found] = Guardian(endpoint=service.url).discover(her, asker)
    assert (found.title, found.author, found.outlet) == ("", "", "The Guardian")
    assert "1 rows without an address" in caplog.text


def test_a_query_of_one_s_own_is_asked_as_it_stands(her):
    [asked] = Guardian(query="tag:film/her OR jonze", since="2020").asks(her)
    assert "q=tag:film/her%20OR%20jonze" in asked
    assert "from-date=2020-01-01" in asked
    with pytest.raises(ValueError, match="until"):
        Guardian(until="2020-13")
