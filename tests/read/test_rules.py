import pytest

from hermeneut.design import Outlet, parse
from hermeneut.errors import UserError
from hermeneut.read.article import Article
from hermeneut.read.metadata import Metadata
from hermeneut.read.page import read_page
from hermeneut.read.rules import of_design
from hermeneut.testing import check_pass

SAID = "I liked <i>Her</i> well enough, and I say so at some length, twice over, here. "
PAGE = f"""<html><head><title>Post 1187</title>
<meta property="og:site_name" content="The Site"><meta name="author" content="Web Desk">
<meta property="article:published_time" content="2019-03-02"></head>
<body><h1>Post 1187</h1><p class="words">By Ann Doe</p><p class="shown">4 May 2014</p>
<h4 class="heading">The Voice He Rented</h4><div class="told"><p>{SAID * 3}</p>
<div><p>{SAID * 2}</p>
</div></div><p>{SAID.replace("Her", "Him") * 9}</p></body></html>"""
RULE = Outlet(
    "post.example", name="The Post", venue="newspaper", form="essay", title="h4.heading",
    authors=".words", published=".shown", text=".told, .told p",
)  # fmt: skip
CAPTURE = {
    "capture_id": "c", "url": "https://www.post.example/her", "fetched_at": "2020-05-04T10:00:00Z",
    "format": "html", "payload": PAGE.encode(),
}  # fmt: skip
SHAPES = ("title", "authors", "outlet", "published", "form", "venue")


def chosen(*rules, **changes):
    rows = check_pass(Metadata(outlets=rules), [CAPTURE | changes]).to_pylist()
    return {row["field"]: row["value"] for row in rows if row["chosen"] and row["field"] in SHAPES}


def read(*rules):
    return next(Article(outlets=rules).find(CAPTURE))


def test_a_rule_goes_before_what_a_page_says():
    assert chosen(RULE) == {
        "title": "The Voice He Rented", "authors": "Ann Doe", "outlet": "The Post",
        "published": "2014-05-04", "form": "essay", "venue": "newspaper",
    }  # fmt: skip


def test_its_values_are_candidates_with_their_source():
    rows = list(Metadata(outlets=(RULE,)).find(CAPTURE))

    by_rule = {r["field"] for r in rows if r["source"] == "outlet rule"}
    assert by_rule == set(SHAPES)
    assert "Post 1187" in {r["value"] for r in rows if r["field"] == "title"}


@pytest.mark.parametrize(
    ("host", "until", "outlet"),
    [
        ("post.example", "", "The Post"),
        ("www.post.example", "", "The Post"),
        ("ost.example", "", "The Site"),
        ("other.post.example", "", "The Site"),
        ("post.example", "2020-05-04", "The Post"),
        ("post.example", "2020-05", "The Post"),
        ("post.example", "2020-05-03", "The Site"),
        ("post.example", "2019", "The Site"),
    ],
)
def test_a_rule_holds_for_its_host_until_its_end(host, until, outlet):
    assert chosen(Outlet(host, name="The Post", until=until))["outlet"] == outlet


def test_of_several_the_nearest_host_and_the_soonest_end_go_first():
    rules = (
        Outlet("post.example", name="Example", venue="platform", form="news"),
        Outlet("www.post.example", name="The Post Today"),
        Outlet("www.post.example", name="The Post", venue="newspaper", until="2030"),
    )

    got = chosen(*rules)

    assert (got["outlet"], got["venue"], got["form"]) == ("The Post", "newspaper", "news")


def test_the_day_of_an_archived_page_is_that_of_the_archive():
    url = "https://web.archive.org/web/20150101000000/https://www.post.example/her"
    assert chosen(Outlet("post.example", name="The Post", until="2015"), url=url)["outlet"] == (
        "The Post"
    )


def test_what_is_said_of_the_piece_goes_before_the_rule():
    table = b"url,outlet,text\nhttps://post.example/her,The Evening Post,A film about love.\n"
    got = chosen(
        Outlet("post.example", name="The Post", venue="magazine"),
        url="file:///list.csv", format="csv", payload=table,
        mapping='{"map": {"url": "url", "outlet": "outlet", "text": "text"}}',
    )  # fmt: skip
    assert (got["outlet"], got["venue"]) == ("The Evening Post", "magazine")


def test_a_rule_that_finds_nothing_leaves_the_page_its_say():
    rule = Outlet("post.example", title=".no", authors=".no", published="h1")
    assert chosen(rule) == chosen()


def test_the_text_is_what_stands_where_the_rule_looks():
    reading = read(RULE)

    assert reading["text"].count("I liked Her") == 5
    assert "Him" not in reading["text"]
    assert reading["text"][slice(*reading["emphasis"][0].values())] == "Her"


def test_where_it_finds_no_text_the_page_is_read_as_others_are_and_that_is_told():
    reading, plain = read(Outlet("post.example", text=".gone")), read()

    assert reading["text"] == plain["text"]
    assert "outlet-rule-idle" in reading["reason"]


def test_apply_article_reads_by_the_rules_of_the_design():
    design = parse(
        '[study]\nname = "s"\n[work]\ntitle = "Her"\nyear = 2013\n[[outlet]]\n'
        'host = "post.example"\nauthors = ".words"\ntext = ".told"\n'
    )
    got = read_page(PAGE, CAPTURE["url"], design=design)
    assert (got["authors"], "Him" in got["text"]) == (["Ann Doe"], False)


def test_a_selector_that_is_none_is_refused_with_its_line():
    design = parse(
        '[study]\nname = "s"\n[work]\ntitle = "Her"\nyear = 2013\n'
        '[[outlet]]\nhost = "a.example"\n[[outlet]]\nhost = "b.example"\nauthors = ".by..name"\n'
    )
    with pytest.raises(UserError, match="line 10: authors is no CSS selector"):
        of_design(design, text=False)


def test_facts_and_texts_stand_on_their_own_keys_alone():
    design = parse(
        '[study]\nname = "s"\n[work]\ntitle = "Her"\nyear = 2013\n[[outlet]]\n'
        'host = "a.example"\nname = "A"\n[[outlet]]\nhost = "b.example"\ntext = "p"\n'
    )
    assert of_design(design, text=False) == (Outlet("a.example", name="A"),)
    assert of_design(design, text=True) == (Outlet("b.example", text="p"),)
