import json

import pytest

from hermeneut.candidates import NotAnswered
from hermeneut.collect.sources.commoncrawl import CommonCrawl
from hermeneut.testing import Recorded, check_source

LIST = [
    {"id": "CC-MAIN-2026-04", "name": "January 2026", "cdx-api": "https://x.example/CC-MAIN-2026-04-index",
     "from": "2026-01-08T00:00:00", "to": "2026-01-25T00:00:00"},
    {"id": "CC-MAIN-2014-10", "name": "Winter 2014"},
    {"id": "CC-MAIN-2013-48"}, {"id": "CC-MAIN-2012"}, {"id": "CC-MAIN-2009-2010"},
    {"id": "CC-NEWS-2014"}, {"name": "nothing"}, 7,
]  # fmt: skip


def line(name, stamp="20140308010203", **more):
    row = {
        "urlkey": f"org,example)/{name}", "timestamp": stamp, "url": f"https://example.org/{name}",
        "mime": "text/html", "mime-detected": "text/html", "status": "200", "digest": "ABC",
        "length": "5365", "offset": "81614902", "languages": "eng",
        "filename": "crawl-data/CC-MAIN-2014-10/segments/1/warc/CC-MAIN-1-2-00494.warc.gz",
    }  # fmt: skip
    return {**row, **more}


