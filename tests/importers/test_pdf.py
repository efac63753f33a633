import json
import subprocess
import sys

import pytest

from hermeneut.errors import RowFailed
from hermeneut.importers import layout, pdf, pdfium, read, recognise

TITLE = [(50, 540, 20, "Love Without Hands")]
ASKS = (
    "The film imagines a voice that belongs to nobody and answers everybody, and it asks what is "
    "left of love when there is nothing to hold."
)
TELLS = (
    "A second paragraph begins with an indent, as printers have it, and runs over some more lines "
    "so that there is something to join."
)
TEXT = [ASKS, TELLS, "The last one is short."]


@pytest.fixture
def here(monkeypatch):
    """Read with pdfium in this process: the program of its own is tested once."""

    def pages(payload):
        return json.loads(json.dumps(list(pdfium.read(payload))))

    monkeypatch.setattr(pdf, "_pages", pages)


def paragraphs_of(row):
    return row["text_html"].removeprefix("<p>").removesuffix("</p>").split("</p>\n<p>")


def test_a_pdf_is_read_by_a_program_of_its_own(make, facts):
    payload = make.pdf([TITLE + make.column(TEXT)])
    assert recognise(payload) == "pdf"
    (row,) = facts(payload, "pdf")
    assert (row["title"], row["pages"]) == ("Love Without Hands", "1")
    assert paragraphs_of(row) == TEXT


@pytest.mark.usefixtures("here")
def test_running_heads_and_page_numbers_go_and_paragraphs_go_on_over_pages(make, facts):
    flow = make.column([" ".join(TEXT[:2])] * 4, top=500)
    per = 20
    pages = []
    for number in range(0, len(flow), per):
        shift = 500 - flow[number][1]
        body = [(x, y + shift, size, text) for x, y, size, text in flow[number : number + per]]
        head = (160, 570, 8, "The Slow Pan" if len(pages) % 2 else "Ana Petrov: Love")
        pages.append([head, *body, (205, 20, 8, f"- {len(pages) + 1} -")])
    assert len(pages) >= 2
    pages += [pages[0][:1], pages[1][:1]]
    (row,) = facts(make.pdf(pages), "pdf")
    assert paragraphs_of(row) == [" ".join(TEXT[:2])] * 4


