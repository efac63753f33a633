import pytest

from hermeneut.read.completeness import of_text
from hermeneut.read.page import read_page
from hermeneut.read.prose import Prose

SENTENCE = "The film opens on a face that is reading somebody else's letter aloud. "
LONG = "".join(f"<p>{i}. {SENTENCE * 4}</p>" for i in range(12))
SHORT = f"<p>{SENTENCE * 4}</p>" * 2


def judged(body, url="https://example.org/2014/01/10/her", head=""):
    page = read_page(
        f"<html><head><title>On Her</title>{head}</head><body>{body}</body></html>", url
    )
    return page["completeness"], (page["reason"] or "").split(":")[0]


NOT_FREE = """<script type="application/ld+json">{"@type": "Article", "headline": "On Her",
    "isAccessibleForFree": "False"}</script>"""
COUNTED = """<script type="application/ld+json">{"@type": "Article", "headline": "On Her",
    "wordCount": 2400}</script>"""
LINKS = "<ul>" + "".join(
    f"<li><a href='/{i}'>A review of some film or other</a>" for i in range(60)
)


@pytest.mark.parametrize(
    ("body", "url", "head", "expected"),
    [
        (LONG, None, "", ("whole", "")),
        (SHORT, None, NOT_FREE, ("paywalled", "not-free")),
        (LONG, None, NOT_FREE, ("whole", "")),
        (SHORT + "<p>Subscribe to continue reading.</p>", None, "",
         ("paywalled", "subscribe-prompt")),
        (SHORT + f"<p>{SENTENCE}The rest of it […]</p>", None, "", ("truncated", "cut-mark")),
        (SHORT, None, COUNTED, ("truncated", "shorter-than-declared")),
        (LONG, "https://example.org/", "", ("not an article", "home-page")),
        (SHORT, "https://example.org/tag/her/", "", ("not an article", "archive-page")),
        (SHORT, "https://example.org/author/ann-doe/page/2/", "",
         ("not an article", "archive-page")),
        (SHORT, None, "<meta property='og:type' content='video.other'>",
         ("not an article", "video-page")),
        (SHORT + LINKS, None, "", ("not an article", "list-of-links")),
        (LONG, "https://example.org/title/tt123/reviews", "", ("several pieces", "user-reviews")),
        ("".join(f"<p>Critic {i}. {SENTENCE} 4/5</p>" for i in range(6)), None, "",
         ("several pieces", "round-up")),
        ("<p>Soon.</p>", None, "", ("not an article", "too-short")),
        ("", None, "", ("not an article", "no-text")),
    ],
    ids=["whole", "not-free-short", "not-free-long", "prompt", "cut", "word-count", "home", "tag",
         "author", "video", "links", "user-reviews", "round-up", "too-short", "no-text"],
)  # fmt: skip
def test_pages(body, url, head, expected):
    assert judged(body, *([url] if url else []), head=head) == expected


def test_an_error_page():
    page = read_page("<title>404: Page not found</title><p>Nothing here, sorry about that.")
    assert page["completeness"] == "not an article"
    assert page["reason"].startswith("error-page")


def test_an_address_that_only_looks_like_an_archive():
    assert judged(LONG, "https://example.org/topics/film/2014/her-and-the-machine")[0] == "whole"
    assert judged(LONG, "https://example.org/archives/2014/her.htm")[0] == "whole"


def test_a_reviewer_may_trail_off():
    assert of_text(Prose("I don't know what to say...")).completeness == "whole"
