import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.errors import RowFailed
from hermeneut.read import markdown
from hermeneut.read.markdown import read_markdown


def read(body):
    prose = read_markdown(body)
    return prose.text, [span.of(prose.text) for span in prose.emphasis]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("# On love\n\nA *film*.", "On love\n\nA film."),
        ("A [voice](https://e.org/x) speaks.", "A voice speaks."),
        ("![her](/a.jpg)\n\nLook.", "Look."),
        ("{% youtube 89OP %}\n\nLook.", "Look."),
        ("{{< figure src=x >}}Look.", "Look."),
        ("Look.\n{: .lead}", "Look."),
        ("Wrapped\nline.", "Wrapped line."),
        ("> A quotation.", "A quotation."),
        ("- one\n- two", "one\ntwo"),
        ("A note[^1].\n\n[^1]: Aside.", "A note.\n\nAside."),
        ("<small>Old</small> <!-- gone -->news", "Old news"),
        ("A\n\n* * *\n\nB", "A\n\nB"),
        ("", ""),
    ],
)
def test_marks_go_and_words_stay(body, text):
    assert read(body)[0] == text


@pytest.mark.parametrize("marked", ["*Her*", "_Her_", "**Her**", "***Her***", "<cite>Her</cite>"])
def test_emphasis_is_kept_as_spans(marked):
    assert read(f"I saw {marked} twice.") == ("I saw Her twice.", ["Her"])


def test_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(markdown, "MAX_CHARACTERS", 3)
    with pytest.raises(RowFailed, match="too-large"):
        read_markdown("A film.")


@given(st.text(alphabet="*_[]()<>{}%#`!\n a-^:|~\\", max_size=80))
def test_any_markdown_reads(body):
    prose = read_markdown(body)
    assert all(0 <= s.start < s.end <= len(prose.text) for s in prose.emphasis)
