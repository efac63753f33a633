from hermeneut.read.markup import parse
from hermeneut.read.running import of_text, passages

PROSE = "The film opens on a face that reads somebody else's letter aloud to nobody. "


def test_what_stands_beside_the_text_is_left_out():
    page = f"""<nav><p>Home</p></nav><aside><p>{PROSE}</p></aside><h1>On Her</h1>
        <p>{PROSE * 3}</p><h2>Two</h2><p>{PROSE * 3}</p><p>4/5</p><footer><p>{PROSE}</p></footer>"""
    assert [p[:8] for p in passages(parse(page))] == ["The film", "Two", "The film", "4/5"]


def test_a_page_without_paragraphs_is_read_by_its_breaks():
    page = "<table><tr><td>" + "<br><br>".join([PROSE * 3] * 3) + "</table>"
    assert len(passages(parse(page))) == 3


def test_quotations_are_read_once():
    page = f"<p>{PROSE * 5}</p><blockquote><p>{PROSE * 2}</p></blockquote>"
    assert len(passages(parse(page))) == 2


def test_texts():
    assert of_text("One.<br /><br />Two.") == ["One.", "Two."]
    assert of_text("") == []
