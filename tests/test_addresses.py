import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hermeneut import addresses
from hermeneut.addresses import canonical, doc_id, doc_id_of_row, host

# ruff: noqa: E501 - an address is one word
SAME = {
    "scheme": ("http://example.org/her", "https://example.org/her"),
    "host case": ("https://Example.ORG/her", "https://example.org/her"),
    "www": ("https://www.example.org/her", "https://example.org/her"),
    "mobile": ("https://m.example.org/her", "https://example.org/her"),
    "amp host": ("https://amp.example.org/her", "https://example.org/her"),
    "embed": ("https://embed.example.org/her", "https://example.org/her"),
    "two fronts": ("https://www.m.example.org/her", "https://example.org/her"),
    "default port": ("http://example.org:80/her", "https://example.org/her"),
    "name and password": ("https://me:secret@example.org/her", "https://example.org/her"),
    "fragment": ("https://example.org/her#comments", "https://example.org/her"),
    "trailing slash": ("https://example.org/her/", "https://example.org/her"),
    "trailing dot": ("https://example.org/her.", "https://example.org/her"),
    "host's dot": ("https://example.org./her", "https://example.org/her"),
    "two slashes": ("https://example.org//reviews//her", "https://example.org/reviews/her"),
    "dot segments": ("https://example.org/a/../her", "https://example.org/her"),
    "no path": ("https://example.org", "https://example.org/"),
    "index file": ("https://example.org/her/index.html", "https://example.org/her"),
    "index with query": ("https://example.org/index.php?p=7", "https://example.org/?p=7"),
    "campaign": ("https://example.org/her?utm_source=x&UTM_Medium=y", "https://example.org/her"),
    "share": ("https://example.org/her?share=twitter&nb=1", "https://example.org/her"),
    "likes": ("https://example.org/her?like_comment=9&_wpnonce=a", "https://example.org/her"),
    "print": ("https://example.org/her?print=1", "https://example.org/her"),
    "print view": ("https://example.org/her/print/", "https://example.org/her"),
    "amp view": ("https://example.org/her/amp/", "https://example.org/her"),
    "action share": ("https://example.org/her?action=share", "https://example.org/her"),
    "syndication": ("https://example.org/her?syndication=rss", "https://example.org/her"),
    "session": ("https://example.org/her;jsessionid=1A?p=7", "https://example.org/her?p=7"),
    "order": ("https://example.org/her?b=2&a=1", "https://example.org/her?a=1&b=2"),
    "escaped ampersand": ("https://example.org/her?a=1&amp;b=2", "https://example.org/her?a=1&b=2"),
    "small hex": ("https://example.org/caf%c3%a9", "https://example.org/caf%C3%A9"),
    "bare letters": ("https://example.org/café", "https://example.org/caf%C3%A9"),
    "needless escape": ("https://example.org/%68er%2Dreview", "https://example.org/her-review"),
    "needless colon": ("https://example.org/her%3A-a-review?u=a%2Fb", "https://example.org/her:-a-review?u=a/b"),
    "feed": ("https://example.org/her?cid=rss", "https://example.org/her"),
    "phone": ("https://example.org/her.html?m=1", "https://example.org/her.html"),
    "international host": ("https://Kritik-für-alle.example/", "https://xn--kritik-fr-alle-nsb.example/"),
    "spaces around": ("  <https://example.org/her> ", "https://example.org/her"),
    "no scheme": ("www.example.org/her", "https://example.org/her"),
    "half a scheme": ("//example.org/her", "https://example.org/her"),
    "all at once": ("HTTP://WWW.Example.org:80/her/?b=2&utm_source=a&a=1#top", "https://example.org/her?a=1&b=2"),
    "a touch screen": ("https://touch.example.co.uk/her", "https://example.co.uk/her"),
    "amp first": ("https://example.org/amp/2014/her", "https://example.org/2014/her"),
    "amp on the way": ("https://example.org/culture/AMP/2014/her", "https://example.org/culture/2014/her"),
    "amp before the ending": ("https://example.org/her.amp.html", "https://example.org/her.html"),
    "amp after the ending": ("https://example.org/her.html.amp", "https://example.org/her.html"),
    "amp with a tilde": ("https://example.org/her-100~amp.html", "https://example.org/her-100.html"),
    "amp asked for": ("https://example.org/her?outputType=amp&x=1", "https://example.org/her?x=1"),
    "amp cache": ("https://www.google.com/amp/s/amp.example.org/her", "https://example.org/her"),
    "another amp cache": ("https://example-org.cdn.ampproject.org/c/s/example.org/her?p=7", "https://example.org/her?p=7"),
    "archive's copy": ("https://web.archive.org/web/20140110120000/http://www.example.org/her/?p=7", "https://example.org/her?p=7"),
    "archive's raw copy": ("http://web.archive.org/web/20140110120000id_/http://example.org/her", "https://example.org/her"),
    "archive's copy, no scheme": ("https://web.archive.org/web/2014/example.org/her", "https://example.org/her"),
    "another archive's copy": ("https://archive.ph/2014.01.10-120000/https://example.org/her", "https://example.org/her"),
    "a copy of a copy": ("https://web.archive.org/web/2015/https://web.archive.org/web/2014/http://example.org/her", "https://example.org/her"),
    "counted by a search engine": ("https://www.google.com/url?sa=t&url=https%3A%2F%2Fexample.org%2Fher%3Fp%3D7&usg=x", "https://example.org/her?p=7"),
    "counted by a post office": ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fher&data=x", "https://example.org/her"),
    "a newsletter's reader": ("https://open.substack.com/pub/example/p/her?r=9z&utm_medium=ios", "https://example.substack.com/p/her"),
    "the reader's country": ("http://example.blogspot.co.uk/2014/01/her.html?m=1", "https://example.blogspot.com/2014/01/her.html"),
    "case of a slug": ("https://example.org/A-Lonely-Man-Finds-Someone_Who-Listens/7.CMS", "https://example.org/a-lonely-man-finds-someone_who-listens/7.CMS"),
    "case, with escapes": ("https://example.org/Die-Stimme-Spricht-Über-Liebe", "https://example.org/die-stimme-spricht-%C3%9Cber-liebe"),
    "an accent apart": ("https://example.org/cafe%CC%81", "https://example.org/caf%C3%A9"),
    "index on the way": ("https://example.org/index.php/2014/her", "https://example.org/2014/her"),
    "forum session": ("https://example.org/t.php?t=7&sid=c613f07a94d24ae130f878df2f758925", "https://example.org/t.php?t=7"),
    "checksum": ("https://example.org/?id=7&cHash=39ac749d120d127296ab076c203053d3", "https://example.org/?id=7"),
    "escaped twice": ("https://example.org/her?p=7&amp;amp;utm_source=x", "https://example.org/her?p=7"),
    "a comma after": ("https://example.org/her,", "https://example.org/her"),
    "referrer": ("https://example.org/her?ref=labs.example&source=home---2--", "https://example.org/her"),
}  # fmt: skip

