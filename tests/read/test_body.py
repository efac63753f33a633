import pytest

from hermeneut.read.body import FLOORS, body_of
from hermeneut.read.markup import parse
from hermeneut.read.sources import Page

SAID = [
    "The film opens on a face that is reading somebody else's letter aloud, and it takes its time.",
    "Nothing in the room moves, and yet by the end of the scene we know how lonely he has become.",
    "What he buys is a voice, and what it wants, as it turns out, is to be more than bought.",
    "By the last act, the question is no longer whether she is real, but whether he has ever been.",
]  # fmt: skip
ARABIC = (
    "يفتتح الفيلم على وجه رجل يقرأ رسالة كتبها لشخص آخر، ثم يقع في حب صوت لا جسد له في المدينة. "
    * 2
)
JAPANESE = (
    "他人の手紙を書く男が、身体を持たない声に恋をする。映画はその声が何を望むのかを静かに問う。" * 3
)


def page(said, *, lang="en", around="", after=""):
    text = "".join(f"<p>{one}</p>" for one in said)
    return f"""<!doctype html><html lang="{lang}"><head><title>On Her</title>
    <meta property="og:title" content="On Her"></head><body>
    <nav><ul><li><a href="/">Home</a><li><a href="/film">Film</a></ul></nav>
    <main><article><h1 class="main title">On Her</h1>{around}
    <div class="article-body">{text}</div></article>
    {after}</main><footer><p>© The Post. All rights reserved.</p></footer></body></html>"""


def read(html, **how):
    return body_of(Page(parse(html), "https://example.org/her"), **how)


@pytest.mark.parametrize("mode", FLOORS)
def test_an_article_is_read_without_what_stands_around_it(mode):
    assert read(page(SAID), mode=mode).paragraphs == SAID


@pytest.mark.parametrize(
    ("lang", "said"), [("ar", ARABIC.strip()), ("ja", JAPANESE)], ids=["right-to-left", "cjk"]
)
def test_other_scripts_are_kept_whole(lang, said):
    paragraphs = [f"{said}{n}" for n in range(4)]
    assert read(page(paragraphs, lang=lang)).paragraphs == paragraphs


def test_what_was_left_out_is_on_record_with_its_place():
    share = '<div class="share-bar"><span>Share this</span></div>'
    text = read(page([*SAID[:2], *SAID[2:]], around=share))
    rows = {d.text: (d.at, d.reason) for d in text.dropped}
    assert rows["Share this"] == (0, "share")
    assert rows["On Her"][1] == "headline"
    assert rows["© The Post. All rights reserved."] == (len(text.text), "rights")


def test_a_piece_loaded_behind_the_page_is_left_out():
    other = [line.replace("film", "novel").replace("he", "she") for line in SAID] * 2
    behind = "".join(f"<p>{n} {line}</p>" for n, line in enumerate(other))
    behind = f'<section><h1 class="main title">On another book</h1>{behind}</section>'
    text = read(page([*SAID, *(f"Again: {line}" for line in SAID)], after=behind))
    assert "novel" not in text.text
    assert {d.reason for d in text.dropped if "novel" in d.text} == {"another-piece"}


def test_a_text_stated_whole_beside_a_teaser_is_taken():
    whole = " ".join(f"{line} ({n})" for n in range(8) for line in SAID)
    stated = '<script type="application/ld+json">{"@type": "Article", "headline": "On Her", '
    stated += f'"articleBody": "{whole}"}}</script>'
    text = read(page(SAID, around=stated))
    assert text.words > 500


@pytest.mark.parametrize("html", ["<p>", "<html></html>", "<body><nav><a href='/'>Home</a></nav>"])
def test_a_page_without_a_text_gives_none_or_little(html):
    assert read(html).words < 5
