"""REFI-QDA: what programs for qualitative analysis hand on to each other, as a structure.

``.qdc`` is a codebook, ``.qdpx`` a project: a ZIP with ``project.qde`` and the texts. Positions are
Unicode code points, from 0, the end excluded. What is read comes from strangers: entities are
refused, and the ZIP is bounded.

References:
    REFI (2019), Exchange of processed data between qualitative data analysis software packages,
    version 1.5, https://www.qdasoftware.org.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from .. import __version__
from ..errors import RowFailed, UserError
from ..importers.zips import Archive

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
ORIGIN = f"Hermeneut {__version__}"
DEEPEST = 50  # codes within codes that are read
_INTERNAL = re.compile(r"internal:/{1,2}")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first time that a ZIP can name: the same file each time


@dataclass(frozen=True)
class Code:
    """A code of a codebook; one that can't be given itself is a heading for those below it."""

    guid: str
    name: str
    description: str = ""
    codable: bool = True
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True)
class User:
    """Somebody who codes."""

    guid: str
    name: str


@dataclass(frozen=True)
class Coding:
    """A code given to a selection."""

    guid: str
    code: str
    user: str = ""
    at: str = ""


@dataclass(frozen=True)
class Selection:
    """A stretch of a source, with the codes it was given and a note."""

    guid: str
    name: str
    start: int
    end: int
    user: str = ""
    at: str = ""
    memo: str = ""
    codings: tuple[Coding, ...] = ()


@dataclass(frozen=True)
class Source:
    """A text."""

    guid: str
    name: str
    text: str
    description: str = ""
    selections: tuple[Selection, ...] = ()


@dataclass(frozen=True)
class Project:
    """A project: codebook, people, and texts with what was coded in them."""

    name: str
    codes: tuple[Code, ...] = ()
    users: tuple[User, ...] = ()
    sources: tuple[Source, ...] = ()
    description: str = ""
    at: str = ""


def codebook_bytes(codes: Sequence[Code]) -> bytes:
    """Write a codebook, as ``.qdc`` holds it."""
    root = ET.Element("CodeBook", {"xmlns": CODEBOOK, "origin": ORIGIN})
    _codes_into(ET.SubElement(root, "Codes"), codes)
    return _document(root)


def project_bytes(project: Project) -> bytes:
    """Write a project, as ``.qdpx`` holds it; the same project gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        _part(parts, "project.qde", _document(_project(project)))
        for source in project.sources:
            _part(parts, f"Sources/{source.guid}.txt", source.text.encode("utf-8", "replace"))
    return out.getvalue()


def read_codebook(payload: bytes) -> tuple[Code, ...]:
    """Read a ``.qdc``, or the codebook of a ``.qdpx``.

    Raises:
        UserError: It is neither.
    """
    if payload.startswith(b"PK"):
        return read_project(payload).codes
    root = _parsed(payload, "a .qdc")
    return tuple(_codes_of(_child(root, "Codes"), 0))


def read_project(payload: bytes) -> Project:
    """Read a ``.qdpx``; what isn't text is passed over.

    Raises:
        UserError: It is no such file, or damaged.
    """
    try:
        with Archive(payload) as parts:
            names = {name.lower(): name for name in parts.parts}
            if "project.qde" not in names:
                raise UserError("no .qdpx: it holds no project.qde", hint="export it again")
            root = _parsed(parts.read(names["project.qde"]), "project.qde")
            return _read(root, parts, names)
    except RowFailed as error:
        raise UserError(f"the .qdpx can't be read: {error}", hint="export it again") from None


def _part(parts: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    parts.writestr(info, content)


def _document(root: ET.Element) -> bytes:
    ET.indent(root, " ")
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _xml(text: str) -> str:
    """Take out what XML can't hold."""
    return _NOT_XML.sub("\ufffd", text)


def _told(**attributes: str) -> dict[str, str]:
    return {name: _xml(value) for name, value in attributes.items() if value}


def _project(project: Project) -> ET.Element:
    given = {"xmlns": PROJECT, **_told(name=project.name, origin=ORIGIN)}
    root = ET.Element("Project", {**given, **_told(creationDateTime=project.at)})
    if project.users:
        users = ET.SubElement(root, "Users")
        for user in project.users:
            ET.SubElement(users, "User", _told(guid=user.guid, name=user.name))
    if project.codes:
        _codes_into(ET.SubElement(ET.SubElement(root, "CodeBook"), "Codes"), project.codes)
    if project.sources:
        sources = ET.SubElement(root, "Sources")
        for source in project.sources:
            _source_into(sources, source)
    if project.description:
        ET.SubElement(root, "Description").text = _xml(project.description)
    return root


def _codes_into(parent: ET.Element, codes: Sequence[Code]) -> None:
    for code in codes:
        given = {**_told(guid=code.guid, name=code.name), "isCodable": str(code.codable).lower()}
        element = ET.SubElement(parent, "Code", given)
        if code.description:
            ET.SubElement(element, "Description").text = _xml(code.description)
        _codes_into(element, code.codes)


