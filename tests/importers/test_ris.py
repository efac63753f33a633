import pytest

from hermeneut.importers import recognise, references

REFS = """\
TY  - JOUR
AU  - Petrov, Ana
AU  - van der Roe, Jan, Jr.
TI  - Love without hands
T2  - The Slow Pan
PY  - 2014
DA  - 2014/01/10/
UR  - https://example.org/a;b?x=1
DO  - 10.1000/182
AB  - A film about a voice
that belongs to nobody.
KW  - voice
KW  - love
VL  - 7
LA  - en
ER  - 

TY  - NEWS
A1  - Doe, Jane
T1  - Two voices
JF  - Harbour Weekly
Y1  - 2014/02//
DO  - https://doi.org/10.1000/183
ER  - 
"""  # noqa: W291


def test_a_reference_becomes_a_row_with_the_names_of_fields(facts):
    first, second = facts(REFS.encode(), "ris")
    assert first == {
        "title": "Love without hands",
        "authors": "Ana Petrov; Jan van der Roe Jr.",
        "outlet": "The Slow Pan",
        "published": "2014-01-10",
        "url": "https://example.org/a;b?x=1",
        "form": "journal article",
        "venue": "journal",
        "language": "en",
        "abstract": "A film about a voice that belongs to nobody.",
        "doi": "10.1000/182",
        "keywords": "voice; love",
        "volume": "7",
    }
    assert second == {
        "title": "Two voices",
        "authors": "Jane Doe",
        "outlet": "Harbour Weekly",
        "published": "2014-02",
        "url": "https://doi.org/10.1000/183",
        "form": "newspaper article",
        "venue": "newspaper",
        "doi": "https://doi.org/10.1000/183",
    }


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("  - ", " - "),
        lambda text: text.removesuffix("ER  - \n"),
        lambda text: "Provider: A Library\nContent: text\n\n" + text,
    ],
    ids=["windows", "byte-order-mark", "one-space", "cut", "preface"],
)
def test_what_programs_write_otherwise_is_read_the_same(facts, change):
    changed = change(REFS).encode()
    assert facts(changed, "ris") == facts(REFS.encode(), "ris")
    assert recognise(changed) == "ris"


def test_a_malformed_entry_takes_no_other_with_it(errors):
    broken = "TY  - JOUR\nan untagged line first\nTI  - Her\nER  - \n" + REFS
    found = errors(broken.encode(), "ris")
    assert found[1:] == [None, None]


def test_too_many_entries_are_refused(errors, monkeypatch):
    monkeypatch.setattr(references, "MOST", 1)
    assert errors(REFS.encode(), "ris") == ["too-large"]


def test_a_kind_that_isnt_known_is_kept_as_it_stands(facts):
    (row,) = facts(b"TY  - XYZ\nTI  - Her\nER  - \n", "ris")
    assert (row["form"], row["title"]) == ("xyz", "Her")


@pytest.mark.parametrize(
    "text", ["TY  - JOUR", "On TY  - JOUR\nAU  - x", "A film.", "title,author\n"]
)
def test_other_text_is_no_ris(text):
    assert recognise(text.encode()) != "ris"
