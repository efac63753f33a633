from datetime import date, datetime, timedelta

import pytest

from hermeneut.candidates import NotAnswered
from hermeneut.collect.sources import nyt
from hermeneut.collect.sources.nyt import NewYorkTimes
from hermeneut.testing import Recorded, check_source


def article(n, day=date(2014, 1, 10), **more):
    row = {
        "web_url": f"https://www.nytimes.com/{day:%Y/%m/%d}/movies/{n}.html", "snippet": "…",
        "headline": {"main": f"Her, No. {n}", "kicker": "Movie Review"},
        "byline": {"original": "By Ines Okafor and Tom Bright"}, "source": "The New York Times",
        "pub_date": f"{day:%Y-%m-%d}T05:00:00+0000", "document_type": "article",
    }  # fmt: skip
    return {**row, **more}


def response(rows, hits, offset=0, meta="meta"):
    return {
        "status": "OK", "copyright": "Copyright (c)",
        "response": {"docs": rows, meta: {"hits": hits, "offset": offset, "time": 9}},
    }  # fmt: skip


def archive(rows, key, *, most=nyt.PAGES, meta="metadata", says=lambda many: many):
    """Behave like Article Search: ten a page, days, nothing beyond the last page allowed."""

    def app(asked):
        params = asked.params
        if params.get("api-key") != key:
            return 401, {"fault": {"faultstring": "Invalid ApiKey"}}
        first, last = (
            datetime.strptime(params[k], "%Y%m%d").date() for k in ("begin_date", "end_date")
        )
        found = [r for r in rows if first <= date.fromisoformat(r["pub_date"][:10]) <= last]
        page = int(params["page"])
        if page >= most:
            return 400, {"errors": ["page must be less than 100"]}
        some = found[page * nyt.ROWS : (page + 1) * nyt.ROWS]
        return response(some or None, says(len(found)), page * nyt.ROWS, meta)

    return app


def test_recorded_exchange(her, hidden, exchange):
    """As documented, in its older and its newer form."""
    one = NewYorkTimes(fq='section_name:("Movies")', since="2013-10", until="2014-03")
    params = {
        "q": 'Her "Spike Jonze"', "fq": 'section_name:("Movies")', "begin_date": "20131001",
        "end_date": "20140331", "sort": "oldest", "page": "0",
    }  # fmt: skip
    for meta in ("meta", "metadata"):
        recorded = Recorded(exchange(nyt.ENDPOINT, params, response([article(1)], 1, meta=meta)))
        [found] = check_source(one, recorded, her)
        assert (found.title, found.author) == ("Her, No. 1", "Ines Okafor and Tom Bright")
        assert (found.outlet, found.published) == ("The New York Times", "2014-01-10")
        assert found.url == "https://www.nytimes.com/2014/01/10/movies/1.html"
        assert hidden not in str(recorded.asked)


