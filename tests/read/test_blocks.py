import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.errors import RowFailed
from hermeneut.read.blocks import blocks_of, region_names, regions_of
from hermeneut.read.markup import parse
from hermeneut.read.prose import CLOSE, OPEN


def texts(page):
    return [block.text for block in blocks_of(parse(page))]


def test_paragraphs_headings_items_and_cells():
    page = "<div>Before<h2>On</h2><p>One<br>two<ul><li>a<li>b</ul>"
    page += "<table><tr><td>x<td>y</table></div>after"
    assert texts(page) == ["Before", "On", "One\ntwo", "a", "b", "x y", "after"]


def test_two_line_breaks_part_paragraphs():
    assert texts("<div>One.<br><br>Two.<br> <br/>Three.<br>Four.") == [
        "One.",
        "Two.",
        "Three.\nFour.",
    ]


def test_what_no_reader_sees_is_left_out():
    assert texts("<p>A<script>x()</script><style>y</style><template>z</template> film") == [
        "A film"
    ]


def test_emphasis_over_blocks_is_closed_in_each():
    marked = [
        block.marked for block in blocks_of(parse("<i><div>One</div><div>Two</div></i><p>Three"))
    ]
    assert marked == [f"{OPEN}One{CLOSE}", f"{OPEN}Two{CLOSE}", "Three"]


def test_italics_by_style_are_emphasis():
    (block,) = blocks_of(
        parse('<p>In <span style="font-style: italic">Her</span> and <cite>Up</cite>')
    )
    assert block.marked == f"In {OPEN}Her{CLOSE} and {OPEN}Up{CLOSE}"


def test_linked_and_hidden():
    linked, hidden = blocks_of(parse('<p><a href="/">All of it</a><div style="display:none"><p>No'))
    assert (linked.linked, linked.hidden, hidden.hidden) == (9, False, True)


@pytest.mark.parametrize(
    ("tag", "name", "region"),
    [
        ("div", "ArticleBody-text", "body"),
        ("aside", "", "sidebar"),
        ("div", "js-relatedArticles__list", "related"),
        ("p", "wp-caption-text", "caption"),
        ("div", "shareTools", "share"),
    ],
)
def test_names_speak_of_regions(tag, name, region):
    assert region in [region_names()[i] for i in regions_of(tag, name)]


def test_a_word_inside_another_is_no_region():
    names = [region_names()[i] for i in regions_of("div", "shadow leadership loading")]
    assert "ad" not in names
    assert "lead" not in names


@given(st.text(max_size=80))
def test_any_markup_gives_blocks_or_is_refused(page):
    try:
        found = texts(page)
    except RowFailed:
        return
    assert all(text.strip() for text in found)


def test_ten_thousand_nested_tags():
    assert texts("<div>" * 10_000 + "<p>A voice" + "</div>" * 10_000)[-1] == "A voice"
