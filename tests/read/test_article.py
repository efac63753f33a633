import json

import pytest

from hermeneut.passes import text_id
from hermeneut.read.article import Article
from hermeneut.testing import check_pass

PARAGRAPH = "The film <em>Her</em> opens on a face that is reading somebody else's letter aloud. "
PAGE = f"""<!doctype html><html lang="en"><head><title>On Her | The Post</title></head><body>
<nav><a href="/">Home</a></nav><article><h1>On Her</h1><p class="byline">By Ann Doe</p>
<p>{PARAGRAPH * 3}</p><p>Second. {PARAGRAPH * 3}</p><script>steal()</script></article>
<p>Share this:</p><footer>© The Post</footer></body></html>"""
TABLE = "critic,review,lang\nAnn,A film about love.,en\nBo,,\n"

COLUMNS = {"authors": "critic", "text": "review", "language": "lang"}


def capture(name, payload, **columns):
    row = {"capture_id": name, "url": f"https://example.org/{name}", "fetched_at": "2025-01-01"}
    return {**row, "payload": payload, **columns}


CAPTURES = [
    capture("page", PAGE.encode(), format="html", content_type="text/html"),
    capture("essay", b"---\ntitle: Her\n---\nA *film* about love.", format="markdown"),
    capture("note", b"A film about love.", format="text"),
    capture("table", TABLE.encode(), format="csv", mapping=json.dumps({"map": COLUMNS})),
    capture("gone", None, format="html", error="http-404"),
    capture("picture", b"\x89PNG\r\n", format="unknown"),
    capture("garbled", "A voice, and itâ€™s hers.".encode(), format="text"),
    capture("surrogate", b"A \xed\xa0\xbd voice &#0; of NUL.", format="html"),
]  # fmt: skip


def read(*captures):
    return check_pass(Article(), captures).to_pylist()


def test_the_pass_keeps_its_promises():
    assert len(read(*CAPTURES)) == len(CAPTURES) + 1


def test_a_page_gives_its_text_with_emphasis():
    row = read(CAPTURES[0])[0]
    assert row["text"].startswith("The film Her opens on a face")
    assert [row["text"][s["start"] : s["end"]] for s in row["emphasis"]] == ["Her"] * 6
    assert row["text"].count("\n\n") == 1
    assert "steal" not in row["text"]
    assert (row["language"], row["completeness"], row["reason"]) == ("en", "whole", None)
    assert row["text_id"] == text_id(row["text"], [(s["start"], s["end"]) for s in row["emphasis"]])


@pytest.mark.parametrize(
    ("slug", "words"),
    [("empty", "nothing in it"), ("damaged", "once more"), ("http-404", "not captured")],
)
def test_what_cant_be_read_says_why_and_what_to_do(slug, words):
    (row,) = read(capture("gone", None, format="html", error=slug))
    assert (row["completeness"], row["text"]) == ("unreadable", None)
    assert row["reason"].startswith(f"{slug}: ")
    assert words in row["reason"]


def test_rows_without_text_are_bibliographic():
    with_text, without = read(CAPTURES[3])
    assert (with_text["piece"], with_text["text"], with_text["language"]) == (
        1,
        "A film about love.",
        "en",
    )
    assert (without["completeness"], without["text"], without["text_id"]) == (
        "bibliographic",
        None,
        None,
    )


@pytest.mark.parametrize(("which", "slug"), [(4, "http-404"), (5, "binary")])
def test_what_cannot_be_read_says_why(which, slug):
    row = read(CAPTURES[which])[0]
    assert row["completeness"] == "unreadable"
    assert row["reason"].startswith(slug)


def test_mending_is_noted():
    row = read(CAPTURES[6])[0]
    assert row["text"] == "A voice, and it’s hers."
    assert row["reason"] == "mojibake-mended: 1 places"


@pytest.mark.parametrize("mode", ["fast", "thorough", "precise"])
def test_every_mode_reads_the_page(mode):
    assert "reading somebody" in next(Article(mode=mode).find(CAPTURES[0]))["text"]


@pytest.mark.parametrize("mode", ["fast", "thorough", "precise"])
def test_ten_thousand_nested_tags(mode):
    nested = "<div><b>" * 5000 + PAGE + "</b></div>" * 5000
    row = next(Article(mode=mode).find(capture("deep", nested.encode(), format="html")))
    assert "reading somebody" in row["text"]
