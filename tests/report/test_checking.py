"""What the report says of a study whose measures people have checked, and of one not checked."""

import re

import pytest

from hermeneut.analyse.crosstabs import Crosstabs
from hermeneut.analyse.trends import Trends
from hermeneut.disk import shard_path, write_shard
from hermeneut.report import build
from hermeneut.study import Run
from hermeneut.testing import make_study
from hermeneut.validate.differences import Differences
from hermeneut.validate.estimation import Estimation
from hermeneut.validate.multiverse import Multiverse
from hermeneut.validate.reliability import Agreement
from hermeneut.validate.validity import Validity

from ..validate.conftest import CHECKED, checked, rows  # noqa: F401 - the fixture

STEPS = (Trends, Crosstabs, Differences, Agreement, Estimation, Validity, Multiverse)


def analysed(study):
    for kind in STEPS:
        make = getattr(kind, "from_design", lambda design, kind=kind: kind())
        with study.reader() as tables:
            found = make(study.design)(tables)
        told = {**found.tables, "evidence": found.evidence}
        for name, table in told.items():
            write_shard(shard_path(study.tables, name, kind.name, "all"), table)
        study.publish(study.current().with_run(kind.name, Run(kind.name, tuple(told), ("all",))))
    return study


@pytest.fixture(scope="module")
def pages(checked, tmp_path_factory):  # noqa: F811 - the fixture
    folder = build(analysed(checked), tmp_path_factory.mktemp("out") / "report")
    return {path.relative_to(folder).as_posix(): plain(path) for path in folder.rglob("*.html")}


@pytest.fixture(scope="module")
def unchecked(tmp_path_factory):
    made = make_study(tmp_path_factory.mktemp("unchecked") / "s", rows(), design=CHECKED)
    folder = build(analysed(made), made.root / "report")
    return {path.relative_to(folder).as_posix(): plain(path) for path in folder.rglob("*.html")}


def plain(path):
    text = re.sub(r"<svg.*?</svg>", "", path.read_text("utf-8"), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).replace("\u202f", " ")


def test_the_first_page_tells_changes_as_people_would_code_them(pages):
    said = pages["index.html"]

    assert "What changed: grief" in said
    assert re.search(
        r"As people would code passages, each document weighing one, “grief” stands in \d+ % "
        r"\(\d+–\d+ %\) of passages from 2009 and in \d+ % \(\d+–\d+ %\) of passages from later",
        said,
    )
    assert "With the mixture of forms held the same in both periods" in said
    assert "machine alone coded sample alone corrected" in said
    assert re.search(r"precision \d+ % \(\d+–\d+ %\), recall \d+ %", said)
    assert "People agree to α 1" in said
    assert "No outlet is in both windows" in said
    assert re.search(r"Grief rises from 2009 to later: that holds in \d+ of 72 sets", said)
    assert re.search(r"\d+ % \([\d.]+–[\d.]+ %\) of the documents about the work are found", said)


def test_the_first_page_tells_cross_tables_as_people_would_code_them(pages):
    assert re.search(
        r"As people would code them, of measured documents whose verdict is “good”, on stance "
        r"\d+ % \(\d+–\d+ %\) are “for”, and \d+ % \(\d+–\d+ %\) are “against”",
        pages["index.html"],
    )


def test_every_share_that_was_checked_says_how_well(pages):
    page = next(text for name, text in pages.items() if name.startswith("trends/theme-grief"))

    assert "Against people’s coding of 120 passages, the machine’s labels of grief" in page
    assert "not yet checked" not in page
    assert {"About Up", "grief", "verdict", "stance"} <= set(
        re.findall("About Up|grief|verdict|stance", pages["checking.html"])
    )
    assert "Differences between periods" in pages["trends.html"]
    assert "forms held the same" in pages["trends.html"]


def test_each_figure_opens_its_evidence(checked, tmp_path, pages):  # noqa: F811 - the fixture
    folder = build(checked, tmp_path / "report")
    for name in ("index.html", "checking.html"):
        for page, anchor in re.findall(
            r'href="(evidence/(?:estimates|quality)[^"#]*)#([^"]+)"', (folder / name).read_text()
        ):
            assert f'id="{anchor}"' in (folder / page).read_text(), f"{name}: {page}#{anchor}"


def test_what_nobody_checked_says_so(unchecked):
    said = unchecked["index.html"]

    assert "checking.html" not in unchecked
    assert "Checking: nobody has coded a sample yet" in said
    assert "What changed most" in said
    assert "not yet checked" in said
    assert "How many documents about the work were taken for something else is not known" in said
    assert "with the mixture of forms held the same in both periods" in said
