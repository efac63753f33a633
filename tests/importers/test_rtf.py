import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.errors import RowFailed
from hermeneut.importers import read, recognise, rtf
from hermeneut.importers.markup import fragment


def texts(source):
    return [paragraph.text for paragraph in rtf.paragraphs(source)]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (rb"{\rtf1 One.\par Two.}", ["One.", "Two."]),
        (b"{\\rtf1 One\r\n word.\\\nTwo.}", ["One word.", "Two."]),
        (rb"{\rtf1 caf\'e9 \'93x\'94}", ["café “x”"]),
        (rb"{\rtf1\ansicpg1251 \'ce\'ed\'e0}", ["Она"]),
        (rb"{\rtf1{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}}x\f1 \'ce\f0 \'ce}", ["xОÎ"]),
        (rb"{\rtf1{\fonttbl{\f3\fcharset128 M;}}\f3\'94\'de\'8f\'97}", ["彼女"]),
        (rb"{\rtf1 \u8212?a\u233\'e9b}", ["—aéb"]),
        (rb"{\rtf1\uc0 \u8212 a\uc2\u233 xxb}", ["—aéb"]),
        (rb"{\rtf1 \u-10179?\u-8704?}", ["😀"]),
        (rb"{\rtf1 \u-10179?}", ["\ufffd"]),
        (rb"{\rtf1 a\~b\_c\-d \{e\} \\f\emdash\ldblquote\rdblquote}", ["a b-cd {e} \\f—“”"]),
        (rb"{\rtf1 a{\v hidden}{\*\unknown b{\i c}}{\pict 00ff}d}", ["ad"]),
        (rb"{\rtf1 a{\bin4 }}{{}b}", ["ab"]),
        (rb"{\rtf1{\stylesheet{\s1 Heading;}}{\colortbl;\red1;}{\header Head}Text}", ["Text"]),
        (rb'{\rtf1{\field{\*\fldinst HYPERLINK "x"}{\fldrslt link}} on}', ["link on"]),
        (rb"{\rtf1\trowd HD\cell Her\cell\row LP\cell One.\par Two.\cell\row}",
         ["HD Her", "LP One.", "Two."]),
        (rb"{\rtf1 Said.{\super 1}{\footnote\pard A note.} More.\par}", ["Said. More.", "A note."]),
        (rb"{\rtf1 cut \'9", ["cut 9"]),
        (b"{\\rtf1 a\x00b}", ["ab"]),
    ],
)  # fmt: skip
def test_what_rtf_says(source, shown):
    assert [text.replace("\u00a0", " ") for text in texts(source)] == shown


def test_emphasis_and_headings():
    source = (
        rb"{\rtf1\pard\outlinelevel0\b Love\b0\par\pard I saw {\i Her} twice \i\b x\plain y.\par}"
    )
    found = fragment(rtf.paragraphs(source))
    assert found == "<h1>Love</h1>\n<p>I saw <em>Her</em> twice <em>x</em>y.</p>"


def test_a_document_is_one_row_with_its_facts(facts):
    source = rb"{\rtf1{\info{\title Love without hands}{\author Ana Petrov}{\company X}}A film.}"
    assert recognise(source) == "rtf"
    assert facts(source, "rtf") == [
        {"title": "Love without hands", "authors": "Ana Petrov", "text_html": "<p>A film.</p>"}
    ]


def test_a_document_of_pictures_has_no_text(errors):
    assert errors(rb"{\rtf1{\pict 00ff}\par}", "rtf") == ["no-text"]


@pytest.mark.parametrize(
    "source",
    [b"{" * 10_000 + b"deep" + b"}" * 10_000, b"}" * 10_000, b"\\" * 10_000,
     b"{\\rtf1" + b"{\\i " * 10_000, b"\\'" * 10_000, b"\\u1" * 10_000, b"{\\*" * 10_000],
    ids=["nested", "closed", "escapes", "open", "hex", "unicode", "starred"],
)  # fmt: skip
def test_ten_thousand_of_anything_end(source):
    rtf.paragraphs(source)


def test_what_is_endless_is_refused(monkeypatch):
    monkeypatch.setattr(rtf, "MOST_TOKENS", 100)
    with pytest.raises(RowFailed, match="too-large"):
        rtf.paragraphs(rb"{\rtf1 " + rb"\i a" * 200)
    monkeypatch.setattr(rtf, "MOST_CHARACTERS", 5)
    with pytest.raises(RowFailed, match="too-large"):
        rtf.paragraphs(rb"{\rtf1 abcdefg}")


def written(text):
    """Write a text as RTF, as word processors do."""
    escaped = []
    for char in text:
        if char in "\\{}":
            escaped.append("\\" + char)
        elif " " <= char < "\x7f":
            escaped.append(char)
        else:
            units = char.encode("utf-16-le")
            for low, high in zip(units[::2], units[1::2], strict=True):
                unit = low + 256 * high
                escaped.append(f"\\u{unit - 65536 if unit > 32767 else unit}?")
    return ("{\\rtf1\\ansi " + "".join(escaped) + "\\par}").encode()


LETTERS = st.text(st.characters(blacklist_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1)


@given(st.lists(LETTERS, min_size=1, max_size=5))
def test_any_text_comes_back(words):
    assert texts(written(" ".join(words))) == [" ".join(words)]


@given(st.binary(max_size=300))
def test_any_bytes_are_read(payload):
    for row in read(b"{\\rtf1" + payload, "rtf"):
        str(row.values).encode()