@pytest.mark.usefixtures("here")
def test_two_columns_are_read_one_after_the_other(make, facts):
    half = [" ".join(TEXT[:2])] * 2
    left = make.column(half, x=40, width=30)
    right = make.column(half, x=230, width=30)
    (row,) = facts(make.pdf([left + right]), "pdf")
    assert paragraphs_of(row) == half * 2


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        (["a ten-", "derness of"], "a tenderness of"),
        (["a well-", "known and well-known", "voice"], "a well-known and well-known voice"),
        (["the self-", "aware and aware"], "the self-aware and aware"),
        (["an Anglo-", "American film"], "an Anglo-American film"),
        (["in 2013-", "2014 there"], "in 2013-2014 there"),
        (["he saw her -", "and left"], "he saw her - and left"),
        (["a voice—", "her voice"], "a voice—her voice"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("here")
def test_words_parted_at_the_end_of_a_line_are_joined(make, facts, lines, shown):
    page = [(50, 528 - 12 * n, 10, line) for n, line in enumerate(lines)]
    (row,) = facts(make.pdf([page]), "pdf")
    assert shown in row["text_html"]


@pytest.mark.usefixtures("here")
def test_italics_are_emphasis_and_raised_figures_are_marks_of_notes(make, facts):
    page = [
        (50, 540, 10, "I saw "), (73.9, 540, 10, "Her", "italic"), (89.5, 540, 10, " twice."),
        (116, 544, 6, "12"), (122, 540, 10, " Then I went home, and slept, and saw it again."),
        (50, 528, 10, "It is a film."),
        (50, 60, 7, "12 A note at the foot."),
    ]  # fmt: skip
    (row,) = facts(make.pdf([page, make.column(TEXT)]), "pdf")
    first, *_, last = paragraphs_of(row)
    assert first.startswith("I saw <em>Her</em> twice. Then I went home")
    assert "12" not in first
    assert last == "12 A note at the foot."


@pytest.mark.usefixtures("here")
def test_headings_lists_and_gaps_part_paragraphs(make, facts):
    page = [
        (50, 540, 10, "A Heading", "bold"),
        (50, 528, 10, "A paragraph without an indent, whose lines reach the"),
        (50, 516, 10, "edge of the column."),
        (50, 498, 10, "After a gap there is another one, which is as long as"),
        (50, 486, 10, "the first of them was here."),
        (50, 474, 10, "• One thing that is long enough to need a second line in"),
        (60, 462, 10, "its own indent."),
        (50, 450, 10, "• Another."),
    ]
    (row,) = facts(make.pdf([page]), "pdf")
    assert row["text_html"].split("\n") == [
        "<h2>A Heading</h2>",
        "<p>A paragraph without an indent, whose lines reach the edge of the column.</p>",
        "<p>After a gap there is another one, which is as long as the first of them was here.</p>",
        "<p>• One thing that is long enough to need a second line in its own indent.</p>",
        "<p>• Another.</p>",
    ]


MADE = "D:20140110093000Z"


@pytest.mark.parametrize(
    ("info", "opening", "stated"),
    [
        ({"Title": "Microsoft Word - essay.doc"}, "", ("Love Without Hands", None, None)),
        ({"Title": "Love Without"}, "", ("Love Without Hands", None, None)),
        ({"Title": "Another article"}, "", ("Love Without Hands", None, None)),
        ({"Author": "Ana Petrov"}, "By Ana Petrov.", ("Love Without Hands", "Ana Petrov", None)),
        ({"Author": "Petrov, Ana; J. Roe"}, "Petrov.", ("Love Without Hands", "Ana Petrov", None)),
        ({"Author": "Ana Petrov"}, "Nobody.", ("Love Without Hands", None, None)),
        ({"Author": "admin"}, "admin", ("Love Without Hands", None, None)),
        ({"CreationDate": MADE}, "10 January 2014.", ("Love Without Hands", None, "2014-01-10")),
        ({"CreationDate": MADE}, "Jan. 2014.", ("Love Without Hands", None, "2014-01")),
        ({"CreationDate": MADE}, "In January 2013.", ("Love Without Hands", None, None)),
        ({"CreationDate": "D:2014"}, "In 2014.", ("Love Without Hands", None, None)),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("here")
def test_what_a_pdf_says_of_itself_is_believed_where_its_pages_bear_it_out(
    make, facts, info, opening, stated
):
    page = [*TITLE, (50, 510, 10, opening), *make.column(TEXT, top=480)]
    (row,) = facts(make.pdf([page], info=info), "pdf")
    assert (row.get("title"), row.get("authors"), row.get("published")) == stated


@pytest.mark.usefixtures("here")
def test_publishers_metadata_count(make, facts):
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/">'
        "<rdf:Description><prism:publicationName>The Slow Pan</prism:publicationName>"
        "<prism:coverDate>2014-01</prism:coverDate><prism:doi>10.1000/1</prism:doi>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    (row,) = facts(make.pdf([make.column(TEXT)], xmp=xmp), "pdf")
    assert (row["outlet"], row["published"], row["doi"]) == ("The Slow Pan", "2014-01", "10.1000/1")


LOCKED = (
    f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{'41' * 32}> /U <{'42' * 32}> /P -4 >> "
    f"/ID [<{'43' * 16}> <{'43' * 16}>]"
)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("pages", "options", "error"),
    [
        ([None, None], {}, "no-text-layer: 2 pages, all pictures"),
        ([[]], {}, "no-text-layer: 1 pages, all blank"),
        ([TITLE, None, None, None], {}, "no-text-layer: 3 of 4 pages are pictures"),
        ([TITLE], {"extra": LOCKED}, "encrypted: it asks for a password"),
    ],
    ids=["scanned", "blank", "cover-and-scans", "locked"],
)
def test_what_cant_be_read_is_a_row_with_a_reason(make, pages, options, error):
    (row,) = read(make.pdf(pages, info={"Title": "Love Without Hands"}, **options), "pdf")
    assert row.error.startswith(error)
    assert row.values.get("title") == (None if "extra" in options else "Love Without Hands")


@pytest.mark.usefixtures("here")
def test_too_many_pages_and_characters(make, monkeypatch):
    payload = make.pdf([make.column(TEXT)] * 3)
    monkeypatch.setattr(pdfium, "MOST_CHARACTERS", 300)
    assert next(iter(read(payload, "pdf"))).error == "too-large: more than 300 characters"
    monkeypatch.setattr(pdfium, "MOST_PAGES", 2)
    assert next(iter(read(payload, "pdf"))).error == "too-large: 3 pages; 2 are read"


@pytest.mark.usefixtures("here")
def test_scrambled_letters_are_told(make, monkeypatch):
    monkeypatch.setattr(pdf, "_UNREADABLE", pdf.re.compile("[aeiou]"))
    (row,) = read(make.pdf([make.column(TEXT)]), "pdf")
    assert row.error.startswith("garbled")


@pytest.mark.usefixtures("here")
def test_a_turned_page_and_a_stamp_in_the_margin(make, facts):
    lines = make.column(TEXT)
    turned = make.pdf([lines], size=(420, 595)).replace(b"1 0 0 1", b"0 1 -1 0")
    assert next(iter(read(turned, "pdf"))).error is None
    stamped = make.pdf([[*lines, (20, 300, 10, "STAMPED")]])
    place = stamped.index(b"1 0 0 1 20 300")
    stamped = stamped[:place] + b"0 1 -1 0 20 30 " + stamped[place + 15 :]
    (row,) = facts(stamped, "pdf")
    assert "STAMP" not in row["text_html"]


@pytest.mark.parametrize(
    ("program", "slug"),
    [
        ("import sys; sys.exit(3)", "crashed"),
        ("import os; os.kill(os.getpid(), 11)", "crashed"),
        ("import os; os.kill(os.getpid(), 24)", "too-slow"),
        ("import time; time.sleep(9)", "too-slow"),
        ("raise MemoryError", "crashed"),
    ],
)
def test_a_reader_that_fails_takes_nothing_with_it(tmp_path, monkeypatch, program, slug):
    reader = tmp_path / "reader.py"
    reader.write_text(program)
    monkeypatch.setattr(pdf, "_READER", reader)
    monkeypatch.setattr(pdf, "PATIENCE", 0.5)
    with pytest.raises(RowFailed, match=slug):
        pdf._pages(b"%PDF-1.4")


def test_the_program_writes_lines_of_json(make):
    def written(payload):
        command = [sys.executable, "-P", pdfium.__file__]
        done = subprocess.run(command, input=payload, capture_output=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    head, page = written(make.pdf([TITLE]))
    assert (head["pages"], page["lines"][0][6]) == (1, [["Love Without Hands", False]])
    (broken,) = written(b"%PDF-1.4 nothing")
    assert broken["error"].startswith("damaged")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_file_ends_in_a_row(make, share):
    payload = make.pdf([make.column(TEXT)] * 3)
    (row,) = read(payload[: int(len(payload) * share)], "pdf")
    assert row.error is None or ":" in row.error


def test_a_swelling_page_is_bounded(make):
    import zlib

    bomb = zlib.compress(b"BT /plain 10 Tf 50 50 Td (x) Tj ET\n" * 400_000, 9)
    payload = make.pdf([[]])
    start = payload.index(b"<< /Length 0 >>\nstream\n")
    stream = b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(bomb) + bomb
    payload = payload[:start] + stream + payload[start + 23 :]
    (row,) = read(payload, "pdf")
    assert row.error or len(row.values["text_html"]) < 2_000_000


def test_pages_without_lines_have_no_size_and_no_title():
    assert layout.body_size([]) == 0
    assert layout.title_of([]) == ""
    assert layout.paragraphs([layout.Page(0, 0, [])]) == []
