import json

import pytest

from hermeneut.read.metadata import Metadata
from hermeneut.testing import check_pass

PAGE = """<!doctype html><html lang="en-GB"><head>
<title>Review: The Voice He Rented | The Post</title>
<meta property="og:site_name" content="The Post"><link rel="canonical" href="https://post.org/r/1">
<meta property="article:published_time" content="2014-01-10T08:00:00Z">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The Voice He Rented",
 "author": [{"name": "Ann Doe"}, {"name": "Bo Roe"}], "datePublished": "2031-01-01"}</script></head>
<body><h1>The Voice He Rented</h1><p class="byline">By Ann Doe and Bo Roe</p>
<span class="star-rating">★★★½</span><p>A film about love.</p></body></html>"""
CAPTURE = {
    "capture_id": "c", "url": "https://www.post.org/2014/01/10/film-reviews/rented",
    "fetched_at": "2025-05-04T10:00:00Z", "format": "html", "payload": PAGE.encode(),
}  # fmt: skip


def fields(*captures):
    return check_pass(Metadata(), captures).to_pylist()


def chosen(*captures):
    return {row["field"]: row["value"] for row in fields(*captures) if row["chosen"]}


def test_a_page():
    assert chosen(CAPTURE) == {
        "title": "The Voice He Rented",
        "authors": "Ann Doe; Bo Roe",
        "outlet": "The Post",
        "venue": "newspaper",
        "published": "2014-01-10",
        "form": "review",
        "rating": "★★★½",
        "language": "en",
        "url": "https://www.post.org/2014/01/10/film-reviews/rented",
    }


def test_what_lost_is_kept_with_its_source():
    rows = fields(CAPTURE)
    urls = {row["source"]: row["value"] for row in rows if row["field"] == "url"}
    assert urls["rel-canonical"] == "https://post.org/r/1"
    assert not any(row["value"].startswith("2031") for row in rows)  # after the capture


def test_front_matter_and_file_name():
    page = b"---\nTitle: _Her_\nauthor: zeddified\nrating: 4\nkind: blog\n---\nA film."
    got = chosen({
        "capture_id": "c", "url": "file:///posts/2017-10-06-her.md", "format": "markdown",
        "payload": page,
    })  # fmt: skip
    assert {k: got[k] for k in ("title", "authors", "rating", "published", "venue")} == {
        "title": "Her", "authors": "zeddified", "rating": "4", "published": "2017-10-06",
        "venue": "blog",
    }  # fmt: skip
    assert "outlet" not in got


def test_columns_are_surer_than_anything():
    table = 'u,who,when,what,of\nhttps://e.org/a,"Doe, Jane",10.01.2014,academic,her\n'
    names = {"url": "u", "authors": "who", "published": "when", "form": "what", "about": "of"}
    got = chosen({
        "capture_id": "c", "url": "file:///t.csv", "format": "csv", "payload": table.encode(),
        "mapping": json.dumps({"map": names}),
    })  # fmt: skip
    assert got["authors"] == "Jane Doe"
    assert got["published"] == "2014-01-10"
    assert got["form"] == "scholarly article"
    assert got["about"] == "her"


@pytest.mark.parametrize(
    "ld",
    ["{", "[[[[", '{"@type": 3, "author": [[["x"]]]}', '{"@graph": null}', "[" * 100_000,
     '{"@type": "Article", "headline": ["a"], "author": {"@id": 4}, "publisher": 7}'],
    ids=["cut", "open", "odd-types", "null", "deep", "odd-values"],
)  # fmt: skip
def test_hostile_json_ld_is_passed_over(ld):
    page = f'<title>Her</title><script type="application/ld+json">{ld}</script><p>A film.'
    got = chosen({**CAPTURE, "payload": page.encode()})
    assert got["title"] == "Her"


def test_a_capture_with_an_error_still_has_its_address():
    assert chosen({**CAPTURE, "payload": None, "error": "http-404"})["url"] == CAPTURE["url"]
