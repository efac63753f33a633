import pytest

from hermeneut.candidates import NotAnswered
from hermeneut.collect.sources import mediacloud
from hermeneut.collect.sources.mediacloud import MediaCloud
from hermeneut.testing import Recorded, check_source


def story(n, **more):
    row = {
        "id": f"{n:064x}", "media_name": "gazette.example", "media_url": "gazette.example",
        "title": f"Her, again: {n}", "publish_date": "2014-01-10", "language": "en",
        "url": f"https://gazette.example/2014/01/10/her-{n}",
        "indexed_date": "2023-12-01T10:00:00.123456",
    }  # fmt: skip
    return {**row, **more}


def search(stories, key, *, size=3):
    """Behave like the story list: a token in a header, pages by token until there is none."""

    def app(asked):
        if asked.headers.get("authorization") != f"Token {key}":
            return 403, {"detail": "Authentication credentials were not provided."}
        at = int(asked.params.get("pagination_token", "t0")[1:])
        more = f"t{at + size}" if at + size < len(stories) else None
        return {"stories": stories[at : at + size], "pagination_token": more}

    return app


def test_recorded_exchange(her, hidden, exchange):
    """As documented: dates, ids of collections and sources, a token to go on with."""
    one = MediaCloud(
        since="2013-10",
        until="2014-03",
        language="en",
        collections=(34412234, 38379429),
        sources=(1,),
    )
    params = {
        "q": '("Her" AND "Spike Jonze") AND language:en', "start": "2013-10-01",
        "end": "2014-03-31", "platform": "onlinenews-mediacloud", "cs": "34412234,38379429",
        "ss": "1", "page_size": "1000",
    }  # fmt: skip
    first = {"stories": [story(1)], "pagination_token": "MjAxNA=="}
    last = {"stories": [story(2, publish_date=None, title=None)], "pagination_token": None}
    recorded = Recorded({
        **exchange(mediacloud.ENDPOINT, params, first),
        **exchange(mediacloud.ENDPOINT, {**params, "pagination_token": "MjAxNA=="}, last),
    })  # fmt: skip
    found = check_source(one, recorded, her)
    assert [(c.title, c.outlet, c.published) for c in found] == [
        ("Her, again: 1", "gazette.example", "2014-01-10"), ("", "gazette.example", ""),
    ]  # fmt: skip
    assert hidden not in str(recorded.asked)
    assert next(one.asks(her)).startswith(f"{mediacloud.ENDPOINT}?q=%28%22Her%22")


@pytest.mark.parametrize("many", [0, 1, 3, 4, 10])
def test_all_pages_are_gone_through_with_the_key_in_a_header(many, stand_in, asker, her, hidden):
    service = stand_in(search([story(n) for n in range(many)], hidden))
    assert len(check_source(MediaCloud(endpoint=service.url), asker, her)) == many
    assert len(service.asked) == max(-(-many // 3), 1)
    assert all(hidden not in str(a.pairs) for a in service.asked)
    assert (MediaCloud.rate, MediaCloud.independent) == (2, True)


@pytest.mark.parametrize("token", ["t0", "same"])
def test_a_token_that_leads_nowhere_ends_the_list(token, stand_in, asker, her, hidden, caplog):
    service = stand_in(lambda a: {"stories": [story(1)], "pagination_token": token})
    assert len(list(MediaCloud(endpoint=service.url).discover(her, asker))) == 1
    assert len(service.asked) == 2
    assert "repeats itself" in caplog.text


def test_a_page_without_stories_ends_the_list(stand_in, asker, her, hidden):
    service = stand_in(lambda a: {"stories": [], "pagination_token": "more"})
    assert list(MediaCloud(endpoint=service.url).discover(her, asker)) == []
    assert len(service.asked) == 1


def test_a_busy_service_and_a_quota_that_ends(stand_in, asker, her, hidden, caplog):
    app = search([story(n) for n in range(9)], hidden)
    service = stand_in(lambda a: (429, "") if a.params.get("pagination_token") == "t6" else app(a))
    service.busy = 2
    assert len(list(MediaCloud(endpoint=service.url).discover(her, asker))) == 6
    assert "stopped half-way: http-429" in caplog.text


def test_keys_and_errors(stand_in, asker, her, hidden):
    with pytest.raises(NotAnswered, match="http-403: mediacloud refuses the key"):
        list(MediaCloud(endpoint=stand_in(search([], "x")).url).discover(her, asker))
    note = {"status": "error", "note": "Your query couldn't be parsed", "temporary": False}
    with pytest.raises(NotAnswered, match="bad-question: Your query couldn't be parsed"):
        list(MediaCloud(endpoint=stand_in(lambda a: note).url).discover(her, asker))


def test_without_a_key_nothing_is_asked(stand_in, asker, her, keyless):
    service = stand_in(search([], ""))
    with pytest.raises(NotAnswered, match=r"no-key.*HERMENEUT_MEDIACLOUD_KEY"):
        list(MediaCloud(endpoint=service.url).discover(her, asker))
    assert service.asked == []


def test_odd_fields(stand_in, asker, her, hidden, caplog):
    rows = [story(1, media_name=None, url="//gazette.example/a"), story(2, url=None), None]
    service = stand_in(lambda a: {"stories": rows, "pagination_token": 7})
    [found] = MediaCloud(endpoint=service.url).discover(her, asker)
    assert (found.url, found.outlet) == ("https://gazette.example/a", "")
    assert "2 rows without an address" in caplog.text


@pytest.mark.parametrize("bad", [{"collections": ("US",)}, {"sources": (-1,)}, {"since": "soon"}])
def test_settings_that_cannot_be_asked_for_are_refused(bad):
    with pytest.raises(ValueError, match=r"ids|since"):
        MediaCloud(**bad)
