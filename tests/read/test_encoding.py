import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.errors import RowFailed
from hermeneut.read.encoding import decode, mend_mojibake


@pytest.mark.parametrize(
    ("payload", "content_type", "expected"),
    [
        ("Ça tourne — «Her»".encode(), None, "Ça tourne — «Her»"),
        ("café".encode("cp1252"), None, "café"),
        ("“Her”".encode("cp1252"), "text/html; charset=ISO-8859-1", "“Her”"),
        ("Она".encode("cp1251"), "text/html; charset=windows-1251", "Она"),
        (b"<meta charset=shift_jis>\x94\xde\x8f\x97", None, "<meta charset=shift_jis>彼女"),
        ("Her".encode("utf-16"), None, "Her"),
        ("a letter to Her".encode("utf-16-le"), None, "a letter to Her"),
        (b"\xef\xbb\xbfHer", None, "Her"),
        ("她".encode(), "text/html; charset=no-such-charset", "她"),
        ("é".encode(), "text/html; charset=unicode_escape", "é"),
    ],
    ids=["utf-8", "cp1252", "latin-1-means-cp1252", "served", "meta", "utf-16", "utf-16-bare",
         "bom", "unknown-label", "refused-label"],
)  # fmt: skip
def test_decodes(payload, content_type, expected):
    assert decode(payload, content_type).text == expected


@pytest.mark.parametrize(
    ("payload", "slug"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"%PDF-1.4 ...", "binary"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (bytes(range(32)) * 20, "binary"),
        (bytes(range(256)) * 20, "binary"),
        (b"a\x01b\x02" * 20, "binary"),
        (b"0101\x01" * 200, "binary"),
    ],
)
def test_what_is_no_text_is_refused(payload, slug):
    with pytest.raises(RowFailed) as failure:
        decode(payload)
    assert failure.value.slug == slug


def test_controls_strewn_into_writing_do_not_hide_it():
    payload = ("<p>Die Stimme, für die\x1f er schwärmt.\x0e</p>" * 30).encode()
    assert decode(payload).text.count("für") == 30


def test_a_damaged_byte_in_utf8_keeps_the_rest():
    payload = ("Die Stimme, für die er schwärmt. " * 30).encode() + b"\xff"
    assert decode(payload).text.count("für") == 30


@given(st.binary(max_size=400))
def test_any_bytes_decode_or_are_refused(payload):
    try:
        text = decode(payload).text
    except RowFailed:
        assert not payload.strip() or any(b < 0x20 or b in b"%PGROI\x89\xff\x1f" for b in payload)
    else:
        assert text or payload in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("Itâ€™s â€œHerâ€\x9d", "It’s “Her”"),
        ("a lonely manâ€¦", "a lonely man…"),
        ("cafÃ© at night, itâ€™s", "café at night, it’s"),
        ("NÃO", "NÃO"),
        ("â€œOnaâ€\u009d, mÃ³wi, Å¼e kocha", "“Ona”, mówi, że kocha"),
        ("Itâ\x80\x99s her", "It’s her"),
        ("ItÃ¢â‚¬â„¢s her", "It’s her"),
        ("It‚Äôs her", "It’s her"),
        ("“Her” – she’s ‘hers’… œuvre", "“Her” – she’s ‘hers’… œuvre"),
        ("ﬁlm, ２０１３, Ⅳ", "ﬁlm, ２０１３, Ⅳ"),
        ("plain text", "plain text"),
    ],
)
def test_mojibake_is_mended_only_where_certain(text, mended):
    assert mend_mojibake(text).text == mended


WORDS = [
    "Straße",
    "façade",
    "naïve",
    "Zoë",
    "“Her”",
    "she’s",
    "l’œuvre",
    "señor",
    "Łódź",
    "Aşk",
    "–",
    "film",
]


@given(
    st.lists(st.sampled_from(WORDS), min_size=6, max_size=40),
    st.sampled_from(["cp1252", "latin-1"]),
)
def test_text_that_was_read_wrongly_once_comes_back(words, charset):
    text = f"{' '.join(words)} — it’s a façade."
    wrong = "".join(bytes([b]).decode(charset, "ignore") or chr(b) for b in text.encode())
    assert mend_mojibake(wrong).text == text


@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_what_is_right_stays_as_it_is(words):
    assert mend_mojibake(" ".join(words)).places == 0
