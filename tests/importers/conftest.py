"""Files of every notation, small and made here: invented texts, invented outlets."""

import io
import json
import zipfile

import pytest

from hermeneut.importers import read

FONTS = {"plain": "Times-Roman", "italic": "Times-Italic", "bold": "Times-Bold"}


def pdf(pages, *, info=None, xmp="", extra="", size=(420, 595)):
    """Make a PDF: each page a list of (x, y, size, text, font), or None for a picture alone."""
    objects = {}
    names = " ".join(f"/{name} {n} 0 R" for n, name in enumerate(FONTS, 10))
    for n, font in enumerate(FONTS.values(), 10):
        objects[n] = (
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >>"
        )
    objects[20] = (
        "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
        "/BitsPerComponent 8 /Length 1 >>\nstream\nx\nendstream"
    )
    kids = []
    for n, lines in enumerate(pages):
        page, content = 100 + 2 * n, 101 + 2 * n
        kids.append(f"{page} 0 R")
        stream = "q 300 0 0 400 50 50 cm /Im Do Q" if lines is None else "".join(map(_shown, lines))
        objects[page] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Contents "
            f"{content} 0 R /Resources << /Font << {names} >> /XObject << /Im 20 0 R >> >> >>"
        )
        objects[content] = f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream"
    objects[1] = "<< /Type /Catalog /Pages 2 0 R >>"
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    objects[3] = "<< " + " ".join(f"/{k} ({v})" for k, v in (info or {}).items()) + " >>"
    objects[4] = f"<< /Type /Metadata /Subtype /XML /Length {len(xmp)} >>\nstream\n{xmp}\nendstream"
    made = bytearray(b"%PDF-1.4\n")
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(made)
        made += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    start = len(made)
    table = "".join(f"{number} 1\n{place:010d} 00000 n \n" for number, place in places.items())
    trailer = f"<< /Size {max(objects) + 1} /Root 1 0 R /Info 3 0 R {extra} >>"
    made += f"xref\n0 1\n0000000000 65535 f \n{table}trailer\n{trailer}\n".encode()
    return bytes(made + f"startxref\n{start}\n%%EOF\n".encode())


def _shown(line):
    x, y, size, text, *font = line
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /{(font or ['plain'])[0]} {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET\n"


def column(paragraphs, *, x=50, top=520, size=10, width=48, lead=12, indent=12):
    """Set paragraphs as lines of a column, each first line indented."""
    lines, y = [], top
    for paragraph in paragraphs:
        words, first = paragraph.split(), True
        while words:
            line = words.pop(0)
            while words and len(line) + 1 + len(words[0]) <= width:
                line += " " + words.pop(0)
            lines.append((x + indent * first, y, size, line))
            first, y = False, y - lead
    return lines


def zipped(parts, *, stored=("mimetype",)):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, compress_type=kind)
    return made.getvalue()


def docx(fill, **properties):
    """Make a file of Word; ``fill`` writes into it."""
    import docx as word

    document = word.Document()
    fill(document)
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
)
OPF = (
    '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
    '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{facts}</metadata>'
    "<manifest>{items}</manifest><spine>{spine}</spine></package>"
)
XHTML = (
    '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
    "<head><title>x</title></head><body>{}</body></html>"
)
FACTS = (
    "<dc:title>Voices</dc:title><dc:creator>Petrov, Ana</dc:creator>"
    "<dc:creator>Tom Roe</dc:creator><dc:date>2014-01-10T00:00:00Z</dc:date>"
    "<dc:language>en</dc:language>"
)


def epub(chapters, *, nav="", facts=FACTS, more="", **parts):
    """Make a book: chapters by name of part, each the inside of a body; ``more`` is declared."""
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(chapters)
    )
    items += '<item id="nav" href="nav.xhtml" properties="nav" media-type="x"/>' if nav else ""
    items += f'<item id="css" href="s.css" media-type="text/css"/>{more}'
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(chapters)))
    inside = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": OPF.format(facts=facts, items=items, spine=spine),
        **{f"OPS/{name}": XHTML.format(body) for name, body in chapters.items()},
        **({"OPS/nav.xhtml": XHTML.format(f"<nav>{nav}</nav>")} if nav else {}),
    }
    return zipped({**inside, **parts})


def lines_of(*posts):
    return "\n".join(json.dumps(post) for post in posts).encode()


@pytest.fixture(scope="session")
def make():
    """Make files: ``make.pdf(...)``, ``make.docx(...)`` and so on."""

    class Made:
        pass

    for function in (pdf, column, zipped, docx, epub, lines_of):
        setattr(Made, function.__name__, staticmethod(function))
    return Made


@pytest.fixture(scope="session")
def facts():
    """Read some bytes, and give the values of each row; a row with an error fails."""

    def of(payload, kind):
        rows = list(read(payload, kind))
        assert [row.error for row in rows] == [None] * len(rows)
        return [row.values for row in rows]

    return of


@pytest.fixture(scope="session")
def errors():
    """Read some bytes, and give the slug of each row's error."""
    return lambda payload, kind: [
        row.error and row.error.split(":")[0] for row in read(payload, kind)
    ]
