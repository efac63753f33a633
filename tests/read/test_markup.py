import pytest

from hermeneut.errors import RowFailed
from hermeneut.read import markup
from hermeneut.read.markup import looks_like_markup, parse, prose_of, set_emphasis, short_text


def read(page):
    prose = prose_of(set_emphasis(parse(page)))
    return prose.text, [span.of(prose.text) for span in prose.emphasis]


@pytest.mark.parametrize(
    "element", ["em", "i", "cite", "b", "strong", "span style='font-style: italic'"]
)
def test_titles_are_emphasis_however_they_are_set(element):
    name = element.split()[0]
    assert read(f"<p>I saw <{element}>Her</{name}> twice.") == ("I saw Her twice.", ["Her"])


def test_nested_emphasis_is_one_span():
    assert read("<p><b>In <i>Her</i>, a man</b> writes.")[1] == ["In Her, a man"]


def test_scripts_are_silent_and_shown_markup_stays_text():
    shown = "<p>He typed &lt;script&gt;alert(1)&lt;/script&gt;."
    page = f"{shown}<script>steal()</script><style>p{{}}</style>"
    assert read(page)[0] == "He typed <script>alert(1)</script>."


def test_paragraphs_lines_and_cells():
    page = "<div><p>One<br>two<p>Three<ul><li>a<li>b</ul><table><tr><td>x<td>y</table></div>"
    assert read(page)[0] == "One\ntwo\n\nThree\n\na\nb\n\nx y"


@pytest.mark.parametrize("depth", [300, 10_000])
def test_deep_nesting_loses_no_text(depth):
    page = "<div>" * depth + "<p>A voice, and nothing else.</p>" + "</div>" * depth
    assert "A voice, and nothing else." in read(page)[0]


@pytest.mark.parametrize(
    "page", ["<", "<<<>>>", "</p>", "<p", "a < b", "<!-- ", "<a href='", "&#xD800;&#0;", "\x00<p>x"]
)
def test_malformed_markup_parses_or_is_refused(page):
    try:
        text = prose_of(parse(page)).text
    except RowFailed:
        assert "<p" not in page
    else:
        assert "\x00" not in text


def test_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(markup, "MAX_BYTES", 10)
    with pytest.raises(RowFailed, match="too-large"):
        parse("<p>A film about love.")


def test_a_declared_encoding_in_text_is_no_trouble():
    assert read('<?xml version="1.0" encoding="utf-8"?><html><p>Her</p></html>')[0] == "Her"


def test_blocks_keep_words_apart_and_emphasis_does_not():
    assert short_text(parse("<div><span>Ann Doe</span><span>May</span></div>"), 40) == "Ann Doe May"
    assert short_text(parse("<h1>Un<em>her</em>d</h1>"), 40) == "Unherd"


@pytest.mark.parametrize(
    ("text", "is_markup"),
    [("A <i>b</i>", True), ("One.<br>Two.", True), ("1 < 2", False), ("<3 this film", False)],
)
def test_looks_like_markup(text, is_markup):
    assert looks_like_markup(text) is is_markup
