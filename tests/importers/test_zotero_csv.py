from hermeneut.importers import recognise

HEADER = (
    '"Key","Item Type","Publication Year","Author","Title","Publication Title","ISBN","DOI","Url",'
    '"Abstract Note","Date","Language","Manual Tags","Editor"'
)
ROW = (
    '"AB12","blogPost","2014","Petrov, Ana; van der Roe, Jan","Love, without hands","The Slow Pan"'
    ',"","10.1000/1","","A film about ""Her"".","2014-01-10","en","love; voice",""'
)


def test_a_reference_becomes_a_row(facts):
    payload = f"\ufeff{HEADER}\n{ROW}\n".encode()
    assert recognise(payload) == "zotero-csv"
    assert facts(payload, "zotero-csv") == [
        {
            "title": "Love, without hands",
            "authors": "Ana Petrov; Jan van der Roe",
            "outlet": "The Slow Pan",
            "published": "2014-01-10",
            "url": "https://doi.org/10.1000/1",
            "form": "blog post",
            "venue": "blog",
            "language": "en",
            "abstract": 'A film about "Her".',
            "doi": "10.1000/1",
            "Key": "AB12",
            "Manual Tags": "love; voice",
        }
    ]


def test_a_damaged_row_says_so(errors):
    assert errors(f"{HEADER}\n{ROW}\nonly,two\n".encode(), "zotero-csv") == [None, "ragged"]


def test_any_other_table_is_not_this():
    assert recognise(b"Key,Title,Author\n1,Her,A\n") == ""
