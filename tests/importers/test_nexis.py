import io

import pytest

from hermeneut.importers import recognise

CLASSIC = """
Download Request: Selected Items: 1-2
Terms: her

                               1 of 2 DOCUMENTS


                            The Slow Pan(London)

                            January 11, 2014 Saturday
                                   Edition 1;
                                    Scotland

Love without hands: a voice
that nobody owns

BYLINE: Ana Petrov

SECTION: FEATURES; Pg. 6

LENGTH: 355 words

HIGHLIGHT: A stand-first.

A film about love, wrapped at a width so that lines
end inside sentences.

Notes: a second paragraph, whose first word is no field.

LOAD-DATE: January 12, 2014

LANGUAGE: ENGLISH

GRAPHIC: Her, photographed.

PUBLICATION-TYPE: Newspaper


                       Copyright 2014 Slow Pan Ltd
                              All Rights Reserved

                               2 of 2 DOCUMENTS


                            Der Morgen

                            Mittwoch, 15. Januar 2014

Zwei Stimmen

AUTOR: VON TOM ROE

RUBRIK: KULTUR

LÄNGE: 12 Wörter

Ein Film.

SPRACHE: GERMAN; DEUTSCH
"""
UNI = [
    "Page 1 of 4", "Love without hands", "The Slow Pan (London)",
    "January 15, 2014 Wednesday 6:00 PM",
    "Copyright 2014 Slow Pan Ltd All Rights Reserved", "Section:\u00a0FILM; Version:1",
    "Length:\u00a0812 words", "Byline:\u00a0By Ana Petrov", "Highlight:\u00a0She says so.", "Body",
    "I saw {hit}Her{/} and {i}Her{/}.", "Subject: a paragraph of the text.", "Graphic",
    "A picture.", "Classification", "Language:\u00a0ENGLISH", "Publication-Type:\u00a0Magazine",
    "Load-Date:\u00a0January 16, 2014", "End of Document",
    "Two voices", "Harbour Weekly", "February 2014", "Length:\u00a03 words", "Body", "Short.",
    "Load-Date:\u00a0March 1, 2014", "End of Document",
    "A picture alone", "Harbour Weekly", "February 3, 2014", "End of Document",
]  # fmt: skip
COVER = [
    "User Name:\u00a0A. Scholar", "Date and Time:\u00a0Wednesday, December 19, 2018 7:08:00 PM JST",
    "Job Number:\u00a079564983", "Documents (3)", "1. Love without hands",
    "Client/Matter:\u00a0-None-", "Search Terms:\u00a0her", "2. Two voices",
]  # fmt: skip


def word(make, lines):
    """Save lines as Nexis Uni saves Word: what was found is bold, italic and underlined."""

    def fill(document):
        for line in lines:
            if line in ("Love without hands", "Two voices", "A picture alone"):
                document.add_heading(line, 1)
                continue
            paragraph = document.add_paragraph()
            for part in line.replace("{hit}", "\0*").replace("{i}", "\0/").split("{/}"):
                before, _, marked = part.partition("\0")
                paragraph.add_run(before)
                run = paragraph.add_run(marked[1:])
                run.italic = bool(marked)
                run.bold = run.underline = marked.startswith("*")

    return make.docx(fill)


def rich(lines):
    made = io.StringIO()
    for line in lines:
        line = line.replace("{hit}", r"{\b\i\ul ").replace("{i}", r"{\i ").replace("{/}", "}")
        made.write(line.replace("\u00a0", r"\~") + r"\par ")
    return b"{\\rtf1\\ansi " + made.getvalue().encode() + b"}"


def plain(lines):
    text = "\n\n".join(lines)
    return text.replace("{hit}", "").replace("{i}", "").replace("{/}", "").encode()


