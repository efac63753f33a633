from urllib.parse import urlencode

import pytest

from hermeneut import design, registry
from hermeneut.candidates import NotAnswered, Source
from hermeneut.collect.sources.wayback import ENDPOINT, Wayback, copies, unwrapped
from hermeneut.errors import UserError
from hermeneut.testing import Recorded, check_source

FIELDS = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest"]


def line(name, stamp, digest="D1", mime="text/html", status="200"):
    return [f"org,example)/{name}", stamp, f"http://example.org:80/{name}", mime, status, digest]


def index(lines):
    """Behave like the archive's CDX server: filters, collapses, pages with a key to resume."""

    def app(asked):
        params = asked.params
        assert params["output"] == "json"
        found = [each for each in lines if _scope(params["url"], each)]
        for kind, value in asked.pairs:
            if kind == "filter" and value.startswith("statuscode:"):
                found = [each for each in found if each[4] == value.removeprefix("statuscode:")]
            if kind == "filter" and value.startswith("mimetype:"):
                kinds = value.removeprefix("mimetype:").replace("\\", "").split("|")
                found = [each for each in found if each[3] in kinds]
        field = params.get("collapse")
        if field:
            at = FIELDS.index(field)
            found = [e for n, e in enumerate(found) if not n or e[at] != found[n - 1][at]]
        many = int(params["limit"])
        if many < 0:
            return [FIELDS, *found[many:]] if found else []
        start = int(params.get("resumeKey", "org,0").split(",")[1])
        page = found[max(start - 1, 0) : start + many]  # the last line is repeated at a seam
        if not page:
            return []
        more = [[], [f"org,{start + many}"]] if start + many < len(found) else []
        return [FIELDS, *page, *more]

    return app


def _scope(url, each):
    name = url.removeprefix("example.org/")
    page = each[0].removeprefix("org,example)/")
    return page.startswith(name[:-1]) if name.endswith("*") else page == name


LINES = [
    line("a", "20140110052146", "A1"), line("a", "20150110052146", "A1"),
    line("a", "20160110052146", "A2"), line("b", "20140111000000", "B1"),
    line("b/style.css", "20140111000001", "B2", mime="text/css"),
    line("c", "20140112000000", "C0", status="301"), line("c", "20140113000000", "C1"),
]  # fmt: skip


def source(service, **settings):
    return Wayback(
        endpoint=f"{service.url}/cdx/search/cdx", replay=f"{service.url}/web/", **settings
    )


def test_it_is_registered_and_keeps_to_the_limit():
    [made] = registry.sources(
        design.parse(
            '[study]\nname = "a"\n[work]\ntitle = "Her"\nyear = 2013\n'
            '[[source]]\nkind = "wayback"\nurls = ["example.org/*"]'
        )
    )
    assert isinstance(made, Source)
    assert (made.name, made.rate, made.independent) == ("wayback", 24, False)


def test_settings_that_cannot_be_asked_for_are_refused_with_their_section():
    text = '[study]\nname="a"\n[work]\ntitle="A"\nyear=1\n[[source]]\nkind="wayback"'
    with pytest.raises(UserError, match=r"\[\[source\]\] wayback: urls must name"):
        registry.sources(design.parse(text))
    with pytest.raises(ValueError, match="since"):
        Wayback(urls=("example.org/*",), since="soon")


def test_recorded_exchange(her):
    """As documented: a header, lines, an empty line and a key to resume with."""
    one = Wayback(urls=("example.org/*",), since="2014", until="2014-06")
    asked = next(one.asks(her))
    header = '[["urlkey","timestamp","original","mimetype","statuscode","digest"],'
    first = (
        '["org,example)/her","20140110052146","http://example.org:80/her","text/html","200","Q4Y"],'
        '[],["org%2Cexample%29%2Fher+20140110052147"]]'
    )
    last = (
        '["org,example)/jonze","20140210052146","https://example.org/jonze","text/html","200","-"]]'
    )
    key = urlencode({"resumeKey": "org%2Cexample%29%2Fher+20140110052147"})
    pages = {asked: header + first, f"{asked}&{key}": header + last}
    recorded = Recorded({question: body.encode() for question, body in pages.items()})
    found = check_source(one, recorded, her)
    assert [c.url for c in found] == ["http://example.org/her", "https://example.org/jonze"]
    assert found[0].via == "https://web.archive.org/web/20140110052146id_/http://example.org:80/her"
    assert found[0].captured_at == "2014-01-10T05:21:46Z"
    assert found[0].query == "example.org/*"
    for told in (
        f"{ENDPOINT}?url=example.org/*&output=json", "from=20140101000000", "to=20140630235959",
        "filter=statuscode:200", "filter=mimetype:text/html%7C", "collapse=urlkey",
        "showResumeKey=true",
    ):  # fmt: skip
        assert told in asked


