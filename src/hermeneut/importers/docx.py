"""Word's .docx: paragraphs in order, with headings, italics and notes.

Opened with python-docx, which knows styles and properties; the text itself is walked here, because
insertions, content controls, fields and text boxes hold words too. What was deleted is left out,
so are comments, headers and footers. Format: ECMA-376, part 1, chapter 17.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..errors import RowFailed
from . import markup, properties, zips
from .importer import Document, Importer, Sample
from .markup import Paragraph, Run

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PRUNED = frozenset({
    f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_W}rt",
    f"{_W}sectPr", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
})  # fmt: skip
_SIGNS = {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-"}
_P, _R, _T = f"{_W}p", f"{_W}r", f"{_W}t"
_VAL = f"{_W}val"
_OFF = frozenset({"0", "false", "off", "none"})
_CHAIN = 12  # styles that one style may rest on
_OPENING = 8  # paragraphs among which a title stands


class _Style(NamedTuple):
    italic: bool = False
    bold: bool = False
    level: int = 0
    title: bool = False


class _Read(NamedTuple):
    """What a file of Word holds."""

    paragraphs: list[Paragraph]
    title: str
    properties: Mapping[str, str]


def paragraphs(payload: bytes) -> list[Paragraph]:
    """Read the paragraphs of a file of Word; foot-notes and endnotes stand at the end.

    Raises:
        RowFailed: ``damaged``, ``encrypted``, ``too-large``.
    """
    found = _opened(payload)
    return [p for p in found.paragraphs if p.text]


def _opened(payload: bytes) -> _Read:
    import docx

    _bounded(payload)
    try:
        document = docx.Document(io.BytesIO(payload))
    except Exception as error:  # whatever it meets in a file that isn't as the standard says
        raise RowFailed("damaged", f"{type(error).__name__}: {error}") from None
    styles = _styles(document)
    found: list[Paragraph] = []
    title = ""
    for paragraph, style in _walked(document.element.body, styles):
        if style.title and not title and len(found) < _OPENING:
            title = paragraph.text
        else:
            found.append(paragraph)
    for notes in _notes(document):
        found += [paragraph for paragraph, _ in _walked(notes, styles)]
    return _Read(found, title, _properties(document))


def _bounded(payload: bytes) -> None:
    """Refuse a bomb by the sizes that it states; a part is never read beyond its own."""
    with zips.Archive(payload) as archive:
        sizes = {name: part.file_size for name, part in archive.parts.items()}
        if any(part.flag_bits & 0x1 for part in archive.parts.values()):
            raise RowFailed("encrypted", "it asks for a password")
    xml = max((size for name, size in sizes.items() if name.endswith(".xml")), default=0)
    if sum(sizes.values()) > zips.MOST_BYTES or xml > markup.LARGEST_XML:
        raise RowFailed("too-large", f"{sum(sizes.values())} bytes unpacked")


def _styles(document: Any) -> dict[str, _Style]:
    found = {}
    for style in document.styles:
        name = style.name or ""
        heading = name.removeprefix("Heading ")
        found[style.style_id] = _Style(
            bool(_inherited(style, "italic")),
            bool(_inherited(style, "bold")),
            int(heading) if name.startswith("Heading ") and heading in "123456789" else 0,
            name == "Title",
        )
    return found


def _inherited(style: Any, name: str) -> bool | None:
    for _ in range(_CHAIN):
        font = getattr(style, "font", None)
        value = getattr(font, name, None)
        if value is not None or font is None:
            return value
        style = style.base_style
    return None


def _notes(document: Any) -> Iterator[Any]:
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(("/footnotes", "/endnotes")):
            yield markup.parse_xml(relation.target_part.blob)


def _walked(root: Any, styles: Mapping[str, _Style]) -> Iterator[tuple[Paragraph, _Style]]:
    """Yield paragraphs with their styles; one in a text box comes before the one that holds it."""
    from lxml.etree import iterwalk

    open_: list[tuple[list[Run], _Style]] = []
    how = Run("")
    walk = iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "end":
            if tag == _P and open_:
                runs, style = open_.pop()
                yield Paragraph(tuple(runs), style.level), style
            continue
        if tag in _PRUNED:
            walk.skip_subtree()
        elif tag == _P:
            open_.append(([], styles.get(_value(element.find(f"{_W}pPr/{_W}pStyle")), _Style())))
        elif tag == _R and open_:
            how = _set_as(element, open_[-1][1], styles)
            if not how.text:
                walk.skip_subtree()
        elif open_ and (tag == _T or tag in _SIGNS):
            text = element.text if tag == _T else _SIGNS[tag]
            open_[-1][0].append(how._replace(text=text or ""))


def _set_as(run: Any, style: _Style, styles: Mapping[str, _Style]) -> Run:
    """Say how a run is set; one without a text is hidden."""
    given = run.find(f"{_W}rPr")
    if given is None:
        return Run("shown", style.italic, style.bold)
    own = styles.get(_value(given.find(f"{_W}rStyle")), _Style())
    raised = _value(given.find(f"{_W}vertAlign")) == "superscript"
    note = raised and "".join(run.itertext()).strip().isdigit()
    return Run(
        "" if note or _on(given.find(f"{_W}vanish"), False) else "shown",
        _on(given.find(f"{_W}i"), style.italic or own.italic),
        _on(given.find(f"{_W}b"), style.bold or own.bold),
        _on(given.find(f"{_W}u"), False),
    )


def _on(element: Any, otherwise: bool) -> bool:
    return otherwise if element is None else _value(element).lower() not in _OFF


def _value(element: Any) -> str:
    return "" if element is None else str(element.get(_VAL) or "")


def _properties(document: Any) -> dict[str, str]:
    try:
        core = document.core_properties
        return {
            "title": core.title or "",
            "author": core.author or "",
            "created": core.created.date().isoformat() if core.created else "",
            "language": core.language or "",
        }
    except Exception:  # properties may be malformed where the text is whole
        return {}


def _read(payload: bytes) -> Iterator[Document]:
    found = _opened(payload)
    stated = {
        "title": found.title or properties.title(found.properties.get("title", "")),
        "authors": properties.person(found.properties.get("author", "")),
        "language": found.properties.get("language", ""),
        "created": found.properties.get("created", ""),
    }
    written = markup.fragment(found.paragraphs)
    error = "" if written else "no-text: nothing but pictures and empty paragraphs"
    yield Document({**stated, "text_html": written}, error)


def _recognise(sample: Sample) -> bool:
    return sample.kind == "docx"


DOCX = Importer(_read, _recognise, extensions=(".docx",), text="text_html", whole=True)