def index(held, per_page=2):
    """Behave like pywb under index.commoncrawl.org; ``held``: lines by crawl."""

    def app(asked):
        if asked.path == "/collinfo.json":
            return LIST
        params = asked.params
        crawl = asked.path.removeprefix("/").removesuffix("-index")
        lines = [row for row in held.get(crawl, []) if ("filter", "=status:200") in asked.pairs]
        start, end = params.get("from", "0"), params.get("to", "9")
        lines = [row for row in lines if start <= str(row.get("timestamp")) <= end]
        if params.get("showNumPages"):
            pages = -(-len(lines) // per_page) or 1  # there is always one
            return {"blocks": len(lines), "pages": pages, "pageSize": per_page}
        at = int(params.get("page", 0)) * per_page
        if not lines:
            return 404, {"message": f"No Captures found for: {params['url']}"}
        if at >= len(lines):
            return 400, {"message": "Page too large"}
        return b"".join(json.dumps(row).encode() + b"\n" for row in lines[at : at + per_page])

    return app


def source(service, **settings):
    settings = {"urls": ("example.org/*",), "endpoint": service.url, **settings}
    return CommonCrawl(files="https://data.commoncrawl.org", **settings)


def crawls(service):
    return [a.path.split("-index")[0][1:] for a in service.asked if a.path != "/collinfo.json"]


def test_recorded_exchange(her):
    """As documented: a list of crawls, a count of pages, lines of JSON."""
    one = CommonCrawl(urls=("example.org/*",), crawls=("CC-MAIN-2014-10",))
    listed, first = one.asks(her)
    recorded = Recorded({
        listed: json.dumps(LIST).encode(),
        f"{first}&showNumPages=true": b'{"pages": 1, "pageSize": 5, "blocks": 1}',
        f"{first}&page=0": json.dumps(line("her")).encode() + b"\n",
    })  # fmt: skip
    [found] = check_source(one, recorded, her)
    where = "https://data.commoncrawl.org/crawl-data/CC-MAIN-2014-10/segments/1/warc/"
    assert found.via == f"{where}CC-MAIN-1-2-00494.warc.gz"
    assert found.span == (81614902, 5365)
    assert (found.url, found.captured_at) == ("https://example.org/her", "2014-03-08T01:02:03Z")
    assert listed == "https://index.commoncrawl.org/collinfo.json"
    assert first.startswith(
        "https://index.commoncrawl.org/CC-MAIN-2014-10-index?url=example.org/*&"
    )


def test_crawls_are_gone_through_from_the_first_or_the_last(stand_in, asker, her):
    held = {
        "CC-MAIN-2013-48": [line("a", "20131201000000"), line("b", "20131202000000")],
        "CC-MAIN-2014-10": [line("a", "20140308010203"), line("c", "20140308010204")],
    }
    service = stand_in(index(held))
    found = check_source(source(service), asker, her)
    assert [(c.url[-1], c.captured_at[:4]) for c in found] == [
        ("a", "2013"),
        ("b", "2013"),
        ("c", "2014"),
    ]
    last = list(source(service, earliest=False).discover(her, asker))
    assert [(c.url[-1], c.captured_at[:4]) for c in last] == [
        ("a", "2014"),
        ("c", "2014"),
        ("b", "2013"),
    ]
    assert crawls(service)[0] == "CC-MAIN-2009-2010"


@pytest.mark.parametrize(
    ("settings", "asked"),
    [
        ({"since": "2014", "until": "2014"}, ["CC-MAIN-2013-48", "CC-MAIN-2014-10"]),
        ({"since": "2025"}, ["CC-MAIN-2026-04"]),
        ({"until": "2012-06"}, ["CC-MAIN-2009-2010", "CC-MAIN-2012"]),
        ({"crawls": ("CC-MAIN-2012",)}, ["CC-MAIN-2012"]),
    ],
)
def test_only_crawls_that_meet_the_days_are_asked(settings, asked, stand_in, asker, her):
    service = stand_in(index({}))
    assert list(source(service, urls=("example.org/her",), **settings).discover(her, asker)) == []
    assert crawls(service) == asked  # one question each: an address has one page of answers


def test_no_crawl_meets_the_days(stand_in, asker, her):
    with pytest.raises(NotAnswered, match="no-crawl"):
        list(source(stand_in(index({})), until="2007").discover(her, asker))


def test_pages_of_an_index_are_gone_through(stand_in, asker, her):
    many = [line(f"p{n:02}") for n in range(11)]
    service = stand_in(index({"CC-MAIN-2014-10": many}, per_page=4))
    found = check_source(source(service, crawls=("CC-MAIN-2014-10",)), asker, her)
    assert len(found) == 11
    asked = [a.params.get("page", "count") for a in service.asked[1:]]
    assert asked == ["count", "0", "1", "2"]


def test_one_page_that_fails_is_passed_over(stand_in, asker, her, caplog):
    app = index({"CC-MAIN-2014-10": [line(f"p{n}") for n in range(6)]})
    service = stand_in(lambda a: (503, "Slow Down") if a.params.get("page") == "1" else app(a))
    found = list(source(service, crawls=("CC-MAIN-2014-10",)).discover(her, asker))
    assert [c.url[-2:] for c in found] == ["p0", "p1", "p4", "p5"]
    assert "page 2 of 3 wasn't answered: http-503" in caplog.text


def test_one_crawl_that_fails_does_not_stop_the_others(stand_in, asker, her, caplog):
    app = index({"CC-MAIN-2014-10": [line("a")]})
    service = stand_in(lambda a: (504, "") if "2013-48" in a.path else app(a))
    assert len(list(source(service).discover(her, asker))) == 1
    assert "one question wasn't answered: http-504" in caplog.text


def test_nothing_answers(stand_in, asker, her):
    service = stand_in(lambda a: LIST if a.path == "/collinfo.json" else (504, ""))
    with pytest.raises(NotAnswered, match="http-504"):
        list(source(service).discover(her, asker))
    assert len(set(crawls(service))) == 3  # and the others aren't asked any more


@pytest.mark.parametrize("rubbish", [b"<html>", b"{}"])
def test_a_list_of_crawls_that_is_none_is_a_reason(rubbish, stand_in, asker, her):
    with pytest.raises(NotAnswered, match="not-"):
        list(source(stand_in(lambda a: rubbish)).discover(her, asker))


def test_days_and_words_are_asked_for(stand_in, asker, her):
    service = stand_in(index({"CC-MAIN-2014-10": [line("2014/her-review"), line("2014/there")]}))
    one = source(service, words=("her",), since="2014-03-01", until="2014-03")
    assert [c.url for c in one.discover(her, asker)] == ["https://example.org/2014/her-review"]
    params = service.asked[-1].params
    assert (params["from"], params["to"]) == ("20140301000000", "20140331235959")
    assert any(v.startswith("~url:(?i)") for k, v in service.asked[-1].pairs if k == "filter")


@pytest.mark.parametrize("odd", [
    {"offset": "-1"}, {"offset": None}, {"length": "0"}, {"length": str(2**40)}, {"length": "many"},
    {"filename": "../../etc/passwd"}, {"filename": "https://evil.example/x.warc.gz"},
    {"filename": "/crawl-data/x.warc.gz"}, {"filename": 7}, {"filename": "a/../b.warc.gz"},
    {"timestamp": "2014"}, {"timestamp": None}, {"url": "ftp://example.org/a"}, {"url": None},
    {"status": "301"}, {"mime": "image/png", "mime-detected": "image/png"},
])  # fmt: skip
def test_lines_that_are_of_no_use_are_passed_over(odd, stand_in, asker, her):
    app = index({"CC-MAIN-2014-10": [line("a", **odd), line("b")]})
    service = stand_in(
        lambda a: app(a) if "page" not in a.params else app(a) + b"\nnot json\n[1]\n"
    )
    found = list(source(service, crawls=("CC-MAIN-2014-10",)).discover(her, asker))
    assert [c.url[-1] for c in found] == ["b"]


def test_what_was_served_wrongly_but_is_a_page_counts(stand_in, asker, her):
    row = line(
        "a", **{"mime": "application/octet-stream", "mime-detected": "application/xhtml+xml"}
    )
    service = stand_in(index({"CC-MAIN-2014-10": [row]}))
    assert len(list(source(service).discover(her, asker))) == 1


def test_more_pages_than_are_read_are_told(stand_in, asker, her, caplog, monkeypatch):
    monkeypatch.setattr("hermeneut.collect.sources.commoncrawl.MOST_PAGES", 2)
    service = stand_in(index({"CC-MAIN-2014-10": [line(f"p{n}") for n in range(9)]}))
    assert len(list(source(service, crawls=("CC-MAIN-2014-10",)).discover(her, asker))) == 4
    assert "5 pages; the first 2 are read" in caplog.text


@pytest.mark.parametrize("bad", [{"urls": ()}, {"crawls": ("2014-10",)}, {"since": "x"}])
def test_settings_that_cannot_be_asked_for_are_refused(bad):
    with pytest.raises(ValueError, match=r"urls|crawls|since"):
        CommonCrawl(**{"urls": ("example.org/*",), **bad})