@pytest.mark.parametrize("many", [0, 1, 10, 11, 40])
def test_all_pages_are_gone_through(many, stand_in, asker, her, hidden, caplog):
    service = stand_in(archive([article(n) for n in range(many)], hidden))
    found = check_source(NewYorkTimes(endpoint=service.url, until="2014"), asker, her)
    assert len(found) == many
    assert len(service.asked) == max(-(-many // 10), 1)
    assert "speaks of" not in caplog.text


def test_more_than_a_search_gives_is_had_by_halves_of_days(
    stand_in, asker, her, hidden, caplog, monkeypatch
):
    monkeypatch.setattr(nyt, "PAGES", 3)
    days = [date(2013, 1, 1) + timedelta(days=n * 3) for n in range(200)]
    service = stand_in(archive([article(n, day) for n, day in enumerate(days)], hidden, most=3))
    one = NewYorkTimes(endpoint=service.url, since="2013", until="2014")
    found = check_source(one, asker, her)
    assert {c.url for c in found} == {article(n, day)["web_url"] for n, day in enumerate(days)}
    assert caplog.text.count("speaks of") == 0
    asked = [(a.params["begin_date"], a.params["end_date"]) for a in service.asked]
    assert ("20130101", "20131231") in asked
    assert ("20140101", "20141231") in asked


def test_a_single_day_with_too_many_is_cut_and_told(
    stand_in, asker, her, hidden, caplog, monkeypatch
):
    monkeypatch.setattr(nyt, "PAGES", 3)
    service = stand_in(archive([article(n) for n in range(45)], hidden, most=3))
    one = NewYorkTimes(endpoint=service.url, since="2014-01-09", until="2014-01-10")
    assert len(list(one.discover(her, asker))) == 30
    assert "45 on 2014-01-10, of which 30 are had" in caplog.text
    assert "speaks of 45 rows and gave 30" in caplog.text


@pytest.mark.parametrize(("says", "told"), [(0, False), (7, False), (60, True)])
def test_totals_that_lie_lose_nothing(says, told, stand_in, asker, her, hidden, caplog):
    service = stand_in(archive([article(n) for n in range(25)], hidden, says=lambda many: says))
    found = list(NewYorkTimes(endpoint=service.url, until="2014").discover(her, asker))
    assert len(found) == 25
    assert ("speaks of 60 rows and gave 25" in caplog.text) == told


def test_a_limit_is_kept_and_told(stand_in, asker, her, hidden, caplog):
    service = stand_in(archive([article(n) for n in range(45)], hidden))
    assert len(list(NewYorkTimes(endpoint=service.url, limit=12).discover(her, asker))) == 12
    assert "stopped at its limit of 12 (12 of 45" in caplog.text
    assert len(service.asked) == 2


def test_without_a_key_nothing_is_asked(stand_in, asker, her, keyless):
    service = stand_in(archive([], ""))
    with pytest.raises(NotAnswered, match=r"no-key.*HERMENEUT_NYT_KEY"):
        list(NewYorkTimes(endpoint=service.url).discover(her, asker))
    assert service.asked == []
    assert NewYorkTimes.rate == 5


def test_a_refused_key_and_a_used_up_day(stand_in, asker, her, hidden, caplog):
    with pytest.raises(NotAnswered, match="http-401: nyt refuses the key"):
        list(NewYorkTimes(endpoint=stand_in(archive([], "x")).url).discover(her, asker))
    app = archive([article(n) for n in range(25)], hidden)
    service = stand_in(lambda a: (429, "") if a.params["page"] == "2" else app(a))
    assert len(list(NewYorkTimes(endpoint=service.url).discover(her, asker))) == 20
    assert "stopped half-way: http-429" in caplog.text


def test_the_key_shows_in_no_printed_object(hidden):
    one = NewYorkTimes()
    assert hidden not in repr(nyt._Asking(one, None, hidden, "q")) + repr(one)


@pytest.mark.parametrize("body", [[], {"fault": 1}, {"response": []}, {"errors": ["bad fq"]}, b"x"])
def test_an_answer_that_is_none_is_a_reason(body, stand_in, asker, her, hidden):
    with pytest.raises(NotAnswered, match=r"bad-question|not-json"):
        list(NewYorkTimes(endpoint=stand_in(lambda a: body).url).discover(her, asker))


def test_odd_fields(stand_in, asker, her, hidden):
    rows = [
        article(1, headline="As text", byline="By Nobody", source=None, pub_date="soon"),
        article(2, headline=None, byline={"original": None}), article(3, web_url=""), None, 7,
    ]  # fmt: skip
    service = stand_in(lambda a: response(rows if a.params["page"] == "0" else None, 5))
    first, second = NewYorkTimes(endpoint=service.url).discover(her, asker)
    assert (first.title, first.author, first.published) == ("As text", "Nobody", "")
    assert first.outlet == "The New York Times"
    assert (second.title, second.author) == ("", "")