def test_articles_of_nexis_com(facts):
    assert recognise(CLASSIC.encode()) == "nexis"
    first, second = facts(CLASSIC.encode(), "nexis")
    assert first == {
        "title": "Love without hands: a voice that nobody owns",
        "authors": "Ana Petrov",
        "outlet": "The Slow Pan (London)",
        "published": "2014-01-11",
        "venue": "newspaper",
        "language": "en",
        "section": "FEATURES; Pg. 6",
        "length": "355 words",
        "highlight": "A stand-first.",
        "text_html": "<p>A film about love, wrapped at a width so that lines end inside "
        "sentences.</p>\n<p>Notes: a second paragraph, whose first word is no field.</p>",
    }
    assert second == {
        "title": "Zwei Stimmen",
        "authors": "TOM ROE",
        "outlet": "Der Morgen",
        "published": "15. Januar 2014",
        "language": "de",
        "section": "KULTUR",
        "length": "12 Wörter",
        "text_html": "<p>Ein Film.</p>",
    }


@pytest.mark.parametrize("cover", [[], COVER], ids=["bare", "with-cover"])
@pytest.mark.parametrize(
    "save",
    [word, lambda _, lines: rich(lines), lambda _, lines: plain(lines)],
    ids=["word", "rtf", "text"],
)
def test_articles_of_nexis_uni_however_saved(make, errors, save, cover):
    from hermeneut.importers import read

    payload = save(make, cover + UNI)
    assert recognise(payload) == "nexis"
    assert errors(payload, "nexis") == [None, None, "no-text"]
    first, second, third = (row.values for row in read(payload, "nexis"))
    text = first.pop("text_html")
    assert first == {
        "title": "Love without hands",
        "authors": "Ana Petrov",
        "outlet": "The Slow Pan (London)",
        "published": "2014-01-15",
        "venue": "magazine",
        "language": "en",
        "section": "FILM; Version:1",
        "length": "812 words",
        "highlight": "She says so.",
    }
    her = "Her" if payload.startswith((b"Us", b"Pa")) else "<em>Her</em>"
    assert text == f"<p>I saw Her and {her}.</p>\n<p>Subject: a paragraph of the text.</p>"
    assert (second["title"], second["outlet"], second["published"]) == (
        "Two voices", "Harbour Weekly", "2014-02",
    )  # fmt: skip
    assert third == {
        "title": "A picture alone",
        "outlet": "Harbour Weekly",
        "published": "2014-02-03",
    }


def test_pages_of_html_with_their_own_style_sheet(facts):
    page = (
        b"<HTML><HEAD><STYLE>.c2 { font-style: normal; } .c4 { font-weight: bold; } "
        b".c16 { font-style: italic; }</STYLE></HEAD><BODY>"
        b"<DIV CLASS='c0'><P CLASS='c1'><SPAN CLASS='c2'>1 of 1 DOCUMENTS</SPAN></P></DIV>"
        b"<DIV><P>Harbour Weekly</P></DIV>"
        b"<DIV><P><SPAN CLASS='c4'>December</SPAN> 19, 2013</P></DIV>"
        b"<DIV><P>Two voices</P></DIV><DIV><P><SPAN>LENGTH: </SPAN>2 words</P></DIV>"
        b"<DIV><P>I saw <SPAN CLASS='c16'>Her</SPAN>, <SPAN CLASS='c4'>her</SPAN>.</P>"
        b"<P>Again.</P></DIV><DIV><P>LANGUAGE: ENGLISH</P></DIV></BODY></HTML>"
    )
    assert recognise(page) == "nexis"
    (row,) = facts(page, "nexis")
    assert (row["title"], row["published"]) == ("Two voices", "2013-12-19")
    assert row["text_html"] == "<p>I saw <em>Her</em>, her.</p>\n<p>Again.</p>"


def test_an_export_cut_short_keeps_what_came(facts):
    payload = plain(UNI[:12])
    assert facts(plain([*UNI[:19], *UNI[19:25]]), "nexis")[1]["text_html"] == "<p>Short.</p>"
    assert recognise(payload) == ""


def test_what_has_no_articles_says_so(errors):
    assert errors(b"Nothing of the kind.", "nexis") == ["no-articles"]
    assert errors(b"PK\x03\x04" + bytes(99) + b"word/document.xml", "nexis") == ["damaged"]
