from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from hermeneut.candidates import NotAnswered
from hermeneut.collect.sources import gdelt
from hermeneut.collect.sources.gdelt import Gdelt
from hermeneut.testing import Recorded, check_source

STAMP = "%Y%m%d%H%M%S"


def article(n, seen=datetime(2024, 5, 20, 12, tzinfo=UTC)):
    return {
        "url": f"https://daily.example/{n}", "url_mobile": "", "title": f"The voice , again : {n}",
        "seendate": f"{seen:%Y%m%dT%H%M%SZ}", "socialimage": "", "domain": "daily.example",
        "language": "English", "sourcecountry": "United States",
    }  # fmt: skip


def _seen(one):
    return datetime.strptime(one["seendate"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def news(articles):
    """Behave like DOC 2.0: a span of time, at most so many, nothing as an empty object."""

    def app(asked):
        params = asked.params
        assert (params["mode"], params["format"]) == ("artlist", "json")
        start, end = (
            datetime.strptime(params[k], STAMP).replace(tzinfo=UTC)
            for k in ("startdatetime", "enddatetime")
        )
        found = [a for a in articles if start <= _seen(a) <= end]
        return {"articles": found[: gdelt.ROWS]} if found else {}

    return app


def test_recorded_exchange(her, exchange):
    """As documented."""
    one = Gdelt(since="2024-05-13", until="2024-05-20", language="en")
    params = {
        "query": 'Her "Spike Jonze" sourcelang:english', "mode": "artlist", "format": "json",
        "maxrecords": "250", "sort": "dateasc", "startdatetime": "20240513000000",
        "enddatetime": "20240520235959",
    }  # fmt: skip
    recorded = Recorded(exchange(gdelt.ENDPOINT, params, {"articles": [article(1)]}))
    [found] = check_source(one, recorded, her)
    assert (found.url, found.title) == ("https://daily.example/1", "The voice, again: 1")
    assert (found.outlet, found.published) == ("daily.example", "")  # the day seen is no date
    assert found.query == 'Her "Spike Jonze"'


def test_nothing_before_2017_and_spans_of_ninety_days(her):
    one = Gdelt(until="2017-06")
    assert "startdatetime=20170101000000&enddatetime=20170331235959" in next(one.asks(her))
    assert list(Gdelt(until="2016").asks(her)) == []
    assert (Gdelt.rate, Gdelt.independent) == (10, True)


def test_words_too_short_to_be_searched_for_are_left_out(study):
    up = study('title = "Up"\nyear = 2009\nmakers = ["Pete Docter"]')
    assert "?query=%22Pete%20Docter%22&" in next(Gdelt(since="2020").asks(up))


def test_more_than_an_answer_holds_is_had_by_halves(stand_in, asker, her, caplog, monkeypatch):
    monkeypatch.setattr(gdelt, "ROWS", 20)
    begin = datetime(2024, 5, 1, tzinfo=UTC)
    many = [article(n, begin + timedelta(hours=3 * n)) for n in range(200)]
    service = stand_in(news(many))
    one = Gdelt(endpoint=service.url, since="2024-05", until="2024-07")
    found = check_source(one, asker, her)
    assert {c.url for c in found} == {a["url"] for a in many}
    assert len(found) == 200
    assert caplog.text == ""
    spans = [(a.params["startdatetime"], a.params["enddatetime"]) for a in service.asked]
    assert len(set(spans)) == len(spans)
    whole = {s for s in spans if s not in {(x, y) for x, y in spans if _split(x, y, spans)}}
    ends = sorted(whole)
    for (_, end), (start, _) in pairwise(ends):
        gap = datetime.strptime(start, STAMP) - datetime.strptime(end, STAMP)
        assert gap == timedelta(seconds=1)  # no second is asked for twice, none is forgotten


def _split(start, end, spans):
    return any(a == start and b < end for a, b in spans)


def test_a_quarter_of_an_hour_with_too_many_is_cut_and_told(
    stand_in, asker, her, caplog, monkeypatch
):
    monkeypatch.setattr(gdelt, "ROWS", 20)
    service = stand_in(news([article(n) for n in range(30)]))
    found = list(Gdelt(endpoint=service.url, since="2024-05", until="2024-05").discover(her, asker))
    assert len(found) == 20
    assert "more than 20 seen from 2024-05-20 12:00; cut there" in caplog.text


def test_one_span_that_fails_does_not_stop_the_others(stand_in, asker, her, caplog):
    late = article(1, datetime(2024, 8, 1, tzinfo=UTC))
    app = news([late])
    service = stand_in(lambda a: (504, "") if a.params["startdatetime"] < "202404" else app(a))
    found = list(Gdelt(endpoint=service.url, since="2024", until="2024").discover(her, asker))
    assert [c.url for c in found] == ["https://daily.example/1"]
    assert "one question wasn't answered: http-504" in caplog.text


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        ("The specified phrase is too short.", "bad-question: The specified phrase is too short."),
        ("Please limit requests to one every 5 seconds or contact us", "http-429"),
        ("<html><b>Invalid query</b></html>", "bad-question: Invalid query"),
        ('{"articles": [', "not-json"),
    ],
)
def test_errors_that_come_as_answers_are_reasons(body, slug, stand_in, asker, her):
    service = stand_in(lambda a: body)
    with pytest.raises(NotAnswered, match=slug):
        list(Gdelt(endpoint=service.url, since="2024-05", until="2024-05").discover(her, asker))


def test_a_service_that_says_it_is_busy_in_an_answer_is_asked_again(stand_in, asker, her):
    told = iter(["Please limit requests to one every 5 seconds."] * 2)
    app = news([article(1)])
    service = stand_in(lambda a: next(told, None) or app(a))
    one = Gdelt(endpoint=service.url, since="2024-05", until="2024-05")
    assert len(check_source(one, asker, her)) == 1
    assert [a.params["maxrecords"] for a in service.asked] == ["250", "249", "248"]


@pytest.mark.parametrize("body", ["", "{}", "\ufeff{}", '{"articles": null}', '{"articles": {}}'])
def test_nothing_found_is_no_error(body, stand_in, asker, her):
    service = stand_in(lambda a: body)
    one = Gdelt(endpoint=service.url, since="2024-05", until="2024-05")
    assert list(one.discover(her, asker)) == []


def test_json_with_stray_marks_is_read(stand_in, asker, her):
    title = 'A \\d \t tab \\u00e9 \\"x\\"'
    body = f'{{"articles": [{{"url": "https://daily.example/1", "title": "{title}"}}]}}'
    service = stand_in(lambda a: body)
    [found] = Gdelt(endpoint=service.url, since="2024-05", until="2024-05").discover(her, asker)
    assert found.title == 'A d tab é "x"'


def test_settings_that_cannot_be_asked_for_are_refused():
    with pytest.raises(ValueError, match="language: 'xx' isn't one of ar, "):
        Gdelt(language="xx")
    with pytest.raises(ValueError, match="since"):
        Gdelt(since="2024-5")