APART = {
    "post": ("https://example.org/?p=7", "https://example.org/?p=8"),
    "id": ("https://example.org/article?id=7", "https://example.org/article"),
    "story": ("https://example.org/s.php?storyId=7", "https://example.org/s.php?storyId=8"),
    "second half": ("https://example.org/her?page=2", "https://example.org/her"),
    "case of the path": ("https://example.org/Her", "https://example.org/her"),
    "action": ("https://example.org/her?action=show", "https://example.org/her"),
    "a slash within a name": ("https://example.org/a%2Fb", "https://example.org/a/b"),
    "a plus": ("https://example.org/?q=a%2Bb", "https://example.org/?q=a+b"),
    "port": ("https://example.org:8080/her", "https://example.org/her"),
    "two letters in all": ("https://m.example/her", "https://example/her"),
    "a host of that name": ("https://embed.ly/her", "https://ly/her"),
    "a word that ends alike": ("https://example.org/blueprint", "https://example.org/blue"),
    "a page called print": ("https://example.org/print", "https://example.org/"),
    "a page called amp": ("https://example.org/amp", "https://example.org/"),
    "a word that ends in amp": ("https://example.org/best-guitar-amp", "https://example.org/best-guitar"),
    "dated slug beside its number": ("https://example.org/2014/01/her", "https://example.org/?p=7"),
    "paged": ("https://example.org/?p=7&paged=2", "https://example.org/?p=7"),
    "half in the path": ("https://example.org/her/2", "https://example.org/her"),
    "language": ("https://example.org/her?lang=fr", "https://example.org/her?lang=en"),
    "story of a number": ("https://example.org/story?sid=1042", "https://example.org/story?sid=1043"),
    "what a viewer shows": ("https://example.org/view?src=/a/her.pdf", "https://example.org/view?src=/a/him.pdf"),
    "where a form leads": ("https://example.org/go?source=%2Farticle%2F7", "https://example.org/go?source=%2Farticle%2F8"),
    "pages made by scripts": ("https://example.org/#!her/c1a", "https://example.org/#!him/c2b"),
    "routes": ("https://example.org/#/essays/7", "https://example.org/"),
    "case of a short name": ("https://example.org/a/Her-Review", "https://example.org/a/her-review"),
    "case of a number": ("https://example.org/watch?v=dQw4w9", "https://example.org/watch?v=dqw4w9"),
    "a site of that name": ("https://www.co.uk/her", "https://co.uk/her"),
    "an archive's calendar": ("https://web.archive.org/web/2014*/example.org", "https://example.org/"),
    "translated": ("https://example-org.translate.goog/her", "https://example.org/her"),
    "a question for a search": ("https://www.google.com/search?q=https://example.org/her", "https://example.org/her"),
    "files": ("file:///a/her.txt", "file:///b/her.txt"),
    "a file's digest": ("file:///her.txt?0a1b2c3d", "file:///her.txt"),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_addresses_of_one_page_are_one(one, other):
    assert canonical(one) == other
    assert doc_id(one) == doc_id(other)


@pytest.mark.parametrize(("one", "other"), APART.values(), ids=APART)
def test_addresses_of_two_pages_stay_two(one, other):
    assert canonical(one) != canonical(other)
    assert doc_id(one) != doc_id(other)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("file:///essays/On%20Her.txt", "file:///essays/On%20Her.txt"),
        ("file:///www.example.org/index.html?ref=1#x", "file:///www.example.org/index.html?ref=1"),
        ("FILE:///A.TXT", "file:///A.TXT"),
        ("file://a.txt", "file://a.txt/"),
    ],
)
def test_files_keep_their_names(url, expected):
    assert canonical(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        *("", " ", "?", "#", "::", "http://", "http://[::1", "http://[::1]:x/", "http://a:b:c/"),
        *("m/0814255", "javascript:1", "http://\ud83d.org/\udc00", "https://example.org/%zz%"),
        *("http://℀.org/", "http://\u3000\u3000", "x" * 100_000, "." * 100_000),
        *("https://a.org/" + "./" * 50_000, "https://a.org/?" + "&a" * 50_000),
        *("https://web.archive.org/web/2014/" * 3_000 + "x", "https://a.org/" + "amp/" * 20_000),
        *(
            "https://google.com/url?q=https://google.com/url?" * 2_000,
            "https://a" + ".amp" * 20_000,
        ),
    ],
)
def test_what_is_no_address_never_raises(url):
    assert canonical(canonical(url)) == canonical(url)
    assert len(doc_id(url)) == 16


