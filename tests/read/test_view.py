from hypothesis import given, settings
from hypothesis import strategies as st

from hermeneut.read.markup import parse
from hermeneut.read.view import LONGEST, stands_aside, view_of


def lines(page):
    return [one.text for one in view_of(parse(page)).lines]


def test_blocks_and_breaks_part_lines():
    page = "<h1>On <em>Her</em></h1><p>By Ann<br>May <b>10</b>th</p><div>One<span>Two</span></div>"
    assert lines(page) == ["On Her", "By Ann", "May 10th", "One Two"]


def test_what_is_not_seen_is_no_line():
    assert lines("<title>x</title><script>x</script><nav>Home</nav><p>Seen</p>after") == [
        "Seen", "after",
    ]  # fmt: skip


def test_a_paragraph_is_known_by_its_opening():
    only = view_of(parse(f"<p>{'Word ' * 100}</p>")).lines[0]
    assert not only.whole
    assert only.text.startswith("Word Word")
    assert len(only.text) <= LONGEST


def test_comments_and_footers_stand_aside():
    page = """<article><p>a</p><footer>b</footer></article><footer>c</footer>
        <div class="comment-list"><p>d</p></div><aside>e</aside>"""
    assert [one.aside for one in view_of(parse(page)).lines] == [False, False, True, True, True]


def test_elements_are_named_by_their_class():
    seen = view_of(parse("<h1>x</h1><p class='entry-meta'><span class='byline'>Ann</span> 10 May"))
    assert seen.lines[1].kinds == {"author", "date", "meta"}
    assert [(one.element.tag, one.at) for one in seen.named] == [("p", 1), ("span", 1)]


@settings(max_examples=50)
@given(st.text(alphabet="<>/pdiv sbran='\"class&;x", max_size=200))
def test_any_markup_has_a_view(markup):
    assert isinstance(lines(f"<p>{markup}"), list)


def test_an_articles_own_foot_stands_in_it():
    page = """<div itemscope itemtype="https://schema.org/NewsArticle"><div class="footer">a</div>
        </div><div class="article"><p class="footer">b</p></div><div class="footer">c</div>"""
    assert [one.aside for one in view_of(parse(page)).lines] == [False, False, True]


def test_an_articles_aside_on_its_author_stands_in_it():
    page = """<article><aside class="meta">By Ann Doe</aside><aside>More</aside></article>
        <aside class="meta">By Bo Roe</aside>"""
    assert [one.aside for one in view_of(parse(page)).lines] == [False, True, True]


def test_elements_stand_aside_as_their_lines_do():
    page = parse("""<div itemtype="https://schema.org/Review">
        <div class="footer"><b>a</b></div></div>
        <article><aside class="author"><b>b</b></aside></article>
        <article><footer><b>c</b></footer></article>
        <div class="footer"><b>d</b></div><footer><b>e</b></footer><nav><b>f</b></nav>""")
    assert [stands_aside(one) for one in page.iter("b")] == [False] * 3 + [True] * 3


def test_a_card_of_another_piece_stands_aside():
    page = parse("""<p>Mine</p><a href=/b><div>On Zoe</div><p>By Bo Roe</p><time>May 2</time></a>
        <p>Mine too</p><a href=/her rel=bookmark><time>May 1</time><time>May 3</time></a>
        <a href=/authors/ann><div>Ann Doe</div><div>Critic</div></a>""")
    seen = {one.text: one.aside for one in view_of(page).lines}
    assert [text for text, aside in seen.items() if aside] == ["On Zoe", "By Bo Roe", "May 2"]
    assert [stands_aside(one) for one in page.iter("time")] == [True, False, False]
