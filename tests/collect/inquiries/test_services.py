import logging
from datetime import date

import pytest

from hermeneut import design
from hermeneut.candidates import Candidate, NotAnswered
from hermeneut.collect.inquiries import services
from hermeneut.collect.inquiries.services import Page


def page(*names, rows=None, total=None):
    found = [Candidate(f"https://example.org/{name}", "s", "q") for name in names]
    return Page(found, len(found) if rows is None else rows, total)


def names(candidates):
    return [one.url.rsplit("/", 1)[1] for one in candidates]


def gathered(*pages, limit=0, **more):
    return names(services.gathered(pages, "s q", limit=limit, **more))


def failing(*pages):
    yield from pages
    raise NotAnswered("http-500", "the question")


def test_each_page_comes_once_and_nothing_is_told_where_nothing_is_missing(caplog):
    assert gathered(page("a", "b", "a", total=4), page("b", "c", total=4), page("d")) == [*"abcd"]
    assert caplog.text == ""


def test_one_page_under_two_addresses_comes_once():
    twice = [
        Candidate(url, "s", "q") for url in ("http://www.example.org/a/", "https://example.org/a")
    ]
    assert len(list(services.gathered([Page(twice, 2, 2)], "s q", limit=0))) == 1


def test_a_service_that_goes_round_in_circles_is_left(caplog):
    def circling():
        while True:
            yield page("a", "b", total=99)

    assert names(services.gathered(circling(), "s q", limit=0)) == ["a", "b"]
    assert "repeats itself; stopped (2 of 99 that it speaks of)" in caplog.text


def test_pages_that_may_overlap_end_nothing(caplog):
    assert gathered(page("a"), page("a"), page("b"), ends=False) == ["a", "b"]
    assert caplog.text == ""


@pytest.mark.parametrize(("total", "told"), [(None, True), (9, True), (2, False), (1, False)])
def test_a_stream_that_is_cut_says_so(total, told, caplog):
    assert gathered(page("a", total=total), page("b", total=total), page("c"), limit=2) == [
        "a",
        "b",
    ]
    assert ("stopped at its limit of 2" in caplog.text) == told


def test_a_limit_within_a_page_is_kept_and_told(caplog):
    assert gathered(page("a", "b", "c", "d", total=4), limit=3) == ["a", "b", "c"]
    assert "stopped at its limit of 3 (3 of 4 that it speaks of)" in caplog.text


def test_a_total_that_lies_is_told(caplog):
    gathered(page("a", rows=2, total=1000), page("b", total=1000))
    assert "speaks of 1000 rows and gave 3" in caplog.text
    assert "1 rows without an address" in caplog.text


def test_a_failure_half_way_keeps_what_came(caplog):
    assert names(services.gathered(failing(page("a")), "s q", limit=0)) == ["a"]
    assert "s q: stopped half-way: http-500: the question (run again to go on)" in caplog.text


def test_a_failure_at_once_is_raised():
    with pytest.raises(NotAnswered, match="http-500"):
        list(services.gathered(failing(), "s q", limit=0))


def test_one_failing_question_does_not_stop_the_others(caplog):
    good = iter([Candidate("https://example.org/a", "s", "q")])
    assert names(services.each([failing(), good], "s")) == ["a"]
    assert "one question wasn't answered: http-500" in caplog.text
    assert list(services.each([failing(), iter(())], "s")) == []  # an empty answer is one


def refusing(slug, asked):
    asked.append(slug)
    raise NotAnswered(slug, "the question")
    yield


@pytest.mark.parametrize(
    ("slug", "times"),
    [("resting", 1), ("timeout", 3), ("http-503", 3), ("http-429", 3), ("http-403", 9),
     ("bad-question", 9)],
)  # fmt: skip
def test_a_service_in_trouble_is_not_asked_on(slug, times, caplog):
    asked = []
    with pytest.raises(NotAnswered, match=slug):
        list(services.each((refusing(slug, asked) for _ in range(9)), "s"))
    assert len(asked) == times
    assert ("isn't asked on" in caplog.text) == (times < 9)


def test_answers_between_failures_let_it_be_asked_on():
    asked = []
    streams = (refusing("timeout", asked) if n % 3 else iter(()) for n in range(12))
    assert list(services.each(streams, "s")) == []
    assert len(asked) == 8


def test_where_the_streams_come_from_may_fail_too(caplog):
    def streams():
        yield iter([Candidate("https://example.org/a", "s", "q")])
        raise NotAnswered("http-502", "the list")

    assert names(services.each(streams(), "s")) == ["a"]
    assert caplog.text.count("http-502") == 1


def test_what_failed_is_told_though_the_rest_is_not_read(caplog):
    good = iter([Candidate("https://example.org/a", "s", "q")])
    next(services.each([failing(), good], "s"))
    assert "http-500" in caplog.text


def test_the_first_reason_is_raised_where_all_fail():
    def other():
        raise NotAnswered("dns", "b")
        yield

    with pytest.raises(NotAnswered, match="http-500"):
        list(services.each([failing(), other()], "s"))


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        ("2013", "2013", date(2013, 1, 1), date(2013, 12, 31)),
        ("2012-02", "2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2013-10-12", "", date(2013, 10, 12), None),
        ("", "2014", None, date(2014, 12, 31)),
    ],
)
def test_days_are_whole(since, until, first, last):
    assert services.days(since, until) == (first, last)


@pytest.mark.parametrize(
    "bad", ["13", "2013-13", "2013-02-30", "2013-1-1", "yesterday", "2013-10-1T"]
)
def test_a_date_that_is_none_is_refused_with_an_example(bad):
    with pytest.raises(ValueError, match="since must be a date like 2013-10-01"):
        services.days(bad, "")
    with pytest.raises(ValueError, match="until must"):
        services.days("", bad)


def test_days_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match="after until"):
        services.days("2014", "2013")


def test_by_default_the_year_before_the_work_begins():
    her = design.parse('[study]\nname = "her"\n[work]\ntitle = "Her"\nyear = 2013')
    first, last = services.days_of(her, "", "")
    assert first == date(2012, 1, 1)
    assert last >= date(2025, 1, 1)


@pytest.mark.parametrize(
    ("told", "given", "contact"),
    [
        ("reader@example.org", "", "reader@example.org"),
        ("reader@example.org", "other@example.org", "other@example.org"),
        ("https://example.org/me", "", ""), ("", "", ""), ("nonsense", "", ""),
    ],
)  # fmt: skip
def test_services_are_told_an_address_of_mail_if_there_is_one(
    told, given, contact, monkeypatch, tmp_path
):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HERMENEUT_CONTACT", told)
    assert services.contact(given) == contact


def test_warnings_go_through_one_logger(caplog):
    with caplog.at_level(logging.WARNING, logger="hermeneut.collect.inquiries.services"):
        services.warn("gdelt Her", "cut", "why")
    assert caplog.messages == ["gdelt Her: cut (why)"]
