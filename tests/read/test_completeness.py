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
PART = """<script type="application/ld+json">{"@type": "Article", "headline": "On Her", "hasPart":
    {"@type": "WebPageElement", "isAccessibleForFree": false, "cssSelector": ".rest"}}</script>"""
MISCOUNTED = COUNTED.replace("2400", "7900")
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
        (f"<p>{'We value your privacy. Accept all cookies, or manage cookies. ' * 6}</p>", None, "",
         ("not an article", "consent-wall")),
        ("<h1>What to watch this week</h1>" + "".join(
            f"<h2>Film {i} (2013)</h2><p>A clerk finds a letter that nobody wrote.</p>"
            for i in range(9)), None, "",
         ("not an article", "list-of-works")),
        ("".join(f"<div class='post-message'><p>{i}. {SENTENCE * 3}</p></div>" for i in range(6)),
         "https://example.org/threads/her.12", "", ("several pieces", "forum")),
        (LONG + f"<p>{SENTENCE * 2}Nobody who has seen the last of it will ever quite",
         None, "", ("truncated", "open-ended")),
        (LONG + f"<p>{SENTENCE * 2}Nobody will ever forget the", None, "",
         ("truncated", "broken-off")),
        (SHORT + "<p>[…]</p><p>More from us</p>", None, "", ("truncated", "cut-mark")),
        ("<h1>Her: user reviews</h1>" + "".join(
            f"<div><span class=stars>★★★☆☆</span><p>{i}. {SENTENCE * 2}</div>" for i in range(5)),
         None, "", ("several pieces", "user-reviews")),
        (SHORT, None, PART, ("paywalled", "part-missing")),
        (SHORT + f"<div class=rest><p>{SENTENCE * 4}</div>", None, PART, ("whole", "")),
        (LONG, None, MISCOUNTED, ("whole", "")),
        ("<p>Soon.</p>", None, "", ("not an article", "too-short")),
        ("", None, "", ("not an article", "no-text")),
    ],
    ids=["whole", "not-free-short", "not-free-long", "prompt", "cut", "word-count", "home", "tag",
         "author", "video", "links", "user-reviews", "round-up", "consent", "list-of-works",
         "forum",
         "open-ended", "broken-off",
         "dots",
         "user-reviews-rated", "part-missing", "part-there", "miscounted", "too-short", "no-text"],
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


@pytest.mark.parametrize(
    ("end", "completeness"),
    [("and in the end the", "truncated"), ("[…]", "truncated"), ("Loved it", "whole"),
     ("+ The score\n+ That last shot of the stairs", "whole"), ("by Ann Doe", "whole")],
)  # fmt: skip
def test_how_a_text_ends(end, completeness):
    assert of_text(Prose(f"{SENTENCE * 8}\n\n{SENTENCE}{end}")).completeness == completeness


def test_a_short_article_amid_many_links():
    prose = f"<p>{SENTENCE * 9}</p>"
    assert judged(prose + LINKS, "https://example.org/2014/01/10/fire")[0] == "whole"


def test_a_reviewer_may_trail_off():
    assert of_text(Prose("I don't know what to say...")).completeness == "whole"
