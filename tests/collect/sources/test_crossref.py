import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.candidates import Answer, NotAnswered
from hermeneut.collect.inquiries import abstracts
from hermeneut.collect.sources import crossref
from hermeneut.collect.sources.crossref import Crossref, stripped
from hermeneut.testing import Recorded, check_source


def work(n, **more):
    row = {
        "DOI": f"10.5555/her.{n}", "URL": f"http://dx.doi.org/10.5555/her.{n}",
        "title": [f"Spike Jonze&#8217;s <i>Her</i>, {n}"], "subtitle": ["A Voice"],
        "author": [
            {"given": "Ines", "family": "Okafor", "sequence": "first"},
            {"name": "The Screen Group"},
        ],
        "container-title": ["Journal of Screens"], "type": "journal-article",
        "issued": {"date-parts": [[2015, 3]]}, "abstract": f"<jats:p>It argues {n}.</jats:p>",
    }  # fmt: skip
    return {**row, **more}


def registry(works, *, total=None):
    """Behave like Crossref: offsets, and totals of all that shares a word."""

    def app(asked):
        at, size = int(asked.params["offset"]), int(asked.params["rows"])
        if at + size > 10_000 + size:
            return 400, {"status": "failed", "message": [{"message": "Offset is too large"}]}
        return {
            "status": "ok", "message-type": "work-list", "message": {
                "total-results": len(works) if total is None else total, "items-per-page": size,
                "items": works[at : at + size],
            },
        }  # fmt: skip

    return app


def test_recorded_exchange(her, exchange):
    """As documented; your address isn't kept with the question."""
    one = Crossref(since="2013", until="2020")
    params = {
        "query.bibliographic": "Her Spike Jonze", "rows": "100", "offset": "0",
        "filter": "from-pub-date:2013-01-01,until-pub-date:2020-12-31", "select": crossref._FIELDS,
    }  # fmt: skip
    message = {"total-results": 1, "items": [work(1)]}
    recorded = Recorded(exchange(crossref.ENDPOINT, params, {"status": "ok", "message": message}))
    [found] = check_source(one, recorded, her)
    assert found.url == "https://doi.org/10.5555/her.1"
    assert found.title == "Spike Jonze’s Her, 1: A Voice"
    assert (found.author, found.outlet) == ("Ines Okafor; The Screen Group", "Journal of Screens")
    assert (found.published, found.left_out) == ("2015-03", "")
    assert "example.org" not in str(recorded.asked)


@pytest.mark.parametrize("many", [0, 1, 100, 101, 250])
def test_all_pages_are_gone_through(many, stand_in, asker, her, caplog):
    service = stand_in(registry([work(n) for n in range(many)]))
    assert len(check_source(Crossref(endpoint=service.url), asker, her)) == many
    assert len(service.asked) == many // 100 + 1
    assert service.asked[0].params["mailto"] == "reader@example.org"
    assert caplog.text == ""


def test_the_best_are_taken_and_the_rest_is_told(stand_in, asker, her, caplog):
    service = stand_in(registry([work(n) for n in range(700)], total=1_234_567))
    assert len(list(Crossref(endpoint=service.url, limit=150).discover(her, asker))) == 150
    assert "stopped at its limit of 150 (150 of 1234567 that it speaks of)" in caplog.text
    assert len(service.asked) == 2


def test_what_names_nobody_is_left_out_with_a_reason(stand_in, asker, her):
    works = [
        work(1), work(2, title=["Her Majesty"], abstract=None),
        work(3, title=["Voices"], abstract="<p>On JOAQUIN PHOENIX in it.</p>"),
        work(4, title=["Jonzeland"], abstract=""),
    ]  # fmt: skip
    service = stand_in(registry(works))
    out = [c.left_out[:7] for c in Crossref(endpoint=service.url).discover(her, asker)]
    assert out == ["", "unnamed", "", "unnamed"]
    all_of_them = Crossref(endpoint=service.url, named=False).discover(her, asker)
    assert {c.left_out for c in all_of_them} == {""}


def test_abstracts_of_what_is_not_left_out(her):
    works = [work(1), work(2, abstract=None), work(3, title=["Her Majesty"]), None, {}]
    body = json.dumps({"message": {"items": works}}).encode()
    one = Crossref()
    assert isinstance(one, abstracts.Tells)
    [row] = one.documents(Answer("https://api.crossref.org/works", 200, body), her)
    assert row == {
        "url": "https://doi.org/10.5555/her.1", "title": "Spike Jonze’s Her, 1: A Voice",
        "abstract": "It argues 1.", "authors": ["Ines Okafor", "The Screen Group"],
        "outlet": "Journal of Screens", "published": "2015-03", "form": "scholarly article",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("jats", "text"),
    [
        ("<jats:p>One.</jats:p><jats:p>Two &amp; <jats:italic>Her</jats:italic>.</jats:p>",
         "One.\n\nTwo & Her."),
        ("<jats:title>Abstract</jats:title><jats:p>One.</jats:p>", "One."),
        ("<jats:sec><jats:title>Aims</jats:title><jats:p>One.</jats:p></jats:sec>", "Aims\n\nOne."),
        ("  Plain   text \n of old. ", "Plain text of old."),
        ("&lt;p&gt;Twice escaped.&lt;/p&gt;", "Twice escaped."),
        ("<p>a &lt; b and <0.05</p>", "a < b and <0.05"),
        ("<jats:p>x<jats:sup>2</jats:sup></jats:p>", "x2"),
        ("<jats:p></jats:p>", ""), ("", ""), (None, ""), (7, ""),
    ],
)  # fmt: skip
def test_jats_is_read_as_paragraphs(jats, text):
    assert stripped(jats) == text


@given(st.text(alphabet="<>/&;ajts:p \n0é\x00\ud800", max_size=80))
def test_any_markup_ends_as_text(markup):
    stripped(markup).encode()


@pytest.mark.parametrize(
    ("more", "url", "published"),
    [
        ({"DOI": None}, "http://dx.doi.org/10.5555/her.1", "2015-03"),
        ({"DOI": "10.1002/(sici)1<9::aid>#1?"}, "https://doi.org/10.1002/(sici)1%3C9::aid%3E%231%3F",
         "2015-03"),
        ({"issued": {"date-parts": [[None]]}}, "https://doi.org/10.5555/her.1", ""),
        ({"published": {"date-parts": [[2014, 12, 31]]}}, "https://doi.org/10.5555/her.1",
         "2014-12-31"),
        ({"author": None, "container-title": [], "title": []}, "https://doi.org/10.5555/her.1",
         "2015-03"),
    ],
)  # fmt: skip
def test_odd_works(more, url, published, stand_in, asker, her):
    service = stand_in(registry([work(1, **more), None, 7]))
    [found] = Crossref(endpoint=service.url, named=False).discover(her, asker)
    assert (found.url, found.published) == (url, published)


@pytest.mark.parametrize("body", [{"status": "failed", "message": [{"message": "bad"}]}, [], {}])
def test_an_answer_that_is_none_is_a_reason(body, stand_in, asker, her):
    with pytest.raises(NotAnswered, match="bad-question"):
        list(Crossref(endpoint=stand_in(lambda a: body).url).discover(her, asker))


@pytest.mark.parametrize("limit", [0, -1, 10_001])
def test_more_than_can_be_had_by_offset_is_refused(limit):
    with pytest.raises(ValueError, match="limit must be from 1 to 10000"):
        Crossref(limit=limit)
