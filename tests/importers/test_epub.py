import pytest

from hermeneut.importers import read, recognise

CHAPTERS = {
    "cover.xhtml": '<img src="cover.jpg"/>',
    "one.xhtml": "<h1>A voice</h1><p>I saw <i>Her</i>.</p><ul><li>One.</li></ul>",
    "one-b.xhtml": '<p>It goes on, <span class="it">Her</span> too.</p>',
    "two%20x.xhtml": "<p>Hands.</p>",
}
NAV = (
    '<ol><li><a href="one.xhtml#top">A voice</a></li><li><a href="two%20x.xhtml">Two</a></li></ol>'
)


def test_each_chapter_is_a_row_and_the_book_its_outlet(make, facts):
    chapters = {name.replace("%20", " "): body for name, body in CHAPTERS.items()}
    payload = make.epub(chapters, nav=NAV, **{"OPS/s.css": ".it, em { font-style: italic }"})
    assert recognise(payload) == "epub"
    shared = {
        "outlet": "Voices",
        "authors": "Ana Petrov; Tom Roe",
        "published": "2014-01-10",
        "language": "en",
    }
    assert facts(payload, "epub") == [
        {
            **shared,
            "title": "A voice",
            "text_html": "<p>I saw <em>Her</em>.</p>\n<p>One.</p>\n"
            "<p>It goes on, <em>Her</em> too.</p>",
        },
        {**shared, "title": "Two", "text_html": "<p>Hands.</p>"},
    ]


def test_the_table_of_contents_of_epub_2(make, facts):
    ncx = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>Old'
        '</text></navLabel><content src="one.xhtml"/></navPoint></navMap></ncx>'
    )
    more = '<item id="n" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    chapters = {"one.xhtml": "<p>Text.</p>"}
    payload = make.epub(chapters, more=more, **{"OPS/toc.ncx": ncx})
    assert facts(payload, "epub")[0]["title"] == "Old"
    assert "title" not in facts(make.epub(chapters), "epub")[0]


def test_a_locked_book_is_rows_with_a_reason(make):
    rights = (
        '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        '<enc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>'
        '<enc:CipherData><enc:CipherReference URI="OPS/one.xhtml"/></enc:CipherData>'
        "</enc:EncryptedData></encryption>"
    )
    book = {"one.xhtml": "<p>x</p>", "two.xhtml": "<h1>Two</h1><p>Open.</p>"}
    rows = list(read(make.epub(book, **{"META-INF/encryption.xml": rights}), "epub"))
    assert [row.error and row.error.split(":")[0] for row in rows] == ["encrypted", None]
    assert rows[0].values["outlet"] == "Voices"


@pytest.mark.parametrize(
    ("chapters", "slug"),
    [
        ({}, "damaged"),
        ({"one.xhtml": "<img/>"}, "no-text"),
        ({"../../../etc/passwd": "<p>x</p>"}, "missing-part"),
    ],
    ids=["no-spine", "pictures", "traversal"],
)
def test_books_without_a_text(make, errors, chapters, slug):
    assert errors(make.epub(chapters), "epub") == [slug]


def test_nothing_outside_the_book_is_read(make):
    more = '<item id="i9" href="/etc/passwd" media-type="text/css"/>'
    payload = make.epub({"one.xhtml": "<h1>A</h1><p>x</p>"}, more=more)
    assert "root:" not in str(list(read(payload, "epub")))


def test_a_bomb_is_refused(make, monkeypatch):
    from hermeneut.importers import zips

    monkeypatch.setattr(zips, "LARGEST_PART", 100_000)
    payload = make.epub({"one.xhtml": "<p>" + "x" * 1_000_000})
    (row,) = read(payload, "epub")
    assert row.error.startswith("too-large")
