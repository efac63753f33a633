import pytest

from hermeneut.candidates import NotAnswered
from hermeneut.collect.sources.wikipedia import Wikipedia
from hermeneut.testing import Recorded, check_source

WEB = "https://web.archive.org/web/"


class Encyclopedia:
    """Behaves like the MediaWiki interface of several Wikipedias, by the first part of the path."""

    def __init__(self, size=3):
        self.size = size
        self.links = {("en", "Her (2013 film)"): [f"https://paper.example/{n}" for n in range(7)]}
        self.descriptions = {"Her (2013 film)": "2013 film by Spike Jonze"}
        self.redirects = {"Her (film)": "Her (2013 film)"}
        self.languages = {"de": "Her (2013)", "it": "Lei (film)"}

    def __call__(self, asked):
        params, language = asked.params, asked.path.split("/")[1]
        assert (params["action"], params["formatversion"]) == ("query", "2")
        if params["prop"].startswith("description"):
            return self.described(params["titles"].split("|"))
        title = params["titles"]
        if params["prop"] == "langlinks":
            found = [{"lang": tag, "title": name} for tag, name in self.languages.items()]
            return {"query": {"pages": [{"title": title, "langlinks": found}]}}
        if (language, title) not in self.links:
            return {"query": {"pages": [{"ns": 0, "title": title, "missing": True}]}}
        at = int(params.get("elcontinue", 0))
        some = self.links[language, title][at : at + self.size]
        page = {"pageid": 1, "ns": 0, "title": title, "extlinks": [{"url": u} for u in some]}
        more = at + self.size < len(self.links[language, title])
        go_on = {"continue": {"elcontinue": str(at + self.size), "continue": "||"}} if more else {}
        return {"query": {"pages": [page]}, **go_on}

    def described(self, titles):
        steps = [{"from": t, "to": self.redirects[t]} for t in titles if t in self.redirects]
        ends = dict.fromkeys(self.redirects.get(t, t) for t in titles)
        pages = [
            {"title": t, "description": self.descriptions[t]} if t in self.descriptions
            else {"title": t, "missing": True}
            for t in ends
        ]  # fmt: skip
        for page in pages:
            if "disambiguation" in str(page.get("description")):
                page["pageprops"] = {"disambiguation": ""}
        return {"query": {"redirects": steps, "pages": pages}}


@pytest.fixture
def wiki():
    return Encyclopedia()


def source(service, **settings):
    return Wikipedia(endpoint=service.url + "/{language}/w/api.php", **settings)


def test_recorded_exchange(her, exchange):
    """As documented."""
    params = {
        "action": "query", "format": "json", "formatversion": "2", "redirects": "1",
        "titles": "Her (2013 film)", "prop": "extlinks", "ellimit": "500",
    }  # fmt: skip
    links = [
        {"url": "https://www.paper.example/2013/her-review"}, {"url": "//magazine.example/her"},
        {"url": f"{WEB}20140110052146/http://old.example/her"}, {"url": "news:alt.movies"},
        {"url": "https://www.wikidata.org/wiki/Q1"},
    ]  # fmt: skip
    page = {"pageid": 1, "ns": 0, "title": "Her (2013 film)", "extlinks": links}
    body = {"batchcomplete": True, "query": {"pages": [page]}}
    one = Wikipedia(page="Her (2013 film)")
    recorded = Recorded(exchange("https://en.wikipedia.org/w/api.php", params, body))
    found = check_source(one, recorded, her)
    assert [c.url for c in found] == [
        "https://www.paper.example/2013/her-review", "https://magazine.example/her",
        "http://old.example/her", "https://www.wikidata.org/wiki/Q1",
    ]  # fmt: skip
    assert found[2].via == f"{WEB}20140110052146id_/http://old.example/her"
    assert found[2].captured_at == "2014-01-10T05:21:46Z"
    assert [c.left_out.split(":")[0] for c in found] == ["", "", "", "catalogue"]
    assert {c.query for c in found} == {"en:Her (2013 film)"}
    assert len(list(one.asks(her))) == 1


def test_a_page_s_own_address_goes_before_its_copy(wiki, stand_in, asker, her):
    wiki.links["en", "A"] = [
        f"{WEB}20140110052146/https://paper.example/a", "http://www.paper.example/a/",
        f"{WEB}20140110052146/https://paper.example/b", f"{WEB}2015/https://paper.example/b",
    ]  # fmt: skip
    found = list(source(stand_in(wiki), page="A").discover(her, asker))
    assert [(c.url, bool(c.via)) for c in found] == [
        ("http://www.paper.example/a/", False), ("https://paper.example/b", True),
    ]  # fmt: skip


def test_all_links_are_gone_through(wiki, stand_in, asker, her):
    service = stand_in(wiki)
    found = check_source(source(service), asker, her)
    assert [c.url[-1] for c in found] == list("0123456")
    assert [a.params.get("elcontinue") for a in service.asked] == [None, None, "3", "6"]
    assert [a.params.get("continue") for a in service.asked] == [None, None, "||", "||"]


