"""REFI-QDA: what is written keeps the standard's structure, and comes back as it went."""

import io
import zipfile
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.errors import UserError
from hermeneut.export import refi
from hermeneut.export.qualitative import Qdc, Qdpx, guid
from hermeneut.export.refi import Code, Coding, Project, Selection, Source, User
from hermeneut.views.codebook import variables

from . import refi_structure
from .conftest import TEXTS


def test_a_codebook_keeps_the_structure_and_comes_back(study, tmp_path):
    payload = Qdc()(study, tmp_path / "a.qdc").read_bytes()

    root = ET.fromstring(payload)
    assert f"{{{refi.CODEBOOK}}}CodeBook" == root.tag
    refi_structure.check(root, refi.CODEBOOK)
    names = [one.get("name") for one in root.iter(f"{{{refi.CODEBOOK}}}Code")]
    assert len(names) == len(set(names)), "names must differ across a whole codebook"
    codes = refi.read_codebook(payload)
    assert list(variables(study.design)) == [code.name for code in codes]
    grief = next(code for code in codes if code.name == "grief")
    assert (False, "grief: yes", "reads loss") == (
        grief.codable, grief.codes[0].name, grief.codes[0].description
    )  # fmt: skip


def test_a_project_keeps_the_structure(study, tmp_path):
    path = Qdpx()(study, tmp_path / "a.qdpx")

    with zipfile.ZipFile(path) as parts:
        root = ET.fromstring(parts.read("project.qde"))
        refi_structure.check(root, refi.PROJECT)
        source = root.find(f".//{{{refi.PROJECT}}}TextSource")
        name = source.get("plainTextPath").replace("internal://", "Sources/")
        assert TEXTS[0] == parts.read(name).decode("utf-8")
        assert 1 + len(TEXTS) == len(parts.namelist())
    guids = [e.get("guid") for e in root.iter() if e.get("guid")]
    assert len(guids) == len(set(guids))
    told = {e.get("targetGUID") for e in root.iter(f"{{{refi.PROJECT}}}CodeRef")}
    assert told <= set(guids)
    users = {e.get("creatingUser") for e in root.iter() if e.get("creatingUser")}
    assert {guid("user", "ana"), guid("user", "ben, M.")} == users


def test_positions_are_code_points_and_a_document_is_all_of_its_text(study, tmp_path):
    project = refi.read_project(Qdpx()(study, tmp_path / "a.qdpx").read_bytes())

    first, second, third = project.sources
    assert {TEXTS[0][16:58]} == {first.text[s.start : s.end] for s in first.selections}
    assert (0, len(TEXTS[1])) in {(s.start, s.end) for s in second.selections}
    assert () == third.selections
    assert first.name.endswith(" [0000000000000000]")
    assert not set('"/\x07') & set(first.name)
    assert {"grief: it's the tie", ""} == {s.memo for s in first.selections}


plain = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=20)
inside = plain.map(str.strip)
ids = st.uuids().map(str)


@st.composite
def projects(draw):
    codes = draw(st.lists(st.builds(Code, ids, inside, inside, st.booleans()), max_size=3))
    users = draw(st.lists(st.builds(User, ids, inside), max_size=2))
    sources = []
    for _ in range(draw(st.integers(0, 2))):
        text = draw(plain)
        selections = [
            Selection(draw(ids), draw(plain), *sorted(draw(st.tuples(*[st.integers(0, 20)] * 2))),
                      memo=draw(inside), codings=(Coding(draw(ids), draw(ids), draw(ids)),))
            for _ in range(draw(st.integers(0, 2)))
        ]  # fmt: skip
        sources.append(Source(draw(ids), draw(plain), text, draw(inside), tuple(selections)))
    return Project(draw(plain.filter(bool)), tuple(codes), tuple(users), tuple(sources))


@given(projects())
def test_any_project_comes_back_as_it_went(project):
    payload = refi.project_bytes(project)

    assert project == refi.read_project(payload)
    assert payload == refi.project_bytes(project)


def packed(qde, **more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name, content in {"project.qde": qde, **more}.items():
            parts.writestr(name, content)
    return out.getvalue()


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa">]><Project name="x">&a;</Project>'
HOSTILE = {
    "no ZIP": b"PK nothing",
    "no project": packed("<Project/>").replace(b"project.qde", b"another.qde"),
    "no XML": packed("<Project"),
    "entities": packed(BOMB),
}


@pytest.mark.parametrize("payload", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_project_is_told(payload):
    with pytest.raises(UserError):
        refi.read_project(payload)


def test_what_other_programs_write_otherwise_is_read():
    qde = """<?xml version="1.0"?><Project xmlns="urn:QDA-XML:project:1.0" name="x">
      <CodeBook><Codes>
      <Code guid="{AAAAAAAA-0000-0000-0000-000000000001}" name="Loss" isCodable="true"/>
      </Codes></CodeBook><Sources><TextSource guid="B" name="a" plainTextPath="internal:/B.TXT">
      <PlainTextSelection guid="s" startPosition="x" endPosition="2"/>
      <Coding guid="c"><CodeRef targetGUID="{aaaaaaaa-0000-0000-0000-000000000001}"/></Coding>
      </TextSource><PDFSource guid="p"/></Sources></Project>"""
    payload = packed(qde, **{"sources/b.txt": "\ufeffhello"})

    (source,) = refi.read_project(payload).sources

    assert "hello" == source.text
    (selection,) = source.selections
    assert (0, 5) == (selection.start, selection.end)
    assert "aaaaaaaa-0000-0000-0000-000000000001" == selection.codings[0].code