def _source_into(parent: ET.Element, source: Source) -> None:
    path = {"plainTextPath": f"internal://{source.guid}.txt"}
    element = ET.SubElement(
        parent, "TextSource", {**_told(guid=source.guid, name=source.name), **path}
    )
    if source.description:
        ET.SubElement(element, "Description").text = _xml(source.description)
    for one in source.selections:
        place = {"startPosition": str(one.start), "endPosition": str(one.end)}
        who = _told(creatingUser=one.user, creationDateTime=one.at)
        given = {**_told(guid=one.guid, name=one.name), **place, **who}
        selection = ET.SubElement(element, "PlainTextSelection", given)
        if one.memo:
            ET.SubElement(selection, "Description").text = _xml(one.memo)
        for coding in one.codings:
            who = _told(creatingUser=coding.user, creationDateTime=coding.at)
            made = ET.SubElement(selection, "Coding", {"guid": coding.guid, **who})
            ET.SubElement(made, "CodeRef", {"targetGUID": coding.code})


def _parsed(payload: bytes, named: str) -> ET.Element:
    if b"<!DOCTYPE" in payload or b"<!ENTITY" in payload:
        raise UserError(f"{named} declares entities, which the standard doesn't", hint="not read")
    try:
        return ET.fromstring(payload)  # noqa: S314 - entities are refused above
    except ET.ParseError as error:
        raise UserError(f"{named} isn't XML: {error}", hint="export it again") from None


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _child(element: ET.Element | None, name: str) -> ET.Element | None:
    return (
        next((one for one in element if _name(one) == name), None) if element is not None else None
    )


def _children(element: ET.Element | None, name: str) -> Iterator[ET.Element]:
    yield from (one for one in element if _name(one) == name) if element is not None else ()


def _text_of(element: ET.Element, name: str) -> str:
    child = _child(element, name)
    return (child.text or "").strip() if child is not None else ""


def _codes_of(parent: ET.Element | None, depth: int) -> Iterator[Code]:
    for element in _children(parent, "Code"):
        if depth < DEEPEST:
            yield Code(
                _guid(element.get("guid", "")),
                element.get("name", "").strip(),
                _text_of(element, "Description"),
                element.get("isCodable", "true") in ("true", "1"),
                tuple(_codes_of(element, depth + 1)),
            )


def _guid(text: str) -> str:
    return text.strip("{} ").lower()


def _read(root: ET.Element, parts: Archive, names: dict[str, str]) -> Project:
    users = _children(_child(root, "Users"), "User")
    sources = _children(_child(root, "Sources"), "TextSource")
    return Project(
        root.get("name", ""),
        tuple(_codes_of(_child(_child(root, "CodeBook"), "Codes"), 0)),
        tuple(User(_guid(u.get("guid", "")), u.get("name", "").strip()) for u in users),
        tuple(_source(one, parts, names) for one in sources),
        _text_of(root, "Description"),
        root.get("creationDateTime", ""),
    )


def _source(element: ET.Element, parts: Archive, names: dict[str, str]) -> Source:
    path = _INTERNAL.sub("sources/", element.get("plainTextPath", ""), count=1).lower()
    content = _child(element, "PlainTextContent")
    text = (content.text or "") if content is not None else ""
    if path in names:
        text = parts.read(names[path]).decode("utf-8-sig", "replace")
    selections = (_selection(one) for one in _children(element, "PlainTextSelection"))
    return Source(
        _guid(element.get("guid", "")),
        element.get("name", ""),
        text,
        _text_of(element, "Description"),
        (*filter(None, selections), *_of_whole(element, text)),
    )


def _selection(element: ET.Element) -> Selection | None:
    try:
        start, end = (int(element.get(f"{side}Position", "")) for side in ("start", "end"))
    except ValueError:
        return None
    return Selection(
        _guid(element.get("guid", "")),
        element.get("name", ""),
        start,
        end,
        _guid(element.get("creatingUser", "")),
        element.get("creationDateTime", ""),
        _text_of(element, "Description"),
        tuple(_codings(element)),
    )


def _of_whole(element: ET.Element, text: str) -> Iterator[Selection]:
    """Take codings of a source as a whole for a selection of all its text."""
    codings = tuple(_codings(element))
    if codings:
        yield Selection(_guid(element.get("guid", "")), "", 0, len(text), codings=codings)


def _codings(element: ET.Element) -> Iterator[Coding]:
    for one in _children(element, "Coding"):
        ref = _child(one, "CodeRef")
        yield Coding(
            _guid(one.get("guid", "")),
            _guid(ref.get("targetGUID", "")) if ref is not None else "",
            _guid(one.get("creatingUser", "")),
            one.get("creationDateTime", ""),
        )
