"""Who wrote, and where: counts by facet, each with its documents."""

import re

import pytest

from hermeneut.report import build
from hermeneut.testing import make_study

LANGUAGES = ["en", "en", "fr", None]


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("who")
    documents = [
        {"doc_id": f"d{n}", "capture_id": "c", "title": f"Piece {n}", "language": language,
         "outlet": f"Outlet {n % 2}" if n else None, "authors": ["Ada Pell", "Jo Li"][: n % 3],
         "completeness": "bibliographic", "fetched_at": "2026"}
        for n, language in enumerate(LANGUAGES)
    ]  # fmt: skip
    subjects = [
        {"doc_id": d["doc_id"], "capture_id": "c", "subject": "work", "verdict": "about"}
        for d in documents
    ]
    study = make_study(folder / "s", {"documents": documents, "subjects": subjects})
    return build(study, folder / "report")


def counts(pages, facet):
    page = (pages / "who.html").read_text("utf-8")
    table = page.split(f"Documents by {facet}")[1].split("</table>")[0]
    found = re.findall(r'<th scope="row">(.*?)</th>.*?href="(.*?)">(\d+)<', table)
    bare = re.compile(r"<[^>]+>")
    return {bare.sub("", name): (int(number), href) for name, href, number in found}


def test_each_facet_is_counted_with_the_unknown_last(pages):
    assert {"en": 2, "fr": 1, "not known": 1} == {
        k: v[0] for k, v in counts(pages, "language").items()
    }
    assert {"Outlet 1": 2, "Outlet 0": 1, "not known": 1} == {
        k: v[0] for k, v in counts(pages, "outlet").items()
    }
    assert "not known" == list(counts(pages, "language"))[-1]


def test_a_document_of_two_authors_stands_with_each(pages):
    got = {k: v[0] for k, v in counts(pages, "author").items()}
    assert {"Ada Pell": 2, "Jo Li": 1, "not known": 2} == got


def test_every_count_opens_its_documents(pages):
    for number, href in counts(pages, "language").values():
        path, _, anchor = href.partition("#")
        part = (pages / path).read_text("utf-8").split(f'id="{anchor}"')[1].split("<h2")[0]
        assert number == len(re.findall(r'href="[^"]*documents/d\d', part))