PIECES = (
    *("http://", "https://", "file:///", "www.", "m.", "amp.", "example.org", ":80", ":8080", "@"),
    *("/", "//", ".", "..", "index.html", "amp", "print", "her", "?", "&", "&amp;", "=", "p=7"),
    *("utm_a=1", "#", "ref=x", "%41", "%2f", "%", "é", " ", ";jsessionid=1", "[", "]", "\u3000"),
    *("‥", "\ud800", "web.archive.org/web/2014/", "google.com/url?q=", "amp/s/", "google.com/"),
    *("cdn.ampproject.org/c/", "open.substack.com/pub/a/p/b", "#!/", "e%CC%81", "~amp"),
    *("A-Man-Is-Seen-Here-Now", "Die-Frau-Die-Nicht-DA-IST"),
    *("index.php", "blogspot.de", "old.reddit.com", "'", ",", "co.uk", "&amp;amp;", "src=/a"),
)  # fmt: skip
ADDRESSISH = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@given(ADDRESSISH | st.text())
@example("http://example.org/amp/print/index.html/.")
@example("https://example.org/?a=%3D&=1")
@example("http://www.%41.org")
@example("example.org%41")
def test_canonical_is_idempotent(url):
    assert canonical(canonical(url)) == canonical(url)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_the_short_way_gives_what_the_long_way_gives(rest):
    url = "https://example.org/" + rest
    if short := addresses._ordinary(url):
        long = addresses._reduced(url)
        assert short == long == addresses._reduced(long)


@given(st.text(alphabet="abc-/%é ", min_size=1, max_size=20))
def test_a_tracked_address_is_its_page(path):
    page = f"https://example.org/{path}"
    assert canonical(page + "?utm_source=feed&fbclid=1") == canonical(page)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.Example.org/her", "example.org"),
        ("http://example.org:8080/her", "example.org"),
        ("http://[::1]:8080/", "[::1]"),
        ("http://[::1]/", "[::1]"),
        ("https://web.archive.org/web/2014/http://example.org/her", "web.archive.org"),
        ("file:///her.txt", ""),
        ("no address", ""),
    ],
)
def test_host(url, expected):
    assert host(url) == expected


def test_rows_are_documents_of_their_table():
    table = "file:///reviews.csv"
    ids = [doc_id(table), *(doc_id_of_row(table, n) for n in range(1, 100))]
    assert len(set(ids)) == 100
    other = doc_id_of_row("https://example.org/t.csv", 1)
    assert doc_id_of_row("http://www.example.org/t.csv", 1) == other