@pytest.mark.parametrize(
    ("descriptions", "title"),
    [
        (
            {"Her (2013 film)": "2013 film by Spike Jonze", "Her": "English pronoun"},
            "Her (2013 film)",
        ),
        ({"Her (film)": "Film of 2013", "Her": "English pronoun"}, "Her (film)"),
        ({"Her": "romantic comedy by Spike Jonze"}, "Her"),
    ],
)
def test_the_article_is_guessed_by_its_description(descriptions, title, wiki, stand_in, asker, her):
    wiki.descriptions, wiki.redirects = descriptions, {}
    wiki.links["en", title] = ["https://paper.example/a"]
    found = list(source(stand_in(wiki)).discover(her, asker))
    assert {c.query for c in found} == {f"en:{title}"}


def test_a_redirect_leads_to_the_article(wiki, stand_in, asker, her, study):
    wiki.redirects = {"Her (2013 film)": "Her (film by Jonze)"}
    wiki.descriptions = {"Her (film by Jonze)": "2013 American film"}
    wiki.links["en", "Her (film by Jonze)"] = ["https://paper.example/a"]
    assert len(list(source(stand_in(wiki)).discover(her, asker))) == 1


@pytest.mark.parametrize("descriptions", [
    {}, {"Her": "English pronoun"}, {"Her (film)": "disambiguation page of 2013 films"},
    {"Her (film)": ""},
])  # fmt: skip
def test_where_no_article_is_surely_the_work_s_none_is_asked(
    descriptions, wiki, stand_in, asker, her
):
    wiki.descriptions, wiki.redirects = descriptions, {}
    service = stand_in(wiki)
    with pytest.raises(NotAnswered, match=r'no-article: none of Her \(2013 film\).*set page = "…"'):
        list(source(service).discover(her, asker))
    assert len(service.asked) == 1


def test_other_languages_are_asked_too(wiki, stand_in, asker, her, caplog):
    wiki.links["de", "Her (2013)"] = ["https://zeitung.example/her"]
    one = source(stand_in(wiki), languages=("de", "it", "fr", "en"))
    found = list(one.discover(her, asker))
    assert found[-1].query == "de:Her (2013)"
    assert len(found) == 8
    assert "there is no article in fr" in caplog.text
    assert "one question wasn't answered: no-article: it: Lei (film)" in caplog.text
    every = list(source(stand_in(wiki), languages=("*",)).discover(her, asker))
    assert len(every) == 8


def test_a_list_of_languages_that_fails_loses_no_links(wiki, stand_in, asker, her, caplog):
    service = stand_in(lambda a: (503, "") if a.params["prop"] == "langlinks" else wiki(a))
    assert len(list(source(service, languages=("de",)).discover(her, asker))) == 7
    assert "one question wasn't answered: http-503" in caplog.text


def test_a_failure_half_way_keeps_what_came(wiki, stand_in, asker, her, caplog):
    service = stand_in(lambda a: (503, "") if a.params.get("elcontinue") == "6" else wiki(a))
    assert len(list(source(service).discover(her, asker))) == 6
    assert "stopped half-way: http-503" in caplog.text


def test_continuing_that_leads_nowhere_ends(wiki, stand_in, asker, her):
    page = {"title": "A", "extlinks": [{"url": "https://paper.example/a"}]}
    body = {"query": {"pages": [page]}, "continue": {"elcontinue": "same"}}
    service = stand_in(lambda a: body)
    assert len(list(source(service, page="A").discover(her, asker))) == 1
    assert len(service.asked) == 2


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        (
            {"error": {"code": "maxlag", "info": "Waiting for a server"}},
            "bad-question: maxlag: Waiting",
        ),
        ({"query": {"pages": [{"title": "A", "missing": True}]}}, "no-article: en: A"),
        (b"<html>", "not-json"),
    ],
)
def test_an_answer_that_is_none_is_a_reason(body, slug, stand_in, asker, her):
    with pytest.raises(NotAnswered, match=slug):
        list(source(stand_in(lambda a: body), page="A").discover(her, asker))


@pytest.mark.parametrize("body", [{}, {"query": {"pages": [{"title": "A"}]}}, {"query": []}])
def test_an_article_without_links_is_no_error(body, stand_in, asker, her):
    assert list(source(stand_in(lambda a: body), page="A").discover(her, asker)) == []


@pytest.mark.parametrize("bad", ["EN", "en/../x", "evil.example#", ""])
def test_a_language_is_a_code_and_no_part_of_a_host(bad):
    with pytest.raises(ValueError, match="codes like en"):
        Wikipedia(language=bad)
    with pytest.raises(ValueError, match="codes like en"):
        Wikipedia(languages=(bad,))
