import io
import zipfile

import pytest

from hermeneut.importers import docx, read, recognise, zips
from hermeneut.importers.markup import fragment, italic

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def essay(document):
    document.add_heading("Love without hands", 0)
    document.add_heading("A voice", 1)
    paragraph = document.add_paragraph("I saw ")
    paragraph.add_run("Her").italic = True
    paragraph.add_run(" & <twice>.")
    document.add_paragraph("")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "left", "right"
    document.add_paragraph("The end.")


def changed(payload, part, change):
    """Change one part of a file of Word."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(payload)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content.decode()) if name == part else content)
    return made.getvalue()


def with_body(make, inside):
    """Make a file of Word whose body is written here."""
    blank = make.docx(lambda document: document.add_paragraph("X"))

    def change(xml):
        start, end = xml.index("<w:body>") + 8, xml.index("<w:sectPr")
        return xml[:start] + inside + xml[end:]

    return changed(blank, "word/document.xml", change)


def test_a_document_is_one_row(make, facts):
    payload = make.docx(essay, author="Ana Petrov", title="Microsoft Word - essay.doc")
    assert recognise(payload) == "docx"
    (row,) = facts(payload, "docx")
    assert row["title"] == "Love without hands"
    assert row["authors"] == "Ana Petrov"
    assert row["text_html"] == (
        "<h1>A voice</h1>\n<p>I saw <em>Her</em> &amp; &lt;twice&gt;.</p>\n"
        "<p>left</p>\n<p>right</p>\n<p>The end.</p>"
    )


@pytest.mark.parametrize(
    ("properties", "title", "authors"),
    [
        ({"title": "On love", "author": "python-docx"}, "On love", None),
        ({"title": "essay_final.docx", "author": "Windows User"}, None, None),
        ({"title": "", "author": "Jane Doe; Tom Roe"}, None, "Jane Doe; Tom Roe"),
    ],
)
def test_properties_that_lie_are_not_believed(make, facts, properties, title, authors):
    payload = make.docx(lambda document: document.add_paragraph("A film."), **properties)
    (row,) = facts(payload, "docx")
    assert (row.get("title"), row.get("authors")) == (title, authors)


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        (f"<w:ins>{run('new')}</w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del>", "new"),
        (f"<w:moveFrom>{run('gone')}</w:moveFrom><w:moveTo>{run('here')}</w:moveTo>", "here"),
        (f"<w:sdt><w:sdtContent>{run('kept')}</w:sdtContent></w:sdt>", "kept"),
        (f'<w:hyperlink>{run("link")}</w:hyperlink>', "link"),
        (f'<w:fldSimple w:instr="PAGE">{run("7")}</w:fldSimple>', "7"),
        (run("a", "<w:vanish/>") + run("b"), "b"),
        (run("love.") + run("12", '<w:vertAlign w:val="superscript"/>'), "love."),
        (run("20") + run("th", '<w:vertAlign w:val="superscript"/>'), "20th"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>", "a b c"),
        ("<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t></w:r>", "a-b"),
        ("<w:r><w:instrText>TOC</w:instrText></w:r>" + run("x"), "x"),
    ],
)  # fmt: skip
def test_what_stands_in_a_paragraph(make, inside, shown):
    payload = with_body(make, f"<w:p>{inside}</w:p>")
    assert [p.text for p in docx.paragraphs(payload)] == [shown]


def test_emphasis_is_direct_inherited_or_taken_back(make):
    payload = with_body(
        make,
        "<w:p>" + run("a ", "<w:i/>") + run("b ", '<w:i w:val="0"/>')
        + run("c ", '<w:rStyle w:val="Emphasis"/>') + run("d", '<w:b/><w:i/><w:u w:val="single"/>')
        + "</w:p>",
    )  # fmt: skip
    found = docx.paragraphs(payload)
    assert fragment(found) == "<p><em>a</em> b <em>c d</em></p>"
    assert fragment(found, emphasis=italic) == "<p><em>a</em> b <em>c</em> d</p>"


def test_footnotes_stand_at_the_end(make):
    payload = make.docx(lambda document: document.add_paragraph("Text."))
    notes = (
        f'<w:footnotes {W}><w:footnote w:id="1"><w:p><w:r><w:t>A note.</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>"
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    payload = changed(
        payload, "word/_rels/document.xml.rels", lambda xml: xml.replace("</Relationships>", link)
    )
    made = io.BytesIO(payload)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("word/footnotes.xml", notes)
    part = '<Override PartName="/word/footnotes.xml" ContentType="application/xml"/></Types>'
    payload = changed(
        made.getvalue(), "[Content_Types].xml", lambda xml: xml.replace("</Types>", part)
    )
    assert [p.text for p in docx.paragraphs(payload)] == ["Text.", "A note."]


@pytest.mark.parametrize(
    ("damage", "slug"),
    [
        (lambda p: p[: len(p) // 2], "damaged"),
        (lambda p: changed(p, "word/document.xml", lambda xml: xml[:300]), "damaged"),
        (lambda p: changed(p, "word/document.xml", lambda _: ""), "damaged"),
        (lambda p: p.replace(b"word/document.xml", b"word/elsewhere.xm"), "damaged"),
    ],
    ids=["cut", "cut-xml", "empty-xml", "renamed"],
)
def test_a_damaged_file_is_a_row_with_a_reason(make, damage, slug):
    (row,) = read(damage(make.docx(essay)), "docx")
    assert row.error.split(":")[0] == slug


def test_a_bomb_is_refused_before_it_swells(make, monkeypatch):
    payload = with_body(make, "<w:p>" + run("x" * 4_000_000) + "</w:p>")
    assert len(payload) < 5_000_000
    monkeypatch.setattr(zips, "MOST_BYTES", 1_000_000)
    (row,) = read(payload, "docx")
    assert row.error.startswith("too-large")


def test_entities_are_not_expanded(make):
    bomb = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "/etc/passwd">]>'
    payload = changed(
        make.docx(essay), "word/document.xml",
        lambda xml: xml.replace("?>", "?>" + bomb, 1).replace("The end.", "&b;&c;"),
    )  # fmt: skip
    (row,) = read(payload, "docx")
    assert "root:" not in str(row)
    assert "hahaha" not in str(row)