def test_the_first_copy_of_each_page(stand_in, asker, her):
    service = stand_in(index(LINES))
    found = check_source(source(service, urls=("example.org/*",)), asker, her)
    assert [(c.url[-1], c.captured_at[:10]) for c in found] == [
        ("a", "2014-01-10"), ("b", "2014-01-11"), ("c", "2014-01-13"),
    ]  # fmt: skip


def test_the_last_copy_of_each_page(stand_in, asker, her):
    service = stand_in(index(LINES))
    one = source(service, urls=("example.org/*", "example.org/a"), earliest=False)
    found = list(one.discover(her, asker))
    assert [(c.url[-1], c.captured_at[:4], c.query) for c in found] == [
        ("a", "2016", "example.org/*"), ("b", "2014", "example.org/*"),
        ("c", "2014", "example.org/*"), ("a", "2016", "example.org/a"),
    ]  # fmt: skip
    assert [a.params.get("collapse") for a in service.asked] == [None, "digest"]


def test_pages_of_answers_are_gone_through_and_seams_come_once(stand_in, asker, her, monkeypatch):
    monkeypatch.setattr("hermeneut.collect.sources.wayback.LINES", 7)
    many = [line(f"p{n:03}", "20140110052146", f"D{n}") for n in range(40)]
    service = stand_in(index(many))
    found = check_source(source(service, urls=("example.org/p*",)), asker, her)
    assert [c.url[-3:] for c in found] == [f"{n:03}" for n in range(40)]
    assert len(service.asked) == 6
    # the second time all answers were remembered


def test_words_choose_pages(stand_in, asker, her):
    lines = [line(n, "20140110052146") for n in ("2014/her-review", "2014/other", "tag/there")]
    service = stand_in(index(lines))
    found = list(source(service, urls=("example.org/*",), words=("her",)).discover(her, asker))
    assert [c.url for c in found] == ["http://example.org/2014/her-review"]
    assert any(
        "her" in value for _, value in service.asked[0].pairs if value.startswith("original:")
    )


def test_a_limit_is_told(stand_in, asker, her, caplog):
    service = stand_in(index(LINES))
    assert len(list(source(service, urls=("example.org/*",), limit=2).discover(her, asker))) == 2
    assert "wayback example.org/*: stopped at its limit of 2" in caplog.text


@pytest.mark.parametrize("empty", [b"", b"[]", b"\n", b'[["urlkey","timestamp"]]'])
def test_nothing_held_is_no_error(empty, stand_in, asker, her):
    service = stand_in(lambda asked: empty)
    assert list(source(service, urls=("example.org/*",)).discover(her, asker)) == []


@pytest.mark.parametrize("odd", [
    [FIELDS, ["org,example)/a"]],
    [FIELDS, ["org,example)/a", "2014", "http://example.org/a", "text/html", "200", "D"]],
    [FIELDS, ["org,example)/a", "20149910052146", "http://example.org/a", "text/html", "200", "D"]],
    [FIELDS, ["k", "20140110052146", "mailto:a@example.org", "text/html", "200", "D"]],
    [FIELDS, ["k", "20140110052146", None, "text/html", "200", 7]],
    [FIELDS, ["k", "20140110052146", "http://example.org/a", "warc/revisit", "-", "D"]],
    [["other"], ["x"]],
])  # fmt: skip
def test_lines_that_are_of_no_use_are_passed_over(odd, stand_in, asker, her):
    service = stand_in(lambda asked: [*odd, *index(LINES)(asked)[1:2]])
    found = list(source(service, urls=("example.org/a",)).discover(her, asker))
    assert all(c.url == "http://example.org/a" and c.captured_at for c in found)


@pytest.mark.parametrize("rubbish", [b"<html>busy</html>", b'{"a": 1}', b"[1, 2]", b'[["a"]'])
def test_an_answer_that_is_no_index_is_a_reason(rubbish, stand_in, asker, her):
    service = stand_in(lambda asked: rubbish)
    with pytest.raises(NotAnswered, match="not-"):
        list(source(service, urls=("example.org/*",)).discover(her, asker))


def test_one_refused_site_does_not_stop_the_others(stand_in, asker, her, caplog):
    """The archive answers 403 for what its owner excluded."""
    app, blocked = index(LINES), (403, "RuntimeIOException: AdministrativeAccessControlException")
    service = stand_in(lambda a: blocked if a.params["url"] == "blocked.example" else app(a))
    found = list(source(service, urls=("blocked.example", "example.org/b")).discover(her, asker))
    assert [c.url for c in found] == ["http://example.org/b"]
    assert "http-403" in caplog.text
    with pytest.raises(NotAnswered, match="http-403"):
        list(source(service, urls=("blocked.example",)).discover(her, asker))


def test_a_key_that_leads_nowhere_ends_the_listing(stand_in, asker, her, caplog):
    service = stand_in(lambda asked: [FIELDS, LINES[0], [], ["org,same"]])
    found = list(source(service, urls=("example.org/*",)).discover(her, asker))
    assert len(found) == 1
    assert len(service.asked) == 2
    assert "round in circles" in caplog.text


def test_a_failure_half_way_keeps_what_came(stand_in, asker, her, caplog):
    service = stand_in(
        lambda a: (503, "busy") if "resumeKey" in a.params else [FIELDS, *LINES[:4], [], ["org,4"]]
    )
    found = list(source(service, urls=("example.org/*",)).discover(her, asker))
    assert [c.url[-1] for c in found] == ["a", "b"]
    assert "stopped half-way: http-503" in caplog.text


def test_copies_of_a_dead_link(stand_in, asker):
    service = stand_in(index(LINES))
    where = {"endpoint": f"{service.url}/cdx", "replay": "https://web.archive.org/web/"}
    last = list(copies("example.org/a", asker, **where))
    assert [c.captured_at[:4] for c in last] == ["2016", "2014"]
    first = list(copies("example.org/a", asker, earliest=True, **where))
    assert [c.captured_at[:4] for c in first] == ["2014", "2016"]
    assert first[0].via == "https://web.archive.org/web/20140110052146id_/http://example.org:80/a"
    assert {(c.source, c.query) for c in first + last} == {("wayback", "example.org/a")}
    assert list(copies("example.org/none", asker, **where)) == []
    assert len(service.asked) == 3  # one question each


def test_copies_are_of_one_page_whatever_its_address_holds(stand_in, asker):
    service = stand_in(lambda asked: [])
    odd = "https://example.org/*?q=a b&c=ü%20d#comments"
    assert list(copies(odd, asker, endpoint=service.url)) == []
    params = service.asked[0].params
    assert params["url"] == "https://example.org/%2A?q=a b&c=ü%20d"
    assert params["matchType"] == "exact"


def test_copies_raise_where_the_archive_does_not_answer(stand_in, asker):
    service = stand_in(index(LINES))
    service.busy = 99
    with pytest.raises(NotAnswered, match="http-429"):
        list(copies("example.org/a", asker, endpoint=service.url))


WEB = "https://web.archive.org/web/"


@pytest.mark.parametrize(
    ("link", "url", "via", "at"),
    [
        (f"{WEB}20140110052146/http://example.org/her", "http://example.org/her",
         f"{WEB}20140110052146id_/http://example.org/her", "2014-01-10T05:21:46Z"),
        ("http://web.archive.org/web/20140110052146if_/https://example.org/a?b=c",
         "https://example.org/a?b=c", f"{WEB}20140110052146id_/https://example.org/a?b=c",
         "2014-01-10T05:21:46Z"),
        ("//web.archive.org/20140110052146/http://example.org/", "http://example.org/",
         f"{WEB}20140110052146id_/http://example.org/", "2014-01-10T05:21:46Z"),
        (f"{WEB}2014/http://example.org:80/her", "http://example.org/her",
         f"{WEB}2014id_/http://example.org/her", ""),
        (f"{WEB}20140110052146/www.example.org/her", "http://www.example.org/her",
         f"{WEB}20140110052146id_/http://www.example.org/her", "2014-01-10T05:21:46Z"),
        (f"{WEB}20140110052146/http%3A//example.org/her%20a", "http://example.org/her%20a",
         f"{WEB}20140110052146id_/http://example.org/her%20a", "2014-01-10T05:21:46Z"),
        (f"{WEB}20140110052146/http:/example.org/her", "http://example.org/her",
         f"{WEB}20140110052146id_/http://example.org/her", "2014-01-10T05:21:46Z"),
        (f"{WEB}2014*/http://example.org/her", "http://example.org/her", "", ""),
        (f"{WEB}*/http://example.org/her", "http://example.org/her", "", ""),
        (f"{WEB}http://example.org/her", "http://example.org/her", "", ""),
    ],
)  # fmt: skip
def test_archived_links_are_unwrapped(link, url, via, at):
    assert unwrapped(link) == (url, via, at)


@pytest.mark.parametrize("other", [
    "https://example.org/web/20140110052146/http://a.org", "https://archive.org/details/her",
    "https://web.archive.org/", "https://web.archive.org/web/", "", "mailto:a@archive.org",
    "https://web.archive.org.example.net/web/20140110052146/http://example.org/her",
])  # fmt: skip
def test_other_links_are_not(other):
    assert unwrapped(other) is None
